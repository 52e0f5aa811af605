//! Rows for people as a table that fits the terminal, or as a block for each where it is too narrow;
//! for pipes as fields with tabs between them. comfy-table measures and wraps.
//!
//! Rows are handed on as they come, so that a list of a million takes no more memory than one of a
//! hundred. comfy-table only knows whole tables and doesn't tell their widths: a long list is several,
//! and those after the first are told the widths that its header shows.

use comfy_table::{ColumnConstraint, ContentArrangement, Table as ComfyTable, Width};
use unicode_width::UnicodeWidthStr;

use super::Terminal;
use super::error::Result;
use crate::domain::escape::escaped;

/// The rows that are laid out together.
const CHUNK: usize = 200;
const PADDING: u16 = 2;
/// A word that is longer may be broken: one name mustn't make a block of every row.
const LONG_WORD: u16 = 24;

pub struct Table {
    titles: Vec<String>,
    /// The columns that may be broken into lines where the terminal is narrow.
    wrapping: Vec<usize>,
    /// The widths that later rows need, as far as they are known.
    reserved: Vec<u16>,
    /// How many of the last columns are left out where the terminal is too narrow for them.
    optional: usize,
    /// The terminal's; `None` without one.
    width: Option<u16>,
    waiting: Vec<Vec<String>>,
    shape: Option<Shape>,
}

/// What the first rows decide.
enum Shape {
    /// The columns' widths, without padding.
    Columns(Vec<u16>),
    /// A block for each row: side by side, words would be broken into pieces.
    Blocks,
}

impl Terminal {
    /// What there is to know of one thing: titles beside their values for people, tab-separated for
    /// pipes.
    pub fn details(&mut self, rows: &[(&str, &str)]) -> Result<()> {
        if !self.ends.output {
            return rows
                .iter()
                .try_for_each(|(title, value)| self.fields(&[title, value]));
        }
        let values: Vec<_> = rows.iter().map(|(_, value)| escaped(value)).collect();
        let pairs = rows.iter().zip(&values);
        let pairs = pairs.map(|((title, _), value)| (*title, &**value));
        self.print(&block(pairs, self.width))
    }

    /// A table whose columns of these numbers may wrap. Where even that is too wide, each row
    /// becomes a block of its own.
    pub fn table(&self, titles: &[&str], wrapping: &[usize]) -> Table {
        Table::new(titles, wrapping, self.ends.output.then_some(self.width))
    }
}

impl Table {
    fn new(titles: &[&str], wrapping: &[usize], width: Option<u16>) -> Self {
        Self {
            titles: titles.iter().map(|&title| title.to_owned()).collect(),
            wrapping: wrapping.to_vec(),
            reserved: vec![0; titles.len()],
            optional: 0,
            width,
            waiting: vec![],
            shape: None,
        }
    }

    /// Keeps at least these widths free, for the rows after the first ones.
    #[must_use]
    pub fn reserving(mut self, widths: &[usize]) -> Self {
        let widths = widths.iter().copied().map(u16::try_from);
        self.reserved = widths.map(|width| width.unwrap_or(u16::MAX)).collect();
        self
    }

    /// Makes this many of the last columns optional: they are left out if the terminal is too narrow.
    #[must_use]
    pub fn with_optional(mut self, columns: usize) -> Self {
        self.optional = columns;
        self
    }

    pub fn row(&mut self, terminal: &mut Terminal, cells: &[&str]) -> Result<()> {
        let Some(screen) = self.width else {
            return terminal.fields(cells);
        };
        // Once the first rows are laid out, the titles are those of the columns that are shown.
        let cells = cells.iter().take(self.titles.len());
        let cells = cells.map(|cell| escaped(cell).into_owned());
        self.waiting.push(cells.collect());
        if self.waiting.len() < CHUNK {
            Ok(())
        } else {
            self.write(terminal, screen)
        }
    }

    /// Writes the rows that still wait. A table without rows is nothing at all.
    pub fn finish(&mut self, terminal: &mut Terminal) -> Result<()> {
        match self.width {
            Some(screen) if !self.waiting.is_empty() => self.write(terminal, screen),
            _ => Ok(()),
        }
    }

