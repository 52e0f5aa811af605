//! Creating and opening a store: files, key, schema and settings of `SQLite`.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

#[cfg(feature = "postgres")]
use super::database;
use super::engine::{self, Transaction};
use super::head::{self, Head, HeadFile};
use super::migrate::{self, SCHEMA_VERSION};
use super::replacement::Replacement;
use super::transaction::Tx;
use super::{
    BUSY_TIMEOUT, Location, Place, Result, Store, StoreError, StoreFile, Vault, files, identity,
    key_file,
};
use crate::crypto::keys::{KeyId, MasterKey, StoreId};
use crate::crypto::random::Random;
use crate::domain::audit::{Event, Record, Who};

/// What a file is, as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Kind {
    /// "KFOB".
    Store = 0x4b46_4f42,
    /// "KFBK".
    Backup = 0x4b46_424b,
}

/// The first release without the WAL-reset bug.
const OLDEST_SQLITE: i32 = 3_051_003;

impl Store {
    /// Creates the store, and its key file if it doesn't exist. A failure leaves nothing that looks
    /// like a store.
    pub fn create(location: &Location, who: &Who, random: &Random) -> Result<Self> {
        let named = match &location.store {
            Place::File(path) => path,
            #[cfg(feature = "postgres")]
            Place::Database(address) => {
                database::create(address, location, who, random)?;
                return Self::open(location, random);
            }
        };
        files::make_folder_of(named)?;
        let path = files::resolve(StoreFile::Store, named)?;
        refuse_existing(&path, location)?;
        let key = key_file::read_or_create(&location.key, random)?;

        let resolved = Location {
            store: path.clone().into(),
            ..location.clone()
        };
        let id: StoreId = random.bytes();
        let vault = Vault::new(&key, &id, random);
        // Locked until the store is in place, so that only one process creates it, and it never
        // exists without its head.
        let mut head_file = HeadFile::lock_or_create(&resolved, &vault.chain)?;
        refuse_existing(&path, location)?;
        let aside = files::make_aside(&path)?;
        let earlier = head_file.claimed_seq();
        let head = write_new(aside.path(), &key.id(), &id, &vault, who, earlier)?;
        head_file
            .write(head, &vault.chain)
            .map_err(|error| StoreError::File(resolved.head(), error))?;
        files::put_in_place(StoreFile::Store, aside, &path)?;
        drop(head_file);
        Self::open(location, random)
    }

    pub fn open(location: &Location, random: &Random) -> Result<Self> {
        let store = Self::open_with(location, random)?;
        store.require_head()?;
        Ok(store)
    }

    /// Opens a store that may be older than its head. Nothing can be changed there before the head is
    /// accepted.
    pub fn open_to_examine(location: &Location, random: &Random) -> Result<Self> {
        Self::open_with(location, random)
    }

    fn open_with(location: &Location, random: &Random) -> Result<Self> {
        let named = match &location.store {
            Place::File(path) => path,
            #[cfg(feature = "postgres")]
            Place::Database(address) => return database::open(address, location, random),
        };
        let path = files::resolve(StoreFile::Store, named)?;
        // SQLite would take an empty file for a new store, and delete the journals beside it.
        match files::check_file(StoreFile::Store, &path) {
            Ok(0) => return Err(StoreError::NotAStore(named.clone())),
            Err(StoreError::Missing(..)) => {
                Replacement::refuse_unfinished(&path)?;
                return Err(StoreError::Missing(StoreFile::Store, named.clone()));
            }
            checked => checked?,
        };
        files::check_journals_of(&path)?;
        let resolved = Location {
            store: path.clone().into(),
            ..location.clone()
        };
        // Before it is opened, so that a file that replaces it later is noticed.
        let before = files::identity(StoreFile::Store, &path)?;
        let (mut connection, key) = opened(Kind::Store, &path, location)?;
        // Opening may have put a new key in its place.
        let identities = match super::identities(&resolved) {
            Err(StoreError::Missing(..)) => return Err(StoreError::Conflict),
            found => found?,
        };
        // What SQLite keeps beside the file is open now too. A restore first moves the file, so if the
        // file is in place still, they belong together.
        if identities[0] != Some(before) {
            return Err(StoreError::Conflict);
        }
        // Another program may have changed it to another journal.
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;",
        )?;
        migrate::to_latest(&mut connection, &resolved, &key, random)?;
        let vault = vault_of(&Transaction::reading(&connection)?, &key, random)?;
        Ok(Self {
            connection: engine::Connection::Sqlite(connection),
            location: resolved,
            identities,
            vault,
            leaves_notices: Arc::default(),
            checked_schema: Cell::default(),
        })
    }

    /// Refuses a store that doesn't fit its head.
    fn require_head(&self) -> Result<()> {
        let (path, chain) = (self.location.head(), &self.vault.chain);
        // A writer keeps the file locked while it waits for the disk. What is read without the lock may
        // be half written, but then it is no valid head.
        let found = head::peek(&path, chain)?;
        if self.read(|tx| tx.head_fault(found))?.is_none() {
            return Ok(());
        }
        let found = head::look(&path, chain)?;
        match self.read(|tx| tx.head_fault(found))? {
            None => Ok(()),
            Some(fault) => {
                self.read(|tx| Err(tx.unless_rekeyed(StoreError::NotCurrent(fault.clone()))))
            }
        }
    }
}

