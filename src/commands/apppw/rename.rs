//! `keyfob apppw rename`

use clap::Args;

use super::view::NamedView;
use crate::domain::names::AppName;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::app_password;

const HELP: &str = "\
Example:
  keyfob apppw rename Outlook 'Outlook on the laptop'

JSON: {\"id\",\"name\"}";

/// Rename an app password; it keeps working
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password
    name: String,
    /// New name of the app password
    new: String,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let new = AppName::parse(&arguments.new)?;
    let mut access = session.access()?;
    let (actor, account) = (access.actor(session), access.account.id);
    let renamed = access
        .service
        .rename_app_password(&actor, account, &arguments.name, &new)?;
    if session.flags.json {
        return session.json(&NamedView::new(&renamed));
    }
    session
        .terminal()
        .say(&app_password::renamed(renamed.name.as_str()));
    Ok(Answer::Done)
}
