//! Real servers that ask keyfob, connected by the files that ship for them, and real clients that
//! log in to them.

mod clients;
mod log_ins;
mod site;

mod apache;
mod dovecot;
mod exim;
mod pam;
mod postfix;
mod prosody;
mod saslauthd;
mod sshd;
mod systemd;
mod via;
