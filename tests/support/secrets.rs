//! Secrets that were issued or typed, and a search for them in bytes.

use std::collections::HashMap;

/// Everything secret that there ever was, each with what it is.
#[derive(Default)]
pub struct Secrets(pub Vec<(String, Vec<u8>)>);

impl Secrets {
    /// A text, as it was shown and in every way it may be typed.
    pub fn text(&mut self, what: &str, secret: &str) {
        let bare: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        assert!(
            bare.len() >= 6,
            "{what} is too short to be searched for: {secret:?}"
        );
        let grouped = |separator: &str| {
            let groups: Vec<_> = bare
                .as_bytes()
                .chunks(4)
                .map(|four| str::from_utf8(four).unwrap())
                .collect();
            groups.join(separator)
        };
        for form in [secret.to_owned(), bare.clone(), grouped(" "), grouped("-")] {
            self.0.push((format!("{what} {form}"), form.into_bytes()));
        }
        self.raw(what, bare.as_bytes());
    }

    /// Bytes, and their hexadecimal digits.
    pub fn raw(&mut self, what: &str, secret: &[u8]) {
        let hex = secret
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        self.0.push((format!("{what}, raw"), secret.to_vec()));
        self.0
            .push((format!("{what}, hexadecimal"), hex.into_bytes()));
    }
}

pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle))
}

/// What of these is in there. All are looked for in one pass by how they begin, since there are
/// hundreds, and megabytes to be searched.
pub fn found_in<'a>(haystack: &[u8], secrets: &'a [(String, Vec<u8>)]) -> Vec<&'a str> {
    const BEGINNING: usize = 6;
    let haystack = haystack.to_ascii_lowercase();
    let mut by_beginning: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let lower: Vec<_> = secrets
        .iter()
        .map(|(_, secret)| secret.to_ascii_lowercase())
        .collect();
    for (number, secret) in lower.iter().enumerate() {
        by_beginning
            .entry(&secret[..BEGINNING])
            .or_default()
            .push(number);
    }
    let mut found = vec![];
    for (at, window) in haystack.windows(BEGINNING).enumerate() {
        for &number in by_beginning.get(window).into_iter().flatten() {
            if haystack[at..].starts_with(&lower[number]) {
                found.push(secrets[number].0.as_str());
            }
        }
    }
    found
}

pub fn totp_secret(uri: &str) -> String {
    uri.split("secret=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned()
}

pub const ALPHABET_32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub const ALPHABET_64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// So many bits a letter, without the padding.
pub fn encoded(secret: &[u8], bits: usize, alphabet: &[u8]) -> Vec<u8> {
    let all = secret
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect::<Vec<_>>();
    // Of the last letter only whole ones: what it is depends on what follows.
    all.chunks_exact(bits)
        .map(|bits| {
            bits.iter()
                .fold(0, |letter, bit| letter << 1 | usize::from(*bit))
        })
        .map(|letter| alphabet[letter])
        .collect()
}

impl Secrets {
    /// As it is, and in every way that it may have been written down.
    pub fn typed(&mut self, what: &str, secret: &str) {
        let bare: String = secret.chars().filter(|&c| c != '-').collect();
        for form in [secret.to_owned(), bare] {
            self.raw(&format!("{what} {form}"), form.as_bytes());
            for (name, bits, alphabet) in [("base32", 5, ALPHABET_32), ("base64", 6, ALPHABET_64)] {
                let text = encoded(form.as_bytes(), bits, alphabet);
                self.0.push((format!("{what} {form}, {name}"), text));
            }
        }
    }
}
