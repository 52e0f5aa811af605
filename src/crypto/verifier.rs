//! Verifiers. One Argon2 hash checks all app passwords of an account, because each verifier is
//! derived from that hash and the app password's own id.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::argon2id::Hash;

type HmacSha256 = Hmac<Sha256>;

/// The purpose of a secret. The same text has unrelated verifiers as an app password and as a
/// recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    AppPassword,
    RecoveryCode,
}

/// The value that is stored, sealed, in place of a generated secret.
pub struct Verifier(Zeroizing<[u8; 32]>);

impl Verifier {
    pub fn derive(hash: &Hash, purpose: Purpose, id: &str) -> Self {
        let label: &[u8] = match purpose {
            Purpose::AppPassword => b"keyfob 1 app password",
            Purpose::RecoveryCode => b"keyfob 1 recovery code",
        };
        Self(keyed(hash.as_ref(), &[label, &[0], id.as_bytes()]))
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes
            .try_into()
            .ok()
            .map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns what is kept of a verifier after its app password was deleted. It only recognises
    /// attempts with the deleted app password.
    #[must_use]
    pub fn tombstone(&self) -> Self {
        Self(keyed(self.0.as_ref(), &[b"keyfob 1 tombstone"]))
    }

    pub fn is(&self, other: &Self) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = HmacSha256::new_from_slice(key).expect("HMAC takes any key");
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_is_bound_to_secret_purpose_and_id() {
        let hash = Hash::new([1; 32]);
        let verifier = Verifier::derive(&hash, Purpose::AppPassword, "a");
        assert!(verifier.is(&Verifier::derive(&hash, Purpose::AppPassword, "a")));
        assert!(!verifier.is(&Verifier::derive(&hash, Purpose::AppPassword, "b")));
        assert!(!verifier.is(&Verifier::derive(&hash, Purpose::RecoveryCode, "a")));
        assert!(!verifier.is(&Verifier::derive(
            &Hash::new([2; 32]),
            Purpose::AppPassword,
            "a"
        )));
        assert!(!verifier.is(&verifier.tombstone()));
    }

    #[test]
    fn a_verifier_is_stored_as_its_bytes() {
        let verifier = Verifier::from_bytes(&[7; 32]).unwrap();
        assert_eq!(verifier.expose(), &[7; 32]);
        assert!(Verifier::from_bytes(&[7; 31]).is_none());
    }
}
