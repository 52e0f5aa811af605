//! A new key. Every sealed value and tag is made again with it, in one transaction.
//!
//! In this order: the new key is written beside the old one; the head that it gives is written behind
//! the present one; the transaction is committed; the new key takes the old one's place; the head is
//! written alone. Wherever this is interrupted, the store opens with the key that it was left with.

use std::path::PathBuf;

use super::head::{Head, HeadFile};
use super::reseal::{Tags, reseal};
use super::tables::STORE;
use super::transaction::Tx;
use super::{Result, Store, StoreError, Vault, identity, key_file, syslog};
use crate::crypto::keys::MasterKey;
use crate::domain::audit::{Event, Record, Who};

impl Store {
    /// Gives the store a new key. Returns where the old one is kept, which older backups need. A store
    /// with a fault is refused.
    pub fn rekey(&mut self, who: &Who) -> Result<PathBuf> {
        let mut tx = self.begin_writing()?;
        let mut head_file = HeadFile::lock(&self.location, &self.vault.chain)?;
        let mut first = None;
        tx.check(head_file.found, |fault| {
            first.get_or_insert(fault);
        })?;
        if let Some(fault) = first {
            return Err(tx.unless_rekeyed(StoreError::Damaged(fault)));
        }
        tx.record(who, &Record::new(Event::StoreRekeyed))?;

        let key = key_file::write_next(&self.location.key, &self.vault.key_id, &self.vault.random)?;
        let id = identity::id_of(&tx.connection)?;
        let vault = Vault::new(&key, &id, &self.vault.random);
        let written = with_new_key(tx, &key, &vault).and_then(|(tx, head)| {
            let written = head_file.write_behind(head, &vault.chain);
            written.map_err(|error| StoreError::File(self.location.head(), error))?;
            let tells_syslog = tx.tells_syslog();
            Ok((tx.connection, head, tells_syslog))
        });
        let (connection, head, tells_syslog) =
            written.inspect_err(|_| key_file::discard_next(&self.location.key))?;
        // If it isn't known whether this was done, both keys stay.
        connection.commit()?;
        key_file::put_next_in_place(&self.location.key, &key.id())?;
        // If this fails, the file still has both heads.
        let _ = head_file.write(head, &vault.chain);
        if tells_syslog {
            syslog::tell(&self.location.syslog, &head);
        }
        let kept = key_file::kept(&self.location.key, &self.vault.key_id);
        self.vault = vault;
        // If this fails, the next change is refused, and the store is reopened.
        if let Ok(identities) = super::identities(&self.location) {
            self.identities = identities;
        }
        Ok(kept)
    }
}

/// Makes everything again. What can't be made without knowing what was typed goes: codes that were sent,
/// and failures under names without an account. Everybody signs in again.
fn with_new_key<'v>(mut tx: Tx<'v>, key: &MasterKey, vault: &'v Vault) -> Result<(Tx<'v>, Head)> {
    let failures = tx.failures_of_accounts()?;
    for table in ["throttle", "contact_code", "ticket"] {
        tx.connection.execute(&format!("DELETE FROM {table}"), ())?;
    }
    let sql = "UPDATE store SET key_id = ?";
    tx.write_row(&STORE, &[&1], sql, [key.id()])?;
    let head = reseal(&tx, Tags::Old, vault)?;
    let mut tx = Tx { vault, ..tx };
    for failures in &failures {
        tx.restore_failures(failures)?;
    }
    Ok((tx, head))
}
