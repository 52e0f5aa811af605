//! A change: one transaction, taken for writing from its start, that carries its audit record.
//! It is done when this returns, and not before.

use rusqlite::{Transaction, TransactionBehavior};

use super::head::{Head, HeadFile};
use super::{Location, Result, Store, StoreError, Vault, accounts, log};
use crate::domain::audit::{Act, Event, Record};

pub struct Change<'s> {
    pub transaction: Transaction<'s>,
    pub vault: &'s Vault,
    pub act: &'s Act,
    head: Option<Head>,
}

impl Change<'_> {
    pub fn record(&mut self, record: &Record) -> Result<()> {
        self.head = Some(log::append(
            &self.transaction,
            &self.vault.chain,
            self.act,
            record,
        )?);
        Ok(())
    }

    fn commit(mut self, location: &Location) -> Result<()> {
        if self.head.is_none() {
            return Ok(self.transaction.commit()?);
        }
        // Held from before the commit until the head is written, so that heads are written in
        // the order of the rows.
        let mut file = HeadFile::lock(location, &self.vault.chain)?;
        if let Some(fault) = fault_of(file.found, &self.transaction)? {
            let detail = serde_json::json!({ "found": fault });
            self.record(&Record::new(Event::LogHeadLost).detail(detail))?;
        }
        self.transaction.commit()?;
        if let Some(head) = self.head {
            // The change is durable. A head that stays behind is caught up by the next.
            let _ = file.write(head, &self.vault.chain);
        }
        Ok(())
    }
}

/// What is wrong with the head that was found, before it is overwritten and forgotten.
fn fault_of(found: Option<Head>, transaction: &Transaction<'_>) -> Result<Option<&'static str>> {
    match found {
        None => Ok(Some("no head")),
        Some(head) if log::tag_at(transaction, head.seq)? != Some(head.tag) => {
            Ok(Some("a head of other rows"))
        }
        Some(_) => Ok(None),
    }
}

impl Store {
    /// Runs a change to its end, or leaves everything as it was.
    pub(super) fn change<T, E: From<StoreError>>(
        &mut self,
        act: &Act,
        work: impl FnOnce(&mut Change<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        if let Some(standing) = &act.standing {
            // Somebody may have been at a prompt for hours.
            let account = accounts::by_id(&transaction, standing.account)?;
            if !standing.stands(&account) {
                return Err(StoreError::SignedOut.into());
            }
        }
        let mut change = Change {
            transaction,
            vault: &self.vault,
            act,
            head: None,
        };
        let result = work(&mut change)?;
        change.commit(&self.location)?;
        Ok(result)
    }
}
