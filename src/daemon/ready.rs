//! Telling a service manager that the server is ready.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Notifies the socket whose address is in `NOTIFY_SOCKET`.
pub fn tell_ready(notify: &OsStr) -> io::Result<()> {
    let address = match notify.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(notify)?,
    };
    UnixDatagram::unbound()?.send_to_addr(b"READY=1", &address)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_arrives_at_the_address() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let manager = UnixDatagram::bind(&path).unwrap();
        tell_ready(path.as_os_str()).unwrap();
        let mut message = [0; 16];
        let length = manager.recv(&mut message).unwrap();
        assert_eq!(message[..length], *b"READY=1");
        assert!(tell_ready(folder.path().join("nobody").as_os_str()).is_err());
    }
}
