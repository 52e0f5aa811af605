//! The guided first run: where there is no account yet, a person at a terminal gets a store, an
//! account of their own with MFA, and goes on from there.

use super::{Access, Session};
use crate::domain::names::AccountName;
use crate::error::{Error, Kind, Result};
use crate::service::{NewAccount, Service, ServiceError};

/// As `Session::access`, where somebody who has no account yet is offered one. None where they
/// don't want it.
pub fn access(session: &mut Session<'_>, aim: &str) -> Result<Option<Access>> {
    if !is_first(session)? {
        return session.access().map(Some);
    }
    let location = session.location()?;
    let (store, key) = (location.store.display(), location.key.display());
    let terminal = session.terminal();
    terminal.say("There is no account yet. This sets one up for you, with:");
    terminal.say(&format!("  a store, {store}"));
    terminal.say(&format!("  its key file, {key}"));
    terminal.say("  an account with a password, MFA and recovery codes");
    terminal.say(&format!("  {aim}"));
    if !session.confirm_going_on("Go on?")? {
        session.terminal().say("Nothing was changed.");
        return Ok(None);
    }
    let name = if let Some(name) = session.named_account()? {
        name
    } else {
        let question = "Name of your account";
        session.ask_for(question, own_name(session).as_deref(), AccountName::parse)?
    };
    let password = session.new_password(false, true, |new| new.check(true, &[name.as_str()]))?;
    let (mut service, is_new) = session.open_or_create()?;
    if is_new {
        session.terminal().say("Made the store and its key file.");
    }
    let new = NewAccount {
        name: &name,
        mfa_required: true,
        email: None,
        phone: None,
        password: &password,
    };
    service.add_account(&session.admin(&service), &new)?;
    session
        .terminal()
        .say(&format!("Added the account {}.", name.as_str()));
    // The person who chose the password knows it.
    let requester = session.requester();
    let proven = service.check_password(&requester, &name, password.into_inner())?;
    let signed_in = service.sign_in(&requester, proven, None, None)?;
    Ok(Some(Access::holder(service, signed_in)))
}

/// Somebody stopped after the account was made.
pub fn unfinished(error: Error) -> Error {
    match error.kind {
        Kind::Interrupted | Kind::No => Error::new(
            error.kind,
            "the account is there, but MFA isn't set up for it yet",
        )
        .hint("go on with 'keyfob mfa enroll'"),
        _ => error,
    }
}

/// Returns whether there is no account to sign in to, and a person to be led through.
pub fn is_first(session: &Session<'_>) -> Result<bool> {
    if session.is_operator() || !session.may_guide() {
        return Ok(false);
    }
    if !session.store_exists()? {
        return Ok(true);
    }
    Ok(has_no_accounts(session, &session.open()?))
}

fn has_no_accounts(session: &Session<'_>, service: &Service) -> bool {
    let only = service.only_account(&session.requester());
    matches!(only, Err(ServiceError::NoAccounts))
}

/// What this user would be called on this machine.
fn own_name(session: &Session<'_>) -> Option<String> {
    let environment = &session.context.environment;
    let user = environment
        .get("USER")
        .or_else(|| environment.get("LOGNAME"))?;
    let name = format!("{user}@{}", session.context.host);
    AccountName::parse(&name).is_ok().then_some(name)
}
