//! Every sentence that a person reads, by what it is about. Whole sentences with named parts: a
//! caller joins nothing, so that a sentence can be reworded, and later translated, in one place.
//!
//! Help stands beside the arguments it explains, an error of the rules beside its rule, and what
//! errors have in common in `error/`.

pub mod account;
pub mod app_password;
pub mod auth;
pub mod contact_codes;
pub mod delivery;
pub mod demo;
pub mod enrolment;
pub mod first_run;
pub mod log;
pub mod mfa;
pub mod notice;
pub mod policy;
pub mod prompts;
pub mod recovery_codes;
pub mod room;
pub mod second_factor;
pub mod serve;
pub mod sign_in;
pub mod store;
pub mod terminal;
pub mod whoami;

/// An exact moment in a sentence, for `strftime`.
pub const MOMENT: &str = "%Y-%m-%d %H:%M UTC";
