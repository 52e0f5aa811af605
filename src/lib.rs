//! keyfob: multi-factor sign-in and app passwords for accounts whose apps can't do it themselves.
//!
//! `run` is the whole program except its process: it takes the arguments and a context, returns the
//! exit code, and can be called repeatedly.

pub mod cli;
mod commands;
pub mod context;
pub mod crypto;
mod daemon;
pub mod domain;
mod error;
mod flows;
pub mod front_ends;
mod messages;
pub mod messenger;
mod new_file;
pub mod people;
pub mod service;
#[cfg_attr(
    not(feature = "postgres"),
    allow(
        clippy::infallible_destructuring_match,
        reason = "a store has one more place with databases"
    )
)]
mod store;
pub mod terminal;
mod terminal_session;
mod trusted_path;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use context::Context;
use error::{Error, Kind};
use messages::prompts;

/// Runs one command.
pub fn run(arguments: impl IntoIterator<Item = OsString>, context: &mut Context) -> u8 {
    let result = cli::execute(arguments, context, |arguments, context| {
        run(arguments, context)
    });
    // The last output may still be in a buffer.
    let flushed = context.terminal.flush().map_err(Error::from);
    let ended = match (result, flushed) {
        // The exit code is right even if the output wasn't read to its end.
        (Ok(code), Err(error)) if error.is_closed_pipe() => Ok(code),
        (Ok(code), flushed) => flushed.map(|()| code),
        (Err(error), _) => Err(error),
    };
    let code = match ended {
        Ok(code) => code,
        // The reader has seen enough and closed the pipe, as `head` does.
        Err(error) if error.is_closed_pipe() => 0,
        Err(error) => {
            tell(&error, context);
            error.kind.exit_code()
        }
    };
    // The next command has its own.
    context.terminal.take_notes();
    code
}

fn tell(error: &Error, context: &mut Context) {
    let (telling, terminal) = (context.telling, &mut context.terminal);
    let mut notes = terminal.take_notes();
    if !telling.json {
        terminal.error(&error.render(telling));
        if notes.is_empty() && error.is_by_choice() {
            notes.push(prompts::NOTHING_CHANGED.to_owned());
        }
    }
    for note in notes {
        terminal.say(&note);
    }
    if telling.json {
        // At the end, where a program looks for it.
        terminal.error_value(&error.to_json(telling));
    }
}

/// Like `run`, but reports a panic as an error. Its message isn't shown, because it might contain a
/// secret.
pub fn run_guarded(arguments: impl IntoIterator<Item = OsString>, context: &mut Context) -> u8 {
    std::panic::set_hook(Box::new(|_| {}));
    catch_unwind(AssertUnwindSafe(|| run(arguments, context))).unwrap_or_else(|_| {
        tell(&Error::bug(), context);
        Kind::Bug.exit_code()
    })
}

/// Makes writing beyond the limit of a file's size (`ulimit -f`) an error like a full disk. Blocked, the
/// signal doesn't end the process. Programs that it starts don't inherit that.
pub fn outlive_full_files() {
    // If this fails, the signal ends the process as before.
    let _ = context::block_file_size_signal();
}

/// Keeps the process's memory out of core dumps and away from other processes of the same user.
pub fn harden() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    // Both fail only on systems that lack them, where there is nothing to protect against.
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}
