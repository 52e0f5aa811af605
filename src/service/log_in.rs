//! A log-in that a server asks about. The account's state decides which secret is accepted. The
//! rest is as for a verification, or for a password typed at a sign-in.
//!
//! A server may remember accepted log-ins. That saves only the hash: the row must still have the
//! same verifier, and everything else is decided again.
//!
//! An answer must not tell whether the account exists, nor may its time. So a name that no account has
//! is treated like one of the accounts, and a refusal is recorded once it was given.

use zeroize::Zeroizing;

use super::attempts::{AskedAt, are_many_recorded};
use super::traces::Trace;
use super::verification::{
    Decision, Matched, VerificationRequest, record_use, unknown_refused, weigh,
};
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

/// Log-ins by the account's own password are recorded once a day for each service and network.
const RECORDED_EVERY: i64 = 24 * 60 * 60;

pub struct LogIn<'a> {
    pub account: &'a AccountName,
    pub typed: &'a TypedPassword,
    pub source: &'a Source,
}

/// How a log-in is answered.
pub struct LoggedIn {
    /// An error means that it could not be decided.
    pub answer: Result<Answered>,
    /// What to remember, if the answer is yes.
    pub remembered: Option<Remembered>,
    /// What to record once the answer was given.
    pub trace: Option<Trace>,
}

impl LoggedIn {
    fn refused(answered: Answered, trace: Trace) -> Self {
        Self {
            answer: Ok(answered),
            remembered: None,
            trace: Some(trace),
        }
    }

    /// By an app password.
    fn by(decision: Decision, actor: &Actor, source: &Source) -> Self {
        let trace = decision.refusal(actor, source);
        let answered = answered(&decision);
        let remembered = match (&answered.answer, &answered.app_password, decision.sealed) {
            (Ok(()), Some(used), Some(sealed)) => Some(Remembered {
                account: used.account,
                app_password: Some(used.id.clone()),
                sealed,
            }),
            _ => None,
        };
        Self {
            answer: Ok(answered),
            remembered,
            trace,
        }
    }
}

/// The account of a log-in. If none has the name, the account that it is treated like, so that it
/// costs the same.
struct Asked {
    account: Option<Account>,
    like: Option<Account>,
}

impl Asked {
    fn takes(&self) -> Takes {
        let decides = self.account.as_ref().or(self.like.as_ref());
        decides.map_or(Takes::AppPassword, |account| Takes::of(account.mfa))
    }
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
    /// Answers the question. `leave` is still to be called with the trace, whatever the answer.
    pub fn log_in(&mut self, requester: &Requester, log_in: &LogIn<'_>) -> LoggedIn {
        let actor = Actor::verifier(requester);
        self.answer(&actor, log_in)
            .unwrap_or_else(|undecided| LoggedIn {
                answer: Err(undecided),
                remembered: None,
                trace: None,
            })
    }

    fn answer(&mut self, actor: &Actor, log_in: &LogIn<'_>) -> Result<LoggedIn> {
        let asked = self.asked(actor, log_in)?;
        if asked.takes() == Takes::AppPassword {
            return self.log_in_by_app_password(actor, log_in);
        }
        match &asked.account {
            Some(account) => {
                if let Some(decision) = self.as_former_app_password(actor, log_in, account)? {
                    return Ok(LoggedIn::by(decision, actor, log_in.source));
                }
            }
            None => self.hash_like_a_former_one(actor, log_in, asked.like.as_ref())?,
        }
        self.log_in_by_password(actor, log_in, asked.account.as_ref())
    }

