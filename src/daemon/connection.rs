//! One client: its socket, its unsent answers and its questions.

use std::collections::{HashMap, VecDeque};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::io::{Errno, read, write};
use zeroize::Zeroizing;

use crate::front_ends::answering::Undecided;
use crate::front_ends::conversation::{Conversation, ProtocolError, Step};
use crate::front_ends::{Decision, Question};

/// How many questions of one client may wait. It isn't read from while there are as many.
const WAITING: usize = 32;
/// How many bytes a client may leave unread.
const UNREAD: usize = 256 * 1024;

pub struct Connection {
    socket: OwnedFd,
    conversation: Box<dyn Conversation>,
    unsent: VecDeque<u8>,
    pub came: Instant,
    pub last_heard: Instant,
    /// Questions that no worker has started.
    waiting: VecDeque<(u32, Question)>,
    /// The requests in progress that weren't cancelled, by serial number: the client may use a
    /// request's number again once it has cancelled it.
    in_work: HashMap<u64, u32>,
    last_serial: u64,
    /// Whether the last answer was no.
    was_refused: bool,
    has_ended: bool,
}

/// The connection must be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MustClose;

impl From<ProtocolError> for MustClose {
    fn from(_: ProtocolError) -> Self {
        Self
    }
}

impl Connection {
    /// On a socket that doesn't block.
    pub fn new(socket: OwnedFd, conversation: Box<dyn Conversation>, now: Instant) -> Self {
        Self {
            socket,
            conversation,
            unsent: VecDeque::new(),
            came: now,
            last_heard: now,
            waiting: VecDeque::new(),
            in_work: HashMap::new(),
            last_serial: 0,
            was_refused: false,
            has_ended: false,
        }
    }

    pub fn is_greeted(&self) -> bool {
        self.conversation.is_greeted()
    }

    pub fn wants_to_read(&self) -> bool {
        !self.has_ended && self.waiting.len() < WAITING && self.conversation.room() > 0
    }

    pub fn has_unsent(&self) -> bool {
        !self.unsent.is_empty()
    }

    pub fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub fn was_refused(&self) -> bool {
        self.was_refused
    }

    /// Returns whether every question was answered and every answer sent.
    pub fn is_settled(&self) -> bool {
        self.waiting.is_empty() && self.in_work.is_empty() && self.unsent.is_empty()
    }

    /// Returns whether the client has nothing more to send or to receive.
    pub fn is_over(&self) -> bool {
        self.has_ended && self.is_settled()
    }

    /// Reads once, so that a client that sends a lot doesn't keep the others waiting.
    pub fn read(&mut self, now: Instant) -> Result<(), MustClose> {
        let mut bytes = Zeroizing::new([0; 4096]);
        let room = self.conversation.room().min(bytes.len());
        match read(&self.socket, &mut bytes[..room]) {
            Ok(0) => self.has_ended = true,
            Ok(count) => {
                self.last_heard = now;
                self.conversation.add(&bytes[..count]);
            }
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => return Err(MustClose),
        }
        Ok(())
    }

    /// Returns the next question in what was read, with the client's number for it. Steps that don't
    /// need the store are taken on the way.
    pub fn next_question(&mut self) -> Result<Option<(u32, Question)>, MustClose> {
        while self.waiting.len() < WAITING {
            match self.conversation.next_step()? {
                Some(Step::Say(text)) => self.say(&text)?,
                Some(Step::Ask { request, question }) => return Ok(Some((request, question))),
                Some(Step::Cancel { request }) => {
                    self.waiting.retain(|(other, _)| *other != request);
                    self.in_work.retain(|_, other| *other != request);
                }
                None => break,
            }
        }
        Ok(None)
    }

    pub fn add_waiting(&mut self, request: u32, question: Question) {
        self.waiting.push_back((request, question));
    }

    /// Takes the question that has waited longest, with a serial number to give back when a worker
    /// has finished with it.
    pub fn start_work(&mut self) -> Option<(u64, Question)> {
        let (request, question) = self.waiting.pop_front()?;
        self.last_serial += 1;
        self.in_work.insert(self.last_serial, request);
        Some((self.last_serial, question))
    }

    /// The client's number for a question that a worker has finished with. `None` if it was
    /// cancelled.
    pub fn finish_work(&mut self, serial: u64) -> Option<u32> {
        self.in_work.remove(&serial)
    }

    pub fn tell(
        &mut self,
        request: u32,
        question: &Question,
        outcome: &Result<Decision, Undecided>,
    ) -> Result<(), MustClose> {
        let text = match outcome {
            Ok(answer) => {
                self.was_refused = *answer == Decision::No;
                self.conversation.answered(request, question, answer)
            }
            Err(_) => self
                .conversation
                .undecided(request, question)
                .ok_or(MustClose)?,
        };
        self.say(&text)
    }

    fn say(&mut self, text: &str) -> Result<(), MustClose> {
        if self.unsent.len() + text.len() > UNREAD {
            return Err(MustClose);
        }
        self.unsent.extend(text.as_bytes());
        Ok(())
    }

