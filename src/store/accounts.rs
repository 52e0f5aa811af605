//! Accounts: rows of `account` and what hangs on them.

use rusqlite::{Connection, Row};
use serde_json::{Map, Value, json};
use strum::IntoEnumIterator;
use zeroize::Zeroizing;

use super::row::{Reader, damaged, each, find, seconds, write_one};
use super::throttle::Counter;
use super::transaction::Change;
use super::{
    Result, Store, StoreError, Vault, app_passwords, methods, policy, recovery_codes, sign_in,
};
use crate::crypto::argon2id::{self, GENERATED};
use crate::crypto::seal::Place;
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::contact::{ContactKind, Email, Phone};
use crate::domain::escape::quoted;
use crate::domain::method::MethodKey;
use crate::domain::names::AccountName;
use crate::domain::policy::OnPasswordChange;
use crate::domain::throttle::Proof;

const COLUMNS: &str = "account.id, account.name, name_key, mfa, disabled, email, phone, default_method, epoch, must_change_password, account.created_at";

/// An account to be.
pub struct NewAccount<'a> {
    pub name: &'a AccountName,
    pub mfa_required: bool,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    /// A PHC string.
    pub password_hash: &'a str,
    pub must_change_password: bool,
}

/// What is to be different; nothing where a field is none.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    pub mfa_required: Option<bool>,
    pub disabled: Option<bool>,
    pub email: Option<Option<Email>>,
    pub phone: Option<Option<Phone>>,
}

/// An account with what hangs on it, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSummary {
    pub account: Account,
    pub app_passwords: u32,
    pub authenticators: u32,
    pub recovery_codes_left: u32,
}

pub fn read_account(row: &Row<'_>) -> Result<Account> {
    let reader = Reader {
        table: "account",
        row,
    };
    Ok(Account {
        id: AccountId(reader.get("id")?),
        name: AccountName::stored(reader.get("name")?, reader.get("name_key")?),
        mfa: reader.parsed("mfa", |text| text.parse().ok())?,
        disabled: reader.get("disabled")?,
        email: reader.optional_parsed("email", |text| Email::parse(text).ok())?,
        phone: reader.optional_parsed("phone", |text| Phone::parse(text).ok())?,
        default_method: reader.optional_parsed("default_method", MethodKey::parse)?,
        must_change_password: reader.get("must_change_password")?,
        epoch: reader.get("epoch")?,
        created_at: reader.time("created_at")?,
    })
}

/// The account of that name, or none.
pub fn lookup(connection: &Connection, name: &AccountName) -> Result<Option<Account>> {
    find(
        connection,
        &format!("SELECT {COLUMNS} FROM account WHERE name_key = ?"),
        [name.key()],
        read_account,
    )
}

pub fn get(connection: &Connection, name: &AccountName) -> Result<Account> {
    lookup(connection, name)?.ok_or_else(|| StoreError::NoAccount(quoted(name.as_str())))
}

pub fn by_id(connection: &Connection, id: AccountId) -> Result<Account> {
    let found = find(
        connection,
        &format!("SELECT {COLUMNS} FROM account WHERE id = ?"),
        [id.0],
        read_account,
    )?;
    // It was there when the command began.
    found.ok_or(StoreError::Meanwhile)
}

pub fn set_mfa(connection: &Connection, id: AccountId, mfa: MfaState) -> Result<()> {
    write_one(
        connection,
        "UPDATE account SET mfa = ? WHERE id = ?",
        (mfa.into_str(), id.0),
    )
}

/// Where an account's password is sealed.
pub fn password_place(row: &str, id: AccountId) -> Place<'_> {
    Place {
        table: "account",
        column: "password",
        row,
        account: id.0,
    }
}

pub fn sealed_password(connection: &Connection, id: AccountId) -> Result<Vec<u8>> {
    let sql = "SELECT password FROM account WHERE id = ?";
    find(connection, sql, [id.0], |row| Ok(row.get(0)?))?.ok_or(StoreError::Meanwhile)
}

/// The PHC string of an account's password.
pub fn open_password(vault: &Vault, id: AccountId, sealed: &[u8]) -> Result<Zeroizing<String>> {
    let row = id.0.to_string();
    let opened = vault.sealer.open(password_place(&row, id), sealed)?;
    match str::from_utf8(&opened) {
        Ok(phc) => Ok(Zeroizing::new(phc.to_owned())),
        Err(_) => Err(damaged("account", "password")),
    }
}

impl Store {
    pub fn account(&self, name: &AccountName) -> Result<Account> {
        get(&self.connection, name)
    }

