//! Rotation: a new secret takes the place of an old one, which may be accepted a while longer. It
//! has two steps, so that nothing is lost when the new one can't be handed over in between.

use jiff::Timestamp;
use serde_json::json;

use super::app_passwords::{NewAppPassword, Prepared, about, bury, live, prune};
use super::row::{find, seconds, write_one};
use super::transaction::Change;
use super::{Result, Store, StoreError, accounts, policy};
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::AccountId;
use crate::domain::app_password::{AppPassword, State, choose_current};
use crate::domain::audit::{Act, Event};
use crate::domain::period::Period;

/// How long the old one is accepted while the new one is handed over.
const HANDING_OVER: Period = Period::from_seconds(60);

/// A new app password, and the old one as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    pub new: AppPassword,
    old: AppPassword,
    /// Until when the old one is accepted beside the new one; none where it ends with the handing
    /// over.
    pub old_until: Option<Timestamp>,
}

impl Store {
    /// A new secret under the same name and settings. The old one is accepted for the overlap, or
    /// until `end_rotation`.
    pub fn rotate_app_password(
        &mut self,
        act: &Act,
        account: AccountId,
        typed: &str,
        overlap: Option<Period>,
        secret: &AppPasswordText,
    ) -> Result<Rotated> {
        let account = accounts::by_id(&self.connection, account)?;
        let all = live(&self.connection, account.id)?;
        let old = choose_current(&all, typed)?;
        let salt = self.salt_for_new(act, account.id)?;
        let settings = NewAppPassword {
            name: old.name.clone(),
            note: old.note.clone(),
            scope: old.scope.clone(),
            // As long as the old one was made to last.
            expires_at: old.expires_at.map(|end| {
                let length = end.duration_since(old.created_at);
                act.at.saturating_add(length).unwrap_or(Timestamp::MAX)
            }),
            secret,
        };
        let mut new = Prepared::new(account.id, &settings, &salt, act.at, &self.vault.random)?;
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account.id)?;
            let all = live(&change.transaction, account.id)?;
            // It may have been deleted, rotated or renamed meanwhile.
            let old = all
                .iter()
                .find(|one| one.id == old.id && !one.replaced)
                .ok_or(StoreError::Meanwhile)?;
            new.row.name = old.name.clone();
            let policy = policy::read(&change.transaction)?;
            // It takes the old one's place, so that the limit has no say.
            account.may_create_app_password(&policy, 0)?;
            // Never longer than it would have been accepted anyway.
            let end = overlap.unwrap_or(HANDING_OVER).after(act.at);
            let end = old.ends_at(&policy).map_or(end, |own| own.min(end));
            write_one(
                &change.transaction,
                "UPDATE app_password SET replaced = 1, expires_at = ?
                 WHERE id = ? AND deleted_at IS NULL",
                (seconds(end), &old.id),
            )?;
            new.write(change)?;
            let over = old.state(&policy, act.at) == State::Expired;
            let old_until = overlap.filter(|_| !over).map(|_| end);
            let detail = json!({
                "id": new.row.id,
                "replaces": old.id,
                "old_until": old_until.map(|end| end.to_string()),
            });
            change.record(&about(Event::AppPasswordRotated, &account, &new.row).detail(detail))?;
            Ok(Rotated {
                new: new.row,
                old: old.clone(),
                old_until,
            })
        })
    }

    /// The new one was handed over: without an overlap the old one ends here, and in any case those
    /// before it do, since there is one overlap at a time.
    pub fn end_rotation(&mut self, act: &Act, rotated: &Rotated) -> Result<()> {
        let (old, new) = (&rotated.old, &rotated.new);
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, old.account)?;
            for one in live(&change.transaction, account.id)? {
                // The new one, where it was rotated again meanwhile, is another rotation's affair.
                let is_ours = one.replaced && one.id != new.id && one.name.key() == old.name.key();
                let goes_on = one.id == old.id && rotated.old_until.is_some();
                if is_ours && !goes_on {
                    bury(change, &one)?;
                }
            }
            prune(change, &account)
        })
    }

    /// Nobody got the new one: the old one is what it was.
    pub fn undo_rotation(&mut self, act: &Act, rotated: &Rotated) -> Result<()> {
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, rotated.new.account)?;
            if !is_live(change, &rotated.old)? || !is_live(change, &rotated.new)? {
                return Err(StoreError::Meanwhile);
            }
            bury(change, &rotated.new)?;
            write_one(
                &change.transaction,
                "UPDATE app_password SET replaced = 0, expires_at = ? WHERE id = ?",
                (rotated.old.expires_at.map(seconds), &rotated.old.id),
            )?;
            let detail = json!({ "id": rotated.old.id, "undone": true });
            change.record(&about(Event::AppPasswordRotated, &account, &rotated.old).detail(detail))
        })
    }
}

fn is_live(change: &Change<'_>, one: &AppPassword) -> Result<bool> {
    let sql = "SELECT 1 FROM app_password WHERE id = ? AND deleted_at IS NULL";
    Ok(find(&change.transaction, sql, [&one.id], |_| Ok(()))?.is_some())
}
