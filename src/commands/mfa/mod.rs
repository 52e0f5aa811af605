//! `keyfob mfa`: multi-factor sign-in.

mod enroll;

use clap::Subcommand;

use super::{Answer, Session};
use crate::error::Result;

/// Set up multi-factor sign-in
#[derive(Debug, Subcommand)]
pub enum Command {
    Enroll(enroll::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Enroll(arguments) => enroll::run(&arguments, session),
    }
}
