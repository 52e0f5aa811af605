//! `keyfob auth`: answering servers. Yes is exit status 0 and no is 1; anything else means that it
//! could not be decided, in each protocol's own way.

mod check;
mod checkpassword;
mod pam;
mod question;
mod test;

use clap::Subcommand;

use crate::error::{Error, Kind, Result};
use crate::flows::{self, Session};
use crate::messages::auth;

const HELP: &str = "\
Examples:
  keyfob auth test --operator -a alain@contoso.com --service imap --from 192.0.2.7
  printf '%s\\n' \"$user\" \"$password\" | keyfob auth check --service imap

keyfob-serve(1) answers at a socket; keyfob-servers(7) shows how each server is connected.";

/// Answer servers when an app logs in
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Pam(pam::Arguments),
    Checkpassword(checkpassword::Arguments),
    Check(check::Arguments),
    Test(test::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<flows::Answer> {
    if session.flags.account.is_some() && !matches!(command, Command::Test(_)) {
        return Err(Error::new(Kind::Usage, auth::ACCOUNT_NOT_TAKEN).hint(auth::LEAVE_ACCOUNT_OUT));
    }
    match command {
        Command::Pam(arguments) => pam::run(&arguments, session),
        Command::Checkpassword(arguments) => checkpassword::run(&arguments, session),
        Command::Check(arguments) => check::run(&arguments, session),
        Command::Test(arguments) => test::run(&arguments, session),
    }
}
