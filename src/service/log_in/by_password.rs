//! A log-in by the account's own password.

use super::super::attempts::{AskedAt, are_many_recorded};
use super::super::{Actor, Result, Service, ServiceError};
use super::answer::{password_answered, password_refused, refused_password};
use super::{LogIn, LoggedIn, Remembered};
use crate::domain::account::Account;
use crate::domain::audit::{Event, Record};
use crate::domain::log_in::{Takes, decide_on_password};
use crate::domain::permission::Action;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;
use crate::store::Outcome::Commit;
use crate::store::{StoreError, Tx};

/// Log-ins by the account's own password are recorded once a day for each service and network.
const RECORDED_EVERY: i64 = 24 * 60 * 60;

impl Service {
    /// `None` if no account has the name. Its failures are counted too.
    pub(super) fn log_in_by_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: Option<&Account>,
    ) -> Result<LoggedIn> {
        let at = AskedAt {
            action: Action::LogIn,
            refusal: None,
            source: log_in.source,
        };
        let tried = self.try_password(actor, log_in.account, &log_in.password(), &at);
        let (account, kept) = match (tried, account) {
            (Ok(right), _) => right,
            (Err(ServiceError::Refused(Refusal::SignIn)), account) => {
                let trace = password_refused(actor, account, log_in.source);
                return Ok(LoggedIn::refused(refused_password(account), trace));
            }
            (Err(throttled @ ServiceError::Throttled(..)), account) => {
                return Ok(LoggedIn {
                    answer: Err(throttled),
                    remembered: None,
                    // Without its source, because a caller can have many sources at no cost.
                    trace: Some(password_refused(actor, account, &Source::default())),
                });
            }
            (Err(undecided), _) => return Err(undecided),
        };
        if Takes::of(account.mfa) != Takes::Password {
            // MFA was set up while the hash was computed.
            return Err(StoreError::Conflict.into());
        }
        let answer = decide_on_password(&account, true);
        if answer.is_err() {
            let trace = password_refused(actor, Some(&account), log_in.source);
            return Ok(LoggedIn::refused(
                password_answered(&account, answer),
                trace,
            ));
        }
        let recorded = self.look(actor, Action::LogIn, |tx, _| {
            is_use_recorded(tx, actor, &account, log_in.source)
        })?;
        if !recorded {
            self.change(actor, Action::LogIn, |tx, _| {
                record_password_use(tx, actor, &account, log_in.source)?;
                Ok(Commit(()))
            })?;
        }
        Ok(LoggedIn {
            answer: Ok(password_answered(&account, answer)),
            remembered: kept
                .into_sealed()
                .map(|sealed| Remembered::new(account.id, None, sealed)),
            trace: None,
        })
    }
}

pub fn is_use_recorded(
    tx: &Tx<'_>,
    actor: &Actor,
    account: &Account,
    source: &Source,
) -> Result<bool> {
    let now = actor.now().as_second();
    let lately = now - RECORDED_EVERY..now + 1;
    let event = Event::PasswordUsed;
    Ok(
        tx.is_recorded_from_network(&lately, event, account.id, source)?
            || are_many_recorded(tx, actor, event, account.id, None)?,
    )
}

/// Records it, unless another log-in from there was recorded meanwhile.
pub fn record_password_use(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &Account,
    source: &Source,
) -> Result<()> {
    if is_use_recorded(tx, actor, account, source)? {
        return Ok(());
    }
    let record = Record::about(Event::PasswordUsed, account).source(source);
    Ok(tx.record(actor.who(), &record)?)
}
