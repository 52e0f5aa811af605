//! `keyfob policy set`

use clap::Args;
use serde::Serialize;

use super::key::{KeyNames, key};
use crate::domain::policy::{Key, TABLE, Value};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::policy;
use crate::messenger::{self, Fault};

const START_OF_HELP: &str = "\
A change takes effect with the next command and the next log-in.

Keys, the values they take, and their defaults:
";

const END_OF_HELP: &str = "\
Examples:
  keyfob policy set app-passwords frozen
  keyfob policy set app-password-max-age 365d
  keyfob policy set modern-apps 'Outlook 365*,Thunderbird'

JSON: {\"key\",\"value\",\"before\"}, the values as in 'policy show'";

fn help() -> String {
    let width = TABLE.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let rows = TABLE
        .iter()
        .map(|row| format!("  {:width$}  {} [{}]\n", row.name, row.values, row.default));
    format!("{START_OF_HELP}{}\n{END_OF_HELP}", rows.collect::<String>())
}

/// Set a policy key
#[derive(Debug, Args)]
#[command(after_help = help())]
pub struct Arguments {
    /// The key
    #[arg(value_parser = KeyNames, hide_possible_values = true)]
    key: String,
    /// The new value
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
    let service = session.open()?;
    let actor = session.admin(&service);
    let (before, after) = service.set_policy(&actor, key, &arguments.value)?;
    if session.flags.json {
        session.json(&View {
            key: key.as_str(),
            value: after.value(key),
            before: before.value(key),
        })?;
    } else {
        let (name, value, before) = (key.as_str(), after.get(key), before.get(key));
        session.terminal().say(&if value == before {
            policy::unchanged(name, &value)
        } else {
            policy::changed(name, &value, &before)
        });
    }
    let command = match key {
        Key::MailCommand => after.mail_command,
        Key::PhoneCommand => after.phone_command,
        Key::PasswordCommand => after.password_command,
        _ => None,
    };
    if let Some(fault) = command.as_deref().and_then(messenger::fault) {
        let purpose = match key {
            Key::PasswordCommand => policy::CHECKING_PASSWORDS,
            _ => policy::SENDING_CODES,
        };
        session.terminal().say(&match fault {
            Fault::NotThere(program) => policy::program_not_there(&program, purpose),
            Fault::NotExecutable(program) => policy::program_not_executable(&program, purpose),
        });
    }
    Ok(Answer::Done)
}
