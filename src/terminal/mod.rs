//! Everything that reaches a person or a pipe. stdout is data, stderr is talk; what comes from data
//! is escaped on its way out, and nothing else in the program prints.

mod abilities;
mod clipboard;
mod delivery;
mod error;
mod input;
mod keys;
mod lines;
mod modes;
mod notes;
mod prompt;
mod qr;
mod recording;
mod screen;
mod streams;
mod table;
mod typed;
mod wrapping;

pub use abilities::Abilities;
pub use clipboard::{Clipboard, KEEPER_NAME, Place, Surroundings, keep};
pub use delivery::{Delivery, StdoutClosed, indented};
pub use error::{Result, TerminalError};
pub use modes::stop_when_interrupted;
pub use prompt::Prompt;
pub use recording::Recording;
pub use screen::Offer;
pub use table::Table;
pub use typed::{Check, Pressed};

use std::io::{self, Read, Write};

use rustix::termios::{isatty, tcgetwinsize};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::domain::escape::{escaped, escaped_json};
use notes::Notes;
use streams::{Unbuffered, sink, was_closed};

const FALLBACK_WIDTH: u16 = 80;
const FALLBACK_HEIGHT: u16 = 24;
const RECORDED_WIDTH: u16 = 100;
const RECORDED_HEIGHT: u16 = 50;

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// Which ends are a terminal.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    input: bool,
    output: bool,
    talk: bool,
}

pub struct Terminal {
    input: Box<dyn Read>,
    output: Box<dyn Write>,
    talk: Box<dyn Write>,
    /// Answers in place of the person at the terminal.
    prompt: Option<Box<dyn Prompt>>,
    ends: Ends,
    abilities: Abilities,
    width: u16,
    height: u16,
    /// How wide talk may get; `None` if it doesn't go to a terminal.
    talk_width: Option<u16>,
    color: ColorChoice,
    quiet: bool,
    /// The person at the terminal may be asked.
    asks: bool,
    output_is_closed: bool,
    /// Data that couldn't be written while something else was said.
    lost: Option<io::Error>,
    /// What is shown until the person has it.
    shown: Option<Shown>,
    /// What is shown at a key.
    offered: Option<Offer>,
    notes: Notes,
}

/// What is shown now.
struct Shown {
    text: Zeroizing<String>,
    is_alternate: bool,
}

impl Terminal {
    /// The process's own.
    pub fn real(abilities: Abilities) -> Self {
        let (input, output, talk) = (
            rustix::stdio::stdin(),
            rustix::stdio::stdout(),
            rustix::stdio::stderr(),
        );
        let size = [output, talk]
            .into_iter()
            .find_map(|end| tcgetwinsize(end).ok());
        let notes = Notes::default();
        modes::say_when_interrupted(&notes);
        Self {
            ends: Ends {
                input: isatty(input),
                output: isatty(output),
                talk: isatty(talk),
            },
            abilities,
            width: size
                .map(|size| size.ws_col)
                .filter(|&columns| columns > 0)
                .unwrap_or(FALLBACK_WIDTH),
            height: size
                .map(|size| size.ws_row)
                .filter(|&rows| rows > 0)
                .unwrap_or(FALLBACK_HEIGHT),
            talk_width: isatty(talk)
                .then(|| tcgetwinsize(talk).ok())
                .flatten()
                .map(|size| size.ws_col)
                .filter(|&columns| columns > 0),
            input: Box::new(Unbuffered),
            output: sink(output),
            talk: sink(talk),
            prompt: None,
            color: ColorChoice::Auto,
            quiet: false,
            asks: true,
            output_is_closed: was_closed(output),
            lost: None,
            shown: None,
            offered: None,
            notes,
        }
    }

    /// No terminal at all: input from memory, output into memory.
    pub fn recorded(input: &[u8]) -> (Self, Recording) {
        let recording = Recording::default();
        let terminal = Self {
            input: Box::new(io::Cursor::new(input.to_vec())),
            output: Box::new(recording.output()),
            talk: Box::new(recording.talk()),
            prompt: None,
            ends: Ends::default(),
            abilities: Abilities::default(),
            width: RECORDED_WIDTH,
            height: RECORDED_HEIGHT,
            talk_width: None,
            color: ColorChoice::Auto,
            quiet: false,
            asks: true,
            output_is_closed: false,
            lost: None,
            shown: None,
            offered: None,
            notes: Notes::default(),
        };
        (terminal, recording)
    }

    /// As if a person were there, who answers like this.
    #[must_use]
    pub fn attended(mut self, prompt: impl Prompt + 'static) -> Self {
        self.prompt = Some(Box::new(prompt));
        self.abilities.alternate_screen = true;
        self.ends = Ends {
            input: true,
            output: true,
            talk: true,
        };
        self
    }