    fn write(&mut self, terminal: &mut Terminal, screen: u16) -> Result<()> {
        let mut rows = std::mem::take(&mut self.waiting);
        let (text, shape) = match self.shape.take() {
            None => self.begin(&mut rows, screen),
            Some(Shape::Columns(widths)) => further(rows, widths, screen),
            Some(Shape::Blocks) => (format!("\n{}", self.blocks(&rows, screen)), Shape::Blocks),
        };
        self.shape = Some(shape);
        terminal.print(&text)
    }

    fn begin(&mut self, rows: &mut [Vec<String>], screen: u16) -> (String, Shape) {
        let content = self.leave_out(rows, screen);
        let rows = &*rows;
        let mut table = new_table(screen);
        table.set_header(&self.titles).add_rows(rows);
        let all_fit = fit(&content, screen);
        let least = |column| {
            if all_fit || !self.wrapping.contains(&column) {
                content[column]
            } else {
                let cells = rows.iter().map(|row| row[column].as_str());
                let longest = longest_word(cells.chain([self.titles[column].as_str()]));
                longest.max(self.reserved[column]).min(LONG_WORD)
            }
        };
        let least: Vec<_> = (0..content.len()).map(least).collect();
        if !fit(&least, screen) {
            return (self.blocks(rows, screen), Shape::Blocks);
        }
        let constraints =
            content
                .iter()
                .zip(&least)
                .enumerate()
                .map(|(column, (content, least))| {
                    let width = Width::Fixed(least + padding(column, &self.titles));
                    if content == least {
                        ColumnConstraint::Absolute(width)
                    } else {
                        ColumnConstraint::LowerBoundary(width)
                    }
                });
        table.set_constraints(constraints);
        let text = text_of(&mut table);
        let widths = self.widths_in(&text, &content, screen);
        (text, Shape::Columns(widths))
    }

    /// Drops the optional columns that the terminal has no room for. Returns the widths that the others
    /// want.
    fn leave_out(&mut self, rows: &mut [Vec<String>], screen: u16) -> Vec<u16> {
        let mut table = new_table(screen);
        table.set_header(&self.titles).add_rows(&*rows);
        let content = table.column_max_content_widths().into_iter();
        let content = content.zip(&self.reserved);
        let mut content: Vec<_> = content.map(|(width, &least)| width.max(least)).collect();
        let needed = content.len() - self.optional;
        while content.len() > needed && !fit(&content, screen) {
            content.pop();
        }
        self.titles.truncate(content.len());
        for row in rows {
            row.truncate(content.len());
        }
        content
    }

    /// The columns' widths, from where the titles stand.
    fn widths_in(&self, text: &str, content: &[u16], screen: u16) -> Vec<u16> {
        let header = text.lines().next().unwrap_or_default();
        let mut starts = vec![];
        let mut at = 0;
        for title in &self.titles {
            let first_word = title.split(' ').next().unwrap_or_default();
            at += header[at..].find(first_word).unwrap_or_default();
            starts.push(u16::try_from(at).unwrap_or(screen));
            at += first_word.len();
        }
        starts.push(screen + PADDING);
        let widths = starts.windows(2).zip(content);
        widths
            .map(|(edges, &content)| content.min(edges[1] - edges[0] - PADDING))
            .collect()
    }

    fn blocks(&self, rows: &[Vec<String>], screen: u16) -> String {
        let titles = self.titles.iter().map(String::as_str);
        let blocks: Vec<_> = rows
            .iter()
            .map(|row| block(titles.clone().zip(row.iter().map(String::as_str)), screen))
            .collect();
        blocks.join("\n")
    }
}

/// More rows of a table that was begun. A column that needs more room gets it, if all fit even so.
fn further(rows: Vec<Vec<String>>, before: Vec<u16>, screen: u16) -> (String, Shape) {
    let mut table = new_table(screen);
    table.add_rows(rows);
    let content = table.column_max_content_widths();
    let wider: Vec<_> = before
        .iter()
        .zip(content)
        .map(|(&before, content)| before.max(content))
        .collect();
    let widths = if fit(&wider, screen) { wider } else { before };
    let constraints = widths.iter().enumerate().map(|(column, width)| {
        ColumnConstraint::Absolute(Width::Fixed(width + padding(column, &widths)))
    });
    table.set_constraints(constraints);
    (text_of(&mut table), Shape::Columns(widths))
}

