//! Throttling of failed proofs: five are free, each further one costs a growing wait, and after a
//! hundred in a row no more are accepted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::contact::ContactKind;

const FREE: u32 = 5;
const MOST: u32 = 100;
const LONGEST_WAIT: i64 = 15 * 60;

/// A kind of proof. Failures are counted for each kind and account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, Serialize, Deserialize)]
#[cfg_attr(test, derive(strum::EnumIter))]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Proof {
    Password,
    Authenticator,
    RecoveryCode,
    #[strum(serialize = "email")]
    EmailCode,
    #[strum(serialize = "phone")]
    PhoneCode,
}

impl Proof {
    pub const SECOND_FACTORS: [Self; 4] = [
        Self::Authenticator,
        Self::RecoveryCode,
        Self::EmailCode,
        Self::PhoneCode,
    ];
}

impl From<ContactKind> for Proof {
    fn from(kind: ContactKind) -> Self {
        match kind {
            ContactKind::Email => Self::EmailCode,
            ContactKind::Phone => Self::PhoneCode,
        }
    }
}

/// The number of failures in a row, and the time of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    pub last_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Throttled {
    #[error("too many wrong attempts; try again in {}", in_words(*.0))]
    Wait(i64),
    #[error("locked after {MOST} wrong attempts in a row")]
    Closed,
}

impl Failures {
    /// Checks whether another attempt is allowed now.
    pub fn allow(self, now: Timestamp) -> Result<(), Throttled> {
        if self.count >= MOST {
            return Err(Throttled::Closed);
        }
        let wait = wait_after(self.count);
        let passed = now.duration_since(self.last_at).as_secs();
        // A failure in the far future was counted while the clock was wrong.
        if passed < -LONGEST_WAIT {
            return Ok(());
        }
        let passed = passed.max(0);
        if passed < wait {
            return Err(Throttled::Wait(wait - passed));
        }
        Ok(())
    }
}

/// Returns the wait in seconds after this number of failures.
fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE) {
        None => 0,
        Some(beyond) => 1_i64
            .checked_shl(beyond)
            .filter(|&wait| wait > 0)
            .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT)),
    }
}

/// Writes a wait for people to read.
pub fn in_words(seconds: i64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        2..120 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.unsigned_abs().div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn five_are_free_then_waits_double_up_to_fifteen_minutes() {
        let waits: Vec<_> = (0..17).map(wait_after).collect();
        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900
            ]
        );
        assert!((16..MOST).all(|count| wait_after(count) == LONGEST_WAIT));
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_wait_ends_at_its_very_second_and_never_early() {
        let failures = Failures {
            count: 8,
            last_at: at(100),
        };
        assert_eq!(failures.allow(at(100)), Err(Throttled::Wait(8)));
        assert_eq!(failures.allow(at(107)), Err(Throttled::Wait(1)));
        assert_eq!(failures.allow(at(108)), Ok(()));
        // The clock was turned back a little, then far.
        assert_eq!(failures.allow(at(-800)), Err(Throttled::Wait(8)));
        assert_eq!(failures.allow(at(-801)), Ok(()));
    }

    #[test]
    fn after_a_hundred_no_more_are_taken() {
        let after = |count| {
            Failures {
                count,
                last_at: at(0),
            }
            .allow(at(1_000_000))
        };
        assert_eq!(after(MOST - 1), Ok(()));
        assert_eq!(after(MOST), Err(Throttled::Closed));
    }

    #[test]
    fn a_wait_is_told_in_words() {
        assert_eq!(in_words(1), "1 second");
        assert_eq!(in_words(64), "64 seconds");
        assert_eq!(in_words(121), "3 minutes");
        assert_eq!(in_words(900), "15 minutes");
    }

    /// The store keeps these words.
    #[test]
    fn the_words_for_proofs_stay() {
        let words: Vec<_> = Proof::iter().map(<&str>::from).collect();
        assert_eq!(
            words,
            [
                "password",
                "authenticator",
                "recovery-code",
                "email",
                "phone"
            ]
        );
    }
}
