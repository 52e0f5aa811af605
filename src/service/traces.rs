//! What a refused log-in leaves in the audit trail. It counts nothing, so it is written once the answer
//! was given: the time that an answer takes mustn't tell whether the account exists.

use super::attempts::is_recorded;
use super::{Actor, Result, Service};
use crate::domain::audit::Record;
use crate::domain::permission::Action;
use crate::store::Outcome::Commit;
use crate::store::Tx;

/// A refusal that is still to be recorded.
pub struct Trace {
    pub(super) actor: Actor,
    pub(super) record: Record,
}

impl Trace {
    fn is_recorded(&self, tx: &Tx<'_>) -> Result<bool> {
        let Record {
            event,
            account,
            source,
            ..
        } = &self.record;
        let id = account.as_ref().map(|(id, _)| *id);
        is_recorded(tx, &self.actor, *event, id, None, source)
    }
}

impl Service {
    /// Records refusals, except those of which enough are recorded. It writes as much if none is
    /// recorded: refusals of unknown names are one entry a minute, and the next client must not wait
    /// for a known name longer than for an unknown one.
    pub fn leave(&mut self, traces: &[Trace]) -> Result<()> {
        let Some(first) = traces.first() else {
            return Ok(());
        };
        self.change(&first.actor, Action::VerifyAppPassword, |tx, _| {
            for trace in traces {
                if !trace.is_recorded(tx)? {
                    tx.record(trace.actor.who(), &trace.record)?;
                }
            }
            tx.write_as_if_recorded()?;
            Ok(Commit(()))
        })
    }

    /// Records a refusal at once, unless enough are recorded.
    pub(super) fn leave_now(&mut self, trace: Trace) -> Result<()> {
        let action = Action::VerifyAppPassword;
        if self.look(&trace.actor, action, |tx, _| trace.is_recorded(tx))? {
            return Ok(());
        }
        self.leave(&[trace])
    }
}
