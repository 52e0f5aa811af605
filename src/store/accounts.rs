//! Rows of `account`.

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

use super::engine::value::{Parameter, Value};
use super::row::{Reader, damaged, moment, seconds};
use super::salts::{SaltRow, read_salt};
use super::tables::{ACCOUNT, SALT};
use super::transaction::Tx;
use super::{Result, StoreError};
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::audit::Event;
use crate::domain::contact::{Email, Phone};
use crate::domain::method::MethodKey;
use crate::domain::names::AccountName;

/// The greatest number that every reader of JSON holds exactly.
const MOST: i64 = (1 << 53) - 1;

/// Where an account's password is, if it isn't in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Place {
    /// A service account has none.
    #[strum(serialize = "none")]
    Nowhere,
    External,
}

fn password_place(account: &Account) -> Option<&'static str> {
    let place = match account.mfa {
        MfaState::Service => Some(Place::Nowhere),
        _ => account.external_password.then_some(Place::External),
    };
    place.map(Into::into)
}

/// Returns the word for the state of an account's MFA. A service account never has any.
fn mfa_word(account: &Account) -> &'static str {
    match account.mfa {
        MfaState::Service => MfaState::Disabled.into_str(),
        other => other.into_str(),
    }
}

fn read_account(reader: &Reader<'_>) -> Result<Account> {
    let place = reader.optional_parsed("password_place", |text| text.parse().ok())?;
    Ok(Account {
        id: AccountId(reader.get("id")?),
        name: AccountName::stored(reader.get("name")?, reader.get("name_key")?),
        mfa: match place {
            Some(Place::Nowhere) => MfaState::Service,
            Some(Place::External) | None => reader.parsed("mfa", |text| text.parse().ok())?,
        },
        external_password: place == Some(Place::External),
        disabled: reader.get("disabled")?,
        email: read_email(reader)?,
        phone: reader.optional_parsed("phone", |text| Phone::parse(text).ok())?,
        must_change_password: reader.get("must_change_password")?,
        created_at: reader.time("created_at")?,
        default_method: reader.optional_parsed("default_method", MethodKey::parse)?,
        epoch: reader.get("epoch")?,
        language: reader.optional_parsed("language", |text| text.parse().ok())?,
    })
}

fn read_email(reader: &Reader<'_>) -> Result<Option<Email>> {
    reader.optional_parsed("email", |text| Email::parse(text).ok())
}

/// Returns the pattern in SQL's words: `%` and `_` for `*` and `?`.
fn like(pattern: &str) -> String {
    let mut like = String::with_capacity(pattern.len());
    for c in pattern.to_lowercase().chars() {
        match c {
            '*' => like.push('%'),
            '?' => like.push('_'),
            '%' | '_' | '\\' => like.extend(['\\', c]),
            c => like.push(c),
        }
    }
    like
}

const BY_ID: &str = "WHERE id = ?";
const BY_NAME: &str = "WHERE name_key = ?";

/// Tells whether a row has this name, by another index than the one that finds accounts by name.
const IS_HIDDEN: &str = "SELECT 1 FROM account INDEXED BY account_by_name WHERE name_key = ?";

/// The query for one account with its salts.
fn with_salts(which: &str) -> String {
    let rest = format!("WHERE {which} ORDER BY salt.id");
    ACCOUNT.select_with_each(&SALT, "salt.account_id = account.id", &rest)
}

fn named_with_salts() -> String {
    with_salts("account.name_key = ?")
}

fn like_with_salts() -> String {
    with_salts(
        "account.id = (SELECT min(id) FROM account WHERE id > (SELECT ? % max(id) FROM account))",
    )
}

/// An account with the salts of its generated secrets.
pub type AccountWithSalts = (Account, Vec<SaltRow>);

