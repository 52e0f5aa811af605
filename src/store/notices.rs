//! Rows of `notice`: mails to holders. They are written with the entry of the audit trail that they tell
//! of, so that no use case can forget one.

use jiff::Timestamp;

use super::engine::value::Parameter;
use super::row::{Reader, seconds};
use super::tables::NOTICE;
use super::transaction::Tx;
use super::{Result, StoreError};
use crate::domain::account::AccountId;
use crate::domain::audit::{Record, Who};
use crate::domain::contact::Email;
use crate::domain::notice::{Happened, Notice, NoticeKind, network};
use crate::domain::policy::Notices;
use crate::domain::scope::Source;

/// What names a notice: its account, and what it is about.
pub type NoticeKey = (AccountId, NoticeKind);

const BY_KEY: &str = "WHERE account_id = ? AND kind = ?";

fn read_notice(reader: &Reader<'_>) -> Result<Notice> {
    Ok(Notice {
        account: AccountId(reader.get("account_id")?),
        kind: reader.parsed("kind", |text| text.parse().ok())?,
        to: reader.parsed("recipient", |text| Email::parse(text).ok())?,
        events: reader.get("events")?,
        since: reader.time("since")?,
        last: Happened {
            at: reader.time("at")?,
            subject: reader.get("subject")?,
            by: reader.parsed("done_by", |text| text.parse().ok())?,
            uid: reader.get("uid")?,
            source: Source {
                service: reader.optional_parsed("service", |text| text.parse().ok())?,
                address: reader.optional_parsed("address", |text| text.parse().ok())?,
            },
        },
        tries: reader.get("tries")?,
        due_at: reader.time("due_at")?,
        failure: reader.get("failure")?,
    })
}

impl Tx<'_> {
    /// Writes the mail that a holder gets about an entry of the audit trail, if the policy and the rules
    /// want one.
    pub(super) fn leave_notice(&mut self, who: &Who, record: &Record) -> Result<()> {
        let kind = NoticeKind::of(who.role, record);
        let (Some(kind), Some((account, _))) = (kind, &record.account) else {
            return Ok(());
        };
        if self.policy()?.notices == Notices::Off
            || kind == NoticeKind::NewNetwork && self.is_known_network(record)?
        {
            return Ok(());
        }
        let Some(to) = self.address_of(*account)? else {
            return Ok(());
        };
        let happened = Happened::of(who, record);
        let notice = match self.notice((*account, kind)) {
            Ok(Some(mut notice)) => {
                notice.add(to, happened);
                notice
            }
            Ok(None) => Notice::new(*account, kind, to, happened),
            // A row that keyfob didn't write must not keep a holder from changing anything.
            Err(StoreError::Damaged(_)) => {
                self.delete_notice((*account, kind))?;
                Notice::new(*account, kind, to, happened)
            }
            Err(other) => return Err(other),
        };
        self.leaves_notices = true;
        self.save_notice(&notice)
    }

    /// Returns where the holder's mails go. An address that this transaction replaces still gets this one: the
    /// person who replaces it may not be the holder.
    fn address_of(&self, account: AccountId) -> Result<Option<Email>> {
        let mut before = self.addresses_before.iter();
        match before.find(|(id, _)| *id == account) {
            Some((_, email)) => Ok(Some(email.clone())),
            None => Ok(self.account(account)?.and_then(|account| account.email)),
        }
    }

    /// Returns whether the app password of a first use was used from the same network before, for another
    /// service or from a part of the network. The use itself is remembered already.
    fn is_known_network(&self, record: &Record) -> Result<bool> {
        let Some(network_now) = record.source.address.and_then(network) else {
            return Ok(true);
        };
        let id = record
            .detail
            .as_ref()
            .and_then(|detail| detail["id"].as_str());
        let sql = "SELECT address FROM app_password_source WHERE app_password_id = ?";
        let mut uses = 0;
        self.connection
            .each(sql, [id.unwrap_or_default()], |row| -> Result<()> {
                let stored: String = row.get(0)?;
                // Earlier versions remembered the address.
                let address = stored.split('/').next().unwrap_or_default().parse();
                uses += u32::from(address.is_ok_and(|one| network(one) == Some(network_now)));
                Ok(())
            })?;
        Ok(uses > 1)
    }

    pub fn notice(&self, (account, kind): NoticeKey) -> Result<Option<Notice>> {
        let params = (account.0, kind.into_str());
        self.find_row(&NOTICE, BY_KEY, params, read_notice)
    }

    pub fn save_notice(&mut self, notice: &Notice) -> Result<()> {
        let (account, kind) = (notice.account.0, notice.kind.into_str());
        let Happened {
            at,
            subject,
            by,
            uid,
            source,
        } = &notice.last;
        let (service, address) = (source.service_text(), source.address_text());
        let (at, by) = (seconds(*at), by.into_str());
        let (to, since, due_at) = (
            notice.to.as_str(),
            seconds(notice.since),
            seconds(notice.due_at),
        );
        let values: [&dyn Parameter; 14] = [
            &account,
            &kind,
            &to,
            &notice.events,
            &since,
            &at,
            subject,
            &by,
            uid,
            &service,
            &address,
            &notice.tries,
            &due_at,
            &notice.failure,
        ];
        self.write_row(
            &NOTICE,
            &[&account, &kind],
            "INSERT INTO notice (account_id, kind, recipient, events, since, at, subject, done_by, uid, service, address,
                                 tries, due_at, failure)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (account_id, kind) DO UPDATE SET
                recipient = ?3, events = ?4, since = ?5, at = ?6, subject = ?7, done_by = ?8, uid = ?9, service = ?10,
                address = ?11, tries = ?12, due_at = ?13, failure = ?14",
            values.as_slice(),
        )
    }

    pub fn delete_notice(&mut self, (account, kind): NoticeKey) -> Result<()> {
        let sql = format!("DELETE FROM notice {BY_KEY}");
        self.connection
            .write_one(&sql, (account.0, kind.into_str()))
    }

    pub fn delete_all_notices(&mut self) -> Result<()> {
        self.connection.execute("DELETE FROM notice", ()).map(drop)
    }

    /// Returns what is due, the longest waiting first, at most this many. Their tags are checked only when
    /// each is read.
    pub fn due_notices(&self, now: Timestamp, most: u32) -> Result<Vec<NoticeKey>> {
        let sql = "SELECT account_id, kind FROM notice WHERE due_at <= ? ORDER BY due_at LIMIT ?";
        let mut due = vec![];
        self.connection
            .each(sql, (seconds(now), most), |row| -> Result<()> {
                let kind: String = row.get(1)?;
                // A word that keyfob doesn't know isn't keyfob's.
                if let Ok(kind) = kind.parse() {
                    due.push((AccountId(row.get(0)?), kind));
                }
                Ok(())
            })?;
        Ok(due)
    }

    /// Returns all that wait to be sent, the next first.
    pub fn waiting_notices(&self) -> Result<Vec<Notice>> {
        let rest = "WHERE events > 0 ORDER BY due_at, account_id, kind";
        let mut waiting = vec![];
        self.each_row(&NOTICE, rest, (), |reader| -> Result<()> {
            waiting.push(read_notice(reader)?);
            Ok(())
        })?;
        Ok(waiting)
    }
}
