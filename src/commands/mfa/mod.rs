//! `keyfob mfa`: multi-factor sign-in.

mod enroll;

use clap::Subcommand;

use super::{Answer, Session};
use crate::error::Result;

const HELP: &str = "\
Examples:
  keyfob mfa enroll --operator -a alain@contoso.com
  keyfob mfa enroll --operator -a alain@contoso.com --confirm 123456";

/// Set up multi-factor sign-in
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Enroll(enroll::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Enroll(arguments) => enroll::run(&arguments, session),
    }
}
