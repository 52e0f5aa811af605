//! The chain of the audit trail. Each row has a keyed tag over the row and the tag before it, so a
//! changed, missing or moved row is noticed. The tag of the head does the same for the end of the
//! trail.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::keys::{Key, MasterKey};

pub const TAG_BYTES: usize = 32;
pub type Tag = [u8; TAG_BYTES];

pub struct Chain {
    rows: Key,
    head: Key,
}

impl Chain {
    pub fn new(master: &MasterKey) -> Self {
        Self {
            rows: master.subkey("keyfob 1 log"),
            head: master.subkey("keyfob 1 log head"),
        }
    }

    /// Returns the tag before the first row.
    pub fn origin() -> Tag {
        [0; TAG_BYTES]
    }

    /// Returns the tag of a row. Each field is preceded by its length, so that different rows are
    /// never hashed alike. `None` differs from empty.
    pub fn link(&self, before: &Tag, fields: &[Option<&[u8]>]) -> Tag {
        let mut mac = keyed(&self.rows);
        mac.update(before);
        for field in fields {
            match field {
                None => mac.update(&u64::MAX.to_be_bytes()),
                Some(bytes) => {
                    mac.update(&(bytes.len() as u64).to_be_bytes());
                    mac.update(bytes);
                }
            }
        }
        mac.finalize().into_bytes().into()
    }

    /// Returns the tag of the head, which proves that the trail reaches at least this row.
    pub fn head(&self, seq: i64, last: &Tag) -> Tag {
        let mut mac = keyed(&self.head);
        mac.update(&seq.to_be_bytes());
        mac.update(last);
        mac.finalize().into_bytes().into()
    }
}

pub(super) fn keyed(key: &Key) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.as_ref()).expect("HMAC takes any key")
}

pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_read_alike() {
        let chain = Chain::new(&MasterKey::from_bytes(&[1; 32]).unwrap());
        let origin = Chain::origin();
        let tag = |fields: &[Option<&[u8]>]| chain.link(&origin, fields);
        let plain = tag(&[Some(b"ab"), Some(b"c")]);
        assert_ne!(plain, tag(&[Some(b"a"), Some(b"bc")]));
        assert_ne!(plain, tag(&[Some(b"abc"), Some(b"")]));
        assert_ne!(tag(&[Some(b"")]), tag(&[None]));
        assert_ne!(plain, chain.link(&plain, &[Some(b"ab"), Some(b"c")]));
        assert_ne!(chain.head(1, &plain), chain.head(2, &plain));
    }

    #[test]
    fn tags_are_the_same_if_each_byte_is() {
        assert!(same(b"tag", b"tag"));
        for other in [b"".as_slice(), b"ta", b"tags", b"taG"] {
            assert!(!same(b"tag", other));
        }
    }
}
