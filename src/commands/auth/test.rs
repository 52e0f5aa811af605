//! `keyfob auth test`

use clap::Args;
use serde::Serialize;

use super::Origin;
use crate::commands::apppw::NamedView;
use crate::crypto::secret::TypedPassword;
use crate::domain::account::MfaState;
use crate::domain::log_in::{Answered, Denial, Takes};
use crate::domain::policy::{AppPasswords, Policy};
use crate::domain::scope::Source;
use crate::domain::verdict::Reason;
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::service::LogIn;

const HELP: &str = "\
Says step by step what a server would hear, and why. Nothing is counted, recorded or kept as a last use. The \
password is asked for without showing it, or read from stdin up to the first newline. Exit status 0 is yes, 1 no.

Example:
  keyfob auth test --operator -a alain@contoso.com --service imap --from 192.0.2.7

JSON: {\"ok\",\"account\",\"mfa\",\"takes\",\"app_password\":{\"id\",\"name\"}|null,\"service\",\"from\",\"reason\"}; \
\"takes\" is \"password\" or \"app_password\", and \"reason\" is null or as in 'apppw verify', \"no_account\", \
\"wrong_password\" or \"temporary_password\".";

/// Tell what a server would hear, and why
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    from: Origin,
}

#[derive(Serialize)]
struct View<'a> {
    ok: bool,
    account: &'a str,
    mfa: Option<&'static str>,
    takes: Option<&'static str>,
    app_password: Option<NamedView<'a>>,
    service: Option<String>,
    from: Option<String>,
    reason: Option<&'static str>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    if !session.is_operator() {
        return Err(Error::new(
            Kind::NotPermitted,
            "only an operator may ask what a server would hear",
        )
        .hint("give --operator; 'keyfob apppw verify' is for everybody"));
    }
    let source = arguments.from.or(Source::default())?;
    let mut service = session.open()?;
    let account = session.account_name(&service)?;
    let typed = session.typed_secret("Password as the app sends it")?;
    let typed = TypedPassword::new(typed);
    let log_in = LogIn {
        account: &account,
        typed: &typed,
        source: &source,
    };
    let actor = session.admin(&service);
    let (answered, policy) = service.test_log_in(&actor, &log_in)?;
    let answer = match answered.answer {
        Ok(()) => Answer::Done,
        Err(_) => Answer::No,
    };
    let words = if session.flags.json {
        session.terminal().json(&View {
            ok: answered.answer.is_ok(),
            account: account.as_str(),
            mfa: answered.account.as_ref().map(|one| one.mfa.into_str()),
            takes: answered
                .account
                .as_ref()
                .map(|one| match Takes::of(one.mfa) {
                    Takes::Password => "password",
                    Takes::AppPassword => "app_password",
                }),
            app_password: answered.app_password.as_ref().map(NamedView::new),
            service: source.service_text(),
            from: source.address_text(),
            reason: answered.answer.err().map(<&str>::from),
        })
    } else {
        session.lines(&steps(&answered, account.as_str(), &policy, &source))
    };
    Session::answer(answer, words)
}

/// What was looked at, in this order, up to what decides.
fn steps(answered: &Answered, name: &str, policy: &Policy, source: &Source) -> Vec<String> {
    let mut steps = vec![];
    let Some(account) = &answered.account else {
        return vec![
            format!("account: there is no account {name}"),
            "answer: no".to_owned(),
        ];
    };
    let name = account.name.as_str();
    let state = if account.disabled { " is disabled" } else { "" };
    steps.push(format!("account: {name}{state}"));
    steps.push(match account.mfa {
        MfaState::Enforced => {
            "MFA: enforced, so that app passwords count and the account's own password doesn't"
                .to_owned()
        }
        state => format!(
            "MFA: {}, so that the account's own password counts and app passwords don't",
            state.into_str()
        ),
    });
    if Takes::of(account.mfa) == Takes::AppPassword {
        steps.push(format!("policy: {}", policy_in_words(policy)));
    }
    steps.push(password_in_words(answered));
    if let Some(tried) = &answered.app_password {
        let scope = &tried.scope;
        steps.push(format!(
            "service: {}",
            limit_in_words(&scope.services, source.service.as_ref())
        ));
        steps.push(format!(
            "network: {}",
            limit_in_words(&scope.networks, source.address.as_ref())
        ));
    }
    steps.push(match answered.answer {
        Ok(()) => "answer: yes".to_owned(),
        Err(denial) => format!("answer: no, {}", denial_in_words(denial)),
    });
    steps
}

fn policy_in_words(policy: &Policy) -> &'static str {
    match policy.app_passwords {
        AppPasswords::Allowed => "app passwords are allowed",
        AppPasswords::Frozen => "app passwords are frozen; those there are go on working",
        AppPasswords::Blocked => "app passwords are blocked",
    }
}

fn password_in_words(answered: &Answered) -> String {
    match (&answered.app_password, answered.answer) {
        (Some(tried), _) => format!("password: the app password {}", tried.name.as_str()),
        (None, Err(Denial::AppPassword(_))) => {
            "password: no app password of this account".to_owned()
        }
        (None, Err(Denial::WrongPassword)) => "password: not the account's own password".to_owned(),
        (None, Err(Denial::TemporaryPassword)) => {
            "password: the account's own password, a temporary one".to_owned()
        }
        (None, _) => "password: the account's own password".to_owned(),
    }
}

fn limit_in_words<T: ToString, S: ToString>(limit: &[T], from: Option<&S>) -> String {
    let from = from.map_or_else(|| "unknown".to_owned(), ToString::to_string);
    if limit.is_empty() {
        return format!("{from}; any will do");
    }
    let limit: Vec<_> = limit.iter().map(ToString::to_string).collect();
    format!("{from}; it is for {} only", limit.join(", "))
}

fn denial_in_words(denial: Denial) -> &'static str {
    match denial {
        Denial::NoAccount => "there is no such account",
        Denial::WrongPassword => "the password is wrong",
        Denial::TemporaryPassword => {
            "a temporary password must be changed with 'keyfob signin' first"
        }
        Denial::AccountDisabled | Denial::AppPassword(Reason::AccountDisabled) => {
            "the account is disabled"
        }
        Denial::AppPassword(Reason::NoMatch) => "no app password is this one",
        Denial::AppPassword(Reason::Deleted) => "it was deleted",
        Denial::AppPassword(Reason::Replaced) => "it was replaced by a newer one",
        Denial::AppPassword(Reason::Expired) => "it has expired",
        Denial::AppPassword(Reason::WrongService) => "it isn't for this service",
        Denial::AppPassword(Reason::WrongNetwork) => "it isn't for this network",
        Denial::AppPassword(Reason::MfaNotEnforced | Reason::BlockedByPolicy) => {
            "app passwords aren't accepted"
        }
    }
}
