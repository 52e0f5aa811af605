//! Argon2id, the one slow step of checking a password.

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

/// The cost of computing a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// The cost for generated secrets, of which a front end checks many.
pub const GENERATED: Cost = Cost {
    memory_kib: 19_456,
    passes: 2,
    lanes: 1,
};
/// The cost for passwords that people choose.
pub const CHOSEN: Cost = Cost {
    memory_kib: 65_536,
    passes: 3,
    lanes: 1,
};

/// Computes hashes one after the other. It keeps its memory in between, because fresh memory costs
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

    /// Returns whether a PHC string is of this password. Without a string it takes as long and
    /// returns false.
    pub fn is_chosen(&mut self, password: &[u8], phc: Option<&str>) -> Result<bool, CryptoError> {
        let Some(phc) = phc else {
            self.hash(password, &[0; SALT_BYTES], CHOSEN)?;
            return Ok(false);
        };
        let stored = PhcString::parse(phc)?;
        let computed = self.hash(password, &stored.salt, stored.cost)?;
        Ok(computed.ct_eq(stored.hash.as_ref()).into())
    }
}

/// The hash of a chosen password, with what it was computed from.
pub struct PhcString {
    pub salt: Salt,
    pub cost: Cost,
    hash: Hash,
}

impl PhcString {
    /// Parses what `to_text` wrote, and nothing else: another algorithm, version or parameter would be
    /// ignored when a password is compared.
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let parsed = PasswordHash::new(text).map_err(|_| CryptoError::Parameters)?;
        let params = Params::try_from(&parsed).map_err(|_| CryptoError::Parameters)?;
        let (Some(salt), Some(hash)) = (parsed.salt, parsed.hash) else {
            return Err(CryptoError::Parameters);
        };
        let phc = Self {
            salt: Salt::try_from(salt.as_ref()).map_err(|_| CryptoError::Parameters)?,
            cost: Cost {
                memory_kib: params.m_cost(),
                passes: params.t_cost(),
                lanes: params.p_cost(),
            },
            hash: (hash.as_bytes().try_into().map(Zeroizing::new))
                .map_err(|_| CryptoError::Parameters)?,
        };
        if *phc.to_text()? == text {
            Ok(phc)
        } else {
            Err(CryptoError::Parameters)
        }
    }

    pub fn to_text(&self) -> Result<Zeroizing<String>, CryptoError> {
        let Cost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        let params =
            Params::new(memory_kib, passes, lanes, None).map_err(|_| CryptoError::Parameters)?;
        let phc = PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(|_| CryptoError::Parameters)?,
            salt: Some(PhcSalt::new(&self.salt).map_err(|_| CryptoError::Parameters)?),
            hash: Some(Output::new(self.hash.as_ref()).map_err(|_| CryptoError::Parameters)?),
        };
        Ok(Zeroizing::new(phc.to_string()))
    }
}

pub fn hash(secret: &[u8], salt: &Salt, cost: Cost) -> Result<Hash, CryptoError> {
    Hasher::default().hash(secret, salt, cost)
}

/// Hashes a chosen password with a new salt, as a PHC string.
pub fn hash_chosen(password: &[u8], random: &Random) -> Result<Zeroizing<String>, CryptoError> {
    let salt: Salt = random.bytes();
    let hash = hash(password, &salt, CHOSEN)?;
    let cost = CHOSEN;
    PhcString { salt, cost, hash }.to_text()
}

#[cfg(test)]
pub(crate) mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    pub fn cheap_hash(secret: &str) -> Hash {
        let cost = Cost {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        };
        hash(secret.as_bytes(), &[0; SALT_BYTES], cost).unwrap()
    }

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

    /// `printf password | argon2 somesaltsomesalt -id -k 64 -t 2 -p 1 -l 32 -e` of the reference
    /// implementation, and what nothing here computes.
    #[test]
    fn a_phc_string_is_of_this_algorithm_version_and_parameters_alone() {
        const REFERENCE: &str = "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
            Gpj7qOY5RCXJvcMzqcdQqvgR3wcPX7SleI4c9NtXk6E";
        assert_eq!(
            *PhcString::parse(REFERENCE).unwrap().to_text().unwrap(),
            REFERENCE
        );
        for (from, to) in [
            ("argon2id", "argon2i"),
            ("argon2id", "argon2d"),
            ("argon2id", "pbkdf2-sha256"),
            ("v=19", "v=16"),
            ("$v=19", ""),
            ("p=1", "p=1,keyid=AAAA"),
            ("p=1", "p=1,data=AAAA"),
            ("m=64,t=2,p=1", "t=2,m=64,p=1"),
            ("m=64,t=2,p=1", "m=64,t=2"),
            ("$m=64,t=2,p=1", ""),
            ("hbHRzb21lc2FsdA", "hbHQ"),
            (
                "Gpj7qOY5RCXJvcMzqcdQqvgR3wcPX7SleI4c9NtXk6E",
                "Gpj7qOY5RCXJvcMzqcdQqg",
            ),
            ("$Gpj7qOY5RCXJvcMzqcdQqvgR3wcPX7SleI4c9NtXk6E", ""),
        ] {
            let text = REFERENCE.replace(from, to);
            assert_ne!(text, REFERENCE);
            let refused = Hasher::default().is_chosen(b"password", Some(&text));
            assert_eq!(refused, Err(CryptoError::Parameters), "{text}");
        }
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
