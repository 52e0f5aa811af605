//! Verifying an app password: one Argon2, however many the account has; then a decision on the rows
//! as they are after it; then a record of the use or the refusal.

use serde::{Deserialize, Serialize};

use super::attempts::are_many_recorded;
use super::traces::Trace;
use super::{Actor, Requester, Result, Service, ServiceError};
use crate::crypto::CryptoError;
use crate::crypto::argon2id::{self, GENERATED, Hash};
use crate::crypto::secret::AppPasswordText;
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::{AppPassword, ChoiceError, LastUse, choose};
use crate::domain::audit::{Event, Record};
use crate::domain::escape::quoted;
use crate::domain::names::AccountName;
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::scope::Source;
use crate::domain::verdict::{Reason, decide};
use crate::store::Outcome::Commit;
use crate::store::{SaltRow, StoredAppPassword, Tx};

/// The number of services and networks that are remembered for each app password.
const SOURCES: u32 = 64;

pub struct VerificationRequest<'a> {
    pub account: &'a AccountName,
    pub typed: &'a AppPasswordText,
    /// Accepts only the app password with this name or id.
    pub only: Option<&'a str>,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub account: Account,
    /// The one that was typed, also if the answer is no.
    pub app_password: Option<AppPassword>,
    pub answer: std::result::Result<(), Reason>,
    /// How many letters a new app password has.
    pub length: usize,
}

/// A verification with what it would write.
pub(super) struct Decision {
    pub verification: Verification,
    /// The sealed verifier of the app password that matched.
    pub sealed: Option<Vec<u8>>,
    /// The source is new to this app password.
    first_use: bool,
    last_use_due: bool,
}

impl Decision {
    /// What a refusal leaves. `None` if the answer is yes.
    pub fn refusal(&self, actor: &Actor, source: &Source) -> Option<Trace> {
        let verification = &self.verification;
        let reason: &str = verification.answer.err()?.into();
        let mut record = Record::about(Event::AppPasswordRefused, &verification.account);
        if let Some(tried) = &verification.app_password {
            record = record.subject(tried.name.as_str());
        }
        let detail = serde_json::json!({ "reason": reason });
        Some(Trace {
            actor: actor.clone(),
            record: record.source(source).detail(detail),
        })
    }

    pub fn leaves_traces(&self) -> bool {
        self.first_use || self.last_use_due
    }
}

/// The slow part of a verification, done before reading anything that may change.
pub(super) struct Hashes {
    pub account: AccountId,
    pub by_salt: HashesBySalt,
}

/// What was typed, hashed with each salt, and the number of the salt's row.
pub(super) type HashesBySalt = Vec<(i64, Hash)>;

/// An app password that was typed, with its verifier as it stands in its row.
pub(super) struct Matched {
    pub app_password: AppPassword,
    pub sealed: Vec<u8>,
    /// Another one has taken its name.
    pub is_replaced: bool,
}

impl Service {
    /// Decides. An error means that it could not be decided, which is neither yes nor no.
    pub fn verify(
        &mut self,
        requester: &Requester,
        request: &VerificationRequest<'_>,
    ) -> Result<Verification> {
        let actor = Actor::verifier(requester);
        let Some(hashes) = self.hash_typed(&actor, request)? else {
            self.leave_now(unknown_refused(&actor, &request.source))?;
            return Err(ServiceError::NoAccount {
                name: quoted(request.account.as_str()),
                similar: None,
            });
        };
        let decision = self.settle(&actor, request, &hashes)?;
        if let Some(refusal) = decision.refusal(&actor, &request.source) {
            self.leave_now(refusal)?;
        }
        Ok(decision.verification)
    }

    /// Hashes what was typed like the account's app passwords. `None` if the account doesn't exist,
    /// after the same amount of work.
    pub(super) fn hash_typed(
        &mut self,
        actor: &Actor,
        request: &VerificationRequest<'_>,
    ) -> Result<Option<Hashes>> {
        let name = request.account;
        let found = self.look_foreseeing(
            actor,
            asked(actor),
            |tx| tx.foresee_account_with_salts(name),
            |tx, _| Ok(tx.account_with_salts(name)?),
        )?;
        let salts = found.as_ref().map_or(&[][..], |(_, salts)| salts);
        let by_salt = self.hash_with_each(salts, request.typed)?;
        Ok(found.map(|(account, _)| Hashes {
            account: account.id,
            by_salt,
        }))
    }

    /// Decides by the computed hashes, and records the use if the answer is yes.
    pub(super) fn settle(
        &mut self,
        actor: &Actor,
        request: &VerificationRequest<'_>,
        hashes: &Hashes,
    ) -> Result<Decision> {
        let decision = self.decide_only(actor, request, hashes)?;
        if !decision.leaves_traces() {
            return Ok(decision);
        }
        let source = &request.source;
        let decided = self.record_use(actor, decision, asked(actor), source, |tx, policy| {
            examine(tx, actor, policy, request, hashes).map(Some)
        })?;
        decided.ok_or_else(ServiceError::conflict)
    }

