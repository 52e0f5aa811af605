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
struct Decision {
    verification: Verification,
    /// The source is new to this app password.
    first_use: bool,
    last_use_due: bool,
    refusal_due: bool,
}

impl Decision {
    fn leaves_traces(&self) -> bool {
        self.first_use || self.last_use_due || self.refusal_due
    }
}

impl Store {
    /// Decides. An error means that it could not be decided, which is neither yes nor no.
    pub fn verify(&mut self, act: &Act, request: &VerificationRequest<'_>) -> Result<Verification> {
        let account =
            accounts::lookup(&self.connection, request.account)?.map(|account| account.id);
        let salts = account.map_or_else(|| Ok(vec![]), |id| salts(&self.connection, id))?;
        let hashes = hash_with_each(&salts, request.typed)?;
        let Some(account) = account else {
            self.record_unknown(act, &request.source)?;
            return Err(StoreError::NoAccount(quoted(request.account.as_str())));
        };

        let decision = {
            let reading = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Deferred)?;
            examine(&reading, &self.vault, act.at, account, request, &hashes)?
        };
        if !decision.leaves_traces() {
            return Ok(decision.verification);
        }
        self.change(act, |change| {
            // Once more: what is written must be true of what is there now.
            let decision = examine(
                &change.transaction,
                change.vault,
                act.at,
                account,
                request,
                &hashes,
            )?;
            leave_traces(change, &decision, &request.source)?;
            Ok(decision.verification)
        })
    }

    /// Without the name that was typed: it may have been a password.
    fn record_unknown(&mut self, act: &Act, source: &Source) -> Result<()> {
        let event = Event::AppPasswordRefused;
        if log::is_refusal_recorded(&self.connection, event, None, source, act.at)? {
            return Ok(());
        }
        self.change(act, |change| {
            let detail = serde_json::json!({ "reason": "no_account" });
            change.record(&Record::new(event).source(source).detail(detail))
        })
    }
}

/// Always at least one hash, so that an account that isn't there takes as long as one that is.
fn hash_with_each(salts: &[SaltRow], typed: &AppPasswordText) -> Result<Vec<(i64, Hash)>> {
    let typed = typed.expose().as_bytes();
    if salts.is_empty() {
        argon2id::hash(typed, &[0; argon2id::SALT_BYTES], GENERATED)?;
    }
    salts
        .iter()
        .map(|row| Ok((row.id, argon2id::hash(typed, &row.salt, row.cost)?)))
        .collect()
}

fn examine(
    connection: &Connection,
    vault: &Vault,
    now: Timestamp,
    account: AccountId,
    request: &VerificationRequest<'_>,
    hashes: &[(i64, Hash)],
) -> Result<Decision> {
    let account = accounts::by_id(connection, account)?;
    let policy = policy::read(connection)?;
    let matched = matching(connection, vault, account.id, request.only, hashes)?;
    let answer = decide(&account, &policy, matched.as_ref(), &request.source, now);
    let (first_use, last_use_due, refusal_due) = match (&answer, &matched) {
        (Ok(()), Some(matched)) => (
            !is_known_source(connection, matched, &request.source)?,
            matched.is_last_use_due(now),
            false,
        ),
        _ => (
            false,
            false,
            !log::is_refusal_recorded(
                connection,
                Event::AppPasswordRefused,
                Some(account.id),
                &request.source,
                now,
            )?,
        ),
    };
    let verification = Verification {
        account,
        app_password: matched,
        answer,
    };
    Ok(Decision {
        verification,
        first_use,
        last_use_due,
        refusal_due,
    })
}

/// The app password that was typed. Every row is tried, so that where it stands doesn't show.
fn matching(
    connection: &Connection,
    vault: &Vault,
    account: AccountId,
    only: Option<&str>,
    hashes: &[(i64, Hash)],
) -> Result<Option<AppPassword>> {
    let mut tried = vec![];
    let sql = format!("SELECT {COLUMNS}, salt_id, verifier FROM app_password WHERE account_id = ?");
    each(connection, &sql, [account.0], |row| -> Result<()> {
        let salt_id: i64 = row.get("salt_id")?;
        let sealed: Vec<u8> = row.get("verifier")?;
        let app_password = read_app_password(row)?;
        // One whose salt came after the hashes were computed is newer than the question.
        if let Some((_, hash)) = hashes.iter().find(|(id, _)| *id == salt_id) {
            let matches = is_match(vault, &app_password, &sealed, hash);
            tried.push((app_password, matches));
        }
        Ok(())
    })?;
    if let Some(only) = only {
        let all: Vec<_> = tried.iter().map(|(one, _)| one.clone()).collect();
        let wanted = choose(&all, only)?;
        tried.retain(|(one, _)| wanted.iter().any(|wanted| wanted.id == one.id));
    }
    // A damaged one may be the one that was typed: without another that is, this can't be decided.
    let undecided = tried.iter().any(|(_, matches)| matches.is_err());
    match tried.into_iter().find(|(_, matches)| *matches == Ok(true)) {
        None if undecided => Err(CryptoError::Sealed.into()),
        matched => Ok(matched.map(|(app_password, _)| app_password)),
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
        source
            .service
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        source
            .address
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
    )
}

fn leave_traces(change: &mut Change<'_>, decision: &Decision, source: &Source) -> Result<()> {
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
        let reason = verification.answer.err().map(Reason::as_str);
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
                source.service.as_ref().map(ToString::to_string),
                source.address.as_ref().map(ToString::to_string),
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
