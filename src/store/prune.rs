//! Pruning the audit trail: its oldest entries are cut away, in one transaction. Where the trail begins
//! since then is written under the store's key, and the trail itself records what was cut.

use jiff::Timestamp;

use super::head::{Head, HeadFault, HeadFile};
use super::log::LogStart;
use super::row::{moment, seconds};
use super::transaction::Tx;
use super::{Result, Store, StoreError};
use crate::crypto::chain::same;
use crate::domain::audit::{Event, Record, Who};

/// The trail's oldest entries, which were checked and can be cut away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prunable {
    before: LogStart,
    after: LogStart,
    /// When the trail's first entry was written.
    pub first_at: Option<Timestamp>,
    /// How many entries the trail has.
    pub entries: i64,
}

impl Prunable {
    /// How many entries can be cut away.
    pub fn count(&self) -> i64 {
        self.after.cut.seq - self.before.cut.seq
    }

    pub fn first(&self) -> i64 {
        self.before.cut.seq + 1
    }

    pub fn last(&self) -> i64 {
        self.after.cut.seq
    }

    /// When the newest entry up to the last one was written.
    pub fn newest_at(&self) -> Option<Timestamp> {
        self.after.newest_at
    }
}

impl Store {
    /// Checks the trail, and returns its entries up to the first one that was written then or later. A
    /// trail with a fault is refused: what shows the fault could be cut away.
    pub fn prunable(&self, before: Timestamp) -> Result<Prunable> {
        self.read_with_head(|tx, head| {
            let mut fault = None;
            let checked = tx.check_log(head, None, |found| {
                fault.get_or_insert(found);
            })?;
            if let Some(fault) = fault {
                return Err(StoreError::Damaged(fault.to_string()));
            }
            let head = head.ok_or(StoreError::NotCurrent(HeadFault::Lost))?;
            let start = checked.start;
            Ok(Prunable {
                before: start,
                after: tx.start_without(start, before, head)?,
                first_at: tx.time_of_entry(start.cut.seq + 1)?,
                entries: checked.head.seq - start.cut.seq,
            })
        })
    }

    /// Cuts these entries away, and records that, durably.
    pub fn prune(&mut self, who: &Who, prunable: &Prunable) -> Result<()> {
        let mut tx = self.begin_writing()?;
        let mut file = HeadFile::lock(&self.location, &self.vault.chain)?;
        if let Some(fault) = tx.head_fault(file.found)? {
            return Err(tx.unless_rekeyed(StoreError::NotCurrent(fault)));
        }
        // The head that is found must fit the trail, whether or not the next one is written.
        let cut = prunable.after.cut;
        let is_before_head = file.found.is_some_and(|head| cut.seq <= head.seq);
        let is_as_checked = tx.log_start()? == prunable.before
            && tx.tag_at(cut.seq)?.is_some_and(|tag| same(&tag, &cut.tag));
        if !(is_before_head && is_as_checked) {
            return Err(StoreError::Conflict);
        }
        let detail = serde_json::json!({ "first": prunable.first(), "last": cut.seq });
        let subject = format!("entries {}-{}", prunable.first(), cut.seq);
        let record = Record::new(Event::LogPruned)
            .subject(&subject)
            .detail(detail);
        tx.record(who, &record)?;
        tx.save_log_start(&prunable.after)?;
        tx.delete_log_up_to(cut.seq)?;
        let head = tx.head.unwrap_or_else(Head::origin);
        // If the head isn't written, the one that is there still fits.
        self.commit_with_head(tx, head, &mut file).map(drop)
    }
}

impl Tx<'_> {
    /// Returns where the trail begins without the entries before the first one of this time or a later
    /// one. What is beyond the head stays.
    fn start_without(&self, start: LogStart, before: Timestamp, head: Head) -> Result<LogStart> {
        let sql = "SELECT coalesce(min(seq) - 1, ?2) FROM log WHERE at >= ?1";
        let params = (seconds(before), head.seq);
        let last: Option<i64> = self.connection.find(sql, params, |row| row.get(0))?;
        let seq = last.unwrap_or_default().min(head.seq);
        let Some(tag) = self.tag_at(seq)? else {
            return Ok(start);
        };
        let sql = "SELECT max(at), count(*) FILTER (WHERE event = ?2) FROM log WHERE seq <= ?1";
        let accepted = Event::LogHeadAccepted.into_str();
        let found = self.connection.find(sql, (seq, accepted), |row| {
            Ok((row.get::<Option<i64>>(0)?, row.get::<u32>(1)?))
        })?;
        let (newest, accepted) = found.unwrap_or_default();
        Ok(LogStart {
            cut: Head { seq, tag },
            newest_at: start.newest_at.max(newest.and_then(moment)),
            heads_accepted: start.heads_accepted + accepted,
        })
    }
}
