//! `keyfob auth test`

use clap::Args;
use serde::Serialize;

use super::question::Origin;
use crate::commands::apppw::NamedView;
use crate::crypto::secret::TypedPassword;
use crate::domain::log_in::{Answered, Takes};
use crate::domain::policy::Policy;
use crate::domain::scope::{Scope, Source};
use crate::error::{Code, Error, Result};
use crate::flows::{Answer, Session};
use crate::messages::auth;
use crate::service::LogIn;

const HELP: &str = "\
Shows step by step how a server's question would be answered, and why. Nothing is counted or recorded. The \
password is asked for without being shown, or read from the first line of stdin. Exit status 0 is yes, 1 no.

Example:
  keyfob auth test --operator -a alain@contoso.com --service imap --from 192.0.2.7

JSON: {\"ok\",\"account\",\"mfa\",\"takes\",\"app_password\":{\"id\",\"name\"}|null,\"service\",\"from\",\"reason\"}; \
\"takes\" is \"password\" or \"app_password\"; \"reason\" is null, as in 'apppw verify', or \"no_account\", \
\"wrong_password\" or \"temporary_password\".";

/// Show how a log-in would be answered, and why
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
        return Err(
            Error::of(Code::RoleMissing, auth::ONLY_OPERATORS_TEST).hint(auth::TEST_AS_OPERATOR)
        );
    }
    let source = arguments.from.or(Source::default())?;
    let mut service = session.open()?;
    let account = session.account_name(&service)?;
    let typed = session.typed_secret(auth::ASK_PASSWORD)?;
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

/// The steps up to the one that decides.
fn steps(answered: &Answered, name: &str, policy: &Policy, source: &Source) -> Vec<String> {
    let answer = auth::answer(answered.answer).to_owned();
    let Some(account) = &answered.account else {
        return vec![auth::no_account(name), answer];
    };
    let mut steps = vec![auth::account(account), auth::mfa(account.mfa).to_owned()];
    if Takes::of(account.mfa) == Takes::AppPassword {
        steps.push(auth::policy(policy.app_passwords).to_owned());
    }
    match &answered.app_password {
        Some(app) => {
            steps.push(auth::app_password(app.name.as_str()));
            steps.push(service_step(&app.scope, source));
            steps.push(network_step(&app.scope, source));
        }
        None => steps.push(auth::own_password(answered.answer).to_owned()),
    }
    steps.push(answer);
    steps
}

const UNKNOWN: &str = "unknown";

fn service_step(scope: &Scope, source: &Source) -> String {
    let service = source.service_text();
    let service = service.as_deref().unwrap_or(UNKNOWN);
    match scope.services.as_slice() {
        [] => auth::any_service(service),
        allowed => auth::only_services(service, &comma_list(allowed)),
    }
}

fn network_step(scope: &Scope, source: &Source) -> String {
    let address = source.address_text();
    let address = address.as_deref().unwrap_or(UNKNOWN);
    match scope.networks.as_slice() {
        [] => auth::any_network(address),
        allowed => auth::only_networks(address, &comma_list(allowed)),
    }
}

fn comma_list<T: ToString>(items: &[T]) -> String {
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    items.join(", ")
}
