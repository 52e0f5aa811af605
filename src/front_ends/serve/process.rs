//! What a server takes over of its process: signals, the number of files, and how one thread wakes
//! another.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use nix::sys::signal::{SigSet, Signal as SystemSignal};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::server::Event;

/// What the system tells a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Stop,
    Reopen,
}

/// Makes the thread that has the connections look up.
#[derive(Clone)]
pub struct Wake(Arc<UnixStream>);

impl Wake {
    pub fn new(stream: UnixStream) -> Self {
        Self(Arc::new(stream))
    }

    pub fn wake(&self) {
        // Where there is no room, enough bytes are on their way.
        let _ = (&*self.0).write(&[0]);
    }
}

/// Signals become events, in a thread of their own.
pub fn await_signals(tell: Sender<Event>, wake: Wake) -> io::Result<()> {
    let mut signals = SigSet::empty();
    for signal in [
        SystemSignal::SIGTERM,
        SystemSignal::SIGINT,
        SystemSignal::SIGHUP,
    ] {
        signals.add(signal);
    }
    signals.thread_block()?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            while let Ok(signal) = signals.wait() {
                let event = match signal {
                    SystemSignal::SIGHUP => Signal::Reopen,
                    _ => Signal::Stop,
                };
                if tell.send(Event::Signal(event)).is_err() {
                    return;
                }
                wake.wake();
            }
        })?;
    Ok(())
}

/// A connection is an open file, and many systems allow few of them unless they are asked. Says how
/// many there may be.
pub fn raise_file_limit() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    );
    let allowed = getrlimit(Resource::Nofile).current;
    allowed.map_or(usize::MAX, |files| {
        usize::try_from(files).unwrap_or(usize::MAX)
    })
}
