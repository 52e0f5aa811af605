//! The commands: a folder per noun, a file per verb, its arguments beside what it does.

pub mod account;
pub mod apppw;
pub mod completions;
pub mod demo;
pub mod log;
pub mod mfa;
pub mod policy;
mod session;
pub mod store;

pub use session::Session;

use jiff::Timestamp;

/// What a command that didn't fail has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or yes.
    Done,
    /// Not right, damage found, or declined.
    No,
}

/// A moment as people read it.
fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

fn shown_or_dash(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".to_owned(), shown)
}
