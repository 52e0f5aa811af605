//! `keyfob mfa status`

use clap::Args;
use serde::Serialize;

use crate::domain::account::MfaState;
use crate::domain::contact::ContactKind;
use crate::domain::method::{Method, MethodKey, offered};
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::service::Security;

const HELP: &str = "\
Elsewhere than on a terminal: a line a method, with tabs between id, kind, label, 'yes' or '-' for the default, time of \
setting up and of last use.

Examples:
  keyfob mfa status
  keyfob mfa status --operator -a alain@contoso.com --json

JSON: {\"account\",\"mfa\",\"methods\":[{\"id\",\"kind\",\"label\",\"default\",\"added_at\",\"last_used_at\"}], \
\"recovery_codes_left\",\"app_passwords\",\"app_password_limit\",\"can_add\":[...]}, where \"kind\" and what can \
be added are \"authenticator\", \"email\" or \"phone\".";

/// Show what an account signs in with
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct MethodView<'a> {
    id: String,
    kind: &'static str,
    label: &'a str,
    default: bool,
    added_at: String,
    last_used_at: Option<String>,
}

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
    let app_passwords = app_passwords.iter().filter(|one| !one.replaced).count();
    let default = offered(&methods, account.default_method, &policy)
        .first()
        .map(|method| method.key);
    let can_add: Vec<_> = addable.into_iter().map(<&str>::from).collect();
    if session.flags.json {
        let methods = methods.iter().map(|method| MethodView {
            id: method.key.to_string(),
            kind: method.key.kind(),
            label: &method.label,
            default: Some(method.key) == default,
            added_at: method.added_at.to_string(),
            last_used_at: method.last_used_at.map(|at| at.to_string()),
        });
        return session.json(&View {
            account: account.name.as_str(),
            mfa: account.mfa.into_str(),
            methods: methods.collect(),
            recovery_codes_left,
            app_passwords,
            app_password_limit: policy.app_password_limit,
            can_add,
        });
    }
    let name = account.name.as_str();
    session.terminal().say(&match account.mfa {
        MfaState::Disabled => format!("{name}: MFA isn't required."),
        MfaState::Enabled => {
            format!("{name}: MFA is required and isn't set up yet.")
        }
        MfaState::Enforced => format!("{name}: MFA is on."),
    });
    let mut table = session.terminal().table(
        &["ID", "METHOD", "LABEL", "DEFAULT", "ADDED", "LAST USED"],
        &[2, 4, 5],
    );
    for method in &methods {
        let word = if session.context.terminal.output_is_terminal() {
            kind_in_words(method)
        } else {
            method.key.kind()
        };
        let is_default = if Some(method.key) == default {
            "yes"
        } else if method.is_usable(&policy) {
            "-"
        } else {
            "not in use"
        };
        let cells = [
            &*method.key.to_string(),
            word,
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
        terminal.say(&format!("Recovery codes left: {recovery_codes_left}"));
    }
    let limit = policy.app_password_limit;
    terminal.say(&format!("App passwords: {app_passwords} of {limit}"));
    if !can_add.is_empty() {
        let words: Vec<_> = can_add
            .iter()
            .map(|kind| match *kind {
                "email" => "codes by e-mail",
                "phone" => "codes by text message",
                _ if methods.iter().any(|method| method.contact.is_none()) => {
                    "another authenticator app"
                }
                _ => "an authenticator app",
            })
            .collect();
        terminal.say(&format!(
            "'keyfob mfa enroll' can add: {}",
            words.join(", ")
        ));
    }
    Ok(Answer::Done)
}

pub fn kind_in_words(method: &Method) -> &'static str {
    match method.key {
        MethodKey::Authenticator(_) => "authenticator app",
        MethodKey::Contact(kind) => match kind {
            ContactKind::Email => "e-mail",
            ContactKind::Phone => "text message",
        },
    }
}
