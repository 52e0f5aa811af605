//! Delivering a new secret: to the clipboard at a terminal, on stdout to a program. The way is settled
//! before the secret is created, and what can't be delivered is undone.

use std::io;
use std::slice;

use clap::Args;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Session;
use crate::error::{Code, Error, Kind, Result};
use crate::messages::delivery as messages;
use crate::service;
use crate::terminal::{
    self, Clipboard, Delivery as End, Offer, Place, Pressed, StdoutClosed, Surroundings, indented,
};

const CLEAR_AFTER: u32 = 45;
const LONGEST: i64 = 86_400;
const VARIABLE: &str = "KEYFOB_CLEAR_AFTER";

/// Where a new secret is to go.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Destination {
    /// Copy it to the clipboard, even if stdout isn't a terminal [default at a terminal]
    #[arg(long)]
    copy: bool,
    /// Print it, instead of copying it or, with --copy, as well
    #[arg(long)]
    print: bool,
    /// Clear the clipboard after this many seconds [default: 45]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=LONGEST), conflicts_with = "no_clear")]
    clear_after: Option<u32>,
    /// Leave it on the clipboard
    #[arg(long)]
    no_clear: bool,
    /// It was chosen from a list that offers to show it too.
    #[arg(skip)]
    is_chosen: bool,
}

impl Destination {
    /// To the clipboard, as the person chose.
    pub fn copying() -> Self {
        Self {
            copy: true,
            is_chosen: true,
            ..Self::default()
        }
    }
}

/// How a new secret will be delivered.
pub struct Delivery {
    end: End,
    prints: bool,
    /// A key shows what was copied.
    offers: bool,
    /// The label of the secret that takes this one's place on the clipboard.
    next: Option<String>,
    clipboard: Option<Clipboard>,
    surroundings: Surroundings,
    /// Nothing was copied that was to be.
    not_copied: Option<messages::NoClipboard>,
    clear_after: Option<u32>,
}

/// How a secret in a JSON value was delivered.
pub struct Delivered<'a> {
    /// `None` if it is on the clipboard alone.
    pub printed: Option<&'a str>,
    /// It is on the clipboard for certain.
    pub copied: bool,
}

/// Messages about a secret that couldn't be delivered.
pub struct Undelivered<'a> {
    /// It was undone.
    pub undone: &'static str,
    /// It couldn't be undone either.
    pub kept: &'static str,
    /// How to undo it by hand.
    pub hint: &'a str,
}

/// Undoes what was made for a secret that couldn't be delivered, and says what became of it, instead of
/// the news that it was made.
pub fn or_undo<T>(
    session: &mut Session<'_>,
    news: &str,
    delivered: terminal::Result<()>,
    undo: impl FnOnce() -> service::Result<T>,
    told: &Undelivered<'_>,
) -> Result<()> {
    delivered.map_err(|error| {
        session.terminal().take_back(news);
        match undo() {
            Ok(_) => Error::undelivered(told.undone, &error),
            Err(_) => Error::undelivered(told.kept, &error).hint(told.hint),
        }
    })
}

/// Says what became of a secret that couldn't be delivered and isn't undone.
pub fn or_keep(delivered: terminal::Result<()>, kept: &str, hints: &[&str]) -> Result<()> {
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
    /// How it is shown, if not in a line.
    pub page: Option<Zeroizing<String>>,
    /// What to do with it.
    pub advice: String,
    /// The advice is also shown if the secret goes to a program.
    pub advises_scripts: bool,
}

impl Session<'_> {
    pub fn settle_delivery(
        &mut self,
        destination: &Destination,
        secrets: usize,
    ) -> Result<Delivery> {
        // What root's clipboard takes, the owner of the store's folder may not reach.
        if self.socket()?.is_none() {
            self.location()?;
        }
        let clear_after = self.clear_after(destination)?;
        let environment = &self.context.environment;
        let surroundings =
            Surroundings::read(|name| environment.get_os(name).map(ToOwned::to_owned));
        let at_terminal = self.context.terminal.output_is_terminal();
        // Of several in JSON, each would replace the one before before it could be pasted.
        let is_one_value = !self.flags.json || secrets == 1;
        let copies = destination.copy || (at_terminal && !destination.print && is_one_value);
        if destination.copy && secrets > 1 && !self.may_ask() {
            // Each would replace the one before on the clipboard.
            return Err(
                Error::new(Kind::Unavailable, messages::SEVERAL_CANT_BE_COPIED)
                    .hint(messages::CREATE_ONE_AT_A_TIME),
            );
        }
        let clipboard = if copies {
            Clipboard::find(&surroundings, clear_after)
        } else {
            None
        };
        if destination.copy && clipboard.is_none() {
            let message = messages::no_clipboard(surroundings.why_none());
            return Err(Error::of(Code::NoClipboard, message).hint(messages::PRINT_INSTEAD));
        }
        let not_copied = if copies && clipboard.is_none() {
            surroundings.why_none()
        } else {
            None
        };
        let prints = destination.print || clipboard.is_none();
        let end = match End::settle(self.terminal()) {
            // Nothing is printed.
            Err(StdoutClosed) if !prints => End::Piped,
            other => other?,
        };
        let is_answered = self.flags.quiet || self.flags.yes || destination.is_chosen;
        Ok(Delivery {
            end,
            prints,
            offers: self.may_guide() && !prints && !is_answered,
            next: None,
            clipboard,
            surroundings,
            not_copied,
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
            _ => Err(
                Error::new(Kind::BadData, messages::not_seconds(VARIABLE, LONGEST))
                    .hint(messages::SET_A_NUMBER),
            ),
        }
    }
}