    /// As if a person were reading who can't be asked.
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.ends = Ends {
            input: false,
            output: true,
            talk: true,
        };
        self
    }

    /// As wide as another terminal, whose person sees what is recorded here.
    #[must_use]
    pub fn as_wide_as(mut self, other: &Self) -> Self {
        if other.ends.output {
            (self.width, self.talk_width) = (other.width, Some(other.width));
        }
        self
    }

    /// Sets what the flags of one command say.
    pub fn configure(&mut self, color: ColorChoice, quiet: bool, asks: bool) {
        (self.color, self.quiet, self.asks) = (color, quiet, asks);
    }

    pub fn output_is_terminal(&self) -> bool {
        self.ends.output
    }

    pub fn input_is_terminal(&self) -> bool {
        self.ends.input
    }

    pub fn talk_is_terminal(&self) -> bool {
        self.ends.talk
    }

    /// Returns whether a person is there to be asked.
    pub fn can_prompt(&self) -> bool {
        self.ends.input && self.ends.talk
    }

    fn colored(&self, is_terminal: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => is_terminal && self.abilities.colors,
        }
    }

    /// A line of data, escaped.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.print(&format!("{}\n", escaped(text)))
    }

    /// Text that keyfob wrote itself: help, completions.
    pub fn print(&mut self, text: &str) -> Result<()> {
        Ok(self.output.write_all(text.as_bytes())?)
    }

    /// Text for people among data, broken into lines on a terminal, each behind the mark.
    pub fn paragraph(&mut self, mark: &str, text: &str) -> Result<()> {
        let room = if self.ends.output {
            wrapping::room(self.width.into(), mark.len())
        } else {
            usize::MAX
        };
        for line in wrapping::words_in_lines(text, room) {
            self.print(&format!("{mark}{line}\n"))?;
        }
        Ok(())
    }

    /// A line of fields separated by tabs: what pipes get in place of a table.
    pub fn fields(&mut self, fields: &[&str]) -> Result<()> {
        for (number, field) in fields.iter().enumerate() {
            if number > 0 {
                self.output.write_all(b"\t")?;
            }
            self.output.write_all(escaped(field).as_bytes())?;
        }
        Ok(self.output.write_all(b"\n")?)
    }

    /// One JSON value on a line. It may hold secrets, so that no copy of it stays behind.
    pub fn json(&mut self, value: &impl Serialize) -> Result<()> {
        // Room for more than any single value, since a buffer that grows leaves copies.
        let mut text = Zeroizing::new(Vec::with_capacity(8 * 1024));
        serde_json::to_writer(&mut *text, value).map_err(io::Error::from)?;
        let text = str::from_utf8(&text).expect("JSON is text");
        self.output.write_all(escaped_json(text).as_bytes())?;
        Ok(self.output.write_all(b"\n")?)
    }

    /// Something to read, not to process. Whether it arrives changes nothing.
    pub fn say(&mut self, text: &str) {
        if !self.quiet {
            self.talk_as_it_is(&(self.fitted(&escaped(text)) + "\n"));
        }
    }

    /// Says what was changed, and says it again if the command ends early.
    pub fn say_done(&mut self, text: &str) {
        self.say(text);
        self.say_if_stopped(text);
    }

    /// Says this if the command ends early: by a signal such as Ctrl-C, or with an error.
    pub fn say_if_stopped(&mut self, text: &str) {
        if !self.quiet {
            self.notes.add(text.to_owned());
        }
    }

    /// Doesn't say this any more.
    pub fn take_back(&mut self, text: &str) {
        self.notes.remove(text);
    }

    /// Makes a change that ends what the notes say: they are kept only if it fails.
    pub fn settle<T, E>(
        &mut self,
        change: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.notes.settle(change)
    }

    pub fn take_notes(&mut self) -> Vec<String> {
        self.notes.take()
    }

    /// As `say`, in one line however long it is: something to be copied.
    pub fn say_to_copy(&mut self, text: &str) {
        if !self.quiet {
            self.talk_as_it_is(&format!("{}\n", escaped(text)));
        }
    }

    fn talk_as_it_is(&mut self, text: &str) {
        self.flush_before_talk();
        let _ = self
            .talk
            .write_all(text.as_bytes())
            .and_then(|()| self.talk.flush());
    }

    /// Broken into lines where talk is read on a terminal.
    fn fitted(&self, line: &str) -> String {
        match self.talk_width {
            Some(columns) => wrapping::wrapped(line, columns.into()),
            None => line.to_owned(),
        }
    }

    /// A line between two parts of what is said.
    pub fn blank(&mut self) {
        self.say("");
    }

    /// An error as it was rendered. Nothing can be done if it doesn't arrive.
    pub fn error(&mut self, rendered: &str) {
        self.flush_before_talk();
        self.leave_screen();
        let colored = self.colored(self.ends.talk);
        for line in rendered.lines() {
            let line = self.fitted(line);
            let _ = match line.split_once(": ") {
                Some((label, rest)) if colored && matches!(label, "error" | "hint") => {
                    let code = if label == "error" { "1;31" } else { "1" };
                    writeln!(self.talk, "\u{1b}[{code}m{label}:\u{1b}[0m {rest}")
                }
                _ => writeln!(self.talk, "{line}"),
            };
        }
        let _ = self.talk.flush();
    }

    /// An error as a JSON value on a line of its own.
    pub fn error_value(&mut self, value: &impl Serialize) {
        self.flush_before_talk();
        let line = serde_json::to_string(value).unwrap_or_default();
        let _ = writeln!(self.talk, "{}", escaped_json(&line));
        let _ = self.talk.flush();
    }

    /// Data comes before the talk about it. A failure here is reported by the next `flush`.
    fn flush_before_talk(&mut self) {
        if let Err(error) = self.output.flush() {
            self.lost.get_or_insert(error);
        }
    }

    /// An error means that some of the data since the last flush hasn't arrived.
    pub fn flush(&mut self) -> Result<()> {
        match self.lost.take() {
            Some(error) => Err(error.into()),
            None => Ok(self.output.flush()?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_from_data_is_escaped() {
        let (mut terminal, recording) = Terminal::recorded(b"");
        terminal.line("a\u{1b}[2J").unwrap();
        terminal.fields(&["b\tc", "d\ne"]).unwrap();
        terminal.say("f\rg");
        assert_eq!(recording.output_text(), "a\\u{1b}[2J\nb\\u{9}c\td\\u{a}e\n");
        assert_eq!(recording.talk_text(), "f\\u{d}g\n");
    }
}
