//! `keyfob policy`: what the organisation allows.

mod set;
mod show;

use clap::Subcommand;

use super::{Answer, Session};
use crate::domain::escape::quoted;
use crate::domain::policy::Key;
use crate::error::{Error, Kind, Result};

/// Show and set what the organisation allows
#[derive(Debug, Subcommand)]
pub enum Command {
    Show(show::Arguments),
    Set(set::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Set(arguments) => set::run(&arguments, session),
    }
}

fn key(typed: &str) -> Result<Key> {
    Key::from_name(typed).ok_or_else(|| {
        let keys: Vec<_> = Key::ALL.iter().map(|key| key.as_str()).collect();
        Error::new(Kind::Usage, format!("there is no policy {}", quoted(typed)))
            .hint(format!("there are {}", keys.join(", ")))
    })
}
