//! `keyfob mfa default`

use clap::Args;
use serde::Serialize;

use super::choosing::{self, MethodView};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::mfa;

const HELP: &str = "\
Sign-in asks for this method first; the others can be chosen there.

Examples:
  keyfob mfa default
  keyfob mfa default email

JSON: {\"account\",\"default\":{\"id\",\"kind\",\"label\"}}";

/// Choose the method that sign-in asks for first
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Label, kind or id of the method [default: chosen from a list]
    method: Option<String>,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    default: MethodView<'a>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let access = session.access()?;
    let chosen = choosing::method(
        session,
        &access,
        arguments.method.as_deref(),
        mfa::ASK_DEFAULT,
    )?;
    let actor = access.actor(session);
    let method = access
        .service
        .set_default_method(&actor, access.account.id, chosen.key)?;
    if session.flags.json {
        return session.json(&View {
            account: access.account.name.as_str(),
            default: MethodView::new(&method),
        });
    }
    session.terminal().say(&mfa::default_set(&method.label));
    Ok(Answer::Done)
}
