//! `keyfob apppw list`

use clap::Args;
use serde::Serialize;

use super::listing::Listing;
use super::view::{ListedView, limits};
use crate::domain::app_password::State;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::app_password;

const HELP: &str = "\
On a terminal, shows a table. Otherwise prints one line for each app password, with tabs between name, id, \
state, times of creation, last use and expiry, and limits.

Examples:
  keyfob apppw list
  keyfob apppw list --operator -a alain@contoso.com --json

JSON: {\"account\",\"limit\",\"app_passwords\":[{\"id\",\"name\",\"state\",\"created_at\",\"last_used_at\", \
\"last_used_service\",\"last_used_ip\",\"expires_at\",\"services\",\"networks\",\"note\"}]}, where \"state\" is \
\"active\", \"replaced\" (rotated, but still accepted), \"expired\" or \"damaged\" (changed by something else than keyfob).";

/// List an account's app passwords, never the passwords themselves
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    limit: u32,
    app_passwords: Vec<ListedView<'a>>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let listing = Listing::read(session)?;
    let Listing {
        access,
        policy,
        now,
        app_passwords,
    } = &listing;
    let (account, now) = (&access.account, *now);
    if session.flags.json {
        return session.json(&View {
            account: account.name.as_str(),
            limit: policy.app_password_limit,
            app_passwords: app_passwords
                .iter()
                .map(|one| ListedView::new(one, policy, now))
                .collect(),
        });
    }
    let mut table = session
        .terminal()
        .table(&app_password::LIST_HEADINGS, &[6, 0, 3, 5, 4]);
    for one in app_passwords {
        let cells = [
            one.name.as_str(),
            &one.id,
            one.state(policy, now).into_str(),
            &session.moment(one.created_at),
            &session.moment_or_dash(one.last_use.as_ref().map(|last| last.at)),
            &session.moment_or_dash(one.ends_at(policy)),
            &limits(one),
        ];
        table.row(session.terminal(), &cells)?;
    }
    table.finish(session.terminal())?;
    // A rotated one doesn't count towards the limit; its successor does.
    let counted = app_passwords
        .iter()
        .filter(|one| one.state(policy, now) != State::Replaced)
        .count();
    let (name, limit) = (account.name.as_str(), policy.app_password_limit);
    session
        .terminal()
        .say(&app_password::count(name, counted, limit));
    listing.say_if_none_is_accepted(session);
    Ok(Answer::Done)
}
