//! Comparing what is there with what the audit trail says of it. A row's tag doesn't show that an older
//! row of the same store was put back; the trail does. An administrator who accepted a store accepted it
//! as it was then, so only what was done since is compared: a trail whose end was lost says less than was
//! done before.

use std::collections::HashMap;

use serde_json::Value;

use super::Result;
use super::accounts::Place;
use super::transaction::Tx;
use crate::domain::audit::Event;
use crate::domain::escape::quoted;
use crate::domain::policy;

/// What the trail says of each thing at last, with the number of the entry.
#[derive(Default)]
struct Told {
    /// By account and id.
    deleted_app_passwords: HashMap<(i64, String), i64>,
    replaced_app_passwords: HashMap<(i64, String), i64>,
    deleted_accounts: HashMap<i64, i64>,
    disabled: HashMap<i64, (i64, bool)>,
    mfa: HashMap<i64, (i64, String)>,
    external_passwords: HashMap<i64, (i64, bool)>,
    policy: HashMap<String, (i64, String)>,
}

impl Told {
    fn add(
        &mut self,
        seq: i64,
        event: &str,
        account: Option<i64>,
        subject: Option<String>,
        detail: &Value,
    ) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let is = |other: Event| event == other.into_str();
        if is(Event::PolicyChanged) {
            if let (Some(key), Some(after)) = (subject, text(&detail["after"])) {
                self.policy.insert(key, (seq, after));
            }
            return;
        }
        let Some(account) = account else {
            return;
        };
        let id = text(&detail["id"]);
        if is(Event::AppPasswordDeleted) {
            self.deleted_app_passwords
                .extend(id.map(|id| ((account, id), seq)));
        } else if is(Event::AppPasswordRotated) {
            if detail["undone"] == true {
                id.and_then(|id| self.replaced_app_passwords.remove(&(account, id)));
            }
            self.replaced_app_passwords
                .extend(text(&detail["replaces"]).map(|id| ((account, id), seq)));
        } else if is(Event::AccountDeleted) {
            self.deleted_accounts.insert(account, seq);
        } else if is(Event::AccountChanged) {
            let disabled = detail["disabled"]["after"].as_bool();
            self.disabled
                .extend(disabled.map(|after| (account, (seq, after))));
            self.mfa
                .extend(text(&detail["mfa"]["after"]).map(|after| (account, (seq, after))));
            let external = detail["external_password"]["after"].as_bool();
            self.external_passwords
                .extend(external.map(|after| (account, (seq, after))));
        } else if is(Event::PasswordSet) {
            self.external_passwords.insert(account, (seq, false));
        } else if is(Event::Enrolled) {
            self.mfa.insert(account, (seq, "enforced".to_owned()));
        } else if is(Event::MfaReset) {
            self.mfa
                .extend(text(&detail["mfa"]).map(|after| (account, (seq, after))));
        }
    }
}

