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

pub use session::{Session, in_words};

/// What a command that didn't fail has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or yes.
    Done,
    /// Not right, damage found, or declined.
    No,
}
