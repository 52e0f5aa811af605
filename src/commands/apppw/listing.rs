//! The app passwords that a person still has to do with.

use jiff::Timestamp;

use crate::domain::app_password::{AppPassword, State};
use crate::domain::policy::Policy;
use crate::error::Result;
use crate::flows::{Access, Session};

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
        let security = access
            .service
            .security(&access.actor(session), access.account.id)?;
        let (policy, now) = (security.policy, session.now());
        let mut all = security.app_passwords;
        // A rotated one whose overlap has ended may still wait to be turned into a tombstone.
        all.retain(|one| one.state(&policy, now) != State::Deleted);
        Ok(Self {
            access,
            policy,
            now,
            all,
        })
    }
}
