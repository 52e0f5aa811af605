//! Checking and describing a store.

use jiff::Timestamp;

use super::accounts::password_place;
use super::app_passwords::verifier_place;
use super::head;
use super::methods::secret_place;
use super::open::SCHEMA_VERSION;
use super::recovery_codes::recovery_place;
use super::row::{Reader, each};
use super::transaction::Tx;
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

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub sealed_values: u64,
    pub log_entries: u64,
    pub faults: u64,
    /// How many of the faults an administrator can accept.
    pub acceptable: u64,
}

impl Store {
    pub fn info(&self) -> Result<StoreInfo> {
        let store = &self.location.store;
        let bytes = store
            .metadata()
            .map_err(|error| StoreError::File(store.clone(), error))?
            .len();
        self.read(|tx| {
            let created_at =
                tx.connection
                    .query_row("SELECT created_at FROM store", [], |row| {
                        Ok(Reader::new("store", row).time("created_at"))
                    })??;
            Ok(StoreInfo {
                schema: SCHEMA_VERSION,
                sqlite: rusqlite::version(),
                created_at,
                bytes,
                accounts: tx.count_accounts()?,
                app_passwords: tx.count_all_app_passwords()?,
                log_entries: tx.last_log_seq()?,
            })
        })
    }

    /// Checks the audit trail and its head. Returns the number of entries.
    pub fn check_log(&self, fault: impl FnMut(LogFault)) -> Result<u64> {
        // The head is read first: entries added meanwhile are beyond it, which isn't a fault.
        let head = head::look(&self.location.head(), &self.vault.chain)?;
        self.read(|tx| tx.check_log(head, fault))
    }

    /// Checks everything: `SQLite`'s own checks, every sealed value, the audit trail. Each fault is
    /// passed on as a sentence.
    pub fn check(&self, mut fault: impl FnMut(String)) -> Result<Checked> {
        let mut checked = Checked::default();
        let head = head::look(&self.location.head(), &self.vault.chain)?;
        self.read(|tx| -> Result<()> {
            let mut found = |words: String| {
                checked.faults += 1;
                fault(words);
            };
            tx.check_database(&mut found)?;
            for sealed in SEALED {
                checked.sealed_values += tx.check_sealed(sealed, &mut found)?;
            }
            let mut acceptable = 0;
            checked.log_entries = tx.check_log(head, |fault| {
                acceptable += u64::from(fault.is_acceptable());
                found(fault.to_string());
            })?;
            checked.acceptable = acceptable;
            Ok(())
        })?;
        Ok(checked)
    }
}

/// A column of sealed values: how to read it, and the place each was sealed for.
type Sealed = (&'static str, for<'a> fn(&'a str, AccountId) -> Place<'a>);

const SEALED: [Sealed; 4] = [
    (
        "SELECT CAST(id AS TEXT) AS row, id AS account, password AS sealed FROM account",
        password_place,
    ),
    (
        "SELECT CAST(id AS TEXT) AS row, account_id AS account, secret AS sealed FROM method",
        secret_place,
    ),
    (
        "SELECT id AS row, account_id AS account, verifier AS sealed FROM recovery_code",
        recovery_place,
    ),
    (
        "SELECT id AS row, account_id AS account, verifier AS sealed FROM app_password",
        verifier_place,
    ),
];

impl Tx<'_> {
    fn check_database(&self, fault: &mut impl FnMut(String)) -> Result<()> {
        let sql = "PRAGMA integrity_check";
        each(&self.connection, sql, [], |row| -> Result<()> {
            let said: String = row.get(0)?;
            if said != "ok" {
                fault(format!("SQLite: {said}"));
            }
            Ok(())
        })?;
        let sql = "PRAGMA foreign_key_check";
        each(&self.connection, sql, [], |row| -> Result<()> {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            fault(format!(
                "a row of {table} refers to a missing row of {parent}"
            ));
            Ok(())
        })
    }

    /// Returns the number of values.
    fn check_sealed(&self, (sql, place): Sealed, fault: &mut impl FnMut(String)) -> Result<u64> {
        let mut values = 0;
        each(&self.connection, sql, [], |row| -> Result<()> {
            let (id, account): (String, i64) = (row.get("row")?, row.get("account")?);
            // A value that isn't bytes can't be opened either.
            let sealed: Vec<u8> = row.get("sealed").unwrap_or_default();
            let place = place(&id, AccountId(account));
            values += 1;
            if self.vault.sealer.open(place, &sealed).is_err() {
                fault(format!(
                    "{}.{} of row {id} can't be opened",
                    place.table, place.column
                ));
            }
            Ok(())
        })?;
        Ok(values)
    }
}

impl LogFault {
    fn is_acceptable(&self) -> bool {
        matches!(self, Self::Head(_) | Self::HeadWasLost(_))
    }
}

impl std::fmt::Display for LogFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed(seq) => {
                write!(f, "audit trail: entry {seq} was changed or moved")
            }
            Self::Gap(seq) => write!(f, "audit trail: entries are missing before entry {seq}"),
            Self::Head(fault) => write!(f, "audit trail: {fault}"),
            Self::HeadWasLost(seq) => {
                write!(
                    f,
                    "audit trail: at entry {seq}, the file that records its end was missing or wrong"
                )
            }
        }
    }
}
