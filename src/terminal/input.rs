//! What comes in: secrets on stdin, and answers of whoever sits at the terminal.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::{Printed, Terminal};
use crate::domain::escape::escaped;
use crate::domain::password::PASSWORD_BYTES;

const WIPE: &str = "Press Enter to wipe it from the screen. ";
const WIPED: &str = "Wiped from the screen.";
const NOT_ALL_WIPED: &str = "Some of it is above the screen: clear the terminal and its history.";

impl Terminal {
    /// Somebody is asked, or something is read, for as long as that takes.
    fn asking<T>(&mut self, ask: impl FnOnce(&mut Self) -> io::Result<T>) -> io::Result<T> {
        self.flush()?;
        self.take_cursor();
        let answer = ask(self);
        self.leave_cursor();
        answer
    }

    /// What stdin holds up to its first newline, or its end. Not more is read than a password may
    /// have and what shows that it has more; what comes after the newline stays for the next.
    pub fn read_secret_line(&mut self) -> io::Result<Zeroizing<Vec<u8>>> {
        self.take_cursor();
        let line = self.read_line();
        self.leave_cursor();
        line
    }

    fn read_line(&mut self) -> io::Result<Zeroizing<Vec<u8>>> {
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

    /// What stdin holds up to its end. Of more than `most` bytes one more is read, to tell.
    pub fn read_secret(&mut self, most: usize) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut secret = Zeroizing::new(Vec::with_capacity(most + 1));
        let limited = &mut self.input.as_mut().take(most as u64 + 1);
        limited.read_to_end(&mut secret)?;
        Ok(secret)
    }

    /// What is printed from now on is to be wiped from the screen.
    pub fn secret_begins(&mut self) {
        let columns = self.width;
        self.shown.get_or_insert_with(|| Printed::new(columns));
    }

    /// Waits until somebody presses Enter, and wipes what was printed since a secret began. It has
    /// reached its user by then: whatever becomes of this changes nothing.
    pub fn wipe_at_enter(&mut self) {
        let Some(mut shown) = self.shown.take().filter(|_| self.erases) else {
            return;
        };
        shown.add(WIPE);
        if !shown.fits(self.height) {
            self.say(
                "This is longer than the screen, and can't be wiped from it: clear the terminal and its history.",
            );
            return;
        }
        match self.asking(|this| this.prompt.wipe(WIPE, shown)) {
            Ok(true) => self.say(WIPED),
            Ok(false) => self.say(NOT_ALL_WIPED),
            Err(_) => {}
        }
    }

    /// Wipes what was printed since a secret began, and has served.
    pub fn wipe_now(&mut self) {
        let Some(shown) = self.shown.take().filter(|_| self.erases) else {
            return;
        };
        self.take_cursor();
        let all = self.prompt.erase(shown);
        self.leave_cursor();
        self.say(if all { WIPED } else { NOT_ALL_WIPED });
    }

    /// A question may be asked more than once: nobody knows how much room that takes.
    fn interrupted(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.was_interrupted();
        }
    }

    /// Waits for Enter. Says whether it came.
    pub fn pause(&mut self, text: &str) -> io::Result<bool> {
        self.interrupted();
        self.asking(|this| this.prompt.pause(&escaped(text)))
    }

    /// Asks for a secret without showing it.
    pub fn ask_secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        self.interrupted();
        self.asking(|this| this.prompt.secret(&escaped(question)))
    }

    /// Asks a question that is answered by yes or no, or by Enter alone.
    pub fn ask_yes(&mut self, question: &str, default: bool) -> io::Result<bool> {
        self.interrupted();
        self.asking(|this| this.prompt.yes(&escaped(question), default))
    }

    /// Asks for a line of text. The default comes back as it was given.
    pub fn ask_line(&mut self, question: &str, default: Option<&str>) -> io::Result<String> {
        let question = escaped(question);
        let shown = default.map(escaped);
        let line = self.asking(|this| this.prompt.line(&question, shown.as_deref()))?;
        // As the terminal showed it, with a little room to spare.
        self.count(&format!(
            "{question} []: {}{line}\n",
            default.unwrap_or_default()
        ));
        Ok(match default {
            Some(default) if shown.as_deref() == Some(&*line) => default.to_owned(),
            _ => line,
        })
    }

    /// Asks for one of these, by its number from 0. Nobody is asked to choose from nothing.
    pub fn ask_choice(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        if items.is_empty() {
            return Ok(None);
        }
        self.interrupted();
        let items: Vec<_> = items
            .iter()
            .map(|item| escaped(item).into_owned())
            .collect();
        self.asking(|this| this.prompt.choice(&escaped(question), &items))
    }
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
