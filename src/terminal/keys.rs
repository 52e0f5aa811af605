//! Questions by dialoguer: lines that can be edited, and lists for the arrow keys, where typing
//! filters a long one.
//!
//! dialoguer counts a line as one row, and an item's bytes as its columns. So its texts are made to
//! fit, and the question itself is printed above.

use std::fmt;
use std::io;

use dialoguer::console::Term;
use dialoguer::theme::Theme;
use dialoguer::{FuzzySelect, Input, MultiSelect, Select};

use super::modes::{self, Held};
use super::typed::{Check, is_gone};
use super::wrapping::{room, shortened, shortened_to_bytes, words_in_lines};
use crate::domain::escape::escaped;
use crate::messages::terminal as messages;

/// A longer list can be filtered.
const LONG: usize = 10;
/// What stands before an item, in a list and in one to mark in.
const CURSOR: usize = "> ".len();
const CURSOR_AND_MARK: usize = "> [ ] ".len();
/// What dialoguer says of pages behind a hint.
const PAGES: usize = 14;

#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) colored: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Look {
    /// Asks until the answer passes the check. The question ends without a blank.
    pub(super) fn line(
        &self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> io::Result<String> {
        let question = self.all_but_last_line(question)?;
        ask(|term| {
            let mut input = Input::with_theme(self)
                .with_prompt(question)
                .show_default(false)
                .allow_empty(true)
                .validate_with(|typed: &String| check(typed));
            if let Some(default) = default {
                input = input.default(default.to_owned());
            }
            input.interact_text_on(term)
        })
    }

    pub(super) fn choose(&self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        let rows = self.rows_below(question)?;
        let shown = self.shown(items, CURSOR);
        // What is typed is looked for in what is shown, and the first of two equal ones is found.
        let is_filtered = items.len() > LONG && !has_twins(&shown);
        let chosen = ask(|term| {
            if is_filtered {
                FuzzySelect::with_theme(self)
                    .with_prompt(messages::FILTER)
                    .items(&shown)
                    .default(0)
                    .highlight_matches(false)
                    .max_length(rows)
                    .report(false)
                    .interact_on_opt(term)
            } else {
                Select::with_theme(self)
                    .with_prompt(self.hint(messages::CHOOSE_ONE, items.len() > rows))
                    .items(&shown)
                    .default(0)
                    .max_length(rows)
                    .report(false)
                    .interact_on_opt(term)
            }
        })?;
        if let Some(number) = chosen {
            self.say(&format!("> {}", shown[number]))?;
        }
        Ok(chosen)
    }

    pub(super) fn choose_several(
        &self,
        question: &str,
        items: &[String],
    ) -> io::Result<Option<Vec<usize>>> {
        let rows = self.rows_below(question)?;
        let shown = self.shown(items, CURSOR_AND_MARK);
        let chosen = ask(|term| {
            MultiSelect::with_theme(self)
                .with_prompt(self.hint(messages::CHOOSE_SEVERAL, items.len() > rows))
                .items(&shown)
                .max_length(rows)
                .report(false)
                .interact_on_opt(term)
        })?;
        for &number in chosen.iter().flatten() {
            self.say(&format!("> {}", shown[number]))?;
        }
        Ok(chosen)
    }

    fn say(&self, text: &str) -> io::Result<()> {
        self.rows_below(text).map(drop)
    }

    /// Prints a question, and returns how many items fit below it, beside a hint and the cursor.
    fn rows_below(&self, question: &str) -> io::Result<usize> {
        let lines = words_in_lines(question, self.columns - 1);
        modes::write(format!("{}\n", lines.join("\n")).as_bytes())?;
        Ok(self.rows.saturating_sub(lines.len() + 2).max(1))
    }

    /// Prints a question but for its last line.
    fn all_but_last_line(&self, question: &str) -> io::Result<String> {
        let mut lines = words_in_lines(question, self.columns - 1);
        let last = lines.pop().unwrap_or_default();
        for line in lines {
            modes::write(format!("{line}\n").as_bytes())?;
        }
        Ok(last)
    }

    /// Items that fit beside what stands before them, and have no more bytes than there are columns.
    fn shown(&self, items: &[String], margin: usize) -> Vec<String> {
        let room = room(self.columns, margin);
        items
            .iter()
            .map(|item| shortened_to_bytes(&shortened(item, room), self.columns))
            .collect()
    }

    fn hint(&self, hint: &str, has_pages: bool) -> String {
        let pages = if has_pages { PAGES } else { 1 };
        shortened_to_bytes(hint, self.columns - pages)
    }

    fn paint(&self, f: &mut dyn fmt::Write, code: &str, text: fmt::Arguments<'_>) -> fmt::Result {
        if self.colored {
            write!(f, "\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            f.write_fmt(text)
        }
    }
}

const RED: &str = "31";
const DIM: &str = "2";
const BOLD: &str = "1";

impl Theme for Look {
    fn format_error(&self, f: &mut dyn fmt::Write, error: &str) -> fmt::Result {
        let lines: Vec<_> = error
            .lines()
            .flat_map(|line| words_in_lines(line, self.columns - 1))
            .collect();
        self.paint(f, RED, format_args!("{}", lines.join("\n")))
    }

    fn format_input_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        _: Option<&str>,
    ) -> fmt::Result {
        write!(f, "{prompt} ")
    }

    fn format_input_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        typed: &str,
    ) -> fmt::Result {
        write!(f, "{prompt} {}", escaped(typed))
    }

    fn format_select_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        self.paint(f, DIM, format_args!("{prompt}"))
    }

    fn format_multi_select_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        self.format_select_prompt(f, prompt)
    }

    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        typed: &str,
        cursor: usize,
    ) -> fmt::Result {
        let (before, behind) = typed.split_at(cursor);
        self.paint(f, DIM, format_args!("{prompt}:"))?;
        write!(f, " {before}|{behind}")
    }

    fn format_select_prompt_item(
        &self,
        f: &mut dyn fmt::Write,
        item: &str,
        active: bool,
    ) -> fmt::Result {
        if active {
            self.paint(f, BOLD, format_args!("> {item}"))
        } else {
            write!(f, "  {item}")
        }
    }

    fn format_multi_select_prompt_item(
        &self,
        f: &mut dyn fmt::Write,
        item: &str,
        checked: bool,
        active: bool,
    ) -> fmt::Result {
        let mark = if checked { "[x]" } else { "[ ]" };
        self.format_select_prompt_item(f, &format!("{mark} {item}"), active)
    }
}

fn has_twins(items: &[String]) -> bool {
    let mut sorted: Vec<_> = items.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

fn ask<T>(interact: impl FnOnce(&Term) -> dialoguer::Result<T>) -> io::Result<T> {
    let held = Held::keys()?;
    // It isn't always flushed when an answer is there.
    let term = Term::buffered_stderr();
    let answer = interact(&term);
    let flushed = term.flush();
    drop(held);
    match answer {
        Ok(answer) => flushed.map(|()| answer),
        Err(dialoguer::Error::IO(error)) if error.kind() == io::ErrorKind::Interrupted => {
            modes::end_interrupted()
        }
        Err(dialoguer::Error::IO(error)) if is_gone(&error) => {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
        Err(dialoguer::Error::IO(error)) => Err(error),
    }
}
