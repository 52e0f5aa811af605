//! What an administrator set.

use rusqlite::Connection;
use serde_json::json;

use super::row::{Reader, damaged, each};
use super::{Result, Store, StoreError};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::policy::{Key, Policy, PolicyError};

pub fn read(connection: &Connection) -> Result<Policy> {
    let mut policy = Policy::default();
    each(
        connection,
        "SELECT key, value FROM policy",
        [],
        |row| -> Result<()> {
            let reader = Reader {
                table: "policy",
                row,
            };
            let key = reader.parsed("key", Key::from_name)?;
            let value: String = reader.get("value")?;
            policy
                .set(key, &value)
                .map_err(|_| damaged("policy", "value"))
        },
    )?;
    Ok(policy)
}

impl Store {
    pub fn policy(&self) -> Result<Policy> {
        read(&self.connection)
    }

    /// Sets a key. Gives the policy before and after.
    pub fn set_policy<E>(
        &mut self,
        act: &Act,
        key: Key,
        value: &str,
    ) -> std::result::Result<(Policy, Policy), E>
    where
        E: From<StoreError> + From<PolicyError>,
    {
        self.change(act, |change| {
            let policy = read(&change.transaction)?;
            let mut wanted = policy.clone();
            wanted.set(key, value)?;
            let (before, after) = (policy.get(key), wanted.get(key));
            if before == after {
                return Ok((policy, wanted));
            }
            change
                .transaction
                .execute(
                    "INSERT INTO policy (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                    (key.as_str(), &after),
                )
                .map_err(StoreError::from)?;
            let detail = json!({ "before": before, "after": after });
            change.record(&Record::new(Event::PolicyChanged).subject(key.as_str()).detail(detail))?;
            Ok((policy, wanted))
        })
    }
}
