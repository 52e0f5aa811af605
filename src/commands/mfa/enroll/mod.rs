//! `keyfob mfa enroll`: step by step at a terminal, in two commands for scripts.

mod in_two_steps;

use clap::Args;

use crate::domain::app_password::parse_note;
use crate::domain::names::AppName;
use crate::error::{Error, Kind, Result};
use crate::flows::enrolment::{self, FirstApp, LABEL, Wanted};
use crate::flows::{Answer, Destination, Session, first_run};

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
    destination: Destination,
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
            (Some(name), _) => FirstApp::Named(name),
            (None, true) => FirstApp::None,
            (None, false) => FirstApp::Asked,
        };
        let is_first = first_run::is_first(session)?;
        let Some(mut access) = first_run::access(session, "the app password for your first app")?
        else {
            return Ok(Answer::No);
        };
        let wanted = Wanted {
            label: arguments.label()?,
            destination: arguments.destination.clone(),
        };
        let done = enrolment::enrol(session, &mut access, &first_app, &wanted);
        if is_first {
            done.map_err(first_run::unfinished)?;
        } else {
            done?;
        }
        return Ok(Answer::Done);
    }
    let access = session.access()?;
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
