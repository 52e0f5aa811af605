//! Secrets that are shown once and then cleared: on the alternate screen, which has no scrollback. If
//! there is none, or the secret doesn't fit it, the secret stays, and that is said.

use std::io::Write;

use zeroize::Zeroizing;

use super::delivery::joined;
use super::error::Result;
use super::typed::Pressed;
use super::wrapping::rows;
use super::{Shown, Terminal, modes};
use crate::domain::escape::escaped;
use crate::messages::terminal as messages;

/// A secret that was copied, and is also shown if a key is pressed.
pub struct Offer {
    pub question: String,
    pub key: char,
    pub heading: String,
    pub secret: Zeroizing<String>,
}

/// For a question below it.
const QUESTION_ROWS: usize = 1;

impl Terminal {
    /// Shows lines with a secret in them, until `conceal`. Anything shown before stays beside it. After
    /// an error they may or may not have arrived.
    pub fn reveal(&mut self, heading: &str, secret: &[&str], advice: &str) -> Result<()> {
        self.refuse_closed()?;
        self.flush()?;
        let told = |text: &str| {
            if self.quiet || text.is_empty() {
                String::new()
            } else {
                self.fitted(&escaped(text)) + "\n"
            }
        };
        let (said, advice) = (told(heading), told(advice));
        let new = [&[said.as_str()], secret, &[advice.as_str()]].concat();
        let (before, was_alternate) = match self.shown.take() {
            Some(shown) => (shown.text, shown.is_alternate),
            None => (Zeroizing::default(), false),
        };
        let text = joined([before.as_str()].iter().chain(&new));
        let is_alternate = self.has_screen()
            && (was_alternate || before.is_empty())
            && rows(&text, self.width.into()) + QUESTION_ROWS <= self.height.into();
        if is_alternate && !was_alternate {
            if !heading.is_empty() {
                // This remains when the alternate screen is left.
                self.say(heading);
            }
            self.ask(|prompt| prompt.enter_screen())?;
        } else if was_alternate && !is_alternate {
            // All of it has to be seen together.
            self.ask(|prompt| {
                prompt.leave_screen();
                Ok(())
            })?;
            self.output.write_all(before.as_bytes())?;
        }
        self.shown = Some(Shown { text, is_alternate });
        let _held = is_alternate.then(modes::stay_on_screen);
        self.talk_as_it_is(&said);
        for part in secret {
            self.output.write_all(part.as_bytes())?;
        }
        self.flush()?;
        self.talk_as_it_is(&advice);
        Ok(())
    }

    /// Returns whether a person is there who can be asked to leave the alternate screen again.
    fn has_screen(&self) -> bool {
        self.abilities.alternate_screen && self.asks && self.can_prompt() && self.ends.output
    }

    /// Makes `conceal` offer to show this as well.
    pub fn offer(&mut self, offer: Offer) {
        self.offered = Some(offer);
    }

    /// Waits until the person has what was revealed or offered, and clears it. The secret has reached
    /// its user by then, so nothing that fails here changes that. Returns whether the person is still
    /// there.
    pub fn conceal(&mut self) -> bool {
        let mut is_there = true;
        if let Some(offer) = self.offered.take() {
            let pressed = self.key(&offer.question, &[offer.key]);
            is_there = matches!(pressed, Ok(Pressed::Enter | Pressed::Key(_)));
            if matches!(pressed, Ok(Pressed::Key(_))) {
                let _ = self.reveal(&offer.heading, &[&offer.secret], "");
            }
        }
        if self.shown.as_ref().is_some_and(|shown| shown.is_alternate) {
            is_there = matches!(self.pause(messages::PRESS_ENTER_TO_CLEAR), Ok(true));
        }
        self.conceal_now();
        is_there
    }

    /// Clears what was revealed.
    pub fn conceal_now(&mut self) {
        let Some(was_alternate) = self.shown.as_ref().map(|shown| shown.is_alternate) else {
            return;
        };
        self.leave_screen();
        if was_alternate {
            self.say(messages::CLEARED);
        } else if self.can_prompt() {
            self.say(messages::IN_SCROLLBACK);
        }
    }

    pub(super) fn leave_screen(&mut self) {
        if self.shown.take().is_some_and(|shown| shown.is_alternate) {
            let _ = self.ask(|prompt| {
                prompt.leave_screen();
                Ok(())
            });
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave_screen();
    }
}
