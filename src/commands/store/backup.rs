//! `keyfob store backup`

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::named_file;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::store;

const HELP: &str = "\
Writes the store as it is now to one file with mode 0600, with the end of its audit trail. The store can be used \
meanwhile. The backup is checked before it gets its name, so it can be made every night under the same name: an \
earlier backup is replaced only by a complete one. No other file is overwritten. A damaged store isn't backed up.

The key file isn't in the backup. Keep a copy of it elsewhere, apart from the backups: without it no backup can be \
read, and anyone who has both can read everything.

Examples:
  keyfob store backup ~/keyfob.backup
  0 3 * * *  keyfob store backup /var/backups/keyfob/keyfob.backup --system --quiet

The second one is a line for root's crontab. Root becomes the store's owner first, so the folder must be the owner's: \
'install -d -m 700 -o keyfob /var/backups/keyfob'.

JSON: {\"backup\",\"made_at\",\"bytes\",\"accounts\",\"app_passwords\",\"log_entries\",\"key_file\"}; key_file is \
where the key is that isn't in it";

/// Back up the store to a file
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct View {
    backup: String,
    made_at: String,
    bytes: u64,
    accounts: u32,
    app_passwords: u32,
    log_entries: i64,
    key_file: String,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let file = named_file(&arguments.file)?;
    let key_file = session.location()?.key;
    let mut service = session.open_store()?;
    session.say_waiting(store::BACKING_UP);
    let actor = session.owner(&service);
    let backup = service.back_up(&actor, file)?;
    let kept = store::backup_not_recorded(&backup.path);
    session.terminal().say_if_stopped(&kept);
    service.record_backup(&actor, &backup)?;
    session.terminal().take_back(&kept);
    if session.flags.json {
        return session.json(&View {
            backup: backup.path.display().to_string(),
            made_at: backup.made_at.to_string(),
            bytes: backup.bytes,
            accounts: backup.accounts,
            app_passwords: backup.app_passwords,
            log_entries: backup.log_entries,
            key_file: key_file.display().to_string(),
        });
    }
    let made = store::backed_up(&backup.path, backup.bytes, backup.log_entries);
    session.terminal().say_done(&made);
    session
        .terminal()
        .say(&store::key_file_is_not_in_it(&key_file));
    Ok(Answer::Done)
}
