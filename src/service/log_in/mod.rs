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
use super::verification::{Decision, Hashes, VerificationRequest, unknown_refused};
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

/// The account of a log-in. If none has the name, the account that it is treated like, so that it
/// costs the same.
struct Asked {
    account: Option<Account>,
    like: Option<Account>,
    /// What an app password is hashed with.
    salts: Vec<SaltRow>,
}

impl Asked {
    fn takes(&self) -> Takes {
        let decides = self.account.as_ref().or(self.like.as_ref());
        decides.map_or(Takes::AppPassword, |account| Takes::of(account.mfa))
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
            return self.log_in_by_app_password(actor, log_in, &asked);
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

    fn asked(&self, actor: &Actor, log_in: &LogIn<'_>) -> Result<Asked> {
        let foresee = |tx: &Tx<'_>| tx.foresee_account_with_salts(log_in.account);
        self.look_foreseeing(actor, Action::FindAccount, foresee, |tx, _| {
            if let Some((account, salts)) = tx.account_with_salts(log_in.account)? {
                return Ok(Asked {
                    account: Some(account),
                    like: None,
                    salts,
                });
            }
            // The answer doesn't depend on it, not even if its rows are damaged.
            let like = tx.account_like(log_in.account).unwrap_or_default();
            let salts = like.as_ref().map(|like| tx.salts(like.id));
            let salts = salts.unwrap_or(Ok(vec![])).unwrap_or_default();
            Ok(Asked {
                account: None,
                like,
                salts,
            })
        })
    }

    fn log_in_by_app_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        asked: &Asked,
    ) -> Result<LoggedIn> {
        let typed = log_in.app_password();
        let by_salt = self.hash_with_each(&asked.salts, &typed)?;
        let Some(account) = &asked.account else {
            let trace = unknown_refused(actor, log_in.source);
            return Ok(LoggedIn::refused(unknown(), trace));
        };
        let request = log_in.request(&typed);
        let hashes = Hashes {
            account: account.id,
            by_salt,
        };
        let decision = self.settle(actor, &request, &hashes)?;
        Ok(LoggedIn::by(decision, actor, log_in.source))
    }
}
