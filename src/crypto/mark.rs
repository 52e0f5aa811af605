//! Keyed marks: what a value is known by in the store where it mustn't stand itself. Without the
//! key file nobody can tell which value a mark is of, however few values there are.

use hmac::Mac;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::chain::keyed;
use super::keys::{Key, MasterKey};

pub const MARK_BYTES: usize = 32;

/// A mark; compared in constant time.
pub struct Mark(Zeroizing<[u8; MARK_BYTES]>);

impl Mark {
    pub fn expose(&self) -> &[u8; MARK_BYTES] {
        &self.0
    }

    pub fn is(&self, stored: &[u8]) -> bool {
        self.0.as_slice().ct_eq(stored).into()
    }
}

pub struct Marker(Key);

impl Marker {
    pub fn new(master: &MasterKey) -> Self {
        Self(master.subkey("keyfob 1 marks"))
    }

    /// Of these parts, each with its length, for this purpose and no other.
    pub fn mark(&self, purpose: &str, parts: &[&[u8]]) -> Mark {
        let mut mac = keyed(&self.0);
        for part in [purpose.as_bytes()].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Mark(Zeroizing::new(mac.finalize().into_bytes().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_its_key_purpose_and_parts() {
        let marker = |byte| Marker::new(&MasterKey::from_bytes(&[byte; 32]).unwrap());
        let mark = marker(1).mark("code", &[b"ab", b"c"]);
        assert!(mark.is(marker(1).mark("code", &[b"ab", b"c"]).expose()));
        for other in [
            marker(2).mark("code", &[b"ab", b"c"]),
            marker(1).mark("name", &[b"ab", b"c"]),
            marker(1).mark("code", &[b"a", b"bc"]),
            marker(1).mark("code", &[b"abc"]),
        ] {
            assert!(!mark.is(other.expose()));
        }
        assert!(!mark.is(b""));
    }
}
