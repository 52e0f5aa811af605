//! Makes text from data or from people safe to print. No character that moves the cursor, is
//! invisible or changes the direction of text reaches a terminal, a log or an error.

use std::borrow::Cow;
use std::fmt::{Display, Write};

/// The number of characters of an input that an error quotes.
const QUOTED: usize = 60;

/// Returns whether a character acts on the text around it: controls, bidirectional overrides and
/// isolates, zero-width characters, line and paragraph separators, tags.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Nearly all text is ASCII, which needs no decoding.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_unprintable)
}

/// Replaces each unprintable character by its escape, such as `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_printable(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unprintable(c) {
            write!(safe, "\\u{{{:x}}}", u32::from(c)).expect("writing to a string");
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Replaces each unprintable character by JSON's escape. Such characters occur only inside of
/// strings, so the meaning stays the same.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if is_printable(json) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if is_unprintable(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(safe, "\\u{unit:04x}").expect("writing to a string");
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Quotes a text for an error: escaped, and cut if it is long.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((cut, _)) => format!("'{}…'", escaped(&text[..cut])),
        None => format!("'{}'", escaped(text)),
    }
}

/// Writes a text as an argument of a command that can be pasted into a shell.
pub fn argument(text: &str) -> String {
    arguments(&[text])
}

/// Writes texts as the last arguments of a command that can be pasted into a shell.
pub fn arguments(texts: &[&str]) -> String {
    let quoted: Vec<_> = texts.iter().map(|text| for_shell(text)).collect();
    let quoted = quoted.join(" ");
    if texts.iter().any(|text| text.starts_with('-')) {
        // Not to be taken for an option.
        return format!("-- {quoted}");
    }
    quoted
}

fn for_shell(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "@%+:,./-_".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
    }
}

/// Returns the system's description of an error, without its number.
pub fn system_words(error: &impl Display) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printable_is_not_copied() {
        for text in ["Outlook", "Büro 電話"] {
            assert!(matches!(escaped(text), Cow::Borrowed(same) if same == text));
            assert!(matches!(escaped_json(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_acts_on_a_terminal_is_written_out() {
        assert_eq!(escaped("Büro 📠"), "Büro 📠");
        assert_eq!(escaped("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(escaped("x\u{202e}y\u{200b}z"), "x\\u{202e}y\\u{200b}z");
    }

    #[test]
    fn json_says_the_same_in_printable_characters() {
        let json = serde_json::to_string("a\u{202e}b\u{7f}\u{e0041}\n").unwrap();
        let safe = escaped_json(&json);
        assert_eq!(safe, r#""a\u202eb\u007f\udb40\udc41\n""#);
        assert_eq!(
            serde_json::from_str::<String>(&safe).unwrap(),
            "a\u{202e}b\u{7f}\u{e0041}\n"
        );
    }

    #[test]
    fn an_argument_can_be_pasted_into_a_shell() {
        for (text, pasted) in [
            ("Outlook", "Outlook"),
            ("Büro", "Büro"),
            ("Outlook 2", "'Outlook 2'"),
            ("O'Brien's", r"'O'\''Brien'\''s'"),
            ("$HOME", "'$HOME'"),
            ("-x", "-- -x"),
            ("", "''"),
        ] {
            assert_eq!(argument(text), pasted);
        }
        assert_eq!(arguments(&["-x", "My phone", "-y"]), "-- -x 'My phone' -y");
    }

    #[test]
    fn a_long_input_is_quoted_only_in_part() {
        assert_eq!(quoted("Outlook"), "'Outlook'");
        assert_eq!(quoted(&"é".repeat(10_000)).chars().count(), QUOTED + 3);
    }
}
