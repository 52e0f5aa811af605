//! The socket to listen at: made with its mode and group, by one server at a time.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileTypeExt, lchown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use nix::unistd::Group;
use rustix::fs::{FlockOperation, Mode, OFlags, flock, open};
use rustix::process::umask;
use thiserror::Error;

/// Who may ask.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    pub mode: u32,
    pub group: Option<u32>,
}

#[derive(Debug, Error)]
pub enum SocketError {
    #[error("another server listens at {}", .0.display())]
    InUse(PathBuf),
    #[error("{} is there and is no socket", .0.display())]
    NoSocket(PathBuf),
    #[error("no socket can be made at {}", .0.display())]
    NotMade(PathBuf, #[source] io::Error),
}

/// A socket of our own, gone when this is dropped.
pub struct OwnSocket {
    path: PathBuf,
    /// Held as long as the socket is ours.
    _lock: File,
}

impl OwnSocket {
    pub fn make(path: &Path, access: Access) -> Result<(UnixListener, Self), SocketError> {
        let failed = |error| SocketError::NotMade(path.to_owned(), error);
        let there = path.symlink_metadata();
        if there.is_ok_and(|there| !there.file_type().is_socket()) {
            return Err(SocketError::NoSocket(path.to_owned()));
        }
        let lock = lock(path).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => SocketError::InUse(path.to_owned()),
            _ => failed(error),
        })?;
        // Whoever made the one that is there is gone, since the lock was free.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        // It is born with its mode: by its name, somebody else's file could get it.
        let before = umask(Mode::from_raw_mode(!access.mode & 0o777));
        let bound = UnixListener::bind(path);
        umask(before);
        let listener = bound.map_err(failed)?;
        let socket = Self {
            path: path.to_owned(),
            _lock: lock,
        };
        if access.group.is_some() {
            lchown(path, None, access.group).map_err(failed)?;
        }
        Ok((listener, socket))
    }
}

impl Drop for OwnSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A file beside the socket, locked for as long as it is open. It stays: a lock on a file that is
/// removed keeps nobody out.
fn lock(path: &Path) -> io::Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = open(Path::new(&name), flags, Mode::from_raw_mode(0o600))?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    Ok(file.into())
}

/// A group by its name or number.
pub fn group_number(name: &str) -> Option<u32> {
    match Group::from_name(name) {
        Ok(Some(group)) => Some(group.gid.as_raw()),
        _ => name.parse().ok(),
    }
}

/// A socket's permissions as chmod takes them, such as 660.
pub fn parse_mode(text: &str) -> Option<u32> {
    u32::from_str_radix(text, 8)
        .ok()
        .filter(|mode| mode & !0o666 == 0)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_mode_lets_read_and_write_and_nothing_else() {
        assert_eq!(parse_mode("0660"), Some(0o660));
        assert_eq!(parse_mode("600"), Some(0o600));
        for bad in ["", "7777", "777", "68", "rw", "-1"] {
            assert_eq!(parse_mode(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_socket_has_its_mode_and_one_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.sock");
        let access = Access {
            mode: 0o660,
            group: None,
        };
        let (_listener, socket) = OwnSocket::make(&path, access).unwrap();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o660);
        assert!(matches!(
            OwnSocket::make(&path, access),
            Err(SocketError::InUse(_))
        ));
        drop(socket);
        assert!(!path.exists());

        // What a killed one left is replaced; anything else isn't.
        drop(UnixListener::bind(&path).unwrap());
        drop(OwnSocket::make(&path, access).unwrap());
        std::fs::write(&path, "a file").unwrap();
        assert!(matches!(
            OwnSocket::make(&path, access),
            Err(SocketError::NoSocket(_))
        ));
    }
}
