//! `keyfob account show`

use clap::Args;

use super::{SummaryView, state_word};
use crate::domain::contact::{Email, Phone};
use crate::domain::names::AccountName;
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Example:
  keyfob account show alain@contoso.com

JSON: {\"account\",\"mfa\",\"disabled\",\"email\",\"phone\",\"must_change_password\",\"created_at\", \
\"app_passwords\",\"authenticators\",\"recovery_codes_left\"}";

/// Show an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name of the account
    name: String,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let name = AccountName::parse(&arguments.name)?;
    let service = session.open()?;
    let summary = service.account_summary(&session.admin(&service), &name)?;
    if session.flags.json {
        return session.json(&SummaryView::new(&summary));
    }
    let account = &summary.account;
    let password = if account.must_change_password {
        "to be changed at the next sign-in"
    } else {
        "set"
    };
    let rows = [
        ("Account", account.name.as_str()),
        ("State", state_word(account)),
        ("MFA", account.mfa.into_str()),
        ("Password", password),
        ("E-mail", account.email.as_ref().map_or("-", Email::as_str)),
        ("Phone", account.phone.as_ref().map_or("-", Phone::as_str)),
        ("Authenticators", &summary.authenticators.to_string()),
        (
            "Recovery codes left",
            &summary.recovery_codes_left.to_string(),
        ),
        ("App passwords", &summary.app_passwords.to_string()),
        ("Created", &session.moment(account.created_at)),
    ];
    session.details(&rows)
}
