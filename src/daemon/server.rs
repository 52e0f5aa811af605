//! The thread that owns the sockets. It reads, writes and answers from memory; workers do the rest.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{SocketFlags, accept_with};

use super::connection::{Connection, MustClose};
use super::connections::{Connections, Ticket};
use super::people::{People, PeopleSettings};
use super::signals::{self, Signal};
use super::status::{Counter, StatusSocket};
use super::wake::Wake;
use crate::crypto::random::Random;
use crate::front_ends::answering::{self, Answering, NotRecorded, Undecided, worker_count};
use crate::front_ends::conversation::Conversation;
use crate::front_ends::{Decision, Question};
use crate::service::{Location, Requester, ServiceError, Trace};

/// How many clients are accepted before connected ones are read again.
const LET_IN_AT_ONCE: usize = 64;
/// How long a stopping server goes on answering pending questions.
const DRAINING: Duration = Duration::from_secs(10);
/// How long to accept no client after the limit on open files was reached.
const FULL: Duration = Duration::from_millis(200);

/// A listening socket, and its protocol.
pub struct Endpoint {
    listener: OwnedFd,
    protocol: Protocol,
}

/// Begins a conversation with a client, whose connection has this number.
type Protocol = fn(u64, &Random) -> Box<dyn Conversation>;

impl Endpoint {
    pub fn new(listener: impl Into<OwnedFd>, protocol: Protocol) -> io::Result<Self> {
        let listener = listener.into();
        rustix::io::ioctl_fionbio(&listener, true)?;
        Ok(Self { listener, protocol })
    }
}

