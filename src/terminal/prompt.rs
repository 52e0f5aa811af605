//! Questions to a person. However one ends (an answer, Ctrl-C, SIGTERM), the terminal is left as
//! it was found.

use std::io::{self, Read, Write};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

use rustix::io::Errno;
use rustix::stdio::{stderr, stdin};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
};
use zeroize::Zeroizing;

use super::choice::{self, Picked};
use super::progress::{ERASE, IS_DRAWN};
use super::{FALLBACK_HEIGHT, FALLBACK_WIDTH, Printed, Unbuffered, sink};

pub trait Prompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>>;
    /// Enter alone is the default; the end of the input is no.
    fn yes(&mut self, question: &str, default: bool) -> io::Result<bool>;
    /// Text as typed, controls included. Enter alone is the default, or empty where there is none.
    fn line(&mut self, question: &str, default: Option<&str>) -> io::Result<String>;
    /// The number of an item, counted from 0; none where somebody would rather not choose.
    fn choice(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>>;
    /// Whether it was Enter that ended it.
    fn pause(&mut self, text: &str) -> io::Result<bool>;
    /// Waits for Enter or the end of the input, then erases what was printed, the question with it.
    /// Says whether all of it was on the screen.
    fn wipe(&mut self, question: &str, printed: Printed) -> io::Result<bool>;
    /// As `wipe`, at once.
    fn erase(&mut self, printed: Printed) -> bool;
}

/// More than a line in a terminal can hold.
const LINE_BYTES: usize = 4096;
/// How often somebody is asked who gives no answer that can be understood.
const TRIES: usize = 3;

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
        let (mut line, ended) = typed?;
        // Ctrl-Z and Ctrl-\ do nothing here, and are no part of any password.
        line.retain(|byte| !matches!(byte, 0x1a | 0x1c));
        match (line, ended) {
            (line, true) => Ok(line),
            // What Enter didn't end is no answer, unless it fills a line.
            (line, false) if line.len() >= LINE_BYTES - 1 => Ok(line),
            (_, false) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn yes(&mut self, question: &str, default: bool) -> io::Result<bool> {
        let question = format!("{question} [{}] ", if default { "Y/n" } else { "y/N" });
        for _ in 0..TRIES {
            let Some(line) = ask_shown(&question)? else {
                return Ok(false);
            };
            if line.is_empty() {
                return Ok(default);
            }
            // The whole word: "maybe" has a y in it, too.
            let is = |word: &str| line.trim_ascii().eq_ignore_ascii_case(word.as_bytes());
            if is("y") || is("yes") {
                return Ok(true);
            }
            // Where Enter alone says no, so does whatever isn't a yes.
            if !default || is("n") || is("no") {
                return Ok(false);
            }
        }
        Ok(false)
    }

    fn line(&mut self, question: &str, default: Option<&str>) -> io::Result<String> {
        let question = match default {
            Some(default) => format!("{question} [{default}]: "),
            None => format!("{question}: "),
        };
        let line = ask_shown(&question)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            return Ok(default.unwrap_or_default().to_owned());
        }
        let refused = |reason| io::Error::new(io::ErrorKind::InvalidData, reason);
        // Of a longer one the terminal itself drops the rest without a word.
        if line.len() >= LINE_BYTES - 1 {
            return Err(refused("the line is too long"));
        }
        let text = str::from_utf8(&line).map_err(|_| refused("the line isn't UTF-8 text"))?;
        Ok(text.to_owned())
    }

    fn pause(&mut self, text: &str) -> io::Result<bool> {
        Ok(ask_shown(text)?.is_some())
    }

    fn wipe(&mut self, question: &str, printed: Printed) -> io::Result<bool> {
        restore_when_interrupted();
        // What is typed would take up rows that nobody counted. An Enter from before, by somebody
        // who hasn't seen it yet, is thrown away.
        let silence = Silence::begin()?;
        changed().shown = Some(printed);
        let asked = ask(question);
        let wiped = wipe(&mut changed());
        drop(silence);
        asked.map(|_| wiped)
    }

    fn erase(&mut self, printed: Printed) -> bool {
        let mut changed = changed();
        changed.shown = Some(printed);
        wipe(&mut changed)
    }

    fn choice(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        let (columns, _) = size();
        let mut list = choice::list(question, items, columns.into());
        for _ in 0..TRIES {
            let Some(line) = ask_shown(&format!("{list}Choose a number, or q for none [1]: "))?
            else {
                return Ok(None);
            };
            match choice::picked(&line, items.len()) {
                Picked::Item(number) => return Ok(Some(number)),
                Picked::None => return Ok(None),
                Picked::Unclear => list.clear(),
            }
        }
        Ok(None)
    }
}

