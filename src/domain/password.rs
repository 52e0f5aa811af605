//! What a primary password may be, and what was typed as a generated code.

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;
use thiserror::Error;
use zeroize::Zeroizing;

/// More than anybody types, and what PAM and the mail servers pass on.
pub const PASSWORD_BYTES: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordError {
    #[error("the password is empty")]
    Empty,
    #[error("the password is longer than {PASSWORD_BYTES} bytes")]
    TooLong,
    #[error("the password has a NUL character in it")]
    Nul,
    #[error("the password isn't UTF-8 text")]
    NotText,
    #[error("the password has a character that can't be typed")]
    Unprintable,
}

/// What came from a prompt or from stdin: text without a NUL, not empty, at most 512 bytes.
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

/// A primary password in the one form it is hashed in (`OpaqueString`, RFC 8265), so that the
/// same password typed on another keyboard or system is the same.
pub fn prepare_primary(typed: &str) -> Result<Zeroizing<String>, PasswordError> {
    check_typed(typed.as_bytes())?;
    let prepared = OpaqueString::enforce(typed).map_err(|_| PasswordError::Unprintable)?;
    Ok(Zeroizing::new(prepared.into_owned()))
}

/// A generated code as it was made, from what a person typed or pasted: grouping and letter case
/// don't matter.
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
        assert_ne!(
            prepare_primary("Secret").unwrap(),
            prepare_primary("secret").unwrap()
        );
        assert_eq!(prepare_primary("a\u{1b}b"), Err(PasswordError::Unprintable));
    }
}
