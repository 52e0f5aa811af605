//! Names of accounts and of app passwords. A value of these types is a valid name: printable, short
//! enough and normalised by PRECIS (RFC 8265 and 8266). It carries the key that it is compared by.

use precis_core::profile::{Profile, Rules, stabilize};
use precis_core::{DerivedPropertyValue, FreeformClass, StringClass};
use precis_profiles::{Nickname, UsernameCaseMapped, UsernameCasePreserved};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_width::UnicodeWidthChar;

use super::escape::is_unprintable;

/// An address has at most 254 bytes (RFC 5321), and account names are often addresses.
const ACCOUNT_NAME_BYTES: usize = 254;
const APP_NAME_CHARS: usize = 100;
/// Marks an app password's id on the command line, so that it can't be taken for a name.
pub const ID_MARK: &str = "id:";

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    #[error("the name is empty")]
    Empty,
    #[error("the name has {length} characters; the maximum is {most}")]
    TooLong { length: usize, most: usize },
    #[error("the name contains {}", in_words(*.0))]
    Character(u32),
    #[error("the name can't be compared with others")]
    Unsuitable,
    #[error("a name can't begin with '{ID_MARK}', which marks an id")]
    LooksLikeId,
}

fn in_words(character: u32) -> String {
    match character {
        0x20 => "a space".to_owned(),
        other => format!("a character that isn't allowed: U+{other:04X}"),
    }
}

impl From<precis_core::Error> for NameError {
    fn from(error: precis_core::Error) -> Self {
        match error {
            precis_core::Error::BadCodepoint(info) => Self::Character(info.cp),
            _ => Self::Unsuitable,
        }
    }
}

/// The name of an account, such as `alain@contoso.com`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName {
    text: String,
    key: String,
}

impl FromStr for AccountName {
    type Err = NameError;

    fn from_str(typed: &str) -> Result<Self, NameError> {
        Self::parse(typed)
    }
}

crosses_as_text!(AccountName);

impl AccountName {
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        let typed = typed.trim_matches(' ');
        refuse_at_sight(typed, ACCOUNT_NAME_BYTES)?;
        // Again, because two allowed characters can become one that isn't: '<' and a stroke become '≮'.
        let (preserved, mapped) = (UsernameCasePreserved::new(), UsernameCaseMapped::new());
        let text = stabilize(typed, |text| preserved.enforce(text))?.into_owned();
        let key = stabilize(typed, |text| mapped.enforce(text))?.into_owned();
        if text.len() > ACCOUNT_NAME_BYTES {
            return Err(NameError::TooLong {
                length: text.len(),
                most: ACCOUNT_NAME_BYTES,
            });
        }
        Ok(Self { text, key })
    }

    /// Builds a name from the store, where its text and key were put after parsing.
    pub fn stored(text: String, key: String) -> Self {
        Self { text, key }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the key, which all spellings of a name share.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The name of an app password, such as `Outlook on the laptop`. It is unique in its account,
/// ignoring case and spacing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AppName {
    text: String,
    key: String,
}

impl FromStr for AppName {
    type Err = NameError;

    fn from_str(typed: &str) -> Result<Self, NameError> {
        Self::parse(typed)
    }
}

crosses_as_text!(AppName);

