//! `keyfob mfa enroll`: step by step at a terminal, or in two commands for scripts.

mod in_two_steps;

use clap::Args;

use crate::domain::app_password::parse_note;
use crate::domain::names::AppName;
use crate::error::{Error, Kind, Result};
use crate::flows::enrolment::{self, FirstApp, Wanted};
use crate::flows::{Answer, Destination, Session, first_run};
use crate::messages::enrolment::DEFAULT_LABEL;
use crate::messages::mfa;

const HELP: &str = "\
At a terminal it guides you step by step, and nothing is changed before the last step.

Without a terminal, or with --no-input or --json, it takes two commands. The first, without --confirm, shows the \
secret for the authenticator app; if stdout isn't a terminal, it gets only the otpauth address. The second, with \
--confirm and the code from the app, must follow within 15 minutes. It enforces MFA, and makes ten recovery codes \
and the first app password. It prints one line for each: 'recovery-code' or 'app-password', a tab and the secret. \
Running the first command again starts over.

Examples:
  keyfob mfa enroll
  keyfob mfa enroll --no-input --operator -a alain@contoso.com
  keyfob mfa enroll --confirm 123456 --app Outlook --operator -a alain@contoso.com

JSON: first {\"account\",\"method\",\"id\",\"secret\",\"uri\",\"pending\":true}, then \
{\"account\",\"enrolled\":true,\"recovery_codes\":[...],\"app_password\":{...}|null}, with app_password as in \
'apppw create'.";

/// Set up multi-factor sign-in for an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Finish the enrolment with the code from the authenticator app
    #[arg(long, value_name = "CODE")]
    confirm: Option<String>,
    /// Name of the app that gets the first app password [default: asked for, or First app]
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Don't make an app password
    #[arg(long, conflicts_with = "app")]
    no_app: bool,
    #[command(flatten)]
    destination: Destination,
    /// Label for this authenticator
    #[arg(long, value_name = "LABEL", conflicts_with = "confirm")]
    label: Option<String>,
}

impl Arguments {
    fn label(&self) -> Result<String> {
        Ok(match &self.label {
            Some(typed) => parse_note(typed)?,
            None => DEFAULT_LABEL.to_owned(),
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
        let Some(mut access) = first_run::access(session, mfa::FIRST_APP_PASSWORD)? else {
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
        None if arguments.app.is_some() || arguments.no_app => {
            Err(Error::new(Kind::Usage, mfa::ONLY_WITH_CONFIRM).hint(mfa::ADD_CONFIRM))
        }
        None => in_two_steps::begin(arguments, session, access),
    }
}
