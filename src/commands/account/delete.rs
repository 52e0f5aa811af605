//! `keyfob account delete`

use clap::Args;
use serde::Serialize;

use crate::domain::names::AccountName;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::{account, prompts};

const HELP: &str = "\
Example:
  keyfob account delete alain@contoso.com

JSON: {\"account\",\"deleted\":true}";

/// Delete an account, its methods and its app passwords
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
    let service = session.open()?;
    let summary = service.account_summary(&session.admin(&service), &name)?;
    let account = summary.account.name.as_str();
    if !session.confirm(&account::ask_delete(account, summary.app_passwords))? {
        session.terminal().say(prompts::NOTHING_DELETED);
        return Ok(Answer::No);
    }
    service.delete_account(&session.admin(&service), &name)?;
    if session.flags.json {
        return session.json(&View {
            account,
            deleted: true,
        });
    }
    session.terminal().say(&account::deleted(account));
    Ok(Answer::Done)
}
