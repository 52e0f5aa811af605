//! Describing a store. Nothing is checked here but the rows that say what to count: who asks often gets a
//! quick answer, and `store check` checks the rest.

use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::files::{failed, with_suffix};
use super::migrate::SCHEMA_VERSION;
use super::row::{damaged, moment, seconds};
use super::transaction::Tx;
use super::{Place, Result, Store};
use crate::domain::period::Period;
use crate::domain::policy::Policy;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    pub schema: u32,
    /// The version of `SQLite`, if the store is in a file.
    pub sqlite: Option<&'static str>,
    /// The version of `PostgreSQL`, if it is there.
    pub postgresql: Option<String>,
    pub created_at: Timestamp,
    /// The size of the database.
    pub bytes: u64,
    /// The size of what `SQLite` hasn't written into it yet.
    pub wal_bytes: u64,
    pub head_bytes: u64,
    pub accounts: AccountCounts,
    pub app_passwords: AppPasswordCounts,
    pub log_entries: i64,
    /// The number of the trail's last entry.
    pub last_entry: i64,
    pub pruned_entries: i64,
    /// `None` if the trail has no record of one.
    pub last_backup_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountCounts {
    pub all: u32,
    pub mfa_disabled: u32,
    pub mfa_enabled: u32,
    pub mfa_enforced: u32,
    pub service: u32,
    /// The accounts that are disabled, whatever their MFA.
    pub disabled: u32,
}

/// Without those that were deleted or replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppPasswordCounts {
    pub usable: u32,
    pub expired: u32,
}

impl Store {
    pub fn info(&self, now: Timestamp) -> Result<StoreInfo> {
        self.read(|tx| {
            let (sqlite, postgresql, bytes, wal_bytes) = match &self.location.store {
                Place::File(store) => {
                    let wal = with_suffix(store, "-wal");
                    (Some(rusqlite::version()), None, size(store)?, size(&wal)?)
                }
                #[cfg(feature = "postgres")]
                Place::Database(_) => {
                    let version = tx.database_version()?;
                    (None, Some(version), tx.database_size()?, 0)
                }
            };
            Ok(StoreInfo {
                schema: SCHEMA_VERSION,
                sqlite,
                postgresql,
                created_at: tx.store_created_at()?,
                bytes,
                wal_bytes,
                head_bytes: size(&self.location.head())?,
                accounts: tx.account_counts()?,
                app_passwords: tx.app_password_counts(&tx.policy()?, now)?,
                log_entries: tx.count_log_entries()?,
                last_entry: tx.last_log_seq()?,
                pruned_entries: tx.log_start()?.cut.seq,
                last_backup_at: tx.last_backup()?,
            })
        })
    }
}

/// Returns the size of a file, which is nothing if it is missing.
fn size(path: &Path) -> Result<u64> {
    match path.metadata() {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(failed(path)(error)),
    }
}

impl Tx<'_> {
    #[cfg(feature = "postgres")]
    fn database_version(&self) -> Result<String> {
        let sql = "SELECT current_setting('server_version')";
        let found = self.connection.find(sql, (), |row| row.get(0))?;
        Ok(found.unwrap_or_default())
    }

    #[cfg(feature = "postgres")]
    fn database_size(&self) -> Result<u64> {
        let sql = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
                   WHERE relnamespace = 'keyfob'::regnamespace AND relkind = 'r'";
        let found: Option<i64> = self.connection.find(sql, (), |row| row.get(0))?;
        Ok(found
            .and_then(|bytes| bytes.try_into().ok())
            .unwrap_or_default())
    }

    fn account_counts(&self) -> Result<AccountCounts> {
        // An index is enough for each of the two counts.
        let sql = "SELECT count(*), count(*) FILTER (WHERE mfa = 'disabled'),
                       count(*) FILTER (WHERE mfa = 'enabled'), count(*) FILTER (WHERE mfa = 'enforced'),
                       count(*) FILTER (WHERE disabled = 1),
                       (SELECT count(*) FROM account WHERE password_place = 'none')
                   FROM account";
        let found = self.connection.find(sql, (), |row| {
            let (without_mfa, service): (u32, u32) = (row.get(1)?, row.get(5)?);
            Ok(AccountCounts {
                all: row.get(0)?,
                mfa_disabled: without_mfa.saturating_sub(service),
                mfa_enabled: row.get(2)?,
                mfa_enforced: row.get(3)?,
                service,
                disabled: row.get(4)?,
            })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Counts as `AppPassword::ends_at` has it.
    fn app_password_counts(&self, policy: &Policy, now: Timestamp) -> Result<AppPasswordCounts> {
        let sql = "SELECT count(*), count(*) FILTER (WHERE expires_at <= ?1 OR created_at <= ?2
                       OR coalesce(last_used_at, created_at) <= ?3)
                   FROM app_password WHERE deleted_at IS NULL AND replaced = 0";
        let begun = |age: Option<Period>| age.map_or(i64::MIN, |age| seconds(age.before(now)));
        let params = (
            seconds(now),
            begun(policy.app_password_max_age),
            begun(policy.app_password_idle_expiry),
        );
        let found = self.connection.find(sql, params, |row| {
            let (all, expired): (u32, u32) = (row.get(0)?, row.get(1)?);
            Ok(AppPasswordCounts {
                usable: all - expired,
                expired,
            })
        })?;
        Ok(found.unwrap_or_default())
    }

    fn last_backup(&self) -> Result<Option<Timestamp>> {
        // In the words of the index.
        let sql = "SELECT max(at) FROM log WHERE event = 'store.backed-up'";
        let found = self.connection.find(sql, (), |row| row.get(0))?;
        let found: Option<i64> = found.flatten();
        found
            .map(|at| moment(at).ok_or_else(|| damaged("log", "at")))
            .transpose()
    }
}