impl AppName {
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        refuse_at_sight(typed, APP_NAME_CHARS)?;
        let text = nickname(typed)?;
        let length = text.chars().count();
        if length > APP_NAME_CHARS {
            return Err(NameError::TooLong {
                length,
                most: APP_NAME_CHARS,
            });
        }
        if text.starts_with(ID_MARK) {
            return Err(NameError::LooksLikeId);
        }
        // Spaces go first, because the Greek sigma has another lower case at the end of a word.
        let key = text.replace(' ', "").to_lowercase().replace('ς', "σ");
        let key = nickname(&key)?;
        Ok(Self { text, key })
    }

    /// Builds a name from the store, where its text and key were put after parsing.
    pub fn stored(text: String, key: String) -> Self {
        Self { text, key }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Enforces PRECIS's rules for nicknames. Its tables stop at Unicode 6.3, so a visible character that
/// they don't know is checked as if it were an old symbol.
fn nickname(typed: &str) -> Result<String, NameError> {
    let rules = Nickname::new();
    let enforced = stabilize(typed, |text| {
        let known: String = text
            .chars()
            .map(|c| if is_newer(c) { OLD_SYMBOL } else { c })
            .collect();
        rules.prepare(known)?;
        let text = rules.additional_mapping_rule(text.to_owned())?;
        rules.normalization_rule(text)
    })?;
    Ok(enforced.into_owned())
}

const OLD_SYMBOL: char = '☺';

/// Returns whether PRECIS's tables don't know this character, while the standard library's do and show
/// it.
fn is_newer(c: char) -> bool {
    let class = FreeformClass::default();
    let is_unassigned = class.get_value_from_char(c) == DerivedPropertyValue::Unassigned;
    is_unassigned && is_shown(c) && c.width() != Some(0)
}

/// Returns whether the character is assigned and visible: otherwise its escape would be shown for
/// debugging. So would that of a mark that combines with a character before it, but not behind one.
fn is_shown(c: char) -> bool {
    let text = String::from_iter(['a', c]);
    text.escape_debug().eq(text.chars())
}

/// Makes the cheap checks first, so that a huge input costs nothing.
fn refuse_at_sight(typed: &str, most: usize) -> Result<(), NameError> {
    if typed.trim().is_empty() {
        return Err(NameError::Empty);
    }
    let length = typed.chars().count();
    if length > most {
        return Err(NameError::TooLong { length, most });
    }
    match typed.chars().find(|&c| is_unprintable(c)) {
        Some(c) => Err(NameError::Character(u32::from(c))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(typed: &str) -> AccountName {
        AccountName::parse(typed).unwrap()
    }

    fn app(typed: &str) -> AppName {
        AppName::parse(typed).unwrap()
    }

    #[test]
    fn spellings_of_one_account_share_a_key() {
        let name = account("Alain@Contoso.com");
        assert_eq!(name.as_str(), "Alain@Contoso.com");
        assert_eq!(name.key(), "alain@contoso.com");
        for spelling in [
            "alain@contoso.com",
            " ALAIN@CONTOSO.COM ",
            "ａｌａｉｎ@contoso.com",
        ] {
            assert_eq!(account(spelling).key(), name.key(), "{spelling}");
        }
        // NFC and NFD of the same letter.
        assert_eq!(account("ren\u{e9}").key(), account("rene\u{301}").key());
    }

    #[test]
    fn a_character_that_is_not_allowed_is_named() {
        let said = |typed| AccountName::parse(typed).unwrap_err().to_string();
        assert_eq!(said("a b"), "the name contains a space");
        let other = "the name contains a character that isn't allowed: U+2603";
        assert_eq!(said("a☃"), other);
        // It is typed as two characters, each of which is allowed.
        let composed = "the name contains a character that isn't allowed: U+226E";
        assert_eq!(said("a<\u{338}"), composed);
    }

    #[test]
    fn app_names_are_compared_without_case_and_spacing() {
        let name = app("  My   Phone ");
        assert_eq!(name.as_str(), "My Phone");
        for spelling in ["my phone", "MYPHONE", "My\u{a0}Phone"] {
            assert_eq!(app(spelling).key(), name.key(), "{spelling}");
        }
        assert_ne!(app("My Phone 2").key(), name.key());
        assert_eq!(app("ΟΔΟΣ Α").key(), app("οδοσα").key());
        assert_eq!(app("ΟΔΟΣ").key(), app("οδος").key());
    }

    #[test]
    fn any_printable_unicode_may_name_an_app() {
        for name in [
            "Büro-Drucker №5",
            "打印机",
            "../../x",
            "📠",
            "🙂",
            "🧑🏽 🦖",
            "Laptop 🫠",
            "ꭓ\u{1e2c0}",
            "=1+1",
            "O'Brien\"s",
        ] {
            app(name);
        }
    }

    #[test]
    fn controls_overrides_and_zero_width_are_refused() {
        for bad in [
            "a\u{1b}[31m",
            "a\nb",
            "a\0",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{feff}",
            "a\u{2066}b",
            "\u{7f}",
        ] {
            assert!(
                matches!(AppName::parse(bad), Err(NameError::Character(_))),
                "{bad:?}"
            );
            assert!(
                matches!(AccountName::parse(bad), Err(NameError::Character(_))),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn what_is_unassigned_or_invisible_is_refused_however_new() {
        for bad in [
            // No character, not even a private one.
            '\u{378}',
            '\u{1f8ff}',
            '\u{2ffff}',
            '\u{fffe}',
            '\u{e000}',
            '\u{10fffd}',
            // Format characters and a separator that are newer than the tables.
            '\u{61c}',
            '\u{2066}',
            '\u{13430}',
            '\u{110cd}',
            '\u{180e}',
            '\u{180f}',
        ] {
            assert_eq!(
                AppName::parse(&format!("a{bad}b")),
                Err(NameError::Character(u32::from(bad))),
                "{bad:?}"
            );
        }
        // A sequence for one picture has an invisible character in it.
        assert!(AppName::parse("👩\u{200d}💻").is_err());
        // Account names stay with letters and digits.
        assert!(AccountName::parse("🙂@contoso.com").is_err());
    }

    #[test]
    fn newer_letters_share_a_key_in_either_case() {
        assert_eq!(app("\u{1e900}").key(), app("\u{1e922}").key());
        assert_eq!(app("🙂 Mail").key(), app("🙂mail").key());
    }

    #[test]
    fn empty_and_huge_names_are_refused() {
        assert_eq!(AppName::parse(""), Err(NameError::Empty));
        assert_eq!(AppName::parse("   "), Err(NameError::Empty));
        assert_eq!(AccountName::parse("  "), Err(NameError::Empty));
        assert_eq!(
            AppName::parse(&"x".repeat(10_000)),
            Err(NameError::TooLong {
                length: 10_000,
                most: APP_NAME_CHARS
            })
        );
        assert!(AppName::parse(&"x".repeat(APP_NAME_CHARS)).is_ok());
        assert!(AppName::parse(&"x".repeat(APP_NAME_CHARS + 1)).is_err());
        assert!(AccountName::parse(&"x".repeat(ACCOUNT_NAME_BYTES)).is_ok());
        assert!(AccountName::parse(&"x".repeat(ACCOUNT_NAME_BYTES + 1)).is_err());
    }

    #[test]
    fn an_account_name_has_no_spaces_inside_and_an_app_name_is_no_id() {
        assert!(AccountName::parse("alain dupont").is_err());
        assert_eq!(AppName::parse("id:abc"), Err(NameError::LooksLikeId));
    }
}
