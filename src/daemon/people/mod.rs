//! The people's socket: a thread that lets clients in, and one for each of them, who may think for minutes.

mod peer;
mod places;

use std::collections::HashMap;
use std::io::{self, Read};
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
use crate::people::{Letters, Served, Visitor, refuse};
use crate::service::{Location, Result, Service, ServiceError};
use places::Places;

/// How long a client may think.
const THINKING: Duration = Duration::from_mins(10);
/// How long a request may be on its way, once it has begun.
const SENDING: Duration = Duration::from_secs(10);
/// How long nobody is let in if that couldn't be done.
const FULL: Duration = Duration::from_millis(200);
/// How long a stopping server goes on with what was asked.
const DRAINING: Duration = Duration::from_secs(10);

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
    location: Location,
    random: Random,
    letters: Letters,
    clock: fn() -> Timestamp,
    places: Places,
    streams: Mutex<HashMap<u64, UnixStream>>,
    numbers: AtomicU64,
    /// Grows when all are to open the store again.
    openings: AtomicU64,
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
            location: location.clone(),
            random: random.clone(),
            letters: settings.letters,
            clock: settings.clock,
            places: Places::default(),
            streams: Mutex::default(),
            numbers: AtomicU64::new(0),
            openings: AtomicU64::new(0),
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
        self.shared.openings.fetch_add(1, Ordering::SeqCst);
    }

    /// Lets no more in, and hears nothing more. What was asked is done.
    pub fn begin_to_stop(&self) {
        self.shared.is_stopping.store(true, Ordering::SeqCst);
        self.stop.wake();
        for stream in self.shared.streams().values() {
            let _ = stream.shutdown(Shutdown::Read);
        }
    }

    /// Waits for what is being done, as long as a stopping server may.
    pub fn stop(&self) {
        self.begin_to_stop();
        self.shared.places.are_empty_within(DRAINING);
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
                    let _ = catch_unwind(AssertUnwindSafe(|| serve(&shared, stream, &reporter)));
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

impl Shared {
    fn streams(&self) -> MutexGuard<'_, HashMap<u64, UnixStream>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn served(&self, visitor: Visitor) -> Served {
        Served::new(visitor, self.letters.clone(), self.clock)
    }
}

/// A client that is known to all as long as this is there.
struct Known<'a>(&'a Shared, u64);

impl<'a> Known<'a> {
    fn new(shared: &'a Shared, stream: &UnixStream) -> io::Result<Self> {
        let number = shared.numbers.fetch_add(1, Ordering::SeqCst);
        shared.streams().insert(number, stream.try_clone()?);
        // It may have come while all others were told that the server stops.
        if shared.is_stopping.load(Ordering::SeqCst) {
            let _ = stream.shutdown(Shutdown::Read);
        }
        Ok(Self(shared, number))
    }
}

impl Drop for Known<'_> {
    fn drop(&mut self) {
        self.0.streams().remove(&self.1);
    }
}

/// Serves one client to its end. Whatever breaks off here breaks off for that client alone.
fn serve(shared: &Shared, mut stream: UnixStream, reporter: &Reporter) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_write_timeout(Some(SENDING))?;
    let visitor = peer::visitor(&stream)?;
    let uid = visitor.caller.uid;
    let Some(_place) = shared.places.connect(uid) else {
        refuse(&mut stream);
        return Ok(());
    };
    let _known = Known::new(shared, &stream)?;
    let mut store = OpenStore::new(shared);
    let mut served = shared.served(visitor.clone());
    let ended = loop {
        let request = match Served::read(&mut Patient::new(&stream)) {
            Ok(Some(request)) => request,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        let _work = shared.places.work(uid);
        if store.was_replaced() {
            // What was proved was proved to another store.
            served = shared.served(visitor.clone());
        }
        match served.serve(store.open(), request, &mut stream) {
            Ok(None) => {}
            Ok(Some(undecided)) => reporter.report(undecided),
            Err(error) => break Err(error),
        }
    };
    if served.has_unarrived() {
        let _work = shared.places.work(uid);
        if let Err(error) = store.open().and_then(|service| served.end(service)) {
            reporter.report(error);
        }
    }
    ended
}

/// The store, as one client has it open.
struct OpenStore<'a> {
    shared: &'a Shared,
    opening: u64,
    service: Option<Service>,
}

impl<'a> OpenStore<'a> {
    fn new(shared: &'a Shared) -> Self {
        Self {
            shared,
            opening: shared.openings.load(Ordering::SeqCst),
            service: None,
        }
    }

    /// Closes it if another one has taken its place, or all are to be opened again. Returns whether that was
    /// so.
    fn was_replaced(&mut self) -> bool {
        let opening = self.shared.openings.load(Ordering::SeqCst);
        let is_old = opening != self.opening;
        self.opening = opening;
        let is_other = self.service.as_ref().is_some_and(|one| !one.is_in_place());
        if is_old || is_other {
            self.service = None;
        }
        is_other
    }

    fn open(&mut self) -> Result<&mut Service> {
        if self.service.is_none() {
            let (location, random) = (&self.shared.location, &self.shared.random);
            self.service = Some(Service::open(location, random)?);
        }
        self.service.as_mut().ok_or_else(ServiceError::conflict)
    }
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
