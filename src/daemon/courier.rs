//! The thread that sends mails to holders. The servers' questions don't wait for it, nor for a mail command.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::crypto::random::Random;
use crate::domain::policy::Notices;
use crate::front_ends::answering::ReopeningService;
use crate::service::{Location, Requester, Writing};

/// The time between two looks at what is due.
const PAUSE: Duration = Duration::from_secs(4);
/// The same while the policy has notices off, and none can be due.
const PAUSE_WHILE_OFF: Duration = Duration::from_mins(1);

pub struct Courier {
    /// `None` only while it is dropped.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Courier {
    /// Starts the thread. Call it once the signals were taken over, because threads inherit which they get.
    pub fn start(
        location: &Location,
        random: &Random,
        requester: impl Fn() -> Requester + Send + 'static,
        writing: Writing,
    ) -> io::Result<Self> {
        let mut service = ReopeningService::new(location.clone(), random.clone());
        let (stop, stopped) = channel();
        let thread = thread::Builder::new()
            .name("courier".to_owned())
            .spawn(move || deliver(&mut service, &requester, &writing, &stopped))?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

/// A mail that is being sent is sent before the process ends; the others wait in the store.
impl Drop for Courier {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // It catches panics itself.
            let _ = thread.join();
        }
    }
}

/// Sends what is due, again and again. A store that can't be used, or a mail that can't be sent, is tried
/// again later; `keyfob notices` shows what waits, and why.
fn deliver(
    service: &mut ReopeningService,
    requester: &dyn Fn() -> Requester,
    writing: &Writing,
    stopped: &Receiver<()>,
) {
    let may_go_on = || stopped.try_recv() == Err(TryRecvError::Empty);
    loop {
        let sent = catch_unwind(AssertUnwindSafe(|| {
            service.with(|service| service.send_due_notices(requester, writing, may_go_on))
        }));
        // Between two looks no file of the store is kept open.
        service.close();
        let pause = match sent {
            Ok(Ok(Notices::Off)) => PAUSE_WHILE_OFF,
            _ => PAUSE,
        };
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
