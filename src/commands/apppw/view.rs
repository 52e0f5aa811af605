//! App passwords in JSON, and their limits as text.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::app_password::AppPassword;
use crate::domain::policy::Policy;
use crate::flows::Delivered;

fn texts<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// A new app password. `password` is null if it was only copied.
#[derive(Serialize)]
pub struct CreatedView<'a> {
    account: &'a str,
    id: &'a str,
    name: &'a str,
    password: Option<&'a str>,
    created_at: String,
    expires_at: Option<String>,
    services: Vec<String>,
    networks: Vec<String>,
    copied: bool,
}

impl<'a> CreatedView<'a> {
    pub fn new(
        account: &'a str,
        created: &'a AppPassword,
        policy: &Policy,
        delivered: &Delivered<'a>,
    ) -> Self {
        Self {
            account,
            id: &created.id,
            name: created.name.as_str(),
            password: delivered.printed,
            created_at: created.created_at.to_string(),
            expires_at: created.ends_at(policy).map(|at| at.to_string()),
            services: texts(&created.scope.services),
            networks: texts(&created.scope.networks),
            copied: delivered.copied,
        }
    }
}

/// An existing app password.
#[derive(Serialize)]
pub struct ListedView<'a> {
    id: &'a str,
    name: &'a str,
    state: &'static str,
    created_at: String,
    last_used_at: Option<String>,
    last_used_service: Option<String>,
    last_used_ip: Option<String>,
    expires_at: Option<String>,
    services: Vec<String>,
    networks: Vec<String>,
    note: Option<&'a str>,
}

impl<'a> ListedView<'a> {
    pub fn new(listed: &'a AppPassword, policy: &Policy, now: Timestamp) -> Self {
        let last = listed.last_use.as_ref();
        Self {
            id: &listed.id,
            name: listed.name.as_str(),
            state: listed.state(policy, now).into_str(),
            created_at: listed.created_at.to_string(),
            last_used_at: last.map(|last| last.at.to_string()),
            last_used_service: last
                .and_then(|last| last.service.as_ref())
                .map(ToString::to_string),
            last_used_ip: last
                .and_then(|last| last.address)
                .map(|address| address.to_string()),
            expires_at: listed.ends_at(policy).map(|at| at.to_string()),
            services: texts(&listed.scope.services),
            networks: texts(&listed.scope.networks),
            note: listed.note.as_deref(),
        }
    }
}

/// An app password's id and name.
#[derive(Serialize)]
pub struct NamedView<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

impl<'a> NamedView<'a> {
    pub fn new(named: &'a AppPassword) -> Self {
        Self {
            id: &named.id,
            name: named.name.as_str(),
        }
    }
}

/// The services and networks that the app password is limited to.
pub fn limits(app_password: &AppPassword) -> String {
    let all = [
        texts(&app_password.scope.services),
        texts(&app_password.scope.networks),
    ]
    .concat();
    if all.is_empty() {
        "-".to_owned()
    } else {
        all.join(", ")
    }
}
