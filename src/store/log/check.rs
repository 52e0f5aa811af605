//! Checking the audit trail: every row against the one before it, and the end against the head.

use std::cmp::Ordering;

use super::super::head::{Head, HeadFault};
use super::super::row::{each, find};
use super::super::tables::LOG;
use super::super::transaction::Tx;
use super::super::{Result, StoreError};
use super::row::LogRow;
use super::start::LogStart;
use crate::crypto::chain::{Tag, same};
use crate::domain::audit::Event;

/// A fault of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// The row was changed or moved.
    Changed(i64),
    /// Rows are missing before this one.
    Gap(i64),
    /// The row was pruned, and is there again.
    Returned(i64),
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
        let found = find(&self.connection, sql, events, |row| Ok(row.get(0)?))?;
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
        match self.log_start()?.cut {
            cut if cut.seq == head.seq && same(&cut.tag, &head.tag) => Ok(None),
            cut if cut.seq == head.seq => Ok(Some(HeadFault::OtherEntry(head.seq))),
            cut if cut.seq > head.seq => Ok(Some(HeadFault::Pruned {
                head: head.seq,
                start: cut.seq,
            })),
            _ => Ok(Some(HeadFault::Behind {
                last: self.last_log_seq()?,
                head: head.seq,
            })),
        }
    }

    /// Returns whether the trail has this entry, or begins right after it.
    fn look_for(&self, expected: Head, start: Head) -> Result<Expected> {
        let cut = (start.seq == expected.seq).then_some(start.tag);
        Ok(match self.tag_at(expected.seq)?.or(cut) {
            Some(tag) if same(&tag, &expected.tag) => Expected::Found,
            Some(_) => Expected::Other(expected.seq),
            None if expected.seq < start.seq => Expected::Pruned(expected.seq),
            None => Expected::Missing {
                last: self.last_log_seq()?,
                expected: expected.seq,
            },
        })
    }

    /// Checks the whole trail against the head that was read before this transaction began, and looks
    /// for an entry that was noted elsewhere.
    pub(in crate::store) fn check_log(
        &self,
        head: Option<Head>,
        expected: Option<Head>,
        mut fault: impl FnMut(LogFault),
    ) -> Result<CheckedLog> {
        let (start, forged) = self.claimed_log_start()?;
        match forged {
            None => {}
            Some(StoreError::Damaged(_)) => fault(LogFault::ForgedStart),
            Some(other) => return Err(other),
        }
        if head.is_none() {
            fault(LogFault::Head(HeadFault::Lost));
        }
        let mut before = start.cut;
        let mut rows = 0;
        let mut pruned = 0;
        let mut lost = vec![];
        each(
            &self.connection,
            &LOG.select("ORDER BY seq"),
            [],
            |row| -> Result<()> {
                let seq: i64 = row.get("seq")?;
                rows += 1;
                if seq <= start.cut.seq {
                    fault(LogFault::Returned(seq));
                    return Ok(());
                }
                if seq != before.seq + 1 {
                    fault(LogFault::Gap(seq));
                }
                // A row that can't be read was changed. The rows after it are still checked.
                let stored: Tag = row.get("tag").unwrap_or_default();
                let readable = LogRow::read(row).ok();
                let tag = readable
                    .as_ref()
                    .map(|row| row.tag(&self.vault.chain, &before.tag));
                let is_head = head.filter(|head| head.seq == seq);
                let right = tag.is_some_and(|tag| same(&tag, &stored))
                    && is_head.is_none_or(|head| head.tag == stored);
                if seq == before.seq + 1 && !right {
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
            },
        )?;
        if start.cut.seq != pruned {
            fault(LogFault::OtherStart {
                start: start.cut.seq,
                pruned,
            });
        }
        if let Some(wrong) = head.and_then(|head| beyond(head, start.cut, before.seq)) {
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
                .map(|expected| self.look_for(expected, start.cut))
                .transpose()?,
        })
    }
}

/// Returns what is wrong with a head that is none of the trail's entries.
fn beyond(head: Head, start: Head, last: i64) -> Option<HeadFault> {
    if head.seq > last {
        let head = head.seq;
        return Some(HeadFault::Behind { last, head });
    }
    match head.seq.cmp(&start.seq) {
        Ordering::Less => Some(HeadFault::Pruned {
            head: head.seq,
            start: start.seq,
        }),
        Ordering::Equal if !same(&head.tag, &start.tag) => Some(HeadFault::OtherEntry(head.seq)),
        _ => None,
    }
}
