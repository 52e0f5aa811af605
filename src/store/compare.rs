//! Comparing what is there with what the audit trail says of it. A row's tag doesn't show that an older
//! row of the same store was put back; the trail does. An administrator who accepted a store accepted it
//! as it was then, so only what was done since is compared: a trail whose end was lost says less than was
//! done before.

use super::Result;
use super::transaction::Tx;
use crate::domain::audit::Event;
use crate::domain::escape::quoted;
use crate::domain::policy;

/// `detail` holds JSON, unless somebody changed it.
fn field(of: &str, path: &str) -> String {
    format!("iif(json_valid({of}.detail), json_extract({of}.detail, '$.{path}'), NULL)")
}

impl Tx<'_> {
    /// Passes what the trail says otherwise to a function, each as a sentence.
    pub(super) fn compare_with_log(&self, mut fault: impl FnMut(String)) -> Result<()> {
        let entries = self.entries_since_accepted()?;
        self.compare_app_passwords(&entries, &mut fault)?;
        self.compare_accounts(&entries, &mut fault)?;
        self.compare_policy(&entries, &mut fault)
    }

    fn entries_since_accepted(&self) -> Result<String> {
        let sql = "SELECT max(seq) FROM log WHERE event = ?";
        let event = Event::LogHeadAccepted.into_str();
        let accepted = self
            .connection
            .find(sql, [event], |row| row.get::<Option<i64>>(0))?;
        let seq = accepted.flatten().unwrap_or_default();
        Ok(format!("(SELECT * FROM log WHERE seq > {seq})"))
    }

    fn compare_app_passwords(&self, entries: &str, fault: &mut impl FnMut(String)) -> Result<()> {
        let deleted = format!(
            "SELECT account.name, app_password.name, max(entry.seq)
             FROM {entries} AS entry
             CROSS JOIN app_password
                 ON app_password.account_id = entry.account_id AND app_password.id = {}
             JOIN account ON account.id = entry.account_id
             WHERE entry.event = ? AND deleted_at IS NULL
             GROUP BY app_password.account_id, app_password.id",
            field("entry", "id")
        );
        let event = Event::AppPasswordDeleted.into_str();
        self.connection.each(&deleted, [event], |row| -> Result<()> {
            let (account, name): (String, String) = (row.get(0)?, row.get(1)?);
            let seq: i64 = row.get(2)?;
            let (account, name) = (quoted(&account), quoted(&name));
            fault(format!(
                "app password {name} of {account} was deleted by entry {seq}, but is there again"
            ));
            Ok(())
        })?;
        let rotated = format!(
            "SELECT account.name, app_password.name, max(entry.seq)
             FROM {entries} AS entry
             CROSS JOIN app_password
                 ON app_password.account_id = entry.account_id AND app_password.id = {}
             JOIN account ON account.id = entry.account_id
             WHERE entry.event = ?1 AND deleted_at IS NULL AND replaced = 0
                 AND NOT EXISTS (SELECT 1 FROM log AS later
                     WHERE later.account_id = entry.account_id AND later.event = ?1
                         AND later.seq > entry.seq AND {} = app_password.id AND {})
             GROUP BY app_password.account_id, app_password.id",
            field("entry", "replaces"),
            field("later", "id"),
            field("later", "undone"),
        );
        let event = Event::AppPasswordRotated.into_str();
        self.connection.each(&rotated, [event], |row| {
            let (account, name): (String, String) = (row.get(0)?, row.get(1)?);
            let seq: i64 = row.get(2)?;
            let (account, name) = (quoted(&account), quoted(&name));
            fault(format!(
                "app password {name} of {account} was replaced by entry {seq}, but counts again"
            ));
            Ok(())
        })
    }

    fn compare_accounts(&self, entries: &str, fault: &mut impl FnMut(String)) -> Result<()> {
        let deleted = format!(
            "SELECT account.name, entry.seq FROM {entries} AS entry
             JOIN account ON account.id = entry.account_id WHERE entry.event = ?",
        );
        let event = Event::AccountDeleted.into_str();
        self.connection
            .each(&deleted, [event], |row| -> Result<()> {
                let (account, seq): (String, i64) = (row.get(0)?, row.get(1)?);
                let account = quoted(&account);
                fault(format!(
                    "account {account} was deleted by entry {seq}, but is there again"
                ));
                Ok(())
            })?;
        let changed = Event::AccountChanged.into_str();
        // Of each account, the last entry that tells.
        let disabled = format!(
            "SELECT account.name, account.disabled, last.seq
             FROM (SELECT entry.account_id, max(entry.seq) AS seq, {after} AS after
                   FROM {entries} AS entry WHERE entry.event = ? AND {after} IS NOT NULL
                   GROUP BY entry.account_id) AS last
             JOIN account ON account.id = last.account_id
             WHERE account.disabled <> last.after",
            after = field("entry", "disabled.after"),
        );
        self.connection
            .each(&disabled, [changed], |row| -> Result<()> {
                let (account, disabled, seq): (String, bool, i64) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let account = quoted(&account);
                let (was, is) = if disabled {
                    ("enabled", "disabled")
                } else {
                    ("disabled", "enabled")
                };
                fault(format!(
                    "account {account} was {was} by entry {seq}, but is {is}"
                ));
                Ok(())
            })?;
        let mfa = format!(
            "SELECT account.name, account.mfa, last.seq, last.after
             FROM (SELECT entry.account_id, max(entry.seq) AS seq,
                          CASE entry.event WHEN ?1 THEN {changed} WHEN ?2 THEN 'enforced' ELSE {left} END AS after
                   FROM {entries} AS entry
                   WHERE entry.event IN (?2, ?3) OR entry.event = ?1 AND {changed} IS NOT NULL
                   GROUP BY entry.account_id) AS last
             JOIN account ON account.id = last.account_id
             WHERE account.mfa <> last.after",
            changed = field("entry", "mfa.after"),
            left = field("entry", "mfa"),
        );
        let events = [Event::Enrolled, Event::MfaReset].map(|event| event.into_str());
        let params = (changed, events[0], events[1]);
        self.connection.each(&mfa, params, |row| {
            let (account, is): (String, String) = (row.get(0)?, row.get(1)?);
            let (seq, was): (i64, String) = (row.get(2)?, row.get(3)?);
            let account = quoted(&account);
            fault(format!(
                "account {account}: MFA was {was} by entry {seq}, but is {is}"
            ));
            Ok(())
        })
    }

    fn compare_policy(&self, entries: &str, fault: &mut impl FnMut(String)) -> Result<()> {
        // If it is damaged, that is found elsewhere.
        let Ok(now) = self.policy() else {
            return Ok(());
        };
        let sql = format!(
            "SELECT entry.seq, {} FROM {entries} AS entry WHERE entry.event = ? AND entry.subject = ?
             ORDER BY entry.seq DESC LIMIT 1",
            field("entry", "after"),
        );
        for key in &policy::TABLE {
            let params = (Event::PolicyChanged.into_str(), key.name);
            let last = self.connection.find(&sql, params, |row| {
                Ok((row.get::<i64>(0)?, row.get::<Option<String>>(1)?))
            })?;
            let is = now.get(key.key);
            if let Some((seq, Some(was))) = last
                && was != is
            {
                let (key, was, is) = (key.name, quoted(&was), quoted(&is));
                fault(format!(
                    "policy {key} was set to {was} by entry {seq}, but is {is}"
                ));
            }
        }
        Ok(())
    }
}
