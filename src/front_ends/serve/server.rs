//! The thread that has the connections.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Read};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::connection::Connection;
use super::memory::Memory;
use super::process::{Signal, Wake, await_signals, raise_file_limit};
use super::worker::{self, Access, Done, Job, Undecided, may_be_the_stores};
use crate::crypto::random::Random;
use crate::front_ends::auth_client::{fail, handshake, ok};
use crate::front_ends::{Answer, Question};
use crate::service::{Location, Requester, ServiceError};

const CONNECTIONS: usize = 1024;
/// Files that are kept for each worker's store, and for everything else: nobody is answered without.
const FILES_OF_A_WORKER: usize = 8;
const FILES_OF_OURS: usize = 32;
/// So many are let in before the others are heard again.
const AT_ONCE: usize = 64;
/// A client says who it is within so long.
const GREETING: Duration = Duration::from_secs(10);
/// What was begun before the end is answered within so long.
const DRAINING: Duration = Duration::from_secs(10);
/// Where nothing more can be opened, nobody is let in for so long.
const FULL: Duration = Duration::from_millis(200);
/// Everybody waits while the memory is asked. Where that takes so long, as it does where others
/// keep the store locked, the workers are left to it for many times as long.
const SLOW: Duration = Duration::from_millis(50);
const LEFT_FOR: u32 = 10;

/// What happened outside of the connections.
pub enum Event {
    Done(Box<Done>),
    Signal(Signal),
}

/// What the operator may want to know.
#[derive(Debug)]
pub enum Notice<'a> {
    Undecided(&'a ServiceError),
    Panicked,
    NotLetIn(&'a io::Error),
    Reopened,
    Stopping,
}

struct Worker {
    jobs: Sender<Job>,
    is_idle: bool,
    reopens: bool,
}

pub struct Server<'a> {
    listeners: Vec<UnixListener>,
    requester: &'a dyn Fn() -> Requester,
    report: &'a mut dyn FnMut(&Notice<'_>),
    random: Random,
    /// For looking again at what is remembered.
    access: Access,
    memory: Option<Memory>,
    recalls_from: Instant,
    connections: BTreeMap<u64, Connection>,
    last_number: u64,
    /// The connections that have questions waiting, each once.
    turns: VecDeque<u64>,
    workers: Vec<Worker>,
    events: Receiver<Event>,
    alarm: UnixStream,
    lets_in_from: Instant,
    stops_at: Option<Instant>,
    most_connections: usize,
}

