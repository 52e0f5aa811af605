//! The audit log and its check.

use crate::domain::verdict::Reason;

pub const SHOW_HEADINGS: [&str; 5] = ["NO", "TIME (UTC)", "EVENT", "ACCOUNT", "WHAT"];
pub const SHOW_HEADINGS_OF_ONE_ACCOUNT: [&str; 4] = ["NO", "TIME (UTC)", "EVENT", "WHAT"];
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

/// A user without a name.
pub fn user(uid: u64) -> String {
    format!("uid {uid}")
}

/// `claimed` is the user that sudo names.
pub fn by_sudo(user: &str, claimed: &str) -> String {
    format!("{user}, sudo by {claimed}")
}

pub fn by(user: &str) -> String {
    format!("by {user}")
}

pub fn by_operator(user: &str) -> String {
    format!("by operator {user}")
}

/// An operator who may not do everything.
pub fn by_role(user: &str, role: &str) -> String {
    format!("by {role} {user}")
}

pub fn refused(reason: Reason) -> &'static str {
    match reason {
        Reason::NoMatch => "wrong app password",
        Reason::Deleted => "already deleted",
        Reason::Replaced => "replaced by a newer one",
        Reason::Expired => "expired",
        Reason::WrongService => "not for this service",
        Reason::WrongNetwork => "not for this network",
        Reason::AccountDisabled => "account disabled",
        Reason::MfaNotEnforced => "MFA not enforced",
        Reason::BlockedByPolicy => "blocked by policy",
    }
}

pub const NO_SUCH_ACCOUNT: &str = "no such account";

pub fn no_such_event(event: &str) -> String {
    format!("no event begins with {event}")
}

pub const KNOWN_EVENTS: &str = "events are words such as account.signed-in, apppw.created and mfa.reset; their beginning is enough";

pub const CHECKING: &str = "Checking the audit trail…";

pub fn intact(entries: u64) -> String {
    format!("The audit trail is intact. Entries: {entries}.")
}

pub fn head(head: &str) -> String {
    format!("Head: {head}")
}

pub fn not_expected(seq: i64) -> String {
    format!("audit trail: entry {seq} isn't the expected one")
}

pub fn expected_missing(last: i64, expected: i64) -> String {
    format!("audit trail: it ends at entry {last}, before the expected entry {expected}")
}

pub fn expected_pruned(seq: i64) -> String {
    format!("audit trail: the expected entry {seq} was pruned, so it can't be compared")
}

pub fn expected_rekeyed(expected: i64, at: i64) -> String {
    format!(
        "audit trail: the store got a new key at entry {at}, so the expected entry {expected} can't be compared"
    )
}

/// What was pruned of a trail that was checked.
pub fn pruned_before(entries: i64, newest_at: &str, heads_accepted: u32) -> String {
    let pruned = format!("Entries pruned before: {entries}; the newest is from {newest_at}.");
    match heads_accepted {
        0 => pruned,
        times => format!("{pruned} Times the store was accepted as it was: {times}."),
    }
}

pub const NO_LIMIT: &str = "nothing says which entries to prune";
pub const GIVE_A_LIMIT: &str =
    "give --before WHEN, or set how long to keep them: keyfob policy set log-keep 400d";
pub const BEFORE_NOW: &str = "entries can only be pruned up to a time in the past";
pub const GIVE_AN_EARLIER_TIME: &str = "write it like 400d, or a date like 2026-01-31";

pub fn nothing_to_prune(first_at: &str) -> String {
    format!(
        "Nothing to prune. The first entry is from {first_at}; the last 24 hours are always kept."
    )
}

pub fn ask_prune(entries: i64, of: i64, newest_at: &str) -> String {
    format!(
        "Prune {entries} of the {of} entries, up to {newest_at}? Nothing brings them back, except a backup."
    )
}

pub fn pruned(entries: i64, of: i64, newest_at: &str) -> String {
    format!("Pruned {entries} of the {of} entries, up to {newest_at}.")
}

pub fn damaged(entries: u64, faults: u64) -> String {
    format!("The audit trail is damaged. Entries: {entries}; faults: {faults}.")
}
