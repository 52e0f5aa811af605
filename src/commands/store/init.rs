//! `keyfob store init`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::store;
use crate::service::Service;

const HELP: &str = "\
Only their owner can read or write the two files. Run by root, keyfob becomes the owner of the store's folder \
and makes both as that user; a folder that doesn't exist yet becomes root's. An existing key file is reused. Keep a copy of the key file \
apart from the store: without it nothing in the store can be read.

Examples:
  keyfob store init
  keyfob store init --system
  keyfob store init --store /srv/keyfob/keyfob.db --key-file /etc/keyfob/keyfob.key

JSON: {\"store\",\"key_file\"}";

/// Create the store and its key file
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
    let created = store::created(location.store.path(), &location.key);
    session.terminal().say(&created);
    session.terminal().say(store::COPY_KEY_FILE);
    Ok(Answer::Done)
}
