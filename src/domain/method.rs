//! Methods: an account's ways to prove presence.

use serde::{Deserialize, Serialize};
use std::fmt;

use jiff::Timestamp;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use thiserror::Error;

use super::contact::{Contact, ContactKind};
use super::escape::quoted;
use super::period::Period;
use super::policy::{ContactCodes, Policy};

/// The most authenticator apps that an account can have.
pub const AUTHENTICATORS: usize = 5;
/// The time in which a begun enrolment must be confirmed.
pub const ENROLMENT_WAITS: Period = Period::from_seconds(15 * 60);
/// The number of recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;
/// The number of characters in a recovery code. Each is worth 5 bits.
pub const RECOVERY_CODE_CHARS: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodId(pub i64);

/// Identifies a method of an account: an authenticator by its number, a contact by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MethodKey {
    Authenticator(MethodId),
    Contact(ContactKind),
}

impl MethodKey {
    pub fn parse(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(kind) => Some(Self::Contact(kind)),
            Err(_) => Some(Self::Authenticator(MethodId(text.parse().ok()?))),
        }
    }

    pub fn kind(self) -> &'static str {
        match self {
            Self::Authenticator(_) => "authenticator",
            Self::Contact(kind) => kind.into_str(),
        }
    }
}

impl fmt::Display for MethodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticator(id) => write!(f, "{}", id.0),
            Self::Contact(kind) => f.write_str(kind.into_str()),
        }
    }
}

/// A method that is set up on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    pub key: MethodKey,
    /// The holder's name for it.
    pub label: String,
    /// The contact that its codes are sent to. `None` for an authenticator.
    pub contact: Option<Contact>,
    pub added_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

impl Method {
    /// Returns whether sign-in accepts it.
    pub fn is_usable(&self, policy: &Policy) -> bool {
        self.contact.is_none() || policy.contact_codes != ContactCodes::Off
    }

    /// Returns whether it is enough as the only method.
    pub fn counts(&self, policy: &Policy) -> bool {
        self.contact.is_none() || policy.contact_codes == ContactCodes::SecondFactor
    }
}

/// Returns whether MFA is set up with these methods: one of them is enough by itself.
pub fn is_mfa_set_up<'a>(methods: impl IntoIterator<Item = &'a Method>, policy: &Policy) -> bool {
    methods.into_iter().any(|method| method.counts(policy))
}

/// Returns the methods that sign-in offers: the default first, those for recovery only last.
pub fn offered<'a>(
    methods: &'a [Method],
    default: Option<MethodKey>,
    policy: &Policy,
) -> Vec<&'a Method> {
    let mut offered: Vec<_> = methods
        .iter()
        .filter(|method| method.is_usable(policy))
        .collect();
    offered.sort_by_key(|method| (!method.counts(policy), Some(method.key) != default));
    offered
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MethodChoiceError {
    #[error("there is no method {0} on this account")]
    None(String),
    #[error("{0} matches more than one method")]
    Ambiguous(String),
}

/// Returns the method that a word on the command line means. The word is its number, its label or
/// its kind.
pub fn choose_method<'a>(
    methods: &'a [Method],
    typed: &str,
) -> Result<&'a Method, MethodChoiceError> {
    let word = typed.trim().to_lowercase();
    let by_id = |method: &&Method| method.key.to_string() == word;
    let by_label = |method: &&Method| method.label.to_lowercase() == word;
    let by_kind = |method: &&Method| method.key.kind() == word;
    // A more exact match wins.
    for meant in [
        methods.iter().filter(by_id).collect::<Vec<_>>(),
        methods.iter().filter(by_label).collect(),
        methods.iter().filter(by_kind).collect(),
    ] {
        match meant.as_slice() {
            [] => {}
            [one] => return Ok(one),
            _ => return Err(MethodChoiceError::Ambiguous(quoted(typed))),
        }
    }
    Err(MethodChoiceError::None(quoted(typed)))
}

/// A kind of method that can be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "lowercase")]
pub enum Addable {
    Authenticator,
    #[strum(transparent)]
    Contact(ContactKind),
}

/// Returns the kinds of method that can be set up beside these, the best first. A contact can also
/// be replaced.
pub fn addable(methods: &[Method], policy: &Policy, sends_mail: bool) -> Vec<Addable> {
    let authenticators = methods
        .iter()
        .filter(|method| method.contact.is_none())
        .count();
    let contacts = match policy.contact_codes {
        ContactCodes::SecondFactor => true,
        // A contact for recovery isn't enough as the first method.
        ContactCodes::RecoveryOnly => authenticators > 0,
        ContactCodes::Off => false,
    };
    let mut all = vec![];
    if authenticators < AUTHENTICATORS {
        all.push(Addable::Authenticator);
    }
    if contacts {
        let reached = reachable(policy, sends_mail);
        all.extend(reached.into_iter().map(Addable::Contact));
    }
    all
}

