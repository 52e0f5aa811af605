//! `keyfob policy`: what the organisation allows.

mod key;
mod set;
mod show;

use clap::Subcommand;

use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Examples:
  keyfob policy show
  keyfob policy set app-passwords frozen";

/// Show and set what the organisation allows
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Show(show::Arguments),
    Set(set::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Set(arguments) => set::run(&arguments, session),
    }
}
