//! Questions to a person at the terminal. However one ends (an answer, Ctrl-C, a signal), the
//! terminal is left as it was found. Ctrl-Z and Ctrl-\ do nothing at a question.
//!
//! Secrets aren't asked for with dialoguer's `Password`. It shows what is typed after Ctrl-Z and `fg`,
//! takes Ctrl-D for an empty answer, loses what was typed ahead, and leaves copies in buffers.

use std::io;

use zeroize::Zeroizing;

use super::modes::{self, Held, write};
use super::typed::{Check, LINE_BYTES, Pressed, read_key, read_line};
use super::wrapping::wrapped;
use super::{keys, lines};
use crate::messages::terminal as messages;

/// What a person can be asked. A closed terminal is an error, whatever was asked.
pub trait Prompt {
    /// What is typed isn't shown.
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>>;
    /// Takes yes, no, or Enter alone for the default, and nothing else.
    fn confirm(&mut self, question: &str, default: bool) -> io::Result<bool>;
    /// Text as typed, once it passes the check; until then the check's sentence is shown and the
    /// question stays. Enter alone is the default, or empty without one.
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> io::Result<String>;
    /// The index of an item, or `None` if it was cancelled.
    fn choose(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>>;
    /// The indices of any number of items, in order, or `None` if it was cancelled.
    fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> io::Result<Option<Vec<usize>>>;
    /// Waits for Enter, or for one of the other keys.
    fn wait(&mut self, text: &str, others: &[char]) -> io::Result<Pressed>;
    /// Enters the alternate screen.
    fn enter_screen(&mut self) -> io::Result<()>;
    fn leave_screen(&mut self);
}

/// Smaller than this, dialoguer would draw over what isn't its own.
const LEAST_SIZE: (u16, u16) = (20, 6);

/// The person at this process's own terminal.
pub(super) struct Person {
    /// Lists are gone through with the arrow keys; otherwise everything is a plain line.
    pub(super) uses_keys: bool,
    pub(super) colored: bool,
}

impl Person {
    fn keys(&self) -> Option<keys::Look> {
        let (columns, rows) = modes::size();
        let is_large_enough = columns >= LEAST_SIZE.0 && rows >= LEAST_SIZE.1;
        (self.uses_keys && is_large_enough).then_some(keys::Look {
            colored: self.colored,
            columns: columns.into(),
            rows: rows.into(),
        })
    }

    fn line(
        &self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> io::Result<String> {
        match self.keys() {
            Some(look) => look.line(question, default, check),
            None => lines::line(question, default, check),
        }
    }
}

impl Prompt for Person {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        let (mut line, ended) = ask_hidden(&format!("{question}: "))?;
        line.retain(|byte| !matches!(*byte, CTRL_Z | CTRL_BACKSLASH));
        match (line, ended) {
            (line, true) => Ok(line),
            // Far more than any password may have.
            (line, false) if line.len() >= LINE_BYTES - 1 => Ok(line),
            (_, false) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn confirm(&mut self, question: &str, default: bool) -> io::Result<bool> {
        let (hint, word) = if default {
            ("[Y/n]", "yes")
        } else {
            ("[y/N]", "no")
        };
        // Always a plain line: dialoguer doesn't take Ctrl-D for the end of the input.
        let _held = Held::lines()?;
        let answer =
            lines::line(
                &format!("{question} {hint}"),
                Some(word),
                &mut |typed| match yes_or_no(typed) {
                    Some(_) => Ok(()),
                    None => Err(messages::YES_OR_NO.to_owned()),
                },
            )?;
        Ok(yes_or_no(&answer) == Some(true))
    }

    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> io::Result<String> {
        let question = match default {
            Some(default) => format!("{question} [{default}]:"),
            None => format!("{question}:"),
        };
        self.line(&question, default, check)
    }

    fn choose(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        match self.keys() {
            Some(look) => look.choose(question, items),
            None => lines::choose(question, items),
        }
    }

    fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> io::Result<Option<Vec<usize>>> {
        match self.keys() {
            Some(look) => look.choose_several(question, items),
            None => lines::choose_several(question, items),
        }
    }

    fn wait(&mut self, text: &str, others: &[char]) -> io::Result<Pressed> {
        // Hidden, so that an Enter pressed before this was read counts for nothing.
        let held = Held::key()?;
        let (columns, _) = modes::size();
        write(format!("{} ", wrapped(text.trim_end(), columns.into())).as_bytes())?;
        let pressed = read_key(others);
        drop(held);
        // What was pressed wasn't shown.
        write(b"\n")?;
        pressed
    }

    fn enter_screen(&mut self) -> io::Result<()> {
        modes::enter_alternate_screen()
    }

    fn leave_screen(&mut self) {
        modes::leave_alternate_screen();
    }
}

const CTRL_Z: u8 = 0x1a;
const CTRL_BACKSLASH: u8 = 0x1c;

fn yes_or_no(typed: &str) -> Option<bool> {
    // Ctrl-Z and the like do nothing.
    let typed = typed.replace(char::is_control, "");
    match typed.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

fn ask_hidden(question: &str) -> io::Result<(Zeroizing<Vec<u8>>, bool)> {
    let held = Held::hidden()?;
    write(question.as_bytes())?;
    let typed = read_line();
    drop(held);
    // The Enter that ended it wasn't shown either.
    write(b"\n")?;
    typed
}
