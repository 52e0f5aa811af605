//! What hashes: each worker has a connection to the store and Argon2's memory of its own, and does
//! one question at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::process::Wake;
use super::server::Event;
use crate::crypto::keyed_hash::KEYED_HASH_BYTES;
use crate::crypto::random::Random;
use crate::domain::audit::Act;
use crate::front_ends::{Answer, Question};
use crate::store::{self, Location, Remembered, Store, StoreError};

/// A store that is opened when it is needed, and again when it isn't the one it was.
pub struct Access {
    location: Location,
    random: Random,
    store: Option<Store>,
}

impl Access {
    pub fn new(location: Location, random: Random) -> Self {
        Self {
            location,
            random,
            store: None,
        }
    }

    pub fn store(&mut self) -> store::Result<&mut Store> {
        // Another file in its place has other rows: deletions, for one.
        let there = self.store.take().filter(Store::is_in_place);
        let store = match there {
            Some(store) => store,
            None => Store::open(&self.location, &self.random)?,
        };
        Ok(self.store.insert(store))
    }

    /// The next question opens it anew.
    pub fn close(&mut self) {
        self.store = None;
    }
}

pub struct Job {
    /// Of the connection, and of the request in it.
    pub connection: u64,
    pub request: u32,
    pub question: Question,
    pub mark: Option<[u8; KEYED_HASH_BYTES]>,
    pub remembered: Option<Remembered>,
    pub act: Act,
    /// Whether the store is to be opened anew first.
    pub reopen: bool,
}

/// A question with its answer; why it could not be decided otherwise.
pub struct Done {
    pub worker: usize,
    pub connection: u64,
    pub request: u32,
    pub question: Question,
    pub mark: Option<[u8; KEYED_HASH_BYTES]>,
    pub outcome: Result<(Answer, Option<Remembered>), Undecided>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Undecided {
    Store(StoreError),
    /// A bug.
    Panicked,
}

/// Whether opening the store anew may help: one that is as it should be throttles, is busy, and is
/// changed by others.
pub fn may_be_the_stores(error: &StoreError) -> bool {
    !matches!(
        error,
        StoreError::Throttled(..) | StoreError::Meanwhile | StoreError::Busy
    )
}

/// Starts a worker. It ends when its jobs do.
pub fn start(
    number: usize,
    mut access: Access,
    done: Sender<Event>,
    wake: Wake,
) -> std::io::Result<Sender<Job>> {
    let (jobs, inbox): (_, Receiver<Job>) = channel();
    thread::Builder::new()
        .name(format!("worker {number}"))
        .spawn(move || {
            for job in inbox {
                let outcome = catch_unwind(AssertUnwindSafe(|| answer(&mut access, &job)));
                let outcome = match outcome {
                    Ok(outcome) => outcome.map_err(Undecided::Store),
                    Err(_) => Err(Undecided::Panicked),
                };
                if matches!(outcome, Err(Undecided::Panicked)) {
                    // Who knows what it was in the middle of.
                    access.close();
                }
                let done_with = Event::Done(Box::new(Done {
                    worker: number,
                    connection: job.connection,
                    request: job.request,
                    question: job.question,
                    mark: job.mark,
                    outcome,
                }));
                if done.send(done_with).is_err() {
                    return;
                }
                wake.wake();
            }
        })?;
    Ok(jobs)
}

fn answer(access: &mut Access, job: &Job) -> store::Result<(Answer, Option<Remembered>)> {
    if job.reopen {
        access.close();
    }
    let store = access.store()?;
    let log_in = job.question.log_in();
    if let Some(remembered) = &job.remembered {
        let again = store.log_in_again(&job.act, &log_in, remembered, true)?;
        if let Some(answered) = again {
            return Ok((Answer::of(&answered), Some(remembered.clone())));
        }
    }
    let (answered, remembered) = store.log_in(&job.act, &log_in)?;
    Ok((Answer::of(&answered), remembered))
}
