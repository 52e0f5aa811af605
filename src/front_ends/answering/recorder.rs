//! The thread that records refusals, once their answers were given. The workers don't wait for it, so
//! the next client can't tell from its wait what is written.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::answer::Undecided;
use super::service::ReopeningService;
use super::workers::Wake;
use crate::service::Trace;

/// How many refusals may wait to be recorded.
const WAITING: usize = 1024;
/// The time between two writes, so that a flood of wrong passwords isn't one of writes.
const PAUSE: Duration = Duration::from_millis(100);

/// Why refusals weren't recorded.
#[derive(Debug)]
pub enum NotRecorded {
    Failed(Undecided),
    /// Too many were waiting.
    TooMany,
}

pub struct Recorder {
    /// `None` only while it is dropped.
    traces: Option<SyncSender<Trace>>,
    failures: Receiver<NotRecorded>,
    thread: Option<JoinHandle<()>>,
}

impl Recorder {
    /// Starts the thread. `wake` is called by it when something couldn't be recorded.
    pub fn start(mut service: ReopeningService, wake: &Wake) -> io::Result<Self> {
        let (traces, inbox) = sync_channel(WAITING);
        let (tell, failures) = channel();
        let wake = wake.clone();
        let thread = thread::Builder::new()
            .name("recorder".to_owned())
            .spawn(move || record(&mut service, &inbox, &tell, &wake))?;
        Ok(Self {
            traces: Some(traces),
            failures,
            thread: Some(thread),
        })
    }

    pub fn leave(&self, trace: Trace) -> Result<(), NotRecorded> {
        match &self.traces {
            Some(traces) if traces.try_send(trace).is_ok() => Ok(()),
            _ => Err(NotRecorded::TooMany),
        }
    }

    pub fn next_failure(&self) -> Option<NotRecorded> {
        self.failures.try_recv().ok()
    }
}

/// What was answered is recorded before the process ends.
impl Drop for Recorder {
    fn drop(&mut self) {
        self.traces = None;
        if let Some(thread) = self.thread.take() {
            // It catches panics itself.
            let _ = thread.join();
        }
    }
}

/// Records everything that waits in one transaction, again and again.
fn record(
    service: &mut ReopeningService,
    traces: &Receiver<Trace>,
    tell: &Sender<NotRecorded>,
    wake: &Wake,
) {
    while let Ok(first) = traces.recv() {
        let waiting: Vec<_> = [first].into_iter().chain(traces.try_iter()).collect();
        let left = catch_unwind(AssertUnwindSafe(|| service.leave(&waiting)));
        let failed = match left {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(Undecided::Service(error)),
            Err(_) => Some(Undecided::Panicked),
        };
        if let Some(failed) = failed {
            // The receiver is gone only when the process ends.
            let _ = tell.send(NotRecorded::Failed(failed));
            wake();
        }
        // While nothing is to be recorded, no file of the store is kept open.
        service.close();
        thread::sleep(PAUSE);
    }
}
