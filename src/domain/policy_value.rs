//! The kinds of values that the policy's keys take: how each is read, described and shown.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::Serialize;

use super::escape::is_unprintable;
use super::period::Period;
use super::similar::Similar;

const TEXT_CHARS: usize = 1_000;
pub(super) const NONE: &str = "none";

/// The values that a key takes, as a person reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    OneOf(&'static [&'static str]),
    Described(&'static str),
}

impl Values {
    /// Returns the value that may have been meant.
    pub(super) fn similar(self, typed: &str) -> Option<String> {
        let Self::OneOf(words) = self else {
            return None;
        };
        let mut similar = Similar::to(typed);
        for word in words {
            similar.consider(word, word);
        }
        similar.found()
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf([words @ .., last]) => write!(f, "{} or {last}", words.join(", ")),
            Self::OneOf([]) => Ok(()),
            Self::Described(values) => f.write_str(values),
        }
    }
}

/// A value as it is shown: text that `set` takes, or JSON of its own kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    None,
    Number(usize),
    Text(String),
    List(Vec<String>),
}

impl Value {
    pub(super) fn word(word: impl Into<&'static str>) -> Self {
        Self::Text(word.into().to_owned())
    }

    pub(super) fn text(value: Option<impl ToString>) -> Self {
        value.map_or(Self::None, |value| Self::Text(value.to_string()))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::List(all) if !all.is_empty() => all.join(",").fmt(f),
            Self::List(_) | Self::None => NONE.fmt(f),
        }
    }
}

/// The longest name that the system keeps of a group.
const GROUP_CHARS: usize = 32;

/// Sets the field if there is a value.
pub(super) fn put<T>(field: &mut T, value: Option<T>) -> Option<()> {
    *field = value?;
    Some(())
}

/// Sets the field if the text is a value or the word none.
pub(super) fn put_or_none<T>(
    field: &mut Option<T>,
    text: &str,
    parse: fn(&str) -> Option<T>,
) -> Option<()> {
    *field = if text == NONE {
        None
    } else {
        Some(parse(text)?)
    };
    Some(())
}

pub(super) fn word<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

pub(super) fn number<T: FromStr + PartialOrd>(text: &str, range: RangeInclusive<T>) -> Option<T> {
    text.parse().ok().filter(|number| range.contains(number))
}

pub(super) fn period(text: &str) -> Option<Period> {
    Period::parse(text).ok()
}

/// A length of time of a day or more.
pub(super) fn days(text: &str) -> Option<Period> {
    period(text).filter(|period| *period >= Period::DAY)
}

/// A command needs an absolute path, because it is run without a search path.
pub(super) fn command(text: &str) -> Option<String> {
    (is_printable(text) && text.starts_with('/')).then(|| text.to_owned())
}

/// The name of a Unix group, as useradd(8) allows it, and with the dots and capitals of directories.
pub(super) fn group(text: &str) -> Option<String> {
    let is_name = (1..=GROUP_CHARS).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.@".contains(&byte));
    is_name.then(|| text.to_owned())
}

pub(super) fn patterns(text: &str) -> Option<Vec<String>> {
    if text == NONE {
        return Some(vec![]);
    }
    let patterns = text.split(',').map(str::trim);
    let patterns: Vec<_> = patterns.filter(|pattern| !pattern.is_empty()).collect();
    // Alone, this pattern would be shown as the word for no pattern.
    let is_list = is_printable(text) && patterns != [NONE];
    is_list.then(|| patterns.into_iter().map(str::to_owned).collect())
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= TEXT_CHARS && !text.chars().any(is_unprintable)
}
