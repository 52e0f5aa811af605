//! `keyfob auth checkpassword`

use std::ffi::OsString;

use clap::Args;

use super::{Origin, Via};
use crate::domain::escape::{quoted, system_words};
use crate::error::{Error, Kind, Result};
use crate::flows::{self, Session};
use crate::front_ends::checkpassword::{question, read_message, run as run_program};
use crate::front_ends::{Answer, source};

const HELP: &str = "\
User and password are read from descriptor 3, each ended by a NUL. A yes runs PROGRAM with USER set to the \
account's name; exit status 1 is no, and 111 means that it could not be decided. Service and address are those \
of the variables SERVICE and TCPREMOTEIP.

Example, for Dovecot 2.3:
  passdb {
    driver = checkpassword
    args = /usr/bin/keyfob auth checkpassword
  }";

/// Answer Dovecot 2.3, qmail and whatever else speaks checkpassword
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    via: Via,
    #[command(flatten)]
    from: Origin,
    /// What a yes runs, with its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    program: Vec<OsString>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<flows::Answer> {
    match decide(arguments, session).map_err(Error::for_checkpassword)? {
        Answer::No => Ok(flows::Answer::No),
        Answer::Yes(account) => {
            let failed = system_words(&run_program(&arguments.program, &account));
            let program = quoted(&arguments.program[0].to_string_lossy());
            let message = format!("the program {program} can't be run: {failed}");
            Err(Error::new(Kind::TryAgain, message).hint("name one that this user may run"))
        }
    }
}

fn decide(arguments: &Arguments, session: &Session<'_>) -> Result<Answer> {
    let environment = &session.context.environment;
    if environment.get("AUTHORIZED").is_some() {
        return Err(Error::new(
            Kind::Usage,
            "this is asked for a user without a password, which keyfob doesn't answer",
        )
        .hint("have Dovecot's userdb be another one, such as 'passwd', or 'static' with allow_all_users=yes"));
    }
    let told = source(environment.get("SERVICE"), environment.get("TCPREMOTEIP"));
    let source = arguments.from.or(told)?;
    let message = read_message().map_err(|_| {
        Error::new(Kind::Usage, "descriptor 3 can't be read")
            .hint("this is called by a server; at a terminal use 'keyfob auth test'")
    })?;
    let question = question(&message, source).map_err(|_| {
        Error::new(
            Kind::BadData,
            "what is on descriptor 3 is no user and password",
        )
        .hint("this is called by a server; at a terminal use 'keyfob auth test'")
    })?;
    arguments.via.ask(session, question.as_ref())
}
