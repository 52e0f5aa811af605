//! The errors of the store that its callers tell apart.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rustix::process::geteuid;
use thiserror::Error;

#[cfg(feature = "postgres")]
use super::engine::postgres::DatabaseError;
use super::head::HeadFault;
use crate::crypto::CryptoError;
use crate::domain::escape::system_words;

pub type Result<T> = std::result::Result<T, StoreError>;

/// One of a store's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
pub enum StoreFile {
    #[strum(serialize = "store")]
    Store,
    #[strum(serialize = "key file")]
    Key,
    /// The file that records where the audit trail ends.
    #[strum(serialize = "audit trail's head")]
    Head,
    #[strum(serialize = "backup")]
    Backup,
    /// One of the files that `SQLite` keeps beside the store.
    #[strum(serialize = "store's journal")]
    Journal,
}

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("there is no {0} at {path}", path = .1.display())]
    Missing(StoreFile, PathBuf),
    #[error("there is already a {0} at {path}", path = .1.display())]
    Exists(StoreFile, PathBuf),
    #[error("the {0} {path} is a symbolic link or not a regular file", path = .1.display())]
    NotRegular(StoreFile, PathBuf),
    #[error("the {0} {path} has a second name (a hard link)", path = .1.display())]
    Linked(StoreFile, PathBuf),
    #[error("{} isn't keyfob's", .0.display())]
    Planted(PathBuf),
    #[error("other users can read or write the {0} {path}", path = .1.display())]
    TooOpen(StoreFile, PathBuf),
    #[error("other users can write to the folder {}", .0.display())]
    FolderTooOpen(PathBuf),
    #[error("the {0} {path} belongs to another user", path = .1.display())]
    NotOurs(StoreFile, PathBuf),
    #[error("uid {uid} may not open the {what} {path}", path = .path.display())]
    MayNotOpen {
        what: StoreFile,
        path: PathBuf,
        uid: u32,
    },
    #[error("uid {uid} may not create {path}", path = .path.display())]
    MayNotCreate { path: PathBuf, uid: u32 },
    #[error("the key file {} has {length} bytes; a key has 32", .path.display())]
    KeyLength { path: PathBuf, length: u64 },
    #[error("the key file {} doesn't belong to the store {}", .key.display(), .store.display())]
    WrongKey { key: PathBuf, store: PathBuf },
    #[error("{} is not a keyfob store", .0.display())]
    NotAStore(PathBuf),
    #[error("the store {} was written by a newer keyfob", .0.display())]
    Newer(PathBuf),
    #[error("{} is a backup of a keyfob store", .0.display())]
    IsABackup(PathBuf),
    #[error("{} is not a backup of a keyfob store", .0.display())]
    NotABackup(PathBuf),
    #[error("the backup {} is damaged: {words}", .0.display(), words = .1)]
    DamagedBackup(PathBuf, String),
    #[error("the backup can't take the place of {}, which isn't a backup", .0.display())]
    Occupied(PathBuf),
    #[error("{} is one of the store's own files", .0.display())]
    OwnFile(PathBuf),
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    #[error("restoring the store {} was interrupted", .0.display())]
    RestoreInterrupted(PathBuf),
    #[error("there is no home folder to keep the store in")]
    NoPlace,
    #[error("the system's store {} is missing, but its folder or its key file exists", .0.display())]
    SystemStoreLost(PathBuf),
    #[error("a store is a file or a PostgreSQL database, and {0}://… is neither")]
    Address(String),

    #[error("the store may be an older copy (audit trail: {0})")]
    NotCurrent(HeadFault),
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
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Crypto(#[from] CryptoError),

    #[error("entries {first} to {last} of the audit trail were pruned")]
    Pruned { first: i64, last: i64 },
    #[error("another process changed it at the same time")]
    Conflict,
}

impl StoreError {
    /// This user, who may be another one than the caller.
    pub(super) fn may_not_open(what: StoreFile, path: &Path) -> Self {
        Self::MayNotOpen {
            what,
            path: path.to_owned(),
            uid: geteuid().as_raw(),
        }
    }

    pub(super) fn may_not_create(path: PathBuf) -> Self {
        Self::MayNotCreate {
            path,
            uid: geteuid().as_raw(),
        }
    }
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