/// Returns the kinds of contact that this machine can send codes to.
pub fn reachable(policy: &Policy, sends_mail: bool) -> Vec<ContactKind> {
    ContactKind::iter()
        .filter(|kind| match kind {
            ContactKind::Email => sends_mail,
            ContactKind::Phone => policy.phone_command.is_some(),
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE", const_into_str)]
pub enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

/// The parameters of an authenticator's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpShape {
    pub algorithm: Algorithm,
    pub digits: u8,
    pub step_seconds: u64,
}

impl Default for TotpShape {
    /// Returns the parameters that every authenticator app supports.
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Sha1,
            digits: 6,
            step_seconds: 30,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum CodeRefusal {
    #[error("the code isn't right")]
    Wrong,
    #[error("the code was used already")]
    Used,
    #[error("the recovery code isn't right, or was used already")]
    NoRecoveryCode,
}

/// Accepts a time step once, ever. It must be later than the last accepted step, even after the
/// clock was turned back.
pub fn accept_step(matched: Option<u64>, last: Option<u64>) -> Result<u64, CodeRefusal> {
    match (matched, last) {
        (None, _) => Err(CodeRefusal::Wrong),
        (Some(step), Some(last)) if step <= last => Err(CodeRefusal::Used),
        (Some(step), _) => Ok(step),
    }
}

/// Returns whether a begun enrolment may still be confirmed.
pub fn enrolment_waits(begun_at: Timestamp, now: Timestamp) -> bool {
    now < ENROLMENT_WAITS.after(begun_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Email;

    #[test]
    fn a_step_counts_once_and_never_backwards() {
        assert_eq!(accept_step(None, None), Err(CodeRefusal::Wrong));
        assert_eq!(accept_step(Some(7), None), Ok(7));
        assert_eq!(accept_step(Some(7), Some(6)), Ok(7));
        assert_eq!(accept_step(Some(7), Some(7)), Err(CodeRefusal::Used));
        assert_eq!(accept_step(Some(7), Some(8)), Err(CodeRefusal::Used));
    }

    fn methods() -> Vec<Method> {
        let at = Timestamp::UNIX_EPOCH;
        let method = |key, label: &str, contact| Method {
            key,
            label: label.to_owned(),
            contact,
            added_at: at,
            last_used_at: None,
        };
        let email = Contact::Email(Email::parse("alain@contoso.com").unwrap());
        vec![
            method(
                MethodKey::Contact(ContactKind::Email),
                "alain@contoso.com",
                Some(email),
            ),
            method(MethodKey::Authenticator(MethodId(1)), "Phone", None),
            method(MethodKey::Authenticator(MethodId(2)), "Tablet", None),
        ]
    }

    #[test]
    fn the_default_is_offered_first_and_contacts_as_policy_has_it() {
        let all = methods();
        let order = |default: Option<&str>, codes| {
            let policy = Policy {
                contact_codes: codes,
                ..Policy::default()
            };
            let default = default.and_then(MethodKey::parse);
            let keys: Vec<_> = offered(&all, default, &policy)
                .iter()
                .map(|method| method.key.to_string())
                .collect();
            keys.join(" ")
        };
        assert_eq!(order(None, ContactCodes::SecondFactor), "email 1 2");
        assert_eq!(order(Some("2"), ContactCodes::SecondFactor), "2 email 1");
        assert_eq!(
            order(Some("email"), ContactCodes::RecoveryOnly),
            "1 2 email"
        );
        assert_eq!(order(Some("email"), ContactCodes::Off), "1 2");
        assert_eq!(order(Some("9"), ContactCodes::Off), "1 2");
    }

    #[test]
    fn mfa_is_set_up_by_a_method_that_counts() {
        let policy = Policy {
            contact_codes: ContactCodes::RecoveryOnly,
            ..Policy::default()
        };
        let all = methods();
        assert!(is_mfa_set_up(&all, &policy));
        assert!(!is_mfa_set_up(&all[..1], &policy));
        assert!(!is_mfa_set_up([], &policy));
    }

    #[test]
    fn the_fifth_authenticator_is_the_last() {
        let one = &methods()[1];
        for (number, more) in [(AUTHENTICATORS - 1, true), (AUTHENTICATORS, false)] {
            let all = vec![one.clone(); number];
            let may = addable(&all, &Policy::default(), true);
            assert_eq!(may.contains(&Addable::Authenticator), more, "{number}");
        }
    }

    #[test]
    fn a_method_is_meant_by_number_kind_or_label() {
        let all = methods();
        let meant = |typed| choose_method(&all, typed).map(|method| method.key.to_string());
        assert_eq!(meant("2").unwrap(), "2");
        assert_eq!(meant("tablet").unwrap(), "2");
        assert_eq!(meant("email").unwrap(), "email");
        let mut all = methods();
        all[1].label = "Authenticator".to_owned();
        let exact = choose_method(&all, "authenticator").unwrap();
        assert_eq!(exact.key.to_string(), "1");
        assert_eq!(meant("ALAIN@contoso.com").unwrap(), "email");
        assert!(matches!(
            meant("authenticator"),
            Err(MethodChoiceError::Ambiguous(_))
        ));
        assert!(matches!(meant("3"), Err(MethodChoiceError::None(_))));
        assert!(matches!(meant(""), Err(MethodChoiceError::None(_))));
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

    /// The store and JSON keep these words.
    #[test]
    fn the_words_for_algorithms_stay() {
        let words: Vec<_> = Algorithm::iter().map(<&str>::from).collect();
        assert_eq!(words, ["SHA1", "SHA256", "SHA512"]);
        for one in Algorithm::iter() {
            assert_eq!(one.into_str().parse(), Ok(one));
        }
    }

    /// JSON keeps these words.
    #[test]
    fn the_words_for_what_can_be_added_stay() {
        let all = [
            Addable::Authenticator,
            Addable::Contact(ContactKind::Email),
            Addable::Contact(ContactKind::Phone),
        ];
        let words = all.map(<&str>::from);
        assert_eq!(words, ["authenticator", "email", "phone"]);
    }
}
