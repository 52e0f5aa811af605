//! `keyfob auth pam`

use clap::Args;

use super::question::{Via, in_exit_status, piped_secret};
use crate::domain::password::PASSWORD_BYTES;
use crate::domain::scope::Service;
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::front_ends::pam::{Misuse, PamVariables, question};
use crate::messages::auth;

const HELP: &str = "\
For pam_exec with expose_authtok. Reads the password from stdin; user, service and address come from PAM_USER, \
PAM_SERVICE and PAM_RHOST. Exit status 0 is yes, 1 no; anything else means that it could not be decided.

Example, in /etc/pam.d/dovecot:
  auth    [success=1 ignore=1 default=ignore] pam_exec.so expose_authtok quiet /usr/bin/keyfob auth pam
  auth    requisite pam_deny.so
  auth    required pam_permit.so
  account required pam_permit.so";

/// Answer PAM
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    via: Via,
    /// The service of the log-in, instead of PAM's own
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service: Option<Service> = arguments.service.as_deref().map(str::parse).transpose()?;
    let typed = piped_secret(session, PASSWORD_BYTES + 1)?;
    let environment = &session.context.environment;
    let environment = PamVariables {
        kind: environment.get("PAM_TYPE"),
        user: environment.get("PAM_USER"),
        service: environment.get("PAM_SERVICE"),
        host: environment.get("PAM_RHOST"),
    };
    let question = question(&environment, service, &typed).map_err(|misuse| match misuse {
        Misuse::NoUser => Error::new(Kind::Usage, auth::PAM_USER_MISSING).hint(auth::ONLY_FOR_PAM),
        Misuse::NotAuth => {
            Error::new(Kind::Usage, auth::PAM_WANTS_NO_PASSWORD).hint(auth::USE_IN_AUTH_LINES)
        }
    })?;
    let answer = arguments.via.ask(session, question.as_ref())?;
    Ok(in_exit_status(&answer))
}