    /// Records the use that was decided on. For the audit trail it is decided once more, because the rows
    /// may have changed meanwhile.
    pub(super) fn record_use(
        &mut self,
        actor: &Actor,
        decision: Decision,
        action: Action,
        source: &Source,
        decide: impl Fn(&Tx<'_>, &Policy) -> Result<Option<Decision>>,
    ) -> Result<Option<Decision>> {
        if !decision.first_use {
            self.note(actor, action, |tx| {
                note_last_use(tx, actor, &decision, source)
            })?;
            return Ok(Some(decision));
        }
        self.change(actor, action, |tx, policy| {
            let decision = decide(tx, &policy)?;
            if let Some(decision) = &decision {
                note_last_use(tx, actor, decision, source)?;
                record_first_use(tx, actor, decision, source)?;
            }
            Ok(Commit(decision))
        })
    }

    /// Decides, and records nothing.
    pub(super) fn decide_only(
        &self,
        actor: &Actor,
        request: &VerificationRequest<'_>,
        hashes: &Hashes,
    ) -> Result<Decision> {
        let foresee = |tx: &Tx<'_>| {
            tx.foresee_account(hashes.account);
            tx.foresee_stored_app_passwords(hashes.account);
        };
        self.look_foreseeing(actor, asked(actor), foresee, |tx, policy| {
            examine(tx, actor, &policy, request, hashes)
        })
    }

    /// Always at least one hash, so that an account that doesn't exist takes as long as one that
    /// does.
    pub(super) fn hash_with_each(
        &mut self,
        salts: &[SaltRow],
        typed: &AppPasswordText,
    ) -> Result<HashesBySalt> {
        let typed = typed.expose().as_bytes();
        if salts.is_empty() {
            self.hasher
                .hash(typed, &[0; argon2id::SALT_BYTES], GENERATED)?;
        }
        salts
            .iter()
            .map(|row| Ok((row.id, self.hasher.hash(typed, &row.salt, row.cost)?)))
            .collect()
    }
}

/// The refusal of a name that no account has. Without the name: it may have been a password.
pub(super) fn unknown_refused(actor: &Actor, source: &Source) -> Trace {
    let detail = serde_json::json!({ "reason": "no_account" });
    let record = Record::new(Event::AppPasswordRefused).source(source);
    Trace {
        actor: actor.clone(),
        record: record.detail(detail),
    }
}

/// The action of an actor who verifies a secret.
pub(super) fn asked(actor: &Actor) -> Action {
    if actor.role().is_operator() {
        Action::TestLogIn
    } else {
        Action::VerifyAppPassword
    }
}

fn examine(
    tx: &Tx<'_>,
    actor: &Actor,
    policy: &Policy,
    request: &VerificationRequest<'_>,
    hashes: &Hashes,
) -> Result<Decision> {
    let account = tx
        .account(hashes.account)?
        .ok_or_else(ServiceError::conflict)?;
    let all = tx.stored_app_passwords(account.id)?;
    let found = all.len();
    let matched = matching(all, request.only, &hashes.by_salt)?;
    if matched.is_none() {
        tx.refuse_hidden_app_passwords(account.id, found)?;
    }
    weigh(tx, actor, account, policy, matched, &request.source)
}

/// Decides on the app password that matched, if any.
pub(super) fn weigh(
    tx: &Tx<'_>,
    actor: &Actor,
    account: Account,
    policy: &Policy,
    matched: Option<Matched>,
    source: &Source,
) -> Result<Decision> {
    let is_replaced = matched.as_ref().is_some_and(|matched| matched.is_replaced);
    let (app_password, sealed) = matched
        .map(|matched| (matched.app_password, matched.sealed))
        .unzip();
    let now = actor.now();
    let answer = match decide(&account, policy, app_password.as_ref(), source, now) {
        Err(Reason::Deleted) if is_replaced => Err(Reason::Replaced),
        decided => decided,
    };
    let used = app_password.as_ref().filter(|_| answer.is_ok());
    let (first_use, last_use_due) = match used {
        Some(used) => {
            let event = Event::AppPasswordFirstUsed;
            let name = Some(used.name.as_str());
            let first = !tx.is_known_source(used, source)?
                && !are_many_recorded(tx, actor, event, account.id, name)?;
            (first, used.is_last_use_due(now))
        }
        None => (false, false),
    };
    Ok(Decision {
        verification: Verification {
            account,
            app_password,
            answer,
            length: policy.app_password_length,
        },
        sealed,
        first_use,
        last_use_due,
    })
}

