//! `keyfob mfa remove`

use clap::Args;
use serde::Serialize;

use super::choosing::{self, MethodView};
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
The last method stays as long as MFA is required of the account.

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
    let mut access = session.access()?;
    let question = "Which one do you want to remove?";
    let method = choosing::method(session, &access, arguments.method.as_deref(), question)?;
    let name = access.account.name.clone();
    let name = name.as_str();
    if !session.confirm(&format!("Remove the method {} of {name}?", method.label))? {
        session.terminal().say("Nothing was removed.");
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
    session
        .terminal()
        .say(&format!("Removed the method {} of {name}.", method.label));
    Ok(Answer::Done)
}
