//! Where people's requests are made, whichever way they go.

use std::cell::RefCell;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Actor;
use super::actor::Acting;
use super::client::Client;
use super::request::{Password, Request};
use crate::domain::account::Account;
use crate::domain::names::AccountName;
use crate::domain::role::Role;
use crate::service::{NewAccount, NewPassword, Requester, Result, Service};

pub struct Desk {
    pub(super) way: Way,
    /// The role of an operator that this user has here.
    role: Role,
}

pub enum Way {
    Here(Box<RefCell<Service>>),
    There(Client),
}

/// As what the daemon sees a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WhoAmI {
    pub uid: u32,
    pub role: Role,
    /// Where the store is.
    pub store: String,
    /// The version of the daemon.
    pub version: String,
    /// Whether a sign-in is kept for this terminal session.
    pub keeps_sign_ins: bool,
}

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Desk {
    /// On a store that this process opened: who can do that may do everything.
    pub fn here(service: Service) -> Self {
        Self {
            way: Way::Here(Box::new(RefCell::new(service))),
            role: Role::Owner,
        }
    }

    /// Through the socket at this path, which root, this user or this other one must have made.
    pub fn there(socket: &Path, or_user: Option<u32>) -> Result<(Self, WhoAmI)> {
        let client = Client::connect(socket, or_user)?;
        let seen: WhoAmI = client.ask(&Request::WhoAmI)?;
        let desk = Self {
            way: Way::There(client),
            role: seen.role,
        };
        Ok((desk, seen))
    }

    pub fn is_here(&self) -> bool {
        matches!(self.way, Way::Here(_))
    }

    /// The operator that this user may be.
    pub fn operator(&self, requester: &Requester) -> Actor {
        match &self.way {
            Way::Here(service) => Actor::here(service.borrow().admin(requester)),
            Way::There(_) => Actor::there(Acting::Operator, self.role),
        }
    }

    pub fn role(&self) -> Role {
        self.role
    }

    /// Says that everything that was made so far has arrived.
    pub fn delivered(&self) -> Result<()> {
        match &self.way {
            Way::Here(_) => Ok(()),
            Way::There(client) => client.ask(&Request::Delivered),
        }
    }

    pub fn only_account(&self, requester: &Requester) -> Result<AccountName> {
        match &self.way {
            Way::Here(service) => service.borrow().only_account(requester),
            Way::There(client) => client.ask(&Request::OnlyAccount),
        }
    }

    pub fn add_account(&self, actor: &Actor, new: &NewAccount<'_>) -> Result<Account> {
        match &self.way {
            Way::Here(service) => service.borrow_mut().add_account(actor.in_process()?, new),
            Way::There(client) => client.ask(&Request::AddAccount(actor.acting()?, new.into())),
        }
    }

    pub fn set_password(
        &self,
        actor: &Actor,
        name: &AccountName,
        new: &NewPassword,
        replaces_external: bool,
    ) -> Result<usize> {
        match &self.way {
            Way::Here(service) => {
                service
                    .borrow_mut()
                    .set_password(actor.in_process()?, name, new, replaces_external)
            }
            Way::There(client) => {
                let new = Password::from(new);
                let acting = actor.acting()?;
                client.ask(&Request::SetPassword(
                    acting,
                    name.clone(),
                    new,
                    replaces_external,
                ))
            }
        }
    }
}
