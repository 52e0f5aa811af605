//! The auth socket: Dovecot's auth-client protocol, spoken to Postfix and Exim by a
//! process that stays.
//!
//! One thread has all connections: it reads, parses, answers from memory what was accepted before,
//! and hands everything else to as many workers as there are processors, in turns, one question of
//! each connection at a time. A question that couldn't be decided ends its connection, since
//! clients take a temporary failure for a refusal.

mod connection;
mod memory;
mod process;
mod ready;
mod server;
pub mod socket;
mod worker;

pub use ready::tell_ready;
pub use server::{Notice, Server};
