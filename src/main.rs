//! The program: closes itself to onlookers, runs, and exits.

use std::process::ExitCode;

use keyfob::context::Context;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the arguments are read"
)]
fn main() -> ExitCode {
    keyfob::harden();
    ExitCode::from(keyfob::run_guarded(
        std::env::args_os(),
        &mut Context::real(),
    ))
}
