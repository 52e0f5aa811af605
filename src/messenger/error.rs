//! Errors of sending a message.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use thiserror::Error;

use crate::domain::escape::quoted;
use crate::domain::policy::Key;

/// Why a message wasn't sent. It doesn't contain any of its text.
#[derive(Debug, Error)]
pub enum MessengerError {
    #[error("no {} is set", .0.as_str())]
    NoCommand(Key),
    #[error("{} doesn't exist", quoted(.1))]
    NotThere(Key, String),
    #[error("the command {} can't be started: {}", quoted(.1), .2)]
    NotStarted(Key, String, String),
    #[error("the command {} {}", quoted(.1), in_words(*.2))]
    Failed(Key, String, ExitStatus),
    #[error("the command {} didn't end within {} seconds", quoted(.1), .2.as_secs())]
    Hung(Key, String, Duration),
    #[error("{} isn't an address that e-mail can be sent to", quoted(.0))]
    Address(String),
    #[error("the host name {} can't be used in an e-mail address", quoted(.0))]
    Host(String),
}

fn in_words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("failed with exit status {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "failed".to_owned(),
    }
}
