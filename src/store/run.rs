//! Running a transaction, completely or not at all.

use rusqlite::{Transaction, TransactionBehavior};

use super::head::{Head, HeadFile};
use super::transaction::{Outcome, Tx};
use super::{Result, Store, StoreError};
use crate::domain::audit::{Event, Record, Who};

impl Store {
    /// Reads from one snapshot.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        work(&self.begin(TransactionBehavior::Deferred)?)
    }

    /// Writes, and returns once it is durable. An error leaves everything as it was.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        who: &Who,
        work: impl FnOnce(&mut Tx<'_>) -> std::result::Result<Outcome<T, E>, E>,
    ) -> std::result::Result<T, E> {
        // Locked for writing from the start, so that nothing changes between reading and writing.
        let mut tx = self.begin(TransactionBehavior::Immediate)?;
        let outcome = work(&mut tx)?;
        self.commit(tx, who)?;
        match outcome {
            Outcome::Commit(value) => Ok(value),
            Outcome::Refuse(error) => Err(error),
        }
    }

    fn begin(&self, behavior: TransactionBehavior) -> Result<Tx<'_>> {
        Ok(Tx {
            connection: Transaction::new_unchecked(&self.connection, behavior)?,
            vault: &self.vault,
            head: None,
        })
    }

    fn commit(&self, mut tx: Tx<'_>, who: &Who) -> Result<()> {
        if tx.head.is_none() {
            return Ok(tx.connection.commit()?);
        }
        // Locked from before the commit until the head is written, so that heads are written in
        // the order of the entries.
        let mut file = HeadFile::lock(&self.location, &self.vault.chain)?;
        if let Some(fault) = fault_of(file.found, &tx)? {
            let detail = serde_json::json!({ "found": fault });
            tx.record(who, &Record::new(Event::LogHeadLost).detail(detail))?;
        }
        let head = tx.head;
        tx.connection.commit()?;
        if let Some(head) = head {
            // The change is durable. If the head isn't written, the next one makes up for it.
            let _ = file.write(head, &self.vault.chain);
        }
        Ok(())
    }
}

/// Returns what is wrong with the head that was found, before it is overwritten.
fn fault_of(found: Option<Head>, tx: &Tx<'_>) -> Result<Option<&'static str>> {
    match found {
        None => Ok(Some("no head")),
        Some(head) if tx.tag_at(head.seq)? != Some(head.tag) => Ok(Some("a head of other rows")),
        Some(_) => Ok(None),
    }
}