/// The terminal's, in columns and rows, as it is now.
fn size() -> (u16, u16) {
    let size = tcgetwinsize(stderr()).ok();
    let or = |cells: Option<u16>, fallback| cells.filter(|&cells| cells > 0).unwrap_or(fallback);
    (
        or(size.map(|size| size.ws_col), FALLBACK_WIDTH),
        or(size.map(|size| size.ws_row), FALLBACK_HEIGHT),
    )
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
    while line.len() < LINE_BYTES && read(byte.as_mut())? != 0 {
        if byte[0] == b'\n' {
            return Ok((line, true));
        }
        line.push(byte[0]);
    }
    Ok((line, false))
}

fn read(byte: &mut [u8]) -> io::Result<usize> {
    match Unbuffered.read(byte) {
        // The terminal is gone.
        Err(error) if Errno::from_io_error(&error) == Some(Errno::IO) => Ok(0),
        other => other,
    }
}

/// As `ask`, where what is typed is shown. None if the input ended, since what Enter didn't end is
/// no answer.
fn ask_shown(question: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    restore_when_interrupted();
    let (line, ended) = ask(question)?;
    if !ended {
        write(b"\n")?;
    }
    Ok(ended.then_some(line))
}

/// What a question changed, and what is to become of it however that ends.
struct Changed {
    /// The terminal as it was before.
    found: Option<Termios>,
    /// What is to be wiped from the screen.
    shown: Option<Printed>,
}

/// Whoever changes the terminal holds this; so does the thread of a signal, and never lets go, that
/// nothing is changed between its restoring and the end.
static CHANGED: Mutex<Changed> = Mutex::new(Changed {
    found: None,
    shown: None,
});
static INSTALLED: Once = Once::new();
/// What else is to end with us.
static TO_STOP: OnceLock<fn()> = OnceLock::new();

/// Has this called too when a signal ends the program.
pub fn stop_when_interrupted(stop: fn()) {
    // There is one thing that is ever to be stopped.
    let _ = TO_STOP.set(stop);
    restore_when_interrupted();
}

/// Whatever a signal would have to clear up is done as a whole, or not at all.
pub(super) fn while_nothing_interrupts(act: impl FnOnce()) {
    restore_when_interrupted();
    let _changed = changed();
    act();
}

fn changed() -> MutexGuard<'static, Changed> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn restore_when_interrupted() {
    INSTALLED.call_once(|| {
        // Where it can't be installed the signal ends the process all the same.
        let _ = ctrlc::set_handler(|| {
            let mut changed = changed();
            restore(&mut changed);
            if changed.shown.is_some() {
                wipe(&mut changed);
            } else if IS_DRAWN.load(Ordering::SeqCst) {
                let _ = write(ERASE);
            } else {
                let _ = write(b"\n");
            }
            if let Some(stop) = TO_STOP.get() {
                stop();
            }
            leave();
        });
    });
}

fn restore(changed: &mut Changed) {
    if let Some(found) = changed.found.take() {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &found);
    }
}

/// Wipes what is shown from the screen. Says whether all of it was there.
fn wipe(changed: &mut Changed) -> bool {
    let Some(shown) = changed.shown.take() else {
        return true;
    };
    let (columns, rows) = size();
    let (erasure, all) = shown.erasure(columns, rows);
    write(erasure.as_bytes()).is_ok() && all
}

/// What is typed isn't shown while this lives. What was typed before is thrown away.
struct Silence;

impl Silence {
    fn begin() -> io::Result<Self> {
        let mut changed = changed();
        let before = tcgetattr(stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // Whoever stopped us here would come back to a shell that shows what is typed next.
        for key in [SpecialCodeIndex::VSUSP, SpecialCodeIndex::VQUIT] {
            silent.special_codes[key] = 0;
        }
        changed.found = Some(before);
        tcsetattr(stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self)
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        restore(&mut changed());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "in a signal's thread there is nowhere to return to"
)]
fn leave() -> ! {
    std::process::exit(130)
}
