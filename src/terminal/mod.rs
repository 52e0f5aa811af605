//! Everything that meets a person or a pipe. stdout is data, stderr is talk; what comes from data
//! is escaped on its way out, and nothing else in the program prints.

mod choice;
mod clipboard;
mod delivery;
mod input;
mod progress;
mod prompt;
mod qr;
mod recording;
mod streams;
mod table;
mod wiping;
mod wrapping;

pub use clipboard::{Clipboard, HOLDER_NAME, Place, Surroundings, hold};
pub use delivery::{Delivery, NoWay, save_closed};
pub use progress::Progress;
pub use prompt::{Prompt, stop_when_interrupted};
pub use recording::Recording;
pub use table::Table;
pub use wiping::Printed;

use std::io::{self, Read, Write};

use rustix::termios::{isatty, tcgetwinsize};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::domain::escape::{escaped, escaped_json};
use progress::Wheel;
use streams::{Unbuffered, sink, was_closed};

const FALLBACK_WIDTH: u16 = 80;
const FALLBACK_HEIGHT: u16 = 24;
const RECORDED_WIDTH: u16 = 100;

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

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Terminal {
    input: Box<dyn Read>,
    output: Box<dyn Write>,
    talk: Box<dyn Write>,
    prompt: Box<dyn Prompt>,
    ends: Ends,
    /// The terminal, or its owner, wants no colour.
    plain: bool,
    /// What was printed can be taken off the screen again.
    erases: bool,
    width: u16,
    height: u16,
    /// How wide talk may get; none where it isn't read on a terminal.
    talk_width: Option<u16>,
    color: ColorChoice,
    quiet: bool,
    output_is_closed: bool,
    /// Data that couldn't be written while something else was said.
    lost: Option<io::Error>,
    /// What is to be wiped from the screen, where it begins with a secret.
    shown: Option<Printed>,
    /// What turns while somebody waits.
    wheel: Option<Wheel>,
}

impl Terminal {
    /// The process's own. Plain: whoever sits there wants no colour. Erases: it knows how to.
    pub fn real(plain: bool, erases: bool) -> Self {
        let (input, output, talk) = (
            rustix::stdio::stdin(),
            rustix::stdio::stdout(),
            rustix::stdio::stderr(),
        );
        let size = [output, talk]
            .into_iter()
            .find_map(|end| tcgetwinsize(end).ok());
        Self {
            ends: Ends {
                input: isatty(input),
                output: isatty(output),
                talk: isatty(talk),
            },
            plain,
            erases,
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
            prompt: Box::new(prompt::RealPrompt),
            color: ColorChoice::Auto,
            quiet: false,
            output_is_closed: was_closed(output),
            lost: None,
            shown: None,
            wheel: None,
        }
    }

    /// No terminal at all: input from memory, output into memory.
    pub fn recorded(input: &[u8]) -> (Self, Recording) {
        let recording = Recording::default();
        let terminal = Self {
            input: Box::new(io::Cursor::new(input.to_vec())),
            output: Box::new(recording.output()),
            talk: Box::new(recording.talk()),
            prompt: Box::new(prompt::RealPrompt),
            ends: Ends::default(),
            plain: true,
            erases: false,
            width: RECORDED_WIDTH,
            height: FALLBACK_HEIGHT,
            talk_width: None,
            color: ColorChoice::Auto,
            quiet: false,
            output_is_closed: false,
            lost: None,
            shown: None,
            wheel: None,
        };
        (terminal, recording)
    }

    /// As if a person sat there, who answers like this.
    #[must_use]
    pub fn attended(mut self, prompt: impl Prompt + 'static) -> Self {
        self.prompt = Box::new(prompt);
        self.erases = true;
        self.ends = Ends {
            input: true,
            output: true,
            talk: true,
        };
        self
    }

