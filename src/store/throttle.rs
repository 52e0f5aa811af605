//! Rows of `throttle`: failures in a row. Names without an account are counted too, so that a refusal
//! doesn't reveal which accounts exist.

use jiff::Timestamp;

use super::Result;
use super::row::seconds;
use super::tables::THROTTLE;
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

/// A row of an account, as it stands.
pub(super) struct AccountFailures {
    proof: String,
    account: AccountId,
    failures: u32,
    failed_at: i64,
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
        let params = (subject.expose(), proof.into_str());
        self.find_row(&THROTTLE, &THROTTLE.by_key(), params, |reader| {
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
        let (subject, proof) = (subject.expose(), proof.into_str());
        self.write_row(
            &THROTTLE,
            &[subject, &proof],
            "INSERT INTO throttle (subject, proof, account_id, failures, failed_at) VALUES (?1, ?2, ?3, 1, ?4)
             ON CONFLICT (subject, proof) DO UPDATE SET failures = throttle.failures + 1, failed_at = ?4",
            (subject, proof, account, seconds(now)),
        )?;
        // After a failure of an account too, so that both take as long.
        self.connection.execute(
            "DELETE FROM throttle WHERE account_id IS NULL AND (subject, proof) IN (
                    SELECT subject, proof FROM throttle WHERE account_id IS NULL
                    ORDER BY failed_at DESC LIMIT ? OFFSET ?)",
            (i64::MAX, NAMES_WITHOUT_ACCOUNT),
        )?;
        Ok(())
    }

    /// Returns every account's failures, but not those of names without an account.
    pub(super) fn failures_of_accounts(&self) -> Result<Vec<AccountFailures>> {
        let mut all = vec![];
        let rest = "WHERE account_id IS NOT NULL";
        self.each_row(&THROTTLE, rest, (), |reader| -> Result<()> {
            all.push(AccountFailures {
                proof: reader.get("proof")?,
                account: AccountId(reader.get("account_id")?),
                failures: reader.get("failures")?,
                failed_at: reader.get("failed_at")?,
            });
            Ok(())
        })?;
        Ok(all)
    }

    /// Adds the failures that were counted under another key.
    pub(super) fn restore_failures(&mut self, counted: &AccountFailures) -> Result<()> {
        let subject = self.counted(&Counted::Account(counted.account));
        self.write_row(
            &THROTTLE,
            &[subject.expose(), &counted.proof],
            "INSERT INTO throttle (subject, proof, account_id, failures, failed_at) VALUES (?, ?, ?, ?, ?)",
            (
                subject.expose(),
                &counted.proof,
                counted.account.0,
                counted.failures,
                counted.failed_at,
            ),
        )
    }

    pub fn clear_failures(&mut self, counted: &Counted, proof: Proof) -> Result<()> {
        let subject = self.counted(counted);
        self.connection.execute(
            "DELETE FROM throttle WHERE subject = ? AND proof = ?",
            (subject.expose(), proof.into_str()),
        )?;
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
