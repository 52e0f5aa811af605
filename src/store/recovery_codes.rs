//! Rows of `recovery_code`.

use jiff::Timestamp;

use super::Result;
use super::row::seconds;
use super::tables::RECOVERY_CODE;
use super::transaction::Tx;
use crate::crypto::CryptoError;
use crate::crypto::verifier::Verifier;
use crate::domain::account::AccountId;

/// An unused recovery code with its verifier.
pub struct StoredRecoveryCode {
    pub id: String,
    pub salt_id: i64,
    pub verifier: std::result::Result<Verifier, CryptoError>,
}

impl Tx<'_> {
    pub fn count_recovery_codes(&self, account: AccountId) -> Result<u32> {
        let sql = "SELECT count(*) FROM recovery_code WHERE account_id = ? AND used_at IS NULL";
        self.connection.count(sql, [account.0])
    }

    pub fn unused_recovery_codes(&self, account: AccountId) -> Result<Vec<StoredRecoveryCode>> {
        let mut all = vec![];
        let unused = "WHERE account_id = ? AND used_at IS NULL";
        self.each_row(
            &RECOVERY_CODE,
            unused,
            [account.0],
            |reader| -> Result<()> {
                let (id, salt_id): (String, i64) = (reader.get("id")?, reader.get("salt_id")?);
                let sealed: Vec<u8> = reader.get("verifier")?;
                let place = RECOVERY_CODE.place(&id, account);
                let opened = self.vault.sealer.open(place, &sealed);
                all.push(StoredRecoveryCode {
                    salt_id,
                    verifier: opened
                        .and_then(|bytes| Verifier::from_bytes(&bytes).ok_or(CryptoError::Sealed)),
                    id,
                });
                Ok(())
            },
        )?;
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
        let place = RECOVERY_CODE.place(id, account);
        let sealed = self.vault.sealer.seal(place, verifier.expose());
        self.write_row(
            &RECOVERY_CODE,
            &[&id],
            "INSERT INTO recovery_code (id, account_id, salt_id, verifier, created_at) VALUES (?, ?, ?, ?, ?)",
            (id, account.0, salt_id, sealed, seconds(now)),
        )
    }

    pub fn use_recovery_code(&mut self, id: &str, now: Timestamp) -> Result<()> {
        self.write_row(
            &RECOVERY_CODE,
            &[&id],
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
