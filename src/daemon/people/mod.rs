//! The people's socket: a thread that lets clients in, and one for each of them, who may think for minutes.

mod peer;
mod places;
mod stores;

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustix::event::{PollFd, PollFlags, poll};

use super::wake::Wake;
use crate::crypto::random::Random;
use crate::people::{Letters, Served, refuse};
use crate::service::{Location, ServiceError};
use places::Places;
use stores::Stores;

/// How long a client may think.
const THINKING: Duration = Duration::from_mins(10);
/// How long a request may be on its way, once it has begun.
const SENDING: Duration = Duration::from_secs(10);
/// How long no client is let in if that couldn't be done.
const FULL: Duration = Duration::from_millis(200);
/// How long a stopping server goes on with what was asked.
const DRAINING: Duration = Duration::from_secs(10);
/// How long it takes back what didn't arrive.
const TAKING_BACK: Duration = Duration::from_secs(5);

/// What the server needs to serve people.
pub struct PeopleSettings {
    pub listeners: Vec<UnixListener>,
    pub letters: Letters,
    pub clock: fn() -> Timestamp,
}

pub struct People {
    shared: Arc<Shared>,
    stop: Wake,
    undecided: Receiver<ServiceError>,
}

struct Shared {
    stores: Stores,
    letters: Letters,
    clock: fn() -> Timestamp,
    places: Places,
    clients: Mutex<HashMap<u64, Client>>,
    numbers: AtomicU64,
    is_stopping: AtomicBool,
}

impl People {
    /// Starts to let clients in. `wake` is woken when there is something to report.
    pub fn start(
        settings: PeopleSettings,
        location: &Location,
        random: &Random,
        wake: &Wake,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            stores: Stores::new(location, random),
            letters: settings.letters,
            clock: settings.clock,
            places: Places::default(),
            clients: Mutex::default(),
            numbers: AtomicU64::new(0),
            is_stopping: AtomicBool::new(false),
        });
        let stop = Wake::new()?;
        let (report, undecided) = channel();
        for listener in settings.listeners {
            listener.set_nonblocking(true)?;
            let (shared, stop) = (shared.clone(), stop.clone());
            let reporter = Reporter {
                report: report.clone(),
                wake: wake.clone(),
            };
            let door = thread::Builder::new().name("people".to_owned());
            door.spawn(move || let_in(&shared, &listener, &stop, &reporter))?;
        }
        Ok(Self {
            shared,
            stop,
            undecided,
        })
    }

    /// The next failure to report.
    pub fn next_undecided(&self) -> Option<ServiceError> {
        self.undecided.try_recv().ok()
    }

    /// Has the store opened again for the next request of each client.
    pub fn start_afresh(&self) {
        self.shared.stores.open_again();
    }

    /// Lets no more in, and hears nothing more but of what is still to arrive. What was asked is done.
    pub fn begin_to_stop(&self) {
        self.shared.is_stopping.store(true, Ordering::SeqCst);
        self.stop.wake();
        self.shared.hear_no_more(|client| !client.is_owed);
    }

    /// Waits for what is being done, as long as a stopping server may. What didn't arrive by then is taken
    /// back.
    pub fn stop(&self) {
        self.begin_to_stop();
        if !self.shared.places.are_empty_within(DRAINING) {
            self.shared.hear_no_more(|_| true);
            self.shared.places.are_empty_within(TAKING_BACK);
        }
    }
}

#[derive(Clone)]
struct Reporter {
    report: Sender<ServiceError>,
    wake: Wake,
}

impl Reporter {
    fn report(&self, error: ServiceError) {
        // Once the server has ended, there is nothing to report to.
        let _ = self.report.send(error);
        self.wake.wake();
    }
}

fn let_in(shared: &Arc<Shared>, listener: &UnixListener, stop: &Wake, reporter: &Reporter) {
    while !shared.is_stopping.load(Ordering::SeqCst) {
        let mut polled = [
            PollFd::from_borrowed_fd(stop.as_fd(), PollFlags::IN),
            PollFd::from_borrowed_fd(listener.as_fd(), PollFlags::IN),
        ];
        // An interrupted wait is begun again.
        if poll(&mut polled, None).is_err() {
            continue;
        }
        match listener.accept() {
            Ok((stream, _)) => {
                let (shared, reporter) = (shared.clone(), reporter.clone());
                let client = thread::Builder::new().name("person".to_owned());
                let started = client.spawn(move || {
                    // A client whose request panics is dropped, and so is what it had.
                    let _ = catch_unwind(AssertUnwindSafe(|| serve(&shared, &stream, &reporter)));
                });
                if started.is_err() {
                    thread::sleep(FULL);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => thread::sleep(FULL),
        }
    }
}

/// A client, as all know it.
struct Client {
    stream: UnixStream,
    /// Something was made for it that hasn't arrived yet.
    is_owed: bool,
}

impl Shared {
    fn clients(&self) -> MutexGuard<'_, HashMap<u64, Client>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear_no_more(&self, of: impl Fn(&Client) -> bool) {
        for client in self.clients().values().filter(|client| of(client)) {
            let _ = client.stream.shutdown(Shutdown::Read);
        }
    }
}

/// A client that is known to all as long as this is there.
struct Known<'a>(&'a Shared, u64);

