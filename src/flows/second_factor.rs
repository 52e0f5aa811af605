//! The second factor: the default method first, any other on request.

use zeroize::Zeroizing;

use super::prompts::TRIES;
use super::{Session, contact_codes};
use crate::domain::contact::{Contact, ContactCodeRefusal};
use crate::domain::method::{CodeRefusal, Method, MethodKey, RECOVERY_CODE_CHARS, choose_method};
use crate::domain::password::{PasswordError, check_typed, ungroup};
use crate::error::{Code, Error, Kind, Result};
use crate::messages::prompts::{PLEASE_TYPE_A_CODE, SecretLine};
use crate::messages::second_factor as messages;
use crate::people::{CodeRequest, Desk, FactorProven, PasswordProven};
use crate::service::{ServiceError, StoreError};

const RECOVERY: &str = "recovery";

/// One way to prove presence.
#[derive(Clone, PartialEq, Eq)]
enum Way {
    Method(Method),
    RecoveryCode,
}

impl Way {
    fn in_list(&self) -> String {
        match self {
            Self::Method(method) => messages::method_item(method),
            Self::RecoveryCode => messages::RECOVERY_CODE.to_owned(),
        }
    }

    fn question(&self, has_others: bool) -> String {
        match (self, has_others) {
            (Self::Method(method), true) => messages::ask_code_or_another_way(method),
            (Self::Method(method), false) => messages::ask_code(method),
            (Self::RecoveryCode, true) => messages::ASK_RECOVERY_CODE_OR_ANOTHER_WAY.to_owned(),
            (Self::RecoveryCode, false) => messages::ASK_RECOVERY_CODE.to_owned(),
        }
    }
}

/// Asks until a second factor is right.
pub fn prove(
    session: &mut Session<'_>,
    service: &Desk,
    password: &PasswordProven,
    method: Option<&str>,
    from_stdin: bool,
) -> Result<FactorProven> {
    let ways = ways(session, service, password)?;
    let mut way = first(&ways, method)?;
    let mut tries = if from_stdin { 1 } else { TRIES };
    let mut request = None;
    loop {
        if let Way::Method(Method {
            contact: Some(contact),
            ..
        }) = &way
        {
            match send(session, service, password, contact, request.take()) {
                Ok(sent) => request = Some(sent),
                Err(error) if ways.len() > 1 && !from_stdin => {
                    session.show_error(&error);
                    way = choose_other(session, &ways)?.unwrap_or(way);
                    continue;
                }
                Err(error) => return Err(error),
            }
        }
        let typed = ask(session, &way, ways.len() > 1, from_stdin)?;
        if typed.is_empty() && ways.len() == 1 && !from_stdin {
            tries -= 1;
            let nothing = Error::from(PasswordError::Empty);
            if tries == 0 {
                return Err(nothing);
            }
            session.terminal().say(PLEASE_TYPE_A_CODE);
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
                    return Err(failed(&wrong));
                }
                if matches!(wrong, ServiceError::ContactCode(ContactCodeRefusal::Over)) {
                    // The next try needs a new code.
                    request = None;
                }
                session.show_error(&wrong.into());
            }
            Err(other) => return Err(other.into()),
        }
    }
}

fn ways(session: &Session<'_>, service: &Desk, password: &PasswordProven) -> Result<Vec<Way>> {
    let (methods, recovery_codes) = service.factors(&session.requester(), password)?;
    let mut ways: Vec<_> = methods.into_iter().map(Way::Method).collect();
    if recovery_codes > 0 {
        ways.push(Way::RecoveryCode);
    }
    Ok(ways)
}

fn first(ways: &[Way], method: Option<&str>) -> Result<Way> {
    let Some(typed) = method else {
        return ways.first().cloned().ok_or_else(|| {
            Error::new(Kind::NotPermitted, messages::NO_METHOD_ALLOWED)
                .hint(messages::OPERATOR_RESETS)
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
        Err(error) => {
            Err(Error::new(Kind::NotThere, error.to_string()).hint(messages::LEAVE_METHOD_OUT))
        }
    }
}

/// Sends a code, unless the last request went to the same contact.
fn send(
    session: &mut Session<'_>,
    service: &Desk,
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
    has_others: bool,
    from_stdin: bool,
) -> Result<Zeroizing<String>> {
    if from_stdin {
        return session.secret_from_stdin(SecretLine::Code);
    }
    session.ask_secret(&way.question(has_others), |typed| match typed {
        [] => Ok(Zeroizing::default()),
        typed => Ok(Zeroizing::new(check_typed(typed)?.to_owned())),
    })
}

fn choose_other(session: &mut Session<'_>, ways: &[Way]) -> Result<Option<Way>> {
    let items: Vec<_> = ways.iter().map(Way::in_list).collect();
    let chosen = session.terminal().choose(messages::CHOOSE, &items)?;
    match chosen {
        Some(number) => Ok(ways.get(number).cloned()),
        None => Err(Error::declined()),
    }
}

fn check(
    session: &mut Session<'_>,
    service: &Desk,
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
            session.terminal().say(&messages::recovery_code_used(left));
            Ok(proven)
        }
    }
}

/// The error of a sign-in that failed at the second factor.
fn failed(wrong: &ServiceError) -> Error {
    let error = Error::of(
        Code::SignInFailed,
        messages::sign_in_failed(&wrong.to_string()),
    );
    let error = match wrong {
        ServiceError::Code(CodeRefusal::NoRecoveryCode) => error,
        _ => error.hint(messages::RECOVERY_CODE_SIGNS_IN),
    };
    error.hint(messages::WITHOUT_CODES_OPERATOR_RESETS)
}
