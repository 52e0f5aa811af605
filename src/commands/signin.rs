//! `keyfob signin`

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::mfa::say_summary;
use crate::domain::account::MfaState;
use crate::domain::sign_in::SIGN_IN_HOLDS;
use crate::error::Result;
use crate::flows::enrolment::{self, FirstApp};
use crate::flows::sign_in::{SignIn, sign_in};
use crate::flows::{Access, Answer, Session};
use crate::messages::{prompts, sign_in as messages};

const HELP: &str = "\
A sign-in lasts for ten minutes, for this user in this terminal session. 'keyfob signout' ends it. At a \
terminal, commands that need a sign-in ask for it themselves.

With --password-stdin, the first line of stdin is the password. If a second factor is required, the next \
line is its code or a recovery code. If a temporary password must be changed, the last line is the new \
password. A code by e-mail or phone is sent once the password has been read.

Examples:
  keyfob signin
  keyfob signin -a alain@contoso.com --method email
  printf '%s\\n' \"$password\" \"$code\" | keyfob signin -a alain@contoso.com --password-stdin

JSON: {\"account\",\"signed_in\":true,\"mfa\",\"until\"}, where \"until\" is null if the sign-in can't be remembered.";

/// Sign in to an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Read password and code from stdin, one per line
    #[arg(long)]
    password_stdin: bool,
    /// The second factor: label, kind or id of a method, or 'recovery' [default: the account's default]
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    signed_in: bool,
    mfa: &'static str,
    until: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let how = SignIn {
        from_stdin: arguments.password_stdin,
        method: arguments.method.as_deref(),
    };
    if !how.from_stdin {
        session.require_prompt(prompts::NEEDS_PASSWORD, "--password-stdin")?;
    }
    let name = session.holder(&service)?;
    let signed_in = sign_in(session, &service, name, &how)?;
    let account = &signed_in.account;
    let until: Option<Timestamp> = session
        .context
        .terminal_session
        .is_some()
        .then(|| SIGN_IN_HOLDS.after(session.now()));
    if session.flags.json {
        return session.json(&View {
            account: account.name.as_str(),
            signed_in: true,
            mfa: account.mfa.into_str(),
            until: until.map(|at| at.to_string()),
        });
    }
    let name = account.name.as_str();
    match until {
        Some(_) => session.terminal().say_done(&messages::signed_in(name)),
        None => session.terminal().say(&messages::signed_in_once(name)),
    }
    let mut access = Access::holder(service, signed_in);
    if access.account.mfa == MfaState::Enabled {
        if how.from_stdin || !session.may_guide() {
            session.terminal().say(messages::MFA_NOT_SET_UP);
            return Ok(Answer::Done);
        }
        if enrolment::offer(session, &mut access, &FirstApp::Asked)? {
            return Ok(Answer::Done);
        }
    }
    if !how.from_stdin
        && let Err(error) = say_summary(session, &access)
    {
        // The sign-in itself is done.
        session.show_error(&error);
    }
    Ok(Answer::Done)
}
