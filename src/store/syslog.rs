//! Telling the local syslog of a new head. What is kept there, an attacker who can only write to the
//! store's folder can't change.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use super::head::Head;
use super::transaction::Tx;
use crate::domain::policy::LogHeads;

/// Where syslog and journald listen.
pub const SYSLOG: &str = "/dev/log";

/// Facility authpriv, severity notice.
const PRIORITY: u8 = 10 << 3 | 5;

impl Tx<'_> {
    /// Returns whether policy wants syslog to be told of new heads.
    pub(super) fn tells_syslog(&self) -> bool {
        self.policy()
            .is_ok_and(|policy| policy.log_heads == LogHeads::Syslog)
    }
}

/// Tells it, if it takes the message at once. Nothing waits for it, and nothing fails without it.
pub fn tell(socket: &Path, head: &Head) {
    let _ = try_to_tell(socket, head);
}

fn try_to_tell(socket: &Path, head: &Head) -> io::Result<()> {
    let sender = UnixDatagram::unbound()?;
    sender.set_nonblocking(true)?;
    // Without a time: the receiver adds its own.
    let message = format!("<{PRIORITY}>keyfob: audit trail {head}");
    sender.send_to(message.as_bytes(), socket)?;
    Ok(())
}
