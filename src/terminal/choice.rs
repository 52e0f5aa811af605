//! A list to choose from by number. Lines and nothing else: no key is read by itself and nothing
//! is drawn twice, so that it is the same over a slow line, for a screen reader and on a terminal
//! that can do nothing, and there is nothing to restore after a signal.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Less of an item would tell nothing: where there isn't as much room, it may wrap.
const NARROWEST: usize = 10;

/// What an answer means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Picked {
    /// Counted from 0.
    Item(usize),
    None,
    Unclear,
}

/// The question, and below it every item behind its number, none wider than the terminal.
pub(super) fn list(question: &str, items: &[String], columns: usize) -> String {
    let digits = items.len().to_string().len().max(3);
    // A last column that is filled makes some terminals begin a line.
    let room = columns.saturating_sub(digits + 3).max(NARROWEST);
    let mut text = format!("{question}\n");
    for (item, number) in items.iter().zip(1..) {
        writeln!(text, "{number:digits$}  {}", shortened(item, room)).expect("writing to a string");
    }
    text
}

fn shortened(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut width = "…".width();
    let kept = text.chars().take_while(|c| {
        width += c.width().unwrap_or_default();
        width <= room
    });
    kept.chain(['…']).collect()
}

/// What was typed, where there are so many items. Enter alone is the first.
pub(super) fn picked(answer: &[u8], count: usize) -> Picked {
    if answer.is_empty() {
        return Picked::Item(0);
    }
    match answer.trim_ascii() {
        // Esc, where Enter sends it off.
        b"q" | b"Q" | b"\x1b" => Picked::None,
        typed => str::from_utf8(typed)
            .ok()
            .and_then(|typed| typed.parse::<usize>().ok()?.checked_sub(1))
            .filter(|&number| number < count)
            .map_or(Picked::Unclear, Picked::Item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn every_item_stands_behind_its_number_and_fits() {
        let items = items(&[
            "Outlook",
            "電話のメール",
            "exactly twelve",
            "Thunderbird at home",
        ]);
        assert_eq!(
            list("Which one?", &items, 20),
            "Which one?\n  1  Outlook\n  2  電話のメール\n  3  exactly twelve\n  4  Thunderbird a…\n"
        );
        assert_eq!(
            list("Which one?", &items[1..2], 16),
            "Which one?\n  1  電話のメ…\n",
            "a wide character isn't cut in half"
        );
    }

    #[test]
    fn an_answer_is_a_number_of_the_list_or_nothing_of_it() {
        for (answer, picked_) in [
            ("", Picked::Item(0)),
            ("1", Picked::Item(0)),
            (" 3 ", Picked::Item(2)),
            ("q", Picked::None),
            ("Q", Picked::None),
            ("\u{1b}", Picked::None),
            ("0", Picked::Unclear),
            ("4", Picked::Unclear),
            ("-1", Picked::Unclear),
            ("99999999999999999999", Picked::Unclear),
            (" ", Picked::Unclear),
            ("one", Picked::Unclear),
            ("\u{1b}[B", Picked::Unclear),
        ] {
            assert_eq!(picked(answer.as_bytes(), 3), picked_, "{answer:?}");
        }
        assert_eq!(picked(b"\xff", 3), Picked::Unclear);
    }
}
