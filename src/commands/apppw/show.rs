//! `keyfob apppw show`

use clap::Args;

use super::listing::Listing;
use super::view::{ListedView, limits};
use crate::domain::app_password::choose;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::app_password::{self, label};

const HELP: &str = "\
Example:
  keyfob apppw show Outlook --operator -a alain@contoso.com

JSON: as an entry of 'apppw list'; one that was rotated has a line for each secret that is still accepted.";

/// Show the details of an app password, never the password itself
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password
    name: String,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let listing = Listing::read(session)?;
    let (policy, now) = (&listing.policy, listing.now);
    for (position, one) in choose(&listing.app_passwords, &arguments.name)?
        .into_iter()
        .enumerate()
    {
        if session.flags.json {
            session.json(&ListedView::new(one, policy, now))?;
            continue;
        }
        if position > 0 {
            session.terminal().print("\n")?;
        }
        let last_use = one.last_use.as_ref().map_or_else(
            || app_password::NEVER_USED.to_owned(),
            |last| app_password::last_used(&session.moment(last.at), last),
        );
        session.details(&[
            (label::NAME, one.name.as_str()),
            (label::ID, &one.id),
            (label::STATE, one.state(policy, now).into_str()),
            (label::CREATED, &session.moment(one.created_at)),
            (label::LAST_USED, &last_use),
            (label::EXPIRES, &session.moment_or_dash(one.ends_at(policy))),
            (label::ONLY_FOR, &limits(one)),
            (label::NOTE, one.note.as_deref().unwrap_or("-")),
        ])?;
    }
    if !session.flags.json {
        listing.say_if_none_is_accepted(session);
    }
    Ok(Answer::Done)
}
