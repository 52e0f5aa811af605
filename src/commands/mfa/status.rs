//! `keyfob mfa status`

use clap::Args;
use serde::Serialize;

use super::view::{MethodView, default_of, method_views};
use crate::domain::account::{Account, MfaState};
use crate::domain::app_password::AppPassword;
use crate::domain::method::offered;
use crate::domain::policy::{AppPasswords, Policy};
use crate::domain::verdict::accepts_any;
use crate::error::Result;
use crate::flows::{Access, Answer, Session};
use crate::messages::{app_password, mfa};
use crate::service::Security;

const HELP: &str = "\
If stdout isn't a terminal, it gets one line per method, with tabs between id, kind, label, default ('yes', '-' \
or 'not in use'), time added and time last used.

Examples:
  keyfob mfa status
  keyfob mfa status --operator -a alain@contoso.com --json

JSON: {\"account\",\"mfa\",\"methods\":[{\"id\",\"kind\",\"label\",\"default\",\"added_at\",\"last_used_at\"}], \
\"recovery_codes_left\",\"app_passwords\",\"app_password_limit\",\"can_add\":[...]}, where \"kind\" and \
\"can_add\" are \"authenticator\", \"email\" or \"phone\".";

/// Show how an account is secured: methods, recovery codes and app passwords
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    mfa: &'static str,
    methods: Vec<MethodView<'a>>,
    recovery_codes_left: u32,
    app_passwords: usize,
    app_password_limit: u32,
    can_add: Vec<&'static str>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let access = session.access()?;
    let actor = access.actor(session);
    let Security {
        account,
        policy,
        methods,
        addable,
        recovery_codes_left,
        app_passwords,
    } = access.service.security(&actor, access.account.id)?;
    let default = default_of(&account, &methods, &policy);
    if session.flags.json {
        return session.json(&View {
            account: account.name.as_str(),
            mfa: account.mfa.into_str(),
            methods: method_views(&methods, default),
            recovery_codes_left,
            app_passwords: count(&app_passwords),
            app_password_limit: policy.app_password_limit,
            can_add: addable.into_iter().map(<&str>::from).collect(),
        });
    }
    let name = account.name.as_str();
    session.terminal().say(&mfa::status(name, account.mfa));
    let mut table = session.terminal().table(&mfa::HEADINGS, &[2, 4, 5]);
    for method in &methods {
        let kind = if session.context.terminal.output_is_terminal() {
            mfa::kind(method.key)
        } else {
            method.key.kind()
        };
        let is_default = if Some(method.key) == default {
            mfa::IS_DEFAULT
        } else if method.is_usable(&policy) {
            "-"
        } else {
            mfa::NOT_IN_USE
        };
        let cells = [
            &*method.key.to_string(),
            kind,
            &method.label,
            is_default,
            &session.moment(method.added_at),
            &session.moment_or_dash(method.last_used_at),
        ];
        table.row(session.terminal(), &cells)?;
    }
    table.finish(session.terminal())?;
    let terminal = session.terminal();
    terminal.blank();
    if account.mfa == MfaState::Enforced {
        terminal.say(&mfa::recovery_codes_left(recovery_codes_left));
    }
    let limit = policy.app_password_limit;
    terminal.say(&mfa::app_passwords(count(&app_passwords), limit));
    list_app_passwords(session, &app_passwords, &policy)?;
    let terminal = session.terminal();
    if let Some(withheld) = withheld(&account, &policy) {
        terminal.say(withheld);
    }
    if !addable.is_empty() {
        let has_authenticator = methods.iter().any(|method| method.contact.is_none());
        let words: Vec<_> = addable
            .into_iter()
            .map(|kind| mfa::addable(kind, has_authenticator))
            .collect();
        terminal.say(&mfa::can_add(&words.join(", ")));
    }
    Ok(Answer::Done)
}

/// The same in short, for the end of a sign-in.
pub fn say_summary(session: &mut Session<'_>, access: &Access) -> Result<()> {
    let security = access
        .service
        .security(&access.actor(session), access.account.id)?;
    let (account, policy) = (&security.account, &security.policy);
    let is_set_up = account.mfa == MfaState::Enforced;
    let terminal = session.terminal();
    if is_set_up {
        let methods = offered(&security.methods, account.default_method, policy);
        let labels: Vec<_> = methods.iter().map(|method| method.label.as_str()).collect();
        if let [default, others @ ..] = labels.as_slice() {
            terminal.say(&mfa::methods(default, &others.join(", ")));
        }
        terminal.say(&mfa::recovery_codes_left(security.recovery_codes_left));
    } else {
        terminal.say(&mfa::status(account.name.as_str(), account.mfa));
    }
    let app_passwords = count(&security.app_passwords);
    if is_set_up || app_passwords > 0 {
        let limit = policy.app_password_limit;
        terminal.say(&mfa::app_passwords(app_passwords, limit));
        if let Some(withheld) = withheld(account, policy) {
            terminal.say(withheld);
        }
    }
    Ok(())
}

/// Their number, without those that have a successor.
fn count(app_passwords: &[AppPassword]) -> usize {
    app_passwords.iter().filter(|one| !one.replaced).count()
}

/// Names them to a person. A program gets them from `apppw list`.
fn list_app_passwords(
    session: &mut Session<'_>,
    app_passwords: &[AppPassword],
    policy: &Policy,
) -> Result<()> {
    if !session.terminal().output_is_terminal() {
        return Ok(());
    }
    let now = session.now();
    let mut table = session.terminal().table(&mfa::APP_PASSWORD_HEADINGS, &[0]);
    for one in app_passwords {
        if one.is_there(policy, now) {
            let cells = [one.name.as_str(), one.state(policy, now).into_str()];
            table.row(session.terminal(), &cells)?;
        }
    }
    Ok(table.finish(session.terminal())?)
}

/// What policy or the account's state withholds from its app passwords.
fn withheld(account: &Account, policy: &Policy) -> Option<&'static str> {
    match accepts_any(account, policy) {
        Err(reason) => Some(app_password::none_accepted(reason)),
        Ok(()) => (policy.app_passwords == AppPasswords::Frozen).then_some(app_password::FROZEN),
    }
}
