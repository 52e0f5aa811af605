//! `keyfob auth checkpassword`

use std::ffi::OsString;

use clap::Args;

use super::question::{Origin, Via};
use crate::domain::escape::{quoted, system_words};
use crate::error::{Error, Kind, Result};
use crate::flows::{self, Session};
use crate::front_ends::checkpassword::{question, read_message, run as run_program};
use crate::front_ends::{Decision, source};
use crate::messages::auth;

const HELP: &str = "\
Reads the user and the password from descriptor 3, each followed by a NUL. After a yes it runs PROGRAM with \
USER set to the account's name. Exit status 1 is no, and 111 means that it could not be decided. Service and \
address come from the variables SERVICE and TCPREMOTEIP.

Run by root without --via, keyfob becomes the owner of the store's folder, and PROGRAM runs as that user.

Example, for Dovecot 2.3:
  passdb {
    driver = checkpassword
    args = /usr/bin/keyfob auth checkpassword
  }";

/// Answer Dovecot 2.3, qmail and other callers of checkpassword
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    via: Via,
    #[command(flatten)]
    from: Origin,
    /// The program to run after a yes, with its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    program: Vec<OsString>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<flows::Answer> {
    match decide(arguments, session).map_err(Error::for_checkpassword)? {
        Decision::No => Ok(flows::Answer::No),
        Decision::Yes(account) => {
            let was_root =
                session.context.caller.effective_uid == 0 && !rustix::process::geteuid().is_root();
            let failed = system_words(&run_program(&arguments.program, &account, was_root));
            let program = quoted(&arguments.program[0].to_string_lossy());
            let message = auth::program_not_run(&program, &failed);
            Err(Error::new(Kind::TryAgain, message).hint(auth::NAME_A_PROGRAM))
        }
    }
}

fn decide(arguments: &Arguments, session: &mut Session<'_>) -> Result<Decision> {
    let environment = &session.context.environment;
    if environment.get("AUTHORIZED").is_some() {
        return Err(Error::new(Kind::Usage, auth::NO_PASSWORD_ASKED).hint(auth::USE_ANOTHER_USERDB));
    }
    let reported = source(environment.get("SERVICE"), environment.get("TCPREMOTEIP"));
    let source = arguments.from.or(reported)?;
    let message = read_message().map_err(|_| {
        Error::new(Kind::Usage, auth::DESCRIPTOR_UNREADABLE).hint(auth::ONLY_FOR_SERVERS)
    })?;
    let question = question(&message, source).map_err(|_| {
        Error::new(Kind::BadData, auth::DESCRIPTOR_MALFORMED).hint(auth::ONLY_FOR_SERVERS)
    })?;
    arguments.via.ask(session, question.as_ref())
}
