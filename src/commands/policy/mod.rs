//! `keyfob policy`: what the organisation allows.

mod set;
mod show;

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Answer, Session};
use crate::domain::escape::quoted;
use crate::domain::policy::{Key, Policy};
use crate::error::{Error, Kind, Result};

const HELP: &str = "\
Examples:
  keyfob policy show
  keyfob policy set app-passwords frozen";

/// Show and set what the organisation allows
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
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

/// A value in JSON: a number, a list, a word or nothing.
fn value(policy: &Policy, key: Key) -> Value {
    match key {
        Key::AppPasswordLimit => json!(policy.app_password_limit),
        Key::AppPasswordLength => json!(policy.app_password_length),
        Key::ModernApps => json!(policy.modern_apps),
        Key::AppPasswordMaxAge => json!(policy.app_password_max_age.map(|age| age.to_string())),
        Key::AppPasswordIdleExpiry => {
            json!(policy.app_password_idle_expiry.map(|idle| idle.to_string()))
        }
        Key::MailCommand => json!(policy.mail_command),
        Key::PhoneCommand => json!(policy.phone_command),
        Key::AppPasswords | Key::OnPasswordChange | Key::ContactCodes | Key::AlternateContact => {
            json!(policy.get(key))
        }
    }
}
