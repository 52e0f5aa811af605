//! `keyfob policy show`

use clap::Args;
use serde_json::{Map, Value};

use super::key;
use crate::commands::{Answer, Session};
use crate::domain::policy::Key;
use crate::error::Result;

const HELP: &str = "\
Examples:
  keyfob policy show
  keyfob policy show app-password-limit

JSON: an object of all keys and their values as text, or with a key that value alone.";

/// Show the policy
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Only this key
    key: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let only = arguments.key.as_deref().map(key).transpose()?;
    let policy = session.open_store()?.policy()?;
    if let Some(key) = only {
        let value = policy.get(key);
        if session.flags.json {
            return session.json(&value);
        }
        session.terminal().line(&value)?;
        return Ok(Answer::Done);
    }
    if session.flags.json {
        let all: Map<String, Value> = Key::ALL
            .into_iter()
            .map(|key| (key.as_str().to_owned(), policy.get(key).into()))
            .collect();
        return session.json(&all);
    }
    let mut table = session
        .terminal()
        .table(&["KEY", "VALUE", "WHAT IT DOES"], &[1, 2]);
    for key in Key::ALL {
        table.row(
            session.terminal(),
            &[key.as_str(), &policy.get(key), key.explains()],
        )?;
    }
    table.finish(session.terminal())?;
    Ok(Answer::Done)
}
