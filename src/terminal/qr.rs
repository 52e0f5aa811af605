//! QR codes drawn with half blocks, and the page that an authenticator's key is shown on.

use dialoguer::console::measure_text_width;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use zeroize::Zeroizing;

use super::Terminal;
use super::delivery::{GAP, INDENTATION, joined};
use super::error::Result;
use super::wrapping::words_in_lines;

/// Black on white, set explicitly: a phone reads only that polarity, whatever the theme.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";

/// The light border that a reader needs, on each side.
const QUIET: usize = 4;

impl Terminal {
    /// A QR code of this text as lines. `None` if the terminal is too narrow. If `other_rows` leave too
    /// little room, its border is half as high.
    pub fn qr(&self, text: &str, other_rows: u16) -> Option<Zeroizing<String>> {
        let code = self.drawn(text)?;
        let lines = cut(&code, self.height.saturating_sub(other_rows).into());
        Some(joined(lines.iter().flat_map(|line| [line, "\n"])))
    }

    /// Shows an authenticator's key until `conceal`, with a QR code below it or beside it, so that a
    /// question fits below. The other heading is for a terminal that is too narrow for a code.
    pub fn reveal_key(
        &mut self,
        uri: &str,
        key: &str,
        [heading, without_code]: [&str; 2],
    ) -> Result<()> {
        let (columns, rows) = (usize::from(self.width), usize::from(self.height));
        let indentation = columns.saturating_sub(key.len() + 1).min(INDENTATION.len());
        let indentation = " ".repeat(indentation);
        let Some(code) = self.drawn(uri) else {
            return self.reveal(without_code, &[&indentation, key, "\n"], "");
        };
        // Below the page come a line about a wrong answer and the question; above a code, the heading
        // and the key.
        let below = cut(&code, rows.saturating_sub(4));
        let beside = cut(&code, rows.saturating_sub(2));
        let width = beside.first().map_or(0, |line| measure_text_width(line));
        let room = columns.saturating_sub(width + GAP.len() + 1);
        if below.len() + 4 <= rows || room < key.len().div_ceil(2) {
            let code = below.iter().flat_map(|line| [line, "\n"]);
            let page = joined([&indentation, key, "\n"].into_iter().chain(code));
            return self.reveal(heading, &[&page], "");
        }
        let (half, other) = key.split_at(key.len() / 2);
        let mut text = vec![String::new()];
        text.extend(words_in_lines(heading, room));
        text.push(String::new());
        let text = text.iter().map(String::as_str);
        let text = text
            .chain([half.trim(), other.trim()])
            .chain(std::iter::repeat(""));
        let lines = beside.iter().zip(text);
        let page = joined(lines.flat_map(|(line, text)| [line, GAP, text, "\n"]));
        self.reveal("", &[&page], "")
    }

    fn drawn(&self, text: &str) -> Option<Zeroizing<String>> {
        draw(text, self.colored(self.ends.output), self.width.into())
    }
}

/// The code as lines. `None` if the text is too long for a code, or the code too wide. Without colours it is drawn for a dark terminal.
fn draw(text: &str, colored: bool, columns: usize) -> Option<Zeroizing<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    if code.width() + 2 * QUIET > columns {
        return None;
    }
    let mut renderer = code.render::<Dense1x2>();
    if !colored {
        renderer
            .dark_color(Dense1x2::Light)
            .light_color(Dense1x2::Dark);
    }
    let drawn = Zeroizing::new(renderer.build());
    let (begin, end) = if colored {
        (BLACK_ON_WHITE, RESET)
    } else {
        ("", "")
    };
    let lines = drawn.lines();
    Some(joined(lines.flat_map(|line| [begin, line, end, "\n"])))
}

/// The lines of a code. If there are more than `rows`, its border is half as high: readers take that
/// too.
fn cut(code: &str, rows: usize) -> Vec<&str> {
    let lines: Vec<_> = code.lines().collect();
    let cut = usize::from(lines.len() > rows);
    lines[cut..lines.len() - cut].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_carries_its_own_colours() {
        let drawn = draw(
            "otpauth://totp/keyfob:alain%40contoso.com?secret=ABC&issuer=keyfob",
            true,
            80,
        )
        .unwrap();
        assert!(drawn.lines().count() > 15);
        assert!(
            drawn
                .lines()
                .all(|line| line.starts_with(BLACK_ON_WHITE) && line.ends_with(RESET))
        );
    }

    #[test]
    fn what_fits_into_no_code_is_not_drawn() {
        assert!(draw("otpauth", true, 28).is_none());
        assert!(draw("otpauth", true, 29).is_some());
        assert!(draw(&"x".repeat(10_000), true, usize::MAX).is_none());
    }

    /// The page for a key on a terminal of this size. The account's name makes the code larger.
    fn page(columns: u16, rows: u16, account: usize) -> String {
        let (terminal, recording) = Terminal::recorded(b"");
        let mut terminal = terminal.watched();
        (terminal.width, terminal.height) = (columns, rows);
        let key = "abcd efgh ijkl mnop qrst uvwx yz23 4567";
        let secret = key.replace(' ', "");
        let account = "x".repeat(account);
        let uri = format!("otpauth://totp/keyfob:{account}?secret={secret}&issuer=keyfob");
        terminal
            .reveal_key(
                &uri,
                key,
                ["Scan this, or type this key:", "Type this key:"],
            )
            .unwrap();
        recording.seen_text()
    }

    #[test]
    fn a_key_its_code_and_a_question_below_fit_a_usual_terminal() {
        for (rows, account, begins) in [
            (60, 20, "Scan this, or type this key:\n    abcd efgh"),
            (25, 20, "Scan this, or type this key:\n    abcd efgh"),
            (24, 20, "██"),
            (24, 38, "██"),
        ] {
            let page = page(80, rows, account);
            assert!(page.lines().count() < rows.into(), "{page}");
            assert!(page.lines().all(|line| line.chars().count() < 80), "{page}");
            assert!(page.starts_with(begins), "{page}");
            for text in [
                "Scan this, or type",
                "abcd efgh ijkl mnop",
                "qrst uvwx yz23 4567",
            ] {
                assert!(page.contains(text), "{page}");
            }
        }
    }

    #[test]
    fn a_key_in_a_narrow_terminal_stands_alone_and_in_one_line() {
        for columns in [40, 44, 45] {
            let page = page(columns, 24, 38);
            let lines: Vec<_> = page.lines().collect();
            assert_eq!(lines.len(), 2, "{page}");
            assert!(lines[1].len() < columns.into(), "{page}");
        }
    }
}
