//! `keyfob signin`

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::domain::account::MfaState;
use crate::domain::sign_in::SIGN_IN_HOLDS;
use crate::error::Result;
use crate::flows::enrolment::{self, FirstApp};
use crate::flows::sign_in::{SignIn, sign_in};
use crate::flows::{Access, Answer, Session};

const HELP: &str = "\
It holds for ten minutes, for this user in this terminal session, and for every command that acts for \
the account's holder; 'keyfob signout' ends it. Such commands ask for it by themselves at a terminal.

With --password-stdin stdin holds the password, on the next line the code of the second factor (or a \
recovery code) where one is required, and then the new password where a temporary one must be changed. \
A code that is sent is sent once the password is read.

Examples:
  keyfob signin
  keyfob signin -a alain@contoso.com --method email
  printf '%s\\n' \"$password\" \"$code\" | keyfob signin -a alain@contoso.com --password-stdin

JSON: {\"account\",\"signed_in\":true,\"mfa\",\"until\"}, where \"until\" is null if it can't be held.";

/// Sign in to an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Read password and code from stdin, a line each
    #[arg(long)]
    password_stdin: bool,
    /// The second factor: a method's name, kind or id, or 'recovery' [default: the account's default]
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
    let mut service = session.open()?;
    let how = SignIn {
        from_stdin: arguments.password_stdin,
        method: arguments.method.as_deref(),
    };
    if !how.from_stdin {
        session.require_prompt("a password is needed", "--password-stdin")?;
    }
    let name = session.holder(&service)?;
    let signed_in = sign_in(session, &mut service, name, &how)?;
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
    session.terminal().say(&match until {
        Some(_) => format!("Signed in to {name} for ten minutes."),
        None => format!("Signed in to {name}; without a terminal session it can't be held."),
    });
    if account.mfa != MfaState::Enabled {
        return Ok(Answer::Done);
    }
    if how.from_stdin || !session.may_guide() {
        session
            .terminal()
            .say("MFA is required and isn't set up yet: set it up with 'keyfob mfa enroll'.");
        return Ok(Answer::Done);
    }
    let mut access = Access::holder(service, signed_in);
    enrolment::offer(session, &mut access, &FirstApp::Asked)?;
    Ok(Answer::Done)
}
