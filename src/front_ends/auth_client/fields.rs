//! What is in a line's fields: numbers, escaped text, and the base64 that carries names and passwords.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::front_ends::conversation::ProtocolError;

pub fn number(field: Option<&[u8]>) -> Result<u32, ProtocolError> {
    let digits = field.ok_or(ProtocolError)?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(ProtocolError);
    }
    let digits = std::str::from_utf8(digits).map_err(|_| ProtocolError)?;
    digits.parse().map_err(|_| ProtocolError)
}

/// How bytes that have a meaning in the protocol are written in a field: the second byte after [`ESCAPE`].
const ESCAPES: [(u8, u8); 5] = [
    (b'0', 0),
    (b'1', 1),
    (b't', b'\t'),
    (b'r', b'\r'),
    (b'n', b'\n'),
];
const ESCAPE: u8 = 1;

pub fn unescaped(field: &[u8]) -> Result<String, ProtocolError> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.iter();
    while let Some(&byte) = rest.next() {
        if byte != ESCAPE {
            bytes.push(byte);
            continue;
        }
        let code = rest.next().ok_or(ProtocolError)?;
        let found = ESCAPES.iter().find(|(letter, _)| letter == code);
        bytes.push(found.ok_or(ProtocolError)?.1);
    }
    String::from_utf8(bytes).map_err(|_| ProtocolError)
}

/// Escapes a field, so that its text can end neither the field nor the line.
pub fn escaped(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    for c in field.chars() {
        match ESCAPES.iter().find(|(_, byte)| char::from(*byte) == c) {
            Some((letter, _)) => {
                text.push(char::from(ESCAPE));
                text.push(char::from(*letter));
            }
            None => text.push(c),
        }
    }
    text
}

/// Decodes base64. `None` if it isn't valid.
pub fn decoded(base64: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; base64.len()]);
    let length = Base64::decode(base64, &mut bytes).ok()?.len();
    bytes.truncate(length);
    Some(bytes)
}

/// PLAIN's response for this user and password, in base64.
pub fn plain_response(user: &str, password: &str) -> Zeroizing<String> {
    let mut message = Zeroizing::new(Vec::with_capacity(user.len() + password.len() + 2));
    for part in [user, password] {
        message.push(0);
        message.extend_from_slice(part.as_bytes());
    }
    Zeroizing::new(Base64::encode_string(&message))
}

/// The user and password in PLAIN's response. `None` if it is malformed, or names another user to act as.
pub fn user_and_password(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = message.split(|&byte| byte == 0);
    let (acts_as, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    let right = parts.next().is_none() && (acts_as.is_empty() || acts_as == user);
    right.then_some((user, password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded_only_if_all_of_it_is_valid() {
        assert_eq!(decoded(b"").unwrap().as_slice(), b"");
        assert_eq!(decoded(b"YQ==").unwrap().as_slice(), b"a");
        for bad in ["YQ", "YQ=", "YR==", "Y Q=", "YQ==YQ==", "YQ==\n", "*"] {
            assert!(decoded(bad.as_bytes()).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn plain_carries_one_user_and_a_password() {
        let both = Some((&b"alain"[..], &b"secret"[..]));
        let message = decoded(plain_response("alain", "secret").as_bytes()).unwrap();
        assert_eq!(user_and_password(&message), both);
        assert_eq!(user_and_password(b"alain\0alain\0secret"), both);
        for bad in [
            &b""[..],
            b"alain",
            b"alain\0secret",
            b"root\0alain\0secret",
            b"Alain\0alain\0secret",
            b"\0alain\0secret\0",
        ] {
            assert_eq!(
                user_and_password(bad),
                None,
                "{:?}",
                bad.escape_ascii().to_string()
            );
        }
    }
}
