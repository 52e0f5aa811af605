//! App passwords without their secrets: their attributes and their states.

use core::net::IpAddr;
use serde::{Deserialize, Serialize};

use jiff::Timestamp;
use thiserror::Error;

use super::account::AccountId;
use super::escape::{is_unprintable, quoted};
use super::names::{AppName, ID_MARK};
use super::period::Period;
use super::policy::Policy;
use super::scope::{Scope, Service};
use super::similar::Similar;

const NOTE_CHARS: usize = 500;
/// With a longer overlap one that is rotated would be a second app password, not a replacement.
pub const LONGEST_OVERLAP: Period = Period::from_seconds(90 * 86_400);
/// The shortest length that the policy allows. It must never grow, or older app passwords stop
/// working.
const SHORTEST: usize = 16;
/// The last use is written at most this often.
const LAST_USE_SECONDS: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a note has at most {NOTE_CHARS} characters, all of them printable")]
pub struct NoteError;

/// Checks a note about an app password.
pub fn parse_note(typed: &str) -> Result<String, NoteError> {
    let note = typed.trim();
    let right = note.chars().count() <= NOTE_CHARS && !note.chars().any(is_unprintable);
    if right {
        Ok(note.to_owned())
    } else {
        Err(NoteError)
    }
}

/// Returns whether an ungrouped code has the form of an app password.
pub fn looks_generated(code: &str) -> bool {
    code.len() >= SHORTEST && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUse {
    pub at: Timestamp,
    pub service: Option<Service>,
    pub address: Option<IpAddr>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPassword {
    pub id: String,
    pub account: AccountId,
    pub name: AppName,
    pub note: Option<String>,
    pub scope: Scope,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub last_use: Option<LastUse>,
    /// It was rotated: a newer one has its name, and this one works until it expires.
    pub replaced: bool,
    pub deleted_at: Option<Timestamp>,
    /// Its row isn't as keyfob wrote it. It can only be deleted.
    pub damaged: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[cfg_attr(test, derive(strum::EnumIter))]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum State {
    Active,
    /// It is still accepted beside its successor.
    Replaced,
    Expired,
    Deleted,
    Damaged,
}

impl AppPassword {
    pub fn state(&self, policy: &Policy, now: Timestamp) -> State {
        if self.damaged {
            return State::Damaged;
        }
        if self.deleted_at.is_some() {
            return State::Deleted;
        }
        match (self.is_over(policy, now), self.replaced) {
            (false, false) => State::Active,
            (false, true) => State::Replaced,
            (true, false) => State::Expired,
            // The overlap is over, so only the successor is left.
            (true, true) => State::Deleted,
        }
    }

    /// Returns whether it isn't deleted. One that was rotated may not be marked yet when its overlap ends.
    pub fn is_there(&self, policy: &Policy, now: Timestamp) -> bool {
        self.state(policy, now) != State::Deleted
    }

    fn is_over(&self, policy: &Policy, now: Timestamp) -> bool {
        self.ends_at(policy).is_some_and(|end| end <= now)
    }

    /// Returns when it stops being accepted: at its own expiry, at the maximum age or after too
    /// long without use, whichever comes first.
    pub fn ends_at(&self, policy: &Policy) -> Option<Timestamp> {
        let last_sign_of_life = self
            .last_use
            .as_ref()
            .map_or(self.created_at, |last| last.at);
        [
            self.expires_at,
            policy
                .app_password_max_age
                .map(|age| age.after(self.created_at)),
            policy
                .app_password_idle_expiry
                .map(|idle| idle.after(last_sign_of_life)),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Returns whether this use should be written.
    pub fn is_last_use_due(&self, now: Timestamp) -> bool {
        match &self.last_use {
            None => true,
            // A last use in the future was written while the clock was wrong.
            Some(last) => !(0..LAST_USE_SECONDS).contains(&now.duration_since(last.at).as_secs()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ChoiceError {
    #[error("there is no app password {} on this account", quoted(.typed))]
    None {
        typed: String,
        /// The name that may have been meant.
        similar: Option<String>,
    },
    #[error("{0} is the name of one app password and the id of another")]
    Ambiguous(String),
}

impl ChoiceError {
    fn none(all: &[AppPassword], typed: &str) -> Self {
        let similar = AppName::parse(typed).ok().and_then(|name| {
            let mut similar = Similar::to(name.key());
            for one in all {
                similar.consider(one.name.key(), one.name.as_str());
            }
            similar.found()
        });
        Self::None {
            typed: typed.to_owned(),
            similar,
        }
    }

    /// Without a name that the account has, for someone who may not know them.
    #[must_use]
    pub fn discreet(self) -> Self {
        match self {
            Self::None { typed, .. } => Self::None {
                typed,
                similar: None,
            },
            other @ Self::Ambiguous(_) => other,
        }
    }
}

/// Returns the app passwords that a word on the command line means: the one with that id, or those
/// with that name. After a rotation these are two, the successor first.
pub fn choose<'a>(
    all: &'a [AppPassword],
    typed: &str,
) -> Result<Vec<&'a AppPassword>, ChoiceError> {
    let with_id = |id: &str| all.iter().find(|one| one.id == id);
    if let Some(id) = typed.strip_prefix(ID_MARK) {
        return with_id(id)
            .map(|one| vec![one])
            .ok_or_else(|| ChoiceError::none(all, typed));
    }
    let mut chosen: Vec<_> = match AppName::parse(typed) {
        Ok(name) => all
            .iter()
            .filter(|one| one.name.key() == name.key())
            .collect(),
        Err(_) => vec![],
    };
    match with_id(typed) {
        Some(one) if chosen.is_empty() => Ok(vec![one]),
        Some(one) if chosen.iter().all(|named| named.id != one.id) => {
            Err(ChoiceError::Ambiguous(quoted(typed)))
        }
        _ if chosen.is_empty() => Err(ChoiceError::none(all, typed)),
        _ => {
            chosen.sort_by_key(|one| one.replaced);
            Ok(chosen)
        }
    }
}

/// Returns the one current app password that a word means. If the word means a rotated one, that is
/// its successor.
pub fn choose_current<'a>(
    all: &'a [AppPassword],
    typed: &str,
) -> Result<&'a AppPassword, ChoiceError> {
    let chosen = choose(all, typed)?[0];
    let same_name = |one: &&AppPassword| one.name.key() == chosen.name.key();
    all.iter()
        .filter(same_name)
        .find(|one| !one.replaced)
        .ok_or_else(|| ChoiceError::none(all, typed))
}

#[cfg(test)]
pub(crate) mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::domain::period::Period;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub fn example(id: &str, name: &str) -> AppPassword {
        AppPassword {
            id: id.into(),
            account: AccountId(1),
            name: AppName::parse(name).unwrap(),
            note: None,
            scope: Scope::default(),
            created_at: at("2026-11-01T00:00:00Z"),
            expires_at: None,
            last_use: None,
            replaced: false,
            deleted_at: None,
            damaged: false,
        }
    }

    #[test]
    fn expiry_holds_from_its_very_second() {
        let policy = Policy::default();
        let mut one = example("a", "Outlook");
        one.expires_at = Some(at("2026-11-21T12:00:00Z"));
        assert_eq!(
            one.state(&policy, at("2026-11-21T11:59:59Z")),
            State::Active
        );
        assert_eq!(
            one.state(&policy, at("2026-11-21T12:00:00Z")),
            State::Expired
        );
        one.replaced = true;
        assert_eq!(
            one.state(&policy, at("2026-11-21T11:59:59Z")),
            State::Replaced
        );
        assert_eq!(
            one.state(&policy, at("2026-11-21T12:00:00Z")),
            State::Deleted
        );
        assert!(one.is_there(&policy, at("2026-11-21T11:59:59Z")));
        assert!(!one.is_there(&policy, at("2026-11-21T12:00:00Z")));
    }

    #[test]
    fn age_and_idleness_end_it_too() {
        let mut policy = Policy {
            app_password_max_age: Some(Period::parse("30d").unwrap()),
            ..Policy::default()
        };
        let mut one = example("a", "Outlook");
        assert_eq!(one.ends_at(&policy), Some(at("2026-12-01T00:00:00Z")));
        policy.app_password_idle_expiry = Some(Period::parse("7d").unwrap());
        assert_eq!(one.ends_at(&policy), Some(at("2026-11-08T00:00:00Z")));
        one.last_use = Some(LastUse {
            at: at("2026-11-05T00:00:00Z"),
            service: None,
            address: None,
        });
        assert_eq!(one.ends_at(&policy), Some(at("2026-11-12T00:00:00Z")));
    }

    #[test]
    fn last_use_is_due_once_a_minute() {
        let mut one = example("a", "Outlook");
        assert!(one.is_last_use_due(at("2026-11-21T12:00:00Z")));
        one.last_use = Some(LastUse {
            at: at("2026-11-21T12:00:00Z"),
            service: None,
            address: None,
        });
        assert!(!one.is_last_use_due(at("2026-11-21T12:00:59Z")));
        assert!(one.is_last_use_due(at("2026-11-21T12:01:00Z")));
        assert!(one.is_last_use_due(at("2026-11-21T11:59:59Z")));
    }

    #[test]
    fn a_word_means_a_name_or_an_id_and_never_two_things() {
        let mut old = example("old1", "Outlook");
        old.replaced = true;
        let all = [
            old,
            example("new1", "Outlook"),
            example("k7", "Printer"),
            example("x9", "K7"),
        ];
        let ids = |typed: &str| {
            choose(&all, typed)
                .map(|chosen| chosen.iter().map(|one| one.id.clone()).collect::<Vec<_>>())
        };
        assert_eq!(ids("out LOOK"), Ok(vec!["new1".into(), "old1".into()]));
        assert_eq!(ids("new1"), Ok(vec!["new1".into()]));
        assert_eq!(ids("id:k7"), Ok(vec!["k7".into()]));
        assert_eq!(ids("k7"), Err(ChoiceError::Ambiguous("'k7'".into())));
        let own_name = [example("k7", "K7")];
        assert_eq!(choose(&own_name, "k7").map(|chosen| chosen.len()), Ok(1));
        let none = |typed: &str| ids(typed).unwrap_err().to_string();
        assert_eq!(
            none("Fax"),
            "there is no app password 'Fax' on this account"
        );
        assert!(none("id:Fax").contains("'id:Fax'"));
        assert!(none("\u{1b}[2J").contains("'\\u{1b}[2J'"));
    }

    #[test]
    fn a_rotated_one_stands_for_its_successor() {
        let mut old = example("old1", "Outlook");
        old.replaced = true;
        let all = [example("k7", "Printer"), old, example("new1", "Outlook")];
        for typed in ["Outlook", "old1", "new1"] {
            let current = choose_current(&all, typed).map(|one| &*one.id);
            assert_eq!(current, Ok("new1"), "{typed}");
        }
        assert!(choose_current(&all[..2], "Outlook").is_err());
    }

    #[test]
    fn a_misspelt_name_is_recognised() {
        let all = ["Outlook", "Printer, third floor", "Phone", "電話のメール"]
            .map(|name| example("a", name));
        for (typed, expected) in [
            ("Outlok", Some("Outlook")),
            ("outlook2", Some("Outlook")),
            ("Priner", Some("Printer, third floor")),
            ("Fone", Some("Phone")),
            ("電話のメル", Some("電話のメール")),
            ("Thunderbird", None),
            ("id:Outlok", None),
        ] {
            let Err(error) = choose(&all, typed) else {
                panic!("{typed} is a name");
            };
            let ChoiceError::None { similar, .. } = &error else {
                panic!("{typed}: {error}");
            };
            assert_eq!(similar.as_deref(), expected, "{typed}");
            assert!(matches!(
                error.discreet(),
                ChoiceError::None { similar: None, .. }
            ));
        }
    }

    #[test]
    fn sixteen_small_letters_look_generated() {
        for (code, looks) in [
            ("abcdefghijklmnop", true),
            ("abcdefghijklmnopqrst", true),
            ("abcdefghijklmno", false),
            ("abcdefghijklmnoP", false),
            ("abcdefghijklmno1", false),
            ("", false),
        ] {
            assert_eq!(looks_generated(code), looks, "{code}");
        }
    }

    #[test]
    fn notes_are_short_and_printable() {
        assert_eq!(parse_note(" third floor "), Ok("third floor".into()));
        assert!(parse_note("a\u{1b}b").is_err());
        assert!(parse_note(&"x".repeat(501)).is_err());
    }

    /// JSON keeps these words.
    #[test]
    fn the_words_for_states_stay() {
        let words: Vec<_> = State::iter().map(<&str>::from).collect();
        assert_eq!(
            words,
            ["active", "replaced", "expired", "deleted", "damaged"]
        );
    }
}
