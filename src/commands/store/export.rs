//! `keyfob store export`

use clap::Args;
use serde::Serialize;

use crate::commands::account::AccountView;
use crate::commands::apppw::ListedView;
use crate::commands::mfa::{MethodView, default_of, method_views};
use crate::error::{Error, Result};
use crate::flows::{Answer, Session};

const HELP: &str = "\
Prints one line of JSON for each account, in the order of their names: what the account is, its methods and its app \
passwords. No secret is among it, so nothing can be restored from it: see 'keyfob store backup'. Servers and commands \
go on using the store; an account that is renamed meanwhile may be missing or come twice.

Examples:
  keyfob store export > accounts.ndjson
  keyfob store export | jq -r 'select(.mfa == \"enabled\").account'
  keyfob store export | jq -r '.account as $a | .app_passwords[] | select(.last_used_at == null) | [$a, .name] | @tsv'

JSON: each line is as in 'account show', with \"methods\" as in 'mfa status', \"recovery_codes_left\", and \
\"app_passwords\" as in 'apppw list'";

/// Print all accounts with their methods and app passwords, without secrets
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    account: AccountView<'a>,
    methods: Vec<MethodView<'a>>,
    recovery_codes_left: u32,
    app_passwords: Vec<ListedView<'a>>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let actor = session.admin(&service);
    let now = session.now();
    service.export(&actor, |exported, policy| -> Result<()> {
        let account = &exported.account;
        let default = default_of(account, &exported.methods, policy);
        let app_passwords = exported.app_passwords.iter();
        let view = View {
            account: AccountView::new(account),
            methods: method_views(&exported.methods, default),
            recovery_codes_left: exported.recovery_codes_left,
            app_passwords: app_passwords
                .map(|one| ListedView::new(one, policy, now))
                .collect(),
        };
        session.terminal().json(&view).map_err(Error::from)
    })?;
    Ok(Answer::Done)
}
