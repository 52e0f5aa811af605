//! The ways in for servers. Each reads a user, a password and their source from its protocol, and
//! answers in it. The service decides.

pub mod answering;
pub mod auth_client;
pub mod check;
pub mod checkpassword;
pub mod conversation;
pub mod pam;
pub mod via;

use zeroize::Zeroizing;

use crate::crypto::secret::TypedPassword;
use crate::domain::log_in::Answered;
use crate::domain::names::AccountName;
use crate::domain::password::check_typed;
use crate::domain::scope::{self, Source, parse_address};
use crate::service::{self, LogIn, LoggedIn, Requester, Service, ServiceError};

/// What a server asks.
pub struct Question {
    account: AccountName,
    typed: TypedPassword,
    source: Source,
}

/// The answer to a server's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// With the account's name as it is in the store, so that a server never goes on with another
    /// spelling.
    Yes(String),
    No,
}

impl Decision {
    fn of(answered: &Answered) -> Self {
        match (&answered.answer, &answered.account) {
            (Ok(()), Some(account)) => Self::Yes(account.name.as_str().to_owned()),
            _ => Self::No,
        }
    }
}

impl Question {
    /// `None` if no account can have that name or no password can be that: the answer is no.
    pub fn new(user: &[u8], password: &[u8], source: Source) -> Option<Self> {
        let account = AccountName::parse(std::str::from_utf8(user).ok()?).ok()?;
        let typed = check_typed(password).ok()?;
        Some(Self {
            account,
            typed: TypedPassword::new(Zeroizing::new(typed.to_owned())),
            source,
        })
    }

    pub fn log_in(&self) -> LogIn<'_> {
        LogIn {
            account: &self.account,
            typed: &self.typed,
            source: &self.source,
        }
    }
}

/// An answer that is given when this process ends.
pub struct LastAnswer {
    /// An error means that it could not be decided.
    pub answer: service::Result<Decision>,
    /// The answer holds though it couldn't be recorded.
    pub not_recorded: Option<ServiceError>,
}

/// Asks the service, and records a refusal: nothing can be done after the answer here. As much is
/// written for an unknown name as for a known one.
pub fn ask(service: &mut Service, requester: &Requester, question: &Question) -> LastAnswer {
    let LoggedIn { answer, trace, .. } = service.log_in(requester, &question.log_in());
    let left = trace.map(|trace| service.leave(&[trace]));
    LastAnswer {
        answer: answer.map(|answered| Decision::of(&answered)),
        not_recorded: left.and_then(Result::err),
    }
}

/// Where a log-in comes from, in a server's own words. What can't be parsed is unknown, and an app
/// password that is limited is refused there.
pub fn source(service: Option<&str>, address: Option<&str>) -> Source {
    Source {
        service: service.and_then(|text| text.parse::<scope::Service>().ok()),
        address: address.and_then(|text| parse_address(text).ok()),
    }
}

/// The longest message of any of these protocols: a user, a password and what is between them.
pub const INPUT_BYTES: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_no_account_or_no_password_is_no_question() {
        let ask = |user: &[u8], password: &[u8]| {
            Question::new(user, password, Source::default()).is_some()
        };
        assert!(ask(b"alain@contoso.com", b"abcd efgh"));
        for user in [
            &b""[..],
            b" ",
            b"a\nb",
            b"a\tb",
            b"a\0b",
            b"\xff",
            &[b'a'; 255],
        ] {
            assert!(!ask(user, b"abcd"), "{user:?}");
        }
        for password in [&b""[..], b"a\0b", b"\xff", &[b'a'; 513]] {
            assert!(!ask(b"alain", password), "{password:?}");
        }
    }

    #[test]
    fn a_source_that_makes_no_sense_is_unknown() {
        assert_eq!(source(Some("im ap"), Some("printer")), Source::default());
        let known = source(Some("IMAP"), Some("::ffff:192.0.2.7"));
        assert_eq!(known.service, "imap".parse().ok());
        assert_eq!(known.address, "192.0.2.7".parse().ok());
    }
}
