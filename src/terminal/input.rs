//! Input: secrets on stdin, and answers of the person at the terminal.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::Terminal;
use super::error::Result;
use super::prompt::{Person, Prompt};
use super::typed::{Check, Pressed};
use crate::domain::escape::escaped;
use crate::domain::password::PASSWORD_BYTES;

impl Terminal {
    pub(super) fn ask<T>(
        &mut self,
        ask: impl FnOnce(&mut dyn Prompt) -> io::Result<T>,
    ) -> Result<T> {
        self.flush()?;
        let mut person = Person {
            uses_keys: self.abilities.cursor,
            colored: self.colored(self.ends.talk),
        };
        Ok(ask(match &mut self.prompt {
            Some(prompt) => prompt.as_mut(),
            None => &mut person,
        })?)
    }

    /// Reads stdin up to its first newline, or its end, but at most one byte more than a password may
    /// have. What comes after the newline stays for the next call.
    pub fn read_secret_line(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        let mut line = Zeroizing::new(Vec::with_capacity(PASSWORD_BYTES + 1));
        let mut byte = Zeroizing::new([0]);
        while line.len() <= PASSWORD_BYTES {
            if self.input.read(byte.as_mut())? == 0 || byte[0] == b'\n' {
                break;
            }
            line.push(byte[0]);
        }
        Ok(line)
    }

    /// Reads stdin up to its end, but at most one byte more than `most`, which shows that it is too
    /// long.
    pub fn read_secret(&mut self, most: usize) -> Result<Zeroizing<Vec<u8>>> {
        let mut secret = Zeroizing::new(Vec::with_capacity(most + 1));
        let limited = &mut self.input.as_mut().take(most as u64 + 1);
        limited.read_to_end(&mut secret)?;
        Ok(secret)
    }

    /// Waits for Enter. Returns whether it came before the end of the input.
    pub fn pause(&mut self, text: &str) -> Result<bool> {
        let pressed = self.ask(|prompt| prompt.wait(&escaped(text), &[]))?;
        Ok(pressed == Pressed::Enter)
    }

    /// Waits for Enter or one of the other keys.
    pub fn key(&mut self, text: &str, others: &[char]) -> Result<Pressed> {
        self.ask(|prompt| prompt.wait(&escaped(text), others))
    }

    /// Asks for a secret without showing it.
    pub fn secret(&mut self, question: &str) -> Result<Zeroizing<Vec<u8>>> {
        self.ask(|prompt| prompt.secret(&escaped(question)))
    }

    /// Asks a question that is answered by yes or no, or by Enter alone.
    pub fn confirm(&mut self, question: &str, default: bool) -> Result<bool> {
        self.ask(|prompt| prompt.confirm(&escaped(question), default))
    }

    /// Asks for text until it passes the check, whose lines are shown beside the question. The
    /// default comes back as it was given.
    pub fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> Result<String> {
        let shown = default.map(escaped);
        let meant = |typed: &str| match default {
            Some(default) if shown.as_deref() == Some(typed) => default.to_owned(),
            _ => typed.to_owned(),
        };
        let typed = self.ask(|prompt| {
            let mut check = |typed: &str| {
                check(&meant(typed)).map_err(|wrong| {
                    let lines: Vec<_> = wrong.lines().map(escaped).collect();
                    lines.join("\n")
                })
            };
            prompt.text(&escaped(question), shown.as_deref(), &mut check)
        })?;
        Ok(meant(&typed))
    }

    /// Asks for one of these, by its index, or `None` if it was cancelled or there is nothing to
    /// choose from.
    pub fn choose(&mut self, question: &str, items: &[String]) -> Result<Option<usize>> {
        if items.is_empty() {
            return Ok(None);
        }
        self.ask(|prompt| prompt.choose(&escaped(question), &all_escaped(items)))
    }

    /// As `choose`, for any number of them.
    pub fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> Result<Option<Vec<usize>>> {
        if items.is_empty() {
            return Ok(None);
        }
        self.ask(|prompt| prompt.choose_several(&escaped(question), &all_escaped(items)))
    }
}

fn all_escaped(items: &[String]) -> Vec<String> {
    items
        .iter()
        .map(|item| escaped(item).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_ends_at_the_first_newline_and_the_next_begins_behind_it() {
        let (mut terminal, _) = Terminal::recorded(b"one\ntwo");
        assert_eq!(**terminal.read_secret_line().unwrap(), *b"one");
        assert_eq!(**terminal.read_secret_line().unwrap(), *b"two");
        assert!(terminal.read_secret_line().unwrap().is_empty());
    }

    #[test]
    fn a_huge_secret_is_read_only_as_far_as_it_takes_to_refuse_it() {
        let (mut terminal, _) = Terminal::recorded(&vec![b'x'; 100_000]);
        assert_eq!(
            terminal.read_secret_line().unwrap().len(),
            PASSWORD_BYTES + 1
        );
    }
}
