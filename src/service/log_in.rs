//! A log-in that a server asks about. The account's state decides which secret is accepted. The
//! rest is as for a verification, or for a password typed at a sign-in.
//!
//! A server may remember accepted log-ins. That saves only the hash: the row must still have the
//! same verifier, and everything else is decided again.

use zeroize::Zeroizing;

use super::attempts::AskedAt;
use super::verification::{Decision, Matched, VerificationRequest, leave_traces, weigh};
use super::{Actor, Requester, Result, Service, ServiceError};
use crate::crypto::secret::{AppPasswordText, PrimaryPassword, TypedPassword};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::{AppPassword, State, looks_generated};
use crate::domain::audit::{Event, Record};
use crate::domain::log_in::{Answered, Denial, Takes, decide_on_password};
use crate::domain::names::AccountName;
use crate::domain::password::{prepare_primary, ungroup};
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;
use crate::domain::throttle::Proof;
use crate::domain::verdict::{Reason, decide};
use crate::store::Outcome::Commit;
use crate::store::{Counted, StoreError, Tx};

/// Log-ins by the account's own password are recorded once a day for each place they come from.
const RECORDED_EVERY: i64 = 24 * 60 * 60;

pub struct LogIn<'a> {
    pub account: &'a AccountName,
    pub typed: &'a TypedPassword,
    pub source: &'a Source,
}

/// An account, and what is decided for each of its app passwords.
pub struct TestedAppPasswords {
    pub account: Account,
    pub policy: Policy,
    pub answers: Vec<(AppPassword, std::result::Result<(), Reason>)>,
}

/// What was accepted: the account and the sealed verifier that matched.
#[derive(Clone, PartialEq, Eq)]
pub struct Remembered {
    account: AccountId,
    /// Of an app password. `None` if it was the account's own.
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

    /// Returns the password in its normal form. Text that can't be a password is a wrong one.
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

impl Service {
    /// Answers the question, and returns what to remember if the answer is yes. An error means that
    /// it could not be decided.
    pub fn log_in(
        &mut self,
        requester: &Requester,
        log_in: &LogIn<'_>,
    ) -> Result<(Answered, Option<Remembered>)> {
        let actor = Actor::verifier(requester);
        match self.asked_account(&actor, log_in)? {
            Some(account) if Takes::of(account.mfa) == Takes::Password => {
                if let Some(answered) =
                    self.as_former_app_password(&actor, true, log_in, &account)?
                {
                    return Ok((answered, None));
                }
                self.log_in_by_password(&actor, log_in, &account)
            }
            _ => self.log_in_by_app_password(&actor, log_in),
        }
    }

    /// Like `log_in`, but nothing is counted or recorded.
    pub fn test_log_in(&mut self, actor: &Actor, log_in: &LogIn<'_>) -> Result<(Answered, Policy)> {
        let policy = self.look(actor, Action::TestLogIn, |_, policy| Ok(policy))?;
        let account = self.asked_account(actor, log_in)?;
        let answered = match account {
            Some(account) if Takes::of(account.mfa) == Takes::Password => {
                match self.as_former_app_password(actor, false, log_in, &account)? {
                    Some(answered) => answered,
                    None => self.test_password(actor, log_in, &account)?,
                }
            }
            _ => {
                let typed = log_in.app_password();
                let request = log_in.request(&typed);
                match self.hash_typed(actor, &request)? {
                    Some(hashes) => answered(&self.decide_only(actor, &request, &hashes)?),
                    None => unknown(),
                }
            }
        };
        Ok((answered, policy))
    }

