//! How a server is: its uptime, and how many log-ins it answered. It says so at a socket of its own
//! beside the store, to the store's owner and to root. It reads nothing there and waits for nobody, so
//! that this can neither slow nor change an answer.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::io::{Errno, write};
use rustix::net::sockopt::socket_peercred;
use rustix::net::{SocketFlags, accept_with};
use rustix::process::{Uid, geteuid};
use serde::{Deserialize, Serialize};

use super::socket::{OwnSocket, SocketError, SocketPermissions};
use crate::front_ends::Decision;
use crate::front_ends::answering::Undecided;
use crate::front_ends::via::connect_within;

/// How long to wait for a server to say how it is.
const PATIENCE: Duration = Duration::from_secs(2);
/// No status is longer.
const LONGEST: u64 = 4096;
/// How many are told at once, before clients are answered again.
const TOLD_AT_ONCE: usize = 4;
const MINUTE: usize = 60;

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerStatus {
    pub pid: u32,
    pub uptime_seconds: u64,
    /// How many clients are connected.
    pub clients: usize,
    /// Since the start.
    pub answers: Answers,
    pub last_minute: Answers,
}

/// How many log-ins were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    pub yes: u64,
    pub no: u64,
    pub undecided: u64,
    /// How many of them were answered without a hash.
    pub remembered: u64,
}

impl Answers {
    fn add(&mut self, other: Self) {
        self.yes += other.yes;
        self.no += other.no;
        self.undecided += other.undecided;
        self.remembered += other.remembered;
    }
}

/// Asks the server at this socket. `None` if there is none, or if it doesn't answer.
pub fn ask(socket: &Path) -> Option<ServerStatus> {
    let until = Instant::now() + PATIENCE;
    let stream = connect_within(PATIENCE, socket).ok()?;
    let mut said = vec![];
    let mut stream = stream.take(LONGEST);
    loop {
        let left = until.checked_duration_since(Instant::now())?;
        let left = Some(left).filter(|left| !left.is_zero())?;
        stream.get_ref().set_read_timeout(Some(left)).ok()?;
        let mut bytes = [0; 512];
        match stream.read(&mut bytes).ok()? {
            0 => return serde_json::from_slice(&said).ok(),
            count => said.extend_from_slice(&bytes[..count]),
        }
    }
}

/// Counts answers, in all and in the last minute.
pub struct Counter {
    since: Instant,
    all: Answers,
    /// Each with the second that it was counted in, from the start on.
    seconds: [(u64, Answers); MINUTE],
}

impl Counter {
    pub fn new(now: Instant) -> Self {
        Self {
            since: now,
            all: Answers::default(),
            seconds: [(0, Answers::default()); MINUTE],
        }
    }

    pub fn count(
        &mut self,
        now: Instant,
        outcome: &Result<Decision, Undecided>,
        is_remembered: bool,
    ) {
        let one = Answers {
            yes: u64::from(matches!(outcome, Ok(Decision::Yes(_)))),
            no: u64::from(matches!(outcome, Ok(Decision::No))),
            undecided: u64::from(outcome.is_err()),
            remembered: u64::from(is_remembered),
        };
        self.all.add(one);
        let second = self.uptime(now);
        let place = usize::try_from(second % MINUTE as u64).unwrap_or_default();
        let slot = &mut self.seconds[place];
        if slot.0 != second {
            *slot = (second, Answers::default());
        }
        slot.1.add(one);
    }

    pub fn status(&self, now: Instant, clients: usize) -> ServerStatus {
        let uptime = self.uptime(now);
        let mut last_minute = Answers::default();
        for (second, answers) in &self.seconds {
            if second + MINUTE as u64 > uptime {
                last_minute.add(*answers);
            }
        }
        ServerStatus {
            pid: std::process::id(),
            uptime_seconds: uptime,
            clients,
            answers: self.all,
            last_minute,
        }
    }

    fn uptime(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.since).as_secs()
    }
}

/// Where a server says how it is.
pub struct StatusSocket {
    listener: UnixListener,
    _socket: OwnSocket,
}

