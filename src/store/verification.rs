//! Is this app password right? One Argon2, whatever the account and however many there are; then
//! a look at the rows as they are after it; then the traces that a use or a refusal leaves.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::accounts;
use super::app_passwords::{COLUMNS, SaltRow, read_app_password, salts, verifier_place};
use super::row::{each, find, seconds, write_one};
use super::transaction::Change;
use super::{Result, Store, StoreError, Vault, log, policy};
use crate::crypto::CryptoError;
use crate::crypto::argon2id::{self, GENERATED, Hash};
use crate::crypto::secret::AppPasswordText;
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::{AppPassword, choose};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::escape::quoted;
use crate::domain::names::AccountName;
use crate::domain::scope::Source;
use crate::domain::verdict::{Reason, decide};

/// So many places of use are remembered of each app password.
const SOURCES: u32 = 64;

pub struct VerificationRequest<'a> {
    pub account: &'a AccountName,
    pub typed: &'a AppPasswordText,
    /// Only an app password of this name or id will do.
    pub only: Option<&'a str>,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub account: Account,
    /// The one that was typed, also where the answer is no.
    pub app_password: Option<AppPassword>,
    pub answer: std::result::Result<(), Reason>,
}

/// A verification with what it would write.
pub(super) struct Decision {
    pub verification: Verification,
    /// As it stands in the row of the one that matched.
    pub sealed: Option<Vec<u8>>,
    /// The source is new to this app password.
    first_use: bool,
    last_use_due: bool,
    refusal_due: bool,
}

impl Decision {
    pub fn leaves_traces(&self) -> bool {
        self.first_use || self.last_use_due || self.refusal_due
    }
}

/// The slow part of a verification, done before anything is looked at that may change.
pub(super) struct Hashes {
    account: AccountId,
    by_salt: Vec<(i64, Hash)>,
}

impl Store {
    /// Decides. An error means that it could not be decided, which is neither yes nor no.
    pub fn verify(&mut self, act: &Act, request: &VerificationRequest<'_>) -> Result<Verification> {
        let Some(hashes) = self.hash_typed(request)? else {
            self.record_unknown(act, &request.source)?;
            return Err(StoreError::NoAccount(quoted(request.account.as_str())));
        };
        Ok(self.settle(act, request, &hashes)?.verification)
    }

    /// Hashes what was typed as the account's app passwords are hashed; none where there is no such
    /// account, at the same cost.
    pub(super) fn hash_typed(
        &mut self,
        request: &VerificationRequest<'_>,
    ) -> Result<Option<Hashes>> {
        let account =
            accounts::lookup(&self.connection, request.account)?.map(|account| account.id);
        let salts = account.map_or_else(|| Ok(vec![]), |id| salts(&self.connection, id))?;
        let by_salt = self.hash_with_each(&salts, request.typed)?;
        Ok(account.map(|account| Hashes { account, by_salt }))
    }

    /// Decides by hashes that were computed, and leaves the traces of it.
    pub(super) fn settle(
        &mut self,
        act: &Act,
        request: &VerificationRequest<'_>,
        hashes: &Hashes,
    ) -> Result<Decision> {
        let decision = self.look(act.at, request, hashes)?;
        if !decision.leaves_traces() {
            return Ok(decision);
        }
        self.change(act, |change| {
            // Once more: what is written must be true of what is there now.
            let decision = examine(&change.transaction, change.vault, act.at, request, hashes)?;
            leave_traces(change, &decision, &request.source)?;
            Ok(decision)
        })
    }

    /// Decides, and leaves no traces.
    pub(super) fn look(
        &mut self,
        now: Timestamp,
        request: &VerificationRequest<'_>,
        hashes: &Hashes,
    ) -> Result<Decision> {
        let reading = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Deferred)?;
        examine(&reading, &self.vault, now, request, hashes)
    }

    /// Always at least one hash, so that an account that isn't there takes as long as one that is.
    fn hash_with_each(
        &mut self,
        salts: &[SaltRow],
        typed: &AppPasswordText,
    ) -> Result<Vec<(i64, Hash)>> {
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

    /// Without the name that was typed: it may have been a password.
    pub(super) fn record_unknown(&mut self, act: &Act, source: &Source) -> Result<()> {
        let event = Event::AppPasswordRefused;
        if log::is_recorded(&self.connection, event, None, None, source, act.at)? {
            return Ok(());
        }
        self.change(act, |change| {
            let detail = serde_json::json!({ "reason": "no_account" });
            change.record(&Record::new(event).source(source).detail(detail))
        })
    }
}

fn examine(
    connection: &Connection,
    vault: &Vault,
    now: Timestamp,
    request: &VerificationRequest<'_>,
    hashes: &Hashes,
) -> Result<Decision> {
    let account = accounts::by_id(connection, hashes.account)?;
    let matched = matching(connection, vault, account.id, request.only, &hashes.by_salt)?;
    weigh(connection, now, account, matched, &request.source)
}

