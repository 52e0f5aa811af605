//! `keyfob policy set`

use clap::Args;
use serde::Serialize;

use super::{KeyNames, key};
use crate::domain::policy::{TABLE, Value};
use crate::error::Result;
use crate::flows::{Answer, Session};

const EXAMPLES: &str = "\
Examples:
  keyfob policy set app-passwords frozen
  keyfob policy set app-password-max-age 365d
  keyfob policy set modern-apps 'Outlook 365*,Thunderbird'

JSON: {\"key\",\"value\",\"before\"}, the values as in 'policy show'";

fn help() -> String {
    let width = TABLE.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let rows = TABLE
        .iter()
        .map(|row| format!("  {:width$}  {} [{}]\n", row.name, row.takes, row.default));
    format!(
        "It holds from the next command and the next log-in on.\n\n\
         Keys, the values they take, and their defaults:\n{}\n{EXAMPLES}",
        rows.collect::<String>()
    )
}

/// Set a key of the policy
#[derive(Debug, Args)]
#[command(after_help = help())]
pub struct Arguments {
    /// The key
    #[arg(value_parser = KeyNames, hide_possible_values = true)]
    key: String,
    /// Its value
    value: String,
}

#[derive(Serialize)]
struct View<'a> {
    key: &'a str,
    value: Value,
    before: Value,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let key = key(&arguments.key)?;
    let mut service = session.open()?;
    let actor = session.admin(&service);
    let (before, after) = service.set_policy(&actor, key, &arguments.value)?;
    if session.flags.json {
        return session.json(&View {
            key: key.as_str(),
            value: after.value(key),
            before: before.value(key),
        });
    }
    let (name, is, was) = (key.as_str(), after.get(key), before.get(key));
    session.terminal().say(&if is == was {
        format!("{name} is {is}, as it was.")
    } else {
        format!("{name} is now {is}; it was {was}.")
    });
    Ok(Answer::Done)
}
