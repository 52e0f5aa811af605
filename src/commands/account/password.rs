//! `keyfob account password`

use clap::Args;
use serde::Serialize;

use super::temporary_parcel;
use crate::commands::asking::PasswordOf;
use crate::commands::{Answer, Session, Whereto};
use crate::crypto::argon2id;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::audit::Role;
use crate::domain::names::AccountName;
use crate::error::{Error, Result};

const HELP: &str = "\
On a terminal the new password is asked for twice. It has at least 15 characters, or 8 where MFA is \
required, and isn't easy to guess. Whoever is signed in to the account no longer is. Whether app passwords are kept is the policy's \
on-password-change.

Examples:
  keyfob account password alain@contoso.com
  keyfob account password alain@contoso.com --temporary
  printf '%s\\n' \"$password\" | keyfob account password alain@contoso.com --password-stdin

JSON: {\"account\",\"temporary_password\",\"app_passwords_deleted\"}";

/// Set an account's primary password
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account
    name: String,
    /// Read the password from stdin, up to the first newline
    #[arg(long, conflicts_with = "temporary")]
    password_stdin: bool,
    /// Generate one that must be changed at the next sign-in
    #[arg(long)]
    temporary: bool,
    #[command(flatten)]
    whereto: Whereto,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    temporary_password: Option<&'a str>,
    app_passwords_deleted: usize,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let name = AccountName::parse(&arguments.name)?;
    let mut store = session.open_store()?;
    let account = store.account(&name)?;
    let mut handover = if arguments.temporary {
        Some(session.settle(&arguments.whereto, 1)?)
    } else {
        None
    };
    let password = if arguments.temporary {
        PrimaryPassword::generate(&session.context.random)
    } else {
        session.new_password(arguments.password_stdin, &PasswordOf::account(&account))?
    };
    let hash = argon2id::hash_chosen(password.expose().as_bytes(), &session.context.random)?;
    let act = session.act(Role::Operator);
    let deleted = store.set_password(&act, &name, &hash, arguments.temporary)?;

    let name = account.name.as_str();
    let temporary_password = arguments.temporary.then(|| password.expose());
    let undelivered = |error: std::io::Error| {
        Error::undelivered(
            "the new password was set, but couldn't be handed over",
            &error,
        )
    };
    if session.flags.json {
        let printed = temporary_password.filter(|secret| {
            let copied = handover.as_mut().map(|handover| handover.copy(secret));
            copied.is_none_or(|(_, printed)| printed)
        });
        let view = View {
            account: name,
            temporary_password: printed,
            app_passwords_deleted: deleted,
        };
        session.hand_over_json(&view).map_err(undelivered)?;
        return Ok(Answer::Done);
    }
    session
        .terminal()
        .say(&format!("Set the password of {name}."));
    if deleted > 0 {
        session.terminal().say(&format!(
            "App passwords deleted with the old one, as policy has it: {deleted}."
        ));
    }
    if let (Some(secret), Some(handover)) = (temporary_password, &mut handover) {
        handover
            .deliver(session, &[temporary_parcel(name, secret)])
            .map_err(undelivered)?;
        session.terminal().conceal();
    }
    Ok(Answer::Done)
}
