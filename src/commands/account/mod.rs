//! `keyfob account`: how operators manage accounts.

mod add;
mod delete;
mod list;
mod password;
mod rename;
mod set;
mod show;

use clap::Subcommand;
use serde::Serialize;

use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::Account;
use crate::domain::contact::{Email, Phone};
use crate::error::Result;
use crate::flows::{Answer, NewSecret, Session};
use crate::messages::account;
use crate::service::AccountSummary;

const HELP: &str = "\
Examples:
  keyfob account add alain@contoso.com --mfa enabled
  keyfob account list --filter contoso.com
  keyfob account set alain@contoso.com --disable";

/// Manage accounts
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Add(add::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Set(set::Arguments),
    Rename(rename::Arguments),
    Password(password::Arguments),
    Delete(delete::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Add(arguments) => add::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Set(arguments) => set::run(&arguments, session),
        Command::Rename(arguments) => rename::run(&arguments, session),
        Command::Password(arguments) => password::run(&arguments, session),
        Command::Delete(arguments) => delete::run(&arguments, session),
    }
}

/// The MFA states that an operator can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MfaSetting {
    Disabled,
    Enabled,
}

/// An account in JSON.
#[derive(Serialize)]
struct AccountView<'a> {
    account: &'a str,
    mfa: &'static str,
    disabled: bool,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    must_change_password: bool,
    created_at: String,
}

impl<'a> AccountView<'a> {
    fn new(account: &'a Account) -> Self {
        Self {
            account: account.name.as_str(),
            mfa: account.mfa.into_str(),
            disabled: account.disabled,
            email: account.email.as_ref().map(Email::as_str),
            phone: account.phone.as_ref().map(Phone::as_str),
            must_change_password: account.must_change_password,
            created_at: account.created_at.to_string(),
        }
    }
}

/// An account with its counts, in JSON.
#[derive(Serialize)]
struct SummaryView<'a> {
    #[serde(flatten)]
    account: AccountView<'a>,
    app_passwords: u32,
    authenticators: u32,
    recovery_codes_left: u32,
}

impl<'a> SummaryView<'a> {
    fn new(summary: &'a AccountSummary) -> Self {
        Self {
            account: AccountView::new(&summary.account),
            app_passwords: summary.app_passwords,
            authenticators: summary.authenticators,
            recovery_codes_left: summary.recovery_codes_left,
        }
    }
}

/// A temporary password to deliver.
fn temporary_password<'a>(account: &str, secret: &'a PrimaryPassword) -> NewSecret<'a> {
    NewSecret {
        what: account::temporary_password(account),
        label: account::PASSWORD_LABEL,
        text: secret.expose(),
        advice: account::HOLDER_MUST_CHANGE_PASSWORD.to_owned(),
        advises_scripts: true,
    }
}
