//! The commands: a folder per noun, a file per verb. Each has its arguments, one call of a flow or
//! of the service, and how the result is shown.

pub mod account;
pub mod apppw;
pub mod auth;
pub mod completions;
pub mod demo;
mod faults;
pub mod log;
pub mod mfa;
pub mod notices;
pub mod policy;
pub mod serve;
pub mod signin;
pub mod signout;
pub mod store;
pub mod whoami;
