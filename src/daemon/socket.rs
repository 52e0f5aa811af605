//! The sockets to listen at: created here, with their mode and group, or passed by systemd.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileTypeExt, lchown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use listenfd::ListenFd;
use nix::unistd::Group;
use rustix::fs::{FlockOperation, Mode, OFlags, flock, open};
use rustix::process::umask;
use thiserror::Error;

/// The permissions and group of a socket, which decide who may connect.
#[derive(Debug, Clone, Copy)]
pub struct SocketPermissions {
    pub mode: u32,
    pub group: Option<u32>,
}

#[derive(Debug, Error)]
pub enum SocketError {
    #[error("another server listens at {}", .0.display())]
    InUse(PathBuf),
    #[error("{} exists and isn't a socket", .0.display())]
    NoSocket(PathBuf),
    #[error("no socket can be made at {}", .0.display())]
    NotMade(PathBuf, #[source] io::Error),
}

/// The sockets to listen at: servers ask at some, people at others.
#[derive(Default)]
pub struct Listeners {
    pub servers: Vec<UnixListener>,
    pub people: Vec<UnixListener>,
}

/// What systemd calls a socket for people.
const OF_PEOPLE: &str = "people";

/// Returns the sockets that systemd passed to this process, which it calls by these names.
pub fn handed_over(names: &str) -> io::Result<Listeners> {
    let mut descriptors = ListenFd::from_env();
    let mut names = names.split(':');
    let mut listeners = Listeners::default();
    for number in 0..descriptors.len() {
        let handed_over = descriptors.take_unix_listener(number)?;
        if names.next() == Some(OF_PEOPLE) {
            listeners.people.extend(handed_over);
        } else {
            listeners.servers.extend(handed_over);
        }
    }
    Ok(listeners)
}

/// A socket that this process made. It is removed when this is dropped.
pub struct OwnSocket {
    path: PathBuf,
    /// Held as long as the socket is this process's.
    _lock: File,
}

impl OwnSocket {
    pub fn make(
        path: &Path,
        permissions: SocketPermissions,
    ) -> Result<(UnixListener, Self), SocketError> {
        let failed = |error| SocketError::NotMade(path.to_owned(), error);
        let there = path.symlink_metadata();
        if there.is_ok_and(|there| !there.file_type().is_socket()) {
            return Err(SocketError::NoSocket(path.to_owned()));
        }
        let lock = lock(path).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => SocketError::InUse(path.to_owned()),
            _ => failed(error),
        })?;
        // The process that made an existing socket is gone, because the lock was free.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        // Created with its mode: changing the mode by the socket's name could change another file.
        let before = umask(Mode::from_raw_mode(!permissions.mode & 0o777));
        let bound = UnixListener::bind(path);
        umask(before);
        let listener = bound.map_err(failed)?;
        let socket = Self {
            path: path.to_owned(),
            _lock: lock,
        };
        if permissions.group.is_some() {
            lchown(path, None, permissions.group).map_err(failed)?;
        }
        Ok((listener, socket))
    }
}

impl Drop for OwnSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Locks a file beside the socket for as long as it is open. The file stays, because a lock on a
/// removed file excludes no other process.
fn lock(path: &Path) -> io::Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = open(Path::new(&name), flags, Mode::from_raw_mode(0o600))?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    Ok(file.into())
}

/// Returns a group's number by its name or number.
pub fn group_number(name: &str) -> Option<u32> {
    group_by_name(name).or_else(|| name.parse().ok())
}

/// Returns a group's number by its name.
pub fn group_by_name(name: &str) -> Option<u32> {
    let group = Group::from_name(name).ok().flatten()?;
    Some(group.gid.as_raw())
}

/// Parses a socket's permissions as chmod takes them, such as 660.
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
    fn a_mode_permits_reading_and_writing_only() {
        assert_eq!(parse_mode("0660"), Some(0o660));
        assert_eq!(parse_mode("600"), Some(0o600));
        for bad in ["", "7777", "777", "68", "rw", "-1"] {
            assert_eq!(parse_mode(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_socket_has_its_mode_and_a_single_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.sock");
        let permissions = SocketPermissions {
            mode: 0o660,
            group: None,
        };
        let (_listener, socket) = OwnSocket::make(&path, permissions).unwrap();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o660);
        assert!(matches!(
            OwnSocket::make(&path, permissions),
            Err(SocketError::InUse(_))
        ));
        drop(socket);
        assert!(!path.exists());

        // The socket of a killed server is replaced; another kind of file isn't.
        drop(UnixListener::bind(&path).unwrap());
        drop(OwnSocket::make(&path, permissions).unwrap());
        std::fs::write(&path, "a file").unwrap();
        assert!(matches!(
            OwnSocket::make(&path, permissions),
            Err(SocketError::NoSocket(_))
        ));
    }
}
