//! The methods of an account: rows of `method` and of `contact`.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use serde_json::json;

use super::row::{Reader, count, each, find, seconds, write_one};
use super::transaction::Change;
use super::{Result, Store, StoreError, Vault, accounts, app_passwords, policy, sign_in};
use crate::crypto::seal::Place;
use crate::crypto::totp::{Authenticator, TotpSecret};
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::audit::{Act, Event, Record, Role};
use crate::domain::contact::{Contact, ContactKind};
use crate::domain::method::{CodeRefusal, Method, MethodId, MethodKey, TotpShape, accept_step};
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::throttle::Proof;

const AUTHENTICATOR_COLUMNS: &str = "id, label, secret, algorithm, digits, step_seconds, last_step, created_at, confirmed_at, last_used_at";

/// What resetting an account's MFA took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    pub account: Account,
    pub methods: usize,
    pub app_passwords: usize,
}

/// An authenticator as it is stored.
pub struct AuthenticatorRow {
    pub id: MethodId,
    pub shape: TotpShape,
    sealed: Vec<u8>,
    last_step: Option<i64>,
    pub created_at: Timestamp,
}

fn read_authenticator(row: &Row<'_>) -> Result<AuthenticatorRow> {
    let reader = Reader {
        table: "method",
        row,
    };
    Ok(AuthenticatorRow {
        id: MethodId(reader.get("id")?),
        shape: TotpShape {
            algorithm: reader.parsed("algorithm", |text| text.parse().ok())?,
            digits: reader.get("digits")?,
            step_seconds: reader.get::<u32>("step_seconds")?.into(),
        },
        sealed: reader.get("secret")?,
        last_step: reader.get("last_step")?,
        created_at: reader.time("created_at")?,
    })
}

impl AuthenticatorRow {
    /// The time step that this code accepts, which is later than any before.
    pub fn accept(
        &self,
        vault: &Vault,
        account: AccountId,
        code: &str,
        now: Timestamp,
    ) -> Result<i64> {
        let row = self.id.0.to_string();
        let secret = TotpSecret::new(
            vault
                .sealer
                .open(secret_place(&row, account), &self.sealed)?,
        );
        let now = u64::try_from(now.as_second()).unwrap_or_default();
        let matched = Authenticator::new(&secret, self.shape).matching_step(code, now);
        let last = self.last_step.and_then(|step| u64::try_from(step).ok());
        let step = accept_step(matched, last)?;
        i64::try_from(step).map_err(|_| CodeRefusal::Wrong.into())
    }
}

pub fn secret_place(id: &str, account: AccountId) -> Place<'_> {
    Place {
        table: "method",
        column: "secret",
        row: id,
        account: account.0,
    }
}

/// The authenticator that waits for its first code, if any.
pub fn begun(connection: &Connection, account: AccountId) -> Result<Option<AuthenticatorRow>> {
    let sql = format!(
        "SELECT {AUTHENTICATOR_COLUMNS} FROM method WHERE account_id = ? AND confirmed_at IS NULL"
    );
    find(connection, &sql, [account.0], read_authenticator)
}

/// Adds an authenticator. Without a time step it is only begun.
pub fn add_authenticator(
    change: &Change<'_>,
    account: AccountId,
    label: &str,
    shape: TotpShape,
    secret: &TotpSecret,
    step: Option<i64>,
) -> Result<MethodId> {
    let label = free_label(&change.transaction, account, label)?;
    let now = seconds(change.act.at);
    // Sealed below, once the row has its number.
    write_one(
        &change.transaction,
        "INSERT INTO method (account_id, label, secret, algorithm, digits, step_seconds, last_step, created_at, confirmed_at)
         VALUES (?, ?, x'', ?, ?, ?, ?, ?, ?)",
        (
            account.0,
            label,
            shape.algorithm.into_str(),
            shape.digits,
            u32::try_from(shape.step_seconds).unwrap_or(u32::MAX),
            step,
            now,
            step.map(|_| now),
        ),
    )?;
    let id = change.transaction.last_insert_rowid();
    let sealed = change
        .vault
        .sealer
        .seal(secret_place(&id.to_string(), account), secret.expose());
    write_one(
        &change.transaction,
        "UPDATE method SET secret = ? WHERE id = ?",
        (sealed, id),
    )?;
    Ok(MethodId(id))
}

