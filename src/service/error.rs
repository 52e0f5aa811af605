//! The errors of the use cases.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::crypto::CryptoError;
use crate::domain::app_password::ChoiceError;
use crate::domain::contact::ContactCodeRefusal;
use crate::domain::escape::{quoted, system_words};
use crate::domain::method::CodeRefusal;
use crate::domain::names::AppName;
use crate::domain::password::PasswordError;
use crate::domain::policy::{Key, PolicyError};
use crate::domain::refusal::Refusal;
use crate::domain::throttle::{self, Proof, Throttled};
use crate::messenger::MessengerError;
use crate::store::StoreError;

pub type Result<T> = std::result::Result<T, ServiceError>;

#[derive(Debug, Error)]
pub enum ServiceError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("there is no account {name}")]
    NoAccount {
        name: String,
        /// The name that may have been meant, for an actor who may list accounts.
        similar: Option<String>,
    },
    #[error("the store has no accounts")]
    NoAccounts,
    #[error("the store has several accounts")]
    SeveralAccounts,
    #[error("the account {0} already exists")]
    AccountTaken(String),
    #[error("this account already has an app password {}", quoted(.0.as_str()))]
    AppNameTaken(AppName),
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    #[error("no enrolment was started in the last 15 minutes")]
    NoEnrolment,
    #[error("this account has no methods")]
    NoMethods,
    #[error(transparent)]
    Code(#[from] CodeRefusal),
    #[error(transparent)]
    ContactCode(#[from] ContactCodeRefusal),
    #[error("a code was just sent; another can be sent in {}", throttle::in_words(*.0))]
    MessageTooSoon(i64),
    #[error("{1}")]
    Throttled(Proof, Throttled),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Policy(#[from] PolicyError),
    #[error(transparent)]
    Messenger(#[from] MessengerError),
    /// This key can't be set so.
    #[error("notices need a mail command that can be started")]
    NothingSendsMail(Key),
    #[error("the password couldn't be checked, because {0}")]
    PasswordUndecided(#[source] MessengerError),
    #[error("the password couldn't be checked, because too many are being checked")]
    ExternalChecksBusy,
    #[error(transparent)]
    Daemon(#[from] DaemonError),
}

/// What comes between a person and the daemon.
#[derive(Debug, Error)]
pub enum DaemonError {
    #[error("no daemon answers at {}: {}", .0.display(), system_words(.1))]
    Unreachable(PathBuf, #[source] io::Error),
    #[error("the socket {} belongs neither to root nor to the store's owner", .0.display())]
    NotOurs(PathBuf),
    #[error("the daemon ended the connection")]
    Lost(#[source] io::Error),
    #[error("the daemon is another version of keyfob")]
    OtherVersion,
    #[error("the daemon has too many clients")]
    Busy,
    #[error("the code couldn't be sent, because {0}")]
    NotSent(String),
    #[error("{0}")]
    Undecided(String),
}

impl ServiceError {
    /// Something that the use case relies on changed while it ran.
    pub(crate) fn conflict() -> Self {
        StoreError::Conflict.into()
    }

    /// Returns whether a code was checked and is wrong, as opposed to one that couldn't be checked.
    pub fn is_wrong_code(&self) -> bool {
        matches!(self, Self::Code(_) | Self::ContactCode(_))
    }
}

impl From<CryptoError> for ServiceError {
    fn from(error: CryptoError) -> Self {
        StoreError::from(error).into()
    }
}
