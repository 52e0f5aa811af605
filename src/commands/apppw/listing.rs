//! The app passwords of an account that aren't deleted.

use jiff::Timestamp;

use crate::domain::app_password::AppPassword;
use crate::domain::policy::Policy;
use crate::domain::verdict::accepts_any;
use crate::error::Result;
use crate::flows::{Access, Session};
use crate::messages::app_password;

/// An account's app passwords, and what their states depend on.
pub struct Listing {
    pub access: Access,
    pub policy: Policy,
    pub now: Timestamp,
    pub app_passwords: Vec<AppPassword>,
}

impl Listing {
    pub fn read(session: &mut Session<'_>) -> Result<Self> {
        let access = session.access()?;
        let security = access
            .service
            .security(&access.actor(session), access.account.id)?;
        let (policy, now) = (security.policy, session.now());
        let mut app_passwords = security.app_passwords;
        app_passwords.retain(|one| one.is_there(&policy, now));
        Ok(Self {
            access,
            policy,
            now,
            app_passwords,
        })
    }

    /// Says if none is accepted, which their states don't tell.
    pub fn say_if_none_is_accepted(&self, session: &mut Session<'_>) {
        if !self.app_passwords.is_empty()
            && let Err(reason) = accepts_any(&self.access.account, &self.policy)
        {
            let sentence = app_password::none_accepted(reason);
            session.terminal().say(sentence);
        }
    }
}
