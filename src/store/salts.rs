//! Rows of `salt`: the salts and parameters of Argon2 for generated secrets.

use super::Result;
use super::row::Reader;
use super::tables::SALT;
use super::transaction::Tx;
use crate::crypto::argon2id::{Cost, Salt};
use crate::domain::account::AccountId;

/// A salt with its row's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaltRow {
    pub id: i64,
    pub salt: Salt,
    pub cost: Cost,
}

pub fn read_salt(reader: &Reader<'_>) -> Result<SaltRow> {
    Ok(SaltRow {
        id: reader.get("id")?,
        salt: reader.get("salt")?,
        cost: Cost {
            memory_kib: reader.get("memory_kib")?,
            passes: reader.get("passes")?,
            lanes: reader.get("lanes")?,
        },
    })
}

impl Tx<'_> {
    pub fn salts(&self, account: AccountId) -> Result<Vec<SaltRow>> {
        let mut all = vec![];
        let rest = "WHERE account_id = ? ORDER BY id";
        self.each_row(&SALT, rest, [account.0], |reader| -> Result<()> {
            all.push(read_salt(reader)?);
            Ok(())
        })?;
        Ok(all)
    }

    pub fn insert_salt(&mut self, account: AccountId, salt: &Salt, cost: Cost) -> Result<SaltRow> {
        let id = self.connection.insert(
            "INSERT INTO salt (account_id, salt, memory_kib, passes, lanes) VALUES (?, ?, ?, ?, ?)
             RETURNING id",
            (account.0, salt, cost.memory_kib, cost.passes, cost.lanes),
        )?;
        self.tag_row(&SALT, &[&id])?;
        Ok(SaltRow {
            id,
            salt: *salt,
            cost,
        })
    }
}
