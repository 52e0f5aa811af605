//! Rows for people as a table that fits the terminal, for pipes as fields with tabs between them.
//! Rows are handed on as they come: a list of a million takes no more memory than one of a hundred.

use std::io;

use comfy_table::{ColumnConstraint, ContentArrangement, Table as ComfyTable, Width};

use unicode_width::UnicodeWidthStr;

use super::Terminal;
use crate::domain::escape::escaped;

/// So many rows decide how wide the columns are.
const CHUNK: usize = 200;
const PADDING: u16 = 2;
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
    columns: Option<Vec<u16>>,
}

impl Table {
    pub(super) fn new(titles: &[&str], wrapping: &[usize], width: Option<u16>) -> Self {
        let titles = titles.iter().map(|&title| title.to_owned()).collect();
        Self {
            titles,
            wrapping: wrapping.to_vec(),
            width,
            waiting: vec![],
            columns: None,
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
        let mut table = ComfyTable::new();
        table
            .load_style(comfy_table::presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = self.width {
            table.set_width(width);
        }
        let first = self.columns.is_none();
        if first {
            table.set_header(&self.titles);
        }
        let words = longest_words(&self.waiting, self.titles.len());
        table.add_rows(std::mem::take(&mut self.waiting));
        for column in table.column_iter_mut() {
            column.set_padding((0, PADDING));
        }
        let columns = self.columns.get_or_insert_with(|| {
            let content = table.column_max_content_widths();
            fit(
                &content,
                &words,
                &self.wrapping,
                self.width.unwrap_or(u16::MAX),
            )
        });
        table.set_constraints(
            columns
                .iter()
                .map(|&width| ColumnConstraint::Absolute(Width::Fixed(width))),
        );
        for line in table.lines() {
            terminal.text(line.trim_end())?;
            terminal.text("\n")?;
        }
        Ok(())
    }
}

/// The width of each column's longest word, which isn't to be broken.
fn longest_words(rows: &[Vec<String>], columns: usize) -> Vec<u16> {
    let mut longest = vec![0; columns];
    for (column, cell) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        for word in cell.split(' ') {
            let width = u16::try_from(word.width()).unwrap_or(u16::MAX);
            longest[column] = width.max(longest[column]);
        }
    }
    longest
}

/// How wide each column gets, padding included: as wide as its content, but for those that may
/// wrap, which give way one after the other down to their longest word; where even that is too
/// little, all of them do, the widest first.
fn fit(content: &[u16], words: &[u16], wrapping: &[usize], width: u16) -> Vec<u16> {
    let mut columns: Vec<u16> = content
        .iter()
        .map(|width| width.saturating_add(PADDING))
        .collect();
    let too_much = |columns: &[u16]| {
        let all: u32 = columns.iter().copied().map(u32::from).sum();
        u16::try_from(all.saturating_sub(width.into())).unwrap_or(u16::MAX)
    };
    for &column in wrapping {
        let narrowest = words[column].saturating_add(PADDING).max(NARROWEST);
        let spare = columns[column].saturating_sub(narrowest);
        columns[column] -= spare.min(too_much(&columns));
    }
    while too_much(&columns) > 0 {
        let Some(widest) = columns
            .iter_mut()
            .max()
            .filter(|widest| **widest > PADDING + 1)
        else {
            break;
        };
        *widest -= 1;
    }
    columns
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
    fn only_the_columns_that_may_wrap_do_so_while_there_is_room() {
        assert_eq!(fit(&[10, 10, 10], &[0; 3], &[0], 80), [12, 12, 12]);
        assert_eq!(fit(&[40, 10, 40], &[0; 3], &[0, 2], 80), [26, 12, 42]);
        assert_eq!(fit(&[40, 10, 40], &[0; 3], &[0, 2], 60), [10, 12, 38]);
        assert_eq!(fit(&[40, 10, 40], &[0; 3], &[0], 70), [16, 12, 42]);
        assert_eq!(fit(&[40, 10, 40], &[0; 3], &[0], 50), [10, 12, 28]);
        assert_eq!(fit(&[40, 10, 40], &[0; 3], &[], 60), [24, 12, 24]);
        assert_eq!(fit(&[9; 10], &[0; 10], &[0], 5), [3; 10]);
        assert_eq!(
            fit(&[u16::MAX, 8, u16::MAX], &[0; 3], &[2], 80),
            [60, 10, 10]
        );
    }

    #[test]
    fn a_word_is_broken_only_where_there_is_no_other_way() {
        assert_eq!(fit(&[40, 10, 40], &[30, 10, 5], &[0, 2], 70), [32, 12, 26]);
        assert_eq!(fit(&[40, 10, 40], &[30, 10, 30], &[0, 2], 60), [24, 12, 24]);
    }

    #[test]
    fn a_narrow_terminal_wraps_and_escapes() {
        let (mut terminal, recording) = Terminal::recorded(b"");
        let mut table = Table::new(&["NAME", "NOTE"], &[0, 1], Some(20));
        table
            .row(
                &mut terminal,
                &["a\u{1b}b", "a long note that needs several lines"],
            )
            .unwrap();
        table.finish(&mut terminal).unwrap();
        let text = recording.output_text();
        assert!(text.lines().count() > 3, "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 20) && !text.contains('\u{1b}'),
            "{text}"
        );
    }
}