impl StatusSocket {
    pub fn make(path: &Path) -> Result<Self, SocketError> {
        let permissions = SocketPermissions {
            mode: 0o600,
            group: None,
        };
        let (listener, socket) = OwnSocket::make(path, permissions)?;
        let set = listener.set_nonblocking(true);
        set.map_err(|error| SocketError::NotMade(path.to_owned(), error))?;
        Ok(Self {
            listener,
            _socket: socket,
        })
    }

    /// Tells those who ask, as far as they take it at once. An error means that no more can be let in now.
    pub fn tell(&self, status: impl Fn() -> ServerStatus) -> io::Result<()> {
        for _ in 0..TOLD_AT_ONCE {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            let asking: UnixStream = match accept_with(&self.listener, flags) {
                Ok(socket) => socket.into(),
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::CONNABORTED | Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            };
            let peer = socket_peercred(&asking).map(|peer| peer.uid);
            if peer.is_ok_and(|peer| may_ask(peer, geteuid()))
                && let Ok(said) = serde_json::to_vec(&status())
            {
                // Who is gone already needs no answer.
                let _ = write(&asking, &said);
            }
        }
        Ok(())
    }
}

impl AsFd for StatusSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

fn may_ask(peer: Uid, own: Uid) -> bool {
    peer.is_root() || peer == own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_and_the_own_user_may_ask() {
        let user = Uid::from_raw;
        assert!(may_ask(Uid::ROOT, user(1000)));
        assert!(may_ask(user(1000), user(1000)));
        assert!(!may_ask(user(1001), user(1000)));
        assert!(!may_ask(user(1000), Uid::ROOT));
    }

    #[test]
    fn answers_are_counted_for_ever_and_for_a_minute() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut counter = Counter::new(start);
        let yes = Ok(Decision::Yes("alain".to_owned()));
        for second in 0..150 {
            counter.count(at(second), &yes, second % 2 == 0);
            counter.count(at(second), &Ok(Decision::No), false);
        }
        counter.count(at(149), &Err(Undecided::Panicked), false);
        let status = counter.status(at(149), 3);
        assert_eq!((status.uptime_seconds, status.clients), (149, 3));
        let counts = |answers: Answers| {
            let Answers {
                yes,
                no,
                undecided,
                remembered,
            } = answers;
            [yes, no, undecided, remembered]
        };
        assert_eq!(counts(status.answers), [150, 150, 1, 75]);
        assert_eq!(counts(status.last_minute), [60, 60, 1, 30]);
        let later = |second| counts(counter.status(at(second), 0).last_minute);
        assert_eq!(later(150), [59, 59, 1, 29]);
        assert_eq!(later(208), [1, 1, 1, 0]);
        assert_eq!(later(209), [0; 4]);
        assert_eq!(later(1_000_000), [0; 4]);
    }

    #[test]
    fn who_says_nothing_or_something_else_is_no_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serving");
        assert_eq!(ask(&path), None);
        let listener = UnixListener::bind(&path).unwrap();
        for said in [&b""[..], b"{}", b"no", &[b'x'; 10_000]] {
            let teller = std::thread::spawn({
                let listener = listener.try_clone().unwrap();
                move || {
                    use io::Write;
                    let (mut stream, _) = listener.accept().unwrap();
                    // It is given up in the middle of what is too long.
                    let _ = stream.write_all(said);
                }
            });
            assert_eq!(ask(&path), None);
            teller.join().unwrap();
        }
        // Nobody accepts.
        assert_eq!(ask(&path), None);
        drop(listener);
        assert_eq!(ask(&path), None);
    }

    #[test]
    fn what_is_told_is_what_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serving");
        let socket = StatusSocket::make(&path).unwrap();
        let status = Counter::new(Instant::now()).status(Instant::now(), 7);
        let asking = std::thread::spawn({
            let path = path.clone();
            move || ask(&path)
        });
        let poll = [rustix::event::PollFd::new(
            &socket,
            rustix::event::PollFlags::IN,
        )];
        rustix::event::poll(&mut { poll }, None).unwrap();
        socket.tell(|| status.clone()).unwrap();
        assert_eq!(asking.join().unwrap(), Some(status));
        assert!(matches!(
            StatusSocket::make(&path),
            Err(SocketError::InUse(_))
        ));
        drop(socket);
        assert!(!path.exists());
    }
}
