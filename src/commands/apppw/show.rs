//! `keyfob apppw show`

use clap::Args;

use super::listing::Listing;
use super::view::{ListedView, limits};
use crate::domain::app_password::{LastUse, choose};
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Example:
  keyfob apppw show Outlook --operator -a alain@contoso.com

JSON: as one of 'apppw list'; of one that was rotated a line for each that is accepted.";

/// Show what is known of an app password, never the password itself
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password
    name: String,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let Listing {
        policy, now, all, ..
    } = Listing::read(session)?;
    for (position, one) in choose(&all, &arguments.name)?.into_iter().enumerate() {
        if session.flags.json {
            session.json(&ListedView::new(one, &policy, now))?;
            continue;
        }
        if position > 0 {
            session.terminal().text("\n")?;
        }
        let last_use = one.last_use.as_ref().map_or_else(
            || "never".to_owned(),
            |last| last_use(&session.moment(last.at), last),
        );
        session.details(&[
            ("Name", one.name.as_str()),
            ("Id", &one.id),
            ("State", one.state(&policy, now).into_str()),
            ("Created", &session.moment(one.created_at)),
            ("Last used", &last_use),
            ("Expires", &session.moment_or_dash(one.ends_at(&policy))),
            ("Only for", &limits(one)),
            ("Note", one.note.as_deref().unwrap_or("-")),
        ])?;
    }
    Ok(Answer::Done)
}

fn last_use(at: &str, last: &LastUse) -> String {
    match (&last.service, last.address) {
        (Some(service), Some(address)) => format!("{at}, {service} from {address}"),
        (Some(service), None) => format!("{at}, {service}"),
        (None, Some(address)) => format!("{at}, from {address}"),
        (None, None) => at.to_owned(),
    }
}
