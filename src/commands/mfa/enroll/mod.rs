//! `keyfob mfa enroll`: step by step at a terminal, in two commands for scripts.

pub mod guided;
mod hand_over;
mod in_two_steps;

use clap::Args;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::commands::{Answer, Session, Whereto, first_run};
use crate::domain::app_password::parse_note;
use crate::domain::names::AppName;
use crate::error::{Error, Kind, Result};

pub const FIRST_APP: &str = "First app";
const LABEL: &str = "Authenticator";
/// RFC 3986's unreserved characters stay as they are.
const IN_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const HELP: &str = "\
At a terminal it leads through it step by step, and nothing is changed before the last step.

Elsewhere, and with --no-input or --json, it takes two commands. First without --confirm: that begins, and \
gives the secret for the authenticator app (elsewhere than on a terminal stdout holds the otpauth address \
alone). Then with the code that the app shows: that ends it. MFA is enforced from then on, and there are ten \
recovery codes and the first app password. What was begun waits for 15 minutes; beginning again replaces it. \
The end prints a line each: 'recovery-code', a tab and the code; then 'app-password', a tab and the password.

Examples:
  keyfob mfa enroll
  keyfob mfa enroll --no-input --operator -a alain@contoso.com
  keyfob mfa enroll --confirm 123456 --app Outlook --operator -a alain@contoso.com

JSON: begins with {\"account\",\"method\",\"id\",\"secret\",\"uri\",\"pending\":true}, ends with \
{\"account\",\"enrolled\":true,\"recovery_codes\":[...],\"app_password\":{...}|null}, the latter as in \
'apppw create'.";

/// Set up multi-factor sign-in for an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// End the enrolment with the code that the authenticator shows
    #[arg(long, value_name = "CODE")]
    confirm: Option<String>,
    /// Name of the app that the first app password is for [default: asked for, or First app]
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Make no app password
    #[arg(long, conflicts_with = "app")]
    no_app: bool,
    #[command(flatten)]
    whereto: Whereto,
    /// What to call this authenticator
    #[arg(long, value_name = "LABEL", conflicts_with = "confirm")]
    label: Option<String>,
}

impl Arguments {
    fn label(&self) -> Result<String> {
        Ok(match &self.label {
            Some(typed) => parse_note(typed)?,
            None => LABEL.to_owned(),
        })
    }

    fn app(&self) -> Result<Option<AppName>> {
        Ok(self.app.as_deref().map(AppName::parse).transpose()?)
    }
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    if arguments.confirm.is_none() && session.may_guide() {
        let first_app = match (arguments.app()?, arguments.no_app) {
            (Some(name), _) => guided::FirstApp::Named(name),
            (None, true) => guided::FirstApp::None,
            (None, false) => guided::FirstApp::Asked,
        };
        let is_first = first_run::is_first(session)?;
        let Some(mut access) = first_run::access(session, "the app password for your first app")?
        else {
            return Ok(Answer::No);
        };
        let wanted = guided::Wanted {
            label: arguments.label()?,
            whereto: arguments.whereto.clone(),
        };
        let done = guided::enrol(session, &mut access, &first_app, &wanted);
        if is_first {
            done.map_err(first_run::unfinished)?;
        } else {
            done?;
        }
        return Ok(Answer::Done);
    }
    let access = session.access()?;
    access.account.may_enrol()?;
    match &arguments.confirm {
        Some(code) => in_two_steps::confirm(arguments, session, access, code),
        None if arguments.app.is_some() || arguments.no_app => Err(Error::new(
            Kind::Usage,
            "--app and --no-app say how an enrolment ends",
        )
        .hint("give them together with --confirm CODE")),
        None => in_two_steps::begin(arguments, session, access),
    }
}

/// What authenticator apps take. A colon would end the issuer's part of the label.
fn uri(account: &str, secret: &str) -> Zeroizing<String> {
    let account = account.replace(':', "_");
    let label = utf8_percent_encode(&account, IN_URI);
    // Room for all of it: a string that grows leaves copies.
    let mut uri = Zeroizing::new(String::with_capacity(
        3 * account.len() + secret.len() + 128,
    ));
    uri.extend(["otpauth://totp/keyfob:"]);
    uri.extend(label);
    uri.extend(["?secret=", secret, "&issuer=keyfob"]);
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_authenticator_apps_read() {
        assert_eq!(
            *uri("alain@contoso.com", "ABC"),
            "otpauth://totp/keyfob:alain%40contoso.com?secret=ABC&issuer=keyfob"
        );
        assert!(uri("a:b&c=d", "ABC").starts_with("otpauth://totp/keyfob:a_b%26c%3Dd?secret=ABC&"));
    }
}
