//! Time-based one-time codes (RFC 6238).

use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use super::random::Random;
use crate::domain::method::{Algorithm, TotpShape};

const SECRET_BYTES: usize = 20;

/// The secret shared with an authenticator app.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    pub fn generate(random: &Random) -> Self {
        let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
        random.fill(&mut secret);
        Self(secret)
    }

    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    pub fn from_base32(text: &str) -> Option<Self> {
        let secret = totp_rs::Secret::try_from_base32(text).ok()?;
        Some(Self(Zeroizing::new(secret.as_bytes().to_vec())))
    }

    /// Returns whether it has as many bytes as those that are generated.
    pub fn has_full_length(&self) -> bool {
        self.0.len() == SECRET_BYTES
    }

    /// Returns the secret in base32, as authenticator apps take it.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(totp_rs::Secret::new(self.0.as_slice().into()).to_base32())
    }
}

/// An authenticator. The phone and keyfob compute the same codes.
pub struct Authenticator {
    totp: Totp,
}

impl Authenticator {
    pub fn new(secret: &TotpSecret, shape: TotpShape) -> Self {
        let algorithm = match shape.algorithm {
            Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
            Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
            Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
        };
        let totp = Builder::new()
            .with_algorithm(algorithm)
            .with_digits(shape.digits)
            .with_step_duration(shape.step_seconds)
            .with_skew(1)
            .with_secret(secret.expose())
            .build_noncompliant();
        Self { totp }
    }

    /// Returns the code that a phone shows at this time, in seconds of the Unix epoch.
    pub fn code(&self, unix_seconds: u64) -> String {
        self.totp.generate(unix_seconds).to_string()
    }

    /// Returns the time step of a code, if it is the current step or the one before or after.
    pub fn matching_step(&self, typed: &str, unix_seconds: u64) -> Option<u64> {
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        self.totp.check(&code, unix_seconds)
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    fn secret(text: &str) -> TotpSecret {
        TotpSecret::new(Zeroizing::new(text.as_bytes().to_vec()))
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_is_what_everybody_means_by_it() {
        for (text, base32) in [("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(*secret(text).base32(), base32);
            let read = TotpSecret::from_base32(base32).unwrap();
            assert_eq!(read.expose(), text.as_bytes());
        }
        assert!(TotpSecret::from_base32("MZXW6YT1").is_none());
    }

    /// RFC 6238, appendix B. Its seeds are as long as the digest's output.
    #[test]
    fn published_vectors() {
        let seed = "1234567890".repeat(7);
        let rows: [(u64, [&str; 3]); 6] = [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (1_111_111_111, ["14050471", "67062674", "99943326"]),
            (1_234_567_890, ["89005924", "91819424", "93441116"]),
            (2_000_000_000, ["69279037", "90698825", "38618901"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ];
        for (time, codes) in rows {
            for ((algorithm, length), code) in Algorithm::iter().zip([20, 32, 64]).zip(codes) {
                let secret = secret(&seed[..length]);
                let shape = |digits| TotpShape {
                    algorithm,
                    digits,
                    step_seconds: 30,
                };
                assert_eq!(
                    Authenticator::new(&secret, shape(8)).code(time),
                    code,
                    "{algorithm:?} at {time}"
                );
                assert_eq!(
                    Authenticator::new(&secret, shape(6)).code(time),
                    code[2..],
                    "{algorithm:?} at {time}"
                );
            }
        }
    }

    #[test]
    fn one_step_to_either_side_counts() {
        let authenticator =
            Authenticator::new(&secret("12345678901234567890"), TotpShape::default());
        let now = 1_234_567_890;
        let code = |time| authenticator.code(time);
        assert_eq!(authenticator.matching_step(&code(now), now), Some(now / 30));
        assert_eq!(
            authenticator.matching_step(&code(now - 30), now),
            Some(now / 30 - 1)
        );
        assert_eq!(
            authenticator.matching_step(&code(now + 30), now),
            Some(now / 30 + 1)
        );
        assert_eq!(authenticator.matching_step(&code(now - 60), now), None);
        assert_eq!(authenticator.matching_step(&code(now + 60), now), None);
    }

    #[test]
    fn grouping_is_ignored_and_nonsense_is_refused() {
        let authenticator =
            Authenticator::new(&secret("12345678901234567890"), TotpShape::default());
        let code = authenticator.code(59);
        assert!(
            authenticator
                .matching_step(&format!("{} {}", &code[..3], &code[3..]), 59)
                .is_some()
        );
        for wrong in [
            "",
            "12345",
            "1234567",
            "abcdef",
            "１２３４５６",
            &"1".repeat(10_000),
        ] {
            assert_eq!(authenticator.matching_step(wrong, 59), None, "{wrong}");
        }
    }
}
