//! What the organisation allows.

use serde_json::json;

use super::notices::refuse_unsendable;
use super::{Actor, Result, Service};
use crate::domain::audit::{Event, Record};
use crate::domain::permission::Action;
use crate::domain::policy::{Key, Notices, Policy};
use crate::store::Outcome::Commit;

impl Service {
    pub fn policy(&self, actor: &Actor) -> Result<Policy> {
        self.look(actor, Action::SeePolicy, |_, policy| {
            Ok(if actor.role().is_operator() {
                policy
            } else {
                policy.for_holders()
            })
        })
    }

    /// Sets a key. Returns the policy before and after.
    pub fn set_policy(&mut self, actor: &Actor, key: Key, value: &str) -> Result<(Policy, Policy)> {
        let action = if key.is_the_owners() {
            Action::SetOwnersPolicy
        } else {
            Action::SetPolicy
        };
        self.change(actor, action, |tx, policy| {
            let mut wanted = policy.clone();
            wanted.set(key, value)?;
            refuse_unsendable(key, &wanted)?;
            let (before, after) = (policy.get(key), wanted.get(key));
            if before != after {
                tx.save_policy(key, &after)?;
                if key == Key::Notices && wanted.notices == Notices::Off {
                    // None goes out once they are off, nor when they are turned on again.
                    tx.delete_all_notices()?;
                }
                let detail = json!({ "before": before, "after": after });
                let record = Record::new(Event::PolicyChanged).subject(key.as_str());
                tx.record(actor.who(), &record.detail(detail))?;
            }
            Ok(Commit((policy, wanted)))
        })
    }
}
