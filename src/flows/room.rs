//! At the limit: choosing an app password to delete, so that another can be created.

use jiff::Timestamp;

use super::{Access, Session, in_words};
use crate::domain::app_password::{AppPassword, State};
use crate::error::Result;

/// Offers the list to delete from. Returns whether there is room now.
pub fn make_room(session: &mut Session<'_>, access: &mut Access) -> Result<bool> {
    let actor = access.actor(session);
    let security = access.service.security(&actor, access.account.id)?;
    let (policy, now) = (security.policy, session.now());
    let mut all = security.app_passwords;
    all.retain(|one| {
        let state = one.state(&policy, now);
        state != State::Deleted && state != State::Replaced
    });
    all.sort_by_key(least_missed_first);
    let name = access.account.name.clone();
    let name = name.as_str();
    session.terminal().say(&format!(
        "{name} has {} of {} app passwords.",
        all.len(),
        policy.app_password_limit
    ));
    let items: Vec<_> = all.iter().map(|one| item(session, one)).collect();
    let question = "Which one do you want to delete, to make room?";
    let chosen = session.terminal().choose(question, &items)?;
    let Some(doomed) = chosen.and_then(|number| all.into_iter().nth(number)) else {
        return Ok(false);
    };
    let app = doomed.name.as_str();
    if !session.confirm(&format!("Delete the app password {app} of {name}?"))? {
        return Ok(false);
    }
    let actor = access.actor(session);
    let ids = std::slice::from_ref(&doomed.id);
    access
        .service
        .delete_app_passwords(&actor, access.account.id, ids)?;
    session
        .terminal()
        .say(&format!("Deleted the app password {app} of {name}."));
    Ok(true)
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
