//! Restoring a backup.
//!
//! The order, so that a kill or a power cut at any moment leaves the old store with its head, the new
//! one with its head, or no store and an error that says to restore again:
//!
//! 1. The backup is copied to `<store>.restoring`, checked, made a store, and synced with the entry that
//!    says that it was restored.
//! 2. The old store is locked for writing, and its WAL is written into it. The head is locked.
//! 3. A copy of the head is kept. The old store is renamed: from here on, none can be opened.
//! 4. What `SQLite` left beside the old store is removed, and the folder synced. Nothing of the old store
//!    can get into the new one.
//! 5. The new head is written.
//! 6. The new store is renamed into place, and the folder synced.
//!
//! Processes that have the old store open keep its file. They see that it was moved before they write,
//! and `SQLite` doesn't remove what is beside a file that was moved.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use rustix::fs::OFlags;

use super::backup::{BackupInfo, OpenBackup, of_backup};
#[cfg(feature = "postgres")]
use super::copy::copy_rows;
#[cfg(feature = "postgres")]
use super::engine::{Transaction, postgres};
use super::files::{failed, with_suffix};
use super::head::{Head, HeadFile};
use super::migrate;
use super::open::{Kind, connect, mark};
use super::replacement::Replacement;
use super::transaction::Tx;
use super::{BUSY_TIMEOUT, Location, Place, Result, StoreError, StoreFile, files, schema, syslog};
use crate::crypto::random::Random;
use crate::domain::audit::{Event, Record, Who};

/// A backup that was checked, beside the store that it is to replace.
pub struct PreparedRestore {
    location: Location,
    new: Replacement,
    backup: OpenBackup,
    info: BackupInfo,
    replaces: bool,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub store: PathBuf,
    /// With the entry that says that it was restored.
    pub log_entries: i64,
    /// Where the old store is now.
    pub kept: Option<PathBuf>,
}

impl PreparedRestore {
    /// Copies and checks the backup. The store stays as it is.
    pub fn new(location: &Location, file: &Path, replace: bool, random: &Random) -> Result<Self> {
        let source = open_backup_file(file)?;
        files::make_folder_of(location.local())?;
        let local = files::resolve(StoreFile::Store, location.local())?;
        let (store, replaces) = match &location.store {
            Place::File(_) => (local.clone().into(), is_there(&local)?),
            #[cfg(feature = "postgres")]
            in_a_database @ Place::Database(_) => {
                (in_a_database.clone(), location.is_store_there()?)
            }
        };
        if replaces && !replace {
            return Err(StoreError::Exists(
                StoreFile::Store,
                location.store.path().to_owned(),
            ));
        }
        let new = Replacement::begin(StoreFile::Store, &local)?;
        copy(source, &new)?;
        let named = Location {
            store: file.to_owned().into(),
            ..location.clone()
        };
        let opened = OpenBackup::open(new.path(), &named, random);
        let mut backup = opened.map_err(of_backup(file))?;
        mark(&backup.connection, Kind::Store)?;
        backup.connection.execute_batch("DROP TABLE backup")?;
        migrate::later(&mut backup.connection)?;
        schema::check(&backup.begin()?.connection).map_err(of_backup(file))?;
        let info = backup.check(file).map_err(of_backup(file))?;
        Ok(Self {
            location: Location {
                store,
                ..location.clone()
            },
            new,
            backup,
            info,
            replaces,
        })
    }

    pub fn info(&self) -> &BackupInfo {
        &self.info
    }

    /// Returns whether there is a store to replace.
    pub fn replaces(&self) -> bool {
        self.replaces
    }

