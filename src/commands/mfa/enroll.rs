//! `keyfob mfa enroll`

use clap::Args;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::commands::apppw::{CreatedView, PASTE_IT};
use crate::commands::{Answer, Session};
use crate::crypto::secret::{AppPasswordText, RecoveryCode, grouped};
use crate::crypto::totp::TotpSecret;
use crate::domain::account::{Account, MfaState};
use crate::domain::app_password::parse_note;
use crate::domain::audit::Role;
use crate::domain::method::{Algorithm, RECOVERY_CODES, TotpShape};
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::domain::scope::Scope;
use crate::error::{Error, Result};
use crate::store::{Confirmation, Enrolled, NewAppPassword, Store};
use crate::terminal::Delivery;

const FIRST_APP: &str = "First app";
const LABEL: &str = "Authenticator";
/// RFC 3986's unreserved characters stay as they are.
const IN_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const HELP: &str = "\
First without --confirm: that begins, and gives the secret for the authenticator app (on a terminal also \
as a QR code; elsewhere stdout holds the otpauth address alone). Then with the code that the app shows: \
that ends it. MFA is enforced from then on, and there are ten recovery codes and the first app password. \
What was begun waits for 15 minutes; beginning again replaces it.

Elsewhere than on a terminal the end prints a line each: 'recovery-code', a tab and the code; then \
'app-password', a tab and the password.

Examples:
  keyfob mfa enroll --operator -a alain@contoso.com
  keyfob mfa enroll --operator -a alain@contoso.com --confirm 123456 --app Outlook

JSON: begins with {\"account\",\"method\",\"id\",\"secret\",\"uri\",\"pending\":true}, ends with \
{\"account\",\"enrolled\":true,\"recovery_codes\":[...],\"app_password\":{...}|null}, the latter as in \
'apppw create'.";

/// Set up an authenticator app for an account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// End the enrolment with the code that the authenticator shows
    #[arg(long, value_name = "CODE")]
    confirm: Option<String>,
    /// Name of the app that the first app password is for [default: First app]
    #[arg(long, value_name = "NAME", requires = "confirm")]
    app: Option<String>,
    /// Make no app password
    #[arg(long, requires = "confirm", conflicts_with = "app")]
    no_app: bool,
    /// What to call this authenticator
    #[arg(long, value_name = "LABEL", conflicts_with = "confirm")]
    label: Option<String>,
    /// How codes are computed; many apps know SHA1 only
    #[arg(
        long,
        value_name = "NAME",
        default_value = "sha1",
        conflicts_with = "confirm"
    )]
    algorithm: AlgorithmWanted,
    /// Digits of a code; many apps know 6 only
    #[arg(long, value_name = "NUMBER", default_value = "6", conflicts_with = "confirm", value_parser = ["6", "8"])]
    digits: String,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum AlgorithmWanted {
    Sha1,
    Sha256,
    Sha512,
}

#[derive(Serialize)]
struct BegunView<'a> {
    account: &'a str,
    method: &'static str,
    id: i64,
    secret: &'a str,
    uri: &'a str,
    pending: bool,
}

#[derive(Serialize)]
struct EnrolledView<'a> {
    account: &'a str,
    enrolled: bool,
    recovery_codes: Vec<&'a str>,
    app_password: Option<CreatedView<'a>>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    session.require_operator()?;
    let store = session.open_store()?;
    let account = store.account(&session.account(&store)?)?;
    account.may_enrol()?;
    match &arguments.confirm {
        None => begin(arguments, session, store, &account),
        Some(code) => confirm(arguments, session, store, &account, code),
    }
}

