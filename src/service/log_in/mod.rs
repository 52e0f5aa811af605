//! A log-in that a server asks about. The account's state decides which secret is accepted. The
//! rest is as for a verification, or for a password typed at a sign-in.
//!
//! An answer must not tell whether the account exists, nor may its time. So a name that no account has
//! is treated like one of the accounts, and a refusal is recorded once it was given.

mod again;
mod answer;
mod auth_test;
mod by_password;
mod former;

pub use again::Remembered;
pub use auth_test::TestedAppPasswords;

use zeroize::Zeroizing;

use super::traces::Trace;
use super::verification::{Decision, Hashes, HashesBySalt, VerificationRequest, unknown_refused};
use super::{Actor, Requester, Result, Service};
use crate::crypto::secret::{AppPasswordText, PrimaryPassword, TypedPassword};
use crate::domain::account::Account;
use crate::domain::log_in::{Answered, Takes};
use crate::domain::names::AccountName;
use crate::domain::password::{prepare_primary, ungroup};
use crate::domain::permission::Action;
use crate::domain::scope::Source;
use crate::store::{SaltRow, Tx};
use answer::{answered, unknown};

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
            (Ok(()), Some(used), Some(sealed)) => {
                Some(Remembered::new(used.account, Some(used.id.clone()), sealed))
            }
            _ => None,
        };
        Self {
            answer: Ok(answered),
            remembered,
            trace,
        }
    }
}

/// The account that a log-in is decided by.
struct Asked {
    account: Account,
    /// What an app password is hashed with.
    salts: Vec<SaltRow>,
    /// Otherwise no account has the name, and this one is decided by for the time that takes.
    is_known: bool,
}

impl Asked {
    fn known(&self) -> Option<&Account> {
        self.is_known.then_some(&self.account)
    }

    fn hashes(&self, by_salt: HashesBySalt) -> Hashes {
        Hashes {
            account: self.account.id,
            by_salt,
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
        let Some(asked) = self.asked(actor, log_in)? else {
            self.hash_with_each(&[], &log_in.app_password())?;
            return Ok(unknown_app_password(actor, log_in));
        };
        if Takes::of(asked.account.mfa) == Takes::AppPassword {
            return self.log_in_by_app_password(actor, log_in, &asked);
        }
        match self.as_former_app_password(actor, log_in, &asked)? {
            Some(decision) => Ok(LoggedIn::by(decision, actor, log_in.source)),
            None => self.log_in_by_password(actor, log_in, asked.known()),
        }
    }

    /// `None` if there are no accounts.
    fn asked(&self, actor: &Actor, log_in: &LogIn<'_>) -> Result<Option<Asked>> {
        let foresee = |tx: &Tx<'_>| tx.foresee_account_or_like(log_in.account);
        self.look_foreseeing(actor, Action::FindAccount, foresee, |tx, _| {
            let known = tx.account_with_salts(log_in.account)?;
            let is_known = known.is_some();
            let found = known.or_else(|| {
                // The answer doesn't depend on it, not even if its rows are damaged.
                tx.account_like(log_in.account).unwrap_or_default()
            });
            Ok(found.map(|(account, salts)| Asked {
                account,
                salts,
                is_known,
            }))
        })
    }

    fn log_in_by_app_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        asked: &Asked,
    ) -> Result<LoggedIn> {
        let typed = log_in.app_password();
        let hashes = asked.hashes(self.hash_with_each(&asked.salts, &typed)?);
        let request = log_in.request(&typed);
        if !asked.is_known {
            drop(self.decide_only(actor, &request, &hashes));
            return Ok(unknown_app_password(actor, log_in));
        }
        let decision = self.settle(actor, &request, &hashes)?;
        Ok(LoggedIn::by(decision, actor, log_in.source))
    }
}

fn unknown_app_password(actor: &Actor, log_in: &LogIn<'_>) -> LoggedIn {
    LoggedIn::refused(unknown(), unknown_refused(actor, log_in.source))
}
