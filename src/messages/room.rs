//! Making room for an app password at the limit.

pub const ASK_WHICH: &str = "Delete which one to make room?";

pub fn at_limit(account: &str, count: usize, limit: u32) -> String {
    format!("{account} has {count} of {limit} app passwords.")
}

/// An app password in the list.
pub fn never_used(app: &str) -> String {
    format!("{app}, never used")
}

pub fn last_used(app: &str, ago: &str) -> String {
    format!("{app}, last used {ago}")
}

pub fn last_used_on(app: &str, date: &str) -> String {
    format!("{app}, last used on {date}")
}
