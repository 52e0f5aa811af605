//! All clients: their number, whose turn it is, and which have been silent too long.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::connection::Connection;
use super::turns::Turns;
use crate::front_ends::Question;

const CONNECTIONS: usize = 1024;
/// Files that are kept free for the store of each worker and of the two other threads, and for
/// everything else: without them no question could be answered.
const FILES_PER_WORKER: usize = 8;
const OTHER_FILES: usize = 32;
/// How soon a client must introduce itself.
const GREETING: Duration = Duration::from_secs(10);

/// The connection and question that an answer is for.
#[derive(Debug, Clone, Copy)]
pub struct Ticket {
    pub connection: u64,
    pub serial: u64,
}

pub struct Connections {
    all: BTreeMap<u64, Connection>,
    last_number: u64,
    turns: Turns,
    most: usize,
}

impl Connections {
    /// Raises the number of files that this process may open as far as it can, because each client
    /// needs one.
    pub fn new(workers: usize) -> Self {
        let kept = OTHER_FILES + FILES_PER_WORKER * (workers + 2);
        Self {
            all: BTreeMap::new(),
            last_number: 0,
            turns: Turns::default(),
            most: raise_file_limit()
                .saturating_sub(kept)
                .clamp(1, CONNECTIONS),
        }
    }

    /// A number that no connection had before.
    pub fn new_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Takes a connection in, if there is room or room can be made.
    pub fn add(&mut self, number: u64, connection: Connection) {
        if self.all.len() < self.most || self.drop_quietest() {
            self.all.insert(number, connection);
        }
    }

    /// Drops the client that has been quiet longest, if it isn't owed an answer. Clients connect
    /// again when they need to. Returns whether there was one.
    pub fn drop_quietest(&mut self) -> bool {
        let quietest = self
            .all
            .iter()
            .filter(|(_, connection)| connection.is_settled())
            .min_by_key(|(_, connection)| connection.last_heard)
            .map(|(&number, _)| number);
        quietest.is_some_and(|number| self.all.remove(&number).is_some())
    }

    pub fn get_mut(&mut self, number: u64) -> Option<&mut Connection> {
        self.all.get_mut(&number)
    }

    pub fn remove(&mut self, number: u64) {
        self.all.remove(&number);
    }

    pub fn iter(&self) -> impl Iterator<Item = (u64, &Connection)> {
        self.all.iter().map(|(&number, one)| (number, one))
    }

    /// Has a question wait until it is the turn of its connection.
    pub fn add_waiting(&mut self, number: u64, request: u32, question: Question) {
        let Some(connection) = self.all.get_mut(&number) else {
            return;
        };
        connection.add_waiting(request, question);
        if self.turns.len() > self.all.len() {
            // Some of them have closed.
            self.turns.keep(|number| self.all.contains_key(&number));
        }
        self.turns.add(number);
    }

    /// The next question for a worker.
    pub fn next_waiting(&mut self) -> Option<(Ticket, Question)> {
        loop {
            let was_refused = |number| self.all.get(&number).is_some_and(Connection::was_refused);
            let number = self.turns.next(was_refused)?;
            let Some(connection) = self.all.get_mut(&number) else {
                continue;
            };
            let Some((serial, question)) = connection.start_work() else {
                continue;
            };
            if connection.has_waiting() {
                self.turns.add(number);
            }
            let ticket = Ticket {
                connection: number,
                serial,
            };
            return Some((ticket, question));
        }
    }

    pub fn write_all(&mut self) {
        self.all
            .retain(|_, connection| connection.write().is_ok() && !connection.is_over());
    }

    pub fn drop_silent(&mut self, now: Instant) {
        self.all
            .retain(|_, connection| connection.is_greeted() || now < connection.came + GREETING);
    }

    /// When the next client will have been silent too long.
    pub fn next_deadline(&self) -> Option<Instant> {
        let silent = self.all.values().filter(|one| !one.is_greeted());
        silent.map(|connection| connection.came + GREETING).min()
    }

    pub fn are_settled(&self) -> bool {
        self.all.values().all(Connection::is_settled)
    }
}