/// The label, with a number where another authenticator has it already.
fn free_label(connection: &Connection, account: AccountId, wanted: &str) -> Result<String> {
    let mut taken: Vec<String> = vec![];
    let sql = "SELECT label FROM method WHERE account_id = ?";
    each(connection, sql, [account.0], |row| -> Result<()> {
        taken.push(row.get("label")?);
        Ok(())
    })?;
    let numbered = (2..).map(|number| format!("{wanted} {number}"));
    Ok(std::iter::once(wanted.to_owned())
        .chain(numbered)
        .find(|label| !taken.contains(label))
        .unwrap_or_default())
}

/// Makes this the account's contact of its kind, verified now.
pub fn add_contact(change: &Change<'_>, account: AccountId, contact: &Contact) -> Result<()> {
    let sql = match contact.kind() {
        ContactKind::Email => "UPDATE account SET email = ? WHERE id = ?",
        ContactKind::Phone => "UPDATE account SET phone = ? WHERE id = ?",
    };
    write_one(&change.transaction, sql, (contact.as_str(), account.0))?;
    write_one(
        &change.transaction,
        "INSERT OR REPLACE INTO contact (account_id, kind, verified_at) VALUES (?, ?, ?)",
        (account.0, contact.kind().into_str(), seconds(change.act.at)),
    )
}

/// An address or number that changed has to be verified again.
pub fn forget_contact(change: &Change<'_>, account: AccountId, kind: ContactKind) -> Result<()> {
    let mut gone = 0;
    for sql in [
        "DELETE FROM contact_code WHERE account_id = ? AND kind = ?",
        "DELETE FROM contact WHERE account_id = ? AND kind = ?",
    ] {
        gone = change
            .transaction
            .execute(sql, (account.0, kind.into_str()))?;
    }
    if gone > 0 {
        sign_in::end_sign_ins(change, account)?;
    }
    Ok(())
}

pub fn count_authenticators(connection: &Connection, account: AccountId) -> Result<u32> {
    count(
        connection,
        "SELECT count(*) FROM method WHERE account_id = ? AND confirmed_at IS NOT NULL",
        [account.0],
    )
}

/// Those that are set up, oldest first.
pub fn all(connection: &Connection, account: &Account) -> Result<Vec<Method>> {
    let mut all = vec![];
    let sql = format!(
        "SELECT {AUTHENTICATOR_COLUMNS} FROM method
         WHERE account_id = ? AND confirmed_at IS NOT NULL ORDER BY confirmed_at, id"
    );
    each(connection, &sql, [account.id.0], |row| -> Result<()> {
        let reader = Reader {
            table: "method",
            row,
        };
        all.push(Method {
            key: MethodKey::Authenticator(MethodId(reader.get("id")?)),
            label: reader.get("label")?,
            contact: None,
            added_at: reader.time("confirmed_at")?,
            last_used_at: reader.optional_time("last_used_at")?,
        });
        Ok(())
    })?;
    let sql = "SELECT kind, verified_at, last_used_at FROM contact WHERE account_id = ? ORDER BY verified_at, kind";
    each(connection, sql, [account.id.0], |row| -> Result<()> {
        let reader = Reader {
            table: "contact",
            row,
        };
        let kind = reader.parsed("kind", |text| text.parse().ok())?;
        let contact = account
            .contact(kind)
            .ok_or_else(|| super::row::damaged("contact", "kind"))?;
        all.push(Method {
            key: MethodKey::Contact(kind),
            label: contact.as_str().to_owned(),
            contact: Some(contact),
            added_at: reader.time("verified_at")?,
            last_used_at: reader.optional_time("last_used_at")?,
        });
        Ok(())
    })?;
    Ok(all)
}

/// Whether MFA is set up by what there is.
pub fn is_set_up(connection: &Connection, account: &Account, policy: &Policy) -> Result<bool> {
    Ok(all(connection, account)?
        .iter()
        .any(|method| method.counts(policy)))
}

fn existing(connection: &Connection, account: &Account, key: MethodKey) -> Result<Method> {
    all(connection, account)?
        .into_iter()
        .find(|method| method.key == key)
        .ok_or(StoreError::Meanwhile)
}

impl Store {
    pub fn methods(&self, account: &Account) -> Result<Vec<Method>> {
        all(&self.connection, account)
    }

