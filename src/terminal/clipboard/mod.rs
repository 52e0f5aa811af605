//! The clipboard, in whichever form there is one where somebody sits: the desktop's, tmux's paste
//! buffer, or the terminal's own, asked by an escape sequence. What has to be held for a while is
//! held by a process of its own (`holder`).

mod desktop;
mod escape;
mod hold;
mod holder;
mod program;
mod surroundings;
mod tmux;
mod wl_copy;

pub use holder::{HOLDER_NAME, hold};
pub use surroundings::Surroundings;

use std::collections::VecDeque;
use std::time::Instant;

use escape::Wrapping;
use holder::{Holder, PATIENCE};
use surroundings::{Held, Way};

/// Where a secret went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Desktop,
    Tmux,
    /// The terminal was asked to put it on its clipboard, and doesn't say whether it did.
    Terminal,
}

/// A clipboard that was found.
pub struct Clipboard {
    surroundings: Surroundings,
    /// Seconds until it is cleared; `None` if it stays.
    clear_after: Option<u32>,
    ready: Option<Ready>,
    others: VecDeque<Way>,
}

enum Ready {
    Held(Holder, Held),
    Escape(Wrapping),
}

impl Clipboard {
    /// The best one that answers, or none.
    pub fn find(surroundings: &Surroundings, clear_after: Option<u32>) -> Option<Self> {
        let mut found = Self {
            surroundings: surroundings.clone(),
            clear_after,
            ready: None,
            others: surroundings.ways(),
        };
        found.ready = found.next(Instant::now() + PATIENCE);
        found.ready.is_some().then_some(found)
    }

    /// The next that answers by then. An escape sequence has no answer to wait for.
    fn next(&mut self, deadline: Instant) -> Option<Ready> {
        while let Some(way) = self.others.pop_front() {
            match way {
                Way::Escape(wrapping) if escape::can_be_sent() => {
                    return Some(Ready::Escape(wrapping));
                }
                Way::Escape(_) => {}
                Way::Held(held) => {
                    let (surroundings, clear_after) = (&self.surroundings, self.clear_after);
                    if Instant::now() < deadline
                        && let Some(holder) =
                            Holder::start(held, surroundings, clear_after, deadline)
                    {
                        return Some(Ready::Held(holder, held));
                    }
                }
            }
        }
        None
    }

    /// Puts a secret there, or on the next one that takes it. None if no one does.
    pub fn put(mut self, secret: &str) -> Option<Place> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ready = match self.ready.take() {
                Some(ready) => ready,
                None => self.next(deadline)?,
            };
            let place = match ready {
                Ready::Held(holder, held) => holder.hold(secret).then_some(match held {
                    Held::Tmux => Place::Tmux,
                    Held::Desktop | Held::WlCopy => Place::Desktop,
                }),
                Ready::Escape(wrapping) => {
                    escape::send(secret, wrapping).then_some(Place::Terminal)
                }
            };
            if place.is_some() {
                return place;
            }
        }
    }
}
