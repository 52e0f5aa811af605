//! Creating, inspecting and checking the store.

use std::path::Path;

pub fn created(store: &Path, key_file: &Path) -> String {
    let (store, key_file) = (store.display(), key_file.display());
    format!("Created the store {store} and its key file {key_file}.")
}

pub const COPY_KEY_FILE: &str =
    "Keep a copy of the key file in a safe place: without it the store can't be read.";

/// For a store that these flags name.
pub fn restore_or_create(flags: &str) -> String {
    format!("restore it, or create a new one: keyfob store init {flags}")
}

/// `named_by` is the flag or the variable that names the store.
pub fn check_path(named_by: &str) -> String {
    format!("check the path in {named_by}")
}

/// The row labels of `store info`.
pub mod label {
    pub const STORE: &str = "Store";
    pub const KEY_FILE: &str = "Key file";
    pub const SCHEMA: &str = "Schema";
    pub const SQLITE: &str = "SQLite";
    pub const CREATED: &str = "Created";
    pub const BYTES: &str = "Bytes";
    pub const ACCOUNTS: &str = "Accounts";
    pub const APP_PASSWORDS: &str = "App passwords";
    pub const LOG_ENTRIES: &str = "Log entries";
}

pub const CHECKING: &str = "Checking the store…";

pub fn intact(sealed_values: u64, log_entries: u64) -> String {
    format!("The store is intact. Sealed values: {sealed_values}; log entries: {log_entries}.")
}

pub const ASK_ACCEPT: &str = "Accept the store as it is? It may be an older copy.";
pub const ACCEPTED: &str = "The store is accepted as it is. The audit trail has a record of it.";

pub const ASK_REKEY: &str = "Replace the store's key? Everybody signs in again.";
pub const REKEYING: &str = "Sealing everything again…";

pub fn rekeyed(key_file: &str, old: &str) -> String {
    format!(
        "The store has a new key, in {key_file}. The old one, which older backups need, is in {old}."
    )
}

pub fn damaged(faults: u64) -> String {
    format!("The store is damaged. Faults: {faults}.")
}
