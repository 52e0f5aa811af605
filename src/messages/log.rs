//! The audit log and its check.

pub const SHOW_HEADINGS: [&str; 5] = ["NO", "TIME (UTC)", "EVENT", "ACCOUNT", "WHAT"];
pub const NO_ENTRIES: &str = "No entries found.";
pub const NO_VALUE: &str = "none";

pub fn was(before: &str) -> String {
    format!("was {before}")
}

pub fn changed(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}

pub fn field_changed(field: &str, before: &str, after: &str) -> String {
    format!("{field}: {before} → {after}")
}

pub fn user(uid: &str) -> String {
    format!("uid {uid}")
}

/// `user` is what sudo claims.
pub fn by_sudo(uid: u64, user: &str) -> String {
    format!("{uid}, sudo by {user}")
}

pub const CHECKING: &str = "Checking the audit trail…";

pub fn intact(entries: u64) -> String {
    format!("The audit trail is intact. Entries: {entries}.")
}

pub fn damaged(entries: u64, faults: usize) -> String {
    format!("The audit trail is damaged. Entries: {entries}; faults: {faults}.")
}
