//! The rules for primary passwords, and the normal forms of typed passwords and codes.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The longest password. PAM and the mail servers pass on this much.
pub const PASSWORD_BYTES: usize = 512;
const LEAST_WITH_MFA: usize = 8;
const LEAST_ALONE: usize = 15;
/// The least number of guesses that a chosen password must withstand.
const GUESSES: u64 = 100_000_000;
/// The least number of guesses without the account's own names. They are taken out because zxcvbn
/// overrates a row of names.
const GUESSES_OF_REST: u64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum PasswordError {
    #[error("the password is empty")]
    Empty,
    #[error("the password is longer than {PASSWORD_BYTES} bytes")]
    TooLong,
    #[error("the password contains a NUL character")]
    Nul,
    #[error("the password isn't UTF-8 text")]
    NotText,
    #[error("the password contains a control character")]
    Unprintable,
    #[error("the password has fewer than {0} characters")]
    TooShort(usize),
    #[error("the password is too easy to guess")]
    Guessable,
    #[error("that is the old password")]
    Same,
}

/// Returns the least number of characters in a chosen password.
pub fn least(mfa: bool) -> usize {
    if mfa { LEAST_WITH_MFA } else { LEAST_ALONE }
}

/// Checks whether a prepared password may be chosen. With MFA it may be shorter. The account's own
/// names add no strength.
pub fn check_chosen(password: &str, mfa: bool, names: &[&str]) -> Result<(), PasswordError> {
    let least = least(mfa);
    if password.chars().count() < least {
        return Err(PasswordError::TooShort(least));
    }
    let parts = |name: &&str| -> Vec<String> {
        const BETWEEN: [char; 5] = ['@', '.', '-', '_', '+'];
        name.split(BETWEEN)
            .chain([*name])
            .map(str::to_owned)
            .chain(name.split('@').map(|part| part.replace(BETWEEN, "")))
            .collect()
    };
    let names: Vec<_> = names.iter().flat_map(parts).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    // zxcvbn's own score isn't used: its level three begins just above what it grants any eight
    // characters.
    let rest = without(password, &names);
    let guesses = |password: &str| zxcvbn::zxcvbn(password, &names).guesses();
    if guesses(password) < GUESSES || guesses(&rest) < GUESSES_OF_REST {
        return Err(PasswordError::Guessable);
    }
    Ok(())
}

/// Returns the rest of a password after these names are taken out.
fn without(password: &str, names: &[&str]) -> Zeroizing<String> {
    const SHORTEST: usize = 3;
    let mut rest = Zeroizing::new(password.to_lowercase());
    let mut names: Vec<_> = names
        .iter()
        .map(|name| name.to_lowercase())
        .filter(|name| name.chars().count() >= SHORTEST)
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        rest = Zeroizing::new(rest.replace(&name, ""));
    }
    rest
}

/// Checks the bytes from a prompt or from stdin: text without NUL, not empty, at most 512 bytes.
pub fn check_typed(bytes: &[u8]) -> Result<&str, PasswordError> {
    if bytes.is_empty() {
        return Err(PasswordError::Empty);
    }
    if bytes.len() > PASSWORD_BYTES {
        return Err(PasswordError::TooLong);
    }
    if bytes.contains(&0) {
        return Err(PasswordError::Nul);
    }
    std::str::from_utf8(bytes).map_err(|_| PasswordError::NotText)
}

/// Returns the normal form of a primary password, which is hashed. The same password typed on
/// another system has the same form. This is RFC 8265's `OpaqueString`, but with the characters
/// newer than Unicode 6.3, which its crates refuse.
pub fn prepare_primary(typed: &str) -> Result<Zeroizing<String>, PasswordError> {
    check_typed(typed.as_bytes())?;
    if typed.chars().any(char::is_control) {
        return Err(PasswordError::Unprintable);
    }
    // A letter may become three in its normal form, and a string that grows leaves copies of itself
    // behind.
    let mut prepared = Zeroizing::new(String::with_capacity(3 * typed.len()));
    prepared.extend(typed.chars().map(one_space).nfc());
    Ok(prepared)
}

fn one_space(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// Returns a typed or pasted code without grouping and in lower case.
pub fn ungroup(typed: &str) -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::with_capacity(typed.len()));
    for c in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        code.push(c.to_ascii_lowercase());
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouping_and_case_of_a_code_do_not_matter() {
        for typed in [
            "abcdefghijklmnop",
            "abcd efgh ijkl mnop",
            "ABCD-EFGH-IJKL-MNOP",
            " abcdefgh\u{a0}ijklmnop\r",
        ] {
            assert_eq!(*ungroup(typed), "abcdefghijklmnop", "{typed}");
        }
    }

    #[test]
    fn typed_passwords_have_bounds() {
        assert_eq!(check_typed(b""), Err(PasswordError::Empty));
        assert_eq!(check_typed(&[b'x'; 513]), Err(PasswordError::TooLong));
        assert!(check_typed(&[b'x'; 512]).is_ok());
        assert_eq!(check_typed(b"a\0b"), Err(PasswordError::Nul));
        assert_eq!(check_typed(b"\xff"), Err(PasswordError::NotText));
    }

    #[test]
    fn one_password_has_one_form() {
        assert_eq!(
            prepare_primary("re\u{301}sume\u{301}").unwrap(),
            prepare_primary("r\u{e9}sum\u{e9}").unwrap()
        );
        assert_eq!(*prepare_primary("a\u{3000}b").unwrap(), "a b");
        assert_eq!(*prepare_primary("🤔 👩‍💻 ₿").unwrap(), "🤔 👩‍💻 ₿");
        assert_ne!(
            prepare_primary("Secret").unwrap(),
            prepare_primary("secret").unwrap()
        );
        assert_eq!(prepare_primary("a\u{1b}b"), Err(PasswordError::Unprintable));
    }

    #[test]
    fn a_chosen_password_is_long_and_hard_to_guess() {
        let check = |password, mfa| check_chosen(password, mfa, &["alain.dupont@contoso.com"]);
        assert_eq!(check("kT9#vLq", true), Err(PasswordError::TooShort(8)));
        assert_eq!(check("kT9#vLq2", true), Ok(()));
        assert_eq!(check("kT9#vLq2mX", false), Err(PasswordError::TooShort(15)));
        assert_eq!(check("correct horse battery staple", false), Ok(()));
        for guessable in [
            "password",
            "qwertyuiop",
            "aaaaaaaaaaaaaaaa",
            // Not among the commonest passwords, but a common word and a year.
            "sunshine2026",
            "alain.dupont@contoso.com",
            "dupontcontoso",
            "alaindupont2026",
            "alain-dupont-contoso",
        ] {
            assert_eq!(
                check(guessable, true),
                Err(PasswordError::Guessable),
                "{guessable}"
            );
        }
        // Seven characters, in four times as many bytes.
        assert_eq!(
            check("🦆🐟🌲🔔🧭🪁🎻", true),
            Err(PasswordError::TooShort(8))
        );
        assert_eq!(check(&"🦆🐟x9🌲🔔🧭🪁🎻".repeat(20), false), Ok(()));
    }
}
