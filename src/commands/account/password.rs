//! `keyfob account password`

use clap::Args;
use serde::Serialize;

use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::MfaState;
use crate::error::Result;
use crate::flows::delivery::or_keep;
use crate::flows::{Answer, Destination, NewSecret, Session};
use crate::messages::account;
use crate::service::NewPassword;

const HELP: &str = "\
At a terminal you type the new password twice. It needs at least 15 characters, or 8 if MFA is required, \
and mustn't be easy to guess. Setting it ends every sign-in to the account. The policy key on-password-change \
decides whether its app passwords are deleted.

Examples:
  keyfob account password alain@contoso.com
  keyfob account password alain@contoso.com --temporary
  printf '%s\\n' \"$password\" | keyfob account password alain@contoso.com --password-stdin

JSON: {\"account\",\"temporary_password\",\"app_passwords_deleted\"}";

/// Set an account's primary password
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account [default: the only one of the store]
    #[arg(conflicts_with = "account")]
    name: Option<String>,
    /// Read the password from stdin, up to the first newline
    #[arg(long, conflicts_with = "temporary")]
    password_stdin: bool,
    /// Generate a password that must be changed at the next sign-in
    #[arg(long)]
    temporary: bool,
    /// Set it in keyfob, in place of an external password
    #[arg(long)]
    replace_external: bool,
    #[command(flatten)]
    destination: Destination,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    temporary_password: Option<&'a str>,
    app_passwords_deleted: usize,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let name = session.account_of(arguments.name.as_deref(), &service)?;
    let actor = session.admin(&service);
    let replaces_external = arguments.replace_external;
    // Before anything is asked.
    let temporary = arguments.temporary;
    let account = service.account_to_set_password(&actor, &name, replaces_external, temporary)?;
    let mut delivery = None;
    let password = if temporary {
        delivery = Some(session.settle_delivery(&arguments.destination, 1)?);
        NewPassword::generate(&session.context.random)
    } else {
        let mfa = account.mfa != MfaState::Disabled;
        let from_stdin = arguments.password_stdin;
        session.new_password(from_stdin, mfa, |new| new.check_for(&account))?
    };
    let actor = session.admin(&service);
    let deleted = service.set_password(&actor, &name, &password, replaces_external)?;

    let name = account.name.as_str();
    let view = |temporary_password| View {
        account: name,
        temporary_password,
        app_passwords_deleted: deleted,
    };
    if !session.flags.json {
        session.terminal().say_done(&account::password_set(name));
        session.say_deleted_with_password(deleted);
    }
    let delivered = match (password.temporary(), &mut delivery) {
        (Some(secret), Some(delivery)) => {
            let secrets = [temporary_password(name, secret)];
            delivery.deliver(session, &secrets, |_, delivered| view(delivered.printed))
        }
        _ if session.flags.json => session.hand_over_json(&view(None)),
        _ => Ok(()),
    };
    or_keep(delivered, account::PASSWORD_SET_UNDELIVERED, &[])?;
    session.terminal().conceal();
    Ok(Answer::Done)
}

/// A temporary password to deliver.
pub fn temporary_password<'a>(account: &str, secret: &'a PrimaryPassword) -> NewSecret<'a> {
    NewSecret {
        what: account::temporary_password(account),
        label: account::PASSWORD_LABEL,
        text: secret.expose(),
        page: None,
        advice: account::HOLDER_MUST_CHANGE_PASSWORD.to_owned(),
        advises_scripts: true,
    }
}
