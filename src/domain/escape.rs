//! Text from data or from a person, made safe to print: nothing that moves a cursor, hides
//! itself or turns the direction of reading reaches a terminal, a log or an error.

use std::borrow::Cow;
use std::fmt::Write;

/// How much of somebody's input an error quotes.
const QUOTED: usize = 60;

/// Characters that act on the text around them instead of being read: controls, the bidirectional
/// overrides and isolates, zero-width characters, line and paragraph separators, tags.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with every unprintable character written out, as in `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
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

/// The text in quotes as an error shows it: escaped, and cut where it is long.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((cut, _)) => format!("'{}…'", escaped(&text[..cut])),
        None => format!("'{}'", escaped(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_written_out() {
        assert_eq!(escaped("Büro 📠"), "Büro 📠");
        assert_eq!(escaped("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(escaped("x\u{202e}y\u{200b}z"), "x\\u{202e}y\\u{200b}z");
    }

    #[test]
    fn a_long_input_is_quoted_only_in_part() {
        assert_eq!(quoted("Outlook"), "'Outlook'");
        assert_eq!(quoted(&"é".repeat(10_000)).chars().count(), QUOTED + 3);
    }
}
