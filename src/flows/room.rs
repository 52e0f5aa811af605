//! At the limit: choosing an app password to delete, so that another can be created.

use jiff::Timestamp;

use super::{Access, Session, in_words};
use crate::domain::app_password::{AppPassword, State};
use crate::error::Result;
use crate::messages::{app_password, room as messages};

/// Offers a list to delete one from. Returns whether one was deleted.
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
    let limit = policy.app_password_limit;
    session
        .terminal()
        .say(&messages::at_limit(name, all.len(), limit));
    let items: Vec<_> = all.iter().map(|one| item(session, one)).collect();
    let chosen = session.terminal().choose(messages::ASK_WHICH, &items)?;
    let Some(doomed) = chosen.and_then(|number| all.into_iter().nth(number)) else {
        return Ok(false);
    };
    let app = doomed.name.as_str();
    if !session.confirm(&app_password::ask_delete(&[app], name))? {
        return Ok(false);
    }
    let actor = access.actor(session);
    let ids = std::slice::from_ref(&doomed.id);
    access
        .service
        .delete_app_passwords(&actor, access.account.id, ids)?;
    session
        .terminal()
        .say_done(&app_password::deleted(&[app], name));
    Ok(true)
}

/// The order of last use: never used first, then the longest ago.
pub fn least_missed_first(one: &AppPassword) -> (bool, Option<Timestamp>, Timestamp) {
    let last = one.last_use.as_ref().map(|last| last.at);
    (last.is_some(), last, one.created_at)
}

pub fn item(session: &Session<'_>, one: &AppPassword) -> String {
    let name = one.name.as_str();
    let Some(last) = &one.last_use else {
        return messages::never_used(name);
    };
    match session.distance(last.at) {
        Some(ago) => messages::last_used(name, &ago),
        None => messages::last_used_on(name, &in_words(last.at)),
    }
}
