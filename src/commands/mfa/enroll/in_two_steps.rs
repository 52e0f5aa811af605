//! Setting up MFA in two commands: one begins, the other confirms.

use serde::Serialize;
use zeroize::Zeroizing;

use super::arguments::Arguments;
use crate::commands::apppw::CreatedView;
use crate::crypto::secret::{AppPasswordText, grouped};
use crate::crypto::totp::TotpSecret;
use crate::domain::enrolment::FirstApp;
use crate::domain::names::AppName;
use crate::domain::otpauth;
use crate::domain::policy::Policy;
use crate::error::Result;
use crate::flows::app_passwords::{is_wanted, new_secret};
use crate::flows::delivery::or_keep;
use crate::flows::{Access, Answer, Delivery, Session, recovery_codes};
use crate::messages::enrolment::{self, DEFAULT_APP};
use crate::messages::mfa;
use crate::people::Enrolled;
use crate::service::{Extras, NewAppPassword, NewAuthenticator};
use crate::terminal::{self, indented};

#[derive(Serialize)]
struct BegunView<'a> {
    account: &'a str,
    method: &'static str,
    id: String,
    secret: &'a str,
    uri: &'a str,
    pending: bool,
}

pub fn begin(arguments: &Arguments, session: &mut Session<'_>, access: &Access) -> Result<Answer> {
    let secret = TotpSecret::generate(&session.context.random);
    let actor = access.actor(session);
    let new = NewAuthenticator {
        label: &arguments.label()?,
        secret: &secret,
    };
    let begun = access
        .service
        .begin_enrolment(&actor, access.account.id, &new)?;
    let account = &begun.account;

    let base32 = secret.base32();
    let uri = otpauth::uri(account.name.as_str(), &base32);
    let name = account.name.as_str();
    if session.flags.json {
        let view = BegunView {
            account: name,
            method: "authenticator",
            id: begun.id.0.to_string(),
            secret: &base32,
            uri: &uri,
            pending: true,
        };
        or_keep(session.hand_over_json(&view), mfa::KEY_UNDELIVERED, &[])?;
        return Ok(Answer::Done);
    }
    if !session.terminal().output_is_terminal() {
        let uri = [("uri", uri.as_str())];
        or_keep(session.terminal().deliver(&uri), mfa::KEY_UNDELIVERED, &[])?;
        return Ok(Answer::Done);
    }
    let qr = session.terminal().qr(&uri, 1);
    if let Some(qr) = &qr {
        session.terminal().print(qr)?;
    }
    session.terminal().say(if qr.is_some() {
        mfa::SCAN_OR_TYPE_KEY
    } else {
        mfa::TYPE_KEY
    });
    let key = grouped(&Zeroizing::new(base32.to_lowercase()), ' ');
    let shown = session
        .terminal()
        .print(&indented(&[("key", &key)]))
        .and_then(|()| session.terminal().flush());
    or_keep(shown, mfa::KEY_UNDELIVERED, &[])?;
    session.terminal().say(mfa::CONFIRM_IN_TIME);
    let as_operator = access.role().is_operator();
    session
        .terminal()
        .say_to_copy(&mfa::confirm_command(name, as_operator));
    Ok(Answer::Done)
}

pub fn confirm(
    arguments: &Arguments,
    session: &mut Session<'_>,
    access: &Access,
    code: &str,
) -> Result<Answer> {
    let account = access.account.id;
    let policy = access.service.policy(&access.actor(session))?;
    let first_name = first_app_name(arguments, session, access, &policy)?;
    let mut delivery = session.settle_delivery(&arguments.destination, 1)?;
    let codes = recovery_codes::generate(session);
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let extras = Extras {
        recovery_codes: &codes,
        first_app: first_name.map(|name| NewAppPassword::unlimited(name, &secret)),
    };
    let actor = access.actor(session);
    let enrolled = access
        .service
        .confirm_enrolment(&actor, account, code, &extras)?;

    let codes = if enrolled.recovery_codes_issued {
        recovery_codes::grouped(&codes)
    } else {
        vec![]
    };
    let mut hints = vec![];
    if enrolled.recovery_codes_issued {
        hints.push(mfa::MAKE_OTHER_CODES);
    }
    if enrolled.app_password.is_some() {
        hints.push(mfa::DELETE_APP_PASSWORD);
    }
    let handed_over = hand_over(session, &mut delivery, &enrolled, &policy, &codes, &secret);
    access.service.delivered()?;
    or_keep(handed_over, mfa::RESULT_UNDELIVERED, &hints)?;
    Ok(Answer::Done)
}

/// Returns the name of the first app password. `None` if none is wanted, or the policy allows
/// none; if the caller named one, that is an error instead.
fn first_app_name(
    arguments: &Arguments,
    session: &mut Session<'_>,
    access: &Access,
    policy: &Policy,
) -> Result<Option<AppName>> {
    let named = arguments.app()?;
    let wish = match (&named, arguments.no_app) {
        (Some(_), _) => FirstApp::Named,
        (None, true) => FirstApp::None,
        (None, false) => FirstApp::IfDue,
    };
    let actor = access.actor(session);
    let plan = access
        .service
        .enrolment_plan(&actor, access.account.id, wish)?;
    if let Some(name) = named {
        return Ok(is_wanted(session, &name, policy)?.then_some(name));
    }
    if let Some(refusal) = plan.no_app() {
        session
            .terminal()
            .say(&enrolment::no_app_password(&refusal.to_string()));
    }
    Ok(if plan.makes_app() {
        Some(AppName::parse(DEFAULT_APP)?)
    } else {
        None
    })
}

#[derive(Serialize)]
struct EnrolledView<'a> {
    account: &'a str,
    enrolled: bool,
    recovery_codes: Vec<&'a str>,
    app_password: Option<CreatedView<'a>>,
}

fn hand_over(
    session: &mut Session<'_>,
    delivery: &mut Delivery,
    enrolled: &Enrolled,
    policy: &Policy,
    codes: &[Zeroizing<String>],
    secret: &AppPasswordText,
) -> terminal::Result<()> {
    let name = enrolled.account.name.as_str();
    if session.flags.json {
        let app_password = enrolled.app_password.as_ref().map(|app| {
            let delivered = delivery.copy(secret.expose());
            CreatedView::new(name, app, policy, &delivered)
        });
        return session.hand_over_json(&EnrolledView {
            account: name,
            enrolled: true,
            recovery_codes: codes.iter().map(|code| code.as_str()).collect(),
            app_password,
        });
    }
    session.terminal().say(&enrolment::mfa_is_on(name));
    if !session.terminal().output_is_terminal() {
        let mut lines: Vec<_> = codes
            .iter()
            .map(|code| ("recovery-code", code.as_str()))
            .collect();
        if enrolled.app_password.is_some() {
            let printed = delivery.copy(secret.expose()).printed;
            lines.extend(printed.map(|secret| ("app-password", secret)));
        }
        return match lines.as_slice() {
            [] => Ok(()),
            lines => session.terminal().deliver(lines),
        };
    }
    if !codes.is_empty() {
        recovery_codes::show(session, mfa::KEEP_RECOVERY_CODES, codes)?;
    }
    if let Some(created) = &enrolled.app_password {
        delivery.deliver_to_person(session, &[new_secret(created, secret)])?;
    }
    // Cleared only now, when the user has everything.
    session.terminal().conceal();
    Ok(())
}
