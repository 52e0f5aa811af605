//! The server's side of the protocol, for one client.

use std::collections::{HashMap, HashSet};

use zeroize::Zeroizing;

use super::client_lines::{ClientLine, Mechanism, parse_client_line};
use super::fields::{decoded, user_and_password};
use super::line_buffer::LineBuffer;
use super::server_lines::{
    ASK_PASSWORD, ASK_USER, continue_line, fail_line, handshake, ok_line, temporary_fail_line,
};
use crate::crypto::random::Random;
use crate::domain::scope::Source;
use crate::front_ends::conversation::{Conversation, ProtocolError, Step};
use crate::front_ends::{Decision, Question, source};

/// How many exchanges a client may have begun without sending the response.
const BEGUN: usize = 64;
/// The services of Postfix and Exim. They refuse a log-in for good if they are told of a temporary
/// failure, and tell the app to try again if the connection is closed.
const CLOSED_IF_UNDECIDED: [&str; 4] = ["smtp", "smtps", "submission", "submissions"];
pub struct AuthConversation {
    lines: LineBuffer,
    handshake: Option<String>,
    greeting: Greeting,
    /// Exchanges in which the client's response is missing.
    begun: HashMap<u32, Begun>,
    /// Requests that are neither answered nor cancelled.
    asked: HashSet<u32>,
}

/// How far a client has introduced itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Greeting {
    VersionMissing,
    ProcessMissing,
    Done,
}

struct Begun {
    source: Source,
    step: Missing,
}

/// The response that is missing.
enum Missing {
    Plain,
    LoginUser,
    LoginPassword { user: Zeroizing<Vec<u8>> },
}

impl AuthConversation {
    /// With a number that no other connection to this process has.
    pub fn new(connection: u64, random: &Random) -> Self {
        let mut cookie = String::with_capacity(32);
        random.push_characters(&mut cookie, b"0123456789abcdef", 32);
        Self {
            lines: LineBuffer::default(),
            handshake: Some(handshake(std::process::id(), connection, &cookie)),
            greeting: Greeting::VersionMissing,
            begun: HashMap::new(),
            asked: HashSet::new(),
        }
    }

    fn hear(&mut self, line: ClientLine) -> Result<Option<Step>, ProtocolError> {
        match line {
            ClientLine::Version if self.greeting == Greeting::VersionMissing => {
                self.greeting = Greeting::ProcessMissing;
            }
            ClientLine::Process if self.greeting == Greeting::ProcessMissing => {
                self.greeting = Greeting::Done;
            }
            _ if !self.is_greeted() => return Err(ProtocolError),
            ClientLine::Version | ClientLine::Process => return Err(ProtocolError),
            ClientLine::Other => {}
            ClientLine::Cancel { id } => {
                self.begun.remove(&id);
                if self.asked.remove(&id) {
                    return Ok(Some(Step::Cancel { request: id }));
                }
            }
            ClientLine::Auth {
                id,
                mechanism,
                service,
                address,
                response,
            } => {
                let is_known = self.begun.contains_key(&id) || self.asked.contains(&id);
                if is_known || self.begun.len() >= BEGUN {
                    return Err(ProtocolError);
                }
                let (missing, prompt) = match mechanism {
                    Some(Mechanism::Plain) => (Missing::Plain, ""),
                    Some(Mechanism::Login) => (Missing::LoginUser, ASK_USER),
                    None => return Ok(Some(Step::Say(fail_line(id, None)))),
                };
                let source = source(service.as_deref(), address.as_deref());
                let begun = Begun {
                    source,
                    step: missing,
                };
                let step = match response {
                    Some(response) => self.go_on(id, begun, &response),
                    None => self.prompt(id, begun, prompt),
                };
                return Ok(Some(step));
            }
            ClientLine::Continue { id, response } => {
                // It may have been cancelled meanwhile.
                if let Some(begun) = self.begun.remove(&id) {
                    return Ok(Some(self.go_on(id, begun, &response)));
                }
            }
        }
        Ok(None)
    }

    fn prompt(&mut self, id: u32, begun: Begun, prompt: &str) -> Step {
        self.begun.insert(id, begun);
        Step::Say(continue_line(id, prompt))
    }

