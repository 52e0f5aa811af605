//! `keyfob auth pam`

use clap::Args;

use super::{Via, handed_over, in_exit_status};
use crate::domain::password::PASSWORD_BYTES;
use crate::domain::scope::Service;
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::front_ends::pam::{Misuse, PamVariables, question};

const HELP: &str = "\
For pam_exec with expose_authtok: the password is read from stdin, user, service and address from PAM_USER, \
PAM_SERVICE and PAM_RHOST. Exit status 0 is yes, 1 no; anything else means that it could not be decided.

Example, in /etc/pam.d/dovecot:
  auth    required pam_exec.so expose_authtok quiet /usr/bin/keyfob auth pam
  account required pam_permit.so";

/// Answer PAM
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    via: Via,
    /// The service that is logged in to, where PAM says another
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service: Option<Service> = arguments.service.as_deref().map(str::parse).transpose()?;
    let typed = handed_over(session, PASSWORD_BYTES + 1)?;
    let environment = &session.context.environment;
    let environment = PamVariables {
        kind: environment.get("PAM_TYPE"),
        user: environment.get("PAM_USER"),
        service: environment.get("PAM_SERVICE"),
        host: environment.get("PAM_RHOST"),
    };
    let question = question(&environment, service, &typed).map_err(|misuse| match misuse {
        Misuse::NoUser => Error::new(Kind::Usage, "PAM_USER isn't set")
            .hint("this is called by pam_exec; at a terminal use 'keyfob auth test'"),
        Misuse::NotAuth => Error::new(Kind::Usage, "PAM asks for something else than a password")
            .hint("use it in an 'auth' line only, and pam_permit for 'account'"),
    })?;
    let answer = arguments.via.ask(session, question.as_ref())?;
    Ok(in_exit_status(&answer))
}
