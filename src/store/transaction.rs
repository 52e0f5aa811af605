//! Transactions. Every statement runs in one, as a method in the file of its table.

use super::Vault;
use super::engine::Transaction;
use super::head::Head;
use crate::crypto::keyed_hash::KeyedHash;
use crate::domain::account::AccountId;
use crate::domain::contact::Email;

/// An open transaction. Statements that write borrow it mutably.
pub struct Tx<'s> {
    pub(super) connection: Transaction<'s>,
    pub(super) vault: &'s Vault,
    /// The last entry that this transaction added to the audit trail.
    pub(super) head: Option<Head>,
    /// The e-mail addresses that this transaction took away.
    pub(super) addresses_before: Vec<(AccountId, Email)>,
    /// Whether it wrote a mail to send.
    pub(super) leaves_notices: bool,
}

/// The outcome of a transaction that didn't fail. Both are committed, because a refusal may have
/// been counted.
pub enum Outcome<T, E> {
    Commit(T),
    Refuse(E),
}

impl<'s> Tx<'s> {
    pub(super) fn new(connection: Transaction<'s>, vault: &'s Vault) -> Self {
        Self {
            connection,
            vault,
            head: None,
            addresses_before: vec![],
            leaves_notices: false,
        }
    }

    /// Returns a hash of these parts under a key of this store.
    pub fn keyed_hash(&self, purpose: &str, parts: &[&[u8]]) -> KeyedHash {
        self.vault.keyed_hasher.hash(purpose, parts)
    }
}
