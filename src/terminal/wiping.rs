//! Wiping a secret from the screen: what is printed from its beginning on is counted in cells, so
//! that its rows are erased and no others.
//!
//! Row by row and upwards, never by "erase to the end of the screen": begun at the top of the
//! screen, tmux takes that for clearing it and keeps what was there in its history.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// What was printed since a secret began: nothing of it, only how wide each character is.
#[derive(Debug, Clone)]
pub struct Printed {
    lines: Vec<Vec<usize>>,
    /// Of the terminal on which it was printed.
    columns: usize,
    /// Whether something came in between whose rows nobody counted.
    is_unclear: bool,
}

impl Printed {
    pub(super) fn new(columns: u16) -> Self {
        Self {
            lines: vec![vec![]],
            columns: columns.into(),
            is_unclear: false,
        }
    }

    pub(super) fn add(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.lines.push(vec![]);
            }
            let widths = line.chars().filter_map(UnicodeWidthChar::width);
            self.lines.last_mut().expect("a line").extend(widths);
        }
    }

    /// Somebody answered a question, in as many rows as they liked: a few at least.
    pub(super) fn was_interrupted(&mut self) {
        self.is_unclear = true;
        self.add("\n\n\n");
    }

    fn rows(&self) -> usize {
        self.rows_at(self.columns)
    }

    fn rows_at(&self, columns: usize) -> usize {
        self.lines.iter().map(|line| rows_of(line, columns)).sum()
    }

    pub(super) fn fits(&self, screen_rows: u16) -> bool {
        self.rows() <= screen_rows.into()
    }

    /// What erases it from a screen of this size, with the cursor in its last row, and whether that
    /// is all of it. Where the terminal was made narrower or wider meanwhile, some begin their
    /// lines anew and some don't: rather a row too many.
    pub(super) fn erasure(&self, columns: u16, screen_rows: u16) -> (String, bool) {
        let screen_rows = usize::from(screen_rows);
        let rows = self.rows_at(columns.into()).max(self.rows());
        let to_erase = if self.is_unclear {
            screen_rows
        } else {
            rows.min(screen_rows)
        };
        let mut text = "\r\u{1b}[2K".to_owned();
        for _ in 1..to_erase {
            write!(text, "\u{1b}[A\u{1b}[2K").expect("writing to a string");
        }
        (text, rows <= screen_rows)
    }
}

/// A wide character that doesn't fit any more begins the next row.
fn rows_of(widths: &[usize], columns: usize) -> usize {
    let (mut rows, mut at) = (1, 0);
    for &width in widths {
        at += width;
        if at > columns {
            rows += 1;
            at = width;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str, columns: u16) -> Printed {
        let mut printed = Printed::new(columns);
        printed.add(text);
        printed
    }

    #[test]
    fn rows_are_counted_as_terminals_wrap_them() {
        for (text, columns, rows) in [
            ("", 80, 1),
            ("one\ntwo\n", 80, 3),
            ("\n\n", 80, 3),
            ("0123456789", 10, 1),
            ("0123456789\n", 10, 2),
            ("0123456789a", 10, 2),
            ("電電電電電", 10, 1),
            // The fifth has only half a place left in the first row.
            ("a電電電電電", 10, 2),
            ("電電電", 3, 3),
            ("e\u{301}e\u{301}e\u{301}", 3, 1),
        ] {
            assert_eq!(printed(text, columns).rows(), rows, "{text:?} at {columns}");
        }
    }

    #[test]
    fn each_row_is_erased_and_none_above() {
        let three = printed("one\ntwo\nthree", 80);
        let erasure = "\r\u{1b}[2K\u{1b}[A\u{1b}[2K\u{1b}[A\u{1b}[2K";
        assert_eq!(three.erasure(80, 24), (erasure.to_owned(), true));
        assert_eq!(three.erasure(80, 3), (erasure.to_owned(), true));
        assert!(three.fits(3) && !three.fits(2));
        let (two, all) = three.erasure(80, 2);
        assert_eq!((two.matches("[2K").count(), all), (2, false));
    }

    #[test]
    fn a_terminal_of_another_width_or_an_answer_in_between_erases_rather_more() {
        let erased = |printed: &Printed, columns, rows| {
            let (text, _) = printed.erasure(columns, rows);
            text.matches("[2K").count()
        };
        let mut long = printed("0123456789", 5);
        assert_eq!(erased(&long, 5, 24), 2);
        assert_eq!(erased(&long, 80, 24), 2);
        assert_eq!(erased(&long, 2, 24), 5);
        long.was_interrupted();
        assert_eq!(erased(&long, 80, 24), 24);
    }
}
