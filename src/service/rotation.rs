//! Rotation: a new secret takes the place of an old one, which may be accepted a while longer. It
//! has two steps, so that nothing is lost if the new secret can't be delivered in between.

use jiff::Timestamp;
use serde_json::json;

use super::app_passwords::{NewAppPassword, Prepared, about, forget_old_tombstones};
use super::{Actor, Result, Service, ServiceError};
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::AccountId;
use crate::domain::app_password::{AppPassword, LONGEST_OVERLAP, State, choose_current};
use crate::domain::audit::Event;
use crate::domain::period::Period;
use crate::domain::permission::Action;
use crate::store::Outcome::Commit;
use crate::store::Tx;

/// How long the old one is accepted while the new one is delivered.
const DELIVERY: Period = Period::from_seconds(60);

/// A new app password, and the old one before the rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    pub new: AppPassword,
    old: AppPassword,
    /// Until when the old one is accepted beside the new one. `None` if it ends with the delivery.
    pub old_until: Option<Timestamp>,
}

impl Service {
    /// The app password that a word means, if the actor may rotate it.
    pub fn app_password_to_rotate(
        &self,
        actor: &Actor,
        account: AccountId,
        typed: &str,
    ) -> Result<AppPassword> {
        let all = self.look_at(actor, Action::RotateAppPassword, account, |tx, _, _| {
            Ok(tx.app_passwords(account)?)
        })?;
        Ok(choose_current(&all, typed)?.clone())
    }

    /// Makes a new secret under the same name and settings. The old one is accepted for the
    /// overlap, or until `end_rotation`.
    pub fn rotate_app_password(
        &mut self,
        actor: &Actor,
        old: &AppPassword,
        overlap: Option<Period>,
        secret: &AppPasswordText,
    ) -> Result<Rotated> {
        let (action, account) = (Action::RotateAppPassword, old.account);
        if overlap.is_some_and(|overlap| overlap > LONGEST_OVERLAP) {
            return Err(ServiceError::conflict());
        }
        let salt = self.salt_for_new(actor, action, account)?;
        let settings = NewAppPassword {
            name: old.name.clone(),
            note: old.note.clone(),
            scope: old.scope.clone(),
            // The same lifetime as the old one's.
            expires_at: old.expires_at.map(|end| {
                let length = end.duration_since(old.created_at);
                actor.now().saturating_add(length).unwrap_or(Timestamp::MAX)
            }),
            secret,
        };
        let mut new = Prepared::new(account, &settings, &salt, actor.now(), &self.random)?;
        self.change_of(actor, action, account, |tx, account, policy| {
            let all = tx.app_passwords(account.id)?;
            // It may have been deleted, rotated or renamed in the meantime.
            let old = all
                .iter()
                .find(|one| one.id == old.id && !one.replaced)
                .ok_or_else(ServiceError::conflict)?;
            new.row.name = old.name.clone();
            // Never longer than it would have been accepted anyway.
            let end = overlap.unwrap_or(DELIVERY).after(actor.now());
            let end = old.ends_at(&policy).map_or(end, |own| own.min(end));
            tx.save_app_password(&AppPassword {
                replaced: true,
                expires_at: Some(end),
                ..old.clone()
            })?;
            new.write(tx)?;
            let is_over = old.state(&policy, actor.now()) == State::Expired;
            let old_until = overlap.filter(|_| !is_over).map(|_| end);
            let detail = json!({
                "id": new.row.id,
                "replaces": old.id,
                "old_until": old_until.map(|end| end.to_string()),
            });
            let record = about(Event::AppPasswordRotated, &account, &new.row).detail(detail);
            tx.record(actor.who(), &record)?;
            Ok(Commit(Rotated {
                new: new.row.clone(),
                old: old.clone(),
                old_until,
            }))
        })
    }

    /// Ends the rotation after the new one was delivered. Without an overlap the old one stops working
    /// now. Any older ones do in any case, since only one overlap is allowed at a time.
    pub fn end_rotation(&mut self, actor: &Actor, rotated: &Rotated) -> Result<()> {
        let (old, new) = (&rotated.old, &rotated.new);
        let action = Action::SettleDelivery;
        self.change_of(actor, action, old.account, |tx, account, _| {
            for one in tx.app_passwords(account.id)? {
                // If the new one was rotated again meanwhile, that rotation ends it.
                let is_ours = one.replaced && one.id != new.id && one.name.key() == old.name.key();
                let goes_on = one.id == old.id && rotated.old_until.is_some();
                if is_ours && !goes_on {
                    tx.bury_app_password(&one, actor.now())?;
                }
            }
            forget_old_tombstones(tx, actor, &account)?;
            Ok(Commit(()))
        })
    }

    /// Undoes the rotation if the new one couldn't be delivered. The old one is restored.
    pub fn undo_rotation(&mut self, actor: &Actor, rotated: &Rotated) -> Result<()> {
        let action = Action::SettleDelivery;
        self.change_of(actor, action, rotated.new.account, |tx, account, _| {
            let old = live(tx, &rotated.old)?;
            let new = live(tx, &rotated.new)?;
            tx.bury_app_password(&new, actor.now())?;
            tx.save_app_password(&AppPassword {
                replaced: false,
                expires_at: rotated.old.expires_at,
                ..old
            })?;
            let detail = json!({ "id": rotated.old.id, "undone": true });
            let record = about(Event::AppPasswordRotated, &account, &rotated.old);
            tx.record(actor.who(), &record.detail(detail))?;
            Ok(Commit(()))
        })
    }
}

/// The app password as it is now, if it isn't deleted.
fn live(tx: &Tx<'_>, one: &AppPassword) -> Result<AppPassword> {
    let all = tx.app_passwords(one.account)?;
    all.into_iter()
        .find(|other| other.id == one.id)
        .ok_or_else(ServiceError::conflict)
}
