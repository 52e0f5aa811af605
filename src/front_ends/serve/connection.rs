//! One client: what it said so far, what it waits for, what it is still to hear.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Instant;

use zeroize::Zeroizing;

use crate::domain::scope::Source;
use crate::front_ends::auth_client::{
    ASK_PASSWORD, ASK_USER, Garbage, Lines, Mechanism, Said, decoded, fail, go_on, parse,
    user_and_password,
};
use crate::front_ends::{Question, source};

/// So many questions of one client may wait; it isn't listened to while there are more.
const WAITING: usize = 32;
/// So many it may have begun without ending them.
const BEGUN: usize = 64;
/// So much may be left unread by it.
const UNREAD: usize = 256 * 1024;

pub struct Connection {
    stream: UnixStream,
    lines: Lines,
    unsent: VecDeque<u8>,
    greeting: Greeting,
    pub came: Instant,
    pub last_heard: Instant,
    /// Exchanges in which the client has the word.
    begun: HashMap<u32, Begun>,
    /// Questions nobody works on yet.
    pub waiting: VecDeque<(u32, Question)>,
    /// Whether it has a turn coming, of which it has one at a time: else whoever asks and cancels
    /// would have many, and the others wait.
    pub has_turn: bool,
    /// Questions somebody works on, and whether their answer is still wanted.
    pub in_work: HashMap<u32, bool>,
    has_ended: bool,
}

/// How far a client has said who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Greeting {
    VersionDue,
    ProcessDue,
    Done,
}

/// An exchange that a response is missing in.
struct Begun {
    source: Source,
    step: Step,
}

enum Step {
    Plain,
    LoginUser,
    LoginPassword { user: Zeroizing<Vec<u8>> },
}

/// The client is to be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped;

impl From<Garbage> for Dropped {
    fn from(_: Garbage) -> Self {
        Self
    }
}

impl From<io::Error> for Dropped {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Connection {
    pub fn new(stream: UnixStream, now: Instant) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream,
            lines: Lines::default(),
            unsent: VecDeque::new(),
            greeting: Greeting::VersionDue,
            came: now,
            last_heard: now,
            begun: HashMap::new(),
            waiting: VecDeque::new(),
            has_turn: false,
            in_work: HashMap::new(),
            has_ended: false,
        })
    }

    pub fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// Whether it has said who it is.
    pub fn is_greeted(&self) -> bool {
        self.greeting == Greeting::Done
    }

    pub fn wants_to_be_heard(&self) -> bool {
        !self.has_ended && self.waiting.len() < WAITING && self.lines.room() > 0
    }

    pub fn has_unsent(&self) -> bool {
        !self.unsent.is_empty()
    }

    /// Whether nothing more will come of it.
    pub fn is_over(&self) -> bool {
        self.has_ended && self.is_owed_nothing()
    }

    /// Whether every question of it was answered, and every answer sent.
    pub fn is_owed_nothing(&self) -> bool {
        self.waiting.is_empty() && self.in_work.is_empty() && self.unsent.is_empty()
    }

    /// Reads what is there, once, so that nobody is heard at the expense of others.
    pub fn read(&mut self, now: Instant) -> Result<(), Dropped> {
        let mut bytes = Zeroizing::new([0; 4096]);
        let room = self.lines.room().min(bytes.len());
        match self.stream.read(&mut bytes[..room]) {
            Ok(0) => self.has_ended = true,
            Ok(read) => {
                self.last_heard = now;
                self.lines.add(&bytes[..read]);
            }
            Err(error) if is_for_later(&error) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// The next question among what was read, with its request's number; an answer that needs no
    /// look at the store is given on the way.
    pub fn next_question(&mut self) -> Result<Option<(u32, Question)>, Dropped> {
        while self.waiting.len() < WAITING {
            let Some(line) = self.lines.next_line()? else {
                break;
            };
            if let Some(question) = self.hear(parse(&line)?)? {
                return Ok(Some(question));
            }
        }
        Ok(None)
    }

    fn hear(&mut self, said: Said) -> Result<Option<(u32, Question)>, Dropped> {
        match said {
            Said::Version if self.greeting == Greeting::VersionDue => {
                self.greeting = Greeting::ProcessDue;
            }
            Said::Process if self.greeting == Greeting::ProcessDue => {
                self.greeting = Greeting::Done;
            }
            _ if !self.is_greeted() => return Err(Dropped),
            Said::Version | Said::Process => return Err(Dropped),
            Said::Other => {}
            Said::Cancel { id } => {
                self.begun.remove(&id);
                self.waiting.retain(|(other, _)| *other != id);
                if let Some(wanted) = self.in_work.get_mut(&id) {
                    *wanted = false;
                }
            }
            Said::Auth {
                id,
                mechanism,
                service,
                address,
                response,
            } => {
                if self.is_known(id) || self.begun.len() >= BEGUN {
                    return Err(Dropped);
                }
                let step = match mechanism {
                    Some(Mechanism::Plain) => Step::Plain,
                    Some(Mechanism::Login) => Step::LoginUser,
                    None => {
                        self.say(&fail(id, None))?;
                        return Ok(None);
                    }
                };
                let begun = Begun {
                    source: source(service.as_deref(), address.as_deref()),
                    step,
                };
                if let Some(response) = response {
                    return self.go_on(id, begun, &response);
                }
                let question = match begun.step {
                    Step::Plain => "",
                    _ => ASK_USER,
                };
                self.say(&go_on(id, question))?;
                self.begun.insert(id, begun);
            }
            Said::Continue { id, response } => {
                // One that was cancelled or answered meanwhile is nobody's fault.
                if let Some(begun) = self.begun.remove(&id) {
                    return self.go_on(id, begun, &response);
                }
            }
        }
        Ok(None)
    }

    fn is_known(&self, id: u32) -> bool {
        self.begun.contains_key(&id)
            || self.in_work.contains_key(&id)
            || self.waiting.iter().any(|(other, _)| *other == id)
    }

    fn go_on(
        &mut self,
        id: u32,
        begun: Begun,
        response: &[u8],
    ) -> Result<Option<(u32, Question)>, Dropped> {
        let Some(message) = decoded(response) else {
            self.say(&fail(id, None))?;
            return Ok(None);
        };
        let question = match begun.step {
            Step::LoginUser => {
                self.say(&go_on(id, ASK_PASSWORD))?;
                let step = Step::LoginPassword { user: message };
                self.begun.insert(id, Begun { step, ..begun });
                return Ok(None);
            }
            Step::LoginPassword { user } => Question::new(&user, &message, begun.source),
            Step::Plain => user_and_password(&message)
                .and_then(|(user, password)| Question::new(user, password, begun.source)),
        };
        if question.is_none() {
            self.say(&fail(id, None))?;
        }
        Ok(question.map(|question| (id, question)))
    }

    /// Has this said as soon as the client reads it.
    pub fn say(&mut self, text: &str) -> Result<(), Dropped> {
        if self.unsent.len() + text.len() > UNREAD {
            return Err(Dropped);
        }
        self.unsent.extend(text.as_bytes());
        Ok(())
    }

    pub fn write(&mut self) -> Result<(), Dropped> {
        while !self.unsent.is_empty() {
            let (first, _) = self.unsent.as_slices();
            match self.stream.write(first) {
                Ok(0) => return Err(Dropped),
                Ok(written) => drop(self.unsent.drain(..written)),
                Err(error) if is_for_later(&error) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn is_for_later(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}
