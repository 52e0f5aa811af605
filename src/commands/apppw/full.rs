//! At the limit: choosing one to delete, so that another can be made.

use jiff::Timestamp;

use super::listing::Listing;
use crate::commands::{Access, Session, in_words};
use crate::domain::app_password::{AppPassword, State};
use crate::error::Result;

/// Offers the list to delete from. Says whether there is room now.
pub fn make_room(session: &mut Session<'_>, access: Access) -> Result<(Access, bool)> {
    let Listing {
        mut access,
        policy,
        now,
        mut all,
    } = Listing::of(session, access)?;
    all.retain(|one| one.state(&policy, now) != State::Replaced);
    all.sort_by_key(least_missed_first);
    let name = access.account.name.clone();
    let name = name.as_str();
    session.terminal().say(&format!(
        "{name} has {} of {} app passwords.",
        all.len(),
        policy.app_password_limit
    ));
    let items: Vec<_> = all.iter().map(|one| item(session, one)).collect();
    let question = "Which one is to be deleted, to make room?";
    let chosen = session.terminal().choose(question, &items)?;
    let Some(doomed) = chosen.and_then(|number| all.into_iter().nth(number)) else {
        return Ok((access, false));
    };
    let app = doomed.name.as_str();
    if !session.confirm(&format!("Delete the app password {app} of {name}?"))? {
        return Ok((access, false));
    }
    let act = access.act(session);
    access
        .store
        .delete_app_passwords(&act, access.account.id, std::slice::from_ref(&doomed.id))?;
    session
        .terminal()
        .say(&format!("Deleted the app password {app} of {name}."));
    Ok((access, true))
}

/// What was used longest ago, or never, is missed least.
pub fn least_missed_first(one: &AppPassword) -> (bool, Option<Timestamp>, Timestamp) {
    let last = one.last_use.as_ref().map(|last| last.at);
    (last.is_some(), last, one.created_at)
}

pub fn item(session: &Session<'_>, one: &AppPassword) -> String {
    let name = one.name.as_str();
    let Some(last) = &one.last_use else {
        return format!("{name}, never used");
    };
    match session.distance(last.at) {
        Some(ago) => format!("{name}, last used {ago}"),
        None => format!("{name}, last used on {}", in_words(last.at)),
    }
}
