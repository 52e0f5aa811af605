//! `keyfob account add`

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::password::temporary_password;
use super::set::MfaSetting;
use super::show::AccountView;
use super::warn_unchecked;
use crate::domain::account::{Account, MfaState};
use crate::domain::contact::{Email, Phone};
use crate::domain::escape::argument;
use crate::domain::language::Language;
use crate::domain::names::AccountName;
use crate::error::{Error, Result};
use crate::flows::delivery::or_undo;
use crate::flows::{Answer, Destination, Session, Undelivered};
use crate::messages::{account, store};
use crate::service::{NewAccount, NewHolder, NewPassword, ServiceError};

const HELP: &str = "\
Without --password-stdin the account gets a temporary password: at a terminal it is copied to the clipboard, \
or shown once; otherwise it is printed alone on stdout. It must be changed at the first sign-in.

With --app-passwords-only it is a service account, for a printer or a program: it has no sign-in, and operators \
create, rotate and delete its app passwords.

An external password is one that the organisation keeps: 'keyfob policy set password-command' says which program \
checks it.

Examples:
  keyfob account add alain@contoso.com --mfa enabled
  printf '%s\\n' \"$password\" | keyfob account add alain@contoso.com --password-stdin
  keyfob account add scans@contoso.com --app-passwords-only

JSON: the account as in 'account show' without its counts, and \"temporary_password\", which is null with \
--password-stdin, --app-passwords-only or --external-password, and if the account already existed.";

/// Add an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Arguments {
    /// Name of the account, usually an e-mail address
    name: String,
    /// Whether the account needs MFA
    #[arg(long, value_name = "STATE", default_value = "disabled")]
    mfa: MfaSetting,
    /// E-mail address of the account's holder
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Phone number of the account's holder
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Language of mails to the holder: en, nb, da, sv, lv or nl
    #[arg(long, value_name = "LANGUAGE", value_parser = PossibleValuesParser::new(Language::WORDS), hide_possible_values = true)]
    language: Option<String>,
    /// Read the password from stdin, up to the first newline
    #[arg(long)]
    password_stdin: bool,
    /// Add a service account, without a password and without MFA
    #[arg(long, conflicts_with_all = ["mfa", "password_stdin", "copy", "print", "clear_after", "no_clear"])]
    app_passwords_only: bool,
    /// The password is an external one, which the policy's password-command checks
    #[arg(long, conflicts_with_all = ["app_passwords_only", "password_stdin", "copy", "print", "clear_after", "no_clear"])]
    external_password: bool,
    /// If the account already exists, leave it unchanged and exit with 0
    #[arg(long)]
    if_absent: bool,
    #[command(flatten)]
    destination: Destination,
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
    let mfa_required = arguments.mfa == MfaSetting::Enabled;
    let mut delivery = None;
    let password = if arguments.app_passwords_only || arguments.external_password {
        None
    } else if arguments.password_stdin {
        let names: Vec<_> = [Some(name.as_str()), email.as_ref().map(Email::as_str)]
            .into_iter()
            .flatten()
            .collect();
        // Checked before a store is created.
        let password =
            session.new_password(true, mfa_required, |new| new.check(mfa_required, &names))?;
        password.check(mfa_required, &names)?;
        Some(password)
    } else {
        delivery = Some(session.settle_delivery(&arguments.destination, 1)?);
        Some(NewPassword::generate(&session.context.random))
    };

    let (service, is_new) = session.open_or_create()?;
    if is_new {
        let location = session.location()?;
        let created = store::created(location.store.path(), &location.key);
        session.terminal().say_done(&created);
    }
    let new = NewAccount {
        name: &name,
        email,
        phone,
        language: arguments
            .language
            .as_deref()
            .and_then(|word| word.parse().ok()),
        holder: (!arguments.app_passwords_only).then_some(NewHolder {
            password: password.as_ref(),
            mfa_required,
        }),
    };
    let actor = session.admin(&service);
    let account = match service.add_account(&actor, &new) {
        Err(taken @ ServiceError::AccountTaken(_)) if arguments.if_absent => {
            let existing = service.account(&actor, &name)?;
            let kind = (arguments.app_passwords_only, arguments.external_password);
            if kind
                != (
                    existing.mfa == MfaState::Service,
                    existing.external_password,
                )
            {
                return Err(Error::from(taken).hint(account::OF_ANOTHER_KIND));
            }
            return leave(session, &existing);
        }
        added => added?,
    };

    let name = account.name.as_str();
    let view = |temporary_password| View {
        account: AccountView::new(&account),
        temporary_password,
    };
    let temporary = password.as_ref().and_then(NewPassword::temporary);
    match (temporary, &mut delivery) {
        (Some(secret), Some(delivery)) => {
            let secrets = [temporary_password(name, secret)];
            let news = account::added(name);
            session.terminal().say_if_stopped(&news);
            let delivered =
                delivery.deliver(session, &secrets, |_, delivered| view(delivered.printed));
            // Without its password the account would be useless.
            let undo = || service.delete_account(&actor, &account.name);
            let told = Undelivered {
                undone: account::NOT_ADDED_UNDELIVERED,
                kept: account::ADDED_UNDELIVERED,
                hint: &account::set_another_password(&argument(name)),
            };
            or_undo(session, &news, delivered, undo, &told)?;
        }
        _ if session.flags.json => session.hand_over_json(&view(None))?,
        _ => {}
    }
    session.terminal().conceal();
    if !session.flags.json {
        session.terminal().say(&account::added(name));
        if arguments.app_passwords_only {
            let next = account::create_its_app_passwords(&argument(name));
            session.terminal().say(&next);
        }
    }
    warn_unchecked(session, &service, &account)?;
    Ok(Answer::Done)
}

/// Leaves an account unchanged that already exists.
fn leave(session: &mut Session<'_>, existing: &Account) -> Result<Answer> {
    if session.flags.json {
        return session.json(&View {
            account: AccountView::new(existing),
            temporary_password: None,
        });
    }
    let exists = account::exists(existing.name.as_str());
    session.terminal().say(&exists);
    Ok(Answer::Done)
}
