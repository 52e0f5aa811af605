//! Is the store whole? And what is in it?

use jiff::Timestamp;

use super::accounts::password_place;
use super::app_passwords::verifier_place;
use super::methods::secret_place;
use super::open::SCHEMA_VERSION;
use super::recovery_codes::recovery_place;
use super::row::{Reader, count, each};
use super::{LogFault, Result, Store, StoreError};
use crate::crypto::seal::Place;
use crate::domain::account::AccountId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    pub schema: i32,
    pub sqlite: &'static str,
    pub created_at: Timestamp,
    pub bytes: u64,
    pub accounts: u32,
    pub app_passwords: u32,
    pub log_entries: i64,
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pub sealed_values: u64,
    pub log_entries: u64,
    pub faults: u64,
}

impl Store {
    pub fn info(&self) -> Result<StoreInfo> {
        let created_at =
            self.connection
                .query_row("SELECT created_at FROM store", [], |row| {
                    Ok(Reader {
                        table: "store",
                        row,
                    }
                    .time("created_at"))
                })??;
        let store = &self.location.store;
        Ok(StoreInfo {
            schema: SCHEMA_VERSION,
            sqlite: rusqlite::version(),
            created_at,
            bytes: store
                .metadata()
                .map_err(|error| StoreError::File(store.clone(), error))?
                .len(),
            accounts: count(&self.connection, "SELECT count(*) FROM account", [])?,
            app_passwords: count(
                &self.connection,
                "SELECT count(*) FROM app_password WHERE deleted_at IS NULL AND replaced = 0",
                [],
            )?,
            log_entries: self.last_log_seq()?,
        })
    }

    /// Goes through everything: `SQLite`'s own checks, every sealed value, the audit trail. Each
    /// fault is handed on as a sentence.
    pub fn check(&self, mut fault: impl FnMut(String)) -> Result<Progress> {
        let mut progress = Progress::default();
        each(
            &self.connection,
            "PRAGMA integrity_check",
            [],
            |row| -> Result<()> {
                let said: String = row.get(0)?;
                if said != "ok" {
                    progress.faults += 1;
                    fault(format!("SQLite: {said}"));
                }
                Ok(())
            },
        )?;
        each(
            &self.connection,
            "PRAGMA foreign_key_check",
            [],
            |row| -> Result<()> {
                let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
                progress.faults += 1;
                fault(format!(
                    "a row of {table} belongs to a row of {parent} that isn't there"
                ));
                Ok(())
            },
        )?;
        self.check_sealed(
            "SELECT CAST(id AS TEXT) AS row, id AS account, password AS sealed FROM account",
            password_place,
            &mut progress,
            &mut fault,
        )?;
        self.check_sealed(
            "SELECT CAST(id AS TEXT) AS row, account_id AS account, secret AS sealed FROM method",
            secret_place,
            &mut progress,
            &mut fault,
        )?;
        self.check_sealed(
            "SELECT CAST(id AS TEXT) AS row, account_id AS account, verifier AS sealed FROM recovery_code",
            recovery_place,
            &mut progress,
            &mut fault,
        )?;
        self.check_sealed(
            "SELECT CAST(id AS TEXT) AS row, account_id AS account, verifier AS sealed FROM app_password",
            verifier_place,
            &mut progress,
            &mut fault,
        )?;
        progress.log_entries = self.check_log(|found| {
            progress.faults += 1;
            fault(found.to_string());
        })?;
        Ok(progress)
    }

    fn check_sealed(
        &self,
        sql: &str,
        place: impl for<'a> Fn(&'a str, AccountId) -> Place<'a>,
        progress: &mut Progress,
        fault: &mut impl FnMut(String),
    ) -> Result<()> {
        each(&self.connection, sql, [], |row| {
            let (id, account): (String, i64) = (row.get("row")?, row.get("account")?);
            // What isn't even bytes doesn't open either.
            let sealed: Vec<u8> = row.get("sealed").unwrap_or_default();
            let place = place(&id, AccountId(account));
            progress.sealed_values += 1;
            if self.vault.sealer.open(place, &sealed).is_err() {
                progress.faults += 1;
                fault(format!(
                    "{}.{} of row {id} doesn't open",
                    place.table, place.column
                ));
            }
            Ok(())
        })
    }
}

impl std::fmt::Display for LogFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed(seq) => {
                write!(f, "audit trail: entry {seq} isn't the one that was written")
            }
            Self::Gap(seq) => write!(f, "audit trail: entries are missing before entry {seq}"),
            Self::CutOff { last, head } => {
                write!(
                    f,
                    "audit trail: it ends at entry {last}, and {head} had been written"
                )
            }
            Self::NoHead => {
                f.write_str("audit trail: the file that says where it ends is missing or damaged")
            }
            Self::HeadWasLost(seq) => {
                write!(
                    f,
                    "audit trail: at entry {seq} the file that says where it ends was found missing or wrong"
                )
            }
        }
    }
}
