//! QR codes drawn with half blocks.

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use zeroize::Zeroizing;

use super::delivery::joined;

/// Black on white, said outright: a phone reads only that polarity, whatever the theme.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";

/// The light border that a reader needs, on each side.
const QUIET: usize = 4;

/// The code as lines, or none for a text that doesn't fit into one, or a code that doesn't fit into so
/// many columns. Without colours it is drawn for a dark terminal. Where it doesn't fit into so many
/// rows, its border is half as high, which readers take too.
pub fn draw(text: &str, colored: bool, columns: u16, rows: u16) -> Option<Zeroizing<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    if code.width() + 2 * QUIET > columns.into() {
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
    let lines: Vec<_> = drawn.lines().collect();
    let cut = usize::from(lines.len() > rows.into());
    let kept = &lines[cut..lines.len() - cut];
    Some(joined(
        kept.iter().flat_map(|line| [begin, line, end, "\n"]),
    ))
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
            24,
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
        assert!(draw("otpauth", true, 28, 24).is_none());
        assert!(draw("otpauth", true, 29, 24).is_some());
        assert!(draw(&"x".repeat(10_000), true, u16::MAX, 24).is_none());
    }

    #[test]
    fn a_code_and_the_question_below_it_fit_a_usual_terminal() {
        let text = format!("otpauth://totp/keyfob:{}", "x".repeat(100));
        let lines = |rows| draw(&text, true, 80, rows).unwrap().lines().count();
        assert_eq!((lines(25), lines(24)), (25, 23));
    }
}
