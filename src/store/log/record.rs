//! Adding to the audit trail. Each row is chained to the one before.

use serde_json::json;

use super::super::Result;
use super::super::head::Head;
use super::super::row::seconds;
use super::super::transaction::Tx;
use super::row::{COVERED, LogRow};
use crate::crypto::chain::Tag;
use crate::domain::audit::{Record, Who};

impl Tx<'_> {
    /// Adds an entry to the end of the trail, and the mail that its account's holder gets about it.
    pub fn record(&mut self, who: &Who, record: &Record) -> Result<()> {
        let before = self.last_entry()?;
        let caller = &who.caller;
        let who_json = json!({
            "role": who.role.into_str(),
            "uid": caller.uid,
            "effective_uid": caller.effective_uid,
            "login_uid": caller.login_uid,
            "sudo_user": caller.sudo_user,
        });
        let row = LogRow {
            seq: before.next_seq()?,
            at: seconds(who.at),
            event: record.event.into_str().to_owned(),
            outcome: if record.event.is_refusal() {
                "refused"
            } else {
                "done"
            }
            .to_owned(),
            account_id: record.account.as_ref().map(|(id, _)| id.0),
            account: record.account.as_ref().map(|(_, name)| name.clone()),
            subject: record.subject.clone(),
            service: record.source.service_text(),
            address: record.source.address_text(),
            who: who_json.to_string(),
            detail: record.detail.as_ref().map(ToString::to_string),
        };
        let tag = row.tag(&self.vault.chain, &before.tag);
        self.connection.write_one(
            &format!(
                "INSERT INTO log ({COVERED}, tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ),
            (
                row.seq,
                row.at,
                &row.event,
                &row.outcome,
                row.account_id,
                &row.account,
                &row.subject,
                &row.service,
                &row.address,
                &row.who,
                &row.detail,
                tag,
            ),
        )?;
        self.head = Some(Head { seq: row.seq, tag });
        self.leave_notice(who, record)
    }

    /// Writes as much as an entry would take, if this transaction has added none.
    pub fn write_as_if_recorded(&mut self) -> Result<()> {
        if self.head.is_some() {
            return Ok(());
        }
        self.connection.write_the_same()?;
        // The head is written even if it stays the same.
        self.head = Some(self.last_entry()?);
        Ok(())
    }

    pub(in crate::store) fn tag_at(&self, seq: i64) -> Result<Option<Tag>> {
        let sql = "SELECT tag FROM log WHERE seq = ?";
        self.connection.find(sql, [seq], |row| row.get(0))
    }

    pub(in crate::store) fn last_entry(&self) -> Result<Head> {
        match self.last_row()? {
            Some(last) => Ok(last),
            None => Ok(self.log_start()?.cut),
        }
    }

    /// Returns the last entry that wasn't pruned.
    pub(super) fn last_row(&self) -> Result<Option<Head>> {
        let sql = "SELECT seq, tag FROM log ORDER BY seq DESC LIMIT 1";
        self.connection.find(sql, (), |row| {
            Ok(Head {
                seq: row.get(0)?,
                tag: row.get(1)?,
            })
        })
    }

    /// Returns how many entries the trail has, by the numbers of its first and its last.
    pub fn count_log_entries(&self) -> Result<i64> {
        Ok(self.last_log_seq()? - self.log_start()?.cut.seq)
    }

    pub fn last_log_seq(&self) -> Result<i64> {
        Ok(self.last_entry()?.seq)
    }
}
