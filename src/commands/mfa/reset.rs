//! `keyfob mfa reset`

use clap::Args;
use serde::Serialize;

use crate::domain::account::{Account, MfaState};
use crate::error::{Code, Error, Result};
use crate::flows::{Answer, Session};
use crate::messages::mfa;

const HELP: &str = "\
For a holder who has lost every method. Removes the methods and recovery codes, and ends all sign-ins. MFA \
goes back from 'enforced' to 'enabled', so that the next sign-in asks only for the password and sets up MFA \
again. Until then, app passwords aren't accepted.

Examples:
  keyfob mfa reset --operator -a alain@contoso.com
  keyfob mfa reset --delete-app-passwords --operator -a alain@contoso.com

JSON: {\"account\",\"mfa\",\"methods_removed\",\"app_passwords_deleted\"}";

/// Reset an account's MFA, as an operator
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Delete its app passwords too
    #[arg(long)]
    delete_app_passwords: bool,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    mfa: &'static str,
    methods_removed: usize,
    app_passwords_deleted: usize,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    if !session.is_operator() {
        return Err(
            Error::of(Code::RoleMissing, mfa::ONLY_OPERATORS_RESET).hint(mfa::ACT_AS_OPERATOR)
        );
    }
    let access = session.access()?;
    let name = access.account.name.clone();
    let name = name.as_str();
    let (account, deletes_app_passwords) = (access.account.id, arguments.delete_app_passwords);
    let actor = access.actor(session);
    let is_due = access
        .service
        .is_reset_due(&actor, account, deletes_app_passwords)?;
    if !is_due {
        return nothing_to_reset(session, &access.account);
    }
    let question = if deletes_app_passwords {
        mfa::ask_reset_and_delete(name)
    } else {
        mfa::ask_reset(name)
    };
    if !session.confirm(&question)? {
        session.terminal().say(mfa::NOTHING_REMOVED);
        return Ok(Answer::No);
    }
    let actor = access.actor(session);
    let reset = access
        .service
        .reset_mfa(&actor, account, deletes_app_passwords)?;
    if session.flags.json {
        return session.json(&View {
            account: name,
            mfa: reset.account.mfa.into_str(),
            methods_removed: reset.methods,
            app_passwords_deleted: reset.app_passwords,
        });
    }
    session.terminal().say(&mfa::reset(name, reset.methods));
    if reset.app_passwords > 0 {
        session
            .terminal()
            .say(&mfa::app_passwords_deleted(reset.app_passwords));
    }
    if reset.account.mfa == MfaState::Enabled {
        session.terminal().say(mfa::SET_UP_AGAIN);
    }
    Ok(Answer::Done)
}

fn nothing_to_reset(session: &mut Session<'_>, account: &Account) -> Result<Answer> {
    let name = account.name.as_str();
    if session.flags.json {
        return session.json(&View {
            account: name,
            mfa: account.mfa.into_str(),
            methods_removed: 0,
            app_passwords_deleted: 0,
        });
    }
    session.terminal().say(&mfa::nothing_to_reset(name));
    Ok(Answer::Done)
}
