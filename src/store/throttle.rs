//! Failures in a row: rows of `throttle`. A name that no account has is counted as well, so that
//! being refused doesn't tell who is there.

use jiff::Timestamp;
use rusqlite::Connection;

use super::row::{Reader, find, seconds};
use super::{Result, StoreError, Vault};
use crate::crypto::keyed_hash::KeyedHash;
use crate::domain::account::AccountId;
use crate::domain::names::AccountName;
use crate::domain::throttle::{Failures, Proof};

/// So many names that no account has are remembered.
const STRANGERS: u32 = 10_000;

/// Counts for one account, whatever its name is spelled like, or for one name without an account.
pub struct Counter {
    subject: KeyedHash,
    account: Option<AccountId>,
}

impl Counter {
    pub fn new(vault: &Vault, account: Option<AccountId>, name: &AccountName) -> Self {
        let subject = match account {
            Some(id) => vault
                .keyed_hasher
                .hash("throttled account", &[&id.0.to_be_bytes()]),
            None => vault
                .keyed_hasher
                .hash("throttled name", &[name.key().as_bytes()]),
        };
        Self { subject, account }
    }

    pub fn failures(&self, connection: &Connection, proof: Proof) -> Result<Option<Failures>> {
        find(
            connection,
            "SELECT failures, failed_at FROM throttle WHERE subject = ? AND proof = ?",
            (self.subject.expose(), proof.into_str()),
            |row| {
                let reader = Reader {
                    table: "throttle",
                    row,
                };
                Ok(Failures {
                    count: reader.get("failures")?,
                    last_at: reader.time("failed_at")?,
                })
            },
        )
    }

    /// Refuses an attempt that comes too early or would be one too many.
    pub fn allow(&self, connection: &Connection, proof: Proof, now: Timestamp) -> Result<()> {
        match self.failures(connection, proof)? {
            Some(failures) => failures
                .allow(now)
                .map_err(|refusal| StoreError::Throttled(proof, refusal)),
            None => Ok(()),
        }
    }

    pub fn count(&self, connection: &Connection, proof: Proof, now: Timestamp) -> Result<()> {
        connection
            .prepare_cached(
                "INSERT INTO throttle (subject, proof, account_id, failures, failed_at) VALUES (?1, ?2, ?3, 1, ?4)
                 ON CONFLICT (subject, proof) DO UPDATE SET failures = failures + 1, failed_at = ?4",
            )?
            .execute((
                self.subject.expose(),
                proof.into_str(),
                self.account.map(|id| id.0),
                seconds(now),
            ))?;
        if self.account.is_none() {
            connection
                .prepare_cached(
                    "DELETE FROM throttle WHERE account_id IS NULL AND (subject, proof) IN (
                        SELECT subject, proof FROM throttle WHERE account_id IS NULL
                        ORDER BY failed_at DESC LIMIT -1 OFFSET ?)",
                )?
                .execute([STRANGERS])?;
        }
        Ok(())
    }

    pub fn clear(&self, connection: &Connection, proof: Proof) -> Result<()> {
        connection
            .prepare_cached("DELETE FROM throttle WHERE subject = ? AND proof = ?")?
            .execute((self.subject.expose(), proof.into_str()))?;
        Ok(())
    }
}
