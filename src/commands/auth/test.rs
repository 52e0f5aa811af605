//! `keyfob auth test`

use clap::Args;
use serde::Serialize;

use super::question::Origin;
use crate::commands::apppw::NamedView;
use crate::crypto::secret::TypedPassword;
use crate::domain::account::Account;
use crate::domain::log_in::{Answered, Takes};
use crate::domain::names::AccountName;
use crate::domain::policy::Policy;
use crate::domain::scope::{Scope, Source};
use crate::error::{Code, Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::messages::auth;
use crate::people::Desk;
use crate::service::LogIn;

const HELP: &str = "\
Shows step by step how a server's question would be answered, and why. Nothing is counted or recorded. The \
password is asked for without being shown, or read from the first line of stdin. Exit status 0 is yes, 1 no.

With --without-password, shows instead what would be decided for each of the account's app passwords: on a \
terminal a table, otherwise one line for each, with tabs between name, id, and yes or the reason. Exit status 0.

Examples:
  keyfob auth test --operator -a alain@contoso.com --service imap --from 192.0.2.7
  keyfob auth test --operator -a alain@contoso.com --service imap --without-password

JSON: {\"ok\",\"account\",\"mfa\",\"takes\",\"app_password\":{\"id\",\"name\"}|null,\"service\",\"from\",\"reason\"}; \
\"takes\" is \"password\" or \"app_password\"; \"reason\" is null, as in 'apppw verify', or \"no_account\", \
\"wrong_password\" or \"temporary_password\". With --without-password: {\"account\",\"mfa\",\"takes\",\"service\",\"from\", \
\"app_passwords\":[{\"id\",\"name\",\"ok\",\"reason\"}]}.";

/// Show how a log-in would be answered, and why
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    from: Origin,
    /// Show what would be decided for each app password, and ask for none
    #[arg(long)]
    without_password: bool,
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
    let service = session.open()?;
    let account = session.account_name(&service)?;
    if arguments.without_password {
        return each_app_password(session, &service, &account, &source);
    }
    let typed = session
        .typed_secret(auth::ASK_PASSWORD)
        .map_err(|error| match error.kind {
            Kind::Unavailable => error.hint(auth::OR_WITHOUT_PASSWORD),
            _ => error,
        })?;
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
            takes: answered.account.as_ref().map(takes),
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

fn takes(account: &Account) -> &'static str {
    match Takes::of(account.mfa) {
        Takes::Password => "password",
        Takes::AppPassword => "app_password",
    }
}

#[derive(Serialize)]
struct EachView<'a> {
    account: &'a str,
    mfa: &'static str,
    takes: &'static str,
    service: Option<String>,
    from: Option<String>,
    app_passwords: Vec<AnswerView<'a>>,
}

#[derive(Serialize)]
struct AnswerView<'a> {
    #[serde(flatten)]
    app_password: NamedView<'a>,
    ok: bool,
    reason: Option<&'static str>,
}

/// What would be decided for each app password, for helpdesk, which hasn't the secret.
fn each_app_password(
    session: &mut Session<'_>,
    service: &Desk,
    account: &AccountName,
    source: &Source,
) -> Result<Answer> {
    let tested = service.test_app_passwords(&session.admin(service), account, source)?;
    let account = &tested.account;
    if session.flags.json {
        let answers = tested.answers.iter().map(|(one, answer)| AnswerView {
            app_password: NamedView::new(one),
            ok: answer.is_ok(),
            reason: answer.err().map(<&str>::from),
        });
        return session.json(&EachView {
            account: account.name.as_str(),
            mfa: account.mfa.into_str(),
            takes: takes(account),
            service: source.service_text(),
            from: source.address_text(),
            app_passwords: answers.collect(),
        });
    }
    if !session.terminal().output_is_terminal() {
        for (one, answer) in &tested.answers {
            let answer = answer.map_or_else(<&str>::from, |()| "yes");
            let fields = [one.name.as_str(), &one.id, answer];
            session.terminal().fields(&fields)?;
        }
        return Ok(Answer::Done);
    }
    session.lines(&account_steps(account, &tested.policy))?;
    let mut table = session.terminal().table(&auth::VERDICT_HEADINGS, &[0, 2]);
    for (one, answer) in &tested.answers {
        let cells = [one.name.as_str(), &one.id, &auth::verdict(*answer, source)];
        table.row(session.terminal(), &cells)?;
    }
    table.finish(session.terminal())?;
    if tested.answers.is_empty() {
        let none = auth::no_app_passwords(account.name.as_str());
        session.terminal().say(&none);
    }
    Ok(Answer::Done)
}

fn account_steps(account: &Account, policy: &Policy) -> Vec<String> {
    let mut steps = vec![auth::account(account), auth::mfa(account.mfa).to_owned()];
    if Takes::of(account.mfa) == Takes::AppPassword {
        steps.push(auth::policy(policy.app_passwords).to_owned());
    }
    steps
}

/// The steps up to the one that decides.
fn steps(answered: &Answered, name: &str, policy: &Policy, source: &Source) -> Vec<String> {
    let answer = auth::answer(answered.answer, source).to_owned();
    let Some(account) = &answered.account else {
        return vec![auth::no_account(name), answer];
    };
    let mut steps = account_steps(account, policy);
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