    /// As if a person looked on who can't be asked.
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.ends = Ends {
            input: false,
            output: true,
            talk: true,
        };
        self
    }

    /// What the flags of one command say.
    pub fn configure(&mut self, color: ColorChoice, quiet: bool) {
        (self.color, self.quiet) = (color, quiet);
    }

    pub fn output_is_terminal(&self) -> bool {
        self.ends.output
    }

    pub fn input_is_terminal(&self) -> bool {
        self.ends.input
    }

    /// Whether somebody is there to be asked.
    pub fn can_prompt(&self) -> bool {
        self.ends.input && self.ends.talk
    }

    fn colored(&self, is_terminal: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => is_terminal && !self.plain,
        }
    }

    /// Until what this gives is dropped, whoever waits for half a second sees what for: where talk is
    /// read on a terminal that can take it back.
    pub fn progress(&mut self, words: &'static str) -> Progress {
        let columns = self.talk_width.filter(|_| self.erases && !self.quiet);
        if self.wheel.is_none() {
            self.wheel = columns.and_then(Wheel::new);
        }
        match (&self.wheel, columns) {
            (Some(wheel), Some(_)) => Progress::new(wheel, words),
            _ => Progress::none(),
        }
    }

    /// What is written there may be on the screen before its line is complete.
    fn out(&mut self) -> &mut dyn Write {
        self.take_cursor();
        &mut *self.output
    }

    fn take_cursor(&self) {
        if let Some(wheel) = &self.wheel {
            wheel.rest();
        }
    }

    fn leave_cursor(&self) {
        if let Some(wheel) = &self.wheel {
            wheel.go_on();
        }
    }

    fn count(&mut self, text: &str) {
        if let Some(shown) = &mut self.shown {
            shown.add(text);
        }
    }

    /// A line of data, escaped.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.text(&format!("{}\n", escaped(text)))
    }

    /// Text that keyfob wrote itself: help, completions.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.count(text);
        self.out().write_all(text.as_bytes())
    }

    /// A line of fields with a tab between them: what pipes get in place of a table.
    pub fn fields(&mut self, fields: &[&str]) -> io::Result<()> {
        let fields: Vec<_> = fields.iter().map(|field| escaped(field)).collect();
        writeln!(self.out(), "{}", fields.join("\t"))
    }

    /// One JSON value on a line. It may hold secrets, so that no copy of it stays behind.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        // Room for more than any single value, since a buffer that grows leaves copies.
        let mut text = Zeroizing::new(Vec::with_capacity(8 * 1024));
        serde_json::to_writer(&mut *text, value)?;
        let text = str::from_utf8(&text).expect("JSON is text");
        self.out().write_all(escaped_json(text).as_bytes())?;
        self.out().write_all(b"\n")
    }

    /// What there is to know of one thing: titles beside their values for people, tab-separated for
    /// pipes.
    pub fn details(&mut self, rows: &[(&str, &str)]) -> io::Result<()> {
        if !self.ends.output {
            return rows
                .iter()
                .try_for_each(|(title, value)| self.fields(&[title, value]));
        }
        let values: Vec<_> = rows.iter().map(|(_, value)| escaped(value)).collect();
        let pairs: Vec<_> = rows
            .iter()
            .zip(&values)
            .map(|((title, _), value)| (*title, &**value))
            .collect();
        self.text(&wrapping::block(&pairs, self.width.into()))
    }

    /// A table whose columns of these numbers may wrap. Where even that is too wide, each row
    /// becomes a block of its own.
    pub fn table(&self, titles: &[&str], wrapping: &[usize]) -> Table {
        Table::new(titles, wrapping, self.ends.output.then_some(self.width))
    }

    /// A QR code of this text, or none where it would be broken into pieces. Says which.
    pub fn qr(&mut self, text: &str) -> io::Result<bool> {
        let colored = self.colored(self.ends.output);
        let drawn = qr::draw(text, colored, self.width, self.height);
        // No row of it is wider than the terminal.
        self.count(&"\n".repeat(drawn.lines().count()));
        self.out().write_all(drawn.as_bytes())?;
        Ok(!drawn.is_empty())
    }

    /// Something to read, not to process. Whether it arrives changes nothing.
    pub fn say(&mut self, text: &str) {
        if !self.quiet {
            self.flush_before_talk();
            self.talk_as_it_is(&self.fitted(&escaped(text)));
        }
    }

    /// As `say`, in one line however long it is: something to be copied.
    pub fn say_to_copy(&mut self, text: &str) {
        if !self.quiet {
            self.talk_as_it_is(&escaped(text));
        }
    }

    fn talk_as_it_is(&mut self, text: &str) {
        self.flush_before_talk();
        let text = format!("{text}\n");
        self.count(&text);
        self.take_cursor();
        let _ = self
            .talk
            .write_all(text.as_bytes())
            .and_then(|()| self.talk.flush());
        self.leave_cursor();
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

    /// An error as it was rendered: nothing more can be done when it doesn't arrive.
    pub fn error(&mut self, rendered: &str) {
        self.flush_before_talk();
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

    /// Data comes before the talk about it. What fails here is told by the next `flush`.
    fn flush_before_talk(&mut self) {
        self.take_cursor();
        if let Err(error) = self.output.flush() {
            self.lost.get_or_insert(error);
        }
    }

    /// An error means that some of the data since the last flush hasn't arrived.
    pub fn flush(&mut self) -> io::Result<()> {
        self.take_cursor();
        let flushed = match self.lost.take() {
            Some(error) => Err(error),
            None => self.output.flush(),
        };
        self.leave_cursor();
        flushed
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
