//! The guided first run: if there is no account yet, a person at a terminal gets a store and an
//! account of their own with MFA, and then what they came for.

use super::{Access, Session};
use crate::domain::names::AccountName;
use crate::error::Result;
use crate::messages::{account, first_run as messages, prompts};
use crate::people::Desk;
use crate::service::{NewAccount, NewHolder, ServiceError};

/// As `Session::access`, but offers to create the first account. `None` if that is declined.
pub fn access(session: &mut Session<'_>, aim: &str) -> Result<Option<Access>> {
    if !is_first(session)? {
        return session.access().map(Some);
    }
    let location = session.location()?;
    let (store, key) = (location.store.display(), location.key.display());
    for line in messages::plan(&store.to_string(), &key.to_string(), aim) {
        session.terminal().say(&line);
    }
    if !session.confirm_going_on(messages::CONTINUE)? {
        session.terminal().say(prompts::NOTHING_CHANGED);
        return Ok(None);
    }
    let name = if let Some(name) = session.named_account()? {
        name
    } else {
        let own = own_name(session);
        session.ask_for(prompts::OWN_ACCOUNT, own.as_deref(), AccountName::parse)?
    };
    let password = session.new_password(false, true, |new| new.check(true, &[name.as_str()]))?;
    let (service, is_new) = session.open_or_create()?;
    if is_new {
        session.terminal().say_done(messages::STORE_CREATED);
    }
    let new = NewAccount {
        name: &name,
        email: None,
        phone: None,
        language: None,
        holder: Some(NewHolder {
            password: Some(&password),
            mfa_required: true,
        }),
    };
    service.add_account(&session.admin(&service), &new)?;
    session.terminal().say_done(&account::added(name.as_str()));
    // The person who chose the password knows it.
    let requester = session.requester();
    let proven = service.check_password(&requester, &name, password.into_inner())?;
    let signed_in = service.sign_in(&requester, proven, None, None)?;
    Ok(Some(Access::holder(service, signed_in)))
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

fn has_no_accounts(session: &Session<'_>, service: &Desk) -> bool {
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
