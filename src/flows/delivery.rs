//! Delivering a new secret: straight to the clipboard at a terminal, on stdout to a program. Which
//! it is, is settled before the secret is made, and what can't be delivered is undone.

use std::io;

use clap::Args;
use serde::Serialize;

use super::Session;
use crate::domain::throttle::in_words;
use crate::error::{Code, Error, Kind, Result};
use crate::service;
use crate::terminal::{Clipboard, Delivery as End, NoWay, Place, Surroundings, indented};

const CLEAR_AFTER: u32 = 45;
const LONGEST: i64 = 86_400;
const VARIABLE: &str = "KEYFOB_CLEAR_AFTER";

/// Where a new secret is to go.
#[derive(Debug, Clone, Default, Args)]
pub struct Destination {
    /// Copy it to the clipboard, also where stdout is no terminal [default at a terminal]
    #[arg(long)]
    copy: bool,
    /// Print it, instead of copying it or, with --copy, as well
    #[arg(long)]
    print: bool,
    /// Clear the clipboard after so many seconds [default: 45]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=LONGEST), conflicts_with = "no_clear")]
    clear_after: Option<u32>,
    /// Leave it on the clipboard
    #[arg(long)]
    no_clear: bool,
}

impl Destination {
    /// To the clipboard, or nowhere.
    pub fn copying() -> Self {
        Self {
            copy: true,
            ..Self::default()
        }
    }
}

/// How a new secret will be delivered.
pub struct Delivery {
    end: End,
    prints: bool,
    clipboard: Option<Clipboard>,
    surroundings: Surroundings,
    clear_after: Option<u32>,
}

/// What became of a secret that stands in JSON.
pub struct Delivered<'a> {
    /// `None` if it is on the clipboard alone.
    pub printed: Option<&'a str>,
    /// It is on the clipboard for certain.
    pub copied: bool,
}

/// What is told of a secret that couldn't be delivered.
pub struct Undelivered {
    /// It was undone.
    pub undone: &'static str,
    /// It couldn't be undone either.
    pub kept: &'static str,
    /// How to undo it by hand.
    pub hint: &'static str,
}

/// Undoes what was made for a secret that couldn't be delivered, and says what became of it.
pub fn or_undo<T>(
    delivered: io::Result<()>,
    undo: impl FnOnce() -> service::Result<T>,
    told: &Undelivered,
) -> Result<()> {
    delivered.map_err(|error| match undo() {
        Ok(_) => Error::undelivered(told.undone, &error),
        Err(_) => Error::undelivered(told.kept, &error).hint(told.hint),
    })
}

/// Says what became of a secret that couldn't be delivered and isn't undone.
pub fn or_keep(delivered: io::Result<()>, kept: &str, hints: &[&str]) -> Result<()> {
    delivered.map_err(|error| {
        hints
            .iter()
            .fold(Error::undelivered(kept, &error), |error, hint| {
                error.hint(*hint)
            })
    })
}

/// A secret, and what a person is told of it.
pub struct NewSecret<'a> {
    /// As in "App password for Outlook".
    pub what: String,
    pub label: &'a str,
    pub text: &'a str,
    /// What to do with it.
    pub advice: String,
    /// Whether the advice is also for whoever runs a script that gets the secret.
    pub advises_scripts: bool,
}

impl Session<'_> {
    pub fn settle_delivery(
        &mut self,
        destination: &Destination,
        secrets: usize,
    ) -> Result<Delivery> {
        let clear_after = self.clear_after(destination)?;
        let environment = &self.context.environment;
        let surroundings =
            Surroundings::read(|name| environment.get_os(name).map(ToOwned::to_owned));
        let at_terminal = self.context.terminal.output_is_terminal();
        let copies = destination.copy || (at_terminal && !destination.print && !self.flags.json);
        if destination.copy && secrets > 1 && !self.may_ask() {
            // Each would take the place of the one before.
            return Err(Error::new(
                Kind::Unavailable,
                "several can't be copied without asking you to paste between them",
            )
            .hint("leave out --copy, or make them one at a time"));
        }
        let clipboard = if copies {
            Clipboard::find(&surroundings, clear_after)
        } else {
            None
        };
        if destination.copy && clipboard.is_none() {
            return Err(
                Error::of(Code::NoClipboard, "there is no clipboard to copy to")
                    .hint("leave out --copy, or give --print"),
            );
        }
        let prints = destination.print || clipboard.is_none();
        let end = match End::settle(self.terminal()) {
            // Nothing is to go there.
            Err(NoWay) if !prints => End::Piped,
            other => other?,
        };
        Ok(Delivery {
            end,
            prints,
            clipboard,
            surroundings,
            clear_after,
        })
    }

    fn clear_after(&self, destination: &Destination) -> Result<Option<u32>> {
        if destination.no_clear {
            return Ok(None);
        }
        if destination.clear_after.is_some() {
            return Ok(destination.clear_after);
        }
        let Some(told) = self.context.environment.get(VARIABLE) else {
            return Ok(Some(CLEAR_AFTER));
        };
        match told.parse() {
            Ok(seconds) if (1..=LONGEST).contains(&i64::from(seconds)) => Ok(Some(seconds)),
            _ => Err(Error::new(
                Kind::BadData,
                format!("{VARIABLE} isn't a number of seconds from 1 to {LONGEST}"),
            )
            .hint("set it to one, or give --clear-after or --no-clear")),
        }
    }
}

