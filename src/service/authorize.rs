//! The only door to the store. Every use case names its actor, its action and its account here
//! before it sees a row, and the store is in reach of nothing else.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::external_checks::ExternalChecks;
use super::{Actor, Result, ServiceError};
use crate::crypto::argon2id::Hasher;
use crate::crypto::random::Random;
use crate::domain::account::{Account, AccountId};
use crate::domain::escape::quoted;
use crate::domain::names::AccountName;
use crate::domain::permission::{Action, permit};
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;
use crate::domain::similar::Similar;
use crate::store::{self, Location, Store, Tx};

/// A store that is open for use.
pub struct Service {
    store: Store,
    pub(super) hasher: Hasher,
    pub(super) external_checks: ExternalChecks,
    pub(super) random: Random,
}

/// How a change ends that did not fail.
pub(super) type Outcome<T> = store::Outcome<T, ServiceError>;

/// The account that an action is on.
#[derive(Clone, Copy)]
pub(super) enum On<'a> {
    Id(AccountId),
    Name(&'a AccountName),
}

impl From<AccountId> for On<'_> {
    fn from(id: AccountId) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<&'a AccountName> for On<'a> {
    fn from(name: &'a AccountName) -> Self {
        Self::Name(name)
    }
}

/// Returns the policy if this actor may do this, to this account as it is now.
pub(super) fn authorize(
    tx: &Tx<'_>,
    actor: &Actor,
    action: Action,
    account: Option<&Account>,
) -> Result<Policy> {
    let policy = tx.policy()?;
    // What never arrived is taken back, whatever became of the holder's sign-in meanwhile.
    if action != Action::SettleDelivery
        && let (Role::Holder, Some(account)) = (actor.role(), account)
    {
        let holds = |signed_in| crate::domain::sign_in::SignedIn::holds_for(signed_in, account);
        if !actor.signed_in().is_some_and(holds) {
            return Err(Refusal::NotSignedIn.into());
        }
    }
    permit(actor.role(), action, account, &policy)?;
    Ok(policy)
}

fn found(tx: &Tx<'_>, actor: &Actor, action: Action, on: On<'_>) -> Result<Account> {
    if actor.role() == Role::User {
        // Hears nothing of accounts, not even whether one has this name.
        permit(Role::User, action, None, &Policy::default())?;
    }
    match on {
        // It existed when the command began.
        On::Id(id) => tx.account(id)?.ok_or_else(ServiceError::conflict),
        On::Name(name) => tx.account_named(name)?.ok_or_else(|| match actor.role() {
            // Hears the same as of accounts that are others'.
            Role::Holder => Refusal::NotSignedIn.into(),
            _ => no_account(tx, actor, name),
        }),
    }
}

/// How many accounts are looked through for a name: a script that asks whether an account exists
/// shouldn't wait, however many there are.
const CONSIDERED: u32 = 10_000;

/// The error for a name that no account has. Only an actor who may list accounts hears of another.
pub(super) fn no_account(tx: &Tx<'_>, actor: &Actor, name: &AccountName) -> ServiceError {
    let mut similar = Similar::to(name.key());
    if authorize(tx, actor, Action::ListAccounts, None).is_ok() {
        // The error is right without it.
        let _ = tx.each_account_name(CONSIDERED, |key, name| similar.consider(key, name));
    }
    ServiceError::NoAccount {
        name: quoted(name.as_str()),
        similar: similar.found(),
    }
}

impl Service {
    pub(super) fn new(store: Store, random: &Random) -> Self {
        Self {
            store,
            hasher: Hasher::default(),
            external_checks: ExternalChecks::default(),
            random: random.clone(),
        }
    }

