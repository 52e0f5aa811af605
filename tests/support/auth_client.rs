//! A client of the auth socket, as Postfix and Exim are one. It believes nothing: what it can't
//! read is an error.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use base64ct::{Base64, Encoding};

/// Nothing takes as long as this but what never comes.
const PATIENCE: Duration = Duration::from_mins(1);
/// Where a log-in comes from, as a mail server tells it.
pub const SOURCE: &str = "service=smtp\tnologin\tlip=127.0.0.1\trip=192.0.2.7";

/// What a request comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// With the account's name.
    Yes(String),
    /// With the account's name, where one was said.
    No(Option<String>),
    /// What it is asked to go on with.
    GoOn(String),
    /// It could not be decided, about this account.
    Later(String),
    /// The connection ended: to a mail server, this too says that it could not be decided.
    Closed,
}

pub struct AuthClient {
    stream: UnixStream,
    heard: Vec<u8>,
    last_id: u32,
    /// What the server said before it was asked anything.
    pub handshake: Vec<String>,
}

impl AuthClient {
    /// Connects, and hears the handshake before it says anything.
    pub fn silent(socket: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut client = Self {
            stream,
            heard: vec![],
            last_id: 0,
            handshake: vec![],
        };
        loop {
            let line = client.line()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let is_last = line == "DONE";
            client.handshake.push(line);
            if is_last {
                return Ok(client);
            }
        }
    }

    /// Connects and says who it is.
    pub fn connect(socket: &Path) -> io::Result<Self> {
        let mut client = Self::silent(socket)?;
        client.say("VERSION\t1\t0\nCPID\t4711\n")?;
        Ok(client)
    }

    pub fn stream(&self) -> &UnixStream {
        &self.stream
    }

    pub fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes())
    }

    pub fn say_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// The next line; none at the end of the connection.
    pub fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(end) = self.heard.iter().position(|&byte| byte == b'\n') {
                let rest = self.heard.split_off(end + 1);
                let mut line = std::mem::replace(&mut self.heard, rest);
                line.pop();
                let line = String::from_utf8(line);
                return Ok(Some(line.map_err(|_| io::ErrorKind::InvalidData)?));
            }
            let mut bytes = [0; 4096];
            match self.stream.read(&mut bytes) {
                Ok(0) => return Ok(None),
                Ok(read) => self.heard.extend_from_slice(&bytes[..read]),
                // The other side closed before it read everything.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Ok(None),
                // This process was stopped for a while.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Asks, and gives the request's number.
    pub fn begin(&mut self, user: &str, password: &str) -> io::Result<u32> {
        self.begin_from(SOURCE, user, password)
    }

    pub fn begin_from(&mut self, source: &str, user: &str, password: &str) -> io::Result<u32> {
        let response = plain(user, password);
        self.begin_with(&format!("PLAIN\t{source}\tresp={response}"))
    }

    /// A request with this behind its number.
    pub fn begin_with(&mut self, rest: &str) -> io::Result<u32> {
        self.last_id += 1;
        self.say(&format!("AUTH\t{}\t{rest}\n", self.last_id))?;
        Ok(self.last_id)
    }

    pub fn go_on(&mut self, id: u32, response: &str) -> io::Result<()> {
        self.say(&format!("CONT\t{id}\t{response}\n"))
    }

    /// What is said next, and to which request.
    pub fn said(&mut self) -> io::Result<(u32, Said)> {
        let Some(line) = self.line()? else {
            return Ok((0, Said::Closed));
        };
        let parsed = parsed(&line);
        parsed.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{line:?}")))
    }

    /// Asks and waits for the answer; nothing else may be in flight.
    pub fn ask(&mut self, user: &str, password: &str) -> Said {
        self.ask_from(SOURCE, user, password)
    }

    pub fn ask_from(&mut self, source: &str, user: &str, password: &str) -> Said {
        match self.begin_from(source, user, password) {
            Ok(id) => self.answer_to(id),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Said::Closed,
            Err(error) => panic!("{error}"),
        }
    }

    #[track_caller]
    pub fn answer_to(&mut self, id: u32) -> Said {
        let (other, said) = self.said().unwrap();
        assert!(other == id || said == Said::Closed, "{other}: {said:?}");
        said
    }
}

/// Every line that a server may say to a client that was greeted, and no other.
fn parsed(line: &str) -> Option<(u32, Said)> {
    let fields: Vec<_> = line.split('\t').collect();
    let id = fields.get(1)?.parse().ok()?;
    let user = |at: usize| Some(fields.get(at)?.strip_prefix("user=")?.to_owned());
    match (fields[0], fields.len()) {
        ("OK", 3) => Some((id, Said::Yes(user(2)?))),
        ("FAIL", 3) => Some((id, Said::No(Some(user(2)?)))),
        ("FAIL", 5) if fields[3..] == ["temp", "code=temp_fail"] => {
            Some((id, Said::Later(user(2)?)))
        }
        ("FAIL", 2) => Some((id, Said::No(None))),
        ("CONT", 3) => Some((id, Said::GoOn(fields[2].to_owned()))),
        _ => None,
    }
}

pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// PLAIN's response.
pub fn plain(user: &str, password: &str) -> String {
    base64(format!("\0{user}\0{password}").as_bytes())
}
