//! Answering servers' questions, whatever transport they come by: from memory if the same log-in was
//! accepted before, else by a pool of workers. A transport gives each question for the workers a
//! ticket of its own, and gets it back with the answer.

mod answer;
mod memory;
mod recorder;
mod service;
mod workers;

use std::thread;
use std::time::{Duration, Instant};

use answer::Answer;
pub use answer::Undecided;
use memory::Memory;
pub use recorder::NotRecorded;
use recorder::Recorder;
pub use service::ReopeningService;
pub use workers::Wake;
use workers::{Finished, Job, Workers};

use super::{Decision, Question};
use crate::crypto::random::Random;
use crate::service::{Location, Requester, Trace};

/// Looking up remembered log-ins blocks the transport, so it must stay short. If it takes longer
/// than this, as it does while another process keeps the store locked, nothing is looked up for a
/// multiple of the time it took, and the workers answer everything.
const SLOW: Duration = Duration::from_millis(50);
const PAUSE_FACTOR: u32 = 10;

pub struct Answering<'a, T> {
    requester: &'a dyn Fn() -> Requester,
    random: Random,
    /// For comparing what is remembered with the store.
    service: ReopeningService,
    memory: Option<Memory>,
    recalls_from: Instant,
    workers: Workers<T>,
    recorder: Recorder,
}

/// As many workers as there are processors.
pub fn worker_count() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

impl<'a, T: Send + 'static> Answering<'a, T> {
    /// Starts the workers. `wake` is called by their threads when a question is finished.
    pub fn start(
        location: &Location,
        random: &Random,
        remembers: bool,
        requester: &'a dyn Fn() -> Requester,
        wake: &Wake,
    ) -> std::io::Result<Self> {
        let service = || ReopeningService::new(location.clone(), random.clone());
        Ok(Self {
            requester,
            random: random.clone(),
            service: service(),
            memory: remembers.then(|| Memory::new(random)),
            recalls_from: Instant::now(),
            workers: Workers::start(worker_count(), service, wake)?,
            recorder: Recorder::start(service(), wake)?,
        })
    }

    /// Answers from memory. `None` if a worker must look.
    pub fn recall(&mut self, question: &Question) -> Result<Option<Decision>, Undecided> {
        let began = Instant::now();
        if began < self.recalls_from {
            return Ok(None);
        }
        let Some(memory) = &mut self.memory else {
            return Ok(None);
        };
        let Some(remembered) = memory.recall(&memory.hash(question)) else {
            return Ok(None);
        };
        let requester = (self.requester)();
        let recalled = self.service.recall(&requester, question, &remembered);
        let took = began.elapsed();
        if took > SLOW {
            self.recalls_from = began + took * PAUSE_FACTOR;
        }
        recalled.map_err(|error| {
            let undecided = Undecided::Service(error);
            self.reopen_after(&undecided);
            undecided
        })
    }

    pub fn has_idle_worker(&self) -> bool {
        self.workers.has_idle()
    }

    /// Gives a question to an idle worker.
    pub fn start_work(&mut self, ticket: T, question: Question) {
        let remembered = match &mut self.memory {
            Some(memory) => memory.recall(&memory.hash(&question)),
            None => None,
        };
        self.workers.give(Job {
            ticket,
            question,
            remembered,
            requester: (self.requester)(),
        });
    }

    /// The next question that a worker has finished with.
    pub fn next_finished(&mut self) -> Option<Finished<T>> {
        let mut finished = self.workers.next_finished()?;
        let Answer {
            outcome,
            remembered,
            ..
        } = &mut finished.answer;
        if let Some(memory) = &mut self.memory {
            let hash = memory.hash(&finished.question);
            match (&outcome, remembered.take()) {
                (Ok(Decision::Yes(_)), Some(remembered)) => memory.remember(hash, remembered),
                _ => memory.forget(&hash),
            }
        }
        if let Err(undecided) = outcome {
            self.reopen_after(undecided);
        }
        Some(finished)
    }

    /// Has a refusal recorded. Its answer must have been given.
    pub fn leave(&self, trace: Trace) -> Result<(), NotRecorded> {
        self.recorder.leave(trace)
    }

    /// The next failure to record refusals.
    pub fn next_not_recorded(&self) -> Option<NotRecorded> {
        self.recorder.next_failure()
    }

    /// Forgets everything, and has the store and its key opened again by the next question.
    pub fn start_afresh(&mut self) {
        if let Some(memory) = &mut self.memory {
            *memory = Memory::new(&self.random);
        }
        self.reopen();
    }

    fn reopen_after(&mut self, undecided: &Undecided) {
        if undecided.may_be_mended_by_reopening() {
            self.reopen();
        }
    }

    fn reopen(&mut self) {
        self.service.close();
        self.workers.reopen();
    }
}
