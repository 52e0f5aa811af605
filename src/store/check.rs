//! Checking a store.

#[cfg(feature = "postgres")]
use super::engine::{Transaction, postgres};
use super::head::Head;
use super::row::Reader;
use super::tables::{DECIDING, Table};
use super::transaction::Tx;
use super::{CheckedLog, LogFault, Result, Store, StoreError};

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub sealed_values: u64,
    pub log_entries: u64,
    pub faults: u64,
    /// How many of the faults an administrator can accept.
    pub acceptable: u64,
    /// How many rows an administrator can remove.
    pub removable: u64,
}

impl Store {
    /// Checks the audit trail and its head, and looks for an entry that was noted elsewhere.
    pub fn check_log(
        &self,
        expected: Option<Head>,
        fault: impl FnMut(LogFault),
    ) -> Result<CheckedLog> {
        self.read_with_head(|tx, head| tx.check_log(head, expected, fault))
    }

    /// Checks everything: `SQLite`'s own checks, every sealed value, the audit trail. Each fault is
    /// passed on as a sentence.
    pub fn check(&self, fault: impl FnMut(String)) -> Result<Checked> {
        self.read_with_head(|tx, head| tx.check(head, fault))
    }
}

impl Tx<'_> {
    /// Checks everything against the head that was read before.
    pub(super) fn check(
        &self,
        head: Option<Head>,
        mut fault: impl FnMut(String),
    ) -> Result<Checked> {
        let mut checked = Checked::default();
        let mut found = |words: String| {
            checked.faults += 1;
            fault(words);
        };
        self.check_database(&mut found)?;
        for table in DECIDING {
            let (sealed_values, faults) = self.check_rows(table, &mut found)?;
            checked.sealed_values += sealed_values;
            if table.removable {
                checked.removable += faults;
            }
        }
        // The rows that are there are right. One that is missing shows when they are counted.
        if let Err(StoreError::Damaged(words)) = self.policy() {
            found(words);
        }
        self.compare_with_log(&mut found)?;
        let mut acceptable = 0;
        let log = self.check_log(head, None, |fault| {
            acceptable += u64::from(fault.is_acceptable());
            found(fault.to_string());
        })?;
        checked.log_entries = log.entries;
        checked.acceptable = acceptable;
        Ok(checked)
    }

    fn check_database(&self, fault: &mut impl FnMut(String)) -> Result<()> {
        #[cfg(feature = "postgres")]
        if let Transaction::Postgres(_) = self.connection {
            // The server keeps its pages and references whole.
            return postgres::schema::check(&self.connection);
        }
        let sql = "PRAGMA integrity_check";
        self.connection.each(sql, (), |row| -> Result<()> {
            let said: String = row.get(0)?;
            if said != "ok" {
                fault(format!("SQLite: {said}"));
            }
            Ok(())
        })?;
        let sql = "PRAGMA foreign_key_check";
        self.connection.each(sql, (), |row| -> Result<()> {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            fault(format!(
                "a row of {table} refers to a missing row of {parent}"
            ));
            Ok(())
        })
    }

    /// Checks every row. Returns the numbers of sealed values and of faults.
    fn check_rows(
        &self,
        table: &'static Table,
        fault: &mut impl FnMut(String),
    ) -> Result<(u64, u64)> {
        let (mut sealed_values, mut faults) = (0, 0);
        let all = table.select("");
        self.connection
            .each_of_many(&all, (), |row| -> Result<()> {
                let reader = Reader::new(table, row);
                sealed_values += u64::from(table.sealed.is_some());
                if let Some(words) = self.fault_of(&reader)? {
                    faults += 1;
                    fault(words);
                }
                Ok(())
            })?;
        Ok((sealed_values, faults))
    }

    /// Checks the tag of a row, and whether its sealed value opens.
    pub(super) fn fault_of(&self, reader: &Reader<'_>) -> Result<Option<String>> {
        if !reader.has_right_tag(&self.vault.row_tags) {
            return Ok(Some(reader.forged()));
        }
        let Some(sealed) = reader.sealed().transpose()? else {
            return Ok(None);
        };
        let opened = self.vault.sealer.open(sealed.place(), &sealed.value);
        let column = sealed.place().column;
        let words = || format!("{}: {column} can't be opened", reader.described());
        Ok(opened.is_err().then(words))
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
            Self::Returned { first, last } => write!(
                f,
                "audit trail: entries from {first} to {last} were pruned, but are there again"
            ),
            Self::ForgedStart => write!(f, "audit trail: keyfob didn't write where it begins"),
            Self::OtherStart { start, pruned } => write!(
                f,
                "audit trail: it begins after entry {start}, but was pruned up to entry {pruned}"
            ),
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
