//! The signals that the server handles.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use nix::sys::signal::{SigSet, Signal as SystemSignal};

use super::wake::Wake;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM or SIGINT.
    Stop,
    /// SIGHUP.
    Reopen,
}

/// Takes the signals over from the whole process, in a thread of their own. Threads that were
/// started before still get them.
pub fn take_over(wake: Wake) -> io::Result<Receiver<Signal>> {
    let mut signals = SigSet::empty();
    for signal in [
        SystemSignal::SIGTERM,
        SystemSignal::SIGINT,
        SystemSignal::SIGHUP,
    ] {
        signals.add(signal);
    }
    signals.thread_block()?;
    let (tell, received) = channel();
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            while let Ok(signal) = signals.wait() {
                let signal = match signal {
                    SystemSignal::SIGHUP => Signal::Reopen,
                    _ => Signal::Stop,
                };
                if tell.send(signal).is_err() {
                    return;
                }
                wake.wake();
            }
        })?;
    Ok(received)
}
