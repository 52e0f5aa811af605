//! Asking a running `keyfob serve` instead of the store, for servers whose user can't read it.

use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::net::sockopt::{Timeout, set_socket_timeout, socket_peercred};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};
use rustix::process::geteuid;
use thiserror::Error;
use zeroize::Zeroizing;

use super::auth_client::{LineBuffer, ServerLine, escaped, parse_server_line, plain_response};
use super::{Decision, Question};
use crate::trusted_path::{Followed, follow};

/// How long to wait for an answer, from connecting on. Longer than a server waits for a store that
/// is busy, and shorter than apps wait.
const PATIENCE: Duration = Duration::from_secs(15);
/// The only request of the connection.
const REQUEST: u32 = 1;

/// Why it could not be decided.
#[derive(Debug, Error)]
pub enum ViaError {
    #[error("no server answers at the socket")]
    NotThere(#[source] io::Error),
    #[error("the socket isn't that of root, of this user or of its folder's owner")]
    NotTrusted,
    #[error("the server at the socket couldn't decide")]
    Undecided,
}

pub fn ask(socket: &Path, question: &Question) -> Result<Decision, ViaError> {
    ask_within(PATIENCE, socket, question)
}

fn ask_within(
    patience: Duration,
    socket: &Path,
    question: &Question,
) -> Result<Decision, ViaError> {
    let until = Instant::now() + patience;
    let stream = connect_within(patience, socket).map_err(ViaError::NotThere)?;
    if !is_trusted(&stream, socket).map_err(ViaError::NotThere)? {
        return Err(ViaError::NotTrusted);
    }
    converse(stream, until, question).map_err(|_| ViaError::Undecided)?
}

/// Connecting waits if too many others are waiting too. The socket's timeout for sending limits it.
pub fn connect_within(patience: Duration, socket: &Path) -> io::Result<UnixStream> {
    let address = SocketAddrUnix::new(socket)?;
    let stream = socket_with(
        AddressFamily::UNIX,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    set_socket_timeout(&stream, Timeout::Send, Some(patience))?;
    connect(&stream, &address)?;
    Ok(stream.into())
}

/// Returns whether the process that made the socket listen is root's, this user's, or the folder's
/// owner's. Any other user could have put a socket there, if the folder lets them.
fn is_trusted(stream: &UnixStream, socket: &Path) -> io::Result<bool> {
    let peer = socket_peercred(stream)?.uid;
    let folder = socket
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let Followed {
        folder,
        replaceable_in,
    } = follow(folder)?;
    // If others could have made the folder, its owner proves nothing.
    let is_owners = peer.as_raw() == folder.metadata()?.uid() && replaceable_in.is_none();
    Ok(peer.is_root() || peer == geteuid() || is_owners)
}

fn converse(
    mut stream: UnixStream,
    until: Instant,
    question: &Question,
) -> io::Result<Result<Decision, ViaError>> {
    let mut lines = LineBuffer::default();
    while read_reply(&mut stream, &mut lines, until)? != ServerLine::HandshakeDone {}

    let request = request(question);
    stream.write_all(request.as_bytes())?;
    loop {
        match read_reply(&mut stream, &mut lines, until)? {
            ServerLine::Ok { id: REQUEST, user } => return Ok(Ok(Decision::Yes(user))),
            ServerLine::Fail {
                id: REQUEST,
                is_temporary: false,
            } => return Ok(Ok(Decision::No)),
            ServerLine::Fail { id: REQUEST, .. } => return Ok(Err(ViaError::Undecided)),
            _ => {}
        }
    }
}

fn request(question: &Question) -> Zeroizing<String> {
    let source = &question.source;
    let service = source.service_text();
    let service = service.map_or_else(String::new, |name| format!("\tservice={}", escaped(&name)));
    let address = source.address_text();
    let address = address.map_or_else(String::new, |address| format!("\trip={address}"));
    let response = plain_response(question.account.as_str(), question.typed.expose());
    let process = std::process::id();
    let plain =
        format!("VERSION\t1\t2\nCPID\t{process}\nAUTH\t{REQUEST}\tPLAIN{service}{address}\tresp=");
    // With room for all of it: a string that grows leaves copies of the password.
    let mut request = Zeroizing::new(String::with_capacity(plain.len() + response.len() + 1));
    request.extend([&*plain, &response, "\n"]);
    request
}

/// Reads the next line. The time that is left counts for all lines together.
fn read_reply(
    stream: &mut UnixStream,
    lines: &mut LineBuffer,
    until: Instant,
) -> io::Result<ServerLine> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let line = lines.next_line().map_err(|_| io::ErrorKind::InvalidData)?;
        if let Some(line) = line {
            return Ok(parse_server_line(&line).map_err(|_| io::ErrorKind::InvalidData)?);
        }
        stream.set_read_timeout(Some(left))?;
        let mut bytes = [0; 1024];
        let room = lines.room().min(bytes.len());
        match stream.read(&mut bytes[..room])? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => lines.add(&bytes[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;
    use std::thread;

    use super::*;
    use crate::domain::scope::Source;

    const HANDSHAKE: &[u8] = b"VERSION\t1\t2\nMECH\tPLAIN\nDONE\n";

    fn question() -> Question {
        Question::new(b"alain", b"abcdefghijklmnop", Source::default()).unwrap()
    }

    /// Asks a server that says this again and again until the client has gone.
    fn answer_of(says: &'static [u8]) -> Result<Decision, ViaError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let talker = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_nonblocking(true).unwrap();
            while !matches!(stream.read(&mut [0; 1024]), Ok(0)) && stream.write_all(says).is_ok() {
                thread::sleep(Duration::from_millis(5));
            }
        });
        let answer = ask_within(Duration::from_millis(300), &path, &question());
        talker.join().unwrap();
        answer
    }

    #[test]
    fn a_server_that_never_answers_is_given_up() {
        for says in [&b""[..], b"x", b"OTHER\n", HANDSHAKE, b"OK\t2\tuser=a\n"] {
            let answer = answer_of(says);
            assert!(matches!(answer, Err(ViaError::Undecided)), "{says:?}");
        }
    }

    #[test]
    fn a_server_that_lets_nobody_in_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let patience = Duration::from_millis(50);
        // A single connection may wait.
        rustix::net::listen(&listener, 0).unwrap();
        let _waiting = connect_within(patience, &path).unwrap();
        let answer = ask_within(patience, &path, &question());
        assert!(matches!(answer, Err(ViaError::NotThere(_))));
    }

    #[test]
    fn an_empty_or_overlong_path_is_no_socket() {
        for path in ["", &"x".repeat(200)] {
            let answer = ask(Path::new(path), &question());
            assert!(matches!(answer, Err(ViaError::NotThere(_))), "{path}");
        }
    }
}
