//! `keyfob store copy`

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::store;
use crate::service::copy_store;

const HELP: &str = "\
Copies a store from a file to a PostgreSQL database, or back, or from one of them to another. All of it is checked \
before the copy can be opened, with its audit trail, which then records that it was copied. What is copied stays as it \
was. There may be no store yet where it is copied to.

Both stores have the same key file: that of FROM, unless it is named with --key-file.

Nothing may change in the store while servers still answer from it: stop them first, and let them use the copy then.

Examples:
  keyfob store copy ~/keyfob.db postgresql://db.example.org/keyfob
  keyfob store copy postgresql:///keyfob /var/lib/keyfob/keyfob.db --key-file /etc/keyfob/keyfob.key

JSON: {\"from\",\"to\",\"key_file\",\"accounts\",\"app_passwords\",\"log_entries\"}";

/// Copy the store to a database or a file
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The store's file or address
    #[arg(value_name = "FROM")]
    from: PathBuf,
    /// The copy's file or address
    #[arg(value_name = "TO")]
    to: PathBuf,
}

#[derive(Serialize)]
struct View {
    from: String,
    to: String,
    key_file: String,
    accounts: u32,
    app_passwords: u32,
    log_entries: i64,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let from = session.location_of(&arguments.from)?;
    let mut to = session.location_of(&arguments.to)?;
    to.key.clone_from(&from.key);
    session.say_waiting(store::COPYING);
    let requester = session.requester();
    let (backup, restored) = copy_store(&from, &to, &requester, &session.context.random)?;
    let key_file = to.key.display().to_string();
    if session.flags.json {
        return session.json(&View {
            from: from.store.display().to_string(),
            to: restored.store.display().to_string(),
            key_file,
            accounts: backup.accounts,
            app_passwords: backup.app_passwords,
            log_entries: restored.log_entries,
        });
    }
    let terminal = session.terminal();
    terminal.say_done(&store::copied(
        &restored.store,
        backup.accounts,
        backup.app_passwords,
        restored.log_entries,
    ));
    terminal.say(&store::has_the_same_key(&to.key));
    Ok(Answer::Done)
}