    /// Like `log_in`, but nothing is counted or recorded.
    pub fn test_log_in(&mut self, actor: &Actor, log_in: &LogIn<'_>) -> Result<(Answered, Policy)> {
        let policy = self.look(actor, Action::TestLogIn, |_, policy| Ok(policy))?;
        let account = self.asked(actor, log_in)?.account;
        let answered = match account {
            Some(account) if Takes::of(account.mfa) == Takes::Password => {
                match self.as_former_app_password(actor, log_in, &account)? {
                    Some(decision) => answered(&decision),
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
                    record_use(tx, &actor, decision, log_in.source)?;
                }
                Again::Password { account, .. } => {
                    record_password_use(tx, &actor, account, log_in.source)?;
                }
            }
            Ok(Commit(Some(decision.answered())))
        })
    }

    fn asked(&self, actor: &Actor, log_in: &LogIn<'_>) -> Result<Asked> {
        self.look(actor, Action::FindAccount, |tx, _| {
            let account = tx.account_named(log_in.account)?;
            let like = match &account {
                Some(_) => None,
                // The answer doesn't depend on it, not even if its row is damaged.
                None => tx.account_like(log_in.account).unwrap_or_default(),
            };
            Ok(Asked { account, like })
        })
    }

    fn log_in_by_app_password(&mut self, actor: &Actor, log_in: &LogIn<'_>) -> Result<LoggedIn> {
        let typed = log_in.app_password();
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(actor, &request)? else {
            let trace = unknown_refused(actor, log_in.source);
            return Ok(LoggedIn::refused(unknown(), trace));
        };
        let decision = self.settle(actor, &request, &hashes)?;
        Ok(LoggedIn::by(decision, actor, log_in.source))
    }

    /// `None` if no account has the name. Its failures are counted too.
    fn log_in_by_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: Option<&Account>,
    ) -> Result<LoggedIn> {
        let sealed = self.look(actor, Action::LogIn, |tx, _| match account {
            Some(account) => {
                let sealed = tx.sealed_password(account.id)?;
                sealed.ok_or_else(ServiceError::conflict).map(Some)
            }
            None => Ok(None),
        })?;
        let at = AskedAt {
            action: Action::LogIn,
            refusal: None,
            source: log_in.source,
        };
        let tried = self.try_password(actor, log_in.account, &log_in.password(), &at);
        let account = match (tried, account) {
            (Ok(account), _) => account,
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
            remembered: sealed.map(|sealed| Remembered {
                account: account.id,
                app_password: None,
                sealed,
            }),
            trace: None,
        })
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

    /// Decides if a former app password was typed for an account that no longer takes them. A device
    /// that keeps trying it isn't guessing the account's own password.
    fn as_former_app_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<Option<Decision>> {
        let typed = log_in.app_password();
        if !self.may_be_former(actor, &typed, account)? {
            return Ok(None);
        }
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(actor, &request)? else {
            return Err(ServiceError::conflict());
        };
        let decision = self.decide_only(actor, &request, &hashes)?;
        let is_one = decision.verification.app_password.is_some();
        Ok(is_one.then_some(decision))
    }

    /// Costs what looking for a former app password of this account costs.
    fn hash_like_a_former_one(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        like: Option<&Account>,
    ) -> Result<()> {
        let typed = log_in.app_password();
        if let Some(like) = like
            && self.may_be_former(actor, &typed, like)?
        {
            self.hash_typed(actor, &log_in.request(&typed))?;
        }
        Ok(())
    }

    fn may_be_former(
        &self,
        actor: &Actor,
        typed: &AppPasswordText,
        account: &Account,
    ) -> Result<bool> {
        if !looks_generated(typed.expose()) {
            return Ok(false);
        }
        self.look(actor, Action::FindAccount, |tx, _| {
            Ok(tx.has_app_password_rows(account.id)?)
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

fn is_use_recorded(tx: &Tx<'_>, actor: &Actor, account: &Account, source: &Source) -> Result<bool> {
    let now = actor.now().as_second();
    let lately = now - RECORDED_EVERY..now + 1;
    let event = Event::PasswordUsed;
    Ok(
        tx.is_recorded_from_network(&lately, event, account.id, source)?
            || are_many_recorded(tx, actor, event, account.id, None)?,
    )
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

/// The answer to a wrong password. `None` if no account has the name.
fn refused_password(account: Option<&Account>) -> Answered {
    match account {
        Some(account) if account.disabled => {
            password_answered(account, Err(Denial::AccountDisabled))
        }
        Some(account) => password_answered(account, Err(Denial::WrongPassword)),
        None => unknown(),
    }
}

fn password_refused(actor: &Actor, account: Option<&Account>, source: &Source) -> Trace {
    let Some(account) = account else {
        return unknown_refused(actor, source);
    };
    let record = Record::about(Event::PasswordRefused, account);
    Trace {
        actor: actor.clone(),
        record: record.subject(Proof::Password.into_str()).source(source),
    }
}

fn unknown() -> Answered {
    Answered {
        account: None,
        app_password: None,
        answer: Err(Denial::NoAccount),
    }
}
