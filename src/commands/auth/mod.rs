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
        return Err(Error::new(
            Kind::Usage,
            "--account is given where a server itself says whose log-in it asks about",
        )
        .hint("leave it out; 'keyfob auth test' asks about an account of your choice"));
    }
    match command {
        Command::Pam(arguments) => pam::run(&arguments, session),
        Command::Checkpassword(arguments) => checkpassword::run(&arguments, session),
        Command::Check(arguments) => check::run(&arguments, session),
        Command::Test(arguments) => test::run(&arguments, session),
    }
}

/// Who answers.
#[derive(Debug, Args)]
struct Via {
    /// Ask the 'keyfob serve' that answers at this socket, instead of the store
    #[arg(long, value_name = "SOCKET")]
    via: Option<PathBuf>,
}

impl Via {
    /// None is asked where the answer is no whatever is in the store.
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

/// What a server hands over on stdin, up to its end.
fn handed_over(session: &mut Session<'_>, most: usize) -> Result<Zeroizing<Vec<u8>>> {
    if session.terminal().input_is_terminal() {
        // A password would be shown as it is typed.
        let message = "a password is to come from stdin, and that is a terminal";
        return Err(Error::new(Kind::Unavailable, message)
            .hint("this is called by a server; at a terminal use 'keyfob auth test'"));
    }
    Ok(session.terminal().read_secret(most)?)
}

/// Where a log-in comes from, for those whose protocol doesn't tell.
#[derive(Debug, Args)]
struct Origin {
    /// The service that is logged in to
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The address that the log-in comes from
    #[arg(long, value_name = "IP")]
    from: Option<String>,
}

impl Origin {
    /// What the flags say, which outweighs what the protocol says.
    fn or(&self, told: Source) -> Result<Source> {
        let service = self.service.as_deref().map(str::parse::<Service>);
        let address = self.from.as_deref().map(parse_address);
        Ok(Source {
            service: service.transpose()?.or(told.service),
            address: address.transpose()?.or(told.address),
        })
    }
}

fn in_exit_status(answer: &Answer) -> flows::Answer {
    match answer {
        Answer::Yes(_) => flows::Answer::Done,
        Answer::No => flows::Answer::No,
    }
}
