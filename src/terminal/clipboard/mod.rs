//! The clipboard, in whichever form there is one where somebody sits: the desktop's, tmux's paste
//! buffer, or the terminal's own, asked by an escape sequence. What has to be held for a while is
//! held by a process of its own (`holder`).

mod desktop;
mod escape;
mod holder;
mod program;
mod tmux;
mod wl_copy;

pub use holder::{HOLDER_NAME, hold};

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::time::Instant;

use escape::Wrapping;
use holder::{Held, Holder, PATIENCE};

/// The variables that tell which clipboards there are, and that lead to them.
const TELLING: [&str; 12] = [
    "DISPLAY",
    "HOME",
    "PATH",
    "SSH_CONNECTION",
    "SSH_TTY",
    "STY",
    "TERM",
    "TMUX",
    "TMUX_TMPDIR",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
];

/// Where somebody sits, as far as the environment tells.
#[derive(Debug, Clone, Default)]
pub struct Surroundings(Vec<(&'static str, OsString)>);

impl Surroundings {
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        Self(
            TELLING
                .into_iter()
                .filter_map(|name| Some((name, variable(name)?)))
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&OsStr> {
        let (_, value) = self.0.iter().find(|(known, _)| *known == name)?;
        Some(value)
    }

    /// The variables for a holder of this. Under Wayland an X11 display is one that lies: what is
    /// copied there, others may not see.
    fn leading_to(&self, held: Held) -> impl Iterator<Item = (&str, &OsStr)> {
        let hides_x11 = held == Held::Desktop && self.has("WAYLAND_DISPLAY");
        self.0
            .iter()
            .filter(move |(name, _)| !(hides_x11 && *name == "DISPLAY"))
            .map(|(name, value)| (*name, value.as_os_str()))
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The ways to try, the best first.
    fn ways(&self) -> VecDeque<Way> {
        let tmux = self.has("TMUX").then_some(Way::Held(Held::Tmux));
        let escape = match self.get("TERM").and_then(OsStr::to_str) {
            // The bare console shows them, or nothing.
            None | Some("dumb" | "linux") => None,
            Some(_) if self.has("STY") => Some(Way::Escape(Wrapping::Screen)),
            // It would swallow it.
            Some(_) if self.has("TMUX") => None,
            Some(_) => Some(Way::Escape(Wrapping::None)),
        };
        // A display that is forwarded through SSH would keep the session from ending.
        if self.has("SSH_CONNECTION") || self.has("SSH_TTY") {
            return [tmux, escape].into_iter().flatten().collect();
        }
        let wayland = self.has("WAYLAND_DISPLAY");
        let desktop = wayland || self.has("DISPLAY");
        [
            desktop.then_some(Way::Held(Held::Desktop)),
            wayland.then_some(Way::Held(Held::WlCopy)),
            tmux,
            escape,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Held(Held),
    Escape(Wrapping),
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(variables: &[(&str, &str)]) -> Vec<Way> {
        let surroundings = Surroundings::read(|name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(value.into())
        });
        surroundings.ways().into()
    }

    const XTERM: (&str, &str) = ("TERM", "xterm-256color");
    const X11: (&str, &str) = ("DISPLAY", ":0");
    const WAYLAND: (&str, &str) = ("WAYLAND_DISPLAY", "wayland-1");
    const SSH: (&str, &str) = ("SSH_CONNECTION", "192.0.2.7 1 192.0.2.8 22");
    const TMUX: (&str, &str) = ("TMUX", "/tmp/tmux-0/default,1,0");
    const SCREEN: (&str, &str) = ("STY", "1.pts");

    #[test]
    fn each_place_has_its_ways() {
        use self::Held::{Desktop, Tmux, WlCopy};
        use self::Way::{Escape, Held};
        type Row<'a> = (&'a [(&'a str, &'a str)], &'a [Way]);
        let rows: [Row<'_>; 10] = [
            (&[], &[]),
            (&[("TERM", "linux")], &[]),
            (&[("TERM", "dumb")], &[]),
            (&[XTERM], &[Escape(Wrapping::None)]),
            (&[XTERM, X11], &[Held(Desktop), Escape(Wrapping::None)]),
            (
                &[XTERM, X11, WAYLAND, TMUX],
                &[Held(Desktop), Held(WlCopy), Held(Tmux)],
            ),
            (&[XTERM, X11, SSH], &[Escape(Wrapping::None)]),
            (&[XTERM, X11, SSH, TMUX], &[Held(Tmux)]),
            (&[XTERM, SSH, SCREEN], &[Escape(Wrapping::Screen)]),
            (&[TMUX], &[Held(Tmux)]),
        ];
        for (variables, expected) in rows {
            assert_eq!(ways(variables), expected, "{variables:?}");
        }
    }
}
