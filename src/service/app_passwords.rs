//! App passwords: listing, creating, renaming and deleting them.

use jiff::Timestamp;
use serde_json::json;

use super::generated::verifier;
use super::{Actor, Result, Service, ServiceError};
use crate::crypto::random::Random;
use crate::crypto::secret::AppPasswordText;
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::{AppPassword, choose_current};
use crate::domain::audit::{Event, Record};
use crate::domain::names::AppName;
use crate::domain::permission::{Action, permit, refuse_at_limit};
use crate::domain::policy::Policy;
use crate::domain::scope::Scope;
use crate::store::Outcome::Commit;
use crate::store::{SaltRow, Tx};

/// How many deleted app passwords of an account are remembered.
const TOMBSTONES: u32 = 100;

/// An app password to be created.
pub struct NewAppPassword<'a> {
    pub name: AppName,
    pub note: Option<String>,
    pub scope: Scope,
    pub expires_at: Option<Timestamp>,
    pub secret: &'a AppPasswordText,
}

impl<'a> NewAppPassword<'a> {
    /// One without limits: for any service, from anywhere, without an expiry.
    pub fn unlimited(name: AppName, secret: &'a AppPasswordText) -> Self {
        Self {
            name,
            note: None,
            scope: Scope::default(),
            expires_at: None,
            secret,
        }
    }
}

/// An app password, hashed and ready to be written.
pub(super) struct Prepared {
    pub row: AppPassword,
    salt_id: i64,
    verifier: Verifier,
}

impl Prepared {
    pub fn new(
        account: AccountId,
        new: &NewAppPassword<'_>,
        salt: &SaltRow,
        now: Timestamp,
        random: &Random,
    ) -> Result<Self> {
        let id = random.id();
        let verifier = verifier(new.secret.expose(), Purpose::AppPassword, &id, salt)?;
        let row = AppPassword {
            id,
            account,
            name: new.name.clone(),
            note: new.note.clone(),
            scope: new.scope.clone(),
            created_at: now,
            expires_at: new.expires_at,
            last_use: None,
            replaced: false,
            deleted_at: None,
            damaged: false,
        };
        Ok(Self {
            row,
            salt_id: salt.id,
            verifier,
        })
    }

    /// Creates it, if the account, the policy, the limit and the name allow it now.
    pub fn create(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        account: &Account,
        policy: &Policy,
    ) -> Result<()> {
        permit(
            actor.role(),
            Action::CreateAppPassword,
            Some(account),
            policy,
        )?;
        bury_ended(tx, actor, account)?;
        refuse_at_limit(policy, tx.count_app_passwords(account.id)?)?;
        refuse_taken(tx, account.id, &self.row.name, None)?;
        self.write(tx)?;
        let texts = |all: Vec<String>| json!(all);
        let detail = json!({
            "id": self.row.id,
            "expires_at": self.row.expires_at.map(|at| at.to_string()),
            "services": texts(self.row.scope.services.iter().map(ToString::to_string).collect()),
            "networks": texts(self.row.scope.networks.iter().map(ToString::to_string).collect()),
        });
        let record = about(Event::AppPasswordCreated, account, &self.row).detail(detail);
        Ok(tx.record(actor.who(), &record)?)
    }

    /// Writes it without checking anything.
    pub fn write(&self, tx: &mut Tx<'_>) -> Result<()> {
        Ok(tx.insert_app_password(&self.row, self.salt_id, &self.verifier)?)
    }
}

