//! Handing a new secret to its user: straight to the clipboard where somebody sits at a terminal,
//! on stdout where a program reads it. Which it is, is settled before the secret is made.

use std::io;

use clap::Args;

use super::Session;
use crate::domain::throttle::in_words;
use crate::error::{Error, Kind, Result};
use crate::terminal::{Clipboard, Delivery, NoWay, Place, Surroundings, indented};

const CLEAR_AFTER: u32 = 45;
const LONGEST: i64 = 86_400;
const VARIABLE: &str = "KEYFOB_CLEAR_AFTER";

/// Where a new secret is to go.
#[derive(Debug, Clone, Default, Args)]
pub struct Whereto {
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

impl Whereto {
    /// To the clipboard, or nowhere.
    pub fn copying() -> Self {
        Self {
            copy: true,
            ..Self::default()
        }
    }
}

/// How a secret will be handed over.
pub struct Handover {
    end: Delivery,
    prints: bool,
    clipboard: Option<Clipboard>,
    surroundings: Surroundings,
    clear_after: Option<u32>,
}

/// A secret, and what a person is told of it.
pub struct Parcel<'a> {
    /// As in "App password for Outlook".
    pub what: String,
    pub label: &'a str,
    pub secret: &'a str,
    /// What to do with it.
    pub advice: String,
    /// Whether the advice is also for whoever runs a script that gets the secret.
    pub advises_scripts: bool,
}

impl Session<'_> {
    pub fn settle(&mut self, whereto: &Whereto, secrets: usize) -> Result<Handover> {
        let clear_after = self.clear_after(whereto)?;
        let environment = &self.context.environment;
        let surroundings =
            Surroundings::read(|name| environment.get_os(name).map(ToOwned::to_owned));
        let at_terminal = self.context.terminal.output_is_terminal();
        let copies = whereto.copy || (at_terminal && !whereto.print && !self.flags.json);
        if whereto.copy && secrets > 1 && !self.may_ask() {
            // Each would take the place of the one before.
            return Err(Error::new(
                Kind::Unavailable,
                "several can't be copied at once, and nobody can be asked to paste between them",
            )
            .hint("leave out --copy, or make them one at a time"));
        }
        let clipboard = if copies {
            Clipboard::find(&surroundings, clear_after)
        } else {
            None
        };
        if whereto.copy && clipboard.is_none() {
            return Err(
                Error::new(Kind::Unavailable, "there is no clipboard to copy to")
                    .hint("leave out --copy, or give --print"),
            );
        }
        let prints = whereto.print || clipboard.is_none();
        let end = match Delivery::settle(self.terminal()) {
            // Nothing is to go there.
            Err(NoWay) if !prints => Delivery::Piped,
            other => other?,
        };
        Ok(Handover {
            end,
            prints,
            clipboard,
            surroundings,
            clear_after,
        })
    }

    fn clear_after(&self, whereto: &Whereto) -> Result<Option<u32>> {
        if whereto.no_clear {
            return Ok(None);
        }
        if whereto.clear_after.is_some() {
            return Ok(whereto.clear_after);
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

impl Handover {
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

    /// For JSON: whether the secret is on the clipboard for certain, and whether it is to be printed.
    pub fn copy(&mut self, secret: &str) -> (bool, bool) {
        let place = self
            .clipboard
            .take()
            .and_then(|clipboard| clipboard.put(secret));
        let copied = place.is_some_and(|place| place != Place::Terminal);
        (copied, self.prints || !copied)
    }

    /// An error means that it can't be known that they arrived. What was shown stays on the screen
    /// until `Terminal::conceal`, which comes once nothing is left to be done for it.
    pub fn deliver(&mut self, session: &mut Session<'_>, parcels: &[Parcel<'_>]) -> io::Result<()> {
        let (Some(clipboard), [parcel]) = (self.clipboard.take(), parcels) else {
            return self.print(session, parcels);
        };
        let place = clipboard.put(parcel.secret);
        let is_there = place.is_some_and(|place| self.tell(session, parcel, place));
        if self.prints || !is_there {
            self.print(session, parcels)?;
        }
        Ok(())
    }

    /// Says where it went, and whether that is certain enough.
    fn tell(&self, session: &mut Session<'_>, parcel: &Parcel<'_>, place: Place) -> bool {
        let what = &parcel.what;
        let long = match self.clear_after {
            Some(seconds) => format!(" for {}", in_words(seconds.into())),
            None => String::new(),
        };
        let advice = &parcel.advice;
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
                if self.prints || self.end == Delivery::Piped || !session.may_ask() {
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

    fn print(&self, session: &mut Session<'_>, parcels: &[Parcel<'_>]) -> io::Result<()> {
        let labelled: Vec<_> = parcels
            .iter()
            .map(|parcel| (parcel.label, parcel.secret))
            .collect();
        if self.end == Delivery::Piped {
            session.terminal().deliver(&labelled)?;
            for parcel in parcels.iter().filter(|parcel| parcel.advises_scripts) {
                session.terminal().say(&parcel.advice);
            }
            return Ok(());
        }
        let (heading, advice) = match parcels {
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
