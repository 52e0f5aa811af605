//! `keyfob apppw list`

use clap::Args;
use serde::Serialize;

use super::listing::Listing;
use super::view::{ListedView, limits};
use crate::domain::app_password::State;
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Elsewhere than on a terminal: a line each, with tabs between name, id, state, time of creation, of last \
use, of expiry, and limits.

Examples:
  keyfob apppw list
  keyfob apppw list --operator -a alain@contoso.com --json

JSON: {\"account\",\"limit\",\"app_passwords\":[{\"id\",\"name\",\"state\",\"created_at\",\"last_used_at\", \
\"last_used_service\",\"last_used_ip\",\"expires_at\",\"services\",\"networks\",\"note\"}]}, where \"state\" is \
\"active\", \"replaced\" (rotated, and still accepted) or \"expired\".";

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
    let Listing {
        access,
        policy,
        now,
        all,
    } = Listing::read(session)?;
    let account = &access.account;
    if session.flags.json {
        let app_passwords = all
            .iter()
            .map(|one| ListedView::new(one, &policy, now))
            .collect();
        return session.json(&View {
            account: account.name.as_str(),
            limit: policy.app_password_limit,
            app_passwords,
        });
    }
    let mut table = session.terminal().table(
        &[
            "NAME",
            "ID",
            "STATE",
            "CREATED",
            "LAST USED",
            "EXPIRES",
            "ONLY FOR",
        ],
        &[6, 0, 3, 5, 4],
    );
    for one in &all {
        let cells = [
            one.name.as_str(),
            &one.id,
            one.state(&policy, now).into_str(),
            &session.moment(one.created_at),
            &session.moment_or_dash(one.last_use.as_ref().map(|last| last.at)),
            &session.moment_or_dash(one.ends_at(&policy)),
            &limits(one),
        ];
        table.row(session.terminal(), &cells)?;
    }
    table.finish(session.terminal())?;
    // One that was rotated makes room for the one in its place.
    let counted = all
        .iter()
        .filter(|one| one.state(&policy, now) != State::Replaced)
        .count();
    let (name, limit) = (account.name.as_str(), policy.app_password_limit);
    session
        .terminal()
        .say(&format!("{name}: {counted} of {limit} app passwords"));
    Ok(Answer::Done)
}
