//! Errors, as the daemon tells them.

use serde::{Deserialize, Serialize};

use crate::domain::app_password::ChoiceError;
use crate::domain::contact::ContactCodeRefusal;
use crate::domain::method::CodeRefusal;
use crate::domain::names::AppName;
use crate::domain::password::PasswordError;
use crate::domain::policy::Key;
use crate::domain::refusal::Refusal;
use crate::domain::throttle::{Proof, Throttled};
use crate::service::{DaemonError, ServiceError, StoreError};

#[derive(Debug, Serialize, Deserialize)]
pub enum Told {
    Refused(Refusal),
    NoAccount {
        name: String,
        similar: Option<String>,
    },
    NoAccounts,
    SeveralAccounts,
    AccountTaken(String),
    AppNameTaken(AppName),
    Choice(ChoiceError),
    NoEnrolment,
    NoMethods,
    Code(CodeRefusal),
    ContactCode(ContactCodeRefusal),
    MessageTooSoon(i64),
    Throttled(Proof, Throttled),
    Password(PasswordError),
    NotSent(String),
    NothingSendsMail(Key),
    ExternalChecksBusy,
    StoreBusy,
    Conflict,
    /// Too many clients are served already.
    Busy,
    /// What went wrong in the daemon, in a sentence.
    Undecided(String),
}

impl Told {
    /// Returns whether the daemon's operator wants to know of it.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Self::Undecided(_) | Self::NotSent(_))
    }
}

impl From<&ServiceError> for Told {
    fn from(error: &ServiceError) -> Self {
        match error {
            ServiceError::Refused(refusal) => Self::Refused(refusal.clone()),
            ServiceError::NoAccount { name, similar } => Self::NoAccount {
                name: name.clone(),
                similar: similar.clone(),
            },
            ServiceError::NoAccounts => Self::NoAccounts,
            ServiceError::SeveralAccounts => Self::SeveralAccounts,
            ServiceError::AccountTaken(name) => Self::AccountTaken(name.clone()),
            ServiceError::AppNameTaken(name) => Self::AppNameTaken(name.clone()),
            ServiceError::Choice(error) => Self::Choice(error.clone()),
            ServiceError::NoEnrolment => Self::NoEnrolment,
            ServiceError::NoMethods => Self::NoMethods,
            ServiceError::Code(refusal) => Self::Code(*refusal),
            ServiceError::ContactCode(refusal) => Self::ContactCode(*refusal),
            ServiceError::MessageTooSoon(wait) => Self::MessageTooSoon(*wait),
            ServiceError::Throttled(proof, throttled) => Self::Throttled(*proof, *throttled),
            ServiceError::Password(error) => Self::Password(*error),
            ServiceError::Messenger(error) => Self::NotSent(error.to_string()),
            ServiceError::NothingSendsMail(key) => Self::NothingSendsMail(*key),
            ServiceError::ExternalChecksBusy => Self::ExternalChecksBusy,
            ServiceError::Store(StoreError::Busy) => Self::StoreBusy,
            ServiceError::Store(StoreError::Conflict) => Self::Conflict,
            other @ (ServiceError::Store(_)
            | ServiceError::Policy(_)
            | ServiceError::PasswordUndecided(_)
            | ServiceError::Daemon(_)) => Self::Undecided(other.to_string()),
        }
    }
}

impl From<Told> for ServiceError {
    fn from(told: Told) -> Self {
        match told {
            Told::Refused(refusal) => Self::Refused(refusal),
            Told::NoAccount { name, similar } => Self::NoAccount { name, similar },
            Told::NoAccounts => Self::NoAccounts,
            Told::SeveralAccounts => Self::SeveralAccounts,
            Told::AccountTaken(name) => Self::AccountTaken(name),
            Told::AppNameTaken(name) => Self::AppNameTaken(name),
            Told::Choice(error) => Self::Choice(error),
            Told::NoEnrolment => Self::NoEnrolment,
            Told::NoMethods => Self::NoMethods,
            Told::Code(refusal) => Self::Code(refusal),
            Told::ContactCode(refusal) => Self::ContactCode(refusal),
            Told::MessageTooSoon(wait) => Self::MessageTooSoon(wait),
            Told::Throttled(proof, throttled) => Self::Throttled(proof, throttled),
            Told::Password(error) => Self::Password(error),
            Told::NothingSendsMail(key) => Self::NothingSendsMail(key),
            Told::ExternalChecksBusy => Self::ExternalChecksBusy,
            Told::StoreBusy => Self::Store(StoreError::Busy),
            Told::Conflict => Self::conflict(),
            Told::NotSent(why) => DaemonError::NotSent(why).into(),
            Told::Busy => DaemonError::Busy.into(),
            Told::Undecided(why) => DaemonError::Undecided(why).into(),
        }
    }
}