/// Returns the app password that was typed. Every row is tried, so that the time doesn't reveal which
/// one matched.
fn matching(
    all: Vec<StoredAppPassword>,
    only: Option<&str>,
    hashes: &[(i64, Hash)],
) -> Result<Option<Matched>> {
    let current: Vec<_> = all
        .iter()
        .map(|stored| &stored.app_password)
        .filter(|one| !one.replaced && one.deleted_at.is_none())
        .map(|one| one.name.key().to_owned())
        .collect();
    let mut tried = vec![];
    for stored in all {
        // If its salt is newer than the hashes, the app password is newer than the question.
        if let Some((_, hash)) = hashes.iter().find(|(id, _)| *id == stored.salt_id) {
            let matches = is_match(&stored, hash);
            tried.push((stored, matches));
        }
    }
    if let Some(only) = only {
        let all: Vec<_> = tried
            .iter()
            .map(|(one, _)| one.app_password.clone())
            .collect();
        let wanted = choose(&all, only).map_err(ChoiceError::discreet)?;
        tried.retain(|(one, _)| wanted.iter().any(|wanted| wanted.id == one.app_password.id));
    }
    // If no other one matches, the damaged one may have been typed: that can't be decided.
    let undecided = tried.iter().any(|(_, matches)| matches.is_err());
    match tried.into_iter().find(|(_, matches)| *matches == Ok(true)) {
        None if undecided => Err(CryptoError::Sealed.into()),
        None => Ok(None),
        Some((stored, _)) => {
            let one = stored.app_password;
            Ok(Some(Matched {
                is_replaced: one.replaced && current.iter().any(|name| name == one.name.key()),
                app_password: one,
                sealed: stored.sealed,
            }))
        }
    }
}

/// Returns whether the hash is that of this app password's secret.
fn is_match(stored: &StoredAppPassword, hash: &Hash) -> std::result::Result<bool, CryptoError> {
    let verifier = stored.verifier.as_ref().map_err(|error| *error)?;
    let one = &stored.app_password;
    let derived = Verifier::derive(hash, Purpose::AppPassword, &one.id);
    Ok(match one.deleted_at {
        None => derived.is(verifier),
        Some(_) => derived.tombstone().is(verifier),
    })
}

fn note_last_use(
    tx: &mut Tx<'_>,
    actor: &Actor,
    decision: &Decision,
    source: &Source,
) -> Result<()> {
    let used = decision.verification.app_password.as_ref();
    let Some(used) = used.filter(|_| decision.last_use_due) else {
        return Ok(());
    };
    let last = LastUse {
        at: actor.now(),
        service: source.service.clone(),
        address: source.address,
    };
    Ok(tx.note_last_use(used, &last)?)
}

fn record_first_use(
    tx: &mut Tx<'_>,
    actor: &Actor,
    decision: &Decision,
    source: &Source,
) -> Result<()> {
    let verification = &decision.verification;
    let used = verification.app_password.as_ref();
    let Some(used) = used.filter(|_| decision.first_use) else {
        return Ok(());
    };
    tx.remember_source(used, source, SOURCES, actor.now())?;
    let record = Record::about(Event::AppPasswordFirstUsed, &verification.account);
    let record = record.source(source).subject(used.name.as_str());
    let detail = serde_json::json!({ "id": used.id });
    tx.record(actor.who(), &record.detail(detail))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::argon2id::tests::cheap_hash;
    use crate::domain::app_password::tests::example;

    fn hashes(typed: &str) -> Vec<(i64, Hash)> {
        vec![(1, cheap_hash(typed))]
    }

    fn stored(id: &str, secret: &str) -> StoredAppPassword {
        StoredAppPassword {
            app_password: example(id, id),
            salt_id: 1,
            sealed: vec![],
            verifier: Ok(Verifier::derive(
                &cheap_hash(secret),
                Purpose::AppPassword,
                id,
            )),
        }
    }

    #[test]
    fn one_that_is_damaged_may_have_been_typed_unless_another_one_was() {
        let all = || {
            let damaged = StoredAppPassword {
                verifier: Err(CryptoError::Sealed),
                ..stored("a", "first")
            };
            vec![damaged, stored("b", "second")]
        };
        let found = matching(all(), None, &hashes("second")).unwrap();
        assert_eq!(found.unwrap().app_password.id, "b");
        assert!(matching(all(), None, &hashes("third")).is_err());
        // The damaged one isn't asked for.
        assert!(matches!(
            matching(all(), Some("b"), &hashes("third")),
            Ok(None)
        ));
        assert!(matching(all(), Some("a"), &hashes("second")).is_err());
    }

    #[test]
    fn one_with_a_newer_salt_was_not_typed() {
        let newer = StoredAppPassword {
            salt_id: 2,
            ..stored("a", "first")
        };
        assert!(matches!(
            matching(vec![newer], None, &hashes("first")),
            Ok(None)
        ));
    }
}
