//! `keyfob policy show`

use std::collections::BTreeMap;

use clap::Args;

use super::key::{KeyNames, key};
use crate::domain::policy::TABLE;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::policy;

const HELP: &str = "\
Examples:
  keyfob policy show
  keyfob policy show app-password-limit

JSON: an object with all keys, written with _ instead of -, and their values (a number, a string, a list for \
modern_apps, or null for none). With a key: only its value.";

/// Show the policy
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Show only this key
    #[arg(value_parser = KeyNames, hide_possible_values = true)]
    key: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let only = arguments.key.as_deref().map(key).transpose()?;
    let service = session.open()?;
    let policy = service.policy(&session.admin(&service))?;
    if let Some(key) = only {
        if session.flags.json {
            return session.json(&policy.value(key));
        }
        session.terminal().line(&policy.get(key))?;
        return Ok(Answer::Done);
    }
    if session.flags.json {
        let all: BTreeMap<_, _> = TABLE
            .iter()
            .map(|row| (row.name.replace('-', "_"), policy.value(row.key)))
            .collect();
        return session.json(&all);
    }
    let mut table = session.terminal().table(&policy::SHOW_HEADINGS, &[2, 1]);
    for row in &TABLE {
        table.row(
            session.terminal(),
            &[row.name, &policy.get(row.key), row.help],
        )?;
    }
    table.finish(session.terminal())?;
    Ok(Answer::Done)
}
