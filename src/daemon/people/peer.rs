//! Who is at the other end of a socket, as the kernel knows it.
//! This needs unsafe code, because no crate has a safe interface to two of the kernel's answers.

#![expect(
    unsafe_code,
    reason = "SO_PEERGROUPS and SO_PEERPIDFD have no safe interface"
)]

use std::io;
use std::mem::{size_of, size_of_val};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

use nix::libc;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::socket_peercred;
use rustix::process::{PidfdFlags, geteuid, pidfd_open};

use crate::daemon::socket::group_by_name;
use crate::domain::role::Caller;
use crate::domain::sign_in::TerminalSession;
use crate::people::Visitor;
use crate::terminal_session;

/// More groups than a process can have.
const MOST_GROUPS: usize = 65_536;

pub fn visitor(stream: &UnixStream) -> io::Result<Visitor> {
    let peer = socket_peercred(stream)?;
    let uid = peer.uid.as_raw();
    let process = peer.pid.as_raw_pid().to_string();
    let seen = (
        terminal_session::of(&process, uid),
        terminal_session::login_uid(&process),
    );
    // The number may belong to another process by now, in another session.
    // A kernel before 6.5 doesn't tell which process that was; then it is the one that has the number now.
    let connected = process_of(stream).or_else(|_| pidfd_open(peer.pid, PidfdFlags::empty()));
    let (session, login_uid): (Option<TerminalSession>, _) = match connected {
        Ok(process) if is_running(&process)? => seen,
        _ => (None, None),
    };
    let mut groups = groups(stream)?;
    groups.push(peer.gid.as_raw());
    Ok(Visitor {
        caller: Caller {
            uid,
            effective_uid: uid,
            login_uid,
            sudo_user: None,
        },
        session,
        is_owner: peer.uid.is_root() || peer.uid == geteuid(),
        groups,
        group_number: group_by_name,
    })
}

/// Returns the peer's supplementary groups when it connected.
fn groups(stream: &UnixStream) -> io::Result<Vec<u32>> {
    let mut groups = vec![0_u32; 64];
    loop {
        match option(stream, libc::SO_PEERGROUPS, &mut groups) {
            Ok(count) => {
                groups.truncate(count);
                return Ok(groups);
            }
            Err(error) if error.raw_os_error() == Some(libc::ERANGE) => {
                if groups.len() >= MOST_GROUPS {
                    return Err(error);
                }
                groups.resize(groups.len() * 4, 0);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Returns the process that connected: the process itself, not its number.
fn process_of(stream: &UnixStream) -> io::Result<OwnedFd> {
    let mut descriptor: [RawFd; 1] = [-1];
    option(stream, libc::SO_PEERPIDFD, &mut descriptor)?;
    // SAFETY: the kernel made this descriptor for us just now, and nothing else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor[0]) })
}

fn is_running(process: &OwnedFd) -> io::Result<bool> {
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // It becomes readable when the process ends.
    Ok(poll(&mut [PollFd::new(process, PollFlags::IN)], Some(&now))? == 0)
}

/// Reads an option of a socket, as far as there is room. Returns how many values there are.
fn option<T: Copy>(
    stream: &UnixStream,
    option: libc::c_int,
    values: &mut [T],
) -> io::Result<usize> {
    let mut bytes =
        libc::socklen_t::try_from(size_of_val(values)).map_err(|_| io::ErrorKind::InvalidInput)?;
    // SAFETY: the kernel writes at most that many bytes, to memory that is ours, and any bytes are values of the
    // types that this is used with.
    let answer = unsafe {
        libc::getsockopt(
            stream.as_fd().as_raw_fd(),
            libc::SOL_SOCKET,
            option,
            values.as_mut_ptr().cast(),
            &raw mut bytes,
        )
    };
    if answer == 0 {
        Ok(bytes as usize / size_of::<T>())
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_end_is_this_process() {
        let (ours, _theirs) = UnixStream::pair().unwrap();
        let visitor = visitor(&ours).unwrap();
        assert_eq!(visitor.caller.uid, rustix::process::getuid().as_raw());
        assert!(visitor.is_owner);
        let mut groups: Vec<_> = rustix::process::getgroups().unwrap();
        groups.push(rustix::process::getegid());
        for group in groups {
            assert!(visitor.groups.contains(&group.as_raw()));
        }
        let process = process_of(&ours).unwrap();
        assert!(is_running(&process).unwrap());
    }
}
