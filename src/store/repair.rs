//! Repairing a store: it is accepted though its head says otherwise, and damaged rows are removed where
//! people can set up again what they stood for.

use serde_json::{Map, json};

use super::engine::value::{Owned, Parameter};
use super::head::{Head, HeadFile};
use super::row::Reader;
use super::tables::{DECIDING, Table};
use super::transaction::{Outcome, Tx};
use super::{Result, Store, StoreError};
use crate::domain::audit::{Event, Record, Who};

impl Store {
    /// Accepts the entries as they are, whatever the head says, and records that durably. Returns
    /// whether there was something to accept.
    pub fn accept_head(&mut self, who: &Who) -> Result<bool> {
        let mut tx = self.begin_writing()?;
        let mut file = HeadFile::lock_or_create(&self.location, &self.vault.chain)?;
        let fault = tx.head_fault(file.found)?;
        if fault.is_none() && !tx.has_lost_head()? {
            return Ok(false);
        }
        let found = fault.map(|fault| fault.to_string());
        let detail = json!({ "found": found });
        tx.record(who, &Record::new(Event::LogHeadAccepted).detail(detail))?;
        let head = tx.head.unwrap_or_else(Head::origin);
        self.commit_with_head(tx, head, &mut file)?
            .map_err(|error| StoreError::File(self.location.head(), error))?;
        Ok(true)
    }

    /// Removes the damaged rows that can be removed, and records that durably. Returns how many there
    /// were.
    pub fn remove_damaged(&mut self, who: &Who) -> Result<u64> {
        self.write(|tx| {
            let (mut removed, mut detail) = (0, Map::new());
            for table in DECIDING.into_iter().filter(|table| table.removable) {
                let rows = tx.remove_damaged(table)?;
                if rows > 0 {
                    removed += rows;
                    detail.insert(table.name.to_owned(), json!(rows));
                }
            }
            if removed > 0 {
                let tables: Vec<_> = detail.keys().map(String::as_str).collect();
                let subject = format!("rows of {}", tables.join(", "));
                let record = Record::new(Event::RowsRemoved).subject(&subject);
                tx.record(who, &record.detail(detail.into()))?;
            }
            Ok::<_, StoreError>(Outcome::Commit(removed))
        })
    }
}

impl Tx<'_> {
    fn remove_damaged(&mut self, table: &'static Table) -> Result<u64> {
        let mut damaged: Vec<Vec<Owned>> = vec![];
        self.connection.each_of_many(&table.select(""), (), |row| {
            let reader = Reader::new(table, row);
            if self.fault_of(&reader)?.is_some() {
                damaged.push(reader.key_values());
            }
            Ok::<_, StoreError>(())
        })?;
        let sql = format!("DELETE FROM {} {}", table.name, table.by_key());
        for key in &damaged {
            let key: Vec<&dyn Parameter> = key.iter().map(|value| value as _).collect();
            self.connection.write_one(&sql, key.as_slice())?;
        }
        Ok(damaged.len() as u64)
    }
}
