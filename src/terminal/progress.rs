//! What somebody sees who waits: words and a wheel that turns, once it has taken a while, gone
//! without a trace as soon as there is something else to see. Nothing else is drawn by a thread.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::stdio::stderr;

use super::prompt::while_nothing_interrupts;
use super::{sink, wrapping};

/// What takes no longer than this needs no words.
const PATIENCE: Duration = Duration::from_millis(500);
const TURN: Duration = Duration::from_millis(100);
/// As every terminal has them.
const WHEEL: [&str; 4] = ["|", "/", "-", "\\"];
pub(super) const ERASE: &[u8] = b"\r\x1b[2K";

/// Whether a wheel is on the screen, for whoever leaves without a word.
pub(super) static IS_DRAWN: AtomicBool = AtomicBool::new(false);

/// Until it is dropped, whoever waits sees what for.
#[must_use]
pub struct Progress(Option<Wheel>);

impl Progress {
    pub fn none() -> Self {
        Self(None)
    }

    pub(super) fn new(wheel: &Wheel, words: &'static str) -> Self {
        wheel.change(|state| state.words.push(words));
        Self(Some(wheel.clone()))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(wheel) = &self.0 {
            wheel.change(|state| {
                state.words.pop();
            });
        }
    }
}

/// One for a terminal, with a thread that turns it.
#[derive(Clone)]
pub(super) struct Wheel(Arc<(Mutex<State>, Condvar)>);

struct State {
    columns: usize,
    /// What is being done, and within what.
    words: Vec<&'static str>,
    /// Something else has the cursor.
    rests: bool,
    turns: usize,
    next: Instant,
}

impl Wheel {
    /// None where there is no thread to be had: then nobody sees anything.
    pub(super) fn new(columns: u16) -> Option<Self> {
        let state = State {
            columns: columns.into(),
            words: vec![],
            rests: false,
            turns: 0,
            next: Instant::now(),
        };
        let wheel = Self(Arc::new((Mutex::new(state), Condvar::new())));
        let turning = wheel.clone();
        thread::Builder::new().spawn(move || turning.turn()).ok()?;
        Some(wheel)
    }

    /// It is off the screen when this returns, until the cursor is free again.
    pub(super) fn rest(&self) {
        let mut state = self.state();
        // Called for each of a million lines: the thread sees it when it next looks.
        if !state.rests {
            state.rests = true;
            erase();
        }
    }

    pub(super) fn go_on(&self) {
        self.change(|state| state.rests = false);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every change begins the wait anew.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        state.turns = 0;
        state.next = Instant::now() + PATIENCE;
        erase();
        self.0.1.notify_one();
    }

    fn turn(&self) {
        let mut state = self.state();
        loop {
            let waited = &self.0.1;
            let Some(words) = state.words.last().filter(|_| !state.rests) else {
                state = waited.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = state.next.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let line = line(words, state.turns, state.columns);
                while_nothing_interrupts(|| {
                    draw(line.as_bytes());
                    IS_DRAWN.store(true, Ordering::SeqCst);
                });
                state.turns += 1;
                state.next = Instant::now() + TURN;
            } else {
                let woken = waited.wait_timeout(state, left);
                (state, _) = woken.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

/// Only who holds the state draws and erases.
fn erase() {
    if IS_DRAWN.load(Ordering::SeqCst) {
        while_nothing_interrupts(|| {
            draw(ERASE);
            IS_DRAWN.store(false, Ordering::SeqCst);
        });
    }
}

fn draw(text: &[u8]) {
    let mut talk = sink(stderr());
    let _ = talk.write_all(text).and_then(|()| talk.flush());
}

fn line(words: &str, turns: usize, columns: usize) -> String {
    let wheel = WHEEL[turns % WHEEL.len()];
    let words = wrapping::first_piece(words, columns.saturating_sub(3));
    format!("\r{words} {wheel}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_turns_in_one_line_however_narrow() {
        assert_eq!(line("Working", 0, 80), "\rWorking |");
        assert_eq!(line("Working", 5, 80), "\rWorking /");
        assert_eq!(line("Working", 2, 8), "\rWorki -");
    }
}
