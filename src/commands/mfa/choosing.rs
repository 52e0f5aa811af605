//! Which of an account's methods is meant.

use serde::Serialize;

use super::status::kind_in_words;
use crate::domain::method::{Method, choose_method};
use crate::error::{Error, Result};
use crate::flows::{Access, Session};
use crate::service::ServiceError;

/// A method in JSON: its id, kind and label alone.
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

/// The one that was named, or that whoever is there chooses.
pub fn method(
    session: &mut Session<'_>,
    access: &Access,
    typed: Option<&str>,
    question: &str,
) -> Result<Method> {
    let actor = access.actor(session);
    let methods = access.service.methods(&actor, access.account.id)?;
    if let Some(typed) = typed {
        return Ok(choose_method(&methods, typed)?.clone());
    }
    if methods.is_empty() {
        return Err(ServiceError::NoMethods.into());
    }
    session.require_prompt("no method was named", "its name or id")?;
    let items: Vec<_> = methods
        .iter()
        .map(|method| format!("{} ({})", method.label, kind_in_words(method)))
        .collect();
    let chosen = session.terminal().choose(question, &items)?;
    match chosen.and_then(|number| methods.into_iter().nth(number)) {
        Some(method) => Ok(method),
        None => Err(Error::declined()),
    }
}
