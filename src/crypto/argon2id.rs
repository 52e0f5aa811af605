//! Argon2id: the one slow step of checking a password.

use argon2::password_hash::phc::{Output, ParamsString, Salt as PhcSalt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, PasswordHash, Version};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::CryptoError;
use super::huge_pages::HugePages;
use super::random::Random;

pub const SALT_BYTES: usize = 16;
pub const HASH_BYTES: usize = 32;
pub type Salt = [u8; SALT_BYTES];
pub type Hash = Zeroizing<[u8; HASH_BYTES]>;

/// What a hash costs to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// For generated secrets, of which a front end checks many.
pub const GENERATED: Cost = Cost {
    memory_kib: 19_456,
    passes: 2,
    lanes: 1,
};
/// For passwords that people choose.
pub const CHOSEN: Cost = Cost {
    memory_kib: 65_536,
    passes: 3,
    lanes: 1,
};

/// Computes hashes, one after the other, in memory that it keeps in between: fresh memory costs
/// about a tenth of a hash.
#[derive(Default)]
pub struct Hasher {
    memory: Option<HugePages>,
}

impl Hasher {
    pub fn hash(&mut self, secret: &[u8], salt: &Salt, cost: Cost) -> Result<Hash, CryptoError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(HASH_BYTES))
            .map_err(|_| CryptoError::Parameters)?;
        let blocks = params.block_count();
        let memory = match self.memory.take() {
            Some(memory) if memory.blocks() >= blocks => self.memory.insert(memory),
            _ => self.memory.insert(HugePages::new(blocks)?),
        };
        let mut out = Zeroizing::new([0; HASH_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                secret,
                salt,
                out.as_mut(),
                &mut memory.as_mut()[..blocks],
            )
            .map_err(|_| CryptoError::Parameters)?;
        Ok(out)
    }

    /// Whether this is the password of a PHC string. Without one it takes as long, and the answer
    /// is no.
    pub fn is_chosen(&mut self, password: &[u8], phc: Option<&str>) -> Result<bool, CryptoError> {
        let Some(phc) = phc else {
            self.hash(password, &[0; SALT_BYTES], CHOSEN)?;
            return Ok(false);
        };
        let stored = PasswordHash::new(phc).map_err(|_| CryptoError::Parameters)?;
        let params = Params::try_from(&stored).map_err(|_| CryptoError::Parameters)?;
        let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
            return Err(CryptoError::Parameters);
        };
        let salt = Salt::try_from(salt.as_ref()).map_err(|_| CryptoError::Parameters)?;
        let cost = Cost {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        };
        let computed = self.hash(password, &salt, cost)?;
        Ok(computed.as_slice().ct_eq(expected.as_bytes()).into())
    }
}

pub fn hash(secret: &[u8], salt: &Salt, cost: Cost) -> Result<Hash, CryptoError> {
    Hasher::default().hash(secret, salt, cost)
}

/// The hash of a chosen password with its own salt, as a PHC string.
pub fn hash_chosen(password: &[u8], random: &Random) -> Result<Zeroizing<String>, CryptoError> {
    let salt: Salt = random.bytes();
    let out = hash(password, &salt, CHOSEN)?;
    let params = Params::new(CHOSEN.memory_kib, CHOSEN.passes, CHOSEN.lanes, None)
        .map_err(|_| CryptoError::Parameters)?;
    let phc = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|_| CryptoError::Parameters)?,
        salt: Some(PhcSalt::new(&salt).map_err(|_| CryptoError::Parameters)?),
        hash: Some(Output::new(out.as_ref()).map_err(|_| CryptoError::Parameters)?),
    };
    Ok(Zeroizing::new(phc.to_string()))
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    /// `printf password | argon2 somesaltsomesalt -id -m 8 -t 2 -p 1 -r -l 32` of the reference
    /// implementation.
    #[test]
    fn the_reference_implementation_gives_the_same_hash() {
        let cost = Cost {
            memory_kib: 256,
            passes: 2,
            lanes: 1,
        };
        let out = hash(b"password", b"somesaltsomesalt", cost).unwrap();
        let reference: [u8; 32] = [
            0xca, 0xb7, 0x46, 0xb4, 0x62, 0x19, 0x93, 0xfd, 0xc9, 0x1e, 0xc5, 0x07, 0x87, 0x98,
            0x0b, 0x41, 0x4a, 0x90, 0xa6, 0x92, 0xf0, 0xbc, 0x68, 0xdf, 0xe1, 0x9f, 0x9c, 0x25,
            0xb3, 0xcb, 0xa9, 0xec,
        ];
        assert_eq!(*out, reference);
    }

    #[test]
    fn a_chosen_password_is_kept_as_a_phc_string() {
        let phc = hash_chosen(b"correct horse", &Random::system()).unwrap();
        assert!(
            phc.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"),
            "{}",
            *phc
        );
        let parsed = PasswordHash::new(&phc).unwrap();
        assert!(
            Argon2::default()
                .verify_password(b"correct horse", &parsed)
                .is_ok()
        );
        assert!(
            Argon2::default()
                .verify_password(b"correct house", &parsed)
                .is_err()
        );
        let mut hasher = Hasher::default();
        let mut is = |password: &[u8], phc| hasher.is_chosen(password, phc);
        assert!(is(b"correct horse", Some(&phc)).unwrap());
        assert!(!is(b"correct house", Some(&phc)).unwrap());
        assert!(!is(b"correct horse", None).unwrap());
        assert!(is(b"correct horse", Some("$argon2id$v=19$broken")).is_err());
    }

    #[test]
    fn what_an_earlier_hash_left_in_memory_changes_none() {
        let salt = [7; SALT_BYTES];
        let small = Cost {
            memory_kib: 64,
            ..GENERATED
        };
        let fresh = [small, GENERATED].map(|cost| hash(b"secret", &salt, cost).unwrap());
        let mut hasher = Hasher::default();
        for _ in 0..2 {
            let again = [small, GENERATED].map(|cost| hasher.hash(b"secret", &salt, cost).unwrap());
            assert_eq!(again, fresh);
            hasher.hash(b"another", &salt, GENERATED).unwrap();
        }
    }
}