    /// Reads something of the whole store.
    pub(super) fn look<T>(
        &self,
        actor: &Actor,
        action: Action,
        work: impl FnMut(&Tx<'_>, Policy) -> Result<T>,
    ) -> Result<T> {
        self.look_foreseeing(actor, action, |_| {}, work)
    }

    /// As `look`, where it is known from the start what will be read.
    pub(super) fn look_foreseeing<T>(
        &self,
        actor: &Actor,
        action: Action,
        foresee: impl Fn(&Tx<'_>),
        mut work: impl FnMut(&Tx<'_>, Policy) -> Result<T>,
    ) -> Result<T> {
        self.store.read(|tx| {
            foresee(tx);
            let policy = authorize(tx, actor, action, None)?;
            work(tx, policy)
        })
    }

    /// Asks one question about the whole store, by the policy as it was. The answer tells whether it still is.
    pub(super) fn look_again<T>(
        &self,
        actor: &Actor,
        action: Action,
        policy: &Policy,
        work: impl FnMut(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        permit(actor.role(), action, None, policy)?;
        self.store.read_once(work)
    }

    /// Reads something of an account.
    pub(super) fn look_at<'a, T>(
        &self,
        actor: &Actor,
        action: Action,
        on: impl Into<On<'a>>,
        mut work: impl FnMut(&Tx<'_>, Account, Policy) -> Result<T>,
    ) -> Result<T> {
        let on = on.into();
        self.store.read(|tx| {
            tx.foresee_policy();
            let account = found(tx, actor, action, on)?;
            let policy = authorize(tx, actor, action, Some(&account))?;
            work(tx, account, policy)
        })
    }

    /// Changes something of the whole store, durably once this returns.
    pub(super) fn change<T>(
        &mut self,
        actor: &Actor,
        action: Action,
        mut work: impl FnMut(&mut Tx<'_>, Policy) -> Result<Outcome<T>>,
    ) -> Result<T> {
        self.store.write(|tx| {
            let policy = authorize(tx, actor, action, None)?;
            work(tx, policy)
        })
    }

    /// Writes down something of an action that was permitted just now: what decides nothing and adds no entry
    /// to the audit trail. It may be lost with the machine's power.
    pub(super) fn note<T>(
        &mut self,
        actor: &Actor,
        action: Action,
        work: impl FnMut(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        permit(actor.role(), action, None, &Policy::default())?;
        self.store.note(work)
    }

    /// Changes something of an account, durably once this returns.
    pub(super) fn change_of<'a, T>(
        &mut self,
        actor: &Actor,
        action: Action,
        on: impl Into<On<'a>>,
        mut work: impl FnMut(&mut Tx<'_>, Account, Policy) -> Result<Outcome<T>>,
    ) -> Result<T> {
        let on = on.into();
        self.store.write(|tx| {
            tx.foresee_policy();
            let account = found(tx, actor, action, on)?;
            let policy = authorize(tx, actor, action, Some(&account))?;
            work(tx, account, policy)
        })
    }

    /// The store itself, for what looks at all of it.
    pub(super) fn whole_store(&self, actor: &Actor, action: Action) -> Result<&Store> {
        // Whatever the policy says, and even if it is damaged.
        permit(actor.role(), action, None, &Policy::default())?;
        Ok(&self.store)
    }

    /// The store itself, for what changes all of it.
    pub(super) fn whole_store_mut(&mut self, actor: &Actor, action: Action) -> Result<&mut Store> {
        self.whole_store(actor, action)?;
        Ok(&mut self.store)
    }

    /// Gives back the memory that hashes were computed in.
    pub fn rest(&mut self) {
        self.hasher = Hasher::default();
    }

    /// Has external passwords checked within this limit, which others share.
    #[must_use]
    pub fn limiting(mut self, external_checks: &ExternalChecks) -> Self {
        self.external_checks = external_checks.clone();
        self
    }

    pub(super) fn location(&self) -> &Location {
        self.store.location()
    }

    /// Has it noted here when mails to holders are written.
    #[must_use]
    pub fn noting_notices_in(mut self, leaves_notices: &Arc<AtomicBool>) -> Self {
        self.store.note_notices_in(leaves_notices);
        self
    }

    /// Returns whether the file that is open still has its name.
    pub fn is_in_place(&self) -> bool {
        self.store.is_in_place()
    }
}
