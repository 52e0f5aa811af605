//! Generated secrets: the salt that an account's are hashed with, and their slow hashes, computed
//! before anything is locked.

use super::{Actor, Result, Service};
use crate::crypto::CryptoError;
use crate::crypto::argon2id::{self, GENERATED, Salt};
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::AccountId;
use crate::domain::permission::Action;
use crate::store::Outcome::Commit;
use crate::store::{SaltRow, Tx};

impl Service {
    /// The salt that new generated secrets of this account are hashed with.
    pub(super) fn salt_for_new(
        &mut self,
        actor: &Actor,
        action: Action,
        account: AccountId,
    ) -> Result<SaltRow> {
        let found = self.look_at(actor, action, account, |tx, _, _| current(tx, account))?;
        if let Some(salt) = found {
            return Ok(salt);
        }
        let new: Salt = self.random.bytes();
        self.change_of(actor, action, account, |tx, _, _| {
            Ok(Commit(match current(tx, account)? {
                Some(salt) => salt,
                None => tx.insert_salt(account, &new, GENERATED)?,
            }))
        })
    }
}

fn current(tx: &Tx<'_>, account: AccountId) -> Result<Option<SaltRow>> {
    let salts = tx.salts(account)?;
    Ok(salts.into_iter().find(|salt| salt.cost == GENERATED))
}

/// Computes the verifier of a secret.
pub(super) fn verifier(
    secret: &str,
    purpose: Purpose,
    id: &str,
    salt: &SaltRow,
) -> std::result::Result<Verifier, CryptoError> {
    let hash = argon2id::hash(secret.as_bytes(), &salt.salt, salt.cost)?;
    Ok(Verifier::derive(&hash, purpose, id))
}
