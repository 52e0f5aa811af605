//! A log-in that was accepted before. Remembering it saves the hash, and reading the rows that decided as
//! long as they are the same: everything is decided again.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::verification::{Decision, Matched, Verification, weigh};
use super::super::{Actor, Requester, Result, Service};
use super::LogIn;
use super::answer::{answered, password_answered};
use super::by_password::{is_use_recorded, record_password_use};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::AppPassword;
use crate::domain::log_in::{Answered, Takes, decide_on_password};
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::throttle::Proof;
use crate::domain::verdict::decide;
use crate::store::Outcome::Commit;
use crate::store::{Counted, Tx, Witness};

/// What was accepted: the account and the sealed verifier that matched.
#[derive(Clone)]
pub struct Remembered {
    account: AccountId,
    /// Of an app password. `None` if it was the account's own.
    app_password: Option<String>,
    sealed: Vec<u8>,
    /// What it was decided by when it was looked at last.
    facts: Arc<Mutex<Option<Arc<Facts>>>>,
}

/// The rows that decided, and what they are known again by.
struct Facts {
    account: Account,
    app_password: AppPassword,
    policy: Policy,
    witness: Witness,
}

impl Remembered {
    pub(super) fn new(account: AccountId, app_password: Option<String>, sealed: Vec<u8>) -> Self {
        Self {
            account,
            app_password,
            sealed,
            facts: Arc::default(),
        }
    }

    fn facts(&self) -> Option<Arc<Facts>> {
        let facts = self.facts.lock();
        facts.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, facts: Facts) {
        let mut noted = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        *noted = Some(Arc::new(facts));
    }
}

#[cfg(test)]
impl Remembered {
    pub fn example() -> Self {
        Self::new(AccountId(1), None, vec![])
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
        if let Some(facts) = remembered.facts()
            && let Some(answered) = self.by_the_same_rows(&actor, log_in, &facts)?
        {
            return Ok(Some(answered));
        }
        let decision = self.look(&actor, Action::LogIn, |tx, policy| {
            let decision = again(tx, &actor, &policy, log_in, remembered)?;
            if let Some(Again::AppPassword(decision)) = &decision
                && !decision.leaves_traces()
            {
                note(tx, policy, log_in, remembered, decision)?;
            }
            Ok(decision)
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
        let (source, action) = (log_in.source, Action::LogIn);
        let again = |tx: &Tx<'_>, policy: &Policy| again(tx, &actor, policy, log_in, remembered);
        match decision {
            Again::AppPassword(decision) => {
                let decided =
                    self.record_use(&actor, *decision, action, source, |tx, policy| {
                        Ok(match again(tx, policy)? {
                            Some(Again::AppPassword(decision)) => Some(*decision),
                            _ => None,
                        })
                    })?;
                Ok(decided.map(|decision| answered(&decision)))
            }
            Again::Password { .. } => self.change(&actor, action, |tx, policy| {
                let Some(Again::Password { account, .. }) = again(tx, &policy)? else {
                    return Ok(Commit(None));
                };
                record_password_use(tx, &actor, &account, source)?;
                Ok(Commit(Some(password_answered(&account, Ok(())))))
            }),
        }
    }

    /// Decides again by the rows that decided before. `None` if one of them has changed, or if the answer
    /// isn't yes, or would leave a trace.
    fn by_the_same_rows(
        &self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        facts: &Facts,
    ) -> Result<Option<Answered>> {
        let Facts {
            account,
            app_password,
            policy,
            witness,
        } = facts;
        let (source, now) = (log_in.source, actor.now());
        let accepted = decide(account, policy, Some(app_password), source, now).is_ok();
        if !accepted || app_password.is_last_use_due(now) {
            return Ok(None);
        }
        let seen = self.look_again(actor, Action::LogIn, policy, |tx| {
            Ok(tx.witness(log_in.account, account.id, &app_password.id, source)?)
        })?;
        if seen.as_ref() != Some(witness) {
            return Ok(None);
        }
        Ok(Some(Answered {
            account: Some(account.clone()),
            app_password: Some(app_password.clone()),
            answer: Ok(()),
        }))
    }
}

/// Remembers by which rows this was decided.
fn note(
    tx: &Tx<'_>,
    policy: Policy,
    log_in: &LogIn<'_>,
    remembered: &Remembered,
    decision: &Decision,
) -> Result<()> {
    let Verification {
        account,
        app_password: Some(app_password),
        ..
    } = &decision.verification
    else {
        return Ok(());
    };
    let witness = tx.witness(log_in.account, account.id, &app_password.id, log_in.source)?;
    if let Some(witness) = witness {
        remembered.note(Facts {
            account: account.clone(),
            app_password: app_password.clone(),
            policy,
            witness,
        });
    }
    Ok(())
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
