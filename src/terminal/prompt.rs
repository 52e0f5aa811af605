//! Questions to a person. However one ends (an answer, Ctrl-C, SIGTERM), the terminal is left as
//! it was found.

use std::io::{self, Read, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rustix::stdio::{stderr, stdin};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use zeroize::Zeroizing;

use super::{Unbuffered, sink};

pub trait Prompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>>;
    fn yes(&mut self, question: &str) -> io::Result<bool>;
}

/// More than a line in a terminal can hold.
const LINE_BYTES: usize = 4096;

/// Asks on the terminal, in lines: what the keyboard does is the terminal's own affair, except
/// that a secret isn't shown. Read here rather than by a crate, since a signal must never find the
/// terminal changed by somebody else, nor a buffer that keeps a secret.
pub struct RealPrompt;

impl Prompt for RealPrompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        restore_when_interrupted();
        let silence = Silence::begin()?;
        let typed = ask(&format!("{question}: "));
        drop(silence);
        // The Enter that ended it wasn't shown either.
        write(b"\n")?;
        typed.map(|(line, _)| line)
    }

    fn yes(&mut self, question: &str) -> io::Result<bool> {
        restore_when_interrupted();
        let (line, ended) = ask(&format!("{question} [y/N] "))?;
        if !ended {
            write(b"\n")?;
        }
        // The whole word: "maybe" has a y in it, too.
        let answer = line.trim_ascii();
        Ok(answer.eq_ignore_ascii_case(b"y") || answer.eq_ignore_ascii_case(b"yes"))
    }
}

fn write(text: &[u8]) -> io::Result<()> {
    let mut talk = sink(stderr());
    talk.write_all(text)?;
    talk.flush()
}

/// What is typed up to Enter, and whether Enter ended it. No buffer keeps it, nor what came behind.
fn ask(question: &str) -> io::Result<(Zeroizing<Vec<u8>>, bool)> {
    write(question.as_bytes())?;
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_BYTES));
    let mut byte = Zeroizing::new([0]);
    while line.len() < LINE_BYTES && Unbuffered.read(byte.as_mut())? != 0 {
        if byte[0] == b'\n' {
            return Ok((line, true));
        }
        line.push(byte[0]);
    }
    Ok((line, false))
}

/// The terminal as it was before a question changed it. Whoever changes it holds this; so does the
/// thread of a signal, and never lets go, that nothing is changed between its restoring and the end.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);
static INSTALLED: Once = Once::new();

fn found() -> MutexGuard<'static, Option<Termios>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

fn restore_when_interrupted() {
    INSTALLED.call_once(|| {
        // Where it can't be installed the signal ends the process all the same.
        let _ = ctrlc::set_handler(|| {
            let mut found = found();
            restore(&mut found);
            leave();
        });
    });
}

fn restore(found: &mut Option<Termios>) {
    if let Some(found) = found.take() {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &found);
    }
}

/// What is typed isn't shown while this lives. What was typed before is thrown away.
struct Silence;

impl Silence {
    fn begin() -> io::Result<Self> {
        let mut found = found();
        let before = tcgetattr(stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // Whoever stopped us here would come back to a shell that shows what is typed next.
        for key in [SpecialCodeIndex::VSUSP, SpecialCodeIndex::VQUIT] {
            silent.special_codes[key] = 0;
        }
        *found = Some(before);
        tcsetattr(stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self)
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        restore(&mut found());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "in a signal's thread there is nowhere to return to"
)]
fn leave() -> ! {
    let _ = write(b"\n");
    std::process::exit(130)
}
