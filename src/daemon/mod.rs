//! The process that serves: its sockets, signals and readiness. One thread has all of them, and
//! gives what the clients ask to the front ends. A socket that speaks another protocol is one more
//! [`Endpoint`].

mod connection;
mod connections;
mod courier;
mod people;
mod ready;
mod server;
mod signals;
pub mod socket;
pub mod status;
mod turns;
mod wake;

pub use courier::Courier;
pub use people::PeopleSettings;
pub use ready::tell_ready;
pub use server::{Endpoint, Report, Server, Sockets};