    /// A code of an authenticator that is set up, which counts once.
    pub fn check_authenticator(
        &mut self,
        act: &Act,
        account: AccountId,
        id: MethodId,
        code: &str,
    ) -> Result<()> {
        let refusal = Event::SignInRefused;
        self.prove(
            act,
            account,
            Proof::Authenticator,
            refusal,
            |change, account| {
                let sql = format!(
                    "SELECT {AUTHENTICATOR_COLUMNS} FROM method
                 WHERE account_id = ? AND id = ? AND confirmed_at IS NOT NULL"
                );
                let found = find(
                    &change.transaction,
                    &sql,
                    (account.id.0, id.0),
                    read_authenticator,
                )?;
                let method = found.ok_or(StoreError::Meanwhile)?;
                let step = method.accept(change.vault, account.id, code, act.at)?;
                write_one(
                    &change.transaction,
                    "UPDATE method SET last_step = ?, last_used_at = ? WHERE id = ?",
                    (step, seconds(act.at), id.0),
                )
            },
        )
    }

    pub fn set_default_method(
        &mut self,
        act: &Act,
        account: AccountId,
        key: MethodKey,
    ) -> Result<Method> {
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account)?;
            let method = existing(&change.transaction, &account, key)?;
            if !method.counts(&policy::read(&change.transaction)?) {
                return Err(Refusal::ContactCodes.into());
            }
            if account.default_method == Some(key) {
                return Ok(method);
            }
            write_one(
                &change.transaction,
                "UPDATE account SET default_method = ? WHERE id = ?",
                (key.to_string(), account.id.0),
            )?;
            let record =
                Record::new(Event::DefaultMethodChanged).account(account.id, account.name.as_str());
            change.record(&record.subject(&method.label))?;
            Ok(method)
        })
    }

    /// Removes a method, unless MFA is required and would no longer be set up.
    pub fn remove_method(
        &mut self,
        act: &Act,
        account: AccountId,
        key: MethodKey,
    ) -> Result<Method> {
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account)?;
            if act.role == Role::Holder {
                // Else the password alone would do, while MFA is off.
                account.may_have_recovery_codes()?;
            }
            let method = existing(&change.transaction, &account, key)?;
            match key {
                MethodKey::Authenticator(id) => {
                    write_one(
                        &change.transaction,
                        "DELETE FROM method WHERE id = ?",
                        [id.0],
                    )?;
                    sign_in::end_sign_ins(change, account.id)?;
                }
                MethodKey::Contact(kind) => forget_contact(change, account.id, kind)?,
            }
            let policy = policy::read(&change.transaction)?;
            if account.mfa == MfaState::Enforced
                && !is_set_up(&change.transaction, &account, &policy)?
            {
                return Err(Refusal::LastMethod.into());
            }
            let record =
                Record::new(Event::MethodRemoved).account(account.id, account.name.as_str());
            change.record(
                &record
                    .subject(&method.label)
                    .detail(json!({ "method": key.kind() })),
            )?;
            Ok(method)
        })
    }

    /// The holder has to set MFA up anew: what was set up is gone, and so is whoever is signed in.
    pub fn reset_mfa(
        &mut self,
        act: &Act,
        account: AccountId,
        delete_app_passwords: bool,
    ) -> Result<Reset> {
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account)?;
            let methods = all(&change.transaction, &account)?.len();
            for table in ["method", "contact", "contact_code", "recovery_code"] {
                change.transaction.execute(
                    &format!("DELETE FROM {table} WHERE account_id = ?"),
                    [account.id.0],
                )?;
            }
            change.transaction.execute(
                "DELETE FROM throttle WHERE account_id = ? AND proof != ?",
                (account.id.0, Proof::Password.into_str()),
            )?;
            sign_in::end_sign_ins(change, account.id)?;
            let mfa = MfaState::wanted(account.mfa != MfaState::Disabled, false);
            write_one(
                &change.transaction,
                "UPDATE account SET mfa = ?, default_method = NULL WHERE id = ?",
                (mfa.into_str(), account.id.0),
            )?;
            let doomed = if delete_app_passwords {
                app_passwords::live(&change.transaction, account.id)?
            } else {
                vec![]
            };
            app_passwords::delete(change, &account, &doomed)?;
            let app_passwords = doomed.iter().filter(|one| !one.replaced).count();
            let record = Record::new(Event::MfaReset).account(account.id, account.name.as_str());
            change.record(
                &record.detail(json!({ "methods": methods, "app_passwords": app_passwords })),
            )?;
            Ok(Reset {
                account: accounts::by_id(&change.transaction, account.id)?,
                methods,
                app_passwords,
            })
        })
    }
}
