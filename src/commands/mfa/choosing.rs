//! Choosing one of an account's methods.

use serde::Serialize;

use crate::domain::account::MfaState;
use crate::domain::method::{Method, choose_method};
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};
use crate::flows::{Access, Session};
use crate::messages::mfa;
use crate::service::ServiceError;

/// A method in JSON: its id, kind and label.
#[derive(Serialize)]
pub struct MethodView<'a> {
    id: String,
    kind: &'static str,
    label: &'a str,
}

impl<'a> MethodView<'a> {
    pub fn new(method: &'a Method) -> Self {
        Self {
            id: method.key.to_string(),
            kind: method.key.kind(),
            label: &method.label,
        }
    }
}

/// Returns the method that was named, or else the one that the user chooses from a list.
pub fn method(
    session: &mut Session<'_>,
    access: &Access,
    typed: Option<&str>,
    question: &str,
) -> Result<Method> {
    if access.account.mfa == MfaState::Service {
        return Err(Refusal::ServiceAccount(access.account.name.clone()).into());
    }
    let actor = access.actor(session);
    let methods = access.service.methods(&actor, access.account.id)?;
    if let Some(typed) = typed {
        return Ok(choose_method(&methods, typed)?.clone());
    }
    if methods.is_empty() {
        return Err(ServiceError::NoMethods.into());
    }
    session.require_prompt(mfa::METHOD_NOT_GIVEN, mfa::NAME_OR_ID)?;
    let items: Vec<_> = methods
        .iter()
        .map(|method| format!("{} ({})", method.label, mfa::kind(method.key)))
        .collect();
    let chosen = session.terminal().choose(question, &items)?;
    match chosen.and_then(|number| methods.into_iter().nth(number)) {
        Some(method) => Ok(method),
        None => Err(Error::declined()),
    }
}