    /// The account that is meant when nobody names one: the only one there is.
    pub fn only_account(&self) -> Result<Account> {
        let mut found = vec![];
        let sql = format!("SELECT {COLUMNS} FROM account LIMIT 2");
        each(&self.connection, &sql, [], |row| -> Result<()> {
            found.push(read_account(row)?);
            Ok(())
        })?;
        match found.len() {
            0 => Err(StoreError::NoAccounts),
            1 => Ok(found.remove(0)),
            _ => Err(StoreError::SeveralAccounts),
        }
    }

    pub fn account_summary(&self, name: &AccountName) -> Result<AccountSummary> {
        let account = self.account(name)?;
        let id = account.id;
        Ok(AccountSummary {
            account,
            app_passwords: app_passwords::count_live(&self.connection, id)?,
            authenticators: methods::count_authenticators(&self.connection, id)?,
            recovery_codes_left: recovery_codes::left(&self.connection, id)?,
        })
    }

    /// Hands the accounts and their numbers of app passwords to a function, in the order of their
    /// names, one at a time. The pattern knows `*` and `?`.
    pub fn each_account<E: From<StoreError>>(
        &self,
        pattern: Option<&str>,
        mut with: impl FnMut(Account, u32) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        // In SQL a bracket begins a set of characters; here it is itself.
        let pattern = pattern.map_or_else(
            || "*".to_owned(),
            |pattern| pattern.to_lowercase().replace('[', "[[]"),
        );
        let sql = format!(
            "SELECT {COLUMNS}, (SELECT count(*) FROM app_password
                                WHERE account_id = account.id AND deleted_at IS NULL AND replaced = 0) AS app_passwords
             FROM account WHERE name_key GLOB ? ORDER BY name_key"
        );
        each(&self.connection, &sql, [pattern], |row| {
            let app_passwords = row.get("app_passwords").map_err(StoreError::from)?;
            with(read_account(row)?, app_passwords)
        })
    }

    pub fn add_account(&mut self, act: &Act, new: &NewAccount<'_>) -> Result<Account> {
        let salt: argon2id::Salt = self.vault.random.bytes();
        self.change(act, |change| {
            if let Some(there) = lookup(&change.transaction, new.name)? {
                return Err(StoreError::AccountTaken(quoted(there.name.as_str())));
            }
            let mfa = MfaState::wanted(new.mfa_required, false);
            // Sealed below, once the row has its number.
            write_one(
                &change.transaction,
                "INSERT INTO account (name, name_key, mfa, email, phone, password, must_change_password, created_at)
                 VALUES (?, ?, ?, ?, ?, x'', ?, ?)",
                (
                    new.name.as_str(),
                    new.name.key(),
                    mfa.into_str(),
                    new.email.as_ref().map(Email::as_str),
                    new.phone.as_ref().map(Phone::as_str),
                    new.must_change_password,
                    seconds(change.act.at),
                ),
            )?;
            let id = AccountId(change.transaction.last_insert_rowid());
            let row = id.0.to_string();
            let sealed = change.vault.sealer.seal(password_place(&row, id), new.password_hash.as_bytes());
            write_one(&change.transaction, "UPDATE account SET password = ? WHERE id = ?", (sealed, id.0))?;
            app_passwords::add_salt(&change.transaction, id, &salt, GENERATED)?;
            let record = Record::new(Event::AccountAdded).account(id, new.name.as_str());
            change.record(&record.detail(json!({ "mfa": mfa.into_str(), "temporary_password": new.must_change_password })))?;
            by_id(&change.transaction, id)
        })
    }

    pub fn change_account(
        &mut self,
        act: &Act,
        name: &AccountName,
        wanted: &AccountChange,
    ) -> Result<Account> {
        self.change(act, |change| {
            let before = get(&change.transaction, name)?;
            let mut after = before.clone();
            after.disabled = wanted.disabled.unwrap_or(before.disabled);
            after.email = wanted.email.clone().unwrap_or(before.email.clone());
            after.phone = wanted.phone.clone().unwrap_or(before.phone.clone());
            let policy = policy::read(&change.transaction)?;
            let was_set_up = methods::is_set_up(&change.transaction, &before, &policy)?;
            for kind in ContactKind::iter() {
                if after.contact(kind) != before.contact(kind) {
                    methods::forget_contact(change, before.id, kind)?;
                }
            }
            let required = wanted
                .mfa_required
                .unwrap_or(before.mfa != MfaState::Disabled);
            let set_up = methods::is_set_up(&change.transaction, &before, &policy)?;
            let lost = before.mfa == MfaState::Enforced && was_set_up && !set_up;
            if wanted.mfa_required.is_some() || lost {
                after.mfa = MfaState::wanted(required, set_up);
            }
            if after.disabled {
                sign_in::end_sign_ins(change, before.id)?;
            }
            if after == before {
                return Ok(after);
            }
            write_one(
                &change.transaction,
                "UPDATE account SET mfa = ?, disabled = ?, email = ?, phone = ? WHERE id = ?",
                (
                    after.mfa.into_str(),
                    after.disabled,
                    after.email.as_ref().map(Email::as_str),
                    after.phone.as_ref().map(Phone::as_str),
                    after.id.0,
                ),
            )?;
            let record = Record::new(Event::AccountChanged).account(after.id, after.name.as_str());
            change.record(&record.detail(difference(&before, &after)))?;
            Ok(after)
        })
    }

    pub fn rename_account(
        &mut self,
        act: &Act,
        name: &AccountName,
        new: &AccountName,
    ) -> Result<Account> {
        self.change(act, |change| {
            let before = get(&change.transaction, name)?;
            if lookup(&change.transaction, new)?.is_some_and(|other| other.id != before.id) {
                return Err(StoreError::AccountTaken(quoted(new.as_str())));
            }
            write_one(
                &change.transaction,
                "UPDATE account SET name = ?, name_key = ? WHERE id = ?",
                (new.as_str(), new.key(), before.id.0),
            )?;
            let record = Record::new(Event::AccountRenamed).account(before.id, new.as_str());
            change.record(&record.detail(json!({ "before": before.name.as_str() })))?;
            by_id(&change.transaction, before.id)
        })
    }

    /// Sets the primary password. Says how many app passwords went with the old one, as policy
    /// has it.
    pub fn set_password(
        &mut self,
        act: &Act,
        name: &AccountName,
        hash: &str,
        must_change: bool,
    ) -> Result<usize> {
        self.change(act, |change| {
            let account = get(&change.transaction, name)?;
            write_password(change, &account, hash, must_change)
        })
    }

    /// Deletes the account with everything but its audit trail.
    pub fn delete_account(&mut self, act: &Act, name: &AccountName) -> Result<()> {
        self.change(act, |change| {
            let account = get(&change.transaction, name)?;
            write_one(
                &change.transaction,
                "DELETE FROM account WHERE id = ?",
                [account.id.0],
            )?;
            change.record(
                &Record::new(Event::AccountDeleted).account(account.id, account.name.as_str()),
            )
        })
    }
}

