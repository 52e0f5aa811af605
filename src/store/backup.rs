//! Backups. A backup is one `SQLite` file: the store at one moment, and a table with the head that fits
//! it. A keyed hash over all of it shows whether anything was changed since.

use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode};
use rustix::fs::OFlags;

#[cfg(feature = "postgres")]
use super::copy::copy_rows;
use super::engine::Transaction;
use super::engine::value::Value;
use super::files::with_suffix;
use super::head::Head;
#[cfg(feature = "postgres")]
use super::migrate;
use super::open::{Kind, connect, mark, opened, vault_of};
use super::replacement::Replacement;
use super::row::{damaged, moment, seconds};
use super::transaction::Tx;
use super::{Location, Result, Store, StoreError, StoreFile, Vault, files};
use crate::crypto::keyed_hash::{KeyedHash, PartsHash};
use crate::crypto::random::Random;

const TABLE: &str = "
    CREATE TABLE backup (
        one     INTEGER PRIMARY KEY CHECK (one = 1),
        made_at INTEGER NOT NULL,
        head    BLOB    NOT NULL, -- as in the .head file
        hash    BLOB    NOT NULL
    ) STRICT";

/// The header of a `SQLite` file up to what marks its kind.
const HEADER_BYTES: usize = 72;

/// The store's files, by what they are called.
const OWN_SUFFIXES: [&str; 8] = [
    "",
    ".head",
    "-wal",
    "-shm",
    "-journal",
    ".restoring",
    ".serving",
    ".serving.lock",
];

/// What a backup contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupInfo {
    pub path: PathBuf,
    pub made_at: Timestamp,
    pub bytes: u64,
    pub accounts: u32,
    pub app_passwords: u32,
    pub log_entries: i64,
    /// The number of the last one.
    pub last_entry: i64,
}

impl Store {
    /// Writes a backup, durably, and returns what it contains. An earlier backup at the same path is
    /// replaced once the new one is complete and checked.
    pub fn back_up(&self, target: &Path, at: Timestamp) -> Result<BackupInfo> {
        let target = self.backup_target(target)?;
        let new = Replacement::begin(StoreFile::Backup, &target)?;
        self.read_with_head(|tx, found| match tx.head_fault(found)? {
            Some(fault) => Err(StoreError::NotCurrent(fault)),
            None => write(tx, new.path(), at),
        })?;
        let backup = OpenBackup::open(new.path(), &self.location, &self.vault.random)?;
        let info = backup.check(&target)?;
        drop(backup);
        new.put_in_place(&target)?;
        Ok(info)
    }

    /// Returns the path with its folder resolved. Only another backup may be there already.
    fn backup_target(&self, named: &Path) -> Result<PathBuf> {
        let path = match files::resolve(StoreFile::Backup, named) {
            Err(StoreError::Missing(..)) => {
                return Err(StoreError::NoFolder(files::folder_of(named).to_owned()));
            }
            resolved => resolved?,
        };
        let key = files::resolve(StoreFile::Key, &self.location.key)?;
        let mut own = OWN_SUFFIXES
            .iter()
            .map(|suffix| with_suffix(self.location.local(), suffix));
        if own.any(|own| own == path) || path == key {
            return Err(StoreError::OwnFile(path));
        }
        match files::check_file(StoreFile::Backup, &path) {
            Err(StoreError::Missing(..)) | Ok(0) => Ok(path),
            // Another name of the store. To open it and close it again would unlock it.
            Ok(_) if Some(files::identity(StoreFile::Backup, &path)?) == self.identities[0] => {
                Err(StoreError::OwnFile(path))
            }
            Ok(_) if is_backup(&path)? => Ok(path),
            Ok(_) => Err(StoreError::Occupied(path)),
            Err(other) => Err(other),
        }
    }
}

/// Returns whether the header is a backup's. `SQLite` would take some errors of reading for another kind.
fn is_backup(path: &Path) -> Result<bool> {
    let (file, _) = files::open_checked(StoreFile::Backup, path, OFlags::RDONLY)?;
    let mut header = [0; HEADER_BYTES];
    match file.read_exact_at(&mut header, 0) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        Err(error) => return Err(files::failed(path)(error)),
    }
    let kind = (Kind::Backup as i32).to_be_bytes();
    Ok(header.starts_with(b"SQLite format 3\0") && header.ends_with(&kind))
}

