//! Contacts: a holder's e-mail address and phone number, and the codes that are sent to them.

use jiff::Timestamp;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use thiserror::Error;

use super::escape::{is_unprintable, quoted};
use super::password::ungroup;
use super::period::Period;

/// The number of digits in a code.
pub const CODE_DIGITS: usize = 6;

/// The number of tries for one code.
pub const CODE_TRIES: u32 = 5;
const CODE_LASTS: Period = Period::from_seconds(10 * 60);
/// The least time between two messages.
const MESSAGE_EVERY: Period = Period::from_seconds(60);

/// Returns whether this could be a code, of a message or of an authenticator app.
pub fn is_code(typed: &str) -> bool {
    let code = ungroup(typed);
    code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit())
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContactError {
    #[error("{0} isn't an e-mail address")]
    Email(String),
    #[error("{0} isn't a phone number such as +49 30 123456")]
    Phone(String),
}

/// An e-mail address. Its form is checked, not whether it exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl FromStr for Email {
    type Err = ContactError;

    fn from_str(typed: &str) -> Result<Self, ContactError> {
        Self::parse(typed)
    }
}

crosses_as_text!(Email);

impl Email {
    pub fn parse(typed: &str) -> Result<Self, ContactError> {
        let text = typed.trim();
        let right = text.len() <= 254
            && !text.starts_with('-')
            && !text
                .chars()
                .any(|c| c.is_whitespace() || is_unprintable(c) || "<>,;\"\\()[]".contains(c))
            && text.rsplit_once('@').is_some_and(|(local, host)| {
                !local.is_empty() && local.len() <= 64 && !local.contains('@') && is_host(host)
            });
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError::Email(quoted(typed)))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// A phone number in the form of E.164: a plus sign and 7 to 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl FromStr for Phone {
    type Err = ContactError;

    fn from_str(typed: &str) -> Result<Self, ContactError> {
        Self::parse(typed)
    }
}

crosses_as_text!(Phone);

impl Phone {
    pub fn parse(typed: &str) -> Result<Self, ContactError> {
        let number: String = typed
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '/' | '.'))
            .collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        let right = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if right {
            Ok(Self(number))
        } else {
            Err(ContactError::Phone(quoted(typed)))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The kind of a contact. An account has at most one contact of each kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr, Serialize, Deserialize,
)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum ContactKind {
    Email,
    Phone,
}

/// An address or number that a code can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contact {
    Email(Email),
    Phone(Phone),
}

impl Contact {
    pub fn kind(&self) -> ContactKind {
        match self {
            Self::Email(_) => ContactKind::Email,
            Self::Phone(_) => ContactKind::Phone,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    /// Returns a masked form, for people who haven't signed in yet. Its owner recognises it.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => match email.as_str().rsplit_once('@') {
                Some((local, host)) => {
                    let first: String = local.chars().take(1).collect();
                    format!("{first}…@{host}")
                }
                None => "…".to_owned(),
            },
            Self::Phone(phone) => {
                let number = phone.as_str();
                format!("…{}", &number[number.len().saturating_sub(2)..])
            }
        }
    }
}

/// Why a code that was typed isn't accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ContactCodeRefusal {
    #[error("the code isn't right")]
    Wrong,
    #[error("the code has expired, or was tried too often")]
    Over,
}

/// Returns whether a code may still be tried. A code from the future was sent before the clock was
/// turned back.
pub fn code_lasts(sent_at: Timestamp, now: Timestamp) -> bool {
    sent_at <= now && now < CODE_LASTS.after(sent_at)
}

/// Returns the seconds until another message may be sent.
pub fn message_waits(sent_at: Timestamp, now: Timestamp) -> i64 {
    if sent_at > now {
        return 0;
    }
    MESSAGE_EVERY
        .after(sent_at)
        .duration_since(now)
        .as_secs()
        .max(0)
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn six_digits_are_a_code() {
        for (typed, is) in [
            ("123456", true),
            (" 123 456 ", true),
            ("12345", false),
            ("1234567", false),
            ("12345a", false),
            ("", false),
        ] {
            assert_eq!(is_code(typed), is, "{typed:?}");
        }
    }

    #[test]
    fn contacts_are_checked() {
        for right in [
            "a@b.example",
            "first.last+tag@mail.contoso.com",
            "rené@exämple.org",
        ] {
            assert!(Email::parse(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "-a@b",
            "a@b..c",
            "a@b\n",
            "a@-b",
            "a\u{1b}@b",
        ] {
            assert_eq!(Email::parse(wrong).is_ok(), wrong == "a@b\n", "{wrong:?}");
        }
        assert_eq!(
            Phone::parse("+49 (30) 123-456").unwrap().as_str(),
            "+4930123456"
        );
        for wrong in [
            "",
            "030 123456",
            "+49",
            "+49 30 12345x",
            "+1234567890123456",
        ] {
            assert!(Phone::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_shown_before_the_sign_in_is_masked() {
        let email = Contact::Email(Email::parse("alain@contoso.com").unwrap());
        let phone = Contact::Phone(Phone::parse("+4930123456").unwrap());
        assert_eq!(email.masked(), "a…@contoso.com");
        assert_eq!(phone.masked(), "…56");
    }

    #[test]
    fn a_code_lasts_ten_minutes_and_a_message_is_sent_once_a_minute() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(code_lasts(at(0), at(599)));
        assert!(!code_lasts(at(0), at(600)));
        assert!(!code_lasts(at(1), at(0)));
        assert_eq!(message_waits(at(0), at(0)), 60);
        assert_eq!(message_waits(at(0), at(59)), 1);
        assert_eq!(message_waits(at(0), at(60)), 0);
        assert_eq!(message_waits(at(1), at(0)), 0);
    }

    /// The store and JSON keep these words.
    #[test]
    fn the_words_for_kinds_stay() {
        let words: Vec<_> = ContactKind::iter().map(<&str>::from).collect();
        assert_eq!(words, ["email", "phone"]);
        for one in ContactKind::iter() {
            assert_eq!(one.into_str().parse(), Ok(one));
        }
    }
}
