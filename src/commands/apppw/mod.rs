//! `keyfob apppw`: app passwords.

mod create;
mod delete;
mod list;
mod listing;
mod rename;
mod rotate;
mod settings;
mod show;
mod verify;
mod view;

pub use view::{CreatedView, ListedView, NamedView};

use clap::Subcommand;

use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Examples:
  keyfob apppw create Outlook
  keyfob apppw list
  keyfob apppw delete Outlook
  keyfob apppw verify
  keyfob apppw delete --all --operator -a alain@contoso.com";

/// Create, list, delete and check app passwords
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Create(create::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Rename(rename::Arguments),
    Rotate(rotate::Arguments),
    Delete(delete::Arguments),
    Verify(verify::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Create(arguments) => create::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Rename(arguments) => rename::run(&arguments, session),
        Command::Rotate(arguments) => rotate::run(&arguments, session),
        Command::Delete(arguments) => delete::run(&arguments, session),
        Command::Verify(arguments) => verify::run(&arguments, session),
    }
}
