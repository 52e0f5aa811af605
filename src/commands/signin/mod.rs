//! `keyfob signin`

mod second_factor;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::asking::{PasswordOf, TRIES};
use super::mfa::guided;
use super::{Access, Answer, Session};
use crate::crypto::argon2id;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::{Account, MfaState};
use crate::domain::audit::Role;
use crate::domain::names::AccountName;
use crate::domain::password::{check_typed, prepare_primary};
use crate::domain::refusal::Refusal;
use crate::domain::sign_in::{SIGN_IN_HOLDS, Standing};
use crate::error::{Error, Kind, Result};
use crate::store::{PasswordProof, Store, StoreError};

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

/// How somebody signs in.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignIn<'a> {
    pub from_stdin: bool,
    pub method: Option<&'a str>,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    signed_in: bool,
    mfa: &'static str,
    until: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let mut store = session.open_store()?;
    let how = SignIn {
        from_stdin: arguments.password_stdin,
        method: arguments.method.as_deref(),
    };
    if !how.from_stdin {
        session.require_prompt("a password is needed", "--password-stdin")?;
    }
    let name = session.holder(&store)?;
    let (account, standing) = sign_in(session, &mut store, name, &how)?;
    let until: Option<Timestamp> = session
        .context
        .seat
        .is_some()
        .then(|| SIGN_IN_HOLDS.after(session.now()));
    if session.flags.json {
        return session.json(&View {
            account: account.name.as_str(),
            signed_in: true,
            mfa: account.mfa.as_str(),
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
    let mut access = Access::holder(store, (account, standing));
    guided::offer(session, &mut access, &guided::FirstApp::Asked)?;
    Ok(Answer::Done)
}

/// Password, second factor, a new password where the old one is temporary; then it holds.
pub fn sign_in(
    session: &mut Session<'_>,
    store: &mut Store,
    name: Option<AccountName>,
    how: &SignIn<'_>,
) -> Result<(Account, Standing)> {
    let name = match name {
        Some(name) => name,
        None if how.from_stdin => return Err(StoreError::SeveralAccounts.into()),
        None => session.ask_for("Account", None, AccountName::parse)?,
    };
    let (proof, typed) = password(session, store, &name, how)?;
    let factor = match proof.account.mfa {
        MfaState::Enforced => Some(second_factor::prove(session, store, &proof.account, how)?),
        MfaState::Disabled | MfaState::Enabled => None,
    };
    let proof = if proof.account.must_change_password {
        change_password(session, store, &proof, &typed, how)?
    } else {
        proof
    };
    hold(session, store, &proof, factor)
}

/// From here on somebody is signed in.
pub fn hold(
    session: &Session<'_>,
    store: &mut Store,
    proof: &PasswordProof,
    factor: Option<&str>,
) -> Result<(Account, Standing)> {
    let seat = session.context.seat.clone();
    let account = store.sign_in(&session.act(Role::Holder), proof, seat.as_ref(), factor)?;
    let standing = Standing {
        account: account.id,
        epoch: account.epoch,
        second_factor: factor.is_some(),
        seat,
    };
    Ok((account, standing))
}

fn password(
    session: &mut Session<'_>,
    store: &mut Store,
    name: &AccountName,
    how: &SignIn<'_>,
) -> Result<(PasswordProof, PrimaryPassword)> {
    let mut tries = if how.from_stdin { 1 } else { TRIES };
    loop {
        tries -= 1;
        let typed = if how.from_stdin {
            PrimaryPassword::new(prepare_primary(
                &session.secret_from_stdin("the password")?,
            )?)
        } else {
            let question = format!("Password of {}", name.as_str());
            let typed = session.terminal().secret(&question)?;
            PrimaryPassword::new(prepare_primary(check_typed(&typed)?)?)
        };
        match store.check_password(&session.act(Role::Holder), name, &typed) {
            Ok(proof) => return Ok((proof, typed)),
            Err(StoreError::Refused(Refusal::SignIn)) if tries > 0 => {
                session.terminal().say("That isn't right. Try again.");
            }
            Err(other) => return Err(other.into()),
        }
    }
}

fn change_password(
    session: &mut Session<'_>,
    store: &mut Store,
    proof: &PasswordProof,
    old: &PrimaryPassword,
    how: &SignIn<'_>,
) -> Result<PasswordProof> {
    if !how.from_stdin {
        session
            .terminal()
            .say("This password is temporary. Choose one of your own.");
    }
    let of = PasswordOf {
        instead_of: Some(old),
        ..PasswordOf::account(&proof.account)
    };
    let new = session.new_password(how.from_stdin, &of).map_err(|error| {
        if how.from_stdin {
            error.hint("the one that was given is temporary: a new one is to follow")
        } else {
            error
        }
    })?;
    let hash = argon2id::hash_chosen(new.expose().as_bytes(), &session.context.random)?;
    let (proof, deleted) = store.change_own_password(&session.act(Role::Holder), proof, &hash)?;
    session.terminal().say("Your password is changed.");
    if deleted > 0 {
        session.terminal().say(&format!(
            "App passwords deleted with the old one, as policy has it: {deleted}."
        ));
    }
    Ok(proof)
}

/// A sign-in that failed, whatever it failed at.
fn failed(wrong: &StoreError, was_recovery_code: bool) -> Error {
    let error = Error::new(Kind::NotPermitted, format!("nobody was signed in: {wrong}"));
    let error = if was_recovery_code {
        error
    } else {
        error.hint("'keyfob signin --method recovery' takes a recovery code")
    };
    error.hint("without any, an operator can have MFA set up anew with 'keyfob mfa reset'")
}
