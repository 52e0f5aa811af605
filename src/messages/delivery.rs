//! Handing over a new secret: clipboard, screen, pipe.

use crate::domain::throttle::in_words;

pub const SEVERAL_CANT_BE_COPIED: &str =
    "several app passwords can't be copied without a terminal to ask on between them";
pub const CREATE_ONE_AT_A_TIME: &str = "leave out --copy, or create them one at a time";

/// Why nothing was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoClipboard {
    Desktop,
    Tmux,
    Terminal,
}

pub fn no_clipboard(why: Option<NoClipboard>) -> &'static str {
    match why {
        Some(NoClipboard::Desktop) => "the desktop's clipboard doesn't answer",
        Some(NoClipboard::Tmux) => "tmux doesn't answer, so there is no clipboard to copy to",
        Some(NoClipboard::Terminal) => "this terminal has no clipboard to copy to",
        None => "there is no clipboard to copy to",
    }
}

pub fn not_copied(why: NoClipboard) -> &'static str {
    match why {
        NoClipboard::Desktop => "Not copied: the desktop's clipboard doesn't answer.",
        NoClipboard::Tmux => "Not copied: tmux doesn't answer.",
        NoClipboard::Terminal => "Not copied: this terminal has no clipboard.",
    }
}

pub const PRINT_INSTEAD: &str = "leave out --copy, or add --print";
pub const SET_A_NUMBER: &str = "set it to one, or add --clear-after or --no-clear";
pub const PASTE_EACH: &str =
    "Paste each where its app asks for your password. You won't see them again.";

pub fn not_seconds(variable: &str, longest: i64) -> String {
    format!("{variable} isn't a number of seconds from 1 to {longest}")
}

pub fn press_enter_for_next(app: &str) -> String {
    format!("Press Enter for the next, {app}. ")
}

/// The keys of the next two questions.
pub const SHOW: char = 's';
pub const SKIP: char = 'n';

/// It was copied. It may be for a device that can't paste.
pub fn press_to_show(next: Option<&str>) -> String {
    match next {
        Some(app) => format!("Press Enter for the next, {app}, or s to show this one here. "),
        None => "Press Enter when you are done, or s to show it here. ".to_owned(),
    }
}

/// It may have been copied.
pub fn press_enter_to_show(next: Option<&str>) -> String {
    match next {
        Some(app) => format!("Press Enter to show it here, or n for the next, {app}. "),
        None => "Press Enter to show it here, or n if you don't need that. ".to_owned(),
    }
}

/// What a secret is, as the subject of the sentences below.
pub fn app_password_for(app: &str) -> String {
    format!("App password for {app}")
}

pub fn paste_it(app: &str) -> String {
    format!("Paste it where {app} asks for your password; you don't need to remember it.")
}

pub fn on_clipboard(secret: &str, cleared_after: Option<u32>) -> String {
    match cleared_after {
        Some(seconds) => {
            let duration = in_words(seconds.into());
            format!("{secret} is on the clipboard for {duration}.")
        }
        None => format!("{secret} is on the clipboard."),
    }
}

pub fn in_tmux_buffer(secret: &str, cleared_after: Option<u32>) -> String {
    match cleared_after {
        Some(seconds) => {
            let duration = in_words(seconds.into());
            format!(
                "{secret} is in tmux's paste buffer for {duration} (prefix and ] pastes it); your \
                 terminal's own clipboard may keep it longer."
            )
        }
        None => format!(
            "{secret} is in tmux's paste buffer (prefix and ] pastes it), and in your terminal's own \
             clipboard if it supports this."
        ),
    }
}

pub fn sent_to_terminal(secret: &str) -> String {
    format!("{secret} was sent to your terminal's clipboard; your terminal may not support this.")
}

pub fn heading(secret: &str) -> String {
    format!("{secret}:")
}

pub fn heading_of_several(count: usize) -> String {
    format!("{count} app passwords:")
}
