//! Recovery codes: rows of `recovery_code`. Each is good once.

use rusqlite::Connection;
use serde_json::json;

use super::app_passwords::{SaltRow, salts};
use super::row::{count, each, seconds, write_one};
use super::transaction::Change;
use super::{Result, Store, Vault, accounts, sign_in};
use crate::crypto::CryptoError;
use crate::crypto::argon2id::{self, Hash};
use crate::crypto::seal::Place;
use crate::crypto::secret::RecoveryCode;
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::method::CodeRefusal;
use crate::domain::password::ungroup;
use crate::domain::throttle::Proof;

pub fn recovery_place(id: &str, account: AccountId) -> Place<'_> {
    Place {
        table: "recovery_code",
        column: "verifier",
        row: id,
        account: account.0,
    }
}

/// Codes ready to be written: everything slow is done.
pub struct PreparedCodes {
    salt_id: i64,
    codes: Vec<(String, Verifier)>,
}

impl PreparedCodes {
    pub fn new(codes: &[RecoveryCode], salt: &SaltRow, vault: &Vault) -> Result<Self> {
        let codes = codes
            .iter()
            .map(|code| {
                let id = vault.random.id();
                let hash = argon2id::hash(code.expose().as_bytes(), &salt.salt, salt.cost)?;
                let verifier = Verifier::derive(&hash, Purpose::RecoveryCode, &id);
                Ok((id, verifier))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            salt_id: salt.id,
            codes,
        })
    }

    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn write(&self, change: &Change<'_>, account: AccountId) -> Result<()> {
        for (id, verifier) in &self.codes {
            let sealed = change
                .vault
                .sealer
                .seal(recovery_place(id, account), verifier.expose());
            write_one(
                &change.transaction,
                "INSERT INTO recovery_code (id, account_id, salt_id, verifier, created_at) VALUES (?, ?, ?, ?, ?)",
                (id, account.0, self.salt_id, sealed, seconds(change.act.at)),
            )?;
        }
        Ok(())
    }
}

pub fn left(connection: &Connection, account: AccountId) -> Result<u32> {
    count(
        connection,
        "SELECT count(*) FROM recovery_code WHERE account_id = ? AND used_at IS NULL",
        [account.0],
    )
}

impl Store {
    pub fn recovery_codes_left(&self, account: AccountId) -> Result<u32> {
        left(&self.connection, account)
    }

    /// New codes in place of those there are.
    pub fn replace_recovery_codes(
        &mut self,
        act: &Act,
        account: AccountId,
        codes: &[RecoveryCode],
    ) -> Result<Account> {
        let account = accounts::by_id(&self.connection, account)?;
        account.may_have_recovery_codes()?;
        let salt = self.salt_for_new(act, account.id)?;
        let prepared = PreparedCodes::new(codes, &salt, &self.vault)?;
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account.id)?;
            account.may_have_recovery_codes()?;
            change.transaction.execute(
                "DELETE FROM recovery_code WHERE account_id = ?",
                [account.id.0],
            )?;
            prepared.write(change, account.id)?;
            sign_in::end_sign_ins(change, account.id)?;
            let record = Record::new(Event::RecoveryCodesReplaced)
                .account(account.id, account.name.as_str())
                .detail(json!({ "recovery_codes": prepared.len() }));
            change.record(&record)?;
            Ok(account)
        })
    }

    /// Uses a code up. Says how many are left.
    pub fn check_recovery_code(
        &mut self,
        act: &Act,
        account: AccountId,
        typed: &str,
    ) -> Result<u32> {
        let typed = ungroup(typed);
        let hashes = salts(&self.connection, account)?
            .iter()
            .map(|row| {
                let hash = argon2id::hash(typed.as_bytes(), &row.salt, row.cost)?;
                Ok((row.id, hash))
            })
            .collect::<Result<Vec<_>>>()?;
        let refusal = Event::SignInRefused;
        self.prove(
            act,
            account,
            Proof::RecoveryCode,
            refusal,
            |change, account| {
                let id = matching(&change.transaction, change.vault, account.id, &hashes)?;
                write_one(
                    &change.transaction,
                    "UPDATE recovery_code SET used_at = ? WHERE id = ? AND used_at IS NULL",
                    (seconds(act.at), id),
                )?;
                left(&change.transaction, account.id)
            },
        )
    }
}

/// The unused code that was typed. Every one is tried, so that which it is doesn't show.
fn matching(
    connection: &Connection,
    vault: &Vault,
    account: AccountId,
    hashes: &[(i64, Hash)],
) -> Result<String> {
    let mut found = None;
    let mut undecided = false;
    let sql =
        "SELECT id, salt_id, verifier FROM recovery_code WHERE account_id = ? AND used_at IS NULL";
    each(connection, sql, [account.0], |row| -> Result<()> {
        let (id, salt_id): (String, i64) = (row.get("id")?, row.get("salt_id")?);
        let sealed: Vec<u8> = row.get("verifier")?;
        let stored = vault
            .sealer
            .open(recovery_place(&id, account), &sealed)
            .ok()
            .and_then(|bytes| Verifier::from_bytes(&bytes));
        let hash = hashes.iter().find(|(hashed, _)| *hashed == salt_id);
        match (stored, hash) {
            (Some(stored), Some((_, hash))) => {
                if Verifier::derive(hash, Purpose::RecoveryCode, &id).is(&stored) {
                    found = Some(id);
                }
            }
            // Damaged: it may be the one that was typed.
            (None, _) => undecided = true,
            // Newer than the question.
            (Some(_), None) => {}
        }
        Ok(())
    })?;
    match found {
        Some(id) => Ok(id),
        None if undecided => Err(CryptoError::Sealed.into()),
        None => Err(CodeRefusal::Wrong.into()),
    }
}