/// An event that the operator may want to know of.
#[derive(Debug)]
pub enum Report<'a> {
    Undecided(&'a Undecided),
    NotRecorded(&'a NotRecorded),
    /// What a person asked.
    Unanswered(&'a ServiceError),
    NotLetIn(&'a io::Error),
    Reopening,
    Stopping,
}

/// Everything that the server listens at.
pub struct Sockets {
    pub endpoints: Vec<Endpoint>,
    /// `None` if there can't be one.
    pub status: Option<StatusSocket>,
    pub people: PeopleSettings,
}

pub struct Server<'a> {
    endpoints: Vec<Endpoint>,
    answering: Answering<'a, Ticket>,
    report: &'a mut dyn FnMut(&Report<'_>),
    random: Random,
    connections: Connections,
    counter: Counter,
    /// `None` if there can't be one.
    status: Option<StatusSocket>,
    people: People,
    /// Refusals to record once their answers were sent.
    traces: Vec<Trace>,
    signals: Receiver<Signal>,
    wake: Wake,
    lets_in_from: Instant,
    stops_at: Option<Instant>,
}

impl<'a> Server<'a> {
    /// Takes over SIGTERM, SIGINT and SIGHUP, and starts the workers.
    pub fn new(
        sockets: Sockets,
        location: &Location,
        random: &Random,
        remembers: bool,
        requester: &'a dyn Fn() -> Requester,
        report: &'a mut dyn FnMut(&Report<'_>),
    ) -> io::Result<Self> {
        let wake = Wake::new()?;
        // Before the workers are started, because threads inherit which signals they get.
        let signals = signals::take_over(wake.clone())?;
        let finished = wake.clone();
        let finished: answering::Wake = Arc::new(move || finished.wake());
        let answering = Answering::start(location, random, remembers, requester, &finished)?;
        let people = People::start(sockets.people, location, random, &wake)?;
        Ok(Self {
            endpoints: sockets.endpoints,
            people,
            answering,
            report,
            random: random.clone(),
            connections: Connections::new(worker_count()),
            counter: Counter::new(Instant::now()),
            status: sockets.status,
            traces: vec![],
            signals,
            wake,
            lets_in_from: Instant::now(),
            stops_at: None,
        })
    }

    /// Serves until it is told to stop and has answered pending questions.
    pub fn run(&mut self) -> io::Result<()> {
        loop {
            let ready = self.wait()?;
            self.wake.reset();
            self.take_finished();
            self.take_signals();
            for endpoint in ready.endpoints {
                self.let_in(endpoint);
            }
            for (number, events) in ready.connections {
                self.hear(number, events);
            }
            self.hand_out();
            self.connections.write_all();
            self.leave_traces();
            while let Some(error) = self.people.next_undecided() {
                (self.report)(&Report::Unanswered(&error));
            }
            if ready.is_status_wanted {
                self.tell_status();
            }
            self.connections.drop_silent(Instant::now());
            if let Some(deadline) = self.stops_at
                && (self.connections.are_settled() || Instant::now() >= deadline)
            {
                self.people.stop();
                return Ok(());
            }
        }
    }

    /// Waits for clients, workers and signals, or until something else is due.
    fn wait(&self) -> io::Result<Ready> {
        let now = Instant::now();
        let is_stopping = self.stops_at.is_some();
        let lets_in = !is_stopping && now >= self.lets_in_from;
        let mut polled = vec![PollFd::new(&self.wake, PollFlags::IN)];
        let endpoints: &[_] = if lets_in { &self.endpoints } else { &[] };
        for endpoint in endpoints {
            polled.push(PollFd::new(&endpoint.listener, PollFlags::IN));
        }
        let status = self.status.as_ref().filter(|_| lets_in);
        if let Some(status) = status {
            polled.push(PollFd::new(status, PollFlags::IN));
        }
        let first = polled.len();
        let mut numbers = vec![];
        for (number, connection) in self.connections.iter() {
            let mut wanted = PollFlags::empty();
            wanted.set(PollFlags::IN, !is_stopping && connection.wants_to_read());
            wanted.set(PollFlags::OUT, connection.has_unsent());
            polled.push(PollFd::from_borrowed_fd(connection.as_fd(), wanted));
            numbers.push(number);
        }
        let timeout = self.next_deadline(now).map(|at| {
            // Rounded up: it must have passed.
            let left = at.saturating_duration_since(now) + Duration::from_millis(1);
            Timespec::try_from(left).unwrap_or(Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            })
        });
        match poll(&mut polled, timeout.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok(Ready::default()),
            Err(error) => return Err(error.into()),
        }
        Ok(Ready {
            is_status_wanted: status.is_some() && !polled[first - 1].revents().is_empty(),
            endpoints: (0..endpoints.len())
                .filter(|number| !polled[number + 1].revents().is_empty())
                .collect(),
            connections: numbers
                .into_iter()
                .zip(&polled[first..])
                .map(|(number, polled)| (number, polled.revents()))
                .filter(|(_, events)| !events.is_empty())
                .collect(),
        })
    }

    fn next_deadline(&self, now: Instant) -> Option<Instant> {
        let letting_in = (self.lets_in_from > now).then_some(self.lets_in_from);
        [self.connections.next_deadline(), letting_in, self.stops_at]
            .into_iter()
            .flatten()
            .min()
    }

    fn take_signals(&mut self) {
        while let Ok(signal) = self.signals.try_recv() {
            match signal {
                Signal::Stop if self.stops_at.is_none() => {
                    (self.report)(&Report::Stopping);
                    self.people.begin_to_stop();
                    self.hear_all();
                    self.stops_at = Some(Instant::now() + DRAINING);
                }
                Signal::Stop => {}
                Signal::Reopen => {
                    self.answering.start_afresh();
                    self.people.start_afresh();
                    (self.report)(&Report::Reopening);
                }
            }
        }
    }

    fn let_in(&mut self, endpoint: usize) {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        for _ in 0..LET_IN_AT_ONCE {
            let endpoint = &self.endpoints[endpoint];
            match accept_with(&endpoint.listener, flags) {
                Ok(socket) => {
                    let number = self.connections.new_number();
                    let conversation = (endpoint.protocol)(number, &self.random);
                    let connection = Connection::new(socket, conversation, Instant::now());
                    self.connections.add(number, connection);
                    // Some protocols have the server speak first.
                    self.take_questions(number);
                }
                Err(Errno::AGAIN) => return,
                Err(Errno::CONNABORTED | Errno::INTR) => {}
                Err(error) => {
                    (self.report)(&Report::NotLetIn(&error.into()));
                    self.connections.drop_quietest();
                    self.lets_in_from = Instant::now() + FULL;
                    return;
                }
            }
        }
    }

    fn tell_status(&mut self) {
        let Some(socket) = &self.status else {
            return;
        };
        let (counter, clients) = (&self.counter, self.connections.iter().count());
        let told = socket.tell(|| counter.status(Instant::now(), clients));
        if told.is_err() {
            self.lets_in_from = Instant::now() + FULL;
        }
    }

    fn hear(&mut self, number: u64, events: PollFlags) {
        let Some(connection) = self.connections.get_mut(number) else {
            return;
        };
        let is_gone = events.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
        let heard = if events.contains(PollFlags::IN) && connection.wants_to_read() {
            connection.read(Instant::now())
        } else {
            Ok(())
        };
        if is_gone || heard.is_err() {
            self.connections.remove(number);
            return;
        }
        self.take_questions(number);
    }

    /// Reads what was sent before the server was told to stop, also by clients that weren't accepted
    /// yet. From a client that sends a lot, it reads no more than usual at a time.
    fn hear_all(&mut self) {
        for endpoint in 0..self.endpoints.len() {
            self.let_in(endpoint);
        }
        let numbers: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.wants_to_read())
            .map(|(number, _)| number)
            .collect();
        for number in numbers {
            self.hear(number, PollFlags::IN);
        }
    }

    /// Takes a client's questions: answers from memory at once, and queues the rest for the workers.
    fn take_questions(&mut self, number: u64) {
        while let Some(connection) = self.connections.get_mut(number) {
            let (request, question) = match connection.next_question() {
                Ok(Some(asked)) => asked,
                Ok(None) => return,
                Err(MustClose) => return self.connections.remove(number),
            };
            match self.answering.recall(&question).transpose() {
                Some(outcome) => {
                    self.counter.count(Instant::now(), &outcome, true);
                    self.tell(number, request, &question, &outcome);
                }
                None => self.connections.add_waiting(number, request, question),
            }
        }
    }

    /// Gives waiting questions to the workers that are idle.
    fn hand_out(&mut self) {
        while self.answering.has_idle_worker() {
            let Some((ticket, question)) = self.connections.next_waiting() else {
                return;
            };
            self.answering.start_work(ticket, question);
            // There is room again for what was read already.
            self.take_questions(ticket.connection);
        }
    }

    fn take_finished(&mut self) {
        while let Some(finished) = self.answering.next_finished() {
            let (ticket, answer) = (finished.ticket, finished.answer);
            let outcome = &answer.outcome;
            self.traces.extend(answer.trace);
            self.counter
                .count(Instant::now(), outcome, answer.is_from_memory);
            let connection = self.connections.get_mut(ticket.connection);
            let request = connection.and_then(|connection| connection.finish_work(ticket.serial));
            match (request, outcome) {
                (Some(request), _) => {
                    self.tell(ticket.connection, request, &finished.question, outcome);
                }
                (None, Err(undecided)) => (self.report)(&Report::Undecided(undecided)),
                (None, Ok(_)) => {}
            }
        }
    }

    fn leave_traces(&mut self) {
        for trace in std::mem::take(&mut self.traces) {
            if let Err(not_recorded) = self.answering.leave(trace) {
                (self.report)(&Report::NotRecorded(&not_recorded));
            }
        }
        while let Some(not_recorded) = self.answering.next_not_recorded() {
            (self.report)(&Report::NotRecorded(&not_recorded));
        }
    }

    fn tell(
        &mut self,
        number: u64,
        request: u32,
        question: &Question,
        outcome: &Result<Decision, Undecided>,
    ) {
        if let Err(undecided) = outcome {
            (self.report)(&Report::Undecided(undecided));
        }
        let Some(connection) = self.connections.get_mut(number) else {
            return;
        };
        if connection.tell(request, question, outcome).is_err() {
            self.connections.remove(number);
        }
    }
}

/// The result of a wait.
#[derive(Default)]
struct Ready {
    is_status_wanted: bool,
    endpoints: Vec<usize>,
    connections: Vec<(u64, PollFlags)>,
}