impl Delivery {
    /// Returns whether several are delivered one at a time, because each replaces the one before.
    pub fn is_one_by_one(&self) -> bool {
        self.clipboard.is_some()
    }

    /// Another secret comes after the one that is delivered next.
    pub fn announce(&mut self, label: &str) {
        self.next = Some(label.to_owned());
    }

    /// Waits until the person has the one before the announced one. Returns whether to continue.
    pub fn next(&mut self, session: &mut Session<'_>) -> terminal::Result<bool> {
        let next = self.next.take().unwrap_or_default();
        let is_there = session.terminal().conceal();
        let continues = if self.offers {
            is_there
        } else {
            let text = messages::press_enter_for_next(&next);
            session.terminal().pause(&text)?
        };
        self.clipboard = Clipboard::find(&self.surroundings, self.clear_after);
        Ok(continues)
    }

    /// Copies a secret whose JSON value the caller prints.
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

    /// Delivers secrets, each in a JSON value of its own with `--json`. After an error they may or may
    /// not have arrived.
    pub fn deliver<'a, V: Serialize>(
        &mut self,
        session: &mut Session<'_>,
        secrets: &[NewSecret<'a>],
        view: impl Fn(usize, Delivered<'a>) -> V,
    ) -> terminal::Result<()> {
        if !session.flags.json {
            return self.deliver_to_person(session, secrets);
        }
        for (position, secret) in secrets.iter().enumerate() {
            let delivered = self.copy(secret.text);
            session.hand_over_json(&view(position, delivered))?;
        }
        Ok(())
    }

    /// Anything shown stays on the screen until the caller calls `Terminal::conceal`.
    pub fn deliver_to_person(
        &mut self,
        session: &mut Session<'_>,
        secrets: &[NewSecret<'_>],
    ) -> terminal::Result<()> {
        let (Some(clipboard), [secret]) = (self.clipboard.take(), secrets) else {
            return self.print(session, secrets, true);
        };
        let Some(place) = clipboard.put(secret.text) else {
            self.not_copied = self.surroundings.why_none();
            return self.print(session, secrets, true);
        };
        self.not_copied = None;
        let is_sure = place != Place::Terminal;
        let is_advised = is_sure || self.offers;
        session.terminal().say(&match place {
            Place::Desktop => messages::on_clipboard(&secret.what, self.clear_after),
            Place::Tmux => messages::in_tmux_buffer(&secret.what, self.clear_after),
            Place::Terminal => messages::sent_to_terminal(&secret.what),
        });
        if is_advised {
            session.terminal().say(&secret.advice);
        }
        if self.prints || !self.is_there(session, secret, is_sure)? {
            self.print(session, secrets, !is_advised)?;
        }
        Ok(())
    }

    /// Returns whether the person has what was copied, and offers to show it as well. An input that
    /// ends is no answer: the person may not have it.
    fn is_there(
        &self,
        session: &mut Session<'_>,
        secret: &NewSecret<'_>,
        is_sure: bool,
    ) -> terminal::Result<bool> {
        if !self.offers {
            return Ok(is_sure);
        }
        let next = self.next.as_deref();
        if is_sure {
            session.terminal().offer(Offer {
                question: messages::press_to_show(next),
                key: messages::SHOW,
                heading: messages::heading(&secret.what),
                secret: shown(slice::from_ref(secret)),
            });
            return Ok(true);
        }
        let question = messages::press_enter_to_show(next);
        let keys = [messages::SKIP, messages::SHOW];
        match session.terminal().key(&question, &keys)? {
            Pressed::Enter | Pressed::Key(messages::SHOW) => Ok(false),
            Pressed::Key(_) => Ok(true),
            Pressed::End => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        }
    }

    fn print(
        &self,
        session: &mut Session<'_>,
        secrets: &[NewSecret<'_>],
        advises: bool,
    ) -> terminal::Result<()> {
        if self.end == End::Piped {
            session.terminal().deliver(&labelled(secrets))?;
            for secret in secrets
                .iter()
                .filter(|secret| advises && secret.advises_scripts)
            {
                session.terminal().say(&secret.advice);
            }
            return Ok(());
        }
        if let Some(why) = self.not_copied {
            session.terminal().say(messages::not_copied(why));
        }
        let (heading, advice) = match secrets {
            [one] => (messages::heading(&one.what), one.advice.as_str()),
            many => (
                messages::heading_of_several(many.len()),
                messages::PASTE_EACH,
            ),
        };
        let advice = if advises { advice } else { "" };
        let secrets = shown(secrets);
        session.terminal().reveal(&heading, &[&secrets], advice)
    }
}

fn labelled<'a>(secrets: &[NewSecret<'a>]) -> Vec<(&'a str, &'a str)> {
    let labelled = secrets.iter().map(|secret| (secret.label, secret.text));
    labelled.collect()
}

fn shown(secrets: &[NewSecret<'_>]) -> Zeroizing<String> {
    match secrets {
        [
            NewSecret {
                page: Some(page), ..
            },
        ] => page.clone(),
        secrets => indented(&labelled(secrets)),
    }
}
