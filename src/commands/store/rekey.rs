//! `keyfob store rekey`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::{prompts, store};

const HELP: &str = "\
Writes a new key file, and seals every value in the store again with it. App passwords, authenticators and \
passwords stay as they are. Everybody signs in again, and codes that were sent by e-mail or phone are no longer \
valid.

The old key file stays beside the new one under another name: backups made before need it. Each entry of the audit \
trail gets a new tag, so heads that were noted before can't be compared any more (keyfob log check). A running server \
goes over to the new key. If the command is interrupted, the store opens with the key it was left with.

The store's owner must be able to write to the key file's folder. Run by root, keyfob becomes that user.

A store with a fault is refused; see keyfob store check.

Examples:
  keyfob store rekey
  keyfob store rekey --yes --json

JSON: {\"key_file\",\"old_key_file\"}";

/// Replace the key file
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View {
    key_file: String,
    old_key_file: String,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let mut service = session.open_store()?;
    if !session.confirm(store::ASK_REKEY)? {
        session.terminal().say(prompts::NOTHING_CHANGED);
        return Ok(Answer::No);
    }
    session.say_waiting(store::REKEYING);
    let actor = session.owner(&service);
    let old = service.rekey(&actor)?;
    let (key_file, old_key_file) = (
        session.location()?.key.display().to_string(),
        old.display().to_string(),
    );
    session
        .terminal()
        .say_done(&store::rekeyed(&key_file, &old_key_file));
    if session.flags.json {
        return session.json(&View {
            key_file,
            old_key_file,
        });
    }
    session.terminal().say(store::COPY_KEY_FILE);
    Ok(Answer::Done)
}
