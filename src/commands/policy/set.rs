//! `keyfob policy set`

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::{key, value};
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
It holds from the next command and the next log-in on.

Keys, and the values they take:
  app-passwords             allowed, frozen (no new ones) or blocked (none accepted)
  app-password-limit        a number from 1 to 40
  app-password-length       a number from 16 to 32
  app-password-max-age      a length of time (90d, 12w) or none
  app-password-idle-expiry  a length of time (90d, 12w) or none
  on-password-change        keep or delete app passwords
  contact-codes             second-factor, recovery-only or off
  alternate-contact         optional or required
  modern-apps               name patterns with commas between them, or none
  mail-command              a command's absolute path with its arguments, or none
  phone-command             likewise

Examples:
  keyfob policy set app-passwords frozen
  keyfob policy set app-password-max-age 365d
  keyfob policy set modern-apps 'Outlook 365*,Thunderbird'

JSON: {\"key\",\"value\",\"before\"}, the values as in 'policy show'";

/// Set a key of the policy
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The key
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
            value: value(&after, key),
            before: value(&before, key),
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
