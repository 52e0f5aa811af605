//! Creating and opening a store in a database. Its key file, and the head that this machine saw last, are
//! files of the machine.

use std::cell::Cell;
use std::sync::Arc;

use super::engine::postgres::{Address, Connection, schema};
use super::engine::{self, Transaction};
use super::head::HeadFile;
use super::migrate::SCHEMA_VERSION;
use super::open::{key_for, record_creation};
use super::{Location, Result, Store, StoreError, StoreFile, Vault, key_file};
use crate::crypto::keys::StoreId;
use crate::crypto::random::Random;
use crate::domain::audit::Who;

/// Makes the tables, and the key file if it doesn't exist, in one transaction.
pub fn create(address: &Address, location: &Location, who: &Who, random: &Random) -> Result<()> {
    let connection = Connection::open(address)?;
    let tx = Transaction::writing(&connection)?;
    let named = || location.store.path().to_owned();
    if schema::is_there(&tx)? {
        return Err(StoreError::Exists(StoreFile::Store, named()));
    }
    let key = key_file::read_or_create(&location.key, random)?;
    let id: StoreId = random.bytes();
    let vault = Vault::new(&key, &id, random);
    let mut head_file = HeadFile::lock_or_create(location, &vault.chain)?;
    let earlier = head_file.claimed_seq();
    schema::make(&tx)?;
    let head = record_creation(tx, &key.id(), &id, &vault, who, earlier)?;
    head_file
        .write(head, &vault.chain)
        .map_err(|error| StoreError::File(location.head(), error))
}

pub fn open(address: &Address, location: &Location, random: &Random) -> Result<Store> {
    let connection = Connection::open(address)?;
    let identity = || {
        let found = schema::identity(&Transaction::reading(&connection)?)?;
        found.ok_or_else(|| StoreError::Missing(StoreFile::Store, location.store.path().to_owned()))
    };
    let mut found = identity()?;
    if found.0 > SCHEMA_VERSION {
        return Err(StoreError::Newer(location.store.path().to_owned()));
    }
    if found.0 < SCHEMA_VERSION {
        schema::to_latest(Transaction::writing(&connection)?)?;
    }
    let mut is_new = true;
    let key = key_for(location, || {
        if !std::mem::take(&mut is_new) {
            found = identity()?;
        }
        Ok(Some(found.1))
    })?;
    let identities = super::identities(location)?;
    let vault = Vault::new(&key, &found.2, random);
    Ok(Store {
        connection: engine::Connection::Postgres(Box::new(connection)),
        location: location.clone(),
        identities,
        vault,
        leaves_notices: Arc::default(),
        checked_schema: Cell::default(),
    })
}
