//! Attempts to prove something: throttled ones are refused before they are checked; failed ones are
//! counted and recorded.

use std::ops::Range;

use super::{Actor, Result, ServiceError};
use crate::domain::account::{Account, AccountId};
use crate::domain::audit::{Event, Record};
use crate::domain::permission::Action;
use crate::domain::scope::Source;
use crate::domain::throttle::Proof;
use crate::store::{Counted, Tx};

/// At most this many refusals or uses of one kind are recorded of an account in a minute.
const RECORDED_A_MINUTE: u32 = 10;

/// The kind of an attempt, its source, and the event that records a refusal.
pub(super) struct AskedAt<'a> {
    pub action: Action,
    /// What records a refusal. `None` if the caller does that once the answer was given.
    pub refusal: Option<Event>,
    pub source: &'a Source,
}

/// One attempt.
pub(super) struct Attempt<'a> {
    pub counted: Counted,
    /// `None` if no account has the name.
    pub account: Option<&'a Account>,
    pub proof: Proof,
    pub at: &'a AskedAt<'a>,
}

impl Attempt<'_> {
    /// Returns the refusal of an attempt that is throttled. It is recorded without its source, because
    /// a caller can have many sources at no cost.
    pub fn refuse_early(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<ServiceError>> {
        let failures = tx.failures(&self.counted, self.proof)?;
        let Some(Err(throttled)) = failures.map(|failures| failures.allow(actor.now())) else {
            return Ok(None);
        };
        self.record_refused(tx, actor, &Source::default())?;
        Ok(Some(ServiceError::Throttled(self.proof, throttled)))
    }

    /// Counts a failure and records it.
    pub fn fail(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
        tx.count_failure(&self.counted, self.proof, actor.now())?;
        self.record_refused(tx, actor, self.at.source)
    }

    pub fn succeed(&self, tx: &mut Tx<'_>) -> Result<()> {
        Ok(tx.clear_failures(&self.counted, self.proof)?)
    }

    /// Without the name that was typed if no account has it: it may have been a password.
    fn record_refused(&self, tx: &mut Tx<'_>, actor: &Actor, source: &Source) -> Result<()> {
        let Some(event) = self.at.refusal else {
            return Ok(());
        };
        let subject = self.proof.into_str();
        let id = self.account.map(|account| account.id);
        if is_recorded(tx, actor, event, id, Some(subject), source)? {
            return Ok(());
        }
        let record = match self.account {
            Some(account) => Record::about(event, account),
            None => Record::new(event),
        };
        Ok(tx.record(actor.who(), &record.subject(subject).source(source))?)
    }
}

/// Returns whether a refusal needn't be recorded, because the same one was recorded within this
/// minute, or many from anywhere were. So neither a server that keeps trying nor a client with many
/// addresses can fill the trail.
pub(super) fn is_recorded(
    tx: &Tx<'_>,
    actor: &Actor,
    event: Event,
    account: Option<AccountId>,
    subject: Option<&str>,
    source: &Source,
) -> Result<bool> {
    let (same, all) = tx.recorded_within(&minute(actor), event, account, subject, source)?;
    Ok(same > 0 || all >= RECORDED_A_MINUTE)
}

/// Returns whether an event was recorded so often within this minute, from anywhere, that no more of
/// them are: a client can have many networks at no cost.
pub(super) fn are_many_recorded(
    tx: &Tx<'_>,
    actor: &Actor,
    event: Event,
    account: AccountId,
    subject: Option<&str>,
) -> Result<bool> {
    let anywhere = Source::default();
    let (_, all) = tx.recorded_within(&minute(actor), event, Some(account), subject, &anywhere)?;
    Ok(all >= RECORDED_A_MINUTE)
}

fn minute(actor: &Actor) -> Range<i64> {
    let now = actor.now().as_second();
    let minute = now - now.rem_euclid(60);
    minute..minute + 60
}
