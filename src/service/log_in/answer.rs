//! Answers to a log-in.

use super::super::verification::{Decision, unknown_refused};
use super::super::{Actor, traces::Trace};
use crate::domain::account::Account;
use crate::domain::audit::{Event, Record};
use crate::domain::log_in::{Answered, Denial};
use crate::domain::scope::Source;
use crate::domain::throttle::Proof;

pub fn answered(decision: &Decision) -> Answered {
    let verification = &decision.verification;
    Answered {
        account: Some(verification.account.clone()),
        app_password: verification.app_password.clone(),
        answer: verification.answer.map_err(Denial::AppPassword),
    }
}

pub fn password_answered(account: &Account, answer: std::result::Result<(), Denial>) -> Answered {
    Answered {
        account: Some(account.clone()),
        app_password: None,
        answer,
    }
}

/// The answer to a wrong password. `None` if no account has the name.
pub fn refused_password(account: Option<&Account>) -> Answered {
    match account {
        Some(account) if account.disabled => {
            password_answered(account, Err(Denial::AccountDisabled))
        }
        Some(account) => password_answered(account, Err(Denial::WrongPassword)),
        None => unknown(),
    }
}

pub fn password_refused(actor: &Actor, account: Option<&Account>, source: &Source) -> Trace {
    let Some(account) = account else {
        return unknown_refused(actor, source);
    };
    let record = Record::about(Event::PasswordRefused, account);
    Trace {
        actor: actor.clone(),
        record: record.subject(Proof::Password.into_str()).source(source),
    }
}

pub fn unknown() -> Answered {
    Answered {
        account: None,
        app_password: None,
        answer: Err(Denial::NoAccount),
    }
}
