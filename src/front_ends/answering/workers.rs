//! The threads that hash. Each has a connection to the store and Argon2's memory of its own, and
//! answers one question at a time.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::service::ReopeningService;
use crate::front_ends::{Decision, Question};
use crate::service::{Remembered, Requester, ServiceError, StoreError, Trace};

/// Makes the transport look for what is finished.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A question for a worker. The ticket is the transport's and comes back with the answer.
pub struct Job<T> {
    pub ticket: T,
    pub question: Question,
    pub remembered: Option<Remembered>,
    pub requester: Requester,
}

pub struct Done<T> {
    pub ticket: T,
    pub question: Question,
    pub outcome: Result<(Decision, Option<Remembered>), Undecided>,
    pub trace: Option<Trace>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Undecided {
    Service(ServiceError),
    /// The worker panicked: a bug.
    Panicked,
}

impl Undecided {
    /// Returns whether opening the store again may help. It doesn't help against waits, busy stores
    /// and changes by others.
    pub fn may_be_mended_by_reopening(&self) -> bool {
        !matches!(
            self,
            Self::Panicked
                | Self::Service(
                    ServiceError::Throttled(..)
                        | ServiceError::Store(StoreError::Conflict | StoreError::Busy)
                )
        )
    }
}

pub struct Workers<T> {
    all: Vec<Worker<T>>,
    done: Receiver<(usize, Done<T>)>,
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
    /// Starts this number of threads. They end when this is dropped.
    pub fn start(
        count: usize,
        service: impl Fn() -> ReopeningService,
        wake: &Wake,
    ) -> io::Result<Self> {
        let (tell, done) = channel();
        let all = (0..count).map(|number| {
            let (orders, inbox) = channel();
            let (service, tell, wake) = (service(), tell.clone(), wake.clone());
            thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn(move || {
                    work(service, &inbox, |done| {
                        // The receiver is gone only when the process ends.
                        let _ = tell.send((number, done));
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
            done,
        })
    }

    pub fn has_idle(&self) -> bool {
        self.all.iter().any(|worker| worker.is_idle)
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

    pub fn next_done(&mut self) -> Option<Done<T>> {
        let (number, done) = self.done.try_recv().ok()?;
        self.all[number].is_idle = true;
        Some(done)
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
    orders: &Receiver<Order<T>>,
    mut tell: impl FnMut(Done<T>),
) {
    for Order { job, reopens } in orders {
        if reopens {
            service.close();
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            service.answer(&job.requester, &job.question, job.remembered.as_ref())
        }));
        let (outcome, trace) = outcome.map_or_else(
            |_| {
                // It may have stopped in the middle of anything.
                service.close();
                (Err(Undecided::Panicked), None)
            },
            |(answered, trace)| (answered.map_err(Undecided::Service), trace),
        );
        tell(Done {
            ticket: job.ticket,
            question: job.question,
            outcome,
            trace,
        });
    }
}
