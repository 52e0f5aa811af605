//! The arguments of `keyfob mfa enroll`.

use clap::Args;

use crate::domain::app_password::parse_note;
use crate::domain::names::AppName;
use crate::error::Result;
use crate::flows::Destination;
use crate::messages::enrolment::DEFAULT_LABEL;

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
    pub confirm: Option<String>,
    /// Name of the app that gets the first app password [default: asked for, or First app]
    #[arg(long, value_name = "NAME")]
    pub app: Option<String>,
    /// Don't make an app password
    #[arg(long, conflicts_with = "app")]
    pub no_app: bool,
    #[command(flatten)]
    pub destination: Destination,
    /// Label for this authenticator
    #[arg(long, value_name = "LABEL", conflicts_with = "confirm")]
    pub label: Option<String>,
}

impl Arguments {
    pub fn label(&self) -> Result<String> {
        Ok(match &self.label {
            Some(typed) => parse_note(typed)?,
            None => DEFAULT_LABEL.to_owned(),
        })
    }

    pub fn app(&self) -> Result<Option<AppName>> {
        Ok(self.app.as_deref().map(AppName::parse).transpose()?)
    }
}
