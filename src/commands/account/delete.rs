//! `keyfob account delete`

use clap::Args;
use serde::Serialize;

use crate::commands::{Answer, Session};
use crate::domain::audit::Role;
use crate::domain::names::AccountName;
use crate::error::Result;

const HELP: &str = "\
Example:
  keyfob account delete alain@contoso.com

JSON: {\"account\",\"deleted\":true}";

/// Delete an account with its methods and app passwords
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account
    name: String,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    deleted: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let name = AccountName::parse(&arguments.name)?;
    let mut store = session.open_store()?;
    let summary = store.account_summary(&name)?;
    let account = summary.account.name.as_str();
    let question = match summary.app_passwords {
        0 => format!("Delete the account {account}?"),
        1 => format!("Delete the account {account} and its app password?"),
        count => format!("Delete the account {account} and its {count} app passwords?"),
    };
    if !session.confirm(&question)? {
        session.terminal().say("Nothing was deleted.");
        return Ok(Answer::No);
    }
    let act = session.act(Role::Operator);
    store.delete_account(&act, &name)?;
    if session.flags.json {
        return session.json(&View {
            account,
            deleted: true,
        });
    }
    session
        .terminal()
        .say(&format!("Deleted the account {account}."));
    Ok(Answer::Done)
}
