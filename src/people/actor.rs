//! Who acts, as the one who asks knows it. Through the socket that is a claim, which the daemon checks.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::account::AccountId;
use crate::domain::role::Role;
use crate::service::{self, Result, ServiceError};

/// As what a request through the socket is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acting {
    /// In the role that the user's groups give.
    Operator,
    /// As the holder of an account that this connection, or the terminal session, is signed in to.
    Holder(AccountId),
}

#[derive(Debug, Clone)]
pub struct Actor(Known);

#[derive(Debug, Clone)]
enum Known {
    Here(service::Actor),
    There(Acting, Role),
}

impl Actor {
    pub(super) fn here(actor: service::Actor) -> Self {
        Self(Known::Here(actor))
    }

    pub(super) fn there(acting: Acting, role: Role) -> Self {
        Self(Known::There(acting, role))
    }

    /// Returns the same actor at another time. The daemon has its own clock.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        match &self.0 {
            Known::Here(actor) => Self::here(actor.at(now)),
            Known::There(..) => self.clone(),
        }
    }

    pub fn role(&self) -> Role {
        match &self.0 {
            Known::Here(actor) => actor.role(),
            Known::There(_, role) => *role,
        }
    }

    pub(super) fn in_process(&self) -> Result<&service::Actor> {
        match &self.0 {
            Known::Here(actor) => Ok(actor),
            Known::There(..) => Err(ServiceError::conflict()),
        }
    }

    pub(super) fn acting(&self) -> Result<Acting> {
        match &self.0 {
            Known::There(acting, _) => Ok(*acting),
            Known::Here(_) => Err(ServiceError::conflict()),
        }
    }
}
