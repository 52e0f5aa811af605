//! Methods: the ways to prove presence that are enrolled on an account.

use jiff::Timestamp;
use thiserror::Error;

use super::period::Period;

/// At most so many authenticator apps on one account.
pub const AUTHENTICATORS: usize = 5;
/// How long a begun enrolment waits for its first code.
pub const ENROLMENT_WAITS: Period = Period::from_seconds(15 * 60);
/// Recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodId(pub i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    pub const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }
}

/// How an authenticator computes its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpShape {
    pub algorithm: Algorithm,
    pub digits: u8,
    pub step_seconds: u64,
}

impl Default for TotpShape {
    /// What every authenticator app can do.
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Sha1,
            digits: 6,
            step_seconds: 30,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeRefusal {
    #[error("the code isn't right")]
    Wrong,
    #[error("the code was used already")]
    Used,
}

/// A time step is accepted once, ever: only a step later than the last one counts, also after
/// the clock was turned back.
pub fn accept_step(matched: Option<u64>, last: Option<u64>) -> Result<u64, CodeRefusal> {
    match (matched, last) {
        (None, _) => Err(CodeRefusal::Wrong),
        (Some(step), Some(last)) if step <= last => Err(CodeRefusal::Used),
        (Some(step), _) => Ok(step),
    }
}

/// Whether a begun enrolment may still be confirmed.
pub fn enrolment_waits(begun_at: Timestamp, now: Timestamp) -> bool {
    now < ENROLMENT_WAITS.after(begun_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_counts_once_and_never_backwards() {
        assert_eq!(accept_step(None, None), Err(CodeRefusal::Wrong));
        assert_eq!(accept_step(Some(7), None), Ok(7));
        assert_eq!(accept_step(Some(7), Some(6)), Ok(7));
        assert_eq!(accept_step(Some(7), Some(7)), Err(CodeRefusal::Used));
        assert_eq!(accept_step(Some(7), Some(8)), Err(CodeRefusal::Used));
    }

    #[test]
    fn an_enrolment_waits_fifteen_minutes() {
        let begun: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        assert!(enrolment_waits(
            begun,
            "2026-11-21T12:14:59Z".parse().unwrap()
        ));
        assert!(!enrolment_waits(
            begun,
            "2026-11-21T12:15:00Z".parse().unwrap()
        ));
    }
}
