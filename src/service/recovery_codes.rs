//! Recovery codes: replacing them, and recognising one that was typed.

use serde_json::json;

use super::generated::verifier;
use super::tickets::end_sign_ins;
use super::{Actor, Result, Service};
use crate::crypto::CryptoError;
use crate::crypto::argon2id::{self, Hash};
use crate::crypto::random::Random;
use crate::crypto::secret::RecoveryCode;
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId};
use crate::domain::audit::{Event, Record};
use crate::domain::method::CodeRefusal;
use crate::domain::password::ungroup;
use crate::domain::permission::Action;
use crate::store::Outcome::Commit;
use crate::store::{SaltRow, StoredRecoveryCode, Tx};

/// Codes, hashed and ready to be written.
pub(super) struct PreparedCodes {
    salt_id: i64,
    codes: Vec<(String, Verifier)>,
}

impl PreparedCodes {
    pub fn new(codes: &[RecoveryCode], salt: &SaltRow, random: &Random) -> Result<Self> {
        let codes = codes
            .iter()
            .map(|code| {
                let id = random.id();
                let verifier = verifier(code.expose(), Purpose::RecoveryCode, &id, salt)?;
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

    pub fn write(&self, tx: &mut Tx<'_>, actor: &Actor, account: AccountId) -> Result<()> {
        for (id, verifier) in &self.codes {
            tx.insert_recovery_code(account, id, self.salt_id, verifier, actor.now())?;
        }
        Ok(())
    }
}

impl Service {
    pub fn recovery_codes_left(&self, actor: &Actor, account: AccountId) -> Result<u32> {
        self.look_at(actor, Action::SeeAccount, account, |tx, _, _| {
            Ok(tx.count_recovery_codes(account)?)
        })
    }

    /// Returns whether new recovery codes may be made.
    pub fn may_replace_recovery_codes(&self, actor: &Actor, account: AccountId) -> Result<()> {
        let action = Action::ReplaceRecoveryCodes;
        self.look_at(actor, action, account, |_, _, _| Ok(()))
    }

    /// Replaces the account's recovery codes by these. The old ones stop working.
    pub fn replace_recovery_codes(
        &mut self,
        actor: &Actor,
        account: AccountId,
        codes: &[RecoveryCode],
    ) -> Result<Account> {
        let action = Action::ReplaceRecoveryCodes;
        let salt = self.salt_for_new(actor, action, account)?;
        let prepared = PreparedCodes::new(codes, &salt, &self.random)?;
        self.change_of(actor, action, account, |tx, mut account, _| {
            tx.delete_recovery_codes(account.id)?;
            prepared.write(tx, actor, account.id)?;
            end_sign_ins(tx, actor, &mut account)?;
            let detail = json!({ "recovery_codes": prepared.len() });
            let record = Record::about(Event::RecoveryCodesReplaced, &account).detail(detail);
            tx.record(actor.who(), &record)?;
            Ok(Commit(account))
        })
    }
}

/// Hashes what was typed with each of an account's salts.
pub(super) fn hashes(salts: &[SaltRow], typed: &str) -> Result<Vec<(i64, Hash)>> {
    let typed = ungroup(typed);
    salts
        .iter()
        .map(|row| {
            let hash = argon2id::hash(typed.as_bytes(), &row.salt, row.cost)?;
            Ok((row.id, hash))
        })
        .collect()
}

/// Returns the id of the code that was typed. Every code is tried, so that the time doesn't reveal
/// which one matched.
pub(super) fn matching(unused: Vec<StoredRecoveryCode>, hashes: &[(i64, Hash)]) -> Result<String> {
    let mut found = None;
    let mut undecided = false;
    for code in unused {
        let hash = hashes.iter().find(|(salt, _)| *salt == code.salt_id);
        match (code.verifier, hash) {
            (Ok(stored), Some((_, hash))) => {
                if Verifier::derive(hash, Purpose::RecoveryCode, &code.id).is(&stored) {
                    found = Some(code.id);
                }
            }
            // The damaged one may be the one that was typed.
            (Err(_), _) => undecided = true,
            // Newer than the question.
            (Ok(_), None) => {}
        }
    }
    match found {
        Some(id) => Ok(id),
        None if undecided => Err(CryptoError::Sealed.into()),
        None => Err(CodeRefusal::NoRecoveryCode.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::argon2id::tests::cheap_hash;
    use crate::service::ServiceError;

    fn hashes(typed: &str) -> Vec<(i64, Hash)> {
        vec![(1, cheap_hash(typed))]
    }

    fn stored(id: &str, code: &str) -> StoredRecoveryCode {
        StoredRecoveryCode {
            id: id.to_owned(),
            salt_id: 1,
            verifier: Ok(Verifier::derive(
                &cheap_hash(code),
                Purpose::RecoveryCode,
                id,
            )),
        }
    }

    fn is_wrong(result: &Result<String>) -> bool {
        matches!(result, Err(ServiceError::Code(CodeRefusal::NoRecoveryCode)))
    }

    #[test]
    fn one_that_is_damaged_may_have_been_typed_unless_another_one_was() {
        let all = || {
            let damaged = StoredRecoveryCode {
                verifier: Err(CryptoError::Sealed),
                ..stored("a", "first")
            };
            vec![damaged, stored("b", "second")]
        };
        assert_eq!(matching(all(), &hashes("second")).unwrap(), "b");
        let undecided = matching(all(), &hashes("third"));
        assert!(undecided.is_err() && !is_wrong(&undecided));
        let whole = vec![stored("a", "first"), stored("b", "second")];
        assert!(is_wrong(&matching(whole, &hashes("third"))));
    }

    #[test]
    fn one_with_a_newer_salt_was_not_typed() {
        let newer = StoredRecoveryCode {
            salt_id: 2,
            ..stored("a", "first")
        };
        assert!(is_wrong(&matching(vec![newer], &hashes("first"))));
    }
}
