//! `keyfob store info`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::store::label;

const HELP: &str = "\
Example:
  keyfob store info

JSON: {\"store\",\"key_file\",\"schema\",\"sqlite\",\"created_at\",\"bytes\",\"accounts\",\"app_passwords\", \
\"log_entries\"}";

/// Show where the store is and what it contains
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    store: &'a str,
    key_file: &'a str,
    schema: u32,
    sqlite: &'a str,
    created_at: String,
    bytes: u64,
    accounts: u32,
    app_passwords: u32,
    log_entries: i64,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open_to_examine()?;
    let (location, info) = service.info(&session.admin(&service))?;
    let path = location.store.display().to_string();
    let key = location.key.display().to_string();
    if session.flags.json {
        return session.json(&View {
            store: &path,
            key_file: &key,
            schema: info.schema,
            sqlite: info.sqlite,
            created_at: info.created_at.to_string(),
            bytes: info.bytes,
            accounts: info.accounts,
            app_passwords: info.app_passwords,
            log_entries: info.log_entries,
        });
    }
    session.details(&[
        (label::STORE, &path),
        (label::KEY_FILE, &key),
        (label::SCHEMA, &info.schema.to_string()),
        (label::SQLITE, info.sqlite),
        (label::CREATED, &session.moment(info.created_at)),
        (label::BYTES, &info.bytes.to_string()),
        (label::ACCOUNTS, &info.accounts.to_string()),
        (label::APP_PASSWORDS, &info.app_passwords.to_string()),
        (label::LOG_ENTRIES, &info.log_entries.to_string()),
    ])
}
