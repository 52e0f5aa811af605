//! `keyfob account list`

use clap::Args;
use serde::Serialize;

use super::show::AccountView;
use crate::domain::contact::Email;
use crate::error::{Error, Result};
use crate::flows::{Answer, Session};
use crate::messages::account;

const HELP: &str = "\
On a terminal, shows a table, with the last sign-in and the e-mail address where there is room. \
Otherwise prints one line for each account, with tabs between name, MFA, state, number of app \
passwords and time of creation.

Examples:
  keyfob account list
  keyfob account list --filter '*@contoso.com'
  keyfob account list --json | grep '\"mfa\":\"enabled\"'

JSON: one line for each account, as in 'account show' with \"app_passwords\" as its only count.";

/// The width of the words for the states of an account and of its MFA.
const STATE_WIDTH: usize = 8;

/// List accounts
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Only names that contain this text, or match this pattern with * and ?
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    account: AccountView<'a>,
    app_passwords: u32,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let actor = session.admin(&service);
    let pattern = arguments.filter.as_deref().map(pattern_of);
    if session.flags.json {
        service.each_account(
            &actor,
            pattern.as_deref(),
            false,
            |account, app_passwords, _| -> Result<()> {
                let view = View {
                    account: AccountView::new(&account),
                    app_passwords,
                };
                session.terminal().json(&view).map_err(Error::from)
            },
        )?;
        return Ok(Answer::Done);
    }
    let mut count = 0;
    if session.terminal().output_is_terminal() {
        let (name, email) = service.widest_account(&actor, pattern.as_deref())?;
        let mut table = session
            .terminal()
            .table(&account::LIST_HEADINGS, &[0])
            .reserving(&[name, STATE_WIDTH, STATE_WIDTH, 0, 0, 0, email])
            .with_optional(2);
        service.each_account(
            &actor,
            pattern.as_deref(),
            true,
            |account, app_passwords, last_sign_in| -> Result<()> {
                count += 1;
                let last_sign_in = last_sign_in.map(|at| session.day(at));
                let cells = [
                    account.name.as_str(),
                    account.mfa.into_str(),
                    account::state(account.disabled),
                    &app_passwords.to_string(),
                    &session.day(account.created_at),
                    last_sign_in.as_deref().unwrap_or("-"),
                    account.email.as_ref().map_or("-", Email::as_str),
                ];
                table.row(session.terminal(), &cells).map_err(Error::from)
            },
        )?;
        table.finish(session.terminal())?;
    } else {
        service.each_account(
            &actor,
            pattern.as_deref(),
            false,
            |account, app_passwords, _| -> Result<()> {
                count += 1;
                let fields = [
                    account.name.as_str(),
                    account.mfa.into_str(),
                    account::state(account.disabled),
                    &app_passwords.to_string(),
                    &account.created_at.to_string(),
                ];
                session.terminal().fields(&fields).map_err(Error::from)
            },
        )?;
    }
    match (count, &arguments.filter) {
        (0, Some(_)) => session.terminal().say(account::NO_ACCOUNT_MATCHES),
        (0, None) => session.terminal().say(account::NO_ACCOUNTS_YET),
        _ if session.terminal().output_is_terminal() => {
            session.terminal().say(&account::count(count));
        }
        _ => {}
    }
    Ok(Answer::Done)
}

fn pattern_of(filter: &str) -> String {
    if filter.contains(['*', '?']) {
        filter.to_owned()
    } else {
        format!("*{filter}*")
    }
}
