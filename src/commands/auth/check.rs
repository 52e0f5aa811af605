//! `keyfob auth check`

use clap::Args;

use super::{Origin, Via, handed_over, in_exit_status};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::front_ends::check::question;
use crate::front_ends::{INPUT_BYTES, source};

const HELP: &str = "\
Reads a line with the user and a line with the password. Exit status 0 is yes, 1 no; anything else means that \
it could not be decided. Without --from, the address is that of the variable IP, which Apache sets.

Examples:
  DefineExternalAuth keyfob pipe \"/usr/bin/keyfob auth check --service http\"
  printf '%s\\n%s\\n' alain@contoso.com \"$pw\" | keyfob auth check --service imap --from 192.0.2.7";

/// Answer a script or Apache: a user and a password, a line each
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
    let input = handed_over(session, INPUT_BYTES)?;
    let question = question(&input, source);
    let answer = arguments.via.ask(session, question.as_ref())?;
    Ok(in_exit_status(&answer))
}
