//! A row of the audit trail, as its tag covers it.

use super::super::Result;
use super::super::row::{Reader, damaged, moment};
use crate::crypto::chain::{Chain, Tag};
use crate::domain::audit::Entry;

/// The columns that a row's tag covers, in this order.
pub const COVERED: &str =
    "seq, at, event, outcome, account_id, account, subject, service, address, who, detail";

/// A row as its tag covers it.
pub struct LogRow {
    pub seq: i64,
    pub at: i64,
    pub event: String,
    pub outcome: String,
    pub account_id: Option<i64>,
    pub account: Option<String>,
    pub subject: Option<String>,
    pub service: Option<String>,
    pub address: Option<String>,
    pub who: String,
    pub detail: Option<String>,
}

impl LogRow {
    pub fn read(reader: &Reader<'_>) -> Result<Self> {
        Ok(Self {
            seq: reader.get("seq")?,
            at: reader.get("at")?,
            event: reader.get("event")?,
            outcome: reader.get("outcome")?,
            account_id: reader.get("account_id")?,
            account: reader.get("account")?,
            subject: reader.get("subject")?,
            service: reader.get("service")?,
            address: reader.get("address")?,
            who: reader.get("who")?,
            detail: reader.get("detail")?,
        })
    }

    pub fn tag(&self, chain: &Chain, before: &Tag) -> Tag {
        let account_id = self.account_id.map(i64::to_be_bytes);
        let text = |field: &Option<String>| field.clone().map(String::into_bytes);
        let (account, subject, service, address, detail) = (
            text(&self.account),
            text(&self.subject),
            text(&self.service),
            text(&self.address),
            text(&self.detail),
        );
        chain.link(
            before,
            &[
                Some(&self.seq.to_be_bytes()),
                Some(&self.at.to_be_bytes()),
                Some(self.event.as_bytes()),
                Some(self.outcome.as_bytes()),
                account_id.as_ref().map(<[u8; 8]>::as_slice),
                account.as_deref(),
                subject.as_deref(),
                service.as_deref(),
                address.as_deref(),
                Some(self.who.as_bytes()),
                detail.as_deref(),
            ],
        )
    }

    /// Returns the last entry that was cut away, as an entry about pruning says.
    pub fn last_pruned(&self) -> Option<i64> {
        let detail: serde_json::Value = serde_json::from_str(self.detail.as_deref()?).ok()?;
        detail["last"].as_i64()
    }

    pub fn into_entry(self) -> Result<Entry> {
        Ok(Entry {
            seq: self.seq,
            at: moment(self.at).ok_or_else(|| damaged("log", "at"))?,
            event: self.event,
            outcome: self.outcome,
            account: self.account,
            subject: self.subject,
            service: self.service,
            address: self.address,
            who: self.who,
            detail: self.detail,
        })
    }
}
