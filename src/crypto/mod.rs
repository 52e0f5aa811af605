//! Argon2, sealing, key derivation, the log's chain and the types of secrets. Nothing here knows
//! accounts, SQL or a terminal.

pub mod argon2id;
pub mod chain;
mod huge_pages;
pub mod keyed_hash;
pub mod keys;
pub mod random;
pub mod row_tags;
pub mod seal;
pub mod secret;
pub mod totp;
pub mod verifier;

use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CryptoError {
    #[error("there isn't enough memory to compute a password hash")]
    OutOfMemory,
    #[error("a password hash has parameters that can't be computed")]
    Parameters,
    /// The value was sealed with another key or in another place, or it is damaged.
    #[error("a sealed value can't be opened")]
    Sealed,
}