impl<'a> Known<'a> {
    fn new(shared: &'a Shared, stream: &UnixStream) -> io::Result<Self> {
        let number = shared.numbers.fetch_add(1, Ordering::SeqCst);
        let client = Client {
            stream: stream.try_clone()?,
            is_owed: false,
        };
        shared.clients().insert(number, client);
        let known = Self(shared, number);
        // It may have come while all others were told that the server stops.
        known.note_owed(false);
        Ok(known)
    }

    /// A client that is owed nothing isn't heard any more once the server stops.
    fn note_owed(&self, is_owed: bool) {
        let mut clients = self.0.clients();
        if let Some(client) = clients.get_mut(&self.1) {
            client.is_owed = is_owed;
            if !is_owed && self.0.is_stopping.load(Ordering::SeqCst) {
                let _ = client.stream.shutdown(Shutdown::Read);
            }
        }
    }
}

impl Drop for Known<'_> {
    fn drop(&mut self) {
        self.0.clients().remove(&self.1);
    }
}

/// Serves one client to its end. Whatever breaks off here breaks off for that client alone.
fn serve(shared: &Shared, stream: &UnixStream, reporter: &Reporter) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    let visitor = peer::visitor(stream)?;
    let uid = visitor.caller.uid;
    let Some(_place) = shared.places.connect(uid) else {
        refuse(&mut Hurried::new(stream));
        return Ok(());
    };
    let known = Known::new(shared, stream)?;
    let mut served = Served::new(visitor, shared.letters.clone(), shared.clock);
    let mut opening = None;
    let ended = loop {
        let request = match Served::read(&mut Patient::new(stream)) {
            Ok(Some(request)) => request,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        let work = shared.places.work(uid);
        let answer = match shared.stores.take() {
            Ok(mut store) => {
                if opening.replace(store.0) != Some(store.0) {
                    served.forget_proofs();
                }
                let answer = served.answer(&mut store.1, request);
                shared.stores.put(store);
                answer
            }
            Err(error) => Err(error),
        };
        known.note_owed(served.has_unarrived());
        // Who reads slowly holds up nothing but themselves.
        drop(work);
        match Served::tell(answer, &mut Hurried::new(stream)) {
            Ok(None) => {}
            Ok(Some(undecided)) => reporter.report(undecided),
            Err(error) => break Err(error),
        }
    };
    if served.has_unarrived() {
        let _work = shared.places.work(uid);
        let taken_back = shared.stores.take().and_then(|mut store| {
            served.end(&mut store.1)?;
            shared.stores.put(store);
            Ok(())
        });
        if let Err(error) = taken_back {
            reporter.report(error);
        }
    }
    ended
}

/// Reads from a client that may think before it asks, but not while it does.
struct Patient<'a> {
    stream: &'a UnixStream,
    until: Option<Instant>,
}

impl<'a> Patient<'a> {
    fn new(stream: &'a UnixStream) -> Self {
        Self {
            stream,
            until: None,
        }
    }
}

impl Read for Patient<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let patience = match self.until {
            None => THINKING,
            Some(until) => until.saturating_duration_since(Instant::now()),
        };
        if patience.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(patience))?;
        let mut stream = self.stream;
        let read = stream.read(into)?;
        self.until.get_or_insert_with(|| Instant::now() + SENDING);
        Ok(read)
    }
}

/// Writes to a client that must take all of an answer in time.
struct Hurried<'a> {
    stream: &'a UnixStream,
    until: Instant,
}

impl<'a> Hurried<'a> {
    fn new(stream: &'a UnixStream) -> Self {
        Self {
            stream,
            until: Instant::now() + SENDING,
        }
    }
}

impl Write for Hurried<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let patience = self.until.saturating_duration_since(Instant::now());
        if patience.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_write_timeout(Some(patience))?;
        let mut stream = self.stream;
        stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
