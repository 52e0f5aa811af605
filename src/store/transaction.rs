//! Transactions. Every statement runs in one, as a method in the file of its table.

use super::Vault;
use super::engine::Transaction;
use super::head::Head;
use crate::crypto::keyed_hash::KeyedHash;

/// An open transaction. Statements that write borrow it mutably.
pub struct Tx<'s> {
    pub(super) connection: Transaction<'s>,
    pub(super) vault: &'s Vault,
    /// The last entry that this transaction added to the audit trail.
    pub(super) head: Option<Head>,
}

/// The outcome of a transaction that didn't fail. Both are committed, because a refusal may have
/// been counted.
pub enum Outcome<T, E> {
    Commit(T),
    Refuse(E),
}

impl Tx<'_> {
    /// Returns a hash of these parts under a key of this store.
    pub fn keyed_hash(&self, purpose: &str, parts: &[&[u8]]) -> KeyedHash {
        self.vault.keyed_hasher.hash(purpose, parts)
    }
}
