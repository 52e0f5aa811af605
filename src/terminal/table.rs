//! Rows for people as a table that fits the terminal, or as blocks where none does; for pipes as
//! fields with tabs between them.
//! Rows are handed on as they come: a list of a million takes no more memory than one of a hundred.

use std::io;

use comfy_table::{ColumnConstraint, ContentArrangement, Table as ComfyTable, Width};

use unicode_width::UnicodeWidthStr;

use super::Terminal;
use super::wrapping::block;
use crate::domain::escape::escaped;

/// So many rows decide how wide the columns are.
const CHUNK: usize = 200;
const PADDING: u16 = 2;
/// A word that is longer may be broken: one name mustn't make a block of every row.
const LONG_WORD: u16 = 24;
/// A column that may wrap gives way down to this, padding included.
const NARROWEST: u16 = 10;

pub struct Table {
    titles: Vec<String>,
    /// The columns that may be broken into lines where the terminal is narrow, in the order in
    /// which they give way.
    wrapping: Vec<usize>,
    /// Of the terminal; none where there isn't one.
    width: Option<u16>,
    waiting: Vec<Vec<String>>,
    shape: Option<Shape>,
}

/// What the first rows decide.
enum Shape {
    /// So wide, padding included.
    Columns(Vec<u16>),
    /// A block for each row: side by side, words would be broken into pieces.
    Blocks,
}

impl Table {
    pub(super) fn new(titles: &[&str], wrapping: &[usize], width: Option<u16>) -> Self {
        let titles = titles.iter().map(|&title| title.to_owned()).collect();
        Self {
            titles,
            wrapping: wrapping.to_vec(),
            width,
            waiting: vec![],
            shape: None,
        }
    }

    pub fn row(&mut self, terminal: &mut Terminal, cells: &[&str]) -> io::Result<()> {
        if self.width.is_none() {
            return terminal.fields(cells);
        }
        self.waiting.push(
            cells
                .iter()
                .map(|cell| escaped(cell).into_owned())
                .collect(),
        );
        if self.waiting.len() < CHUNK {
            Ok(())
        } else {
            self.write(terminal)
        }
    }

    /// Writes what still waits. A table without rows is nothing at all.
    pub fn finish(&mut self, terminal: &mut Terminal) -> io::Result<()> {
        if self.waiting.is_empty() {
            Ok(())
        } else {
            self.write(terminal)
        }
    }

    fn write(&mut self, terminal: &mut Terminal) -> io::Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        let screen = self.width.unwrap_or(u16::MAX);
        let is_first = self.shape.is_none();
        let (titles, wrapping) = (&self.titles, &self.wrapping);
        let shape = self.shape.get_or_insert_with(|| {
            let lines = || std::iter::once(titles).chain(&rows);
            match fit(&widths(lines()), &longest_words(lines()), wrapping, screen) {
                Some(columns) => Shape::Columns(columns),
                None => Shape::Blocks,
            }
        });
        match shape {
            Shape::Columns(columns) => {
                let titles = is_first.then_some(&self.titles);
                terminal.print(&columns_text(titles, rows, columns, screen))
            }
            Shape::Blocks => {
                for (row, number) in rows.iter().zip(0..) {
                    if number > 0 || !is_first {
                        terminal.print("\n")?;
                    }
                    let pairs = self.titles.iter().zip(row);
                    let pairs: Vec<_> = pairs.map(|(title, cell)| (&**title, &**cell)).collect();
                    terminal.print(&block(&pairs, screen.into()))?;
                }
                Ok(())
            }
        }
    }
}

fn columns_text(
    titles: Option<&Vec<String>>,
    rows: Vec<Vec<String>>,
    columns: &[u16],
    screen: u16,
) -> String {
    let mut table = ComfyTable::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(screen);
    if let Some(titles) = titles {
        table.set_header(titles);
    }
    table.add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, PADDING));
    }
    table.set_constraints(
        columns
            .iter()
            .map(|&width| ColumnConstraint::Absolute(Width::Fixed(width))),
    );
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

/// The width of each column's widest cell.
fn widths<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> Vec<u16> {
    widest(rows, str::width)
}

/// The width of each column's longest word, which isn't to be broken.
fn longest_words<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> Vec<u16> {
    widest(rows, |cell| {
        cell.split(' ').map(str::width).max().unwrap_or_default()
    })
}

fn widest<'a>(
    rows: impl Iterator<Item = &'a Vec<String>>,
    width: impl Fn(&str) -> usize,
) -> Vec<u16> {
    let mut widest = vec![];
    for row in rows {
        widest.resize(row.len().max(widest.len()), 0);
        for (widest, cell) in widest.iter_mut().zip(row) {
            *widest = u16::try_from(width(cell)).unwrap_or(u16::MAX).max(*widest);
        }
    }
    widest
}

