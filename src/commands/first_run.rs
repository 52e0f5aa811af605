//! The guided first run: where there is no account yet, a person at a terminal gets a store, an
//! account of their own with MFA, and goes on from there.

use super::asking::PasswordOf;
use super::signin::hold;
use super::{Access, Session};
use crate::crypto::argon2id;
use crate::domain::audit::Role;
use crate::domain::names::AccountName;
use crate::error::{Error, Kind, Result};
use crate::store::{NewAccount, Store, StoreError};

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
    let of = PasswordOf {
        names: vec![name.as_str()],
        mfa: true,
        instead_of: None,
    };
    let password = session.new_password(false, &of)?;
    let hash = argon2id::hash_chosen(password.expose().as_bytes(), &session.context.random)?;
    let (mut store, is_new) = session.open_or_create_store()?;
    if is_new {
        session.terminal().say("Made the store and its key file.");
    }
    let new = NewAccount {
        name: &name,
        mfa_required: true,
        email: None,
        phone: None,
        password_hash: &hash,
        must_change_password: false,
    };
    store.add_account(&session.act(Role::Operator), &new)?;
    session
        .terminal()
        .say(&format!("Added the account {}.", name.as_str()));
    // Whoever chose the password knows it.
    let act = session.act(Role::Holder);
    let proof = store.check_password(&act, &name, &password)?;
    let signed_in = hold(session, &mut store, &proof, None)?;
    Ok(Some(Access::holder(store, signed_in)))
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

/// Whether there is nobody to sign in, and somebody to be led through.
pub fn is_first(session: &Session<'_>) -> Result<bool> {
    if session.is_operator() || !session.may_guide() {
        return Ok(false);
    }
    if !session.is_store_there()? {
        return Ok(true);
    }
    Ok(has_no_accounts(&session.open_store()?))
}

fn has_no_accounts(store: &Store) -> bool {
    matches!(store.only_account(), Err(StoreError::NoAccounts))
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