impl Tx<'_> {
    pub fn account(&self, id: AccountId) -> Result<Option<Account>> {
        self.find_row(&ACCOUNT, BY_ID, [id.0], read_account)
    }

    pub fn foresee_account(&self, id: AccountId) {
        self.connection.foresee(&ACCOUNT.select(BY_ID), [id.0]);
    }

    /// Foresees what `account_named` asks for, whether an account has the name or not.
    pub fn foresee_account_named(&self, name: &AccountName) {
        let sql = ACCOUNT.select(BY_NAME);
        self.connection.foresee(&sql, [name.key()]);
        self.connection.foresee(IS_HIDDEN, [name.key()]);
    }

    pub fn account_named(&self, name: &AccountName) -> Result<Option<Account>> {
        let found = self.find_row(&ACCOUNT, BY_NAME, [name.key()], read_account)?;
        if found.is_none() {
            self.refuse_hidden_account(name)?;
        }
        Ok(found)
    }

    pub fn foresee_account_with_salts(&self, name: &AccountName) {
        self.connection.foresee(&named_with_salts(), [name.key()]);
    }

    /// As `account_named`, with its salts.
    pub fn account_with_salts(&self, name: &AccountName) -> Result<Option<AccountWithSalts>> {
        let found = self.find_with_salts(&named_with_salts(), name.key())?;
        if found.is_none() {
            self.refuse_hidden_account(name)?;
        }
        Ok(found)
    }

    /// Foresees all of `account_with_salts` and of `account_like`, so that the time doesn't tell which
    /// was read.
    pub fn foresee_account_or_like(&self, name: &AccountName) {
        self.foresee_account_with_salts(name);
        self.connection.foresee(IS_HIDDEN, [name.key()]);
        let number = self.number_of(name);
        self.connection.foresee(&like_with_salts(), [number]);
    }

    /// Returns an account that depends on this name, and always the same one while no account is added
    /// or deleted. `None` if there are no accounts.
    pub fn account_like(&self, name: &AccountName) -> Result<Option<AccountWithSalts>> {
        self.find_with_salts(&like_with_salts(), self.number_of(name))
    }

    /// Returns a number that can't be told from the name without the key.
    fn number_of(&self, name: &AccountName) -> i64 {
        let hash = self.keyed_hash("account like", &[name.key().as_bytes()]);
        let (number, _) = hash.expose().split_first_chunk().unwrap_or((&[0; 8], &[]));
        positive(*number)
    }

    fn find_with_salts(&self, sql: &str, by: impl Parameter) -> Result<Option<AccountWithSalts>> {
        let mut account = None;
        let mut salts = vec![];
        self.connection.each(sql, [by], |row| -> Result<()> {
            if account.is_none() {
                account = Some(read_account(&self.checked(&ACCOUNT, row)?)?);
            }
            if let Some(reader) = self.checked_after(&ACCOUNT, &SALT, row)? {
                salts.push(read_salt(&reader)?);
            }
            Ok(())
        })?;
        Ok(account.map(|account| (account, salts)))
    }

    /// Refuses a store with a row of this name that wasn't found by it. What a damaged page hides from one
    /// index isn't hidden from another.
    fn refuse_hidden_account(&self, name: &AccountName) -> Result<()> {
        let found = self.connection.find(IS_HIDDEN, [name.key()], |_| Ok(()))?;
        if found.is_none() {
            return Ok(());
        }
        let words = "two indexes of account don't agree";
        Err(StoreError::Damaged(words.to_owned()))
    }

    /// Returns any accounts, at most this many.
    pub fn some_accounts(&self, most: u32) -> Result<Vec<Account>> {
        let mut found = vec![];
        self.each_row(&ACCOUNT, "LIMIT ?", [most], |reader| -> Result<()> {
            found.push(read_account(reader)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the accounts that follow a name, in the order of their names, and their numbers of app
    /// passwords. The pattern may contain `*` and `?`.
    pub fn account_page(
        &self,
        pattern: Option<&str>,
        after: &str,
        most: u32,
    ) -> Result<Vec<(Account, u32)>> {
        let sql = ACCOUNT.select_with(
            ", (SELECT count(*) FROM app_password
                WHERE account_id = account.id AND deleted_at IS NULL AND replaced = 0)",
            "WHERE name_key > ?2 AND (?1 IS NULL OR name_key LIKE ?1 ESCAPE '\\') ORDER BY name_key LIMIT ?3",
        );
        let mut page = vec![];
        let params = (pattern.map(like), after, most);
        self.connection.each(&sql, params, |row| -> Result<()> {
            let reader = self.checked(&ACCOUNT, row)?;
            page.push((read_account(&reader)?, reader.beyond()?));
            Ok(())
        })?;
        Ok(page)
    }

    /// Passes the names of accounts, as they are compared and as they are, to a function: at most so
    /// many.
    pub fn each_account_name(&self, most: u32, mut with: impl FnMut(&str, &str)) -> Result<()> {
        let sql = "SELECT name_key, name FROM account ORDER BY name_key LIMIT ?";
        self.connection.each(sql, [most], |row| {
            let (key, name): (String, String) = (row.get(0)?, row.get(1)?);
            with(&key, &name);
            Ok(())
        })
    }

    /// Returns how many columns of a terminal the widest name and the widest e-mail address take,
    /// among the accounts that match.
    pub fn widest_account(&self, pattern: Option<&str>) -> Result<(usize, usize)> {
        let (mut name, mut email) = (0, 0);
        let sql = "SELECT name, coalesce(email, '') FROM account
                   WHERE ?1 IS NULL OR name_key LIKE ?1 ESCAPE '\\'";
        self.connection
            .each_of_many(sql, [pattern.map(like)], |row| {
                for (column, widest) in [&mut name, &mut email].into_iter().enumerate() {
                    let text = match row.value(column) {
                        Value::Text(text) => str::from_utf8(text).ok(),
                        _ => None,
                    };
                    let text = text.ok_or_else(|| damaged("account", ["name", "email"][column]))?;
                    // No character takes more columns than bytes.
                    if text.len() > *widest {
                        *widest = text.width().max(*widest);
                    }
                }
                Ok::<_, StoreError>(())
            })?;
        Ok((name, email))
    }

    /// Returns when the account's holder last signed in, as far as the audit trail goes back.
    pub fn last_sign_in(&self, id: AccountId) -> Result<Option<Timestamp>> {
        let sql = "SELECT at FROM log WHERE account_id = ? AND event = ? ORDER BY at DESC LIMIT 1";
        let params = (id.0, Event::SignedIn.into_str());
        self.connection.find(sql, params, |row| {
            moment(row.get(0)?).ok_or_else(|| damaged("log", "at"))
        })
    }

    pub fn count_accounts(&self) -> Result<u32> {
        self.connection.count("SELECT count(*) FROM account", ())
    }

    /// Adds the account, and assigns its id. Without a hash its password is external, or there is none.
    pub fn insert_account(
        &mut self,
        account: &Account,
        password_hash: Option<&str>,
    ) -> Result<AccountId> {
        // No account had it before, so nothing of a deleted one is ever of this one.
        let id = AccountId(positive(self.vault.random.bytes()));
        let sealed = password_hash.map_or_else(Vec::new, |hash| self.seal_password(id, hash));
        self.connection.write_one("INSERT INTO account (id, name, name_key, mfa, disabled, email, phone, password, must_change_password, created_at, password_place, language)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id.0,
                account.name.as_str(),
                account.name.key(),
                mfa_word(account),
                account.disabled,
                account.email.as_ref().map(Email::as_str),
                account.phone.as_ref().map(Phone::as_str),
                sealed,
                account.must_change_password,
                seconds(account.created_at),
                password_place(account),
                account.language.map(<&str>::from),
            ),
        )?;
        self.tag_row(&ACCOUNT, &[&id.0])?;
        Ok(id)
    }

    /// Writes all of the account except its password, of which only the place.
    pub fn save_account(&mut self, account: &Account) -> Result<()> {
        let before = self.rewrite_row(
            &ACCOUNT,
            &[&account.id.0],
            "UPDATE account SET name = ?, name_key = ?, mfa = ?, disabled = ?, email = ?, phone = ?,
                                default_method = ?, epoch = ?, must_change_password = ?,
                                password_place = ?, language = ?
             WHERE id = ?",
            (
                account.name.as_str(),
                account.name.key(),
                mfa_word(account),
                account.disabled,
                account.email.as_ref().map(Email::as_str),
                account.phone.as_ref().map(Phone::as_str),
                account.default_method.map(|key| key.to_string()),
                account.epoch,
                account.must_change_password,
                password_place(account),
                account.language.map(<&str>::from),
                account.id.0,
            ),
            read_email,
        )?;
        if let Some(email) = before.flatten()
            && account.email.as_ref() != Some(&email)
        {
            self.addresses_before.push((account.id, email));
        }
        Ok(())
    }

    pub fn delete_account(&mut self, id: AccountId) -> Result<()> {
        let sql = "DELETE FROM account WHERE id = ?";
        self.connection.write_one(sql, [id.0])
    }

    /// Seals the hash of a password, a PHC string.
    pub fn save_password(&mut self, id: AccountId, hash: &str) -> Result<()> {
        let sealed = self.seal_password(id, hash);
        let sql = "UPDATE account SET password = ? WHERE id = ?";
        self.write_row(&ACCOUNT, &[&id.0], sql, (sealed, id.0))
    }

    pub fn forget_password(&mut self, id: AccountId) -> Result<()> {
        let sql = "UPDATE account SET password = ? WHERE id = ?";
        self.write_row(&ACCOUNT, &[&id.0], sql, (Vec::new(), id.0))
    }

    fn seal_password(&self, id: AccountId, hash: &str) -> Vec<u8> {
        let row = id.0.to_string();
        let place = ACCOUNT.place(&row, id);
        self.vault.sealer.seal(place, hash.as_bytes())
    }

    /// Returns an account's sealed password hash, which changes whenever the password is set. `None` if
    /// there is no such account, or none that has a password.
    pub fn sealed_password(&self, id: AccountId) -> Result<Option<Vec<u8>>> {
        let sealed: Option<Vec<u8>> =
            self.find_row(&ACCOUNT, BY_ID, [id.0], |reader| reader.get("password"))?;
        Ok(sealed.filter(|sealed| !sealed.is_empty()))
    }

    pub fn open_password(&self, id: AccountId, sealed: &[u8]) -> Result<Zeroizing<String>> {
        let row = id.0.to_string();
        let opened = self.vault.sealer.open(ACCOUNT.place(&row, id), sealed)?;
        match str::from_utf8(&opened) {
            Ok(phc) => Ok(Zeroizing::new(phc.to_owned())),
            Err(_) => Err(damaged("account", "password")),
        }
    }
}

/// Returns a positive number from these bytes, small enough for a number in JSON.
fn positive(bytes: [u8; 8]) -> i64 {
    (i64::from_be_bytes(bytes) & MOST).max(1)
}
