//! Keyed hashes: a value that mustn't be stored is recognised by its keyed hash. Without the key
//! file the value can't be found by trying all values, even if there are only a few.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::chain::keyed;
use super::keys::{Key, MasterKey};

pub const KEYED_HASH_BYTES: usize = 32;

/// The keyed hash of a value. It is compared in constant time.
pub struct KeyedHash(Zeroizing<[u8; KEYED_HASH_BYTES]>);

impl KeyedHash {
    pub fn expose(&self) -> &[u8; KEYED_HASH_BYTES] {
        &self.0
    }

    pub fn is(&self, stored: &[u8]) -> bool {
        self.0.as_slice().ct_eq(stored).into()
    }
}

pub struct KeyedHasher(Key);

impl KeyedHasher {
    pub fn new(master: &MasterKey) -> Self {
        Self(master.subkey("keyfob 1 marks"))
    }

    /// Hashes these parts for this purpose. Each part is preceded by its length, so the same bytes
    /// in other parts have another hash.
    pub fn hash(&self, purpose: &str, parts: &[&[u8]]) -> KeyedHash {
        let mut parts_hash = self.begin(purpose);
        for part in parts {
            parts_hash.add(part);
        }
        parts_hash.finish()
    }

    /// As `hash`, for more than should be in memory at once.
    pub fn begin(&self, purpose: &str) -> PartsHash {
        let mut parts_hash = PartsHash(keyed(&self.0));
        parts_hash.add(purpose.as_bytes());
        parts_hash
    }
}

/// A keyed hash that is given one part after another.
pub struct PartsHash(Hmac<Sha256>);

impl PartsHash {
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    pub fn finish(self) -> KeyedHash {
        KeyedHash(Zeroizing::new(self.0.finalize().into_bytes().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyed_hash_depends_on_key_purpose_and_parts() {
        let hash = |key, purpose: &str, parts: &[&[u8]]| {
            KeyedHasher::new(&MasterKey::from_bytes(&[key; 32]).unwrap()).hash(purpose, parts)
        };
        let code = hash(1, "code", &[b"ab", b"c"]);
        assert!(code.is(hash(1, "code", &[b"ab", b"c"]).expose()));
        for other in [
            hash(2, "code", &[b"ab", b"c"]),
            hash(1, "name", &[b"ab", b"c"]),
            hash(1, "code", &[b"a", b"bc"]),
            hash(1, "code", &[b"abc"]),
        ] {
            assert!(!code.is(other.expose()));
        }
        assert!(!code.is(b""));
    }
}
