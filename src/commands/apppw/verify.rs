//! `keyfob apppw verify`

use clap::Args;
use serde::Serialize;

use super::view::NamedView;
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::MfaState;
use crate::domain::password::ungroup;
use crate::domain::scope::{Source, parse_address};
use crate::domain::verdict::Reason;
use crate::error::Result;
use crate::flows::{Answer, Session, in_words};
use crate::messages::app_password;
use crate::service::{Verification, VerificationRequest};

const HELP: &str = "\
The app password is typed at a hidden prompt, or read from stdin up to the first newline. Spaces, hyphens and \
letter case don't matter. Exit status 0 means yes and 1 means no; anything else means that keyfob couldn't decide.

Examples:
  keyfob apppw verify -a alain@contoso.com
  printf '%s\\n' \"$pw\" | keyfob apppw verify -a alain@contoso.com --service imap --from 192.0.2.7

JSON: {\"ok\",\"account\",\"app_password\":{\"id\",\"name\"}|null,\"reason\"}, where \"reason\" is null, \"no_match\", \
\"deleted\", \"replaced\", \"expired\", \"wrong_service\", \"wrong_network\", \"account_disabled\", \
\"mfa_not_enforced\" or \"blocked_by_policy\".";

/// Check whether an app password is right
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password it must match [default: any]
    name: Option<String>,
    /// The service to log in to
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The address to log in from
    #[arg(long, value_name = "IP")]
    from: Option<String>,
}

#[derive(Serialize)]
struct View<'a> {
    ok: bool,
    account: &'a str,
    app_password: Option<NamedView<'a>>,
    reason: Option<&'static str>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let source = Source {
        service: arguments.service.as_deref().map(str::parse).transpose()?,
        address: arguments.from.as_deref().map(parse_address).transpose()?,
    };
    let service = session.open()?;
    // The daemon lets no stranger try what is right.
    let (service, account) = if service.is_here() {
        let account = session.account_name(&service)?;
        (service, account)
    } else {
        let access = session.access()?;
        (access.service, access.account.name)
    };
    let typed = session.typed_secret(app_password::ASK_APP_PASSWORD)?;
    let typed = AppPasswordText::new(ungroup(&typed));
    let request = VerificationRequest {
        account: &account,
        typed: &typed,
        only: arguments.name.as_deref(),
        source: source.clone(),
    };
    let verification = service.verify(&session.requester(), &request)?;

    let answer = if verification.answer.is_ok() {
        Answer::Done
    } else {
        Answer::No
    };
    let written = if session.flags.json {
        session.terminal().json(&View {
            ok: verification.answer.is_ok(),
            account: verification.account.name.as_str(),
            app_password: verification.app_password.as_ref().map(NamedView::new),
            reason: verification.answer.err().map(<&str>::from),
        })
    } else if session.flags.quiet {
        Ok(())
    } else {
        let sentence = sentence(session, &verification, arguments, &source);
        session.lines(&[sentence])
    };
    if session.may_guide()
        && written.is_ok()
        && let Some(advice) = advice(&verification, &typed)
    {
        session.terminal().say(&advice);
    }
    Session::answer(answer, written)
}

/// How to fix it. The text for an unknown app password doesn't depend on which ones exist.
fn advice(verification: &Verification, typed: &AppPasswordText) -> Option<String> {
    let (typed, length) = (typed.expose(), verification.length);
    let tried = verification.app_password.as_ref();
    let app = tried.map_or("NAME", |tried| tried.name.as_str());
    Some(match verification.answer.err()? {
        Reason::NoMatch if !typed.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            app_password::ONLY_LETTERS.to_owned()
        }
        Reason::NoMatch if typed.len() != length => app_password::check_length(length),
        Reason::NoMatch => app_password::PASTE_AGAIN.to_owned(),
        Reason::Replaced => app_password::use_the_newer(app),
        Reason::Deleted => app_password::create_another(app),
        Reason::Expired => app_password::renew_it(app),
        Reason::WrongService | Reason::WrongNetwork => app_password::see_limits(app),
        Reason::MfaNotEnforced if verification.account.mfa == MfaState::Enabled => {
            app_password::SET_UP_MFA.to_owned()
        }
        Reason::AccountDisabled | Reason::MfaNotEnforced | Reason::BlockedByPolicy => {
            app_password::ASK_ADMINISTRATOR.to_owned()
        }
    })
}

fn sentence(
    session: &Session<'_>,
    verification: &Verification,
    arguments: &Arguments,
    source: &Source,
) -> String {
    let account = verification.account.name.as_str();
    let Some(tried) = &verification.app_password else {
        return match &arguments.name {
            Some(only) => app_password::is_another(only, account),
            None => app_password::is_unknown(account),
        };
    };
    let app = tried.name.as_str();
    match verification.answer {
        Ok(()) => app_password::is_right(app, account),
        Err(Reason::NoMatch) => app_password::is_unknown(account),
        Err(Reason::Replaced) => app_password::was_replaced(app, account),
        Err(Reason::Deleted) => match tried.deleted_at {
            Some(at) => match session.distance(at) {
                Some(distance) => app_password::was_deleted_ago(app, account, &distance),
                None => app_password::was_deleted_on(app, account, &in_words(at)),
            },
            None => app_password::was_deleted(app, account),
        },
        Err(Reason::Expired) => app_password::has_expired(app, account),
        Err(Reason::WrongService) => match source.service {
            Some(_) => app_password::is_for_other_services(app, account),
            None => app_password::needs_service(app, account),
        },
        Err(Reason::WrongNetwork) => match source.address {
            Some(_) => app_password::is_for_other_networks(app, account),
            None => app_password::needs_address(app, account),
        },
        Err(Reason::AccountDisabled) => app_password::account_disabled(account),
        Err(Reason::MfaNotEnforced) => app_password::mfa_not_enforced(account),
        Err(Reason::BlockedByPolicy) => app_password::BLOCKED_BY_POLICY.to_owned(),
    }
}
