//! The second factor: the default method first, any other on request.

use zeroize::Zeroizing;

use super::prompts::TRIES;
use super::sign_in::{SignIn, failed};
use super::{Session, contact_codes};
use crate::domain::contact::{Contact, ContactCodeRefusal};
use crate::domain::method::{Method, MethodKey, RECOVERY_CODE_CHARS, choose_method};
use crate::domain::password::{PasswordError, check_typed, ungroup};
use crate::error::{Error, Kind, Result};
use crate::service::{
    CodeRequest, FactorProven, PasswordProven, Service, ServiceError, StoreError,
};

const RECOVERY: &str = "recovery";

/// One way to prove presence.
#[derive(Clone, PartialEq, Eq)]
enum Way {
    Method(Method),
    RecoveryCode,
}

impl Way {
    /// As the list shows it, to somebody who hasn't signed in yet.
    fn in_list(&self) -> String {
        match self {
            Self::Method(method) => match &method.contact {
                None => format!("Authenticator app: {}", method.label),
                Some(contact @ Contact::Email(_)) => format!("E-mail to {}", contact.masked()),
                Some(contact @ Contact::Phone(_)) => format!("Text to {}", contact.masked()),
            },
            Self::RecoveryCode => "Recovery code".to_owned(),
        }
    }

    fn question(&self, others: bool) -> String {
        let question = match self {
            Self::Method(method) => match &method.contact {
                None => format!("Code from {}", method.label),
                Some(contact) => format!("Code sent to {}", contact.masked()),
            },
            Self::RecoveryCode => "Recovery code".to_owned(),
        };
        if others {
            format!("{question} (Enter for another way)")
        } else {
            question
        }
    }
}

/// Asks until a second factor is right.
pub fn prove(
    session: &mut Session<'_>,
    service: &mut Service,
    password: &PasswordProven,
    how: &SignIn<'_>,
) -> Result<FactorProven> {
    let ways = ways(session, service, password)?;
    let mut way = first(&ways, how)?;
    let mut tries = if how.from_stdin { 1 } else { TRIES };
    let mut request = None;
    loop {
        if let Way::Method(Method {
            contact: Some(contact),
            ..
        }) = &way
        {
            match send(session, service, password, contact, request.take()) {
                Ok(sent) => request = Some(sent),
                // Another way may be open still.
                Err(error) if ways.len() > 1 && !how.from_stdin => {
                    session.say_error(&error);
                    way = choose_other(session, &ways)?.unwrap_or(way);
                    continue;
                }
                Err(error) => return Err(error),
            }
        }
        let typed = ask(session, &way, ways.len() > 1, how)?;
        if typed.is_empty() && ways.len() == 1 && !how.from_stdin {
            tries -= 1;
            let nothing = Error::from(PasswordError::Empty);
            if tries == 0 {
                return Err(nothing);
            }
            session.say_again(&Error::new(Kind::BadData, "nothing was typed"));
            continue;
        }
        if typed.is_empty() {
            if let Some(other) = choose_other(session, &ways)? {
                way = other;
            }
            continue;
        }
        tries -= 1;
        match check(session, service, password, &way, request.as_ref(), &typed) {
            Ok(proven) => return Ok(proven),
            Err(wrong) if wrong.is_wrong_code() => {
                if tries == 0 {
                    return Err(failed(&wrong, way == Way::RecoveryCode));
                }
                if matches!(wrong, ServiceError::ContactCode(ContactCodeRefusal::Over)) {
                    // It needs another one.
                    request = None;
                }
                session.say_again(&wrong.into());
            }
            Err(other) => return Err(other.into()),
        }
    }
}

fn ways(session: &Session<'_>, service: &Service, password: &PasswordProven) -> Result<Vec<Way>> {
    let (methods, recovery_codes) = service.factors(&session.requester(), password)?;
    let mut ways: Vec<_> = methods.into_iter().map(Way::Method).collect();
    if recovery_codes > 0 {
        ways.push(Way::RecoveryCode);
    }
    Ok(ways)
}

fn first(ways: &[Way], how: &SignIn<'_>) -> Result<Way> {
    let Some(typed) = how.method else {
        return ways.first().cloned().ok_or_else(|| {
            Error::new(
                Kind::NotPermitted,
                "this account has no method that policy allows",
            )
            .hint("an operator can reset MFA with 'keyfob mfa reset'")
        });
    };
    if typed.eq_ignore_ascii_case(RECOVERY) && ways.contains(&Way::RecoveryCode) {
        return Ok(Way::RecoveryCode);
    }
    let methods: Vec<_> = ways
        .iter()
        .filter_map(|way| match way {
            Way::Method(method) => Some(method.clone()),
            Way::RecoveryCode => None,
        })
        .collect();
    match choose_method(&methods, typed) {
        Ok(method) => Ok(Way::Method(method.clone())),
        Err(error) => Err(Error::new(Kind::NotThere, error.to_string())
            .hint("without --method the account's default is taken, or another can be chosen")),
    }
}

/// The request for the code that is to be typed: the one there is already, where it went to the
/// same place.
fn send(
    session: &mut Session<'_>,
    service: &mut Service,
    password: &PasswordProven,
    contact: &Contact,
    request: Option<CodeRequest>,
) -> Result<CodeRequest> {
    if let Some(request) = request.filter(|request| request.contact() == contact) {
        return Ok(request);
    }
    contact_codes::send_for_sign_in(session, service, password, contact)
}

fn ask(
    session: &mut Session<'_>,
    way: &Way,
    others: bool,
    how: &SignIn<'_>,
) -> Result<Zeroizing<String>> {
    if how.from_stdin {
        return session.secret_from_stdin("the code");
    }
    let typed = session.terminal().secret(&way.question(others))?;
    if typed.is_empty() {
        return Ok(Zeroizing::default());
    }
    Ok(Zeroizing::new(check_typed(&typed)?.to_owned()))
}

fn choose_other(session: &mut Session<'_>, ways: &[Way]) -> Result<Option<Way>> {
    let items: Vec<_> = ways.iter().map(Way::in_list).collect();
    let chosen = session
        .terminal()
        .choose("How do you prove that it's you?", &items)?;
    match chosen {
        Some(number) => Ok(ways.get(number).cloned()),
        None => Err(Error::declined()),
    }
}

fn check(
    session: &mut Session<'_>,
    service: &mut Service,
    password: &PasswordProven,
    way: &Way,
    request: Option<&CodeRequest>,
    typed: &str,
) -> std::result::Result<FactorProven, ServiceError> {
    let requester = session.requester();
    // Nothing else is as long as a recovery code.
    let is_recovery_code = ungroup(typed).chars().count() == RECOVERY_CODE_CHARS;
    match (way, request) {
        (Way::Method(method), _) if !is_recovery_code && method.contact.is_none() => {
            let MethodKey::Authenticator(id) = method.key else {
                return Err(StoreError::Conflict.into());
            };
            service.check_authenticator(&requester, password, id, typed)
        }
        (Way::Method(_), Some(request)) if !is_recovery_code => {
            service.check_sent_code(&requester, password, request, typed)
        }
        _ => {
            let (proven, left) = service.check_recovery_code(&requester, password, typed)?;
            session.terminal().say(&match left {
                0 => "That was the last recovery code: make new ones with 'keyfob mfa recovery'."
                    .to_owned(),
                1 => "That recovery code is used up; one is left.".to_owned(),
                left => format!("That recovery code is used up; {left} are left."),
            });
            Ok(proven)
        }
    }
}