impl<'a> Server<'a> {
    /// Takes over SIGTERM, SIGINT and SIGHUP, and starts the workers.
    pub fn new(
        listeners: Vec<UnixListener>,
        location: &Location,
        random: &Random,
        remembers: bool,
        requester: &'a dyn Fn() -> Requester,
        report: &'a mut dyn FnMut(&Notice<'_>),
    ) -> io::Result<Self> {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let ours = FILES_OF_OURS + FILES_OF_A_WORKER * (count + 1);
        let files = raise_file_limit();
        for listener in &listeners {
            listener.set_nonblocking(true)?;
        }
        let (alarm, waker) = UnixStream::pair()?;
        alarm.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let wake = Wake::new(waker);
        let (tell, events) = channel();
        // Before the other threads begin, which take it from here.
        await_signals(tell.clone(), wake.clone())?;
        let workers = (0..count).map(|number| {
            let access = Access::new(location.clone(), random.clone());
            let jobs = worker::start(number, access, tell.clone(), wake.clone())?;
            Ok(Worker {
                jobs,
                is_idle: true,
                reopens: false,
            })
        });
        let workers = workers.collect::<io::Result<Vec<_>>>()?;
        Ok(Self {
            listeners,
            requester,
            report,
            random: random.clone(),
            access: Access::new(location.clone(), random.clone()),
            memory: remembers.then(|| Memory::new(random)),
            recalls_from: Instant::now(),
            connections: BTreeMap::new(),
            last_number: 0,
            turns: VecDeque::new(),
            workers,
            events,
            alarm,
            lets_in_from: Instant::now(),
            stops_at: None,
            most_connections: files.saturating_sub(ours).clamp(1, CONNECTIONS),
        })
    }

    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    /// Serves until it is told to stop and what had been asked is answered.
    pub fn run(&mut self) -> io::Result<()> {
        loop {
            let ready = self.wait()?;
            self.take_events();
            for listener in ready.listeners {
                self.let_in(listener);
            }
            for number in ready.connections {
                self.hear(number);
            }
            self.hand_out();
            self.write_all();
            self.drop_silent();
            if let Some(deadline) = self.stops_at {
                let all_answered = self.connections.values().all(Connection::is_owed_nothing);
                if all_answered || Instant::now() >= deadline {
                    return Ok(());
                }
            }
        }
    }

    /// Waits until somebody wants something, or it is time to look.
    fn wait(&self) -> io::Result<Ready> {
        let now = Instant::now();
        let is_stopping = self.stops_at.is_some();
        let lets_in = !is_stopping && now >= self.lets_in_from;
        let mut polled = vec![PollFd::new(&self.alarm, PollFlags::IN)];
        let listeners: &[_] = if lets_in { &self.listeners } else { &[] };
        for listener in listeners {
            polled.push(PollFd::new(listener, PollFlags::IN));
        }
        let first = polled.len();
        let mut numbers = Vec::with_capacity(self.connections.len());
        for (&number, connection) in &self.connections {
            let mut wanted = PollFlags::empty();
            wanted.set(
                PollFlags::IN,
                !is_stopping && connection.wants_to_be_heard(),
            );
            wanted.set(PollFlags::OUT, connection.has_unsent());
            polled.push(PollFd::new(connection.stream(), wanted));
            numbers.push(number);
        }
        let timeout = self.next_look(now).map(|at| {
            let left = at.saturating_duration_since(now) + Duration::from_millis(1);
            Timespec::try_from(left).unwrap_or(Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            })
        });
        match poll(&mut polled, timeout.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok(Ready::default()),
            Err(error) => return Err(error.into()),
        }
        Ok(Ready {
            listeners: (0..listeners.len())
                .filter(|number| !polled[number + 1].revents().is_empty())
                .collect(),
            connections: numbers
                .into_iter()
                .zip(&polled[first..])
                .filter(|(_, polled)| !polled.revents().is_empty())
                .map(|(number, polled)| (number, polled.revents()))
                .collect(),
        })
    }

    /// When something is due although nobody wants anything.
    fn next_look(&self, now: Instant) -> Option<Instant> {
        let silent = self
            .connections
            .values()
            .filter(|connection| !connection.is_greeted())
            .map(|connection| connection.came + GREETING);
        let letting_in = (self.lets_in_from > now).then_some(self.lets_in_from);
        silent.chain(letting_in).chain(self.stops_at).min()
    }

    fn take_events(&mut self) {
        let mut bytes = [0; 256];
        while matches!((&self.alarm).read(&mut bytes), Ok(read) if read > 0) {}
        while let Ok(event) = self.events.try_recv() {
            match event {
                Event::Done(done) => self.end(&done),
                Event::Signal(Signal::Stop) => {
                    if self.stops_at.is_none() {
                        (self.report)(&Notice::Stopping);
                        self.hear_all();
                        self.stops_at = Some(Instant::now() + DRAINING);
                    }
                }
                Event::Signal(Signal::Reopen) => {
                    if let Some(memory) = &mut self.memory {
                        *memory = Memory::new(&self.random);
                    }
                    self.reopen();
                    (self.report)(&Notice::Reopened);
                }
            }
        }
    }

    /// The next question opens the store anew, whoever works on it.
    fn reopen(&mut self) {
        self.access.close();
        for worker in &mut self.workers {
            worker.reopens = true;
        }
    }

    fn let_in(&mut self, listener: usize) {
        for _ in 0..AT_ONCE {
            let now = Instant::now();
            let came = self.listeners[listener].accept();
            let connection = came.and_then(|(stream, _)| Connection::new(stream, now));
            match connection {
                Ok(mut connection) => {
                    if self.connections.len() >= self.most_connections && !self.drop_quietest() {
                        continue;
                    }
                    self.last_number += 1;
                    let mut cookie = String::with_capacity(32);
                    self.random
                        .push_characters(&mut cookie, b"0123456789abcdef", 32);
                    let hello = handshake(std::process::id(), self.last_number, &cookie);
                    if connection.say(&hello).is_ok() && connection.write().is_ok() {
                        self.connections.insert(self.last_number, connection);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    (self.report)(&Notice::NotLetIn(&error));
                    self.drop_quietest();
                    self.lets_in_from = now + FULL;
                    return;
                }
            }
        }
    }

    /// Makes room where nobody waits for anything. Clients come again.
    fn drop_quietest(&mut self) -> bool {
        let quietest = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.is_owed_nothing())
            .min_by_key(|(_, connection)| connection.last_heard)
            .map(|(&number, _)| number);
        quietest.is_some_and(|number| self.connections.remove(&number).is_some())
    }

    fn hear(&mut self, (number, what): (u64, PollFlags)) {
        let Some(connection) = self.connections.get_mut(&number) else {
            return;
        };
        let is_gone = what.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
        let heard = if what.contains(PollFlags::IN) && connection.wants_to_be_heard() {
            connection.read(Instant::now())
        } else {
            Ok(())
        };
        if is_gone || heard.is_err() {
            self.connections.remove(&number);
            return;
        }
        self.take_questions(number);
    }

    /// What was asked before the end is answered, also where it wasn't read yet; of a client that asks
    /// a lot at once, as much as is read at a time.
    fn hear_all(&mut self) {
        for listener in 0..self.listeners.len() {
            self.let_in(listener);
        }
        let asking = self.connections.iter();
        let asking = asking.filter(|(_, connection)| connection.wants_to_be_heard());
        let numbers: Vec<_> = asking.map(|(&number, _)| number).collect();
        for number in numbers {
            self.hear((number, PollFlags::IN));
        }
    }

    /// Takes what a connection asked: answers from memory at once, and lets the rest wait its turn.
    fn take_questions(&mut self, number: u64) {
        while let Some(connection) = self.connections.get_mut(&number) {
            match connection.next_question() {
                Ok(Some((request, question))) => self.take(number, request, question),
                Ok(None) => return,
                Err(_) => drop(self.connections.remove(&number)),
            }
        }
    }

    fn take(&mut self, number: u64, request: u32, question: Question) {
        let began = Instant::now();
        let recalled = if began < self.recalls_from {
            Ok(None)
        } else {
            self.recall(&question)
        };
        let took = began.elapsed();
        if took > SLOW {
            self.recalls_from = began + took * LEFT_FOR;
        }
        match recalled {
            Ok(Some(answer)) => self.tell(number, request, &question, &answer),
            Ok(None) => {
                let Some(connection) = self.connections.get_mut(&number) else {
                    return;
                };
                connection.waiting.push_back((request, question));
                if !std::mem::replace(&mut connection.has_turn, true) {
                    self.turns.push_back(number);
                }
            }
            Err(error) => {
                if may_be_the_stores(&error) {
                    self.reopen();
                }
                (self.report)(&Notice::Undecided(&error));
                self.connections.remove(&number);
            }
        }
    }

    /// The answer, where it was given before, still is one, and leaves no trace.
    fn recall(&mut self, question: &Question) -> Result<Option<Answer>, ServiceError> {
        let Some(memory) = &mut self.memory else {
            return Ok(None);
        };
        let Some(remembered) = memory.recall(&memory.mark(question)) else {
            return Ok(None);
        };
        let service = self.access.service()?;
        let requester = (self.requester)();
        let answered = service.log_in_again(&requester, &question.log_in(), &remembered, false)?;
        Ok(answered.map(|answered| Answer::of(&answered)))
    }

    fn tell(&mut self, number: u64, request: u32, question: &Question, answer: &Answer) {
        let Some(connection) = self.connections.get_mut(&number) else {
            return;
        };
        let line = match answer {
            Answer::Yes(account) => ok(request, account),
            Answer::No => fail(request, Some(question.account.as_str())),
        };
        if connection.say(&line).is_err() {
            self.connections.remove(&number);
        }
    }

    /// Gives every worker that has nothing to do the next question, of each connection in turn.
    fn hand_out(&mut self) {
        while let Some(free) = self.workers.iter().position(|worker| worker.is_idle) {
            let Some(number) = self.turns.pop_front() else {
                return;
            };
            let Some(connection) = self.connections.get_mut(&number) else {
                continue;
            };
            connection.has_turn = false;
            let Some((request, question)) = connection.waiting.pop_front() else {
                continue;
            };
            connection.in_work.insert(request, true);
            if !connection.waiting.is_empty() {
                connection.has_turn = true;
                self.turns.push_back(number);
            }
            let mark = self.memory.as_ref().map(|memory| memory.mark(&question));
            let remembered = match (&mut self.memory, &mark) {
                (Some(memory), Some(mark)) => memory.recall(mark),
                _ => None,
            };
            let worker = &mut self.workers[free];
            worker.is_idle = false;
            let job = Job {
                connection: number,
                request,
                question,
                mark,
                remembered,
                requester: (self.requester)(),
                reopen: std::mem::take(&mut worker.reopens),
            };
            if worker.jobs.send(job).is_err() {
                // Its thread is gone, which nothing makes it do: nobody is told anything wrong.
                self.connections.remove(&number);
            }
            // There is room again for what was read already.
            self.take_questions(number);
        }
    }

    /// What a worker came to.
    fn end(&mut self, done: &Done) {
        self.workers[done.worker].is_idle = true;
        let (memory, mark) = (&mut self.memory, &done.mark);
        if let (Some(memory), Some(mark)) = (memory, mark) {
            match &done.outcome {
                Ok((Answer::Yes(_), Some(remembered))) => {
                    memory.remember(*mark, remembered.clone());
                }
                _ => memory.forget(mark),
            }
        }
        match &done.outcome {
            Ok((answer, _)) => {
                let connection = self.connections.get_mut(&done.connection);
                let wanted =
                    connection.and_then(|connection| connection.in_work.remove(&done.request));
                if wanted == Some(true) {
                    self.tell(done.connection, done.request, &done.question, answer);
                }
            }
            Err(undecided) => {
                match undecided {
                    Undecided::Service(error) => {
                        if may_be_the_stores(error) {
                            self.reopen();
                        }
                        (self.report)(&Notice::Undecided(error));
                    }
                    Undecided::Panicked => (self.report)(&Notice::Panicked),
                }
                self.connections.remove(&done.connection);
            }
        }
    }

    fn write_all(&mut self) {
        self.connections
            .retain(|_, connection| connection.write().is_ok() && !connection.is_over());
    }

    fn drop_silent(&mut self) {
        let now = Instant::now();
        self.connections
            .retain(|_, connection| connection.is_greeted() || now < connection.came + GREETING);
    }
}

#[derive(Default)]
struct Ready {
    listeners: Vec<usize>,
    connections: Vec<(u64, PollFlags)>,
}
