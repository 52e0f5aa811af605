//! Reading the audit trail.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::engine::Row;
use super::super::row::{Reader, seconds};
use super::super::tables::LOG;
use super::super::transaction::Tx;
use super::super::{Result, StoreError};
use super::row::{COVERED, LogRow};
use crate::domain::account::AccountId;
use crate::domain::audit::{Entry, Event};
use crate::domain::names::AccountName;
use crate::domain::scope::{Source, parse_address};

/// How many entries a page has.
const PAGE: u32 = 1_000;

/// The entries to read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LogFilter {
    pub accounts: Option<Vec<AccountId>>,
    pub since: Option<Timestamp>,
    /// The beginning of the events' words.
    pub event: Option<String>,
    /// Only the latest entries, at most this many.
    pub limit: Option<u32>,
    /// Entries after this one.
    pub after: i64,
}

/// A part of the trail: the entries after one, up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSpan {
    pub after: i64,
    pub last: i64,
}

impl LogFilter {
    /// The condition on a row. Its parameters are those of `selected`.
    fn condition(&self) -> String {
        // Without accounts there is no condition on them, because only one has an index.
        let whose = self.accounts.as_ref().map(|accounts| {
            let ids: Vec<_> = accounts.iter().map(|id| id.0.to_string()).collect();
            format!("account_id IN ({}) AND", ids.join(", "))
        });
        format!(
            "{} seq > ?1 AND seq <= ?2 AND at >= ?3 AND (?4 IS NULL OR substr(event, 1, length(?4)) = ?4)",
            whose.unwrap_or_default()
        )
    }
}

impl Tx<'_> {
    /// Returns the part of the trail that has the filter's entries as of now. What is added later is
    /// beyond it. To go on after an entry is refused if entries behind it were pruned.
    pub fn log_span(&self, filter: &LogFilter) -> Result<LogSpan> {
        let last_pruned = self.log_start()?.cut.seq;
        if (1..last_pruned).contains(&filter.after) {
            return Err(StoreError::Pruned {
                first: filter.after + 1,
                last: last_pruned,
            });
        }
        let mut span = LogSpan {
            after: filter.after.max(last_pruned),
            last: self.last_log_seq()?,
        };
        if let Some(limit) = filter.limit {
            let sql = format!(
                "SELECT seq FROM log WHERE {} ORDER BY seq DESC LIMIT 1 OFFSET ?5",
                filter.condition()
            );
            let mut first = None;
            self.each_selected(&sql, filter, span, limit - 1, |row| {
                first = Some(row.get(0)?);
                Ok(())
            })?;
            span.after = first.map_or(span.after, |seq: i64| seq - 1);
        }
        Ok(span)
    }

    /// Returns the next entries, oldest first, and what is left of the span after them. A page is short,
    /// so that no transaction is open while the entries are shown. If the next ones were pruned meanwhile,
    /// that is an error.
    pub fn log_page(
        &self,
        filter: &LogFilter,
        span: LogSpan,
    ) -> Result<(Vec<Entry>, Option<LogSpan>)> {
        if self.log_start()?.cut.seq > span.after {
            return Err(StoreError::Conflict);
        }
        let sql = format!(
            "SELECT {COVERED} FROM log WHERE {} ORDER BY seq LIMIT ?5",
            filter.condition()
        );
        let mut page = vec![];
        self.each_selected(&sql, filter, span, PAGE, |row| {
            page.push(LogRow::read(&Reader::new(&LOG, row))?.into_entry()?);
            Ok(())
        })?;
        let left = page.last().filter(|_| page.len() == PAGE as usize);
        let left = left.map(|entry| LogSpan {
            after: entry.seq,
            ..span
        });
        Ok((page, left))
    }

    fn each_selected(
        &self,
        sql: &str,
        filter: &LogFilter,
        span: LogSpan,
        number: u32,
        with: impl FnMut(Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let params = (
            span.after,
            span.last,
            filter.since.map_or(i64::MIN, seconds),
            &filter.event,
            number,
        );
        self.connection.each(sql, params, with)
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
            "SELECT count(*) FILTER (WHERE service IS NOT DISTINCT FROM ?6 AND address IS NOT DISTINCT FROM ?7),
                 count(*) FROM log
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
        let found = self
            .connection
            .find(&sql, params, |row| Ok((row.get(0)?, row.get(1)?)))?;
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
                   WHERE account_id = ? AND event = ? AND at >= ? AND at < ? AND service IS NOT DISTINCT FROM ?";
        let params = (
            account.0,
            event.into_str(),
            within.start,
            within.end,
            source.service_text(),
        );
        let mut found = false;
        self.connection.each(sql, params, |row| -> Result<()> {
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

    /// Returns the accounts that had this name when an entry about them was recorded, including deleted
    /// ones.
    pub fn accounts_recorded_as(&self, name: &AccountName) -> Result<Vec<AccountId>> {
        let mut found = vec![];
        let sql = "SELECT DISTINCT account_id, account FROM log WHERE account_id IS NOT NULL";
        self.connection.each_of_many(sql, (), |row| -> Result<()> {
            let id = AccountId(row.get(0)?);
            let recorded: String = row.get(1)?;
            let same = AccountName::parse(&recorded).is_ok_and(|other| other.key() == name.key());
            if same && !found.contains(&id) {
                found.push(id);
            }
            Ok(())
        })?;
        Ok(found)
    }
}
