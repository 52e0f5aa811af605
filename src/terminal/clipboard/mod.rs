//! The clipboard, in whichever form the person's terminal has one: the desktop's, tmux's paste
//! buffer, or the terminal's own, asked by an escape sequence. What has to be kept for a while is
//! kept by a process of its own (`keeper`).

mod desktop;
mod escape;
mod keep;
mod keeper;
mod program;
mod surroundings;
mod tmux;
mod wl_copy;

pub use keeper::{KEEPER_NAME, keep};
pub use surroundings::Surroundings;

use std::collections::VecDeque;
use std::time::Instant;

use escape::Wrapping;
use keeper::{Keeper, PATIENCE};
use surroundings::{Kept, Way};

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
    Kept(Keeper, Kept),
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
                Way::Kept(kept) => {
                    let (surroundings, clear_after) = (&self.surroundings, self.clear_after);
                    if Instant::now() < deadline
                        && let Some(keeper) =
                            Keeper::start(kept, surroundings, clear_after, deadline)
                    {
                        return Some(Ready::Kept(keeper, kept));
                    }
                }
            }
        }
        None
    }

    /// Puts a secret there, or on the next one that takes it. `None` if none does.
    pub fn put(mut self, secret: &str) -> Option<Place> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ready = match self.ready.take() {
                Some(ready) => ready,
                None => self.next(deadline)?,
            };
            let place = match ready {
                Ready::Kept(keeper, kept) => keeper.keep(secret).then_some(match kept {
                    Kept::Tmux => Place::Tmux,
                    Kept::Desktop | Kept::WlCopy => Place::Desktop,
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
