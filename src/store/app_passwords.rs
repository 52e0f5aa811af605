//! Rows of `app_password`, and of `app_password_source`, where each was used from.

use super::row::{Reader, seconds};
use super::tables::APP_PASSWORD;
use super::tagged::Key;
use super::transaction::Tx;
use super::{Result, StoreError};
use crate::crypto::CryptoError;
use crate::crypto::row_tags::RowTags;
use crate::crypto::verifier::Verifier;
use crate::domain::account::AccountId;
use crate::domain::app_password::{AppPassword, LastUse};
use crate::domain::names::AppName;
use crate::domain::scope::{Scope, Source, parse_address, parse_network};
use jiff::Timestamp;

/// An app password with the verifier of its secret.
pub struct StoredAppPassword {
    pub app_password: AppPassword,
    pub salt_id: i64,
    /// The sealed verifier, which no other row ever has.
    pub sealed: Vec<u8>,
    pub verifier: std::result::Result<Verifier, CryptoError>,
}

/// Reads a row that may not be as keyfob wrote it.
fn read_app_password(reader: &Reader<'_>, tags: &RowTags) -> Result<AppPassword> {
    Ok(AppPassword {
        id: reader.get("id")?,
        account: AccountId(reader.get("account_id")?),
        name: AppName::stored(reader.get("name")?, reader.get("name_key")?),
        note: reader.get("note")?,
        scope: Scope {
            services: reader.parsed("services", |text| split(text, |one| one.parse().ok()))?,
            networks: reader.parsed("networks", |text| {
                split(text, |one| parse_network(one).ok())
            })?,
        },
        created_at: reader.time("created_at")?,
        expires_at: reader.optional_time("expires_at")?,
        last_use: {
            let at = reader.optional_time("last_used_at")?;
            let service = reader.optional_parsed("last_used_service", |text| text.parse().ok())?;
            let address =
                reader.optional_parsed("last_used_address", |text| parse_address(text).ok())?;
            at.map(|at| LastUse {
                at,
                service,
                address,
            })
        },
        replaced: reader.get("replaced")?,
        deleted_at: reader.optional_time("deleted_at")?,
        damaged: !reader.has_right_tag(tags),
    })
}

fn split<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',')
        .filter(|one| !one.is_empty())
        .map(parse)
        .collect()
}