    /// Returns what would be decided for each of the account's app passwords, if it was typed.
    pub fn test_app_passwords(
        &self,
        actor: &Actor,
        account: &AccountName,
        source: &Source,
    ) -> Result<TestedAppPasswords> {
        self.look_at(actor, Action::TestLogIn, account, |tx, account, policy| {
            let now = actor.now();
            let mut all = tx.app_passwords(account.id)?;
            // A rotated one whose overlap has ended may not be marked as deleted yet.
            all.retain(|one| one.state(&policy, now) != State::Deleted);
            let answers = all.into_iter().map(|one| {
                let answer = decide(&account, &policy, Some(&one), source, now);
                (one, answer)
            });
            Ok(TestedAppPasswords {
                answers: answers.collect(),
                account,
                policy,
            })
        })
    }

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
                    leave_traces(tx, &actor, decision, log_in.source)?;
                }
                Again::Password { account, .. } => {
                    record_password_use(tx, &actor, account, log_in.source)?;
                }
            }
            Ok(Commit(Some(decision.answered())))
        })
    }

    fn asked_account(&self, actor: &Actor, log_in: &LogIn<'_>) -> Result<Option<Account>> {
        self.look(actor, Action::FindAccount, |tx, _| {
            Ok(tx.account_named(log_in.account)?)
        })
    }

    fn log_in_by_app_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
    ) -> Result<(Answered, Option<Remembered>)> {
        let typed = log_in.app_password();
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(actor, &request)? else {
            self.record_unknown(actor, log_in.source)?;
            return Ok((unknown(), None));
        };
        let decision = self.settle(actor, &request, &hashes)?;
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
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<(Answered, Option<Remembered>)> {
        let sealed = self.look(actor, Action::LogIn, |tx, _| {
            tx.sealed_password(account.id)?
                .ok_or_else(ServiceError::conflict)
        })?;
        let at = AskedAt {
            action: Action::LogIn,
            refusal: Event::PasswordRefused,
            source: log_in.source,
        };
        let account = match self.try_password(actor, log_in.account, &log_in.password(), &at) {
            Ok(account) => account,
            Err(ServiceError::Refused(Refusal::SignIn)) => {
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
            // MFA was set up while the hash was computed.
            return Err(StoreError::Conflict.into());
        }
        let answer = decide_on_password(&account, true);
        if answer.is_ok() {
            let recorded = self.look(actor, Action::LogIn, |tx, _| {
                is_use_recorded(tx, actor, &account, log_in.source)
            })?;
            if !recorded {
                self.change(actor, Action::LogIn, |tx, _| {
                    record_password_use(tx, actor, &account, log_in.source)?;
                    Ok(Commit(()))
                })?;
            }
        }
        let remembered = answer.is_ok().then_some(Remembered {
            account: account.id,
            app_password: None,
            sealed,
        });
        Ok((password_answered(&account, answer), remembered))
    }

    fn test_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<Answered> {
        let phc = self.look(actor, Action::TestLogIn, |tx, _| {
            let proof = Proof::Password;
            if let Some(failures) = tx.failures(&Counted::Account(account.id), proof)? {
                let throttled = |refusal| ServiceError::Throttled(proof, refusal);
                failures.allow(actor.now()).map_err(throttled)?;
            }
            let sealed = tx.sealed_password(account.id)?;
            let sealed = sealed.ok_or_else(ServiceError::conflict)?;
            Ok(tx.open_password(account.id, &sealed)?)
        })?;
        let typed = log_in.password();
        let right = self
            .hasher
            .is_chosen(typed.expose().as_bytes(), Some(&phc))?;
        Ok(password_answered(
            account,
            decide_on_password(account, right),
        ))
    }

    /// Answers if a former app password was typed for an account that no longer takes them. A device
    /// that keeps trying it isn't guessing the account's own password.
    fn as_former_app_password(
        &mut self,
        actor: &Actor,
        leaves_traces: bool,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<Option<Answered>> {
        let typed = log_in.app_password();
        if !looks_generated(typed.expose()) {
            return Ok(None);
        }
        let has_any = self.look(actor, Action::FindAccount, |tx, _| {
            Ok(tx.has_app_password_rows(account.id)?)
        })?;
        if !has_any {
            return Ok(None);
        }
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(actor, &request)? else {
            return Err(ServiceError::conflict());
        };
        let mut decision = self.decide_only(actor, &request, &hashes)?;
        if decision.verification.app_password.is_none() {
            return Ok(None);
        }
        if leaves_traces {
            decision = self.settle(actor, &request, &hashes)?;
        }
        Ok(Some(answered(&decision)))
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

fn is_use_recorded(tx: &Tx<'_>, actor: &Actor, account: &Account, source: &Source) -> Result<bool> {
    let now = actor.now().as_second();
    let lately = now - RECORDED_EVERY..now + 1;
    let (event, id) = (Event::PasswordUsed, Some(account.id));
    let (same, _) = tx.recorded_within(&lately, event, id, None, source)?;
    Ok(same > 0)
}

/// Records it, unless another log-in from there was recorded meanwhile.
fn record_password_use(
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
