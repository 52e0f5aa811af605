//! Setting MFA up in two commands: what begins, and what confirms.

use serde::Serialize;
use zeroize::Zeroizing;

use super::hand_over::hand_over;
use super::{Arguments, FIRST_APP, uri};
use crate::commands::apppw::is_wanted;
use crate::commands::{Access, Answer, Session, recovery_codes};
use crate::courier;
use crate::crypto::secret::{AppPasswordText, grouped};
use crate::crypto::totp::TotpSecret;
use crate::domain::account::{Account, MfaState};
use crate::domain::audit::Role;
use crate::domain::method::{TotpShape, reachable};
use crate::domain::names::AppName;
use crate::domain::policy::{AlternateContact, ContactCodes, Policy};
use crate::domain::scope::Scope;
use crate::error::{Error, Kind, Result};
use crate::store::{Confirmation, NewAppPassword};
use crate::terminal::indented;

#[derive(Serialize)]
struct BegunView<'a> {
    account: &'a str,
    method: &'static str,
    id: String,
    secret: &'a str,
    uri: &'a str,
    pending: bool,
}

pub fn begin(
    arguments: &Arguments,
    session: &mut Session<'_>,
    mut access: Access,
) -> Result<Answer> {
    let secret = TotpSecret::generate(&session.context.random);
    let begun = access.store.begin_enrolment(
        &access.act(session),
        access.account.id,
        &arguments.label()?,
        TotpShape::default(),
        &secret,
    )?;
    let account = &begun.account;

    let base32 = secret.base32();
    let uri = uri(account.name.as_str(), &base32);
    let name = account.name.as_str();
    let undelivered = |error: std::io::Error| {
        Error::undelivered("the authenticator's key couldn't be handed over", &error)
    };
    if session.flags.json {
        let view = BegunView {
            account: name,
            method: "authenticator",
            id: begun.id.0.to_string(),
            secret: &base32,
            uri: &uri,
            pending: true,
        };
        session.hand_over_json(&view).map_err(undelivered)?;
        return Ok(Answer::Done);
    }
    if !session.terminal().output_is_terminal() {
        session
            .terminal()
            .deliver(&[("uri", &uri)])
            .map_err(undelivered)?;
        return Ok(Answer::Done);
    }
    let qr = session.terminal().qr(&uri, 1);
    if let Some(qr) = &qr {
        session.terminal().print(qr)?;
    }
    session.terminal().say(if qr.is_some() {
        "Scan this with the authenticator app, or type this key into it:"
    } else {
        "Type this key into the authenticator app:"
    });
    let key = grouped(&Zeroizing::new(base32.to_lowercase()), ' ');
    session
        .terminal()
        .print(&indented(&[("key", &key)]))
        .and_then(|()| session.terminal().flush())
        .map_err(undelivered)?;
    let operator = if access.role() == Role::Operator {
        " --operator"
    } else {
        ""
    };
    session
        .terminal()
        .say("Within 15 minutes, confirm with the code it shows:");
    session.terminal().say_to_copy(&format!(
        "  keyfob mfa enroll{operator} -a {name} --confirm CODE"
    ));
    Ok(Answer::Done)
}

pub fn confirm(
    arguments: &Arguments,
    session: &mut Session<'_>,
    mut access: Access,
    code: &str,
) -> Result<Answer> {
    let policy = access.store.policy()?;
    refuse_without_alternate(&access, &policy)?;
    let first_name = first_app_name(arguments, session, &access)?;
    let mut handover = session.settle(&arguments.whereto, 1)?;
    let codes = recovery_codes::generate(session);
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let first_app = first_name.map(|name| NewAppPassword {
        name,
        note: None,
        scope: Scope::default(),
        expires_at: None,
        secret: &secret,
    });
    let wanted = Confirmation {
        code,
        recovery_codes: &codes,
        first_app,
    };
    let act = access.act(session);
    let enrolled = access
        .store
        .confirm_enrolment(&act, access.account.id, &wanted)?;

    let codes: Vec<_> = if enrolled.recovery_codes_issued {
        recovery_codes::grouped(&codes)
    } else {
        vec![]
    };
    let news = format!("MFA is on for {}.", enrolled.account.name.as_str());
    hand_over(
        session,
        &mut handover,
        &news,
        &enrolled,
        &policy,
        &codes,
        &secret,
    )
    .map_err(|error| {
        let what_became = "MFA is set up, but what belongs to it couldn't be handed over";
        let mut error = Error::undelivered(what_became, &error);
        if enrolled.recovery_codes_issued {
            error = error.hint("make new recovery codes with 'keyfob mfa recovery'");
        }
        if enrolled.app_password.is_some() {
            error = error.hint("delete the app password with 'keyfob apppw delete NAME'");
        }
        error
    })?;
    Ok(Answer::Done)
}

/// A contact to fall back on is verified step by step, which a holder isn't to get around.
fn refuse_without_alternate(access: &Access, policy: &Policy) -> Result<()> {
    let methods = access.store.methods(&access.account)?;
    let sends_mail = courier::can_send_mail(policy.mail_command.as_deref());
    let is_due = access.role() == Role::Holder
        && policy.alternate_contact == AlternateContact::Required
        && policy.contact_codes != ContactCodes::Off
        && methods.iter().all(|method| method.contact.is_none())
        && !reachable(policy, sends_mail).is_empty();
    if is_due {
        return Err(Error::new(
            Kind::NotPermitted,
            "your organisation wants another way to reach you set up with it",
        )
        .hint("'keyfob mfa enroll' at a terminal leads through that"));
    }
    Ok(())
}

/// The name that the first app password gets, or none where none is wanted or policy has none. One
/// that was asked for by name is refused rather than left out.
fn first_app_name(
    arguments: &Arguments,
    session: &mut Session<'_>,
    access: &Access,
) -> Result<Option<AppName>> {
    let (store, account) = (&access.store, &access.account);
    if arguments.no_app {
        return Ok(None);
    }
    let after = Account {
        mfa: MfaState::Enforced,
        ..account.clone()
    };
    let there = store.account_summary(&account.name)?.app_passwords;
    let allowed = after.may_create_app_password(&store.policy()?, there);
    if let Some(name) = arguments.app()? {
        allowed?;
        return Ok(is_wanted(session, &name, &store.policy()?)?.then_some(name));
    }
    // One more authenticator on an account that has some needs no first app password.
    if account.mfa == MfaState::Enforced || there > 0 {
        return Ok(None);
    }
    match allowed {
        Ok(()) => Ok(Some(AppName::parse(FIRST_APP)?)),
        Err(refusal) => {
            session
                .terminal()
                .say(&format!("No app password is made: {refusal}."));
            Ok(None)
        }
    }
}
