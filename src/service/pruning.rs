//! Cutting off the beginning of the audit trail.

use jiff::Timestamp;

use super::{Actor, Result, Service};
use crate::domain::period::Period;
use crate::domain::permission::Action;
use crate::store::Prunable;

/// How much of the trail is always kept: what was just done can't be hidden by pruning.
const ALWAYS_KEPT: Period = Period::DAY;

impl Service {
    /// Returns the trail's entries that are older than this, and older than what is always kept.
    pub fn prunable(&self, actor: &Actor, before: Timestamp) -> Result<Prunable> {
        let store = self.whole_store(actor, Action::PruneLog)?;
        Ok(store.prunable(before.min(ALWAYS_KEPT.before(actor.now())))?)
    }

    /// Cuts these entries away, durably.
    pub fn prune(&mut self, actor: &Actor, prunable: &Prunable) -> Result<()> {
        let store = self.whole_store_mut(actor, Action::PruneLog)?;
        Ok(store.prune(actor.who(), prunable)?)
    }
}
