//! What the terminal can do, and what its user wants, according to the environment.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Abilities {
    pub colors: bool,
    /// The cursor can be moved, so that a list can be gone through with the arrow keys. Without it
    /// questions are plain lines, which also suits a screen reader.
    pub cursor: bool,
    /// A second screen without scrollback, which is gone when it is left.
    pub alternate_screen: bool,
}

/// Terminals that have an alternate screen, by how their TERM begins. An unknown one may ignore the
/// request, and a secret would stay although we say that it was cleared.
const WITH_ALTERNATE_SCREEN: [&str; 15] = [
    "alacritty",
    "contour",
    "eterm",
    "foot",
    "ghostty",
    "gnome",
    "iterm",
    "kitty",
    "konsole",
    "mlterm",
    "putty",
    "rxvt",
    "screen",
    "tmux",
    "xterm",
];

impl Abilities {
    /// Reads them from variables, of which an empty one is taken as unset.
    pub fn read<'e>(variable: impl Fn(&str) -> Option<&'e str>) -> Self {
        let term = variable("TERM").filter(|&term| term != "dumb");
        let is_plain = variable("KEYFOB_PLAIN_PROMPTS") == Some("1");
        // GNU screen takes the request and keeps one screen, unless it is configured otherwise.
        let is_in_screen = variable("STY").is_some();
        let has_alternate = |term: &str| {
            let term = term.to_ascii_lowercase();
            WITH_ALTERNATE_SCREEN
                .iter()
                .any(|name| term.starts_with(name))
        };
        Self {
            colors: variable("NO_COLOR").is_none() && variable("TERM") != Some("dumb"),
            cursor: term.is_some() && !is_plain,
            alternate_screen: term.is_some_and(has_alternate) && !is_in_screen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn are(variables: &[(&str, &str)], [colors, cursor, alternate_screen]: [bool; 3]) {
        let read = Abilities::read(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| *value)
        });
        let expected = Abilities {
            colors,
            cursor,
            alternate_screen,
        };
        assert_eq!(read, expected, "{variables:?}");
    }

    #[test]
    fn the_environment_tells_what_a_terminal_can_do() {
        are(&[], [true, false, false]);
        are(&[("TERM", "dumb")], [false, false, false]);
        are(&[("TERM", "linux")], [true, true, false]);
        are(&[("TERM", "vt100")], [true, true, false]);
        for term in ["xterm-256color", "tmux-256color", "screen", "Eterm", "foot"] {
            are(&[("TERM", term)], [true, true, true]);
            are(&[("TERM", term), ("NO_COLOR", "1")], [false, true, true]);
            are(&[("TERM", term), ("STY", "1.pts-0")], [true, true, false]);
            let plain = [("TERM", term), ("KEYFOB_PLAIN_PROMPTS", "1")];
            are(&plain, [true, false, true]);
        }
    }
}
