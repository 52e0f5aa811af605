//! Rows of `throttle`: failures in a row. Names without an account are counted too, so that a refusal
//! doesn't reveal which accounts exist.

use jiff::Timestamp;

use super::Result;
use super::row::{Reader, find, seconds};
use super::transaction::Tx;
use crate::crypto::keyed_hash::KeyedHash;
use crate::domain::account::AccountId;
use crate::domain::names::AccountName;
use crate::domain::throttle::{Failures, Proof};

/// At most this many names without an account are remembered.
const NAMES_WITHOUT_ACCOUNT: u32 = 10_000;

/// The subject of a count: an account, however its name is spelled, or a name without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    Account(AccountId),
    Name(AccountName),
}

impl Tx<'_> {
    fn counted(&self, counted: &Counted) -> KeyedHash {
        match counted {
            Counted::Account(id) => self.keyed_hash("throttled account", &[&id.0.to_be_bytes()]),
            Counted::Name(name) => self.keyed_hash("throttled name", &[name.key().as_bytes()]),
        }
    }

    pub fn failures(&self, counted: &Counted, proof: Proof) -> Result<Option<Failures>> {
        let subject = self.counted(counted);
        let sql = "SELECT failures, failed_at FROM throttle WHERE subject = ? AND proof = ?";
        let params = (subject.expose(), proof.into_str());
        find(&self.connection, sql, params, |row| {
            let reader = Reader::new("throttle", row);
            Ok(Failures {
                count: reader.get("failures")?,
                last_at: reader.time("failed_at")?,
            })
        })
    }

    pub fn count_failure(&mut self, counted: &Counted, proof: Proof, now: Timestamp) -> Result<()> {
        let subject = self.counted(counted);
        let account = match counted {
            Counted::Account(id) => Some(id.0),
            Counted::Name(_) => None,
        };
        self.connection
            .prepare_cached(
                "INSERT INTO throttle (subject, proof, account_id, failures, failed_at) VALUES (?1, ?2, ?3, 1, ?4)
                 ON CONFLICT (subject, proof) DO UPDATE SET failures = failures + 1, failed_at = ?4",
            )?
            .execute((subject.expose(), proof.into_str(), account, seconds(now)))?;
        if account.is_none() {
            self.connection
                .prepare_cached(
                    "DELETE FROM throttle WHERE account_id IS NULL AND (subject, proof) IN (
                        SELECT subject, proof FROM throttle WHERE account_id IS NULL
                        ORDER BY failed_at DESC LIMIT -1 OFFSET ?)",
                )?
                .execute([NAMES_WITHOUT_ACCOUNT])?;
        }
        Ok(())
    }

    pub fn clear_failures(&mut self, counted: &Counted, proof: Proof) -> Result<()> {
        let subject = self.counted(counted);
        self.connection
            .prepare_cached("DELETE FROM throttle WHERE subject = ? AND proof = ?")?
            .execute((subject.expose(), proof.into_str()))?;
        Ok(())
    }

    /// Clears the failures of every second factor, and leaves those of the password.
    pub fn clear_factor_failures(&mut self, account: AccountId) -> Result<()> {
        let sql = "DELETE FROM throttle WHERE account_id = ? AND proof != ?";
        self.connection
            .execute(sql, (account.0, Proof::Password.into_str()))?;
        Ok(())
    }
}
