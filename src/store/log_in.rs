//! A log-in that a server asks about. Which secret counts is the account's state; the answer and
//! its traces are those of a verification, or of a password typed at a sign-in.
//!
//! A server may remember what was accepted. That spares the hash and nothing else: the row must
//! still hold the very verifier that was matched, and everything that is decided is decided anew.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use zeroize::Zeroizing;

use super::app_passwords::{COLUMNS, read_app_password};
use super::row::{find, seconds};
use super::sign_in::AskedAt;
use super::throttle::Counter;
use super::verification::{Decision, Matched, VerificationRequest, leave_traces, weigh};
use super::{Result, Store, StoreError, accounts, log};
use crate::crypto::secret::{AppPasswordText, PrimaryPassword, TypedPassword};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::looks_generated;
use crate::domain::audit::{Act, Event, Record};
use crate::domain::log_in::{Answered, Denial, Takes, decide_on_password};
use crate::domain::names::AccountName;
use crate::domain::password::{prepare_primary, ungroup};
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;
use crate::domain::throttle::Proof;

/// Log-ins by the account's own password are recorded once a day for each place they come from.
const RECORDED_EVERY: i64 = 24 * 60 * 60;

pub struct LogIn<'a> {
    pub account: &'a AccountName,
    pub typed: &'a TypedPassword,
    pub source: &'a Source,
}

/// What was accepted: the account and the sealed verifier that matched.
#[derive(Clone, PartialEq, Eq)]
pub struct Remembered {
    account: AccountId,
    /// Of an app password; none where it was the account's own.
    app_password: Option<String>,
    sealed: Vec<u8>,
}

#[cfg(test)]
impl Remembered {
    pub fn example() -> Self {
        Self {
            account: AccountId(1),
            app_password: None,
            sealed: vec![],
        }
    }
}

impl LogIn<'_> {
    fn app_password(&self) -> AppPasswordText {
        AppPasswordText::new(ungroup(self.typed.expose()))
    }

    /// What can't be a password is a wrong one.
    fn password(&self) -> PrimaryPassword {
        let typed = self.typed.expose();
        let prepared = prepare_primary(typed);
        PrimaryPassword::new(prepared.unwrap_or_else(|_| Zeroizing::new(typed.to_owned())))
    }

    fn request<'a>(&'a self, typed: &'a AppPasswordText) -> VerificationRequest<'a> {
        VerificationRequest {
            account: self.account,
            typed,
            only: None,
            source: self.source.clone(),
        }
    }
}

impl Store {
    /// Answers, and says what to remember of a yes. An error means that it could not be decided.
    pub fn log_in(
        &mut self,
        act: &Act,
        log_in: &LogIn<'_>,
    ) -> Result<(Answered, Option<Remembered>)> {
        match accounts::lookup(&self.connection, log_in.account)? {
            Some(account) if Takes::of(account.mfa) == Takes::Password => {
                if let Some(answered) =
                    self.as_former_app_password(act.at, Some(act), log_in, &account)?
                {
                    return Ok((answered, None));
                }
                self.log_in_by_password(act, log_in, &account)
            }
            _ => self.log_in_by_app_password(act, log_in),
        }
    }

    /// As `log_in`, without a trace: nothing is counted, recorded or remembered as used.
    pub fn try_log_in(&mut self, now: Timestamp, log_in: &LogIn<'_>) -> Result<Answered> {
        let account = accounts::lookup(&self.connection, log_in.account)?;
        match account {
            Some(account) if Takes::of(account.mfa) == Takes::Password => {
                if let Some(answered) = self.as_former_app_password(now, None, log_in, &account)? {
                    return Ok(answered);
                }
                let counter = Counter::new(&self.vault, Some(account.id), &account.name);
                counter.allow(&self.connection, Proof::Password, now)?;
                let sealed = accounts::sealed_password(&self.connection, account.id)?;
                let phc = accounts::open_password(&self.vault, account.id, &sealed)?;
                let typed = log_in.password();
                let right = self
                    .hasher
                    .is_chosen(typed.expose().as_bytes(), Some(&phc))?;
                Ok(Answered {
                    answer: decide_on_password(&account, right),
                    account: Some(account),
                    app_password: None,
                })
            }
            _ => {
                let typed = log_in.app_password();
                let request = log_in.request(&typed);
                match self.hash_typed(&request)? {
                    Some(hashes) => Ok(answered(&self.look(now, &request, &hashes)?)),
                    None => Ok(unknown()),
                }
            }
        }
    }

