//! `keyfob account rename`

use clap::Args;

use super::show::AccountView;
use crate::domain::names::AccountName;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::account;

const HELP: &str = "\
Example:
  keyfob account rename alain@contoso.com alain.dupont@contoso.com

JSON: as in 'account show' without its counts.";

/// Rename an account; everything else stays the same
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account
    name: String,
    /// New name of the account
    new: String,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let (name, new) = (
        AccountName::parse(&arguments.name)?,
        AccountName::parse(&arguments.new)?,
    );
    let service = session.open()?;
    let (before, after) = service.rename_account(&session.admin(&service), &name, &new)?;
    if session.flags.json {
        return session.json(&AccountView::new(&after));
    }
    let is_external = after.external_password;
    let (before, after) = (before.name.as_str(), after.name.as_str());
    session.terminal().say(&if before == after {
        account::not_renamed(after)
    } else {
        account::renamed(after)
    });
    if is_external && before != after {
        session
            .terminal()
            .say(&account::external_password_renamed(after));
    }
    Ok(Answer::Done)
}
