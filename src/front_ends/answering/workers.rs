//! The threads that hash. Each has a connection to the store and Argon2's memory of its own, and
//! answers one question at a time. While one waits for the command that checks external passwords, another
//! thread may hash.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::answer::{Answer, Undecided};
use super::service::ReopeningService;
use crate::front_ends::Question;
use crate::service::{ExternalChecks, Remembered, Requester};

/// Makes the transport look for what is finished.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A question for a worker. The ticket is the transport's and comes back with the answer.
pub struct Job<T> {
    pub ticket: T,
    pub question: Question,
    pub remembered: Option<Remembered>,
    pub requester: Requester,
}

/// A question that a worker has finished with.
pub struct Finished<T> {
    pub ticket: T,
    pub question: Question,
    pub answer: Answer,
}

/// How many external passwords are checked at the same time.
const EXTERNAL_CHECKS: usize = 16;

pub struct Workers<T> {
    all: Vec<Worker<T>>,
    /// How many of them may hash at the same time.
    hashing: usize,
    external_checks: ExternalChecks,
    finished: Receiver<(usize, Finished<T>)>,
}

struct Worker<T> {
    orders: Sender<Order<T>>,
    is_idle: bool,
    reopens: bool,
}

struct Order<T> {
    job: Job<T>,
    /// Whether the store must be opened again first.
    reopens: bool,
}

impl<T: Send + 'static> Workers<T> {
    /// Starts threads of which this number hash at the same time. They end when this is dropped.
    pub fn start(
        hashing: usize,
        service: impl Fn() -> ReopeningService,
        wake: &Wake,
    ) -> io::Result<Self> {
        let (tell, finished) = channel();
        let begins = wake.clone();
        let external_checks = ExternalChecks::limited(EXTERNAL_CHECKS, move || begins());
        let all = (0..hashing + EXTERNAL_CHECKS).map(|number| {
            let (orders, inbox) = channel();
            let service = service().limiting(&external_checks);
            let (tell, wake) = (tell.clone(), wake.clone());
            thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn(move || {
                    // Argon2's memory is kept by as many threads as hash at the same time.
                    let keeps = number < hashing;
                    work(service, keeps, &inbox, |finished| {
                        // The receiver is gone only when the process ends.
                        let _ = tell.send((number, finished));
                        wake();
                    });
                })?;
            Ok(Worker {
                orders,
                is_idle: true,
                reopens: false,
            })
        });
        Ok(Self {
            all: all.collect::<io::Result<_>>()?,
            hashing,
            external_checks,
            finished,
        })
    }

    /// Returns whether one more question may be worked on.
    pub fn has_idle(&self) -> bool {
        let busy = self.all.iter().filter(|worker| !worker.is_idle).count();
        busy < self.hashing + self.external_checks.running()
    }

    /// Gives a job to an idle worker, of which there must be one.
    pub fn give(&mut self, job: Job<T>) {
        let idle = self.all.iter_mut().find(|worker| worker.is_idle);
        let worker = idle.expect("a worker is idle");
        worker.is_idle = false;
        let reopens = std::mem::take(&mut worker.reopens);
        let sent = worker.orders.send(Order { job, reopens });
        assert!(sent.is_ok(), "a worker runs as long as it is given orders");
    }

    pub fn next_finished(&mut self) -> Option<Finished<T>> {
        let (number, finished) = self.finished.try_recv().ok()?;
        self.all[number].is_idle = true;
        Some(finished)
    }

    /// Has every worker open the store again for its next job.
    pub fn reopen(&mut self) {
        for worker in &mut self.all {
            worker.reopens = true;
        }
    }
}

fn work<T>(
    mut service: ReopeningService,
    keeps: bool,
    orders: &Receiver<Order<T>>,
    mut tell: impl FnMut(Finished<T>),
) {
    for Order { job, reopens } in orders {
        if reopens {
            service.close();
        }
        let answer = catch_unwind(AssertUnwindSafe(|| {
            service.answer(&job.requester, &job.question, job.remembered.as_ref())
        }));
        let answer = answer.unwrap_or_else(|_| {
            // It may have stopped in the middle of anything.
            service.close();
            Undecided::Panicked.into()
        });
        if !keeps {
            service.close();
        }
        tell(Finished {
            ticket: job.ticket,
            question: job.question,
            answer,
        });
    }
}