/// Sets the password and ends what hung on the old one. Says how many app passwords went with it.
pub fn write_password(
    change: &mut Change<'_>,
    account: &Account,
    hash: &str,
    must_change: bool,
) -> Result<usize> {
    let row = account.id.0.to_string();
    let sealed = change
        .vault
        .sealer
        .seal(password_place(&row, account.id), hash.as_bytes());
    write_one(
        &change.transaction,
        "UPDATE account SET password = ?, must_change_password = ? WHERE id = ?",
        (sealed, must_change, account.id.0),
    )?;
    sign_in::end_sign_ins(change, account.id)?;
    Counter::new(change.vault, Some(account.id), &account.name)
        .clear(&change.transaction, Proof::Password)?;
    let record = Record::new(Event::PasswordSet).account(account.id, account.name.as_str());
    change.record(&record.detail(json!({ "temporary": must_change })))?;
    match policy::read(&change.transaction)?.on_password_change {
        OnPasswordChange::Keep => Ok(0),
        OnPasswordChange::Delete => {
            let all = app_passwords::live(&change.transaction, account.id)?;
            app_passwords::delete(change, account, &all)?;
            Ok(all.iter().filter(|one| !one.replaced).count())
        }
    }
}

/// Only what changed, before and after.
fn difference(before: &Account, after: &Account) -> Value {
    let fields = |account: &Account| {
        [
            ("mfa", json!(account.mfa.into_str())),
            ("disabled", json!(account.disabled)),
            ("email", json!(account.email.as_ref().map(Email::as_str))),
            ("phone", json!(account.phone.as_ref().map(Phone::as_str))),
        ]
    };
    let changed: Map<String, Value> = fields(before)
        .into_iter()
        .zip(fields(after))
        .filter(|((_, was), (_, is))| was != is)
        .map(|((name, was), (_, is))| (name.to_owned(), json!({ "before": was, "after": is })))
        .collect();
    Value::Object(changed)
}
