//! The audit trail. Rows are only ever added, and each is chained to the one before.

use std::ops::Range;

use jiff::Timestamp;
use rusqlite::Row;
use serde_json::json;

use super::head::{Head, HeadFault};
use super::row::{Reader, each, find, moment, seconds, write_one};
use super::tables::LOG;
use super::transaction::Tx;
use super::{Result, StoreError};
use crate::crypto::chain::{Chain, Tag, same};
use crate::domain::account::AccountId;
use crate::domain::audit::{Entry, Event, Record, Who};
use crate::domain::names::AccountName;
use crate::domain::scope::{Source, parse_address};

/// The rows to read.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    pub accounts: Option<Vec<AccountId>>,
    pub since: Option<Timestamp>,
    /// The beginning of the events' words.
    pub event: Option<String>,
    /// Only the latest entries, at most this many.
    pub limit: Option<u32>,
    /// Rows after this one.
    pub after: i64,
}

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

/// The columns that a row's tag covers, in this order.
const COVERED: &str =
    "seq, at, event, outcome, account_id, account, subject, service, address, who, detail";

impl Tx<'_> {
    /// Adds an entry to the end of the trail.
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
            seq: before.seq + 1,
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
        write_one(
            &self.connection,
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
        Ok(())
    }

    /// Writes as much as an entry would take, if this transaction has added none.
    pub fn write_as_if_recorded(&mut self) -> Result<()> {
        if self.head.is_some() {
            return Ok(());
        }
        let version: i64 = self
            .connection
            .pragma_query_value(None, "user_version", |row| row.get(0))?;
        // Unlike a row, this is written even if its value stays the same.
        self.connection
            .pragma_update(None, "user_version", version)?;
        // So is the head.
        self.head = Some(self.last_entry()?);
        Ok(())
    }

    /// Returns how often an event was recorded from this source, and from anywhere, for this account or
    /// for none, and about this subject if one is given.
    pub fn recorded_within(
        &self,
        within: &Range<i64>,
        event: Event,
        account: Option<AccountId>,
        subject: Option<&str>,
        source: &Source,
    ) -> Result<(u32, u32)> {
        // Two conditions, because each has its own index.
        let whose = match account {
            Some(_) => "account_id = ?3",
            None => "account_id IS NULL AND ?3 IS NULL",
        };
        let sql = format!(
            "SELECT coalesce(sum(service IS ?6 AND address IS ?7), 0), count(*) FROM log
             WHERE {whose} AND at >= ?1 AND at < ?2 AND event = ?4 AND (?5 IS NULL OR subject = ?5)"
        );
        let params = (
            within.start,
            within.end,
            account.map(|id| id.0),
            event.into_str(),
            subject,
            source.service_text(),
            source.address_text(),
        );
        let found = find(&self.connection, &sql, params, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Returns whether an event was recorded for this account from this service and network.
    pub fn is_recorded_from_network(
        &self,
        within: &Range<i64>,
        event: Event,
        account: AccountId,
        source: &Source,
    ) -> Result<bool> {
        let sql = "SELECT DISTINCT address FROM log
                   WHERE account_id = ? AND event = ? AND at >= ? AND at < ? AND service IS ?";
        let params = (
            account.0,
            event.into_str(),
            within.start,
            within.end,
            source.service_text(),
        );
        let mut found = false;
        each(&self.connection, sql, params, |row| -> Result<()> {
            let address: Option<String> = row.get(0)?;
            let other = Source {
                service: None,
                address: address.and_then(|text| parse_address(&text).ok()),
            };
            found |= other.network() == source.network();
            Ok(())
        })?;
        Ok(found)
    }

    /// Passes the entries to a function, oldest first.
    pub fn each_log_entry<E: From<StoreError>>(
        &self,
        filter: &LogFilter,
        mut with: impl FnMut(Entry) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let since = filter.since.map_or(i64::MIN, seconds);
        let ids = |accounts: &Vec<AccountId>| {
            json!(accounts.iter().map(|id| id.0).collect::<Vec<_>>()).to_string()
        };
        // Two conditions, because only one has an index.
        let whose = match filter.accounts {
            Some(_) => "account_id IN (SELECT value FROM json_each(?1))",
            None => "?1 IS NULL",
        };
        let wanted = format!(
            "SELECT {COVERED} FROM log
             WHERE {whose} AND seq > ?2 AND at >= ?3 AND (?4 IS NULL OR substr(event, 1, length(?4)) = ?4)"
        );
        let sql = match filter.limit {
            None => format!("{wanted} AND ?5 IS NULL ORDER BY seq"),
            Some(_) => {
                format!("SELECT {COVERED} FROM ({wanted} ORDER BY seq DESC LIMIT ?5) ORDER BY seq")
            }
        };
        let params = (
            filter.accounts.as_ref().map(ids),
            filter.after,
            since,
            &filter.event,
            filter.limit,
        );
        each(&self.connection, &sql, params, |row| {
            with(LogRow::read(row)?.into_entry()?)
        })
    }

    /// Returns the accounts that had this name when an entry about them was recorded, including deleted
    /// ones.
    pub fn accounts_recorded_as(&self, name: &AccountName) -> Result<Vec<AccountId>> {
        let mut found = vec![];
        let sql = "SELECT DISTINCT account_id, account FROM log WHERE account_id IS NOT NULL";
        each(&self.connection, sql, [], |row| -> Result<()> {
            let id = AccountId(row.get("account_id")?);
            let recorded: String = row.get("account")?;
            let same = AccountName::parse(&recorded).is_ok_and(|other| other.key() == name.key());
            if same && !found.contains(&id) {
                found.push(id);
            }
            Ok(())
        })?;
        Ok(found)
    }

    pub(super) fn tag_at(&self, seq: i64) -> Result<Option<Tag>> {
        let sql = "SELECT tag FROM log WHERE seq = ?";
        find(&self.connection, sql, [seq], |row| Ok(row.get(0)?))
    }

    pub(super) fn last_entry(&self) -> Result<Head> {
        let sql = "SELECT seq, tag FROM log ORDER BY seq DESC LIMIT 1";
        let found = find(&self.connection, sql, [], |row| {
            Ok(Head {
                seq: row.get(0)?,
                tag: row.get(1)?,
            })
        })?;
        Ok(found.unwrap_or_else(Head::origin))
    }

    /// Returns whether an entry says that the head was lost, which no administrator has accepted since.
    pub(super) fn has_lost_head(&self) -> Result<bool> {
        let sql = "SELECT coalesce(max(seq) FILTER (WHERE event = ?1), 0)
                        > coalesce(max(seq) FILTER (WHERE event = ?2), 0) FROM log";
        let events = (
            Event::LogHeadLost.into_str(),
            Event::LogHeadAccepted.into_str(),
        );
        let found = find(&self.connection, sql, events, |row| Ok(row.get(0)?))?;
        Ok(found.unwrap_or_default())
    }

    pub fn last_log_seq(&self) -> Result<i64> {
        Ok(self.last_entry()?.seq)
    }

    /// Compares the trail with a head that was read before this transaction began. Entries may have
    /// been added since.
    pub(super) fn head_fault(&self, found: Option<Head>) -> Result<Option<HeadFault>> {
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

    /// Checks the whole trail against the head that was read before this transaction began. Returns the
    /// number of entries.
    pub(super) fn check_log(
        &self,
        head: Option<Head>,
        mut fault: impl FnMut(LogFault),
    ) -> Result<u64> {
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
        Ok(rows)
    }
}

/// A row as its tag covers it.
pub(super) struct LogRow {
    seq: i64,
    at: i64,
    event: String,
    outcome: String,
    account_id: Option<i64>,
    account: Option<String>,
    subject: Option<String>,
    service: Option<String>,
    address: Option<String>,
    who: String,
    detail: Option<String>,
}

impl LogRow {
    pub fn read(row: &Row<'_>) -> Result<Self> {
        let reader = Reader::new(&LOG, row);
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

    fn into_entry(self) -> Result<Entry> {
        Ok(Entry {
            seq: self.seq,
            at: moment(self.at).ok_or_else(|| super::row::damaged("log", "at"))?,
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