fn refuse_existing(path: &Path, location: &Location) -> Result<()> {
    match files::check_file(StoreFile::Store, path) {
        Err(StoreError::Missing(..)) => Replacement::refuse_unfinished(path),
        Ok(_) => Err(StoreError::Exists(
            StoreFile::Store,
            location.store.path().to_owned(),
        )),
        Err(other) => Err(other),
    }
}

/// Writes a new store that contains only the record of its creation. If a store existed here before,
/// the record says how long its trail was.
fn write_new(
    path: &Path,
    key_id: &KeyId,
    id: &StoreId,
    vault: &Vault,
    who: &Who,
    earlier: Option<i64>,
) -> Result<Head> {
    let mut connection = connect(path)?;
    mark(&connection, Kind::Store)?;
    migrate::new_schema(&mut connection)?;
    let head = record_creation(
        Transaction::writing(&connection)?,
        key_id,
        id,
        vault,
        who,
        earlier,
    )?;
    // Last, so that nothing is still in the WAL when the file is put in place.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(head)
}

pub fn record_creation(
    connection: Transaction<'_>,
    key_id: &KeyId,
    id: &StoreId,
    vault: &Vault,
    who: &Who,
    earlier: Option<i64>,
) -> Result<Head> {
    let mut tx = Tx::new(connection, vault);
    tx.insert_store(key_id, id, who.at)?;
    let mut record = Record::new(Event::StoreCreated);
    if let Some(entries) = earlier {
        record = record.detail(serde_json::json!({ "earlier_trail_had": entries }));
    }
    tx.record(who, &record)?;
    let head = tx.head.unwrap_or_else(Head::origin);
    tx.connection.commit()?;
    Ok(head)
}

pub fn connect(path: &Path) -> Result<Connection> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::Damaged(format!(
            "SQLite {} can corrupt a store",
            rusqlite::version()
        )));
    }
    // keyfob never leaves a rollback journal: its stores use a WAL. SQLite would roll a planted one back,
    // and delete any file that it names.
    let journal = files::journal_of(path);
    if journal.symlink_metadata().is_ok() {
        return Err(StoreError::Planted(journal));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // keyfob uses neither, and a planted one would run before the schema is checked.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    Ok(connection)
}

/// Marks a file in its header.
pub fn mark(connection: &Connection, kind: Kind) -> Result<()> {
    Ok(connection.pragma_update(None, "application_id", kind as i32)?)
}

/// Opens a file of this kind with its key. Refuses another, one of a newer keyfob and one of another
/// key, before anything is written to it. Errors tell of the paths that were named.
pub fn opened(kind: Kind, path: &Path, named: &Location) -> Result<(Connection, MasterKey)> {
    let connection = connect(path)?;
    refuse_other(&connection, kind, named.store.path())?;
    let key_id_of = || identity::key_id_of(&Transaction::reading(&connection)?);
    let key = key_for(named, key_id_of)?;
    Ok((connection, key))
}

/// Returns the key of the store that belongs to the key file with this id.
pub fn key_for(
    named: &Location,
    mut key_id_of: impl FnMut() -> Result<Option<KeyId>>,
) -> Result<MasterKey> {
    loop {
        let key_id = key_id_of()?;
        if let Some(key) = key_file::read_for(&named.key, key_id)? {
            return Ok(key);
        }
        // It may have got a new key between the two.
        if key_id_of()? == key_id {
            return Err(StoreError::WrongKey {
                key: named.key.clone(),
                store: named.store.path().to_owned(),
            });
        }
    }
}

/// Returns the keys of the store that this connection has open.
pub fn vault_of(connection: &Transaction<'_>, key: &MasterKey, random: &Random) -> Result<Vault> {
    Ok(Vault::new(key, &identity::id_of(connection)?, random))
}

fn refuse_other(connection: &Connection, kind: Kind, path: &Path) -> Result<()> {
    let pragma = |name: &str| -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, name, |row| row.get(0))
    };
    let application = match pragma("application_id") {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => None,
        other => Some(other?),
    };
    if application != Some(kind as i64) {
        return Err(match kind {
            Kind::Store if application == Some(Kind::Backup as i64) => {
                StoreError::IsABackup(path.to_owned())
            }
            Kind::Store => StoreError::NotAStore(path.to_owned()),
            Kind::Backup => StoreError::NotABackup(path.to_owned()),
        });
    }
    match u32::try_from(pragma("user_version")?) {
        Ok(version) if version <= SCHEMA_VERSION => Ok(()),
        _ => Err(StoreError::Newer(path.to_owned())),
    }
}
