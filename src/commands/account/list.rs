//! `keyfob account list`

use clap::Args;
use serde::Serialize;

use super::show::AccountView;
use crate::error::{Error, Result};
use crate::flows::{Answer, Session};
use crate::messages::account;

const HELP: &str = "\
On a terminal, shows a table. Otherwise prints one line for each account, with tabs between name, MFA, state, \
number of app passwords and time of creation.

Examples:
  keyfob account list
  keyfob account list --filter '*@contoso.com'
  keyfob account list --json | grep '\"mfa\":\"enabled\"'

JSON: one line for each account, as in 'account show' with \"app_passwords\" as its only count.";

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
            |account, app_passwords| -> Result<()> {
                let view = View {
                    account: AccountView::new(&account),
                    app_passwords,
                };
                session.terminal().json(&view).map_err(Error::from)
            },
        )?;
        return Ok(Answer::Done);
    }
    let mut table = session.terminal().table(&account::LIST_HEADINGS, &[0]);
    let mut is_empty = true;
    service.each_account(
        &actor,
        pattern.as_deref(),
        |account, app_passwords| -> Result<()> {
            is_empty = false;
            let cells = [
                account.name.as_str(),
                account.mfa.into_str(),
                account::state(account.disabled),
                &app_passwords.to_string(),
                &session.moment(account.created_at),
            ];
            table.row(session.terminal(), &cells).map_err(Error::from)
        },
    )?;
    table.finish(session.terminal())?;
    if is_empty {
        session.terminal().say(match arguments.filter {
            Some(_) => account::NO_ACCOUNT_MATCHES,
            None => account::NO_ACCOUNTS_YET,
        });
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
