//! Lines that are too long for the terminal, broken between words.

use dialoguer::console::measure_text_width;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Less of a text would tell nothing: where there isn't as much room, it may wrap.
const SHORTEST: usize = 10;

/// Wraps a line for a terminal of this width. Its indentation is kept; a word that is longer than
/// the terminal is left to it, which breaks it in a way that can be copied.
pub(super) fn wrapped(line: &str, columns: usize) -> String {
    let text = line.trim_start_matches(' ');
    let indentation = line.len() - text.len();
    let room = room(columns, indentation);
    if text.width() <= room {
        return line.to_owned();
    }
    let indentation = &line[..indentation];
    let lines = words_in_lines(text, room);
    let lines: Vec<_> = lines
        .iter()
        .map(|line| format!("{indentation}{line}"))
        .collect();
    lines.join("\n")
}

/// A last column that is filled makes some terminals begin a line.
pub(super) fn room(columns: usize, indentation: usize) -> usize {
    columns.saturating_sub(indentation + 1).max(1)
}

/// Never nothing: an empty text is one empty line. Blanks stay as they are, but for those that a
/// line ends with.
pub(super) fn words_in_lines(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut blanks = 0;
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if word.is_empty() {
            blanks += 1;
        } else if line.is_empty() || line.width() + blanks + word.width() <= room {
            line.extend(std::iter::repeat_n(' ', blanks));
            line.push_str(word);
            blanks = 1;
        } else {
            lines.push(word.to_owned());
            blanks = 1;
        }
    }
    lines
}

/// A text that is too wide ends in an ellipsis.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    shortened_by(text, columns, |c| c.width().unwrap_or_default())
}

/// As `shortened`, for what counts bytes as columns.
pub(super) fn shortened_to_bytes(text: &str, bytes: usize) -> String {
    shortened_by(text, bytes, char::len_utf8)
}

fn shortened_by(text: &str, room: usize, size: impl Fn(char) -> usize) -> String {
    let room = room.max(SHORTEST);
    if text.chars().map(&size).sum::<usize>() <= room {
        return text.to_owned();
    }
    let mut taken = size('…');
    let kept = text.chars().take_while(|&c| {
        taken += size(c);
        taken <= room
    });
    kept.chain(['…']).collect()
}

/// How many rows a terminal takes up for these lines, which may be coloured.
pub(super) fn rows(text: &str, columns: usize) -> usize {
    let rows = |line: &str| measure_text_width(line).div_ceil(columns.max(1)).max(1);
    text.lines().map(rows).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "Paste it where Outlook asks for your password.";

    #[test]
    fn a_line_breaks_between_words_and_keeps_its_indentation() {
        assert_eq!(wrapped(SENTENCE, 47), SENTENCE);
        assert_eq!(
            wrapped(SENTENCE, 46),
            "Paste it where Outlook asks for your\npassword."
        );
        assert_eq!(
            wrapped(&format!("  {SENTENCE}"), 20),
            "  Paste it where\n  Outlook asks for\n  your password."
        );
        assert_eq!(wrapped("", 20), "");
        assert_eq!(wrapped("  ", 2), "  ");
        assert_eq!(wrapped("one  two", 80), "one  two");
        assert_eq!(wrapped("one  two three", 10), "one  two\nthree");
    }

    #[test]
    fn wide_and_combining_characters_count_as_they_are_shown() {
        // Four and a blank and four.
        assert_eq!(wrapped("電話 電話", 10), "電話 電話");
        assert_eq!(wrapped("電話 電話", 9), "電話\n電話");
        assert_eq!(
            wrapped("e\u{301}e\u{301} e\u{301}e\u{301}", 6),
            "e\u{301}e\u{301} e\u{301}e\u{301}"
        );
        assert_eq!(
            wrapped("e\u{301}e\u{301} e\u{301}e\u{301}", 5),
            "e\u{301}e\u{301}\ne\u{301}e\u{301}"
        );
    }

    #[test]
    fn a_text_that_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(shortened("Thunderbird", 11), "Thunderbird");
        assert_eq!(shortened("Thunderbird", 10), "Thunderbi…");
        // A wide character isn't cut in half.
        assert_eq!(shortened("電話のメール", 11), "電話のメー…");
        assert_eq!(shortened_to_bytes("電話のメール", 18), "電話のメール");
        assert_eq!(shortened_to_bytes("電話のメール", 17), "電話のメ…");
    }

    #[test]
    fn rows_are_counted_as_terminals_wrap_lines() {
        for (text, columns, count) in [
            ("", 80, 0),
            ("\n\n", 80, 2),
            ("one\ntwo\n", 80, 2),
            ("0123456789", 10, 1),
            ("0123456789a\n", 10, 2),
            ("電電電電電", 10, 1),
        ] {
            assert_eq!(rows(text, columns), count, "{text:?} at {columns}");
        }
    }

    #[test]
    fn a_word_that_fits_nowhere_is_left_to_the_terminal() {
        assert_eq!(
            wrapped(
                "Saved to /home/alain/keyfob-recovery-codes.txt for now.",
                20
            ),
            "Saved to\n/home/alain/keyfob-recovery-codes.txt\nfor now."
        );
    }
}
