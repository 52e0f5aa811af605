//! QR codes drawn with half blocks.

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// Black on white, said outright: a phone reads only that polarity, whatever the theme.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";

/// The light border that a reader needs, on each side.
const QUIET: usize = 4;

/// The code, or nothing for a text that doesn't fit into one, or a code that doesn't fit into so
/// many columns. Without colours it is drawn for a dark terminal.
pub fn draw(text: &str, colored: bool, columns: u16) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::L) else {
        return String::new();
    };
    if code.width() + 2 * QUIET > columns.into() {
        return String::new();
    }
    let mut renderer = code.render::<Dense1x2>();
    if !colored {
        renderer
            .dark_color(Dense1x2::Light)
            .light_color(Dense1x2::Dark);
    }
    let drawn = renderer.build();
    let (begin, end) = if colored {
        (BLACK_ON_WHITE, RESET)
    } else {
        ("", "")
    };
    drawn
        .lines()
        .flat_map(|line| [begin, line, end, "\n"])
        .collect()
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
        );
        assert!(drawn.lines().count() > 15);
        assert!(
            drawn
                .lines()
                .all(|line| line.starts_with(BLACK_ON_WHITE) && line.ends_with(RESET))
        );
    }

    #[test]
    fn what_fits_into_no_code_is_not_drawn() {
        assert_eq!(draw("otpauth", true, 28), "");
        assert_ne!(draw("otpauth", true, 29), "");
        assert_eq!(draw(&"x".repeat(10_000), true, u16::MAX), "");
    }
}
