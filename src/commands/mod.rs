//! The commands: a folder per noun, a file per verb, its arguments beside what it does.

mod access;
pub mod account;
pub mod apppw;
mod asking;
pub mod auth;
pub mod completions;
mod contact_codes;
pub mod demo;
mod first_run;
mod handing_over;
pub mod log;
pub mod mfa;
pub mod policy;
mod recovery_codes;
mod session;
pub mod signin;
pub mod signout;
pub mod store;

pub use access::Access;
pub use handing_over::{Handover, Parcel, Whereto};
pub use session::{Session, in_words};

/// What a command that didn't fail has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or yes.
    Done,
    /// Not right, damage found, or declined.
    No,
}