impl Tx<'_> {
    /// Passes what the trail says otherwise to a function, each as a sentence.
    pub(super) fn compare_with_log(&self, mut fault: impl FnMut(String)) -> Result<()> {
        let told = self.told_since_accepted()?;
        self.compare_app_passwords(&told, &mut fault)?;
        self.compare_accounts(&told, &mut fault)?;
        self.compare_policy(&told, &mut fault);
        Ok(())
    }

    fn told_since_accepted(&self) -> Result<Told> {
        let sql = "SELECT max(seq) FROM log WHERE event = ?";
        let event = Event::LogHeadAccepted.into_str();
        let accepted = self
            .connection
            .find(sql, [event], |row| row.get::<Option<i64>>(0))?;
        let mut told = Told::default();
        let sql = "SELECT seq, event, account_id, subject, detail FROM log
                   WHERE seq > ? AND (detail IS NOT NULL OR event = ?) ORDER BY seq";
        let params = (
            accepted.flatten().unwrap_or_default(),
            Event::AccountDeleted.into_str(),
        );
        self.connection
            .each_of_many(sql, params, |row| -> Result<()> {
                // What isn't JSON was changed, which is found elsewhere.
                let detail: Option<String> = row.get(4)?;
                let detail = detail.and_then(|text| serde_json::from_str(&text).ok());
                let event: String = row.get(1)?;
                told.add(
                    row.get(0)?,
                    &event,
                    row.get(2)?,
                    row.get(3)?,
                    &detail.unwrap_or_default(),
                );
                Ok(())
            })?;
        Ok(told)
    }

    fn compare_app_passwords(&self, told: &Told, fault: &mut impl FnMut(String)) -> Result<()> {
        if told.deleted_app_passwords.is_empty() && told.replaced_app_passwords.is_empty() {
            return Ok(());
        }
        let sql = "SELECT app_password.account_id, app_password.id, account.name, app_password.name, replaced
                   FROM app_password JOIN account ON account.id = app_password.account_id
                   WHERE deleted_at IS NULL ORDER BY app_password.account_id, app_password.id";
        self.connection.each_of_many(sql, (), |row| -> Result<()> {
            let key = (row.get(0)?, row.get(1)?);
            let named = || -> Result<(String, String)> {
                let (account, name): (String, String) = (row.get(2)?, row.get(3)?);
                Ok((quoted(&account), quoted(&name)))
            };
            if let Some(seq) = told.deleted_app_passwords.get(&key) {
                let (account, name) = named()?;
                fault(format!(
                    "app password {name} of {account} was deleted by entry {seq}, but is there again"
                ));
            }
            let is_replaced: bool = row.get(4)?;
            if let Some(seq) = told.replaced_app_passwords.get(&key).filter(|_| !is_replaced) {
                let (account, name) = named()?;
                fault(format!(
                    "app password {name} of {account} was replaced by entry {seq}, but counts again"
                ));
            }
            Ok(())
        })
    }

    fn compare_accounts(&self, told: &Told, fault: &mut impl FnMut(String)) -> Result<()> {
        if told.deleted_accounts.is_empty()
            && told.disabled.is_empty()
            && told.mfa.is_empty()
            && told.external_passwords.is_empty()
        {
            return Ok(());
        }
        let sql = "SELECT id, name, disabled, mfa, password_place FROM account ORDER BY id";
        self.connection.each_of_many(sql, (), |row| -> Result<()> {
            let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
            let (disabled, mfa): (bool, String) = (row.get(2)?, row.get(3)?);
            let account = quoted(&name);
            if let Some(seq) = told.deleted_accounts.get(&id) {
                fault(format!(
                    "account {account} was deleted by entry {seq}, but is there again"
                ));
            }
            if let Some((seq, was)) = told.disabled.get(&id)
                && *was != disabled
            {
                let word = |disabled| if disabled { "disabled" } else { "enabled" };
                let (was, is) = (word(*was), word(disabled));
                fault(format!(
                    "account {account} was {was} by entry {seq}, but is {is}"
                ));
            }
            let place: Option<String> = row.get(4)?;
            let external = place.as_deref() == Some(Place::External.into_str());
            if let Some((seq, was)) = told.external_passwords.get(&id)
                && *was != external
            {
                let word = |external| if external { "external" } else { "keyfob's own" };
                let (was, is) = (word(*was), word(external));
                fault(format!(
                    "account {account}: the password was {was} by entry {seq}, but is {is}"
                ));
            }
            if let Some((seq, was)) = told.mfa.get(&id)
                && *was != mfa
            {
                fault(format!(
                    "account {account}: MFA was {was} by entry {seq}, but is {mfa}"
                ));
            }
            Ok(())
        })
    }

    fn compare_policy(&self, told: &Told, fault: &mut impl FnMut(String)) {
        // If it is damaged, that is found elsewhere.
        let Ok(now) = self.policy() else {
            return;
        };
        for key in &policy::TABLE {
            let is = now.get(key.key);
            if let Some((seq, was)) = told.policy.get(key.name)
                && *was != is
            {
                let (key, was, is) = (key.name, quoted(was), quoted(&is));
                fault(format!(
                    "policy {key} was set to {was} by entry {seq}, but is {is}"
                ));
            }
        }
    }
}
