//! Everything that meets a person or a pipe. stdout is data, stderr is talk; what comes from data
//! is escaped on its way out, and nothing else in the program prints.

mod delivery;
mod prompt;
mod qr;
mod recording;
mod table;

pub use delivery::{Delivery, NoWay};
pub use prompt::Prompt;
pub use recording::Recording;
pub use table::Table;

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use rustix::fs::{OFlags, fcntl_getfl, fstat, makedev};
use rustix::termios::{isatty, tcgetwinsize};
use serde::Serialize;
use zeroize::{Zeroize, Zeroizing};

use crate::domain::escape::{escaped, escaped_json};
use crate::domain::password::PASSWORD_BYTES;

const FALLBACK_WIDTH: u16 = 80;
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

pub struct Terminal {
    input: Box<dyn Read>,
    output: Box<dyn Write>,
    talk: Box<dyn Write>,
    prompt: Box<dyn Prompt>,
    ends: Ends,
    /// The terminal, or its owner, wants no colour.
    plain: bool,
    width: u16,
    color: ColorChoice,
    quiet: bool,
    output_is_closed: bool,
    /// Data that couldn't be written while something else was said.
    lost: Option<io::Error>,
}

impl Terminal {
    /// The process's own. Plain: whoever sits there wants no colour.
    pub fn real(plain: bool) -> Self {
        let (input, output, talk) = (
            rustix::stdio::stdin(),
            rustix::stdio::stdout(),
            rustix::stdio::stderr(),
        );
        let width = [output, talk]
            .into_iter()
            .find_map(|end| tcgetwinsize(end).ok());
        Self {
            ends: Ends {
                input: isatty(input),
                output: isatty(output),
                talk: isatty(talk),
            },
            plain,
            width: width
                .map(|size| size.ws_col)
                .filter(|&columns| columns > 0)
                .unwrap_or(FALLBACK_WIDTH),
            input: Box::new(Unbuffered),
            output: sink(output),
            talk: sink(talk),
            prompt: Box::new(prompt::RealPrompt),
            color: ColorChoice::Auto,
            quiet: false,
            output_is_closed: was_closed(output),
            lost: None,
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
            width: RECORDED_WIDTH,
            color: ColorChoice::Auto,
            quiet: false,
            output_is_closed: false,
            lost: None,
        };
        (terminal, recording)
    }

    /// As if a person sat there, who answers like this.
    #[must_use]
    pub fn attended(mut self, prompt: impl Prompt + 'static) -> Self {
        self.prompt = Box::new(prompt);
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

    /// A line of data, escaped.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output, "{}", escaped(text))
    }

    /// Text that keyfob wrote itself: help, completions.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.output.write_all(text.as_bytes())
    }

    /// A line of fields with a tab between them: what pipes get in place of a table.
    pub fn fields(&mut self, fields: &[&str]) -> io::Result<()> {
        let fields: Vec<_> = fields.iter().map(|field| escaped(field)).collect();
        writeln!(self.output, "{}", fields.join("\t"))
    }

    /// One JSON value on a line. It may hold secrets, so that no copy of it stays behind.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        // Room for more than any single value, since a buffer that grows leaves copies.
        let mut text = Zeroizing::new(Vec::with_capacity(8 * 1024));
        serde_json::to_writer(&mut *text, value)?;
        let text = str::from_utf8(&text).expect("JSON is text");
        self.output.write_all(escaped_json(text).as_bytes())?;
        self.output.write_all(b"\n")
    }

    /// A table whose columns of these numbers may wrap.
    pub fn table(&self, titles: &[&str], wrapping: &[usize]) -> Table {
        Table::new(titles, wrapping, self.ends.output.then_some(self.width))
    }

    /// A QR code of this text, or none where it would be broken into pieces. Says which.
    pub fn qr(&mut self, text: &str) -> io::Result<bool> {
        let colored = self.colored(self.ends.output);
        let drawn = qr::draw(text, colored, self.width);
        self.output.write_all(drawn.as_bytes())?;
        Ok(!drawn.is_empty())
    }

    /// Something to read, not to process. Whether it arrives changes nothing.
    pub fn say(&mut self, text: &str) {
        if !self.quiet {
            self.flush_before_talk();
            let _ = writeln!(self.talk, "{}", escaped(text)).and_then(|()| self.talk.flush());
        }
    }

    /// An error as it was rendered: nothing more can be done when it doesn't arrive.
    pub fn error(&mut self, rendered: &str) {
        self.flush_before_talk();
        let colored = self.colored(self.ends.talk);
        for line in rendered.lines() {
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

    /// Data comes before the talk about it. What fails here is told by the next `flush`.
    fn flush_before_talk(&mut self) {
        if let Err(error) = self.output.flush() {
            self.lost.get_or_insert(error);
        }
    }

    /// An error means that some of the data since the last flush hasn't arrived.
    pub fn flush(&mut self) -> io::Result<()> {
        match self.lost.take() {
            Some(error) => Err(error),
            None => self.output.flush(),
        }
    }

    /// What stdin holds up to its first newline, or its end. Not more is read than a password may
    /// have and what shows that it has more; what comes after the newline stays for the next.
    pub fn read_secret_line(&mut self) -> io::Result<Zeroizing<Vec<u8>>> {
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

    /// Asks for a secret without showing it.
    pub fn ask_secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        self.flush()?;
        self.prompt.secret(&escaped(question))
    }

    /// Asks a question whose answer is no unless somebody says yes.
    pub fn ask_yes(&mut self, question: &str) -> io::Result<bool> {
        self.flush()?;
        self.prompt.yes(&escaped(question))
    }
}

/// Whether this was closed when we began: Rust then puts /dev/null in its place, opened for reading
/// too, which a shell that means /dev/null doesn't.
fn was_closed(descriptor: impl AsFd) -> bool {
    let is_null = fstat(&descriptor).is_ok_and(|stat| stat.st_rdev == makedev(1, 3));
    is_null && fcntl_getfl(&descriptor).is_ok_and(|flags| flags & OFlags::ACCMODE == OFlags::RDWR)
}

/// A writer of a descriptor that stays open.
fn sink(descriptor: impl AsFd) -> Box<dyn Write> {
    match descriptor.as_fd().try_clone_to_owned() {
        Ok(own) => Box::new(WipedBuffer {
            file: File::from(own),
            waiting: Vec::with_capacity(SINK_BYTES),
        }),
        // There is no descriptor left to be had: whatever is written fails, as it should.
        Err(error) => Box::new(Closed(error.kind())),
    }
}

/// Writes in large pieces, since a list may have a million lines, and keeps nothing of what it
/// wrote, since it may have been a secret.
struct WipedBuffer {
    file: File,
    /// Never grows, so that it leaves no copies.
    waiting: Vec<u8>,
}

const SINK_BYTES: usize = 64 * 1024;

impl Write for WipedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() + bytes.len() > SINK_BYTES {
            self.flush()?;
        }
        if bytes.len() > SINK_BYTES {
            return self.file.write(bytes);
        }
        self.waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.file.write_all(&self.waiting);
        // Also where that failed: nobody tries again. Only what was used: wiping all of it would
        // touch memory that never was.
        self.waiting.as_mut_slice().zeroize();
        self.waiting.clear();
        written
    }
}

impl Drop for WipedBuffer {
    fn drop(&mut self) {
        self.waiting.as_mut_slice().zeroize();
    }
}

struct Closed(io::ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// stdin without a buffer, in which a secret would stay.
struct Unbuffered;

impl Read for Unbuffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::retry_on_intr(|| {
            rustix::io::read(rustix::stdio::stdin(), &mut *buffer)
        })?)
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