    /// The answer to a log-in that was accepted before, without a hash; none where what was
    /// remembered is no longer so, or the answer would leave a trace while none may be left.
    pub fn log_in_again(
        &mut self,
        act: &Act,
        log_in: &LogIn<'_>,
        remembered: &Remembered,
        may_write: bool,
    ) -> Result<Option<Answered>> {
        let look = |connection: &Connection, vault: &super::Vault| {
            again(connection, vault, act.at, log_in, remembered)
        };
        let reading = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Deferred)?;
        let decision = look(&reading, &self.vault)?;
        drop(reading);
        let Some(decision) = decision else {
            return Ok(None);
        };
        if !decision.leaves_traces() {
            return Ok(Some(decision.answered()));
        }
        if !may_write {
            return Ok(None);
        }
        self.change(act, |change| {
            let Some(decision) = look(&change.transaction, change.vault)? else {
                return Ok(None);
            };
            match &decision {
                Again::AppPassword(decision) => leave_traces(change, decision, log_in.source)?,
                Again::Password { account, .. } => {
                    change.record(&password_used(account, log_in.source))?;
                }
            }
            Ok(Some(decision.answered()))
        })
    }

    fn log_in_by_app_password(
        &mut self,
        act: &Act,
        log_in: &LogIn<'_>,
    ) -> Result<(Answered, Option<Remembered>)> {
        let typed = log_in.app_password();
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(&request)? else {
            self.record_unknown(act, log_in.source)?;
            return Ok((unknown(), None));
        };
        let decision = self.settle(act, &request, &hashes)?;
        let answered = answered(&decision);
        let remembered = match (&answered.answer, &answered.app_password, decision.sealed) {
            (Ok(()), Some(used), Some(sealed)) => Some(Remembered {
                account: used.account,
                app_password: Some(used.id.clone()),
                sealed,
            }),
            _ => None,
        };
        Ok((answered, remembered))
    }

    fn log_in_by_password(
        &mut self,
        act: &Act,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<(Answered, Option<Remembered>)> {
        let sealed = accounts::sealed_password(&self.connection, account.id)?;
        let at = AskedAt {
            refusal: Event::PasswordRefused,
            source: log_in.source,
        };
        let account = match self.check_password_at(act, log_in.account, &log_in.password(), &at) {
            Ok(proof) => proof.account,
            Err(StoreError::Refused(Refusal::SignIn)) => {
                let denial = if account.disabled {
                    Denial::AccountDisabled
                } else {
                    Denial::WrongPassword
                };
                return Ok((password_answered(account, Err(denial)), None));
            }
            Err(undecided) => return Err(undecided),
        };
        if Takes::of(account.mfa) != Takes::Password {
            // It was set up while this was computed.
            return Err(StoreError::Meanwhile);
        }
        let answer = decide_on_password(&account, true);
        if answer.is_ok() && !is_use_recorded(&self.connection, &account, log_in.source, act.at)? {
            self.change(act, |change| {
                change.record(&password_used(&account, log_in.source))
            })?;
        }
        let remembered = answer.is_ok().then_some(Remembered {
            account: account.id,
            app_password: None,
            sealed,
        });
        Ok((password_answered(&account, answer), remembered))
    }

    /// The answer to an app password that was typed where none counts any more: a device that keeps
    /// trying with one makes no guess at the account's own password.
    fn as_former_app_password(
        &mut self,
        now: Timestamp,
        traced: Option<&Act>,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<Option<Answered>> {
        let typed = log_in.app_password();
        if !looks_generated(typed.expose()) || !has_app_passwords(&self.connection, account.id)? {
            return Ok(None);
        }
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(&request)? else {
            return Err(StoreError::Meanwhile);
        };
        let decision = self.look(now, &request, &hashes)?;
        if decision.verification.app_password.is_none() {
            return Ok(None);
        }
        let decision = match traced {
            Some(act) => self.settle(act, &request, &hashes)?,
            None => decision,
        };
        Ok(Some(answered(&decision)))
    }
}

/// What a log-in that was accepted before comes to.
enum Again {
    AppPassword(Box<Decision>),
    Password { account: Account, use_due: bool },
}

impl Again {
    fn leaves_traces(&self) -> bool {
        match self {
            Self::AppPassword(decision) => decision.leaves_traces(),
            Self::Password { use_due, .. } => *use_due,
        }
    }

    fn answered(&self) -> Answered {
        match self {
            Self::AppPassword(decision) => answered(decision),
            Self::Password { account, .. } => password_answered(account, Ok(())),
        }
    }
}

/// None where it isn't a yes any more, or not for this reason.
fn again(
    connection: &Connection,
    vault: &super::Vault,
    now: Timestamp,
    log_in: &LogIn<'_>,
    remembered: &Remembered,
) -> Result<Option<Again>> {
    let Some(account) = accounts::lookup(connection, log_in.account)?
        .filter(|account| account.id == remembered.account)
    else {
        return Ok(None);
    };
    match (&remembered.app_password, Takes::of(account.mfa)) {
        (Some(id), Takes::AppPassword) => {
            let matched = by_id(connection, &account, id)?
                .filter(|matched| matched.sealed == remembered.sealed);
            let Some(matched) = matched else {
                return Ok(None);
            };
            let decision = weigh(connection, now, account, Some(matched), log_in.source)?;
            let accepted = decision.verification.answer.is_ok();
            Ok(accepted.then(|| Again::AppPassword(Box::new(decision))))
        }
        (None, Takes::Password) => {
            let counter = Counter::new(vault, Some(account.id), &account.name);
            // Else what is remembered would tell right guesses from wrong ones for nothing, and a
            // right one wouldn't clear the count.
            if counter.failures(connection, Proof::Password)?.is_some() {
                return Ok(None);
            }
            let sealed = accounts::sealed_password(connection, account.id)?;
            let accepted =
                sealed == remembered.sealed && decide_on_password(&account, true).is_ok();
            if !accepted {
                return Ok(None);
            }
            let use_due = !is_use_recorded(connection, &account, log_in.source, now)?;
            Ok(Some(Again::Password { account, use_due }))
        }
        _ => Ok(None),
    }
}

fn by_id(connection: &Connection, account: &Account, id: &str) -> Result<Option<Matched>> {
    let sql =
        format!("SELECT {COLUMNS}, verifier FROM app_password WHERE account_id = ? AND id = ?");
    find(connection, &sql, (account.id.0, id), |row| {
        Ok(Matched {
            app_password: read_app_password(row)?,
            sealed: row.get("verifier")?,
        })
    })
}

fn has_app_passwords(connection: &Connection, account: AccountId) -> Result<bool> {
    let sql = "SELECT 1 FROM app_password WHERE account_id = ? LIMIT 1";
    Ok(find(connection, sql, [account.0], |_| Ok(()))?.is_some())
}

fn is_use_recorded(
    connection: &Connection,
    account: &Account,
    source: &Source,
    now: Timestamp,
) -> Result<bool> {
    let now = seconds(now);
    let lately = now - RECORDED_EVERY..now + 1;
    let (event, id) = (Event::PasswordUsed, Some(account.id));
    let (same, _) = log::recorded_within(connection, lately, event, id, None, source)?;
    Ok(same > 0)
}

fn password_used(account: &Account, source: &Source) -> Record {
    Record::new(Event::PasswordUsed)
        .account(account.id, account.name.as_str())
        .source(source)
}

fn answered(decision: &Decision) -> Answered {
    let verification = &decision.verification;
    Answered {
        account: Some(verification.account.clone()),
        app_password: verification.app_password.clone(),
        answer: verification.answer.map_err(Denial::AppPassword),
    }
}

fn password_answered(account: &Account, answer: std::result::Result<(), Denial>) -> Answered {
    Answered {
        account: Some(account.clone()),
        app_password: None,
        answer,
    }
}

fn unknown() -> Answered {
    Answered {
        account: None,
        app_password: None,
        answer: Err(Denial::NoAccount),
    }
}