    fn go_on(&mut self, id: u32, begun: Begun, response: &[u8]) -> Step {
        let Some(message) = decoded(response) else {
            return Step::Say(fail_line(id, None));
        };
        let question = match begun.step {
            Missing::LoginUser => {
                let step = Missing::LoginPassword { user: message };
                return self.prompt(id, Begun { step, ..begun }, ASK_PASSWORD);
            }
            Missing::LoginPassword { user } => Question::new(&user, &message, begun.source),
            Missing::Plain => user_and_password(&message)
                .and_then(|(user, password)| Question::new(user, password, begun.source)),
        };
        match question {
            Some(question) => {
                self.asked.insert(id);
                Step::Ask {
                    request: id,
                    question,
                }
            }
            None => Step::Say(fail_line(id, None)),
        }
    }
}

impl Conversation for AuthConversation {
    fn room(&self) -> usize {
        self.lines.room()
    }

    fn add(&mut self, bytes: &[u8]) {
        self.lines.add(bytes);
    }

    fn next_step(&mut self) -> Result<Option<Step>, ProtocolError> {
        if let Some(handshake) = self.handshake.take() {
            return Ok(Some(Step::Say(handshake)));
        }
        while let Some(line) = self.lines.next_line()? {
            if let Some(step) = self.hear(parse_client_line(&line)?)? {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    fn is_greeted(&self) -> bool {
        self.greeting == Greeting::Done
    }

    fn answered(&mut self, request: u32, question: &Question, answer: &Decision) -> String {
        self.asked.remove(&request);
        match answer {
            Decision::Yes(account) => ok_line(request, account),
            Decision::No => fail_line(request, Some(question.account.as_str())),
        }
    }

    fn undecided(&mut self, request: u32, question: &Question) -> Option<String> {
        self.asked.remove(&request);
        let service = question.source.service_text();
        let is_closed = service.is_some_and(|name| CLOSED_IF_UNDECIDED.contains(&&*name));
        (!is_closed).then(|| temporary_fail_line(request, question.account.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREETING: &str = "VERSION\t1\t0\nCPID\t1\n";
    /// Alain and his password.
    const RESPONSE: &str = "AGFsYWluAHNlY3JldA==";

    fn greeted() -> AuthConversation {
        let mut conversation = AuthConversation::new(1, &Random::system());
        assert!(steps(&mut conversation, GREETING)[0].ends_with("DONE\n"));
        assert!(conversation.is_greeted());
        conversation
    }

    /// What comes of these lines, in words.
    fn steps(conversation: &mut AuthConversation, lines: &str) -> Vec<String> {
        conversation.add(lines.as_bytes());
        let next = || match conversation.next_step() {
            Ok(None) => None,
            Ok(Some(Step::Say(text))) => Some(text),
            Ok(Some(Step::Ask { request, .. })) => Some(format!("ask {request}")),
            Ok(Some(Step::Cancel { request })) => Some(format!("cancel {request}")),
            Err(ProtocolError) => Some("error".to_owned()),
        };
        std::iter::from_fn(next).collect()
    }

    fn asked(service: &str) -> Question {
        let source = source(Some(service), None);
        Question::new(b"alain", b"secret", source).unwrap()
    }

    #[test]
    fn a_number_is_free_again_once_its_request_is_answered_or_cancelled() {
        let mut conversation = greeted();
        let ask = format!("AUTH\t7\tPLAIN\tresp={RESPONSE}\n");
        assert_eq!(steps(&mut conversation, &ask), ["ask 7"]);
        let cancel = format!("CANCEL\t7\nCANCEL\t7\n{ask}");
        assert_eq!(steps(&mut conversation, &cancel), ["cancel 7", "ask 7"]);
        let question = asked("imap");
        let said = conversation.answered(7, &question, &Decision::No);
        assert_eq!(said, "FAIL\t7\tuser=alain\n");
        assert_eq!(steps(&mut conversation, &ask), ["ask 7"]);
        assert!(conversation.undecided(7, &question).is_some());
        let again = format!("{ask}{ask}");
        assert_eq!(steps(&mut conversation, &again), ["ask 7", "error"]);
    }

    #[test]
    fn what_could_not_be_decided_is_told_in_the_way_that_the_service_understands() {
        let mut conversation = greeted();
        for service in ["smtp", "SMTP", "submission"] {
            assert_eq!(conversation.undecided(1, &asked(service)), None);
        }
        let later = "FAIL\t1\tuser=alain\ttemp\tcode=temp_fail\n";
        for service in ["xmpp", "imap", "", "no service"] {
            let said = conversation.undecided(1, &asked(service));
            assert_eq!(said.as_deref(), Some(later), "{service:?}");
        }
    }
}
