//! The key file's 32 bytes and the keys derived from them, one for each purpose.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::random::Random;

pub const KEY_BYTES: usize = 32;
pub type Key = Zeroizing<[u8; KEY_BYTES]>;
/// Identifies a key file. It reveals nothing about the key.
pub type KeyId = [u8; 16];
/// Identifies a store: random, made with it.
pub type StoreId = [u8; 16];

/// The key in a key file.
pub struct MasterKey(Key);

impl MasterKey {
    pub fn generate(random: &Random) -> Self {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        random.fill(key.as_mut());
        Self(key)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|key| Self(Zeroizing::new(key)))
    }

    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    pub fn id(&self) -> KeyId {
        self.derive(b"keyfob 1 key id")
    }

    /// Returns the key of one store, so that nothing of another store under the same key file is taken
    /// for this one's.
    #[must_use]
    pub fn of_store(&self, id: &StoreId) -> Self {
        let purpose = [b"keyfob 1 store".as_slice(), id].concat();
        Self(Zeroizing::new(self.derive(&purpose)))
    }

    pub(super) fn subkey(&self, purpose: &str) -> Key {
        Zeroizing::new(self.derive(purpose.as_bytes()))
    }

    fn derive<const N: usize>(&self, purpose: &[u8]) -> [u8; N] {
        let mut out = [0; N];
        Hkdf::<Sha256>::new(None, self.0.as_ref())
            .expand(purpose, &mut out)
            .expect("HKDF gives up to 8160 bytes");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `openssl kdf HKDF`: stores that were made earlier need the same keys for ever.
    #[test]
    fn keys_are_derived_as_they_ever_were() {
        let master = MasterKey::from_bytes(&[7; 32]).unwrap();
        assert_eq!(master.expose(), &[7; 32]);
        let id = [
            0xae, 0x0c, 0x6f, 0x3b, 0xcb, 0xcf, 0x3c, 0x39, 0xf9, 0xe9, 0x34, 0x3f, 0x09, 0xa6,
            0x12, 0x46,
        ];
        assert_eq!(master.id(), id);
        let log = [
            0xaf, 0xa5, 0xf2, 0x36, 0xb5, 0x2a, 0xcd, 0xd0, 0xfb, 0xa4, 0x25, 0xb1, 0xc8, 0x50,
            0x25, 0x14, 0x8a, 0x4a, 0x87, 0x56, 0x2a, 0x6c, 0x82, 0xa6, 0xb5, 0x4e, 0x91, 0xc7,
            0xf5, 0x8a, 0xe4, 0x55,
        ];
        assert_eq!(*master.subkey("keyfob 1 log"), log);
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let master = MasterKey::from_bytes(&[7; 32]).unwrap();
        assert_ne!(master.subkey("a"), master.subkey("b"));
        assert_ne!(
            master.subkey("a"),
            MasterKey::from_bytes(&[8; 32]).unwrap().subkey("a")
        );
        assert!(MasterKey::from_bytes(&[7; 31]).is_none());
    }

    #[test]
    fn each_store_has_its_own_key() {
        let master = MasterKey::from_bytes(&[7; 32]).unwrap();
        let of_store = |id| master.of_store(&[id; 16]).0;
        assert_eq!(of_store(1), of_store(1));
        assert_ne!(of_store(1), of_store(2));
        assert_ne!(of_store(1), master.0);
    }
}
