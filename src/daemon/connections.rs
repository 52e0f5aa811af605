//! All clients: their number, whose turn it is, and which have been silent too long.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::connection::Connection;
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
    /// The connections that have questions waiting, each once: a client that asks and cancels a lot
    /// doesn't get more turns than others.
    turns: VecDeque<u64>,
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
            turns: VecDeque::new(),
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
        if !self.turns.contains(&number) {
            self.turns.push_back(number);
        }
    }

    /// The next question for a worker, of each connection in turn.
    pub fn next_waiting(&mut self) -> Option<(Ticket, Question)> {
        while let Some(number) = self.turns.pop_front() {
            let Some(connection) = self.all.get_mut(&number) else {
                continue;
            };
            let Some((serial, question)) = connection.start_work() else {
                continue;
            };
            if connection.has_waiting() {
                self.turns.push_back(number);
            }
            let ticket = Ticket {
                connection: number,
                serial,
            };
            return Some((ticket, question));
        }
        None
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