    /// Reads what is to be restored.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        work(&self.backup.begin()?)
    }

    /// Puts the backup in the store's place, durably.
    pub fn finish(mut self, who: &Who) -> Result<Restored> {
        #[cfg(feature = "postgres")]
        if let Place::Database(address) = &self.location.store {
            return self.finish_in(address, who);
        }
        let store = self.location.store.path().to_owned();
        let old = self.replaces.then(|| OldStore::lock(&store)).transpose()?;
        let mut head_file = HeadFile::lock_or_create(&self.location, &self.backup.vault.chain)?;
        if is_there(&store)? != self.replaces {
            return Err(StoreError::Conflict);
        }
        let entries = old.as_ref().and_then(|old| old.log_entries);
        let (head, tells_syslog) = {
            let mut tx = self.backup.begin()?;
            let recorded = self.record(&mut tx, who, entries)?;
            tx.connection.commit()?;
            recorded
        };
        let chain = self.backup.vault.chain;
        let connection = self.backup.connection;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.close().map_err(|(_, error)| error)?;
        self.new.sync()?;

        let kept = match &old {
            Some(old) => Some(old.move_away(&store, &head_file)?),
            None => None,
        };
        // No store can be opened now. If the rest fails, the file says that a restore was begun.
        self.new.keep();
        files::remove_journals(&store)?;
        files::sync_folder_of(&store)?;
        let head_failed = |error| StoreError::File(self.location.head(), error);
        head_file.write(head, &chain).map_err(head_failed)?;
        files::rename_new(StoreFile::Store, self.new.path(), &store)?;
        files::sync_folder_of(&store)?;
        if tells_syslog {
            syslog::tell(&self.location.syslog, &head);
        }
        Ok(Restored {
            store,
            log_entries: self.info.log_entries + 1,
            kept,
        })
    }

    /// Records the restore in what is restored. Returns the new head, and whether syslog gets it.
    fn record(
        &self,
        tx: &mut Tx<'_>,
        who: &Who,
        replaced_entries: Option<i64>,
    ) -> Result<(Head, bool)> {
        let detail = serde_json::json!({
            "backup_made_at": self.info.made_at.to_string(),
            "backup_had": self.info.last_entry,
            "replaced_trail_had": replaced_entries,
        });
        tx.record(who, &Record::new(Event::StoreRestored).detail(detail))?;
        // They may have been sent since the backup was made.
        tx.delete_all_notices()?;
        Ok((tx.head.unwrap_or_else(Head::origin), tx.tells_syslog()))
    }

    /// Copies the backup into a database, in one transaction. The old tables are kept beside the new ones.
    #[cfg(feature = "postgres")]
    fn finish_in(&self, address: &postgres::Address, who: &Who) -> Result<Restored> {
        let chain = &self.backup.vault.chain;
        let mut head_file = HeadFile::lock_or_create(&self.location, chain)?;
        let connection = postgres::Connection::open(address)?;
        let connection = Transaction::writing(&connection)?;
        if postgres::schema::is_there(&connection)? != self.replaces {
            return Err(StoreError::Conflict);
        }
        let (mut entries, mut kept) = (None, None);
        if self.replaces {
            entries = connection.find("SELECT max(seq) FROM log", (), |row| row.get(0))?;
            kept = Some(postgres::schema::move_away(&connection)?);
        }
        postgres::schema::make(&connection)?;
        copy_rows(&self.backup.begin()?.connection, &connection)?;
        let mut tx = Tx::new(connection, &self.backup.vault);
        let (head, tells_syslog) = self.record(&mut tx, who, entries.flatten())?;
        tx.connection.commit()?;
        head_file
            .write(head, chain)
            .map_err(|error| StoreError::File(self.location.head(), error))?;
        if tells_syslog {
            syslog::tell(&self.location.syslog, &head);
        }
        Ok(Restored {
            store: self.location.store.path().to_owned(),
            log_entries: self.info.log_entries + 1,
            kept: kept.map(PathBuf::from),
        })
    }
}

/// Links are followed: what matters is what is in the file.
fn open_backup_file(path: &Path) -> Result<File> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let opened = rustix::fs::open(path, flags, rustix::fs::Mode::empty()).map_err(io::Error::from);
    let file = opened.map(File::from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            StoreError::Missing(StoreFile::Backup, path.to_owned())
        }
        _ => failed(path)(error),
    })?;
    if file.metadata().map_err(failed(path))?.is_file() {
        Ok(file)
    } else {
        Err(StoreError::NotABackup(path.to_owned()))
    }
}

