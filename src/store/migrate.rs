//! The schema and its migrations.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::engine::Transaction;
use super::head::HeadFile;
use super::reseal::{Tags, reseal};
use super::transaction::Tx;
use super::{Location, Result, StoreError, Vault};
use crate::crypto::keys::{MasterKey, StoreId};
use crate::crypto::random::Random;

/// Append only: a released migration is never changed.
const MIGRATIONS: [&str; 8] = [
    include_str!("migrations/001_first.sql"),
    include_str!("migrations/002_holder.sql"),
    include_str!("migrations/003_log_index.sql"),
    include_str!("migrations/004_tags.sql"),
    include_str!("migrations/005_pruned.sql"),
    include_str!("migrations/006_second_path.sql"),
    include_str!("migrations/007_password_place.sql"),
    include_str!("migrations/008_notices.sql"),
];
pub const SCHEMA_VERSION: u32 = 8;

/// How many of them don't give each row a tag, and each store keys of its own.
const WITHOUT_TAGS: u32 = 3;

pub fn new_schema(connection: &mut Connection) -> Result<()> {
    migrations().to_latest(connection).map_err(failed)
}

fn migrations() -> Migrations<'static> {
    Migrations::new(MIGRATIONS.map(M::up).into())
}

/// Brings an older store up to date. Another process may do that at the same time. Then this one finds
/// it done.
pub fn to_latest(
    connection: &mut Connection,
    location: &Location,
    key: &MasterKey,
    random: &Random,
) -> Result<()> {
    if version_of(connection)? <= WITHOUT_TAGS {
        step(connection, WITHOUT_TAGS)?;
        give_tags(connection, location, key, random)?;
    }
    later(connection)
}

/// As `to_latest`, for a store that has tags.
pub fn later(connection: &mut Connection) -> Result<()> {
    step(connection, SCHEMA_VERSION)
}

fn step(connection: &mut Connection, version: u32) -> Result<()> {
    let Err(error) = migrations().to_version(connection, version as usize) else {
        return Ok(());
    };
    if version_of(connection)? >= version {
        return Ok(());
    }
    Err(failed(error))
}

/// Brings a store without tags up to date: gives every row its tag, and the store an id and keys of its own.
/// Only a store that fits its head is known to be what keyfob wrote.
fn give_tags(
    connection: &mut Connection,
    location: &Location,
    key: &MasterKey,
    random: &Random,
) -> Result<()> {
    let transaction = Transaction::writing(&*connection)?;
    let sqlite = transaction.sqlite();
    if version_of(sqlite)? > WITHOUT_TAGS {
        return Ok(());
    }
    for migration in &MIGRATIONS[WITHOUT_TAGS as usize..] {
        sqlite.execute_batch(migration)?;
    }
    sqlite.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    let old = Vault::without_id(key, random);
    let tx = Tx::new(transaction, &old);
    let mut head_file = HeadFile::lock_or_create(location, &old.chain)?;
    if let Some(fault) = tx.head_fault(head_file.found)? {
        return Err(StoreError::NotCurrent(fault));
    }
    let id: StoreId = random.bytes();
    tx.connection.execute(
        "UPDATE store SET id = ?, policy_keys = (SELECT count(*) FROM policy)",
        [id],
    )?;
    let new = Vault::new(key, &id, random);
    let head = reseal(&tx, Tags::None, &new)?;
    head_file
        .write_behind(head, &new.chain)
        .map_err(|error| StoreError::File(location.head(), error))?;
    tx.connection.commit()
}

fn version_of(connection: &Connection) -> Result<u32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn failed(error: rusqlite_migration::Error) -> StoreError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_make_the_schema_they_say() {
        assert_eq!(MIGRATIONS.len(), SCHEMA_VERSION as usize);
        migrations().validate().unwrap();
    }
}
