//! Questions to a person. However one ends (an answer, Ctrl-C, SIGTERM), the terminal is left as
//! it was found.

use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, Once, PoisonError};

use dialoguer::console::Term;
use dialoguer::{Confirm, Password};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

pub trait Prompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<String>>;
    fn yes(&mut self, question: &str) -> io::Result<bool>;
}

/// Asks on the terminal.
pub struct RealPrompt;

impl Prompt for RealPrompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<String>> {
        restore_when_interrupted();
        let asked = Password::new()
            .with_prompt(question)
            .allow_empty_password(true)
            .interact_on(&Term::stderr());
        asked
            .map(Zeroizing::new)
            .map_err(|error| interrupted_or(error.into()))
    }

    fn yes(&mut self, question: &str) -> io::Result<bool> {
        restore_when_interrupted();
        let asked = Confirm::new()
            .with_prompt(question)
            .default(false)
            .wait_for_newline(true)
            .interact_on(&Term::stderr());
        asked.map_err(|error| interrupted_or(error.into()))
    }
}

/// How the terminal was before the first question.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);
static INSTALLED: Once = Once::new();

fn restore_when_interrupted() {
    *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(rustix::stdio::stdin()).ok();
    INSTALLED.call_once(|| {
        // Where it can't be installed the signal ends the process all the same.
        let _ = ctrlc::set_handler(|| {
            restore();
            leave();
        });
    });
}

fn restore() {
    if let Some(found) = &*FOUND.lock().unwrap_or_else(PoisonError::into_inner) {
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, found);
    }
    let _ = Term::stderr().show_cursor();
}

#[expect(
    clippy::disallowed_methods,
    reason = "in a signal's thread there is nowhere to return to"
)]
fn leave() -> ! {
    let _ = Term::stderr().write_line("");
    std::process::exit(130)
}

fn interrupted_or(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::Interrupted {
        restore();
    }
    error
}

/// Answers from a list, for tests. A question that isn't the next of the list fails, and so does
/// an answer that nobody asked for.
#[derive(Debug, Default)]
pub struct ScriptedPrompt(VecDeque<(&'static str, &'static str)>);

impl ScriptedPrompt {
    /// Pairs of what a question begins with and the answer.
    pub fn new<const N: usize>(script: [(&'static str, &'static str); N]) -> Self {
        Self(script.into())
    }

    fn next(&mut self, question: &str) -> &'static str {
        match self.0.pop_front() {
            Some((expected, answer)) if question.starts_with(expected) => answer,
            other => panic!("asked {question:?} where the script has {other:?}"),
        }
    }
}

impl Prompt for ScriptedPrompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<String>> {
        Ok(Zeroizing::new(self.next(question).to_owned()))
    }

    fn yes(&mut self, question: &str) -> io::Result<bool> {
        Ok(self.next(question) == "yes")
    }
}

impl Drop for ScriptedPrompt {
    fn drop(&mut self) {
        assert!(
            self.0.is_empty() || std::thread::panicking(),
            "nobody asked for {:?}",
            self.0
        );
    }
}