/// The decision on the app password that matched, if one did.
pub(super) fn weigh(
    connection: &Connection,
    now: Timestamp,
    account: Account,
    matched: Option<Matched>,
    source: &Source,
) -> Result<Decision> {
    let policy = policy::read(connection)?;
    let (app_password, sealed) = matched
        .map(|matched| (matched.app_password, matched.sealed))
        .unzip();
    let answer = decide(&account, &policy, app_password.as_ref(), source, now);
    let used = app_password.as_ref().filter(|_| answer.is_ok());
    let (first_use, last_use_due, refusal_due) = if let Some(used) = used {
        let first = !is_known_source(connection, used, source)?;
        (first, used.is_last_use_due(now), false)
    } else {
        let (event, id) = (Event::AppPasswordRefused, Some(account.id));
        let recorded = log::is_recorded(connection, event, id, None, source, now)?;
        (false, false, !recorded)
    };
    Ok(Decision {
        verification: Verification {
            account,
            app_password,
            answer,
        },
        sealed,
        first_use,
        last_use_due,
        refusal_due,
    })
}

/// An app password that was typed, with its verifier as it stands in its row.
pub(super) struct Matched {
    pub app_password: AppPassword,
    pub sealed: Vec<u8>,
}

/// The app password that was typed. Every row is tried, so that where it stands doesn't show.
fn matching(
    connection: &Connection,
    vault: &Vault,
    account: AccountId,
    only: Option<&str>,
    hashes: &[(i64, Hash)],
) -> Result<Option<Matched>> {
    let mut tried = vec![];
    let sql = format!("SELECT {COLUMNS}, salt_id, verifier FROM app_password WHERE account_id = ?");
    each(connection, &sql, [account.0], |row| -> Result<()> {
        let salt_id: i64 = row.get("salt_id")?;
        let sealed: Vec<u8> = row.get("verifier")?;
        let app_password = read_app_password(row)?;
        // One whose salt came after the hashes were computed is newer than the question.
        if let Some((_, hash)) = hashes.iter().find(|(id, _)| *id == salt_id) {
            let matches = is_match(vault, &app_password, &sealed, hash);
            let one = Matched {
                app_password,
                sealed,
            };
            tried.push((one, matches));
        }
        Ok(())
    })?;
    if let Some(only) = only {
        let all: Vec<_> = tried
            .iter()
            .map(|(one, _)| one.app_password.clone())
            .collect();
        let wanted = choose(&all, only)?;
        tried.retain(|(one, _)| wanted.iter().any(|wanted| wanted.id == one.app_password.id));
    }
    // A damaged one may be the one that was typed: without another that is, this can't be decided.
    let undecided = tried.iter().any(|(_, matches)| matches.is_err());
    match tried.into_iter().find(|(_, matches)| *matches == Ok(true)) {
        None if undecided => Err(CryptoError::Sealed.into()),
        matched => Ok(matched.map(|(one, _)| one)),
    }
}

/// Whether the hash is that of this app password's secret.
fn is_match(
    vault: &Vault,
    app_password: &AppPassword,
    sealed: &[u8],
    hash: &Hash,
) -> std::result::Result<bool, CryptoError> {
    let id = &app_password.id;
    let stored = vault
        .sealer
        .open(verifier_place(id, app_password.account), sealed)?;
    let stored = Verifier::from_bytes(&stored).ok_or(CryptoError::Sealed)?;
    let derived = Verifier::derive(hash, Purpose::AppPassword, id);
    Ok(match app_password.deleted_at {
        None => derived.is(&stored),
        Some(_) => derived.tombstone().is(&stored),
    })
}

fn is_known_source(connection: &Connection, used: &AppPassword, source: &Source) -> Result<bool> {
    let (service, address) = source_columns(source);
    let found = find(
        connection,
        "SELECT 1 FROM app_password_source WHERE app_password_id = ? AND service = ? AND address = ?",
        (&used.id, service, address),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

fn source_columns(source: &Source) -> (String, String) {
    (
        source.service_text().unwrap_or_default(),
        source.address_text().unwrap_or_default(),
    )
}

pub(super) fn leave_traces(
    change: &mut Change<'_>,
    decision: &Decision,
    source: &Source,
) -> Result<()> {
    let verification = &decision.verification;
    let account = &verification.account;
    let about = |event| {
        Record::new(event)
            .account(account.id, account.name.as_str())
            .source(source)
    };
    if decision.refusal_due {
        let record = about(Event::AppPasswordRefused);
        let record = match &verification.app_password {
            Some(tried) => record.subject(tried.name.as_str()),
            None => record,
        };
        let reason = verification.answer.err().map(<&str>::from);
        return change.record(&record.detail(serde_json::json!({ "reason": reason })));
    }
    let Some(used) = &verification.app_password else {
        return Ok(());
    };
    if decision.last_use_due {
        write_one(
            &change.transaction,
            "UPDATE app_password SET last_used_at = ?, last_used_service = ?, last_used_address = ? WHERE id = ?",
            (
                seconds(change.act.at),
                source.service_text(),
                source.address_text(),
                &used.id,
            ),
        )?;
    }
    if decision.first_use {
        let (service, address) = source_columns(source);
        write_one(
            &change.transaction,
            "INSERT INTO app_password_source (app_password_id, service, address, first_used_at) VALUES (?, ?, ?, ?)",
            (&used.id, service, address, seconds(change.act.at)),
        )?;
        change.transaction.execute(
            "DELETE FROM app_password_source WHERE app_password_id = ?1 AND (service, address) NOT IN (
                SELECT service, address FROM app_password_source WHERE app_password_id = ?1
                ORDER BY first_used_at = ?3 DESC, first_used_at DESC LIMIT ?2)",
            (&used.id, SOURCES, seconds(change.act.at)),
        )?;
        let detail = serde_json::json!({ "id": used.id });
        change.record(
            &about(Event::AppPasswordFirstUsed)
                .subject(used.name.as_str())
                .detail(detail),
        )?;
    }
    Ok(())
}
