//! A part of a terminal's screen as a picture: an SVG that needs nothing from elsewhere.

use std::fmt::Write;
use std::ops::Range;

use vt100::{Cell, Color, Screen};

/// A cell in pixels: half of it is a square, as a QR code needs.
const WIDTH: usize = 8;
const HEIGHT: usize = 16;
/// Where letters stand in it.
const BASE: usize = 12;
const FONTS: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
const MARGIN: usize = 20;
const TITLE_BAR: usize = 36;

/// What a cell's looks come down to: its letters' colour, its background, whether it is bold.
type Looks = (Color, Color, bool);

/// These rows of a screen, in a window of their own.
pub fn draw(screen: &Screen, rows: Range<usize>, title: &str) -> String {
    let (_, columns) = screen.size();
    let width = usize::from(columns.get()) * WIDTH + 2 * MARGIN;
    let height = TITLE_BAR + rows.len() * HEIGHT + MARGIN;
    let mut drawn = String::new();
    for (row, y) in rows.zip((TITLE_BAR..).step_by(HEIGHT)) {
        let cells: Vec<_> = (0..columns.get())
            .filter_map(|column| screen.cell(row.try_into().unwrap(), column))
            .collect();
        let mut x = MARGIN;
        for run in cells.chunk_by(|one, next| looks(one) == looks(next)) {
            drawn.push_str(&draw_run(x, y, run));
            x += run.len() * WIDTH;
        }
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" xml:space="preserve">
<title>{title}</title>
<rect x="0.5" y="0.5" width="{}" height="{}" rx="8" fill="#1c2128" stroke="#545d68"/>
<g fill="#545d68"><circle cx="22" cy="18" r="5"/><circle cx="39" cy="18" r="5"/><circle cx="56" cy="18" r="5"/></g>
<g font-family="{FONTS}" font-size="13.3">
{drawn}</g>
</svg>
"##,
        width - 1,
        height - 1
    )
}

fn looks(cell: &Cell) -> Looks {
    (cell.fgcolor(), cell.bgcolor(), cell.bold())
}

/// Cells beside each other that look alike. Blocks are drawn rather than written, since some fonts
/// leave gaps between them; text is as wide as its cells, whatever the font.
fn draw_run(x: usize, y: usize, run: &[&Cell]) -> String {
    let (foreground, background, bold) = looks(run[0]);
    let mut drawn = String::new();
    let mut shape = |color: &str, outline: &str| {
        writeln!(
            drawn,
            r#"<path shape-rendering="crispEdges" fill="{color}" d="{outline}"/>"#
        )
        .unwrap();
    };
    if background != Color::Default {
        shape(&css(background), &rectangle(x, y, run.len(), HEIGHT));
    }
    let blocks: String = run
        .iter()
        .zip((x..).step_by(WIDTH))
        .map(|(cell, x)| match cell.contents() {
            "█" => rectangle(x, y, 1, HEIGHT),
            "▀" => rectangle(x, y, 1, HEIGHT / 2),
            "▄" => rectangle(x, y + HEIGHT / 2, 1, HEIGHT / 2),
            _ => String::new(),
        })
        .collect();
    if !blocks.is_empty() {
        shape(&css(foreground), &blocks);
    }
    let letters: String = run
        .iter()
        .map(|cell| match cell.contents() {
            "" | "█" | "▀" | "▄" => " ",
            letter => letter,
        })
        .collect();
    let text = letters.trim();
    if !text.is_empty() {
        let indent = letters.chars().count() - letters.trim_start().chars().count();
        let (x, y) = (x + indent * WIDTH, y + BASE);
        let length = text.chars().count() * WIDTH;
        let weight = if bold { r#" font-weight="bold""# } else { "" };
        let color = css(foreground);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        writeln!(
            drawn,
            r#"<text x="{x}" y="{y}" textLength="{length}" fill="{color}"{weight}>{text}</text>"#
        )
        .unwrap();
    }
    drawn
}

fn rectangle(x: usize, y: usize, columns: usize, height: usize) -> String {
    let width = columns * WIDTH;
    format!("M{x} {y}h{width}v{height}h-{width}z")
}

/// As terminals have them: eight colours, then a cube of them.
fn css(color: Color) -> String {
    let hex = |[red, green, blue]: [u8; 3]| format!("#{red:02x}{green:02x}{blue:02x}");
    match color {
        Color::Default => "#e6edf3".to_owned(),
        Color::Idx(index @ 0..8) => {
            hex([1, 2, 4].map(|bit| if index & bit == 0 { 0 } else { 205 }))
        }
        Color::Idx(index @ 16..232) => {
            hex([36, 6, 1].map(|place| match (index - 16) / place % 6 {
                0 => 0,
                level => 55 + 40 * level,
            }))
        }
        other => panic!("nothing had the colour {other:?} before"),
    }
}
