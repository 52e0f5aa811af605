//! `keyfob mfa reset`

use clap::Args;
use serde::Serialize;

use crate::domain::account::MfaState;
use crate::error::{Code, Error, Result};
use crate::flows::{Answer, Session};

const HELP: &str = "\
For a holder who has lost every method. Methods, recovery codes and sign-ins are gone; MFA goes back from \
'enforced' to 'enabled', so that the next sign-in asks for the password alone and sets MFA up anew. Until \
then app passwords aren't accepted.

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
            Error::of(Code::RoleMissing, "only an operator can reset MFA")
                .hint("say so with --operator, or KEYFOB_OPERATOR=1 in a script"),
        );
    }
    let mut access = session.access()?;
    let name = access.account.name.clone();
    let name = name.as_str();
    let question = if arguments.delete_app_passwords {
        format!("Remove every method, recovery code and app password of {name}?")
    } else {
        format!("Remove every method and recovery code of {name}?")
    };
    if !session.confirm(&question)? {
        session.terminal().say("Nothing was removed.");
        return Ok(Answer::No);
    }
    let actor = access.actor(session);
    let reset =
        access
            .service
            .reset_mfa(&actor, access.account.id, arguments.delete_app_passwords)?;
    let mfa = reset.account.mfa.into_str();
    if session.flags.json {
        return session.json(&View {
            account: name,
            mfa,
            methods_removed: reset.methods,
            app_passwords_deleted: reset.app_passwords,
        });
    }
    session.terminal().say(&format!(
        "Removed the methods and recovery codes of {name}."
    ));
    if reset.app_passwords > 0 {
        session.terminal().say(&format!(
            "App passwords deleted with them: {}.",
            reset.app_passwords
        ));
    }
    if reset.account.mfa == MfaState::Enabled {
        session
            .terminal()
            .say("The next sign-in sets MFA up anew; until then app passwords aren't accepted.");
    }
    Ok(Answer::Done)
}
