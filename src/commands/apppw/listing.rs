//! The app passwords that a person still has to do with.

use jiff::Timestamp;

use crate::commands::{Access, Session};
use crate::domain::app_password::{AppPassword, State};
use crate::domain::policy::Policy;
use crate::error::Result;

/// Those of the account that is meant, as they are now.
pub struct Listing {
    pub access: Access,
    pub policy: Policy,
    pub now: Timestamp,
    pub all: Vec<AppPassword>,
}

impl Listing {
    pub fn read(session: &mut Session<'_>) -> Result<Self> {
        let access = session.access()?;
        Self::of(session, access)
    }

    pub fn of(session: &Session<'_>, access: Access) -> Result<Self> {
        let policy = access.store.policy()?;
        let now = session.now();
        let mut all = access.store.app_passwords(access.account.id)?;
        // A rotated one whose overlap is over may still wait to be turned into a tombstone.
        all.retain(|one| one.state(&policy, now) != State::Deleted);
        Ok(Self {
            access,
            policy,
            now,
            all,
        })
    }
}
