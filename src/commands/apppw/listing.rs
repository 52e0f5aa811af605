//! The app passwords that a person still has to do with.

use jiff::Timestamp;

use crate::commands::Session;
use crate::domain::account::Account;
use crate::domain::app_password::{AppPassword, State};
use crate::domain::policy::Policy;
use crate::error::Result;

/// Those of the account that is meant, as they are now.
pub struct Listing {
    pub account: Account,
    pub policy: Policy,
    pub now: Timestamp,
    pub all: Vec<AppPassword>,
}

impl Listing {
    pub fn read(session: &Session<'_>) -> Result<Self> {
        session.require_operator()?;
        let store = session.open_store()?;
        let account = store.account(&session.account(&store)?)?;
        let policy = store.policy()?;
        let now = session.now();
        let mut all = store.app_passwords(account.id)?;
        // A rotated one whose overlap is over may still wait to be turned into a tombstone.
        all.retain(|one| one.state(&policy, now) != State::Deleted);
        Ok(Self {
            account,
            policy,
            now,
            all,
        })
    }
}
