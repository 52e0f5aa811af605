//! `keyfob store`: the store and its key file.

mod backup;
mod check;
mod copy;
mod export;
mod info;
mod init;
mod rekey;
mod restore;

use std::path::Path;

use clap::Subcommand;

use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::messages::store;

const HELP: &str = "\
Examples:
  keyfob store init
  keyfob store info
  keyfob store check
  keyfob store backup ~/keyfob.backup
  keyfob store restore ~/keyfob.backup --replace";

/// Create, inspect, check, back up and restore the store
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Init(init::Arguments),
    Info(info::Arguments),
    Check(check::Arguments),
    Rekey(rekey::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Export(export::Arguments),
    Copy(copy::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Init(arguments) => init::run(&arguments, session),
        Command::Info(arguments) => info::run(&arguments, session),
        Command::Check(arguments) => check::run(&arguments, session),
        Command::Rekey(arguments) => rekey::run(&arguments, session),
        Command::Backup(arguments) => backup::run(&arguments, session),
        Command::Restore(arguments) => restore::run(&arguments, session),
        Command::Export(arguments) => export::run(&arguments, session),
        Command::Copy(arguments) => copy::run(&arguments, session),
    }
}

/// Refuses the name that stands for stdin or stdout elsewhere.
fn named_file(file: &Path) -> Result<&Path> {
    if file == Path::new("-") {
        return Err(Error::new(Kind::Usage, store::A_BACKUP_IS_A_FILE).hint(store::NAME_A_FILE));
    }
    Ok(file)
}
