//! `keyfob store init`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::service::Service;

const HELP: &str = "\
Both files are made closed to others. A key file that is there already is used. Keep a copy of the key \
file apart from the store: without it nothing in the store can be read.

Examples:
  keyfob store init
  keyfob store init --system
  keyfob store init --store /srv/keyfob/keyfob.db --key-file /etc/keyfob/keyfob.key

JSON: {\"store\",\"key_file\"}";

/// Make the store and its key file
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View {
    store: String,
    key_file: String,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let location = session.location()?;
    Service::create(&location, &session.requester(), &session.context.random)?;
    let view = View {
        store: location.store.display().to_string(),
        key_file: location.key.display().to_string(),
    };
    if session.flags.json {
        return session.json(&view);
    }
    session.terminal().say(&format!(
        "Made the store {} and its key file {}.",
        view.store, view.key_file
    ));
    session
        .terminal()
        .say("Keep a copy of the key file in a safe place: without it the store can't be read.");
    Ok(Answer::Done)
}