/// Copies the store as this transaction sees it, from a file page by page: what is damaged stays so, and is
/// found when the copy is checked. VACUUM INTO would make new indexes, and can't run in the transaction that
/// compares the store with its head.
fn write(tx: &Tx<'_>, path: &Path, at: Timestamp) -> Result<()> {
    let mut copy = connect(path)?;
    match &tx.connection {
        Transaction::Sqlite(source) => match Backup::new(source.raw(), &mut copy)?.step(-1)? {
            StepResult::Done => {}
            _ => return Err(StoreError::Busy),
        },
        #[cfg(feature = "postgres")]
        source @ Transaction::Postgres(_) => {
            migrate::new_schema(&mut copy)?;
            let writing = Transaction::writing(&copy)?;
            copy_rows(source, &writing)?;
            writing.commit()?;
        }
    }
    // One file, with nothing beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let head = tx.last_entry()?.to_bytes(&tx.vault.chain);
    let hash = content_hash(&Transaction::reading(&copy)?, tx.vault, seconds(at), &head)?;
    mark(&copy, Kind::Backup)?;
    let writing = Transaction::writing(&copy)?;
    writing.sqlite().execute_batch(TABLE)?;
    writing.write_one(
        "INSERT INTO backup (one, made_at, head, hash) VALUES (1, ?, ?, ?)",
        (seconds(at), head, hash.expose()),
    )?;
    writing.commit()?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// A backup's file that has the content that it was made with.
pub struct OpenBackup {
    pub connection: Connection,
    pub vault: Vault,
    pub head: Head,
    pub made_at: Timestamp,
}

impl OpenBackup {
    /// `named` has the paths for errors to tell of.
    pub fn open(path: &Path, named: &Location, random: &Random) -> Result<Self> {
        let (connection, key) = opened(Kind::Backup, path, named)?;
        let reading = Transaction::reading(&connection)?;
        let vault = vault_of(&reading, &key, random)?;
        let sql = "SELECT made_at, head, hash FROM backup";
        let found = reading.find(sql, (), |row| {
            let made_at = moment(row.get(0)?).ok_or_else(|| damaged("backup", "made_at"))?;
            let (head, hash): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
            Ok((made_at, head, hash))
        })?;
        let changed = || StoreError::Damaged("its content was changed".to_owned());
        let (made_at, head, hash) = found.ok_or_else(changed)?;
        if !content_hash(&reading, &vault, seconds(made_at), &head)?.is(&hash) {
            return Err(changed());
        }
        let head = Head::from_bytes(&head, &vault.chain).ok_or_else(changed)?;
        drop(reading);
        Ok(Self {
            connection,
            vault,
            head,
            made_at,
        })
    }

    /// Checks everything, with the current schema, and returns what it contains. `path` is where it is
    /// or will be.
    pub fn check(&self, path: &Path) -> Result<BackupInfo> {
        let tx = self.begin()?;
        let mut first = None;
        tx.check(Some(self.head), |fault| {
            first.get_or_insert(fault);
        })?;
        if let Some(fault) = first {
            return Err(StoreError::Damaged(fault));
        }
        let pages = |name: &str| {
            let sqlite = tx.connection.sqlite();
            sqlite.pragma_query_value(None, name, |row| row.get(0))
        };
        let (count, size): (u32, u32) = (pages("page_count")?, pages("page_size")?);
        Ok(BackupInfo {
            path: path.to_owned(),
            made_at: self.made_at,
            bytes: u64::from(count) * u64::from(size),
            accounts: tx.count_accounts()?,
            app_passwords: tx.count_all_app_passwords()?,
            log_entries: tx.count_log_entries()?,
            last_entry: tx.last_log_seq()?,
        })
    }

    pub fn begin(&self) -> Result<Tx<'_>> {
        Ok(Tx::new(
            Transaction::reading(&self.connection)?,
            &self.vault,
        ))
    }
}

/// The error for a backup that was named, of what was found in it.
pub fn of_backup(named: &Path) -> impl Fn(StoreError) -> StoreError {
    let named = named.to_owned();
    move |error| match error {
        StoreError::Damaged(words) => StoreError::DamagedBackup(named.clone(), words),
        StoreError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            StoreError::DamagedBackup(named.clone(), error.to_string())
        }
        other => other,
    }
}

/// Returns the hash of everything in a store or a backup: the schema and each row of each table, but
/// for the table that holds the hash.
fn content_hash(
    connection: &Transaction<'_>,
    vault: &Vault,
    made_at: i64,
    head: &[u8],
) -> Result<KeyedHash> {
    let mut hash = vault.keyed_hasher.begin("backup");
    hash.add(&made_at.to_be_bytes());
    hash.add(head);
    let sqlite = connection.sqlite();
    let version: i32 = sqlite.pragma_query_value(None, "user_version", |row| row.get(0))?;
    hash.add(&version.to_be_bytes());
    let schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> 'backup' ORDER BY name";
    add_rows(connection, schema, &mut hash)?;
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'backup' ORDER BY name";
    connection.each(tables, (), |row| -> Result<()> {
        let name: String = row.get(0)?;
        hash.add(name.as_bytes());
        // In the order of the table itself, which every release of SQLite keeps.
        let quoted = name.replace('"', "\"\"");
        let rows = format!("SELECT * FROM \"{quoted}\" NOT INDEXED");
        add_rows(connection, &rows, &mut hash)
    })?;
    Ok(hash.finish())
}

fn add_rows(connection: &Transaction<'_>, sql: &str, hash: &mut PartsHash) -> Result<()> {
    connection.each_of_many(sql, (), |row| -> Result<()> {
        for value in row.values() {
            match value {
                Value::Null => hash.add(b"n"),
                Value::Integer(number) => {
                    hash.add(b"i");
                    hash.add(&number.to_be_bytes());
                }
                Value::Real(number) => {
                    hash.add(b"r");
                    hash.add(&number.to_be_bytes());
                }
                Value::Text(bytes) => {
                    hash.add(b"t");
                    hash.add(bytes);
                }
                Value::Bytes(bytes) => {
                    hash.add(b"b");
                    hash.add(bytes);
                }
            }
        }
        Ok(())
    })
}
