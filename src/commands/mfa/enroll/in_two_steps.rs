//! Setting MFA up in two commands: what begins, and what confirms.

use serde::Serialize;
use zeroize::Zeroizing;

use super::Arguments;
use crate::commands::apppw::CreatedView;
use crate::crypto::secret::{AppPasswordText, grouped};
use crate::crypto::totp::TotpSecret;
use crate::domain::enrolment::FirstApp;
use crate::domain::names::AppName;
use crate::domain::otpauth;
use crate::domain::policy::Policy;
use crate::domain::role::Role;
use crate::error::Result;
use crate::flows::app_passwords::{is_wanted, new_secret};
use crate::flows::delivery::or_keep;
use crate::flows::enrolment::FIRST_APP;
use crate::flows::{Access, Answer, Delivery, Session, recovery_codes};
use crate::service::{Enrolled, Extras, NewAppPassword, NewAuthenticator};
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
    let kept = "the authenticator's key couldn't be handed over";
    if session.flags.json {
        let view = BegunView {
            account: name,
            method: "authenticator",
            id: begun.id.0.to_string(),
            secret: &base32,
            uri: &uri,
            pending: true,
        };
        or_keep(session.hand_over_json(&view), kept, &[])?;
        return Ok(Answer::Done);
    }
    if !session.terminal().output_is_terminal() {
        let uri = [("uri", uri.as_str())];
        or_keep(session.terminal().deliver(&uri), kept, &[])?;
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
    let shown = session
        .terminal()
        .print(&indented(&[("key", &key)]))
        .and_then(|()| session.terminal().flush());
    or_keep(shown, kept, &[])?;
    let operator = if access.role() == Role::Admin {
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
    let account = access.account.id;
    let policy = access.service.policy(&access.actor(session))?;
    let first_name = first_app_name(arguments, session, &access, &policy)?;
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
        hints.push("make new recovery codes with 'keyfob mfa recovery'");
    }
    if enrolled.app_password.is_some() {
        hints.push("delete the app password with 'keyfob apppw delete NAME'");
    }
    or_keep(
        hand_over(session, &mut delivery, &enrolled, &policy, &codes, &secret),
        "MFA is set up, but what belongs to it couldn't be handed over",
        &hints,
    )?;
    Ok(Answer::Done)
}

/// The name that the first app password gets. `None` if none is wanted, or policy has none. One
/// that was asked for by name is refused rather than left out.
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
            .say(&format!("No app password is made: {refusal}."));
    }
    Ok(if plan.makes_app() {
        Some(AppName::parse(FIRST_APP)?)
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
) -> std::io::Result<()> {
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
    session.terminal().say(&format!("MFA is on for {name}."));
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
        let heading =
            "Keep these recovery codes safe. Each signs in once when the authenticator is lost:";
        recovery_codes::show(session, heading, codes)?;
    }
    if let Some(created) = &enrolled.app_password {
        delivery.deliver_to_person(session, &[new_secret(created, secret)])?;
    }
    // Only now: a person who leaves here has got all of it.
    session.terminal().conceal();
    Ok(())
}
