//! `keyfob account set`

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::show::AccountView;
use super::warn_unchecked;
use crate::domain::contact::{Email, Phone};
use crate::domain::language::Language;
use crate::domain::names::AccountName;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::account;
use crate::service::AccountChange;

const HELP: &str = "\
A disabled account can't sign in, and servers refuse its passwords. Turning MFA off keeps the methods that were \
set up; app passwords aren't accepted until it is turned on again. An external password is one that the organisation \
keeps; --external-password also unlocks it after too many wrong attempts, and 'keyfob account password \
--replace-external' sets one in keyfob again.

Examples:
  keyfob account set alain@contoso.com --mfa enabled
  keyfob account set alain@contoso.com --disable
  keyfob account set alain@contoso.com --email alain@example.org --no-phone

JSON: as in 'account show' without its counts.";

/// The MFA states that an operator can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum MfaSetting {
    Disabled,
    Enabled,
}

/// Change an account's MFA, e-mail address, phone number, language or state, or make its password external
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account
    name: String,
    #[command(flatten)]
    change: Change,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Change {
    /// Whether the account needs MFA
    #[arg(long, value_name = "STATE")]
    mfa: Option<MfaSetting>,
    /// E-mail address of the account's holder
    #[arg(long, value_name = "ADDRESS", conflicts_with = "no_email")]
    email: Option<String>,
    /// Remove the e-mail address
    #[arg(long)]
    no_email: bool,
    /// Phone number of the account's holder
    #[arg(long, value_name = "NUMBER", conflicts_with = "no_phone")]
    phone: Option<String>,
    /// Remove the phone number
    #[arg(long)]
    no_phone: bool,
    /// Language of mails to the holder: en, nb, da, sv, lv or nl
    #[arg(long, value_name = "LANGUAGE", value_parser = PossibleValuesParser::new(Language::WORDS), hide_possible_values = true)]
    language: Option<String>,
    /// Forget the password and use an external one, which the policy's password-command checks
    #[arg(long)]
    external_password: bool,
    /// Disable the account
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Enable the account again
    #[arg(long)]
    enable: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let name = AccountName::parse(&arguments.name)?;
    let wanted = &arguments.change;
    let email = wanted.email.as_deref().map(Email::parse).transpose()?;
    let phone = wanted.phone.as_deref().map(Phone::parse).transpose()?;
    let change = AccountChange {
        mfa_required: wanted.mfa.map(|state| state == MfaSetting::Enabled),
        disabled: (wanted.disable || wanted.enable).then_some(wanted.disable),
        external_password: wanted.external_password,
        email: (wanted.no_email || email.is_some()).then_some(email),
        phone: (wanted.no_phone || phone.is_some()).then_some(phone),
        language: wanted
            .language
            .as_deref()
            .and_then(|word| word.parse().ok()),
    };
    let service = session.open()?;
    let changed = service.change_account(&session.admin(&service), &name, &change)?;
    let account = changed.account;
    if session.flags.json {
        session.json(&AccountView::new(&account))?;
    } else {
        session.terminal().say(&account::changed(&account));
        session.say_deleted_with_password(changed.app_passwords_deleted);
    }
    warn_unchecked(session, &service, &account)?;
    Ok(Answer::Done)
}
