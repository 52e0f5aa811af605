//! `keyfob account password`

use clap::Args;
use serde::Serialize;

use crate::commands::{Answer, Session};
use crate::crypto::argon2id;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::audit::Role;
use crate::domain::names::AccountName;
use crate::error::{Error, Result};
use crate::terminal::Delivery;

const HELP: &str = "\
On a terminal the new password is asked for twice. Whether app passwords are kept is the policy's \
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
    let delivery = Delivery::settle(session.terminal())?;
    let password = if arguments.temporary {
        PrimaryPassword::generate(&session.context.random)
    } else {
        session.new_password(arguments.password_stdin)?
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
        let view = View {
            account: name,
            temporary_password,
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
    if let Some(secret) = temporary_password {
        session
            .terminal()
            .say("Its temporary password, which must be changed at the next sign-in:");
        session
            .terminal()
            .deliver(delivery, &[("password", secret)])
            .map_err(undelivered)?;
    }
    Ok(Answer::Done)
}
