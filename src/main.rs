//! The program: closes itself to onlookers, runs, and exits.

use std::process::ExitCode;

use keyfob::context::Context;
use keyfob::terminal::{KEEPER_NAME, keep};

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the arguments are read"
)]
fn main() -> ExitCode {
    keyfob::harden();
    keyfob::outlive_full_files();
    let mut arguments = std::env::args_os();
    if arguments.next().is_some_and(|name| name == KEEPER_NAME) {
        return ExitCode::from(keep(arguments));
    }
    ExitCode::from(keyfob::run_guarded(
        std::env::args_os(),
        &mut Context::real(),
    ))
}