/// Returns how many files there may be.
fn raise_file_limit() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    );
    let allowed = getrlimit(Resource::Nofile).current;
    allowed.map_or(usize::MAX, |files| {
        usize::try_from(files).unwrap_or(usize::MAX)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    use super::*;
    use crate::crypto::random::Random;
    use crate::front_ends::Decision;
    use crate::front_ends::auth_client::AuthConversation;

    const GREETING: &str = "VERSION\t1\t0\nCPID\t1\n";

    /// A client that has asked this number of questions.
    fn asks(connections: &mut Connections, questions: u32) -> (u64, UnixStream) {
        let (mut client, server) = UnixStream::pair().unwrap();
        server.set_nonblocking(true).unwrap();
        let number = connections.new_number();
        let conversation = Box::new(AuthConversation::new(number, &Random::system()));
        let connection = Connection::new(server.into(), conversation, Instant::now());
        connections.add(number, connection);
        let asked =
            (0..questions).map(|id| format!("AUTH\t{id}\tPLAIN\tresp=AGFsYWluAHNlY3JldA==\n"));
        let asked: String = asked.collect();
        client
            .write_all((GREETING.to_owned() + &asked).as_bytes())
            .unwrap();
        let connection = connections.get_mut(number).unwrap();
        connection.read(Instant::now()).unwrap();
        let next = || {
            connections
                .get_mut(number)
                .unwrap()
                .next_question()
                .unwrap()
        };
        for (request, question) in std::iter::from_fn(next).collect::<Vec<_>>() {
            connections.add_waiting(number, request, question);
        }
        (number, client)
    }

    /// Answers the next question. Returns whose it was.
    fn answer(connections: &mut Connections, decision: impl Fn(u64) -> Decision) -> u64 {
        let (ticket, question) = connections.next_waiting().unwrap();
        let connection = connections.get_mut(ticket.connection).unwrap();
        let request = connection.finish_work(ticket.serial).unwrap();
        let decision = Ok(decision(ticket.connection));
        connection.tell(request, &question, &decision).unwrap();
        ticket.connection
    }

    #[test]
    fn a_flood_of_wrong_ones_lets_a_newcomer_go_first_and_is_answered_all_the_same() {
        let mut connections = Connections::new(1);
        let flood: Vec<_> = (0..100).map(|_| asks(&mut connections, 32)).collect();
        for _ in 0..150 {
            answer(&mut connections, |_| Decision::No);
        }
        let mut answered = vec![0; flood.len()];
        for round in 0..1000 {
            let (number, _client) = asks(&mut connections, 1);
            let yes = || Decision::Yes("alain".to_owned());
            let decide = |one| if one == number { yes() } else { Decision::No };
            let mut ahead = 0;
            loop {
                let one = answer(&mut connections, decide);
                if one == number {
                    break;
                }
                let place = flood.iter().position(|(flooding, _)| *flooding == one);
                answered[place.unwrap()] += 1;
                ahead += 1;
            }
            assert!(ahead <= 1, "round {round}: {ahead}");
            connections.remove(number);
        }
        // Every fourth answer was the flood's, and each of its connections got as many.
        assert!(
            answered.iter().all(|&count| (3..=4).contains(&count)),
            "{answered:?}"
        );
    }

    #[test]
    fn who_asks_and_goes_leaves_nothing_behind() {
        let mut connections = Connections::new(1);
        for _ in 0..100 {
            let (number, _client) = asks(&mut connections, 2);
            connections.remove(number);
        }
        assert!(connections.turns.len() <= 1);
        let (number, _client) = asks(&mut connections, 1);
        assert_eq!(answer(&mut connections, |_| Decision::No), number);
        assert!(connections.next_waiting().is_none());
    }

    #[test]
    fn a_client_that_is_let_in_again_is_no_longer_behind_others() {
        let mut connections = Connections::new(1);
        let (one, _one) = asks(&mut connections, 4);
        answer(&mut connections, |_| Decision::No);
        let (other, _other) = asks(&mut connections, 4);
        let yes = |_| Decision::Yes("alain".to_owned());
        let order: Vec<_> = (0..7).map(|_| answer(&mut connections, yes)).collect();
        assert_eq!(order, [other, other, one, other, one, other, one]);
    }
}
