//! The row of `store`: which store this is, and which key file it belongs to.

use jiff::Timestamp;

use super::engine::Transaction;
use super::row::seconds;
use super::tables::STORE;
use super::transaction::Tx;
use super::{Result, StoreError};
use crate::crypto::keys::{KeyId, StoreId};

/// Returns the id of the key file that the store belongs to, before anything can be checked with it.
pub fn key_id_of(connection: &Transaction<'_>) -> Result<Option<KeyId>> {
    let sql = "SELECT key_id FROM store";
    connection.find(sql, (), |row| row.get(0))
}

/// Returns the store's id, from which its keys are derived. Another id gives keys that fit nothing.
pub fn id_of(connection: &Transaction<'_>) -> Result<StoreId> {
    let sql = "SELECT id FROM store";
    let found = connection.find(sql, (), |row| row.get(0))?;
    found.ok_or_else(|| StoreError::Damaged("its id is missing".into()))
}

pub fn no_store_row() -> StoreError {
    StoreError::Damaged("its own row is missing".into())
}

impl Tx<'_> {
    pub(super) fn insert_store(
        &mut self,
        key_id: &KeyId,
        id: &StoreId,
        now: Timestamp,
    ) -> Result<()> {
        self.connection.write_one(
            "INSERT INTO store (one, key_id, created_at, id) VALUES (1, ?, ?, ?)",
            (key_id, seconds(now), id),
        )?;
        self.tag_row(&STORE, &[&1])
    }

    pub(super) fn store_created_at(&self) -> Result<Timestamp> {
        let found = self.find_row(&STORE, "", (), |reader| reader.time("created_at"))?;
        found.ok_or_else(no_store_row)
    }
}
