//! Setting MFA up: an authenticator begun, confirmed by its first code, and what comes with it.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use serde_json::json;

use super::app_passwords::{NewAppPassword, Prepared, record_created};
use super::row::{Reader, count, find, seconds, write_one};
use super::transaction::Change;
use super::{Result, Store, StoreError, accounts, log};
use crate::crypto::argon2id;
use crate::crypto::seal::Place;
use crate::crypto::secret::RecoveryCode;
use crate::crypto::totp::{Authenticator, TotpSecret};
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::app_password::AppPassword;
use crate::domain::audit::{Act, Event, Record};
use crate::domain::method::{
    AUTHENTICATORS, Algorithm, CodeRefusal, MethodId, TotpShape, accept_step, enrolment_waits,
};
use crate::domain::names::AccountName;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;

/// An authenticator that waits for its first code.
pub struct Begun {
    pub account: Account,
    pub id: MethodId,
}

/// What confirming a code is to bring about.
pub struct Confirmation<'a> {
    pub code: &'a str,
    /// Given out when the account has none yet.
    pub recovery_codes: &'a [RecoveryCode],
    pub first_app: Option<NewAppPassword<'a>>,
}

/// What confirming a code brought about.
pub struct Enrolled {
    pub account: Account,
    pub id: MethodId,
    pub recovery_codes_issued: bool,
    pub app_password: Option<AppPassword>,
}

/// What an enrolment would add to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnrolmentCounts {
    pub authenticators: u32,
    pub recovery_codes: u32,
}

struct MethodRow {
    id: MethodId,
    shape: TotpShape,
    sealed: Vec<u8>,
    last_step: Option<i64>,
    created_at: Timestamp,
}

fn read_method(row: &Row<'_>) -> Result<MethodRow> {
    let reader = Reader {
        table: "method",
        row,
    };
    Ok(MethodRow {
        id: MethodId(reader.get("id")?),
        shape: TotpShape {
            algorithm: reader.parsed("algorithm", |text| {
                Algorithm::ALL
                    .into_iter()
                    .find(|algorithm| algorithm.as_str() == text)
            })?,
            digits: reader.get("digits")?,
            step_seconds: reader.get::<u32>("step_seconds")?.into(),
        },
        sealed: reader.get("secret")?,
        last_step: reader.get("last_step")?,
        created_at: reader.time("created_at")?,
    })
}

pub fn secret_place(id: &str, account: AccountId) -> Place<'_> {
    Place {
        table: "method",
        column: "secret",
        row: id,
        account: account.0,
    }
}

pub fn recovery_place(id: &str, account: AccountId) -> Place<'_> {
    Place {
        table: "recovery_code",
        column: "verifier",
        row: id,
        account: account.0,
    }
}

/// The enrolment that waits, unless it has waited too long.
fn waiting(connection: &Connection, account: AccountId, now: Timestamp) -> Result<MethodRow> {
    let sql = "SELECT id, secret, algorithm, digits, step_seconds, last_step, created_at
               FROM method WHERE account_id = ? AND confirmed_at IS NULL";
    find(connection, sql, [account.0], read_method)?
        .filter(|method| enrolment_waits(method.created_at, now))
        .ok_or(StoreError::NoEnrolment)
}

fn counts(connection: &Connection, account: AccountId) -> Result<EnrolmentCounts> {
    Ok(EnrolmentCounts {
        authenticators: count(
            connection,
            "SELECT count(*) FROM method WHERE account_id = ? AND confirmed_at IS NOT NULL",
            [account.0],
        )?,
        recovery_codes: count(
            connection,
            "SELECT count(*) FROM recovery_code WHERE account_id = ?",
            [account.0],
        )?,
    })
}

fn refuse_too_many(connection: &Connection, account: AccountId) -> Result<()> {
    if counts(connection, account)?.authenticators as usize >= AUTHENTICATORS {
        return Err(Refusal::AuthenticatorLimit(AUTHENTICATORS).into());
    }
    Ok(())
}

impl Store {
    pub fn enrolment_counts(&self, account: AccountId) -> Result<EnrolmentCounts> {
        counts(&self.connection, account)
    }

    /// Begins anew: an enrolment that waits is forgotten.
    pub fn begin_enrolment(
        &mut self,
        act: &Act,
        name: &AccountName,
        label: &str,
        shape: TotpShape,
        secret: &TotpSecret,
    ) -> Result<Begun> {
        self.change(act, |change| {
            let account = accounts::get(&change.transaction, name)?;
            account.may_enrol()?;
            refuse_too_many(&change.transaction, account.id)?;
            change
                .transaction
                .execute("DELETE FROM method WHERE account_id = ? AND confirmed_at IS NULL", [account.id.0])?;
            // Sealed below, once the row has its number.
            write_one(
                &change.transaction,
                "INSERT INTO method (account_id, label, secret, algorithm, digits, step_seconds, created_at)
                 VALUES (?, ?, x'', ?, ?, ?, ?)",
                (
                    account.id.0,
                    label,
                    shape.algorithm.as_str(),
                    shape.digits,
                    u32::try_from(shape.step_seconds).unwrap_or(u32::MAX),
                    seconds(change.act.at),
                ),
            )?;
            let id = change.transaction.last_insert_rowid();
            let sealed = change.vault.sealer.seal(secret_place(&id.to_string(), account.id), secret.expose());
            write_one(&change.transaction, "UPDATE method SET secret = ? WHERE id = ?", (sealed, id))?;
            let record = Record::new(Event::EnrolmentBegun).account(account.id, account.name.as_str());
            change.record(&record.subject(label))?;
            Ok(Begun { account, id: MethodId(id) })
        })
    }

