//! `keyfob store`: the store and its key file.

mod check;
mod info;
mod init;
mod rekey;

use clap::Subcommand;

use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Examples:
  keyfob store init
  keyfob store info
  keyfob store check";

/// Create, inspect and check the store
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Init(init::Arguments),
    Info(info::Arguments),
    Check(check::Arguments),
    Rekey(rekey::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Init(arguments) => init::run(&arguments, session),
        Command::Info(arguments) => info::run(&arguments, session),
        Command::Check(arguments) => check::run(&arguments, session),
        Command::Rekey(arguments) => rekey::run(&arguments, session),
    }
}
