//! Former app passwords of an account that no longer takes them.

use super::super::verification::Decision;
use super::super::{Actor, Result, Service, ServiceError};
use super::LogIn;
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::Account;
use crate::domain::app_password::looks_generated;
use crate::domain::permission::Action;

impl Service {
    /// Decides if a former app password was typed for an account that no longer takes them. A device
    /// that keeps trying it isn't guessing the account's own password.
    pub(super) fn as_former_app_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<Option<Decision>> {
        let typed = log_in.app_password();
        if !self.may_be_former(actor, &typed, account)? {
            return Ok(None);
        }
        let request = log_in.request(&typed);
        let Some(hashes) = self.hash_typed(actor, &request)? else {
            return Err(ServiceError::conflict());
        };
        let decision = self.decide_only(actor, &request, &hashes)?;
        let is_one = decision.verification.app_password.is_some();
        Ok(is_one.then_some(decision))
    }

    /// Costs what looking for a former app password of this account costs.
    pub(super) fn hash_like_a_former_one(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        like: Option<&Account>,
    ) -> Result<()> {
        let typed = log_in.app_password();
        if let Some(like) = like
            && self.may_be_former(actor, &typed, like)?
        {
            self.hash_typed(actor, &log_in.request(&typed))?;
        }
        Ok(())
    }

    fn may_be_former(
        &self,
        actor: &Actor,
        typed: &AppPasswordText,
        account: &Account,
    ) -> Result<bool> {
        if !looks_generated(typed.expose()) {
            return Ok(false);
        }
        self.look(actor, Action::FindAccount, |tx, _| {
            Ok(tx.has_app_password_rows(account.id)?)
        })
    }
}
