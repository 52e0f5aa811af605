//! `keyfob account`: how operators manage accounts.

mod add;
mod delete;
mod list;
mod password;
mod rename;
mod set;
mod show;

pub use show::AccountView;

use clap::Subcommand;

use crate::domain::account::Account;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::account;
use crate::people::Desk;

const HELP: &str = "\
Examples:
  keyfob account add alain@contoso.com --mfa enabled
  keyfob account list --filter contoso.com
  keyfob account set alain@contoso.com --disable";

/// Manage accounts
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Add(add::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Set(set::Arguments),
    Rename(rename::Arguments),
    Password(password::Arguments),
    Delete(delete::Arguments),
}

/// Warns if nothing checks the account's password.
fn warn_unchecked(session: &mut Session<'_>, service: &Desk, account: &Account) -> Result<()> {
    if account.external_password {
        let policy = service.policy(&session.admin(service))?;
        if policy.password_command.is_none() {
            session.terminal().say(account::NO_PASSWORD_COMMAND);
        }
    }
    Ok(())
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Add(arguments) => add::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Set(arguments) => set::run(&arguments, session),
        Command::Rename(arguments) => rename::run(&arguments, session),
        Command::Password(arguments) => password::run(&arguments, session),
        Command::Delete(arguments) => delete::run(&arguments, session),
    }
}
