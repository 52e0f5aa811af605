//! `keyfob signout`

use clap::Args;
use serde::Serialize;

use crate::domain::names::AccountName;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::sign_in;

const HELP: &str = "\
Ends all sign-ins of this user in this terminal session.

Example:
  keyfob signout

JSON: {\"signed_out\":[...]}, the names of the accounts";

/// Sign out
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    signed_out: Vec<&'a str>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let signed_out = session.open()?.sign_out(&session.requester())?;
    let names: Vec<_> = signed_out.iter().map(AccountName::as_str).collect();
    if session.flags.json {
        return session.json(&View { signed_out: names });
    }
    session.terminal().say(&match names.as_slice() {
        [] => sign_in::WAS_NOT_SIGNED_IN.to_owned(),
        accounts => sign_in::signed_out(&accounts.join(", ")),
    });
    Ok(Answer::Done)
}