    /// Sends as much as the client takes now.
    pub fn write(&mut self) -> Result<(), MustClose> {
        while !self.unsent.is_empty() {
            let (first, _) = self.unsent.as_slices();
            match write(&self.socket, first) {
                Ok(0) => return Err(MustClose),
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(Errno::AGAIN | Errno::INTR) => break,
                Err(_) => return Err(MustClose),
            }
        }
        Ok(())
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    use super::*;
    use crate::domain::scope::Source;

    /// Another protocol than those that ship: a question is a user and a password with a space
    /// between, and "-" cancels the last one.
    #[derive(Default)]
    struct Words {
        heard: Vec<u8>,
        last: u32,
    }

    impl Conversation for Words {
        fn room(&self) -> usize {
            100 - self.heard.len()
        }

        fn add(&mut self, bytes: &[u8]) {
            self.heard.extend_from_slice(bytes);
        }

        fn next_step(&mut self) -> Result<Option<Step>, ProtocolError> {
            let Some(end) = self.heard.iter().position(|&byte| byte == b'\n') else {
                return Ok(None);
            };
            let line: Vec<_> = self.heard.drain(..=end).collect();
            let line = std::str::from_utf8(&line[..end]).map_err(|_| ProtocolError)?;
            if line == "-" {
                return Ok(Some(Step::Cancel { request: self.last }));
            }
            let Some((user, password)) = line.split_once(' ') else {
                return Ok(Some(Step::Say("what?\n".to_owned())));
            };
            let question = Question::new(user.as_bytes(), password.as_bytes(), Source::default());
            self.last += 1;
            Ok(Some(Step::Ask {
                request: self.last,
                question: question.ok_or(ProtocolError)?,
            }))
        }

        fn is_greeted(&self) -> bool {
            true
        }

        fn answered(&mut self, request: u32, _: &Question, answer: &Decision) -> String {
            format!("{request} {answer:?}\n")
        }

        fn undecided(&mut self, request: u32, _: &Question) -> Option<String> {
            (request > 1).then(|| format!("{request} later\n"))
        }
    }

    fn connected() -> (UnixStream, Connection) {
        let (client, server) = UnixStream::pair().unwrap();
        client.set_nonblocking(true).unwrap();
        server.set_nonblocking(true).unwrap();
        let conversation = Box::new(Words::default());
        let connection = Connection::new(server.into(), conversation, Instant::now());
        (client, connection)
    }

    /// Reads from the client, and queues its questions.
    fn hear(client: &mut UnixStream, connection: &mut Connection, text: &str) {
        client.write_all(text.as_bytes()).unwrap();
        connection.read(Instant::now()).unwrap();
        while let Some((request, question)) = connection.next_question().unwrap() {
            connection.add_waiting(request, question);
        }
    }

    fn told(client: &mut UnixStream, connection: &mut Connection) -> String {
        connection.write().unwrap();
        let mut bytes = [0; 100];
        let count = client.read(&mut bytes).unwrap_or_default();
        String::from_utf8(bytes[..count].to_vec()).unwrap()
    }

    #[test]
    fn any_protocol_is_served() {
        let (mut client, mut connection) = connected();
        hear(&mut client, &mut connection, "alain se");
        assert!(!connection.has_waiting());
        hear(&mut client, &mut connection, "cret\nhello\nbob x\n");
        assert_eq!(told(&mut client, &mut connection), "what?\n");
        let (first, question) = connection.start_work().unwrap();
        assert_eq!(question.log_in().account.as_str(), "alain");
        let request = connection.finish_work(first).unwrap();
        let yes = Ok(Decision::Yes("alain".to_owned()));
        connection.tell(request, &question, &yes).unwrap();
        assert!(!connection.is_settled() && !connection.was_refused());
        assert_eq!(told(&mut client, &mut connection), "1 Yes(\"alain\")\n");

        let (second, question) = connection.start_work().unwrap();
        let request = connection.finish_work(second).unwrap();
        let undecided = Err(Undecided::Panicked);
        connection.tell(request, &question, &undecided).unwrap();
        assert_eq!(told(&mut client, &mut connection), "2 later\n");
        assert!(connection.is_settled());
        assert_eq!(connection.tell(1, &question, &undecided), Err(MustClose));
        drop(client);
        connection.read(Instant::now()).unwrap();
        assert!(connection.is_over());
    }

    #[test]
    fn a_cancelled_question_is_not_answered_whether_it_waits_or_a_worker_is_at_it() {
        let (mut client, mut connection) = connected();
        hear(&mut client, &mut connection, "alain a\n-\n");
        assert!(connection.start_work().is_none());
        hear(&mut client, &mut connection, "alain a\n");
        let (serial, _) = connection.start_work().unwrap();
        hear(&mut client, &mut connection, "-\n");
        assert_eq!(connection.finish_work(serial), None);
        assert!(connection.is_settled());
    }

    #[test]
    fn a_client_that_asks_much_or_reads_nothing_is_held_back_or_closed() {
        let (mut client, mut connection) = connected();
        for _ in 0..WAITING {
            assert!(connection.wants_to_read());
            hear(&mut client, &mut connection, "alain a\n");
        }
        assert!(!connection.wants_to_read());
        let line = "x".repeat(UNREAD / 4);
        for _ in 0..4 {
            connection.say(&line).unwrap();
        }
        assert_eq!(connection.say("x"), Err(MustClose));
    }
}
