//! `keyfob store restore`

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::named_file;
use crate::error::{Code, Error, Result};
use crate::flows::{Answer, Session, in_words};
use crate::messages::{prompts, store};
use crate::service::{Restore, ServiceError, StoreError, StoreFile};

const HELP: &str = "\
The backup is checked before anything is changed, and needs the key file that the store had. With --replace it takes \
the place of an existing store, after asking. What was changed since the backup is gone: app passwords that were \
deleted since then work again, so delete them again.

The old store is kept beside the new one, with its .head file, as FILE.before-restore. 'keyfob serve' and other \
commands go over to the new store by themselves; nothing has to be stopped. If root restores another user's store, it \
stays that user's.

If the restore is interrupted, run it again.

Examples:
  keyfob store restore ~/keyfob.backup
  keyfob store restore /var/backups/keyfob/keyfob.backup --replace --system

JSON: {\"store\",\"made_at\",\"accounts\",\"app_passwords\",\"log_entries\",\"old_store\"}; made_at is when the backup \
was made, old_store the file that keeps the store that was replaced, in a database the schema";

/// Restore the store from a backup
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace the existing store, and keep it as FILE.before-restore
    #[arg(long)]
    replace: bool,
}

#[derive(Serialize)]
struct View {
    store: String,
    made_at: String,
    accounts: u32,
    app_passwords: u32,
    log_entries: i64,
    old_store: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let file = named_file(&arguments.file)?;
    let location = session.location()?;
    session.say_waiting(store::CHECKING_BACKUP);
    let random = &session.context.random;
    let requester = session.requester();
    let prepared = Restore::prepare(&location, file, arguments.replace, &requester, random);
    let restore = prepared.map_err(|error| match error {
        ServiceError::Store(exists @ StoreError::Exists(StoreFile::Store, _)) => {
            Error::of(Code::AlreadyExists, exists.to_string()).hint(store::ADD_REPLACE)
        }
        other => other.into(),
    })?;
    let backup = restore.info().clone();
    let made_at = in_words(backup.made_at);
    if restore.replaces() && !session.confirm(&store::ask_replace(&made_at))? {
        session.terminal().say(prompts::NOTHING_CHANGED);
        return Ok(Answer::No);
    }
    let restored = restore.finish(&session.requester())?;
    if session.flags.json {
        return session.json(&View {
            store: restored.store.display().to_string(),
            made_at: backup.made_at.to_string(),
            accounts: backup.accounts,
            app_passwords: backup.app_passwords,
            log_entries: restored.log_entries,
            old_store: restored.kept.map(|path| path.display().to_string()),
        });
    }
    let terminal = session.terminal();
    terminal.say_done(&store::restored(
        &restored.store,
        &made_at,
        backup.accounts,
        backup.app_passwords,
        restored.log_entries,
    ));
    terminal.say(store::CHANGES_SINCE_ARE_GONE);
    if let Some(kept) = restored.kept {
        terminal.say(&store::old_store_is_kept(&kept));
    }
    Ok(Answer::Done)
}
