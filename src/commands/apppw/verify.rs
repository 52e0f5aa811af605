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
use crate::service::{Verification, VerificationRequest};

const HELP: &str = "\
The password is asked for without showing it, or read from stdin up to the first newline. Spaces, \
hyphens and letter case don't matter. Exit status 0 is yes, 1 no; anything else means that it could not \
be decided.

Examples:
  keyfob apppw verify -a alain@contoso.com
  printf '%s\\n' \"$pw\" | keyfob apppw verify -a alain@contoso.com --service imap --from 192.0.2.7

JSON: {\"ok\",\"account\",\"app_password\":{\"id\",\"name\"}|null,\"reason\"}, where \"reason\" is null, \"no_match\", \
\"deleted\", \"replaced\", \"expired\", \"wrong_service\", \"wrong_network\", \"account_disabled\", \
\"mfa_not_enforced\" or \"blocked_by_policy\".";

/// Tell whether an app password is right
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password that it must be [default: any]
    name: Option<String>,
    /// The service that is logged in to
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The address that the log-in comes from
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
    let mut service = session.open()?;
    let account = session.account_name(&service)?;
    let typed = session.typed_secret("App password")?;
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
    let words = if session.flags.json {
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
        session.terminal().line(&sentence)
    };
    if session.may_guide()
        && words.is_ok()
        && let Some(advice) = advice(&verification, &typed)
    {
        session.terminal().say(&advice);
    }
    Session::answer(answer, words)
}

/// What mends it, for whoever typed it. It says the same of everything that isn't an app password.
fn advice(verification: &Verification, typed: &AppPasswordText) -> Option<String> {
    let (typed, length) = (typed.expose(), verification.length);
    Some(match verification.answer.err()? {
        Reason::NoMatch if !typed.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            "An app password is made of letters only.".to_owned()
        }
        Reason::NoMatch if typed.len() != length => {
            format!("A new app password has {length} letters: see that all of it was pasted.")
        }
        Reason::NoMatch => {
            "Paste it once more, or make a new one with 'keyfob apppw create NAME'.".to_owned()
        }
        Reason::Replaced => {
            "Use the newer one, or rotate once more with 'keyfob apppw rotate NAME'.".to_owned()
        }
        Reason::Deleted => "Make a new one with 'keyfob apppw create NAME'.".to_owned(),
        Reason::Expired => "Give it a new secret with 'keyfob apppw rotate NAME'.".to_owned(),
        Reason::WrongService | Reason::WrongNetwork => {
            "'keyfob apppw show NAME' tells what it is for.".to_owned()
        }
        Reason::MfaNotEnforced if verification.account.mfa == MfaState::Enabled => {
            "Set MFA up with 'keyfob mfa enroll'.".to_owned()
        }
        Reason::AccountDisabled | Reason::MfaNotEnforced | Reason::BlockedByPolicy => {
            "Ask your administrator.".to_owned()
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
            Some(only) => format!("no: this isn't the app password {only} of {account}"),
            None => format!("no: {account} has no such app password"),
        };
    };
    let name = tried.name.as_str();
    match verification.answer {
        Ok(()) => format!("yes: this is the app password {name} of {account}"),
        Err(Reason::NoMatch) => format!("no: {account} has no such app password"),
        Err(Reason::Replaced) => {
            format!("no: the app password {name} of {account} was replaced by a newer one")
        }
        Err(Reason::Deleted) => match tried.deleted_at {
            Some(at) => match session.distance(at) {
                Some(ago) => format!("no: the app password {name} of {account} was deleted {ago}"),
                None => format!(
                    "no: the app password {name} of {account} was deleted on {}",
                    in_words(at)
                ),
            },
            None => format!("no: the app password {name} of {account} was deleted"),
        },
        Err(Reason::Expired) => format!("no: the app password {name} of {account} has expired"),
        Err(Reason::WrongService) => match source.service {
            Some(_) => format!("no: the app password {name} of {account} isn't for this service"),
            None => format!(
                "no: the app password {name} of {account} is for some services only; say which with --service"
            ),
        },
        Err(Reason::WrongNetwork) => match source.address {
            Some(_) => format!("no: the app password {name} of {account} isn't for this network"),
            None => format!(
                "no: the app password {name} of {account} is for some networks only; say from where with --from"
            ),
        },
        Err(Reason::AccountDisabled) => format!("no: the account {account} is disabled"),
        Err(Reason::MfaNotEnforced) => {
            format!("no: MFA of {account} isn't enforced, so its app passwords aren't accepted")
        }
        Err(Reason::BlockedByPolicy) => {
            "no: your organisation doesn't accept app passwords".to_owned()
        }
    }
}
