//! What hashes: each worker has a connection to the store and Argon2's memory of its own, and does
//! one question at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::process::Wake;
use super::server::Event;
use crate::crypto::keyed_hash::KEYED_HASH_BYTES;
use crate::crypto::random::Random;
use crate::front_ends::{Answer, Question};
use crate::service::{self, Location, Remembered, Requester, Service, ServiceError, StoreError};

/// A store that is opened when it is needed, and again when it isn't the one it was.
pub struct Access {
    location: Location,
    random: Random,
    service: Option<Service>,
}

impl Access {
    pub fn new(location: Location, random: Random) -> Self {
        Self {
            location,
            random,
            service: None,
        }
    }

    pub fn service(&mut self) -> service::Result<&mut Service> {
        // Another file in its place has other rows: deletions, for one.
        let there = self.service.take().filter(Service::is_in_place);
        let service = match there {
            Some(service) => service,
            None => Service::open(&self.location, &self.random)?,
        };
        Ok(self.service.insert(service))
    }

    /// The next question opens it anew.
    pub fn close(&mut self) {
        self.service = None;
    }
}

pub struct Job {
    /// Of the connection, and of the request in it.
    pub connection: u64,
    pub request: u32,
    pub question: Question,
    pub mark: Option<[u8; KEYED_HASH_BYTES]>,
    pub remembered: Option<Remembered>,
    pub requester: Requester,
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
    Service(ServiceError),
    /// A bug.
    Panicked,
}

/// Whether opening the store anew may help: one that is as it should be throttles, is busy, and is
/// changed by others.
pub fn may_be_the_stores(error: &ServiceError) -> bool {
    !matches!(
        error,
        ServiceError::Throttled(..) | ServiceError::Store(StoreError::Conflict | StoreError::Busy)
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
                    Ok(outcome) => outcome.map_err(Undecided::Service),
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

fn answer(access: &mut Access, job: &Job) -> service::Result<(Answer, Option<Remembered>)> {
    if job.reopen {
        access.close();
    }
    let service = access.service()?;
    let log_in = job.question.log_in();
    if let Some(remembered) = &job.remembered {
        let again = service.log_in_again(&job.requester, &log_in, remembered, true)?;
        if let Some(answered) = again {
            return Ok((Answer::of(&answered), Some(remembered.clone())));
        }
    }
    let (answered, remembered) = service.log_in(&job.requester, &log_in)?;
    Ok((Answer::of(&answered), remembered))
}
