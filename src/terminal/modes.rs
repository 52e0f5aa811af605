//! What a question changes about the terminal, and putting it back: when the question ends, and when
//! a signal ends the program.

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

use rustix::io::fcntl_dupfd_cloexec;
use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::stdio::{dup2_stdin, stderr, stdin};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
};

use super::notes::Notes;
use super::wrapping::wrapped;
use super::{FALLBACK_HEIGHT, FALLBACK_WIDTH, sink};
use crate::domain::escape::escaped;

const SHOW_CURSOR: &[u8] = b"\x1b[?25h";
const ENTER_ALTERNATE: &[u8] = b"\x1b[?1049h\x1b[2J\x1b[H";
/// Cleared as well: some terminals keep what is on the alternate screen for the next program there.
const LEAVE_ALTERNATE: &[u8] = b"\x1b[2J\x1b[?1049l";

/// What is changed now.
struct Changed {
    /// The modes as they were found.
    found: Option<Termios>,
    /// Keys are read one by one; the cursor may be hidden.
    reads_keys: bool,
    is_alternate: bool,
}

/// Held while the terminal is changed. The signal handler takes it and keeps it, so nothing can change
/// the terminal after it was restored.
static CHANGED: Mutex<Changed> = Mutex::new(Changed {
    found: None,
    reads_keys: false,
    is_alternate: false,
});
static INSTALLED: Once = Once::new();
/// Stops what ends together with the program.
static TO_STOP: OnceLock<fn()> = OnceLock::new();

/// What is said when a signal ends the program.
static NOTES: OnceLock<Notes> = OnceLock::new();

pub(super) fn say_when_interrupted(notes: &Notes) {
    // A process has one terminal of its own.
    let _ = NOTES.set(notes.clone());
}

/// Registers a function that is also called when a signal ends the program.
pub fn stop_when_interrupted(stop: fn()) {
    // Only one thing ever has to be stopped.
    let _ = TO_STOP.set(stop);
    restore_when_interrupted();
}

fn changed() -> MutexGuard<'static, Changed> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn restore_when_interrupted() {
    INSTALLED.call_once(|| {
        // If it can't be installed, the signal ends the process all the same.
        let _ = ctrlc::set_handler(|| end_interrupted());
    });
}

/// Restores the terminal and ends the program as a signal does.
#[expect(
    clippy::disallowed_methods,
    reason = "a signal's thread has nowhere to return to"
)]
pub(super) fn end_interrupted() -> ! {
    let mut changed = changed();
    let was_alternate = changed.is_alternate;
    if changed.reads_keys
        && let Ok(terminal) = detached_terminal()
        && let Some(found) = changed.found.take()
    {
        let _ = tcsetattr(terminal, OptionalActions::Now, &found);
    }
    restore(&mut changed);
    leave_alternate(&mut changed);
    if !was_alternate {
        // Ctrl-C has the terminal discard its output. This waits until that is over.
        let _ = tcgetattr(stderr());
        let _ = write(b"\n");
    }
    let (columns, _) = size();
    for text in NOTES.get().map(Notes::take).unwrap_or_default() {
        let _ = write(format!("{}\n", wrapped(&escaped(&text), columns.into())).as_bytes());
    }
    if let Some(stop) = TO_STOP.get() {
        stop();
    }
    std::process::exit(130)
}

/// Returns the terminal on stdin, and puts a hidden one in its place. dialoguer changes modes around
/// each key, in a thread that goes on until the process is gone, and may be about to.
fn detached_terminal() -> rustix::io::Result<OwnedFd> {
    let terminal = fcntl_dupfd_cloexec(stdin(), 0)?;
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let decoy = openpt(flags)?;
    unlockpt(&decoy)?;
    dup2_stdin(ioctl_tiocgptpeer(&decoy, flags)?)?;
    // Without it the other end would be hung up.
    std::mem::forget(decoy);
    Ok(terminal)
}

fn restore(changed: &mut Changed) {
    if let Some(found) = changed.found.take() {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &found);
    }
    if std::mem::take(&mut changed.reads_keys) {
        let _ = write(SHOW_CURSOR);
    }
}

fn leave_alternate(changed: &mut Changed) {
    if std::mem::take(&mut changed.is_alternate) {
        let _ = write(LEAVE_ALTERNATE);
    }
}

pub(super) fn enter_alternate_screen() -> io::Result<()> {
    restore_when_interrupted();
    let mut changed = changed();
    changed.is_alternate = true;
    write(ENTER_ALTERNATE)
}

/// While this is held, no signal leaves the alternate screen: what is being written there doesn't end
/// up in the scrollback.
pub(super) fn stay_on_screen() -> impl Drop {
    changed()
}

pub(super) fn leave_alternate_screen() {
    leave_alternate(&mut changed());
}

/// The terminal's modes are other ones until this is dropped.
pub(super) struct Held;

impl Held {
    /// What is typed isn't shown. What was typed before is discarded, because the question couldn't
    /// have been read yet.
    pub(super) fn hidden() -> io::Result<Self> {
        Self::begin(OptionalActions::Flush, LocalModes::ECHO, false)
    }

    /// A single key is read, and isn't shown. What was typed before is discarded, as by `hidden`.
    pub(super) fn key() -> io::Result<Self> {
        let off = LocalModes::ECHO | LocalModes::ICANON;
        Self::begin(OptionalActions::Flush, off, false)
    }

    /// Keys are read one by one. dialoguer sets and resets its own modes for each key: without this,
    /// what is typed between two keys would be shown twice, and Ctrl-C there would be a signal.
    pub(super) fn keys() -> io::Result<Self> {
        let off = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        Self::begin(OptionalActions::Now, off, true)
    }

    /// Whole lines, shown as they are typed, which the input's end can end.
    pub(super) fn lines() -> io::Result<Self> {
        Self::begin(OptionalActions::Now, LocalModes::empty(), false)
    }

    fn begin(when: OptionalActions, off: LocalModes, reads_keys: bool) -> io::Result<Self> {
        restore_when_interrupted();
        let mut changed = changed();
        let before = tcgetattr(stdin())?;
        let mut modes = before.clone();
        modes.local_modes.remove(off);
        if off.contains(LocalModes::ICANON) {
            modes.special_codes[SpecialCodeIndex::VMIN] = 1;
            modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        }
        // A shell doesn't give these modes back to a program that it continues.
        for key in [SpecialCodeIndex::VSUSP, SpecialCodeIndex::VQUIT] {
            modes.special_codes[key] = 0;
        }
        changed.found = Some(before);
        changed.reads_keys = reads_keys;
        tcsetattr(stdin(), when, &modes)?;
        Ok(Self)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        restore(&mut changed());
    }
}

/// The terminal's columns and rows as they are now.
pub(super) fn size() -> (u16, u16) {
    let size = tcgetwinsize(stderr()).ok();
    let or = |cells: Option<u16>, fallback| cells.filter(|&cells| cells > 0).unwrap_or(fallback);
    (
        or(size.map(|size| size.ws_col), FALLBACK_WIDTH),
        or(size.map(|size| size.ws_row), FALLBACK_HEIGHT),
    )
}

pub(super) fn write(text: &[u8]) -> io::Result<()> {
    let mut talk = sink(stderr());
    talk.write_all(text)?;
    talk.flush()
}
