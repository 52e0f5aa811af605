//! Checking the audit trail: every row against the one before it, and the end against the head.

use super::super::Result;
use super::super::head::{Head, HeadFault};
use super::super::row::Reader;
use super::super::tables::LOG;
use super::super::transaction::Tx;
use super::row::LogRow;
use super::start::LogStart;
use crate::crypto::chain::same;
use crate::domain::audit::Event;

/// A fault of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// The row was changed or moved.
    Changed(i64),
    /// Rows are missing before this one.
    Gap(i64),
    /// These rows were pruned, and some are there again.
    Returned { first: i64, last: i64 },
    /// Keyfob didn't write where the trail begins.
    ForgedStart,
    /// The trail begins after this entry, but its entries say that it was pruned up to another one.
    OtherStart { start: i64, pruned: i64 },
    /// The head doesn't fit.
    Head(HeadFault),
    /// When this row was written, the head was missing or wrong, and no administrator has accepted that
    /// since.
    HeadWasLost(i64),
}

/// Whether the trail has an entry that was noted elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Found,
    /// The entry of this number isn't the one that was noted.
    Other(i64),
    /// The trail ends before it.
    Missing {
        last: i64,
        expected: i64,
    },
    /// The entry of this number was pruned.
    Pruned(i64),
    /// The entry of this number got another tag when the store got a new key, which this entry says.
    Rekeyed {
        expected: i64,
        at: i64,
    },
}

/// The result of a check of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedLog {
    pub entries: u64,
    /// What was pruned.
    pub start: LogStart,
    /// The last entry.
    pub head: Head,
    /// `None` if no entry was expected.
    pub expected: Option<Expected>,
}

impl Tx<'_> {
    /// Returns whether an entry says that the head was lost, which no administrator has accepted since.
    pub(in crate::store) fn has_lost_head(&self) -> Result<bool> {
        let sql = "SELECT coalesce(max(seq) FILTER (WHERE event = ?1), 0)
                        > coalesce(max(seq) FILTER (WHERE event = ?2), 0) FROM log";
        let events = (
            Event::LogHeadLost.into_str(),
            Event::LogHeadAccepted.into_str(),
        );
        let found = self.connection.find(sql, events, |row| row.get(0))?;
        Ok(found.unwrap_or_default())
    }

    /// Compares the trail with a head that was read before this transaction began. Entries may have
    /// been added since.
    pub(in crate::store) fn head_fault(&self, found: Option<Head>) -> Result<Option<HeadFault>> {
        let Some(head) = found else {
            return Ok(Some(HeadFault::Lost));
        };
        if let Some(tag) = self.tag_at(head.seq)? {
            return Ok((!same(&tag, &head.tag)).then_some(HeadFault::OtherEntry(head.seq)));
        }
        match self.log_start_or_origin()?.0.cut {
            cut if cut.seq == head.seq && same(&cut.tag, &head.tag) => Ok(None),
            cut if cut.seq == head.seq => Ok(Some(HeadFault::OtherEntry(head.seq))),
            cut if cut.seq > head.seq => Ok(Some(HeadFault::Pruned {
                head: head.seq,
                start: cut.seq,
            })),
            cut => Ok(Some(HeadFault::Behind {
                last: self.last_row()?.map_or(cut.seq, |last| last.seq),
                head: head.seq,
            })),
        }
    }

    /// Returns whether the trail has this entry, or begins right after it.
    fn look_for(&self, expected: Head, start: Head, last: i64) -> Result<Expected> {
        let cut = (start.seq == expected.seq).then_some(start.tag);
        Ok(match self.tag_at(expected.seq)?.or(cut) {
            Some(tag) if same(&tag, &expected.tag) => Expected::Found,
            Some(_) => match self.rekeyed_after(expected.seq)? {
                None => Expected::Other(expected.seq),
                Some(at) => Expected::Rekeyed {
                    expected: expected.seq,
                    at,
                },
            },
            None if expected.seq < start.seq => Expected::Pruned(expected.seq),
            None => Expected::Missing {
                last,
                expected: expected.seq,
            },
        })
    }

    fn rekeyed_after(&self, seq: i64) -> Result<Option<i64>> {
        let sql = "SELECT min(seq) FROM log WHERE event = ? AND seq > ?";
        let params = (Event::StoreRekeyed.into_str(), seq);
        let found = self.connection.find(sql, params, |row| row.get(0))?;
        Ok(found.flatten())
    }

    /// Checks the whole trail against the head that was read before this transaction began, and looks
    /// for an entry that was noted elsewhere.
    pub(in crate::store) fn check_log(
        &self,
        head: Option<Head>,
        expected: Option<Head>,
        mut fault: impl FnMut(LogFault),
    ) -> Result<CheckedLog> {
        let (start, is_right) = self.log_start_or_origin()?;
        if !is_right {
            fault(LogFault::ForgedStart);
        }
        let mut before = start.cut;
        let mut returned: Option<(i64, i64)> = None;
        let mut rows = 0;
        let mut pruned = 0;
        let mut lost = vec![];
        self.connection
            .each_of_many(&LOG.select("ORDER BY seq"), (), |row| -> Result<()> {
                let reader = Reader::new(&LOG, row);
                let seq: i64 = reader.get("seq")?;
                rows += 1;
                if seq <= start.cut.seq {
                    let (first, _) = returned.unwrap_or((seq, seq));
                    returned = Some((first, seq));
                    return Ok(());
                }
                let is_next = seq == before.next_seq()?;
                if !is_next {
                    fault(LogFault::Gap(seq));
                }
                // A row that can't be read was changed. The rows after it are still checked.
                let stored = reader.stored_tag().unwrap_or_default();
                let readable = LogRow::read(&reader).ok();
                let tag = readable
                    .as_ref()
                    .map(|row| row.tag(&self.vault.chain, &before.tag));
                if is_next && !tag.is_some_and(|tag| same(&tag, &stored)) {
                    fault(LogFault::Changed(seq));
                }
                match readable {
                    Some(row) if row.event == Event::LogHeadLost.into_str() => lost.push(seq),
                    Some(row) if row.event == Event::LogHeadAccepted.into_str() => lost.clear(),
                    Some(row) if row.event == Event::LogPruned.into_str() => {
                        pruned = row.last_pruned().unwrap_or_default();
                    }
                    _ => {}
                }
                before = Head { seq, tag: stored };
                Ok(())
            })?;
        if let Some((first, last)) = returned {
            fault(LogFault::Returned { first, last });
        }
        if start.cut.seq != pruned {
            fault(LogFault::OtherStart {
                start: start.cut.seq,
                pruned,
            });
        }
        if let Some(wrong) = self.head_fault(head)? {
            fault(LogFault::Head(wrong));
        }
        lost.into_iter()
            .map(LogFault::HeadWasLost)
            .for_each(&mut fault);
        Ok(CheckedLog {
            entries: rows,
            start,
            head: before,
            expected: expected
                .map(|expected| self.look_for(expected, start.cut, before.seq))
                .transpose()?,
        })
    }
}