fn begin(
    arguments: &Arguments,
    session: &mut Session<'_>,
    mut store: Store,
    account: &Account,
) -> Result<Answer> {
    let label = match &arguments.label {
        Some(typed) => parse_note(typed)?,
        None => LABEL.to_owned(),
    };
    let shape = TotpShape {
        algorithm: match arguments.algorithm {
            AlgorithmWanted::Sha1 => Algorithm::Sha1,
            AlgorithmWanted::Sha256 => Algorithm::Sha256,
            AlgorithmWanted::Sha512 => Algorithm::Sha512,
        },
        digits: if arguments.digits == "8" { 8 } else { 6 },
        ..TotpShape::default()
    };
    let secret = TotpSecret::generate(&session.context.random);
    let begun = store.begin_enrolment(
        &session.act(Role::Operator),
        &account.name,
        &label,
        shape,
        &secret,
    )?;

    let base32 = secret.base32();
    let uri = uri(account.name.as_str(), &base32, shape);
    let name = account.name.as_str();
    let undelivered = |error: std::io::Error| {
        Error::undelivered("the authenticator's key couldn't be handed over", &error)
    };
    if session.flags.json {
        let view = BegunView {
            account: name,
            method: "authenticator",
            id: begun.id.0,
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
            .deliver(Delivery::Piped, &[("uri", &uri)])
            .map_err(undelivered)?;
        return Ok(Answer::Done);
    }
    let drawn = session.terminal().qr(&uri)?;
    session.terminal().say(if drawn {
        "Scan this with the authenticator app, or type this key into it:"
    } else {
        "Type this key into the authenticator app:"
    });
    session.terminal().deliver(
        Delivery::Shown,
        &[("key", &grouped(&Zeroizing::new(base32.to_lowercase()), ' '))],
    )?;
    session
        .terminal()
        .say("Within 15 minutes, confirm with the code it shows:");
    session.terminal().say(&format!(
        "  keyfob mfa enroll --operator -a {name} --confirm CODE"
    ));
    Ok(Answer::Done)
}

/// What authenticator apps take. A colon would end the issuer's part of the label.
fn uri(account: &str, secret: &str, shape: TotpShape) -> Zeroizing<String> {
    let account = account.replace(':', "_");
    let label = utf8_percent_encode(&account, IN_URI);
    // Room for all of it: a string that grows leaves copies.
    let mut uri = Zeroizing::new(String::with_capacity(
        3 * account.len() + secret.len() + 128,
    ));
    uri.extend(["otpauth://totp/keyfob:"]);
    uri.extend(label);
    uri.extend(["?secret=", secret, "&issuer=keyfob"]);
    // What every app takes for granted would only make the QR code larger.
    if shape != TotpShape::default() {
        let (algorithm, digits, period) =
            (shape.algorithm.as_str(), shape.digits, shape.step_seconds);
        uri.extend([format!(
            "&algorithm={algorithm}&digits={digits}&period={period}"
        )]);
    }
    uri
}

fn confirm(
    arguments: &Arguments,
    session: &mut Session<'_>,
    mut store: Store,
    account: &Account,
    code: &str,
) -> Result<Answer> {
    let policy = store.policy()?;
    let first_name = first_app_name(arguments, session, &store, account)?;
    let delivery = Delivery::settle(session.terminal())?;
    let random = &session.context.random;
    let codes: Vec<_> = (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::generate(random))
        .collect();
    let secret = AppPasswordText::generate(policy.app_password_length, random);
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
    let act = session.act(Role::Operator);
    let enrolled = store.confirm_enrolment(&act, &account.name, &wanted)?;

    let codes: Vec<_> = if enrolled.recovery_codes_issued {
        codes.iter().map(RecoveryCode::grouped).collect()
    } else {
        vec![]
    };
    hand_over(session, delivery, &enrolled, &policy, &codes, &secret).map_err(|error| {
        Error::undelivered(
            "MFA is set up, but what belongs to it couldn't be handed over",
            &error,
        )
        .hint("an operator can delete the app password with 'keyfob apppw delete NAME --operator'")
    })?;
    Ok(Answer::Done)
}

/// The name that the first app password gets, or none where none is wanted or policy has none. One
/// that was asked for by name is refused rather than left out.
fn first_app_name(
    arguments: &Arguments,
    session: &mut Session<'_>,
    store: &Store,
    account: &Account,
) -> Result<Option<AppName>> {
    if arguments.no_app {
        return Ok(None);
    }
    let after = Account {
        mfa: MfaState::Enforced,
        ..account.clone()
    };
    let there = store.account_summary(&account.name)?.app_passwords;
    let allowed = after.may_create_app_password(&store.policy()?, there);
    if let Some(typed) = &arguments.app {
        allowed?;
        return Ok(Some(AppName::parse(typed)?));
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

fn hand_over(
    session: &mut Session<'_>,
    delivery: Delivery,
    enrolled: &Enrolled,
    policy: &Policy,
    codes: &[Zeroizing<String>],
    secret: &AppPasswordText,
) -> std::io::Result<()> {
    let name = enrolled.account.name.as_str();
    if session.flags.json {
        let view = EnrolledView {
            account: name,
            enrolled: true,
            recovery_codes: codes.iter().map(|code| code.as_str()).collect(),
            app_password: enrolled
                .app_password
                .as_ref()
                .map(|app| CreatedView::new(name, app, policy, secret.expose())),
        };
        return session.hand_over_json(&view);
    }
    session
        .terminal()
        .say(&format!("MFA is set up and enforced for {name}."));
    if delivery == Delivery::Piped {
        let mut lines: Vec<_> = codes
            .iter()
            .map(|code| ("recovery-code", code.as_str()))
            .collect();
        if enrolled.app_password.is_some() {
            lines.push(("app-password", secret.expose()));
        }
        return match lines.as_slice() {
            [] => Ok(()),
            // Labelled also when it is alone: a script that reads labels needn't know why.
            [(label, only)] => session.terminal().deliver(delivery, &[(label, only)]),
            many => session.terminal().deliver(delivery, many),
        };
    }
    if !codes.is_empty() {
        session.terminal().say(
            "Keep these recovery codes safe. Each signs in once when the authenticator is lost:",
        );
        session.terminal().text("\n")?;
        // Two beside each other.
        let pairs: Vec<_> = codes
            .chunks_exact(2)
            .map(|pair| (pair[0].as_str(), pair[1].as_str()))
            .collect();
        session.terminal().deliver(delivery, &pairs)?;
        session.terminal().text("\n")?;
    }
    if let Some(app) = &enrolled.app_password {
        session
            .terminal()
            .say(&format!("App password for {}:", app.name.as_str()));
        session
            .terminal()
            .deliver(delivery, &[("app-password", secret.expose())])?;
        session.terminal().say(PASTE_IT);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_authenticator_apps_read() {
        let shape = TotpShape::default();
        assert_eq!(
            *uri("alain@contoso.com", "ABC", shape),
            "otpauth://totp/keyfob:alain%40contoso.com?secret=ABC&issuer=keyfob"
        );
        let longer = TotpShape {
            algorithm: Algorithm::Sha256,
            digits: 8,
            ..shape
        };
        assert!(
            uri("a", "ABC", longer).ends_with("&issuer=keyfob&algorithm=SHA256&digits=8&period=30")
        );
        assert!(
            uri("a:b&c=d", "ABC", shape)
                .starts_with("otpauth://totp/keyfob:a_b%26c%3Dd?secret=ABC&")
        );
    }
}