    /// Ends an enrolment: all of it happens, or nothing but a record of the refusal.
    pub fn confirm_enrolment(
        &mut self,
        act: &Act,
        name: &AccountName,
        wanted: &Confirmation<'_>,
    ) -> Result<Enrolled> {
        let account = self.account(name)?;
        account.may_enrol()?;
        // Looked at before anything slow is computed; decided again inside the transaction.
        let now = u64::try_from(act.at.as_second()).unwrap_or_default();
        if let Err(refusal) = self.check_code(&account, wanted.code, act.at, now) {
            if matches!(refusal, StoreError::Code(_)) {
                self.record_refused_code(act, &account)?;
            }
            return Err(refusal);
        }
        let salt = self.salt_for_new(act, account.id)?;
        let issue = counts(&self.connection, account.id)?.recovery_codes == 0;
        let codes = if issue { wanted.recovery_codes } else { &[] };
        let codes = codes
            .iter()
            .map(|code| {
                let id = self.vault.random.id();
                let hash = argon2id::hash(code.expose().as_bytes(), &salt.salt, salt.cost)?;
                let verifier = Verifier::derive(&hash, Purpose::RecoveryCode, &id);
                Ok((id, verifier))
            })
            .collect::<Result<Vec<_>>>()?;
        let first_app = match &wanted.first_app {
            Some(new) => Some(Prepared::new(
                account.id,
                new,
                &salt,
                act.at,
                &self.vault.random,
            )?),
            None => None,
        };

        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account.id)?;
            account.may_enrol()?;
            refuse_too_many(&change.transaction, account.id)?;
            let method = waiting(&change.transaction, account.id, change.act.at)?;
            let step = accepted_step(change, &account, &method, wanted.code, now)?;
            write_one(
                &change.transaction,
                "UPDATE method SET confirmed_at = ?, last_step = ? WHERE id = ? AND confirmed_at IS NULL",
                (seconds(change.act.at), step, method.id.0),
            )?;
            accounts::set_mfa(&change.transaction, account.id, MfaState::Enforced)?;
            let account = Account { mfa: MfaState::Enforced, ..account };
            let issued = counts(&change.transaction, account.id)?.recovery_codes == 0 && !codes.is_empty();
            if issued {
                for (id, verifier) in &codes {
                    let sealed = change.vault.sealer.seal(recovery_place(id, account.id), verifier.expose());
                    write_one(
                        &change.transaction,
                        "INSERT INTO recovery_code (id, account_id, salt_id, verifier, created_at) VALUES (?, ?, ?, ?, ?)",
                        (id, account.id.0, salt.id, sealed, seconds(change.act.at)),
                    )?;
                }
            }
            let detail = json!({ "method": "authenticator", "recovery_codes": if issued { codes.len() } else { 0 } });
            change.record(&Record::new(Event::Enrolled).account(account.id, account.name.as_str()).detail(detail))?;
            if let Some(app) = &first_app {
                app.insert(change, &account)?;
                record_created(change, &account, &app.row)?;
            }
            Ok(Enrolled {
                account,
                id: method.id,
                recovery_codes_issued: issued,
                app_password: first_app.as_ref().map(|app| app.row.clone()),
            })
        })
    }

    fn record_refused_code(&mut self, act: &Act, account: &Account) -> Result<()> {
        let (event, source) = (Event::EnrolmentRefused, Source::default());
        if log::is_refusal_recorded(&self.connection, event, Some(account.id), &source, act.at)? {
            return Ok(());
        }
        self.change(act, |change| {
            change.record(&Record::new(event).account(account.id, account.name.as_str()))
        })
    }

    fn check_code(&self, account: &Account, code: &str, at: Timestamp, now: u64) -> Result<()> {
        let method = waiting(&self.connection, account.id, at)?;
        let secret = open_secret(&self.vault, account, &method)?;
        match_code(&method, &secret, code, now).map(drop)
    }
}

fn accepted_step(
    change: &Change<'_>,
    account: &Account,
    method: &MethodRow,
    code: &str,
    now: u64,
) -> Result<i64> {
    let secret = open_secret(change.vault, account, method)?;
    match_code(method, &secret, code, now)
}

fn open_secret(vault: &super::Vault, account: &Account, method: &MethodRow) -> Result<TotpSecret> {
    let row = method.id.0.to_string();
    Ok(TotpSecret::new(
        vault
            .sealer
            .open(secret_place(&row, account.id), &method.sealed)?,
    ))
}

fn match_code(method: &MethodRow, secret: &TotpSecret, code: &str, now: u64) -> Result<i64> {
    let matched = Authenticator::new(secret, method.shape).matching_step(code, now);
    let last = method.last_step.and_then(|step| u64::try_from(step).ok());
    let step = accept_step(matched, last)?;
    i64::try_from(step).map_err(|_| CodeRefusal::Wrong.into())
}
