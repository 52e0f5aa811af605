//! One client: its socket, what it is still to be sent, and its questions.

use std::collections::{HashMap, VecDeque};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::io::{Errno, read, write};
use zeroize::Zeroizing;

use crate::front_ends::answering::Undecided;
use crate::front_ends::conversation::{Conversation, ProtocolError, Step};
use crate::front_ends::{Answer, Question};

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
    /// Questions that no worker has begun with.
    waiting: VecDeque<(u32, Question)>,
    /// The requests that workers are at and whose answers are wanted, by serial number: the client
    /// may use a request's number again once it has cancelled it.
    in_work: HashMap<u64, u32>,
    last_serial: u64,
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

    /// Returns whether every question was answered and every answer sent.
    pub fn is_settled(&self) -> bool {
        self.waiting.is_empty() && self.in_work.is_empty() && self.unsent.is_empty()
    }

    /// Returns whether the client has said all it will say and heard all it will hear.
    pub fn is_over(&self) -> bool {
        self.has_ended && self.is_settled()
    }

    /// Reads once, so that a client that says much doesn't keep the others waiting.
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

    /// The next question in what was read, with the client's number for it. What needs no answer
    /// from the store is done on the way.
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
        outcome: &Result<Answer, Undecided>,
    ) -> Result<(), MustClose> {
        let text = match outcome {
            Ok(answer) => self.conversation.answered(request, question, answer),
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
