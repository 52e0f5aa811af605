//! `keyfob mfa remove`

use clap::Args;
use serde::Serialize;

use super::choosing::{self, MethodView};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::mfa;

const HELP: &str = "\
The last method can't be removed while MFA is required for the account.

Examples:
  keyfob mfa remove
  keyfob mfa remove 'Old phone'

JSON: {\"account\",\"removed\":{\"id\",\"kind\",\"label\"}}";

/// Remove a method
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Label, kind or id of the method [default: chosen from a list]
    method: Option<String>,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    removed: MethodView<'a>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let access = session.access()?;
    let method = choosing::method(
        session,
        &access,
        arguments.method.as_deref(),
        mfa::ASK_WHICH_TO_REMOVE,
    )?;
    let actor = access.actor(session);
    access
        .service
        .may_remove_method(&actor, access.account.id, method.key)?;
    let name = access.account.name.clone();
    let name = name.as_str();
    if !session.confirm(&mfa::ask_remove(&method.label, name))? {
        session.terminal().say(mfa::NOTHING_REMOVED);
        return Ok(Answer::No);
    }
    let actor = access.actor(session);
    let method = access
        .service
        .remove_method(&actor, access.account.id, method.key)?;
    if session.flags.json {
        return session.json(&View {
            account: name,
            removed: MethodView::new(&method),
        });
    }
    session.terminal().say(&mfa::removed(&method.label, name));
    Ok(Answer::Done)
}