fn joined<T: ToString>(all: &[T]) -> String {
    all.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

const OF_ACCOUNT: &str = "WHERE account_id = ?";

impl Tx<'_> {
    /// Returns those that aren't deleted, oldest first, including rotated ones that are still accepted.
    pub fn app_passwords(&self, account: AccountId) -> Result<Vec<AppPassword>> {
        let mut all = vec![];
        let sql = APP_PASSWORD
            .select("WHERE account_id = ? AND deleted_at IS NULL ORDER BY created_at, name_key");
        self.connection
            .each(&sql, [account.0], |row| -> Result<()> {
                let reader = Reader::new(&APP_PASSWORD, row);
                all.push(read_app_password(&reader, &self.vault.row_tags)?);
                Ok(())
            })?;
        Ok(all)
    }

    /// Returns how many count toward the limit.
    pub fn count_app_passwords(&self, account: AccountId) -> Result<u32> {
        let sql = "SELECT count(*) FROM app_password WHERE account_id = ? AND deleted_at IS NULL AND replaced = 0";
        self.connection.count(sql, [account.0])
    }

    pub fn count_all_app_passwords(&self) -> Result<u32> {
        let sql = "SELECT count(*) FROM app_password WHERE deleted_at IS NULL AND replaced = 0";
        self.connection.count(sql, ())
    }

    /// Returns whether a different app password of the account has the name.
    pub fn is_app_name_taken(
        &self,
        account: AccountId,
        name: &AppName,
        other_than: Option<&str>,
    ) -> Result<bool> {
        let sql = "SELECT 1 FROM app_password
                   WHERE account_id = ? AND name_key = ? AND deleted_at IS NULL AND replaced = 0 AND id IS DISTINCT FROM ?";
        let params = (account.0, name.key(), other_than);
        Ok(self.connection.find(sql, params, |_| Ok(()))?.is_some())
    }

    pub fn foresee_stored_app_passwords(&self, account: AccountId) {
        let sql = APP_PASSWORD.select(OF_ACCOUNT);
        self.connection.foresee(&sql, [account.0]);
    }

    /// Returns every row of the account with its verifier, including deleted ones.
    pub fn stored_app_passwords(&self, account: AccountId) -> Result<Vec<StoredAppPassword>> {
        let mut all = vec![];
        let sql = APP_PASSWORD.select(OF_ACCOUNT);
        self.connection
            .each(&sql, [account.0], |row| -> Result<()> {
                all.push(self.read_stored(&Reader::new(&APP_PASSWORD, row))?);
                Ok(())
            })?;
        Ok(all)
    }

    /// Refuses a store in which an account has another number of rows than were found: a damaged page may
    /// hide one, and one without its salt can't be decided. They are counted by another index.
    pub fn refuse_hidden_app_passwords(&self, account: AccountId, found: usize) -> Result<()> {
        let sql = "SELECT count(*) FROM app_password INDEXED BY app_password_of_salt
                   WHERE salt_id IN (SELECT id FROM salt WHERE account_id = ?)";
        let counted = self.connection.count(sql, [account.0])?;
        if usize::try_from(counted) == Ok(found) {
            return Ok(());
        }
        let words = "the rows of app_password and of salt don't agree";
        Err(StoreError::Damaged(words.to_owned()))
    }

    /// Returns the sealed verifier of an app password without opening it.
    pub fn sealed_app_password(
        &self,
        account: AccountId,
        id: &str,
    ) -> Result<Option<(AppPassword, Vec<u8>)>> {
        let params = (account.0, id);
        self.find_row(&APP_PASSWORD, &APP_PASSWORD.by_key(), params, |reader| {
            let app_password = read_app_password(reader, &self.vault.row_tags)?;
            Ok((app_password, reader.get("verifier")?))
        })
    }

    /// A damaged row has no verifier. The others still have theirs.
    fn read_stored(&self, reader: &Reader<'_>) -> Result<StoredAppPassword> {
        let app_password = read_app_password(reader, &self.vault.row_tags)?;
        let sealed: Vec<u8> = reader.get("verifier")?;
        let opened = if app_password.damaged {
            Err(CryptoError::Sealed)
        } else {
            let place = APP_PASSWORD.place(&app_password.id, app_password.account);
            self.vault.sealer.open(place, &sealed)
        };
        Ok(StoredAppPassword {
            salt_id: reader.get("salt_id")?,
            verifier: opened
                .and_then(|bytes| Verifier::from_bytes(&bytes).ok_or(CryptoError::Sealed)),
            sealed,
            app_password,
        })
    }

    pub fn insert_app_password(
        &mut self,
        row: &AppPassword,
        salt_id: i64,
        verifier: &Verifier,
    ) -> Result<()> {
        let place = APP_PASSWORD.place(&row.id, row.account);
        let sealed = self.vault.sealer.seal(place, verifier.expose());
        self.write_row(
            &APP_PASSWORD,
            &[&row.account.0, &row.id],
            "INSERT INTO app_password (id, account_id, salt_id, name, name_key, note, services, networks, verifier,
                                       created_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                &row.id,
                row.account.0,
                salt_id,
                row.name.as_str(),
                row.name.key(),
                &row.note,
                joined(&row.scope.services),
                joined(&row.scope.networks),
                sealed,
                seconds(row.created_at),
                row.expires_at.map(seconds),
            ),
        )
    }

    /// Writes what can be changed of an app password that isn't deleted.
    pub fn save_app_password(&mut self, row: &AppPassword) -> Result<()> {
        self.write_row(
            &APP_PASSWORD,
            &[&row.account.0, &row.id],
            "UPDATE app_password SET name = ?, name_key = ?, expires_at = ?, replaced = ?
             WHERE account_id = ? AND id = ? AND deleted_at IS NULL",
            (
                row.name.as_str(),
                row.name.key(),
                row.expires_at.map(seconds),
                row.replaced,
                row.account.0,
                &row.id,
            ),
        )
    }

    /// Notes when an app password was used last, unless it was deleted meanwhile.
    pub fn note_last_use(&mut self, used: &AppPassword, last: &LastUse) -> Result<()> {
        let key: &Key<'_> = &[&used.account.0, &used.id];
        let current = "WHERE account_id = ? AND id = ? AND deleted_at IS NULL";
        let found = self.find_row(&APP_PASSWORD, current, key, |_| Ok(()))?;
        if found.is_none() {
            return Ok(());
        }
        self.connection.write_one(
            "UPDATE app_password SET last_used_at = ?, last_used_service = ?, last_used_address = ?
             WHERE account_id = ? AND id = ?",
            (
                seconds(last.at),
                last.service.as_ref().map(ToString::to_string),
                last.address.map(|address| address.to_string()),
                used.account.0,
                &used.id,
            ),
        )?;
        self.tag_row(&APP_PASSWORD, key)
    }

    /// Turns an app password into a tombstone, which recognises its secret and can't verify it. Nothing
    /// is left of a damaged one.
    pub fn bury_app_password(&mut self, one: &AppPassword, at: Timestamp) -> Result<()> {
        if one.damaged {
            let sql = "DELETE FROM app_password WHERE account_id = ? AND id = ?";
            return self.connection.write_one(sql, (one.account.0, &one.id));
        }
        let place = APP_PASSWORD.place(&one.id, one.account);
        let params = (one.account.0, &one.id);
        let found = self.find_row(&APP_PASSWORD, &APP_PASSWORD.by_key(), params, |reader| {
            reader.get::<Vec<u8>>("verifier")
        })?;
        let opened = self.vault.sealer.open(place, &found.unwrap_or_default())?;
        let verifier = Verifier::from_bytes(&opened).ok_or(CryptoError::Sealed)?;
        let sealed = self.vault.sealer.seal(place, verifier.tombstone().expose());
        self.write_row(
            &APP_PASSWORD,
            &[&one.account.0, &one.id],
            "UPDATE app_password SET verifier = ?, deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
            (sealed, seconds(at), &one.id),
        )?;
        let sql = "DELETE FROM app_password_source WHERE app_password_id = ?";
        self.connection.execute(sql, [&one.id])?;
        Ok(())
    }

    /// Deletes all but the newest tombstones of an account. Those of this moment come first, even if
    /// the clock was turned back.
    pub fn forget_old_tombstones(
        &mut self,
        account: AccountId,
        kept: u32,
        now: Timestamp,
    ) -> Result<()> {
        self.connection.execute(
            "DELETE FROM app_password WHERE account_id = ?1 AND deleted_at IS NOT NULL AND id NOT IN (
                SELECT id FROM app_password WHERE account_id = ?1 AND deleted_at IS NOT NULL
                ORDER BY deleted_at = ?2 DESC, deleted_at DESC, id LIMIT ?3)",
            (account.0, seconds(now), kept),
        )?;
        Ok(())
    }

    pub fn is_known_source(&self, used: &AppPassword, source: &Source) -> Result<bool> {
        let (service, network) = source_columns(source);
        // Earlier versions remembered the address.
        let sql = "SELECT 1 FROM app_password_source
                   WHERE app_password_id = ? AND service = ? AND address IN (?, ?)";
        let address = source.address_text().unwrap_or_default();
        let params = (&used.id, service, network, address);
        Ok(self.connection.find(sql, params, |_| Ok(()))?.is_some())
    }

    /// Remembers the service and network of this source, and the newest other ones of the app password.
    pub fn remember_source(
        &mut self,
        used: &AppPassword,
        source: &Source,
        kept: u32,
        now: Timestamp,
    ) -> Result<()> {
        let (service, network) = source_columns(source);
        self.connection.write_one("INSERT INTO app_password_source (app_password_id, service, address, first_used_at) VALUES (?, ?, ?, ?)",
            (&used.id, service, network, seconds(now)),
        )?;
        self.connection.execute(
            "DELETE FROM app_password_source WHERE app_password_id = ?1 AND (service, address) NOT IN (
                SELECT service, address FROM app_password_source WHERE app_password_id = ?1
                ORDER BY first_used_at = ?3 DESC, first_used_at DESC LIMIT ?2)",
            (&used.id, kept, seconds(now)),
        )?;
        Ok(())
    }
}

pub(super) fn source_columns(source: &Source) -> (String, String) {
    (
        source.service_text().unwrap_or_default(),
        source
            .network()
            .map(|network| network.to_string())
            .unwrap_or_default(),
    )
}
