//! The clipboards that the environment variables point to, and how each is reached.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};

use strum::{EnumString, IntoStaticStr};

use super::escape::Wrapping;
use crate::messages::delivery::NoClipboard;

/// The variables that show which clipboards exist and how to reach them.
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

/// The part of the environment that concerns clipboards.
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

    /// The variables for the process that keeps this clipboard. Not X11 under Wayland: other programs
    /// may not see what is copied there.
    pub fn leading_to(&self, kept: Kept) -> impl Iterator<Item = (&str, &OsStr)> {
        let hides_x11 = kept == Kept::Desktop && self.has("WAYLAND_DISPLAY");
        self.0
            .iter()
            .filter(move |(name, _)| !(hides_x11 && *name == "DISPLAY"))
            .map(|(name, value)| (*name, value.as_os_str()))
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The ways to try, best first.
    pub fn ways(&self) -> VecDeque<Way> {
        let tmux = self.has("TMUX").then_some(Way::Kept(Kept::Tmux));
        let escape = match self.get("TERM").and_then(OsStr::to_str) {
            // These show the escape sequence, or ignore it.
            None | Some("dumb" | "linux") => None,
            Some(_) if self.has("STY") => Some(Way::Escape(Wrapping::Screen)),
            // tmux would swallow it.
            Some(_) if self.has("TMUX") => None,
            Some(_) => Some(Way::Escape(Wrapping::None)),
        };
        // Keeping a display that SSH forwards would keep the session from ending.
        if self.has("SSH_CONNECTION") || self.has("SSH_TTY") {
            return [tmux, escape].into_iter().flatten().collect();
        }
        let wayland = self.has("WAYLAND_DISPLAY");
        let desktop = wayland || self.has("DISPLAY");
        [
            desktop.then_some(Way::Kept(Kept::Desktop)),
            wayland.then_some(Way::Kept(Kept::WlCopy)),
            tmux,
            escape,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Why there is no clipboard, after every way was tried. `None` if the environment says
    /// nothing of a terminal.
    pub fn why_none(&self) -> Option<NoClipboard> {
        match self.ways().front() {
            Some(Way::Kept(Kept::Desktop | Kept::WlCopy)) => Some(NoClipboard::Desktop),
            Some(Way::Kept(Kept::Tmux)) => Some(NoClipboard::Tmux),
            Some(Way::Escape(_)) => Some(NoClipboard::Terminal),
            None => self.has("TERM").then_some(NoClipboard::Terminal),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Kept(Kept),
    Escape(Wrapping),
}

/// A clipboard that a process of its own keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Kept {
    Desktop,
    WlCopy,
    Tmux,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surroundings(variables: &[(&str, &str)]) -> Surroundings {
        Surroundings::read(|name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(value.into())
        })
    }

    const XTERM: (&str, &str) = ("TERM", "xterm-256color");
    const X11: (&str, &str) = ("DISPLAY", ":0");
    const WAYLAND: (&str, &str) = ("WAYLAND_DISPLAY", "wayland-1");
    const SSH: (&str, &str) = ("SSH_CONNECTION", "192.0.2.7 1 192.0.2.8 22");
    const TMUX: (&str, &str) = ("TMUX", "/tmp/tmux-0/default,1,0");
    const SCREEN: (&str, &str) = ("STY", "1.pts");

    #[test]
    fn each_place_has_its_ways() {
        use self::Kept::{Desktop, Tmux, WlCopy};
        use self::Way::{Escape, Kept};
        type Row<'a> = (&'a [(&'a str, &'a str)], &'a [Way]);
        let rows: [Row<'_>; 10] = [
            (&[], &[]),
            (&[("TERM", "linux")], &[]),
            (&[("TERM", "dumb")], &[]),
            (&[XTERM], &[Escape(Wrapping::None)]),
            (&[XTERM, X11], &[Kept(Desktop), Escape(Wrapping::None)]),
            (
                &[XTERM, X11, WAYLAND, TMUX],
                &[Kept(Desktop), Kept(WlCopy), Kept(Tmux)],
            ),
            (&[XTERM, X11, SSH], &[Escape(Wrapping::None)]),
            (&[XTERM, X11, SSH, TMUX], &[Kept(Tmux)]),
            (&[XTERM, SSH, SCREEN], &[Escape(Wrapping::Screen)]),
            (&[TMUX], &[Kept(Tmux)]),
        ];
        for (variables, expected) in rows {
            assert_eq!(surroundings(variables).ways(), expected, "{variables:?}");
        }
    }

    #[test]
    fn the_best_place_that_was_tried_is_the_reason() {
        for (variables, expected) in [
            (&[][..], None),
            (&[("TERM", "linux")], Some(NoClipboard::Terminal)),
            (&[("TERM", "linux"), X11, SSH], Some(NoClipboard::Terminal)),
            (&[XTERM], Some(NoClipboard::Terminal)),
            (&[XTERM, TMUX, SSH, X11], Some(NoClipboard::Tmux)),
            (&[XTERM, TMUX, X11], Some(NoClipboard::Desktop)),
            (&[("TERM", "linux"), WAYLAND], Some(NoClipboard::Desktop)),
        ] {
            assert_eq!(
                surroundings(variables).why_none(),
                expected,
                "{variables:?}"
            );
        }
    }
}
