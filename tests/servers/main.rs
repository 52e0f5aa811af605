//! Real servers that ask keyfob, connected by the files that ship for them, and real clients that
//! log in to them.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside of what these rules are for"
)]

mod clients;
mod log_ins;
mod site;
#[path = "../support/mod.rs"]
mod support;

mod apache;
mod dovecot;
mod exim;
mod pam;
mod postfix;
mod systemd;
mod via;
