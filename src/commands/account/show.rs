//! `keyfob account show`

use clap::Args;
use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::contact::{Email, Phone};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::account::{self, label};
use crate::service::AccountSummary;

const HELP: &str = "\
Examples:
  keyfob account show alain@contoso.com
  keyfob account show

JSON: {\"account\",\"mfa\",\"disabled\",\"email\",\"phone\",\"language\",\"must_change_password\",\"external_password\",\"created_at\", \
\"app_passwords\",\"authenticators\",\"recovery_codes_left\"}";

/// Show an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account [default: the only one of the store]
    #[arg(conflicts_with = "account")]
    name: Option<String>,
}

/// An account in JSON.
#[derive(Serialize)]
pub struct AccountView<'a> {
    account: &'a str,
    mfa: &'static str,
    disabled: bool,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    language: Option<&'static str>,
    must_change_password: bool,
    external_password: bool,
    created_at: String,
}

impl<'a> AccountView<'a> {
    pub fn new(account: &'a Account) -> Self {
        Self {
            account: account.name.as_str(),
            mfa: account.mfa.into_str(),
            disabled: account.disabled,
            email: account.email.as_ref().map(Email::as_str),
            phone: account.phone.as_ref().map(Phone::as_str),
            language: account.language.map(<&str>::from),
            must_change_password: account.must_change_password,
            external_password: account.external_password,
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

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let name = session.account_of(arguments.name.as_deref(), &service)?;
    let summary = service.account_summary(&session.admin(&service), &name)?;
    if session.flags.json {
        return session.json(&SummaryView::new(&summary));
    }
    let account = &summary.account;
    let rows = [
        (label::ACCOUNT, account.name.as_str()),
        (label::STATE, account::state(account.disabled)),
        (label::MFA, account.mfa.into_str()),
        (label::PASSWORD, account::password_state(account)),
        (
            label::EMAIL,
            account.email.as_ref().map_or("-", Email::as_str),
        ),
        (
            label::PHONE,
            account.phone.as_ref().map_or("-", Phone::as_str),
        ),
        (label::LANGUAGE, account.language.map_or("-", <&str>::from)),
        (label::AUTHENTICATORS, &summary.authenticators.to_string()),
        (
            label::RECOVERY_CODES_LEFT,
            &summary.recovery_codes_left.to_string(),
        ),
        (label::APP_PASSWORDS, &summary.app_passwords.to_string()),
        (label::CREATED, &session.moment(account.created_at)),
    ];
    session.details(&rows)
}