fn copy(mut source: File, new: &Replacement) -> Result<()> {
    let copied = io::copy(&mut source, &mut &new.file);
    copied.map(drop).map_err(failed(new.path()))
}

fn is_there(store: &Path) -> Result<bool> {
    match files::check_file(StoreFile::Store, store) {
        Ok(_) => Ok(true),
        Err(StoreError::Missing(..)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The store that is replaced.
struct OldStore {
    /// Keeps it locked for writing. `None` if it is too damaged to be locked, or to be written.
    _lock: Option<Connection>,
    /// Everything is in the file itself.
    is_whole: bool,
    log_entries: Option<i64>,
}

impl OldStore {
    fn lock(path: &Path) -> Result<Self> {
        let unlocked = Self {
            _lock: None,
            is_whole: false,
            log_entries: None,
        };
        // SQLite would take an empty file for a new store.
        if files::check_file(StoreFile::Store, path)? == 0 {
            return Ok(unlocked);
        }
        // keyfob never leaves one, and SQLite would delete any file that a planted one names.
        files::remove(&files::journal_of(path))?;
        let lock = connect(path)?;
        match lock.execute_batch("BEGIN IMMEDIATE").map_err(damage) {
            Ok(()) => {}
            Err(StoreError::Damaged(_)) => return Ok(unlocked),
            Err(other) => {
                // SQLite doesn't say which of its files it can't open.
                files::check_journals_of(path)?;
                return Err(other);
            }
        }
        let is_whole = match checkpoint(path) {
            Ok(()) => true,
            Err(StoreError::Damaged(_)) => false,
            Err(other) => return Err(other),
        };
        let last = lock.query_row("SELECT max(seq) FROM log", [], |row| row.get(0));
        Ok(Self {
            _lock: Some(lock),
            is_whole,
            log_entries: last.ok(),
        })
    }

    /// Renames it, and keeps a copy of its head beside it. Returns its new path.
    fn move_away(&self, store: &Path, head: &HeadFile) -> Result<PathBuf> {
        let kept = free_name(store);
        let bytes = head.bytes().map_err(failed(store))?;
        let kept_head = with_suffix(&kept, ".head");
        files::create(StoreFile::Head, &kept_head, &bytes)?;
        files::rename_new(StoreFile::Store, store, &kept)?;
        if !self.is_whole {
            // Perhaps something can be saved from it.
            let _ = fs::rename(with_suffix(store, "-wal"), with_suffix(&kept, "-wal"));
        }
        Ok(kept)
    }
}

fn damage(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Damaged(error.to_string()),
        _ => error.into(),
    }
}

/// Writes the WAL of a store that is locked for writing into its file. Waits as long as for a busy
/// store for those who read an older snapshot.
fn checkpoint(path: &Path) -> Result<()> {
    const LOOK: Duration = Duration::from_millis(5);
    let connection = connect(path)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let mut waited = Duration::ZERO;
    loop {
        let (pages, written): (i64, i64) = connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
                Ok((row.get(1)?, row.get(2)?))
            })
            .map_err(damage)?;
        if pages == written {
            return Ok(());
        }
        if waited >= BUSY_TIMEOUT {
            return Err(StoreError::Busy);
        }
        sleep(LOOK);
        waited += LOOK;
    }
}

/// Returns the first name that nothing has: `<store>.before-restore`, `.before-restore-2` and so on.
fn free_name(store: &Path) -> PathBuf {
    let names = (1..).map(|number| match number {
        1 => ".before-restore".to_owned(),
        _ => format!(".before-restore-{number}"),
    });
    let mut paths = names.map(|name| with_suffix(store, &name));
    let free = paths.find(|path| {
        [path.clone(), with_suffix(path, ".head")]
            .iter()
            .all(|path| path.symlink_metadata().is_err())
    });
    free.expect("there is always another number")
}
