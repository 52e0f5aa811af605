//! Signing in: the password, a second factor, and a new password if the old one is temporary.

use super::Session;
use super::prompts::TRIES;
use super::second_factor;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::MfaState;
use crate::domain::names::AccountName;
use crate::domain::password::{check_typed, prepare_primary};
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};
use crate::messages::prompts::{self, SecretLine};
use crate::messages::sign_in as messages;
use crate::messenger;
use crate::people::{Desk, PasswordProven, SignedInTo};
use crate::service::{NewPassword, ServiceError};
use crate::terminal::stop_when_interrupted;

/// How a holder signs in.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignIn<'a> {
    pub from_stdin: bool,
    pub method: Option<&'a str>,
}

/// Leads the holder through it, and keeps the sign-in for this terminal session.
pub fn sign_in(
    session: &mut Session<'_>,
    service: &Desk,
    name: Option<AccountName>,
    how: &SignIn<'_>,
) -> Result<SignedInTo> {
    let name = match name {
        Some(name) => name,
        None if how.from_stdin => return Err(ServiceError::SeveralAccounts.into()),
        None => session.ask_for(prompts::ACCOUNT, None, AccountName::parse)?,
    };
    let password = password(session, service, &name, how)?;
    let factor = match password.account().mfa {
        MfaState::Enforced => Some(second_factor::prove(
            session,
            service,
            &password,
            how.method,
            how.from_stdin,
        )?),
        MfaState::Disabled | MfaState::Enabled | MfaState::Service => None,
    };
    let new_password = if password.account().must_change_password {
        Some(new_password(session, service, &password, how)?)
    } else {
        None
    };
    let requester = session.requester();
    let signed_in = service.sign_in(&requester, password, factor, new_password.as_ref())?;
    if new_password.is_some() {
        session.terminal().say_done(messages::PASSWORD_CHANGED);
        session.say_deleted_with_password(signed_in.app_passwords_deleted);
    }
    Ok(signed_in)
}

fn password(
    session: &mut Session<'_>,
    service: &Desk,
    name: &AccountName,
    how: &SignIn<'_>,
) -> Result<PasswordProven> {
    let mut tries = if how.from_stdin { 1 } else { TRIES };
    loop {
        tries -= 1;
        let typed = if how.from_stdin {
            prepare_primary(&session.secret_from_stdin(SecretLine::Password)?)?
        } else {
            let question = messages::password_of(name.as_str());
            session.ask_secret(&question, |typed| prepare_primary(check_typed(typed)?))?
        };
        let typed = PrimaryPassword::new(typed);
        if session.may_ask() {
            // The organisation's command may be asked.
            stop_when_interrupted(messenger::stop);
        }
        match service.check_password(&session.requester(), name, typed) {
            Err(ServiceError::Refused(Refusal::SignIn)) if tries > 0 => {
                session.terminal().say(messages::WRONG_PASSWORD);
            }
            other => return Ok(other?),
        }
    }
}

fn new_password(
    session: &mut Session<'_>,
    service: &Desk,
    password: &PasswordProven,
    how: &SignIn<'_>,
) -> Result<NewPassword> {
    if !how.from_stdin {
        session.terminal().say(messages::TEMPORARY_PASSWORD);
    }
    let mfa = password.account().mfa != MfaState::Disabled;
    let check = |new: &NewPassword| service.check_new_password(password, new);
    let new = session.new_password(how.from_stdin, mfa, check);
    new.and_then(|new| {
        check(&new)?;
        Ok(new)
    })
    .map_err(|error: Error| {
        if how.from_stdin {
            error.hint(messages::NEW_PASSWORD_FOLLOWS)
        } else {
            error
        }
    })
}

impl Session<'_> {
    /// Says how many app passwords went with a password that was replaced, if any did.
    pub fn say_deleted_with_password(&mut self, deleted: usize) {
        if deleted > 0 {
            self.terminal()
                .say_done(&messages::app_passwords_deleted_by_policy(deleted));
        }
    }
}
