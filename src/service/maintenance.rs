//! Creating, opening, inspecting and checking a store.

use std::path::PathBuf;

use super::{Actor, Requester, Result, Service};
use crate::crypto::random::Random;
use crate::domain::permission::Action;
use crate::domain::role::Role;
use crate::store::{Checked, CheckedLog, Head, Location, LogFault, Store, StoreInfo};

impl Service {
    /// Creates a store, and its key file if it doesn't exist.
    pub fn create(location: &Location, requester: &Requester, random: &Random) -> Result<Self> {
        let who = Actor::operator(requester, Role::Owner);
        Ok(Self::new(
            Store::create(location, who.who(), random)?,
            random,
        ))
    }

    pub fn open(location: &Location, random: &Random) -> Result<Self> {
        Ok(Self::new(Store::open(location, random)?, random))
    }

    /// As `open`, for a store that may be older than its head.
    pub fn open_to_examine(location: &Location, random: &Random) -> Result<Self> {
        Ok(Self::new(Store::open_to_examine(location, random)?, random))
    }

    /// Grants the role of the store's owner. A process that could open the store and its key file may do
    /// everything anyway.
    pub fn admin(&self, requester: &Requester) -> Actor {
        Actor::operator(requester, Role::Owner)
    }

    /// Returns where the store is, in words.
    pub fn place(&self) -> String {
        self.location().store.display().to_string()
    }

    /// Returns where the store is, and what it contains.
    pub fn info(&self, actor: &Actor) -> Result<(Location, StoreInfo)> {
        let store = self.whole_store(actor, Action::SeeStore)?;
        Ok((store.location().clone(), store.info(actor.now())?))
    }

    /// Checks everything. Each fault is passed on as a sentence.
    pub fn check(&self, actor: &Actor, fault: impl FnMut(String)) -> Result<Checked> {
        let store = self.whole_store(actor, Action::SeeStore)?;
        Ok(store.check(fault)?)
    }

    /// Accepts the store as it is, though its head says otherwise. Returns whether there was something
    /// to accept.
    pub fn accept_head(&mut self, actor: &Actor) -> Result<bool> {
        let store = self.whole_store_mut(actor, Action::RepairStore)?;
        Ok(store.accept_head(actor.who())?)
    }

    /// Removes damaged rows where people can set up again what they stood for. Returns how many there
    /// were.
    pub fn remove_damaged(&mut self, actor: &Actor) -> Result<u64> {
        let store = self.whole_store_mut(actor, Action::RepairStore)?;
        Ok(store.remove_damaged(actor.who())?)
    }

    /// Gives the store a new key. Returns where the old key file is kept.
    pub fn rekey(&mut self, actor: &Actor) -> Result<PathBuf> {
        let store = self.whole_store_mut(actor, Action::RekeyStore)?;
        Ok(store.rekey(actor.who())?)
    }

    /// Checks the audit trail, and looks for an entry that was noted elsewhere.
    pub fn check_log(
        &self,
        actor: &Actor,
        expected: Option<Head>,
        fault: impl FnMut(LogFault),
    ) -> Result<CheckedLog> {
        let store = self.whole_store(actor, Action::SeeLog)?;
        Ok(store.check_log(expected, fault)?)
    }
}
