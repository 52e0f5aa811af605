//! `keyfob auth`: answering servers. Yes is exit status 0 and no is 1; anything else means that it
//! could not be decided, in each protocol's own way.

mod check;
mod checkpassword;
mod pam;
mod test;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use crate::domain::scope::{Service, Source, parse_address};
use crate::error::{Error, Kind, Result};
use crate::flows::{self, Session};
use crate::front_ends::{self, Answer, Question, via};
use crate::messages::auth;

const HELP: &str = "\
Examples:
  keyfob auth test --operator -a alain@contoso.com --service imap --from 192.0.2.7
  auth required pam_exec.so expose_authtok quiet /usr/bin/keyfob auth pam

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

/// Where to send the question.
#[derive(Debug, Args)]
struct Via {
    /// Ask the 'keyfob serve' at this socket instead of opening the store
    #[arg(long, value_name = "SOCKET")]
    via: Option<PathBuf>,
}

impl Via {
    /// Without a question the answer is no, whatever the store contains.
    fn ask(&self, session: &Session<'_>, question: Option<&Question>) -> Result<Answer> {
        let Some(question) = question else {
            return Ok(Answer::No);
        };
        if let Some(socket) = &self.via {
            return via::ask(socket, question)
                .map_err(|error| Error::undecided_via(socket, &error));
        }
        let mut service = session.open()?;
        Ok(front_ends::ask(
            &mut service,
            &session.requester(),
            question,
        )?)
    }
}

/// Reads the secret that a server writes to stdin.
fn piped_secret(session: &mut Session<'_>, most: usize) -> Result<Zeroizing<Vec<u8>>> {
    if session.terminal().input_is_terminal() {
        // The terminal would show the password while it is typed.
        return Err(
            Error::new(Kind::Unavailable, auth::STDIN_IS_A_TERMINAL).hint(auth::ONLY_FOR_SERVERS)
        );
    }
    Ok(session.terminal().read_secret(most)?)
}

/// The source of a log-in, for protocols that don't report it.
#[derive(Debug, Args)]
struct Origin {
    /// The service of the log-in, such as imap
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The client's address
    #[arg(long, value_name = "IP")]
    from: Option<String>,
}

impl Origin {
    /// Returns the source from the flags, and from the protocol where a flag is missing.
    fn or(&self, reported: Source) -> Result<Source> {
        let service = self.service.as_deref().map(str::parse::<Service>);
        let address = self.from.as_deref().map(parse_address);
        Ok(Source {
            service: service.transpose()?.or(reported.service),
            address: address.transpose()?.or(reported.address),
        })
    }
}

fn in_exit_status(answer: &Answer) -> flows::Answer {
    match answer {
        Answer::Yes(_) => flows::Answer::Done,
        Answer::No => flows::Answer::No,
    }
}
