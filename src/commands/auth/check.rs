//! `keyfob auth check`

use clap::Args;

use super::question::{Origin, Via, in_exit_status, piped_secret};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::front_ends::check::question;
use crate::front_ends::{INPUT_BYTES, source};
use crate::messages::auth;

const HELP: &str = "\
Reads the user and the password from stdin, one per line. Exit status 0 is yes, 1 no; anything else means that \
it could not be decided. Without --from, the address comes from the variable IP, which Apache sets.

Examples:
  DefineExternalAuth keyfob pipe \"/usr/bin/keyfob auth check --service http\"
  printf '%s\\n%s\\n' alain@contoso.com \"$pw\" | keyfob auth check --service imap --from 192.0.2.7";

/// Answer Apache or a script: user and password, one per line
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    via: Via,
    #[command(flatten)]
    from: Origin,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let address = session.context.environment.get("IP");
    let source = arguments.from.or(source(None, address))?;
    let input = piped_secret(session, INPUT_BYTES)?;
    if input.is_empty() {
        session.terminal().say(auth::NOTHING_ASKED);
        return Ok(Answer::No);
    }
    let question = question(&input, source);
    let answer = arguments.via.ask(session, question.as_ref())?;
    Ok(in_exit_status(&answer))
}
