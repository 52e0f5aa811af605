//! Former app passwords of an account that no longer takes them.

use super::super::verification::Decision;
use super::super::{Actor, Result, Service};
use super::{Asked, LogIn};
use crate::domain::app_password::looks_generated;

impl Service {
    /// Decides if a former app password was typed for an account that no longer takes them. A device
    /// that keeps trying it isn't guessing the account's own password.
    pub(super) fn as_former_app_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        asked: &Asked,
    ) -> Result<Option<Decision>> {
        let typed = log_in.app_password();
        if asked.salts.is_empty() || !looks_generated(typed.expose()) {
            return Ok(None);
        }
        let hashes = asked.hashes(self.hash_with_each(&asked.salts, &typed)?);
        let decision = self.decide_only(actor, &log_in.request(&typed), &hashes);
        if !asked.is_known {
            return Ok(None);
        }
        let decision = decision?;
        let is_one = decision.verification.app_password.is_some();
        Ok(is_one.then_some(decision))
    }
}
