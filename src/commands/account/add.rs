//! `keyfob account add`

use clap::Args;
use serde::Serialize;

use super::{AccountView, MfaWanted, temporary_parcel};
use crate::commands::asking::PasswordOf;
use crate::commands::{Answer, Session, Whereto};
use crate::crypto::argon2id;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::audit::Role;
use crate::domain::contact::{Email, Phone};
use crate::domain::names::AccountName;
use crate::error::{Error, Result};
use crate::store::NewAccount;

const HELP: &str = "\
Without a password the account gets a temporary one: at a terminal it is copied to the clipboard, or shown \
once; elsewhere it is all that stdout holds. It must be changed at the first sign-in.

Examples:
  keyfob account add alain@contoso.com --mfa enabled
  printf '%s\\n' \"$password\" | keyfob account add alain@contoso.com --password-stdin

JSON: the account as in 'account show' without its counts, and \"temporary_password\", null where one \
was given.";

/// Add an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account, most often its address
    name: String,
    /// Whether the account needs MFA
    #[arg(long, value_name = "STATE", default_value = "disabled")]
    mfa: MfaWanted,
    /// E-mail address of its holder
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Phone number of its holder
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Read the password from stdin, up to the first newline
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    whereto: Whereto,
}

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    account: AccountView<'a>,
    temporary_password: Option<&'a str>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let name = AccountName::parse(&arguments.name)?;
    let email = arguments.email.as_deref().map(Email::parse).transpose()?;
    let phone = arguments.phone.as_deref().map(Phone::parse).transpose()?;
    let mut handover = if arguments.password_stdin {
        None
    } else {
        Some(session.settle(&arguments.whereto, 1)?)
    };
    let password = if arguments.password_stdin {
        let of = PasswordOf {
            names: [Some(name.as_str()), email.as_ref().map(Email::as_str)]
                .into_iter()
                .flatten()
                .collect(),
            mfa: arguments.mfa == MfaWanted::Enabled,
            instead_of: None,
        };
        session.new_password(true, &of)?
    } else {
        PrimaryPassword::generate(&session.context.random)
    };
    let temporary = (!arguments.password_stdin).then(|| password.expose());

    let (mut store, is_new) = session.open_or_create_store()?;
    if is_new {
        let location = session.location()?;
        let (path, key) = (location.store.display(), location.key.display());
        session
            .terminal()
            .say(&format!("Made the store {path} and its key file {key}."));
    }
    let hash = argon2id::hash_chosen(password.expose().as_bytes(), &session.context.random)?;
    let new = NewAccount {
        name: &name,
        mfa_required: arguments.mfa == MfaWanted::Enabled,
        email,
        phone,
        password_hash: &hash,
        must_change_password: temporary.is_some(),
    };
    let act = session.act(Role::Operator);
    let account = store.add_account(&act, &new)?;

    let name = account.name.as_str();
    let delivered = if session.flags.json {
        let printed = temporary.filter(|secret| {
            let copied = handover.as_mut().map(|handover| handover.copy(secret));
            copied.is_none_or(|(_, printed)| printed)
        });
        session.hand_over_json(&View {
            account: AccountView::new(&account),
            temporary_password: printed,
        })
    } else if let (Some(secret), Some(handover)) = (temporary, &mut handover) {
        handover.deliver(session, &[temporary_parcel(name, secret)])
    } else {
        Ok(())
    };
    if let Err(error) = delivered {
        if temporary.is_none() {
            return Err(error.into());
        }
        // An account whose password nobody knows helps nobody.
        return Err(match store.delete_account(&act, &account.name) {
            Ok(()) => Error::undelivered(
                "the account wasn't added, since its password couldn't be handed over",
                &error,
            ),
            Err(_) => Error::undelivered(
                "the account was added, but its password couldn't be handed over",
                &error,
            )
            .hint("set another with 'keyfob account password'"),
        });
    }
    session.terminal().conceal();
    if !session.flags.json {
        session
            .terminal()
            .say(&format!("Added the account {name}."));
    }
    Ok(Answer::Done)
}
