//! `keyfob mfa`: multi-factor sign-in.

mod choosing;
mod default;
mod enroll;
mod recovery;
mod remove;
mod reset;
mod status;
mod view;

pub use status::say_summary;
pub use view::{MethodView, default_of, method_views};

use clap::Subcommand;

use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Examples:
  keyfob mfa enroll
  keyfob mfa status
  keyfob mfa reset --operator -a alain@contoso.com";

/// Set up and manage multi-factor sign-in
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Enroll(enroll::Arguments),
    Status(status::Arguments),
    Default(default::Arguments),
    Remove(remove::Arguments),
    Recovery(recovery::Arguments),
    Reset(reset::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Enroll(arguments) => enroll::run(&arguments, session),
        Command::Status(arguments) => status::run(&arguments, session),
        Command::Default(arguments) => default::run(&arguments, session),
        Command::Remove(arguments) => remove::run(&arguments, session),
        Command::Recovery(arguments) => recovery::run(&arguments, session),
        Command::Reset(arguments) => reset::run(&arguments, session),
    }
}