/// Titles beside their values.
fn block<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>, screen: u16) -> String {
    let mut table = new_table(screen);
    table.add_rows(pairs.map(|(title, value)| [title, value]));
    table.set_constraints([ColumnConstraint::ContentWidth]);
    text_of(&mut table)
}

fn new_table(screen: u16) -> ComfyTable {
    let mut table = ComfyTable::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(screen);
    table
}

fn text_of(table: &mut ComfyTable) -> String {
    let columns: Vec<_> = (0..table.column_count()).collect();
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, padding(number, &columns)));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

/// Nothing stands behind the last column.
fn padding<T>(column: usize, columns: &[T]) -> u16 {
    if column + 1 < columns.len() {
        PADDING
    } else {
        0
    }
}

/// Whether columns of these widths fit beside each other.
fn fit(widths: &[u16], screen: u16) -> bool {
    let widths = widths.iter().copied().map(u32::from);
    widths.map(|width| width + u32::from(PADDING)).sum::<u32>() <= u32::from(screen + PADDING)
}

fn longest_word<'t>(texts: impl Iterator<Item = &'t str>) -> u16 {
    let longest = texts.flat_map(|text| text.split(' ')).map(str::width).max();
    u16::try_from(longest.unwrap_or_default()).unwrap_or(u16::MAX)
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
        assert!(at(24).starts_with(
            "\
NAME       Outlook
ID         k7f2q9
STATE      active
LAST USED  3 days ago
ONLY FOR   imap, smtp,
           192.0.2.0/24

NAME       電話のメール
"
        ));
    }

    #[test]
    fn later_rows_get_the_room_that_is_left_and_wrap_in_what_they_have() {
        let lines = |screen| {
            let (mut terminal, recording) = Terminal::recorded(b"");
            let mut table = Table::new(&["NAME", "STATE"], &[0], Some(screen));
            for name in std::iter::repeat_n("short", CHUNK).chain(["a much longer name"]) {
                table.row(&mut terminal, &[name, "active"]).unwrap();
            }
            table.finish(&mut terminal).unwrap();
            let text = recording.output_text();
            text.lines()
                .skip(CHUNK)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(26), ["short  active", "a much longer name  active"]);
        assert_eq!(
            lines(25),
            [
                "short  active",
                "a      active",
                "much",
                "longe",
                "r",
                "name"
            ]
        );
    }

    #[test]
    fn room_is_kept_for_later_rows_and_the_last_columns_go_where_there_is_none() {
        let lines = |screen| {
            let (mut terminal, recording) = Terminal::recorded(b"");
            let mut table = Table::new(&["NAME", "STATE", "E-MAIL"], &[0], Some(screen))
                .reserving(&[18, 8, 3])
                .with_optional(1);
            let later = [["a much longer name", "disabled", "a@b"]];
            for row in std::iter::repeat_n(["short", "active", "-"], CHUNK).chain(later) {
                table.row(&mut terminal, &row).unwrap();
            }
            table.finish(&mut terminal).unwrap();
            let text = recording.output_text();
            let mut lines = text.lines().map(str::to_owned);
            let begin = [lines.next().unwrap(), lines.next().unwrap()];
            (begin.join("\n"), lines.skip(CHUNK - 1).collect::<Vec<_>>())
        };
        let (begin, end) = lines(38);
        assert_eq!(
            begin,
            "\
NAME                STATE     E-MAIL
short               active    -"
        );
        assert_eq!(end, ["a much longer name  disabled  a@b"]);
        let (begin, end) = lines(35);
        assert_eq!(
            begin,
            "\
NAME                STATE
short               active"
        );
        assert_eq!(end, ["a much longer name  disabled"]);
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
            text.ends_with("\nNAME  a\nNOTE  note\\u\n      {1b}\n      449\n"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'));
    }
}
