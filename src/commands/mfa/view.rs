//! Methods in JSON.

use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::method::{Method, MethodKey, offered};
use crate::domain::policy::Policy;

#[derive(Serialize)]
pub struct MethodView<'a> {
    id: String,
    kind: &'static str,
    label: &'a str,
    default: bool,
    added_at: String,
    last_used_at: Option<String>,
}

/// Returns the method that a sign-in asks for first.
pub fn default_of(account: &Account, methods: &[Method], policy: &Policy) -> Option<MethodKey> {
    let offered = offered(methods, account.default_method, policy);
    offered.first().map(|method| method.key)
}

pub fn method_views(methods: &[Method], default: Option<MethodKey>) -> Vec<MethodView<'_>> {
    let views = methods.iter().map(|method| MethodView {
        id: method.key.to_string(),
        kind: method.key.kind(),
        label: &method.label,
        default: Some(method.key) == default,
        added_at: method.added_at.to_string(),
        last_used_at: method.last_used_at.map(|at| at.to_string()),
    });
    views.collect()
}
