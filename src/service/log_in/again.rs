//! A log-in that was accepted before. Remembering it saves only the hash: the row must still have the
//! same verifier, and everything else is decided again.

use super::super::verification::{Decision, Matched, record_use, weigh};
use super::super::{Actor, Requester, Result, Service};
use super::LogIn;
use super::answer::{answered, password_answered};
use super::by_password::{is_use_recorded, record_password_use};
use crate::domain::account::{Account, AccountId};
use crate::domain::log_in::{Answered, Takes, decide_on_password};
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::throttle::Proof;
use crate::store::Outcome::Commit;
use crate::store::{Counted, Tx};

/// What was accepted: the account and the sealed verifier that matched.
#[derive(Clone, PartialEq, Eq)]
pub struct Remembered {
    pub(super) account: AccountId,
    /// Of an app password. `None` if it was the account's own.
    pub(super) app_password: Option<String>,
    pub(super) sealed: Vec<u8>,
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

impl Service {
    /// Answers a log-in that was accepted before, without hashing. `None` if what was remembered is
    /// no longer valid, or if the answer would have to be recorded and must not be.
    pub fn log_in_again(
        &mut self,
        requester: &Requester,
        log_in: &LogIn<'_>,
        remembered: &Remembered,
        may_write: bool,
    ) -> Result<Option<Answered>> {
        let actor = Actor::verifier(requester);
        let decision = self.look(&actor, Action::LogIn, |tx, policy| {
            again(tx, &actor, &policy, log_in, remembered)
        })?;
        let Some(decision) = decision else {
            return Ok(None);
        };
        if !decision.leaves_traces() {
            return Ok(Some(decision.answered()));
        }
        if !may_write {
            return Ok(None);
        }
        self.change(&actor, Action::LogIn, |tx, policy| {
            let Some(decision) = again(tx, &actor, &policy, log_in, remembered)? else {
                return Ok(Commit(None));
            };
            match &decision {
                Again::AppPassword(decision) => {
                    record_use(tx, &actor, decision, log_in.source)?;
                }
                Again::Password { account, .. } => {
                    record_password_use(tx, &actor, account, log_in.source)?;
                }
            }
            Ok(Commit(Some(decision.answered())))
        })
    }
}

/// The outcome of a log-in that was accepted before.
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

/// Returns `None` if the answer is no longer yes, or no longer for this reason.
fn again(
    tx: &Tx<'_>,
    actor: &Actor,
    policy: &Policy,
    log_in: &LogIn<'_>,
    remembered: &Remembered,
) -> Result<Option<Again>> {
    let Some(account) = tx
        .account_named(log_in.account)?
        .filter(|account| account.id == remembered.account)
    else {
        return Ok(None);
    };
    match (&remembered.app_password, Takes::of(account.mfa)) {
        (Some(id), Takes::AppPassword) => {
            let found = tx
                .sealed_app_password(account.id, id)?
                .filter(|(_, sealed)| *sealed == remembered.sealed);
            let Some((app_password, sealed)) = found else {
                return Ok(None);
            };
            let matched = Matched {
                app_password,
                sealed,
                is_replaced: false,
            };
            let decision = weigh(tx, actor, account, policy, Some(matched), log_in.source)?;
            let accepted = decision.verification.answer.is_ok();
            Ok(accepted.then(|| Again::AppPassword(Box::new(decision))))
        }
        (None, Takes::Password) => {
            // Otherwise memory would tell right guesses from wrong ones at no cost, and a right one
            // wouldn't reset the failures.
            let counted = Counted::Account(account.id);
            if tx.failures(&counted, Proof::Password)?.is_some() {
                return Ok(None);
            }
            let sealed = tx.sealed_password(account.id)?;
            let is_same = sealed.as_ref() == Some(&remembered.sealed);
            if !is_same || decide_on_password(&account, true).is_err() {
                return Ok(None);
            }
            let use_due = !is_use_recorded(tx, actor, &account, log_in.source)?;
            Ok(Some(Again::Password { account, use_due }))
        }
        _ => Ok(None),
    }
}
