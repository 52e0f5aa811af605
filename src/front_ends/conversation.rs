//! What a protocol is to the process that has its sockets: bytes go in, steps come out. A protocol
//! that implements this needs nothing else to be served.

use super::{Decision, Question};

/// One client's exchange with the server, without its socket.
pub trait Conversation {
    /// How many more bytes it can take before a step must be taken.
    fn room(&self) -> usize;

    /// Adds bytes that the client sent, at most as many as there is room for.
    fn add(&mut self, bytes: &[u8]);

    /// Takes the next step. `None` if that needs more bytes.
    fn next_step(&mut self) -> Result<Option<Step>, ProtocolError>;

    /// Returns whether the client has introduced itself, which it must do soon after it connected.
    fn is_greeted(&self) -> bool;

    /// What the client is told when its question was decided.
    fn answered(&mut self, request: u32, question: &Question, answer: &Decision) -> String;

    /// What the client is told when its question couldn't be decided. `None` if the connection is
    /// to be closed.
    fn undecided(&mut self, request: u32, question: &Question) -> Option<String>;
}

pub enum Step {
    /// Say this to the client.
    Say(String),
    /// Answer a question of the client, which it knows by this number.
    Ask { request: u32, question: Question },
    /// The answer isn't wanted any more.
    Cancel { request: u32 },
}

/// The client said something that isn't part of the protocol. Its connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtocolError;
