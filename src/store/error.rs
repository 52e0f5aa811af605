//! What can go wrong with the store, as its callers tell it apart.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::crypto::CryptoError;
use crate::domain::escape::system_words;

/// Which of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFile {
    Store,
    Key,
    /// What says where the audit trail ends.
    Head,
}

impl StoreFile {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Key => "key file",
            Self::Head => "audit trail's head",
        }
    }
}

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("there is no {} at {}", .0.as_str(), .1.display())]
    Missing(StoreFile, PathBuf),
    #[error("there is a {} at {} already", .0.as_str(), .1.display())]
    Exists(StoreFile, PathBuf),
    #[error("the {} {} is a symbolic link or no regular file", .0.as_str(), .1.display())]
    NotRegular(StoreFile, PathBuf),
    #[error("others can read or write the {} {}", .0.as_str(), .1.display())]
    TooOpen(StoreFile, PathBuf),
    #[error("others can write in the folder {}", .0.display())]
    FolderTooOpen(PathBuf),
    #[error("the {} {} belongs to another user", .0.as_str(), .1.display())]
    NotOurs(StoreFile, PathBuf),
    #[error("the key file {} has {length} bytes; a key has 32", .path.display())]
    KeyLength { path: PathBuf, length: u64 },
    #[error("the key file {} doesn't belong to the store {}", .key.display(), .store.display())]
    WrongKey { key: PathBuf, store: PathBuf },
    #[error("{} is not a keyfob store", .0.display())]
    NotAStore(PathBuf),
    #[error("the store {} was written by a newer keyfob", .0.display())]
    Newer(PathBuf),
    #[error("no place for a store is known: there is no home folder")]
    NoPlace,

    #[error("the store is busy")]
    Busy,
    #[error("the disk is full")]
    Full,
    #[error("the store can't be written")]
    ReadOnly,
    #[error("the store is damaged: {0}")]
    Damaged(String),
    #[error("the store can't be read or written: {0}")]
    Sqlite(rusqlite::Error),
    #[error("{} can't be read or written: {}", .0.display(), system_words(.1))]
    File(PathBuf, io::Error),
    #[error(transparent)]
    Crypto(#[from] CryptoError),

    #[error("somebody else changed the same just now")]
    Conflict,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}
