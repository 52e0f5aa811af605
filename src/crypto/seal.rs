//! Sealing of secrets in the store. A sealed secret opens only with the key file and in its own
//! place, so it can't be moved to another row, column or account.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::CryptoError;
use super::keys::MasterKey;
use super::random::Random;

const NONCE_BYTES: usize = 24;

/// The place of a sealed value.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub table: &'static str,
    pub column: &'static str,
    pub row: &'a str,
    pub account: i64,
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let account = self.account.to_string();
        [self.table, self.column, self.row, &account]
            .join("\0")
            .into_bytes()
    }
}

pub struct Sealer {
    cipher: XChaCha20Poly1305,
    random: Random,
}

impl Sealer {
    pub fn new(master: &MasterKey, random: Random) -> Self {
        let key = master.subkey("keyfob 1 sealing");
        let cipher = XChaCha20Poly1305::new_from_slice(key.as_ref())
            .expect("the key's length is the cipher's");
        Self { cipher, random }
    }

    pub fn seal(&self, place: Place<'_>, secret: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = self.random.bytes();
        let payload = Payload {
            msg: secret,
            aad: &place.associated_data(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a secret fits into memory");
        [nonce.as_slice(), &sealed].concat()
    }

    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(CryptoError::Sealed)?;
        let payload = Payload {
            msg: sealed,
            aad: &place.associated_data(),
        };
        self.cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| CryptoError::Sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'_> = Place {
        table: "app_password",
        column: "verifier",
        row: "a",
        account: 1,
    };

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(
            &MasterKey::from_bytes(&[byte; 32]).unwrap(),
            Random::system(),
        )
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_place() {
        let sealed = sealer(1).seal(HERE, b"secret");
        assert_eq!(**sealer(1).open(HERE, &sealed).unwrap(), *b"secret");
        let elsewhere = [
            Place {
                table: "method",
                ..HERE
            },
            Place {
                column: "secret",
                ..HERE
            },
            Place { row: "b", ..HERE },
            Place { account: 2, ..HERE },
        ];
        for place in elsewhere {
            assert!(sealer(1).open(place, &sealed).is_err(), "{place:?}");
        }
        assert!(sealer(2).open(HERE, &sealed).is_err());
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let sealed = sealer(1).seal(HERE, b"secret");
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(sealer(1).open(HERE, &changed).is_err(), "byte {position}");
        }
        for length in 0..sealed.len() {
            assert!(
                sealer(1).open(HERE, &sealed[..length]).is_err(),
                "length {length}"
            );
        }
    }

    #[test]
    fn the_same_secret_is_never_sealed_the_same() {
        assert_ne!(
            sealer(1).seal(HERE, b"secret"),
            sealer(1).seal(HERE, b"secret")
        );
    }
}
