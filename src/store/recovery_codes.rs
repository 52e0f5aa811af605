//! Rows of `recovery_code`.

use jiff::Timestamp;

use super::Result;
use super::row::{count, each, seconds, write_one};
use super::transaction::Tx;
use crate::crypto::CryptoError;
use crate::crypto::seal::Place;
use crate::crypto::verifier::Verifier;
use crate::domain::account::AccountId;

/// An unused recovery code with its verifier.
pub struct StoredRecoveryCode {
    pub id: String,
    pub salt_id: i64,
    pub verifier: std::result::Result<Verifier, CryptoError>,
}

pub(super) fn recovery_place(id: &str, account: AccountId) -> Place<'_> {
    Place {
        table: "recovery_code",
        column: "verifier",
        row: id,
        account: account.0,
    }
}

impl Tx<'_> {
    pub fn count_recovery_codes(&self, account: AccountId) -> Result<u32> {
        let sql = "SELECT count(*) FROM recovery_code WHERE account_id = ? AND used_at IS NULL";
        count(&self.connection, sql, [account.0])
    }

    pub fn unused_recovery_codes(&self, account: AccountId) -> Result<Vec<StoredRecoveryCode>> {
        let mut all = vec![];
        let sql = "SELECT id, salt_id, verifier FROM recovery_code WHERE account_id = ? AND used_at IS NULL";
        each(&self.connection, sql, [account.0], |row| -> Result<()> {
            let (id, sealed): (String, Vec<u8>) = (row.get("id")?, row.get("verifier")?);
            let opened = self
                .vault
                .sealer
                .open(recovery_place(&id, account), &sealed);
            all.push(StoredRecoveryCode {
                salt_id: row.get("salt_id")?,
                verifier: opened
                    .and_then(|bytes| Verifier::from_bytes(&bytes).ok_or(CryptoError::Sealed)),
                id,
            });
            Ok(())
        })?;
        Ok(all)
    }

    pub fn insert_recovery_code(
        &mut self,
        account: AccountId,
        id: &str,
        salt_id: i64,
        verifier: &Verifier,
        now: Timestamp,
    ) -> Result<()> {
        let place = recovery_place(id, account);
        let sealed = self.vault.sealer.seal(place, verifier.expose());
        write_one(
            &self.connection,
            "INSERT INTO recovery_code (id, account_id, salt_id, verifier, created_at) VALUES (?, ?, ?, ?, ?)",
            (id, account.0, salt_id, sealed, seconds(now)),
        )
    }

    pub fn use_recovery_code(&mut self, id: &str, now: Timestamp) -> Result<()> {
        write_one(
            &self.connection,
            "UPDATE recovery_code SET used_at = ? WHERE id = ? AND used_at IS NULL",
            (seconds(now), id),
        )
    }

    pub fn delete_recovery_codes(&mut self, account: AccountId) -> Result<()> {
        let sql = "DELETE FROM recovery_code WHERE account_id = ?";
        self.connection.execute(sql, [account.0])?;
        Ok(())
    }
}
