//! Every integration test, in one program: linked once, and its tests share the cores.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test stops where it can't go on, and works on the real system"
)]

/// What the tests stand on.
mod support;

/// Each command in-process, with snapshots of what it prints.
mod cli;
/// Secrets that go to the clipboard.
mod clipboard;
/// A store in a database, used by several machines.
mod fleet;
/// What keyfob promises, one file for each promise.
mod promises;
/// Prompts and screens in a real pseudo-terminal.
mod pty;
/// The rules as a whole, against a small model of them.
mod rules;
/// `keyfob serve` and its clients.
mod serve;
/// Real mail servers, PAM, Apache and systemd.
mod servers;
/// Proofs at sign-in: limits, races, codes in messages.
mod sign_in;
/// The store's files: schema, faults, races, secrets, audit trail.
mod store;

mod contract;
mod fuzzed;
mod generated;
mod layering;
mod notices;
mod peers;
mod people;
mod prose;
mod provisioning;
mod supply_chain;
