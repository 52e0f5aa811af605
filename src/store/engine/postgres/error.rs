//! What can be wrong with a database.

use std::path::PathBuf;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum DatabaseError {
    #[error("the database's address is wrong: {0}")]
    Address(String),
    #[error("the database's address holds a password")]
    PasswordInAddress,
    #[error("the service {0} isn't in the service file")]
    NoService(String),
    #[error("other users can read {}, which may hold passwords", .0.display())]
    OpenPasswords(PathBuf),
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    #[error("the database wants a password, and none was found for it")]
    NoPassword,
    #[error("the database's server can't be trusted: {0}")]
    Untrusted(String),
    #[error("the database was lost before it said whether this was done")]
    Unknown,
    #[error("the database can't be read or written: {words}")]
    Refused {
        words: String,
        cause: tokio_postgres::Error,
    },
}
