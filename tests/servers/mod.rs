//! Real servers that ask keyfob, connected by the files that ship for them, and real clients that
//! log in to them.

mod clients;
pub mod log_ins;
pub mod site;

mod apache;
pub mod dovecot;
mod exim;
mod nginx;
mod pam;
pub mod postfix;
mod proftpd;
mod prosody;
mod pwauth;
mod saslauthd;
mod sshd;
mod systemd;
mod via;
