//! Proofs, and other things that aren't handed out. In this process they are themselves; the daemon keeps
//! its own, and names each by a number that is worth something on one connection only.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::app_password::AppPassword;
use crate::domain::contact::Contact;
use crate::domain::method::Addable;
use crate::service::{self, Result, ServiceError};

/// Names something that the daemon keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number(u64);

pub enum Kept<T> {
    Here(T),
    There(Number),
}

impl<T> Kept<T> {
    pub fn here(&self) -> Result<&T> {
        match self {
            Self::Here(thing) => Ok(thing),
            Self::There(_) => Err(ServiceError::conflict()),
        }
    }

    pub fn into_here(self) -> Result<T> {
        match self {
            Self::Here(thing) => Ok(thing),
            Self::There(_) => Err(ServiceError::conflict()),
        }
    }

    pub fn number(&self) -> Result<Number> {
        match self {
            Self::There(number) => Ok(*number),
            Self::Here(_) => Err(ServiceError::conflict()),
        }
    }
}

/// How many things of a kind are kept for a connection. Of more, the oldest goes.
const MOST: usize = 16;

/// What the daemon keeps of a kind, for one connection.
pub struct Shelf<T> {
    last: u64,
    things: BTreeMap<Number, T>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            last: 0,
            things: BTreeMap::new(),
        }
    }
}

impl<T> Shelf<T> {
    pub fn put(&mut self, thing: T) -> Number {
        if self.things.len() >= MOST {
            self.things.pop_first();
        }
        self.last += 1;
        self.things.insert(Number(self.last), thing);
        Number(self.last)
    }

    pub fn get(&self, number: Number) -> Result<&T> {
        self.things.get(&number).ok_or_else(ServiceError::conflict)
    }

    pub fn take(&mut self, number: Number) -> Result<T> {
        self.things
            .remove(&number)
            .ok_or_else(ServiceError::conflict)
    }

    pub fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<Number> {
        let mut things = self.things.iter();
        let found = things.find(|(_, thing)| is_it(thing));
        found.map(|(number, _)| *number)
    }

    pub fn is_full(&self) -> bool {
        self.things.len() >= MOST
    }

    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    pub fn into_things(self) -> impl Iterator<Item = T> {
        self.things.into_values()
    }
}

pub struct PasswordProven {
    pub(super) account: Account,
    pub(super) kept: Kept<service::PasswordProven>,
}

impl PasswordProven {
    pub fn account(&self) -> &Account {
        &self.account
    }
}

pub struct FactorProven(pub(super) Kept<service::FactorProven>);

pub struct CodeRequest {
    pub(super) contact: Contact,
    pub(super) kept: Kept<service::CodeRequest>,
}

impl CodeRequest {
    pub fn contact(&self) -> &Contact {
        &self.contact
    }
}

pub struct ContactProven {
    pub(super) contact: Contact,
    pub(super) kept: Kept<service::ContactProven>,
}

impl ContactProven {
    pub fn contact(&self) -> &Contact {
        &self.contact
    }
}

pub struct AuthenticatorProven(pub(super) Kept<service::AuthenticatorProven>);

/// A new method that its holder has proved.
pub enum MethodProven {
    Authenticator(AuthenticatorProven),
    Contact(ContactProven),
}

impl MethodProven {
    pub fn method(&self) -> Addable {
        match self {
            Self::Authenticator(_) => Addable::Authenticator,
            Self::Contact(proven) => Addable::Contact(proven.contact.kind()),
        }
    }
}

/// An app password that has another one's place.
pub struct Rotated {
    pub new: AppPassword,
    pub old_until: Option<Timestamp>,
    pub(super) kept: Kept<service::Rotated>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_gone_and_the_oldest_makes_room() {
        let mut shelf = Shelf::default();
        let first = shelf.put("first");
        assert_eq!(*shelf.get(first).unwrap(), "first");
        assert_eq!(shelf.take(first).unwrap(), "first");
        assert!(shelf.get(first).is_err() && shelf.take(first).is_err());
        let numbers: Vec<_> = (0..=MOST).map(|_| shelf.put("more")).collect();
        assert!(!numbers.contains(&first));
        assert!(shelf.get(numbers[0]).is_err());
        assert!(shelf.get(numbers[1]).is_ok());
    }
}
