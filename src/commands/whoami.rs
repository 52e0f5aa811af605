//! `keyfob whoami`

use clap::Args;
use serde::Serialize;

use crate::domain::names::AccountName;
use crate::domain::role::Role;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::whoami as messages;

const HELP: &str = "\
The role of an operator comes from the groups that the policy names: admin-group, helpdesk-group and auditor-group. \
Root and the store's owner may do everything. A user without a role signs in to an account and acts as its holder.

Example:
  keyfob whoami

JSON: {\"user\",\"uid\",\"role\",\"store\",\"socket\",\"account\"}. \"role\" is owner, admin, helpdesk, auditor or \
null; \"socket\" is null if the store is opened directly; \"account\" is the one that this terminal session is signed \
in to, or null.";

/// Show your role, and which store is used by which way
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    user: Option<&'a str>,
    uid: u32,
    role: Option<&'static str>,
    store: &'a str,
    socket: Option<&'a str>,
    account: Option<&'a str>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let socket = session.socket()?;
    let (desk, uid, store) = if let Some(socket) = &socket {
        let (desk, seen) = session.ask_at(socket)?;
        (desk, seen.uid, seen.store)
    } else {
        let store = session.location()?.store.display().to_string();
        // Root may have become the store's owner by now.
        let uid = session.requester().caller.uid;
        (session.open()?, uid, store)
    };
    let user = (session.context.user_name)(uid);
    let account = desk.last_signed_in(&session.requester())?;
    let socket = socket.map(|socket| socket.display().to_string());
    let role = match desk.role() {
        Role::Owner => Some("owner"),
        role @ (Role::Admin | Role::Helpdesk | Role::Auditor) => Some(role.into_str()),
        _ => None,
    };
    let view = View {
        user: user.as_deref(),
        uid,
        role,
        store: &store,
        socket: socket.as_deref(),
        account: account.as_ref().map(AccountName::as_str),
    };
    if session.flags.json {
        return session.json(&view);
    }
    let named = messages::user(view.user, uid);
    session.details(&[
        (messages::USER, &named),
        (messages::ROLE, role.unwrap_or(messages::NO_ROLE)),
        (messages::STORE, &store),
        (messages::WAY, &messages::way(view.socket)),
        (
            messages::ACCOUNT,
            view.account.unwrap_or(messages::NOT_SIGNED_IN),
        ),
    ])
}