impl Service {
    /// Creates these, all or none.
    pub fn create_app_passwords(
        &mut self,
        actor: &Actor,
        account: AccountId,
        new: &[NewAppPassword<'_>],
    ) -> Result<Vec<AppPassword>> {
        let action = Action::CreateAppPassword;
        // Checked first too, so that a refusal costs no hash.
        self.look_at(actor, action, account, |tx, _, policy| {
            let new = u32::try_from(new.len()).unwrap_or(u32::MAX);
            let there = tx.count_app_passwords(account)?;
            let before_the_last = there.saturating_add(new.saturating_sub(1));
            // Of several, the first that doesn't fit is refused as it would be alone.
            let before_it = before_the_last.min(policy.app_password_limit).max(there);
            Ok(refuse_at_limit(&policy, before_it)?)
        })?;
        let salt = self.salt_for_new(actor, action, account)?;
        let prepared = new
            .iter()
            .map(|one| Prepared::new(account, one, &salt, actor.now(), &self.random))
            .collect::<Result<Vec<_>>>()?;
        self.change_of(actor, action, account, |tx, account, policy| {
            for one in &prepared {
                one.create(tx, actor, &account, &policy)?;
            }
            Ok(Commit(()))
        })?;
        Ok(prepared.into_iter().map(|one| one.row).collect())
    }

    /// Refuses names that another app password of the account has.
    pub fn refuse_taken_names(
        &self,
        actor: &Actor,
        account: AccountId,
        names: &[AppName],
    ) -> Result<()> {
        self.look_at(actor, Action::SeeAccount, account, |tx, _, _| {
            names
                .iter()
                .try_for_each(|name| refuse_taken(tx, account, name, None))
        })
    }

    /// Returns the app password before and after.
    pub fn rename_app_password(
        &mut self,
        actor: &Actor,
        account: AccountId,
        typed: &str,
        new: &AppName,
    ) -> Result<(AppPassword, AppPassword)> {
        let action = Action::RenameAppPassword;
        self.change_of(actor, action, account, |tx, account, _| {
            let all = tx.app_passwords(account.id)?;
            let current = choose_current(&all, typed)?;
            refuse_taken(tx, account.id, new, Some(&current.id))?;
            if current.name.as_str() == new.as_str() {
                return Ok(Commit((current.clone(), current.clone())));
            }
            let renamed = |one: &AppPassword| AppPassword {
                name: new.clone(),
                ..one.clone()
            };
            // One that was rotated keeps the name of the one in its place.
            for one in all
                .iter()
                .filter(|one| one.name.key() == current.name.key())
            {
                tx.save_app_password(&renamed(one))?;
            }
            let after = renamed(current);
            let detail = json!({ "id": current.id, "before": current.name.as_str() });
            let record = about(Event::AppPasswordRenamed, &account, &after).detail(detail);
            tx.record(actor.who(), &record)?;
            Ok(Commit((current.clone(), after)))
        })
    }

    /// Returns whether the actor may delete the account's app passwords.
    pub fn may_delete_app_passwords(&self, actor: &Actor, account: AccountId) -> Result<()> {
        self.look_at(actor, Action::DeleteAppPassword, account, |_, _, _| Ok(()))
    }

    /// Deletes those of these ids that still exist, and returns them. What each replaced goes with
    /// it: nothing is accepted under a name that isn't listed.
    pub fn delete_app_passwords(
        &mut self,
        actor: &Actor,
        account: AccountId,
        ids: &[String],
    ) -> Result<Vec<AppPassword>> {
        self.delete_as(actor, Action::DeleteAppPassword, account, ids)
    }

    /// Removes app passwords that were just created and couldn't be delivered.
    pub fn take_back_app_passwords(
        &mut self,
        actor: &Actor,
        account: AccountId,
        ids: &[String],
    ) -> Result<Vec<AppPassword>> {
        self.delete_as(actor, Action::SettleDelivery, account, ids)
    }

    fn delete_as(
        &mut self,
        actor: &Actor,
        action: Action,
        account: AccountId,
        ids: &[String],
    ) -> Result<Vec<AppPassword>> {
        self.change_of(actor, action, account, |tx, account, _| {
            bury_ended(tx, actor, &account)?;
            let mut doomed = tx.app_passwords(account.id)?;
            let names: Vec<_> = doomed
                .iter()
                .filter(|one| !one.replaced && ids.contains(&one.id))
                .map(|one| one.name.key().to_owned())
                .collect();
            doomed.retain(|one| {
                ids.contains(&one.id) || names.iter().any(|name| name == one.name.key())
            });
            delete(tx, actor, &account, &doomed)?;
            Ok(Commit(doomed))
        })
    }
}

/// A record about an app password.
pub(super) fn about(event: Event, account: &Account, app_password: &AppPassword) -> Record {
    Record::about(event, account).subject(app_password.name.as_str())
}

/// Deletes all app passwords of an account. Returns how many counted toward the limit.
pub(super) fn delete_all(tx: &mut Tx<'_>, actor: &Actor, account: &Account) -> Result<usize> {
    let all = tx.app_passwords(account.id)?;
    delete(tx, actor, account, &all)?;
    Ok(all.iter().filter(|one| !one.replaced).count())
}

/// Deletes these, and leaves tombstones that can't verify anything.
fn delete(tx: &mut Tx<'_>, actor: &Actor, account: &Account, doomed: &[AppPassword]) -> Result<()> {
    for one in doomed {
        tx.bury_app_password(one, actor.now())?;
        let record = about(Event::AppPasswordDeleted, account, one);
        tx.record(actor.who(), &record.detail(json!({ "id": one.id })))?;
    }
    forget_old_tombstones(tx, actor, account)
}

/// Turns rotated ones into tombstones once their overlap has ended.
fn bury_ended(tx: &mut Tx<'_>, actor: &Actor, account: &Account) -> Result<()> {
    for one in tx.app_passwords(account.id)? {
        if one.replaced && one.expires_at.is_some_and(|end| end <= actor.now()) {
            tx.bury_app_password(&one, actor.now())?;
        }
    }
    forget_old_tombstones(tx, actor, account)
}

pub(super) fn forget_old_tombstones(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &Account,
) -> Result<()> {
    Ok(tx.forget_old_tombstones(account.id, TOMBSTONES, actor.now())?)
}

fn refuse_taken(
    tx: &Tx<'_>,
    account: AccountId,
    name: &AppName,
    by_other_than: Option<&str>,
) -> Result<()> {
    if tx.is_app_name_taken(account, name, by_other_than)? {
        return Err(ServiceError::AppNameTaken(name.clone()));
    }
    Ok(())
}