impl Delivery {
    /// Whether several are handed over one after the other, since each takes the place of the one
    /// before.
    pub fn is_one_by_one(&self) -> bool {
        self.clipboard.is_some()
    }

    /// Waits until the one before was pasted. Says whether to go on.
    pub fn next(&mut self, session: &mut Session<'_>, label: &str) -> io::Result<bool> {
        let text = format!("Press Enter for the next, {label}. ");
        if !session.terminal().pause(&text)? {
            return Ok(false);
        }
        self.clipboard = Clipboard::find(&self.surroundings, self.clear_after);
        Ok(true)
    }

    /// Copies a secret that is to stand in JSON, or beside others on stdout.
    pub fn copy<'a>(&mut self, secret: &'a str) -> Delivered<'a> {
        let place = self
            .clipboard
            .take()
            .and_then(|clipboard| clipboard.put(secret));
        let copied = place.is_some_and(|place| place != Place::Terminal);
        Delivered {
            printed: (self.prints || !copied).then_some(secret),
            copied,
        }
    }

    /// Delivers secrets: each in a JSON value of its own if JSON is wanted. An error means that it
    /// can't be known whether they arrived.
    pub fn deliver<'a, V: Serialize>(
        &mut self,
        session: &mut Session<'_>,
        secrets: &[NewSecret<'a>],
        view: impl Fn(usize, Delivered<'a>) -> V,
    ) -> io::Result<()> {
        if !session.flags.json {
            return self.deliver_to_person(session, secrets);
        }
        for (position, secret) in secrets.iter().enumerate() {
            let delivered = self.copy(secret.text);
            session.hand_over_json(&view(position, delivered))?;
        }
        Ok(())
    }

    /// What was shown stays on the screen until `Terminal::conceal`, which comes once nothing is
    /// left to be done for it.
    pub fn deliver_to_person(
        &mut self,
        session: &mut Session<'_>,
        secrets: &[NewSecret<'_>],
    ) -> io::Result<()> {
        let (Some(clipboard), [secret]) = (self.clipboard.take(), secrets) else {
            return self.print(session, secrets);
        };
        let place = clipboard.put(secret.text);
        let is_there = place.is_some_and(|place| self.tell(session, secret, place));
        if self.prints || !is_there {
            self.print(session, secrets)?;
        }
        Ok(())
    }

    /// Says where it went, and whether that is certain enough.
    fn tell(&self, session: &mut Session<'_>, secret: &NewSecret<'_>, place: Place) -> bool {
        let what = &secret.what;
        let long = match self.clear_after {
            Some(seconds) => format!(" for {}", in_words(seconds.into())),
            None => String::new(),
        };
        let advice = &secret.advice;
        match place {
            Place::Desktop => {
                session
                    .terminal()
                    .say(&format!("{what} is on the clipboard{long}."));
                session.terminal().say(advice);
                true
            }
            Place::Tmux => {
                session.terminal().say(&format!(
                    "{what} is in tmux's paste buffer{long} (prefix and ] pastes it); your terminal's own \
                     clipboard may keep it longer."
                ));
                session.terminal().say(advice);
                true
            }
            Place::Terminal => {
                session.terminal().say(&format!(
                    "{what} was sent to your terminal's clipboard; whether it took it can't be known."
                ));
                // It is printed anyway, or nobody is there to ask.
                if self.prints || self.end == End::Piped || !session.may_ask() {
                    return false;
                }
                session.terminal().say(advice);
                let shown = session
                    .terminal()
                    .confirm("Show it here once as well?", false);
                // Whoever leaves without an answer has seen nothing.
                shown.is_ok_and(|wanted| !wanted)
            }
        }
    }

    fn print(&self, session: &mut Session<'_>, secrets: &[NewSecret<'_>]) -> io::Result<()> {
        let labelled: Vec<_> = secrets
            .iter()
            .map(|secret| (secret.label, secret.text))
            .collect();
        if self.end == End::Piped {
            session.terminal().deliver(&labelled)?;
            for secret in secrets.iter().filter(|secret| secret.advises_scripts) {
                session.terminal().say(&secret.advice);
            }
            return Ok(());
        }
        let (heading, advice) = match secrets {
            [one] => (format!("{}:", one.what), one.advice.as_str()),
            many => (
                format!("{} app passwords:", many.len()),
                "Paste each where its app asks for your password. You won't see them again.",
            ),
        };
        let secrets = indented(&labelled);
        session.terminal().reveal(&heading, &[&secrets], advice)
    }
}
