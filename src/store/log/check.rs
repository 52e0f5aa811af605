//! Checking the audit trail: every row against the one before it, and the end against the head.

use super::super::Result;
use super::super::head::{Head, HeadFault};
use super::super::row::{each, find};
use super::super::tables::LOG;
use super::super::transaction::Tx;
use super::row::LogRow;
use crate::crypto::chain::{Tag, same};
use crate::domain::audit::Event;

/// A fault of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// The row was changed or moved.
    Changed(i64),
    /// Rows are missing before this one.
    Gap(i64),
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
}

/// The result of a check of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedLog {
    pub entries: u64,
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
        Ok(match self.tag_at(head.seq)? {
            Some(tag) if same(&tag, &head.tag) => None,
            Some(_) => Some(HeadFault::OtherEntry(head.seq)),
            None => Some(HeadFault::Behind {
                last: self.last_log_seq()?,
                head: head.seq,
            }),
        })
    }

    /// Returns whether the trail has this entry.
    fn look_for(&self, expected: Head) -> Result<Expected> {
        Ok(match self.tag_at(expected.seq)? {
            Some(tag) if same(&tag, &expected.tag) => Expected::Found,
            Some(_) => Expected::Other(expected.seq),
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
        if head.is_none() {
            fault(LogFault::Head(HeadFault::Lost));
        }
        let mut before = Head::origin();
        let mut rows = 0;
        let mut lost = vec![];
        let mut head_met = head.is_none_or(|head| head.seq == 0);
        each(
            &self.connection,
            &LOG.select("ORDER BY seq"),
            [],
            |row| -> Result<()> {
                let seq: i64 = row.get("seq")?;
                rows += 1;
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
                match readable.map(|row| row.event) {
                    Some(event) if event == Event::LogHeadLost.into_str() => lost.push(seq),
                    Some(event) if event == Event::LogHeadAccepted.into_str() => lost.clear(),
                    _ => {}
                }
                head_met |= is_head.is_some();
                before = Head { seq, tag: stored };
                Ok(())
            },
        )?;
        if let Some(head) = head.filter(|head| !head_met && head.seq > before.seq) {
            fault(LogFault::Head(HeadFault::Behind {
                last: before.seq,
                head: head.seq,
            }));
        }
        lost.into_iter()
            .map(LogFault::HeadWasLost)
            .for_each(&mut fault);
        Ok(CheckedLog {
            entries: rows,
            head: before,
            expected: expected
                .map(|expected| self.look_for(expected))
                .transpose()?,
        })
    }
}
