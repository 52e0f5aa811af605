//! `keyfob signout`

use clap::Args;
use serde::Serialize;

use super::{Answer, Session};
use crate::domain::audit::Role;
use crate::domain::names::AccountName;
use crate::error::Result;

const HELP: &str = "\
Ends every sign-in of this user in this terminal session.

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
    let mut store = session.open_store()?;
    let signed_out = match session.context.seat.clone() {
        Some(seat) => store.sign_out(&session.act(Role::Holder), &seat)?,
        None => vec![],
    };
    let names: Vec<_> = signed_out.iter().map(AccountName::as_str).collect();
    if session.flags.json {
        return session.json(&View { signed_out: names });
    }
    session.terminal().say(&match names.as_slice() {
        [] => "Nobody was signed in here.".to_owned(),
        some => format!("Signed out of {}.", some.join(", ")),
    });
    Ok(Answer::Done)
}
