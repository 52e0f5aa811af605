//! `keyfob policy show`

use clap::Args;
use serde_json::{Map, Value};

use super::{key, value};
use crate::domain::policy::Key;
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Examples:
  keyfob policy show
  keyfob policy show app-password-limit

JSON: an object of all keys with _ for - and their values (numbers, texts, a list for modern_apps, null \
for none), or with a key that value alone.";

/// Show the policy
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Only this key
    key: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let only = arguments.key.as_deref().map(key).transpose()?;
    let service = session.open()?;
    let policy = service.policy(&session.admin(&service))?;
    if let Some(key) = only {
        if session.flags.json {
            return session.json(&value(&policy, key));
        }
        session.terminal().line(&policy.get(key))?;
        return Ok(Answer::Done);
    }
    if session.flags.json {
        let all: Map<String, Value> = Key::ALL
            .into_iter()
            .map(|key| (key.as_str().replace('-', "_"), value(&policy, key)))
            .collect();
        return session.json(&all);
    }
    let mut table = session
        .terminal()
        .table(&["KEY", "VALUE", "WHAT IT DOES"], &[2, 1]);
    for key in Key::ALL {
        table.row(
            session.terminal(),
            &[key.as_str(), &policy.get(key), key.explains()],
        )?;
    }
    table.finish(session.terminal())?;
    Ok(Answer::Done)
}
