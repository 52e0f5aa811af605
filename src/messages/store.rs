//! Creating, inspecting, checking, backing up and restoring the store.

use std::path::Path;

pub fn created(store: &Path, key_file: &Path) -> String {
    let (store, key_file) = (store.display(), key_file.display());
    format!("Created the store {store} and its key file {key_file}.")
}

pub const COPY_KEY_FILE: &str =
    "Keep a copy of the key file in a safe place: without it the store can't be read.";

/// Root can't become the owner of the store's folder.
pub fn not_become(uid: u32, why: &str) -> String {
    format!("keyfob can't become uid {uid}, the owner of the store's folder: {why}")
}

pub const RUN_AS_OWNER: &str = "run keyfob as that user, or name another store with --store FILE";

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
    pub const POSTGRESQL: &str = "PostgreSQL";
    pub const CREATED: &str = "Created";
    pub const BYTES: &str = "Bytes";
    pub const ACCOUNTS: &str = "Accounts";
    pub const MFA: &str = "MFA";
    pub const DISABLED_ACCOUNTS: &str = "Disabled accounts";
    pub const APP_PASSWORDS: &str = "App passwords";
    pub const EXPIRED: &str = "Expired";
    pub const LOG_ENTRIES: &str = "Log entries";
    pub const PRUNED_ENTRIES: &str = "Pruned entries";
    pub const LAST_BACKUP: &str = "Last backup";
    pub const SERVER: &str = "Server";
}

pub const NO_BACKUP: &str = "none";
pub const NO_SERVER: &str = "none answers";

pub fn mfa_states(enforced: u32, enabled: u32, disabled: u32, service: u32) -> String {
    format!("{enforced} enforced, {enabled} enabled, {disabled} disabled, {service} service")
}

/// `answers` are those of the last minute: yes, no and undecided.
pub fn server(uptime: &str, clients: usize, answers: [u64; 3]) -> String {
    let [yes, no, undecided] = answers;
    format!(
        "up for {uptime}, clients: {clients}; last minute: {yes} yes, {no} no, {undecided} undecided"
    )
}

pub const CHECKING: &str = "Checking the store…";

pub fn intact(sealed_values: u64, log_entries: u64) -> String {
    format!("The store is intact. Sealed values: {sealed_values}; log entries: {log_entries}.")
}

pub const ASK_ACCEPT: &str = "Accept the store as it is? It may be an older copy.";
pub const ACCEPTED: &str = "The store is accepted as it is. The audit trail has a record of it.";

pub fn ask_remove(rows: u64) -> String {
    format!("Remove the damaged rows ({rows})? What they stood for must be set up again.")
}

pub fn removed(rows: u64) -> String {
    format!("Removed damaged rows: {rows}. The audit trail has a record of it.")
}

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

pub const A_BACKUP_IS_A_FILE: &str = "a backup is a file, not stdin or stdout";
pub const NAME_A_FILE: &str = "give its path; a file of this name is ./-";

pub const BACKING_UP: &str = "Backing up the store…";

pub fn backed_up(path: &Path, bytes: u64, log_entries: i64) -> String {
    let path = path.display();
    format!("Made the backup {path}. Bytes: {bytes}; log entries: {log_entries}.")
}

pub fn key_file_is_not_in_it(key_file: &Path) -> String {
    let key_file = key_file.display();
    format!(
        "The key file {key_file} isn't in it. Keep a copy of that elsewhere: without it the backup can't be read."
    )
}

pub fn backup_not_recorded(path: &Path) -> String {
    let path = path.display();
    format!("The backup {path} is complete, but the audit trail has no record of it.")
}

pub const COPYING: &str = "Copying the store and checking the copy…";

pub fn copied(store: &Path, accounts: u32, app_passwords: u32, log_entries: i64) -> String {
    let store = store.display();
    format!(
        "Copied the store to {store}. Accounts: {accounts}; app passwords: {app_passwords}; log entries: \
         {log_entries}."
    )
}

pub fn has_the_same_key(key_file: &Path) -> String {
    let key_file = key_file.display();
    format!("Its key file is {key_file}, as before.")
}

pub const CHECKING_BACKUP: &str = "Checking the backup…";

pub const ADD_REPLACE: &str =
    "to put the backup in its place, add --replace; the old store is kept beside it";

pub fn ask_replace(made_at: &str) -> String {
    format!(
        "Replace the store with the backup of {made_at}? Changes made since then are lost: app passwords deleted since \
         then work again."
    )
}

pub fn restored(
    store: &Path,
    made_at: &str,
    accounts: u32,
    app_passwords: u32,
    log_entries: i64,
) -> String {
    let store = store.display();
    format!(
        "Restored the store {store} from the backup of {made_at}. Accounts: {accounts}; app passwords: \
         {app_passwords}; log entries: {log_entries}."
    )
}

pub const CHANGES_SINCE_ARE_GONE: &str =
    "Changes made since the backup are gone: app passwords deleted since then work again.";

pub fn old_store_is_kept(path: &Path) -> String {
    let path = path.display();
    format!("The old store is kept as {path}.")
}