/// How wide each column gets, padding included: as wide as its content, but for those that may
/// wrap, which give way one after the other down to their longest word. None where even that is too
/// little.
fn fit(content: &[u16], words: &[u16], wrapping: &[usize], screen: u16) -> Option<Vec<u16>> {
    let mut columns: Vec<u16> = content
        .iter()
        .map(|width| width.saturating_add(PADDING))
        .collect();
    let too_much = |columns: &[u16]| {
        // Nothing stands behind the last one.
        let all: u32 = columns.iter().copied().map(u32::from).sum();
        let all = all.saturating_sub(PADDING.into());
        u16::try_from(all.saturating_sub(screen.into())).unwrap_or(u16::MAX)
    };
    for &column in wrapping {
        let narrowest = (words[column].min(LONG_WORD) + PADDING).max(NARROWEST);
        let spare = columns[column].saturating_sub(narrowest);
        columns[column] -= spare.min(too_much(&columns));
    }
    (too_much(&columns) == 0).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_keeps_its_columns_and_has_one_header() {
        let (mut terminal, recording) = Terminal::recorded(b"");
        let mut table = Table::new(&["NAME", "STATE"], &[0], Some(80));
        for number in 0..450 {
            table
                .row(&mut terminal, &[&format!("name {number:03}"), "active"])
                .unwrap();
        }
        table.finish(&mut terminal).unwrap();
        let text = recording.output_text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 451);
        assert_eq!(lines[0], "NAME      STATE");
        assert!(
            lines[1..]
                .iter()
                .all(|line| line.ends_with("  active") && line.len() == 16),
            "{text}"
        );
    }

    #[test]
    fn only_the_columns_that_may_wrap_do_so_down_to_their_longest_word() {
        let fits = |content: &[u16], words: &[u16], wrapping: &[usize], screen| {
            fit(content, words, wrapping, screen)
        };
        let none = [0; 3];
        assert_eq!(fits(&[10; 3], &none, &[0], 80), Some(vec![12, 12, 12]));
        assert_eq!(
            fits(&[40, 10, 40], &none, &[0, 2], 80),
            Some(vec![28, 12, 42])
        );
        assert_eq!(
            fits(&[40, 10, 40], &none, &[0, 2], 60),
            Some(vec![10, 12, 40])
        );
        assert_eq!(fits(&[40, 10, 40], &none, &[0], 62), Some(vec![10, 12, 42]));
        assert_eq!(fits(&[40, 10, 40], &none, &[0], 61), None);
        assert_eq!(fits(&[40, 10, 40], &none, &[], 60), None);
        assert_eq!(
            fits(&[40, 10, 40], &[20, 10, 5], &[0, 2], 60),
            Some(vec![22, 12, 28])
        );
        assert_eq!(
            fits(&[40, 10, 40], &[20, 10, 30], &[0, 2], 58),
            Some(vec![22, 12, 26])
        );
        assert_eq!(fits(&[40, 10, 40], &[20, 10, 30], &[0, 2], 57), None);
        let endless = [u16::MAX, 8, u16::MAX];
        assert_eq!(fits(&endless, &none, &[2], 80), None);
        assert_eq!(fits(&endless, &none, &[2, 0], 80), Some(vec![62, 10, 10]));
    }

    const ROWS: [[&str; 5]; 3] = [
        [
            "Outlook",
            "k7f2q9",
            "active",
            "3 days ago",
            "imap, smtp, 192.0.2.0/24",
        ],
        ["電話のメール", "m3x8w1", "active", "12 months ago", "-"],
        ["Cafe\u{301} bar", "p5r4t6", "expired", "just now", "imap"],
    ];

    fn at(columns: u16) -> String {
        let (mut terminal, recording) = Terminal::recorded(b"");
        let titles = ["NAME", "ID", "STATE", "LAST USED", "ONLY FOR"];
        let mut table = Table::new(&titles, &[4, 0], Some(columns));
        for row in ROWS {
            table.row(&mut terminal, &row).unwrap();
        }
        table.finish(&mut terminal).unwrap();
        recording.output_text()
    }

    #[test]
    fn a_table_stays_readable_however_narrow_the_terminal_is() {
        let wide = "\
NAME          ID      STATE    LAST USED      ONLY FOR
Outlook       k7f2q9  active   3 days ago     imap, smtp, 192.0.2.0/24
電話のメール  m3x8w1  active   12 months ago  -
Cafe\u{301} bar      p5r4t6  expired  just now       imap
";
        assert_eq!(at(80), wide);
        assert_eq!(at(70), wide);
        assert_eq!(
            at(60),
            "\
NAME          ID      STATE    LAST USED      ONLY FOR
Outlook       k7f2q9  active   3 days ago     imap, smtp,
                                              192.0.2.0/24
電話のメール  m3x8w1  active   12 months ago  -
Cafe\u{301} bar      p5r4t6  expired  just now       imap
"
        );
        assert_eq!(
            at(40),
            "\
NAME       Outlook
ID         k7f2q9
STATE      active
LAST USED  3 days ago
ONLY FOR   imap, smtp, 192.0.2.0/24

NAME       電話のメール
ID         m3x8w1
STATE      active
LAST USED  12 months ago
ONLY FOR   -

NAME       Cafe\u{301} bar
ID         p5r4t6
STATE      expired
LAST USED  just now
ONLY FOR   imap
"
        );
        assert_eq!(
            at(20),
            "\
NAME
  Outlook
ID
  k7f2q9
STATE
  active
LAST USED
  3 days ago
ONLY FOR
  imap, smtp,
  192.0.2.0/24

NAME
  電話のメール
ID
  m3x8w1
STATE
  active
LAST USED
  12 months ago
ONLY FOR
  -

NAME
  Cafe\u{301} bar
ID
  p5r4t6
STATE
  expired
LAST USED
  just now
ONLY FOR
  imap
"
        );
    }

    #[test]
    fn blocks_go_on_where_the_first_rows_ended_and_are_escaped() {
        let (mut terminal, recording) = Terminal::recorded(b"");
        let mut table = Table::new(&["NAME", "NOTE"], &[], Some(12));
        for number in 0..450 {
            let note = format!("note\u{1b} {number}");
            table.row(&mut terminal, &["a", &note]).unwrap();
        }
        table.finish(&mut terminal).unwrap();
        let text = recording.output_text();
        assert_eq!(text.matches("\n\n").count(), 449);
        assert!(
            text.ends_with("NAME\n  a\nNOTE\n  note\\u{1b\n  }\n  449\n"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'));
    }
}
