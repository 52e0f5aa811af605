//! What the front ends have in common: reading a server's question, sending it on, and answering.

use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use crate::domain::scope::{Service, Source, parse_address};
use crate::error::{Error, Kind, Result};
use crate::flows::{self, Session};
use crate::front_ends::{self, Decision, Question, via};
use crate::messages::auth;

/// Where to send the question.
#[derive(Debug, Args)]
pub struct Via {
    /// Ask the 'keyfob serve' at this socket instead of opening the store
    #[arg(long, value_name = "SOCKET")]
    via: Option<PathBuf>,
}

impl Via {
    /// Without a question the answer is no, whatever the store contains.
    pub fn ask(&self, session: &mut Session<'_>, question: Option<&Question>) -> Result<Decision> {
        let Some(question) = question else {
            return Ok(Decision::No);
        };
        if let Some(socket) = &self.via {
            return via::ask(socket, question)
                .map_err(|error| Error::undecided_via(socket, &error));
        }
        let mut service = session.open_store()?;
        let asked = front_ends::ask(&mut service, &session.requester(), question);
        if let Some(error) = asked.not_recorded {
            let error = Error::not_recorded(&error).render(session.context.telling);
            session.terminal().error(&error);
        }
        Ok(asked.answer?)
    }
}

/// Reads the secret that a server writes to stdin.
pub fn piped_secret(session: &mut Session<'_>, most: usize) -> Result<Zeroizing<Vec<u8>>> {
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
pub struct Origin {
    /// The service of the log-in, such as imap
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The client's address
    #[arg(long, value_name = "IP")]
    from: Option<String>,
}

impl Origin {
    /// Returns the source from the flags, and from the protocol where a flag is missing.
    pub fn or(&self, reported: Source) -> Result<Source> {
        let service = self.service.as_deref().map(str::parse::<Service>);
        let address = self.from.as_deref().map(parse_address);
        Ok(Source {
            service: service.transpose()?.or(reported.service),
            address: address.transpose()?.or(reported.address),
        })
    }
}

pub fn in_exit_status(decision: &Decision) -> flows::Answer {
    match decision {
        Decision::Yes(_) => flows::Answer::Done,
        Decision::No => flows::Answer::No,
    }
}
