//! `keyfob apppw rename`

use clap::Args;

use super::view::NamedView;
use crate::domain::names::AppName;
use crate::error::{Code, Error, Result};
use crate::flows::{Answer, Session};
use crate::messages::app_password;
use crate::service::ServiceError;

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
    let access = session.access()?;
    let (actor, account) = (access.actor(session), access.account.id);
    let renamed = access
        .service
        .rename_app_password(&actor, account, &arguments.name, &new);
    let (before, after) = renamed.map_err(|error| match error {
        ServiceError::AppNameTaken(_) => {
            Error::of(Code::NameTaken, error.to_string()).hint(app_password::CHOOSE_FREE_NAME)
        }
        other => other.into(),
    })?;
    if session.flags.json {
        return session.json(&NamedView::new(&after));
    }
    let (before, after) = (before.name.as_str(), after.name.as_str());
    session.terminal().say(&if before == after {
        app_password::not_renamed(after)
    } else {
        app_password::renamed(after)
    });
    Ok(Answer::Done)
}
