//! The types of secrets. They are wiped when dropped, Debug doesn't show them, and they can't be
//! printed or serialised by accident. `expose` gives the text, so each use is visible.

use zeroize::Zeroizing;

use super::random::{Random, UNMISTAKABLE};
use crate::domain::contact::CODE_DIGITS;
use crate::domain::method::RECOVERY_CODE_CHARS;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";

macro_rules! secret_text {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        pub struct $name(Zeroizing<String>);

        impl $name {
            pub fn new(text: Zeroizing<String>) -> Self {
                Self(text)
            }

            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret_text!(
    /// The password of a log-in: the account's own, an app password, or a wrong one.
    TypedPassword
);
secret_text!(
    /// The account's own password.
    PrimaryPassword
);
secret_text!(
    /// An app password: letters without grouping.
    AppPasswordText
);
secret_text!(
    /// A recovery code without grouping. It works once.
    RecoveryCode
);

secret_text!(
    /// A code sent by e-mail or phone.
    ContactCode
);

fn generate(alphabet: &[u8], length: usize, random: &Random) -> Zeroizing<String> {
    // The whole length is reserved, because a string that grows leaves copies of itself behind.
    let mut text = Zeroizing::new(String::with_capacity(length));
    random.push_characters(&mut text, alphabet, length);
    text
}

impl PrimaryPassword {
    /// Generates a temporary password of 16 letters, for the first sign-in.
    pub fn generate(random: &Random) -> Self {
        Self(generate(LETTERS, 16, random))
    }
}

impl AppPasswordText {
    pub fn generate(length: usize, random: &Random) -> Self {
        Self(generate(LETTERS, length, random))
    }
}

impl RecoveryCode {
    /// Generates a code of 80 random bits.
    pub fn generate(random: &Random) -> Self {
        Self(generate(UNMISTAKABLE, RECOVERY_CODE_CHARS, random))
    }

    /// Returns the code in groups of four, for people to write down.
    pub fn grouped(&self) -> Zeroizing<String> {
        grouped(&self.0, '-')
    }
}

impl ContactCode {
    pub fn generate(random: &Random) -> Self {
        Self(generate(b"0123456789", CODE_DIGITS, random))
    }
}

/// Returns a code in groups of four, for people to read and type.
pub fn grouped(code: &str, separator: char) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(code.len() + code.len() / 4));
    for (position, c) in code.chars().enumerate() {
        if position > 0 && position % 4 == 0 {
            text.push(separator);
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_secrets_have_their_shape() {
        let random = Random::system();
        let app = AppPasswordText::generate(16, &random);
        assert_eq!(app.expose().len(), 16);
        assert!(app.expose().bytes().all(|b| b.is_ascii_lowercase()));
        let code = RecoveryCode::generate(&random);
        assert_eq!(code.grouped().len(), 19);
        assert_eq!(code.grouped().replace('-', ""), code.expose());
    }

    #[test]
    fn a_code_is_read_in_groups_of_four() {
        for (code, read) in [
            ("", ""),
            ("abcd", "abcd"),
            ("abcde", "abcd-e"),
            ("abcdefghijkl", "abcd-efgh-ijkl"),
        ] {
            assert_eq!(*grouped(code, '-'), read);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = AppPasswordText::new(Zeroizing::new("abcdefghijklmnop".into()));
        assert_eq!(format!("{secret:?}"), "AppPasswordText(…)");
    }
}
