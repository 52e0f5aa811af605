//! Rows of `policy`. A key without a row has its default.

use super::identity::no_store_row;
use super::row::damaged;
use super::tables::{POLICY, STORE};
use super::transaction::Tx;
use super::{Result, StoreError};
use crate::domain::policy::{Key, Policy};

/// The query for the rows of `policy` beside that of `store`.
fn with_store() -> String {
    STORE.select_with_each(&POLICY, "true", "WHERE store.one = 1 ORDER BY policy.key")
}

impl Tx<'_> {
    pub fn foresee_policy(&self) {
        self.connection.foresee(&with_store(), ());
    }

    pub fn policy(&self) -> Result<Policy> {
        let mut policy = Policy::default();
        let mut rows = 0;
        let mut expected: Option<u32> = None;
        let mut last = None;
        self.connection
            .each(&with_store(), (), |row| -> Result<()> {
                if expected.is_none() {
                    expected = Some(self.checked(&STORE, row)?.get("policy_keys")?);
                }
                let Some(reader) = self.checked_after(&STORE, &POLICY, row)? else {
                    return Ok(());
                };
                rows += 1;
                let key = reader.parsed("key", Key::from_name)?;
                // Twice the same would make up for one that is missing.
                if last.replace(key) == Some(key) {
                    return Err(damaged("policy", "key"));
                }
                let value: String = reader.get("value")?;
                policy
                    .set(key, &value)
                    .map_err(|_| damaged("policy", "value"))
            })?;
        // Without its row a key would have its default.
        if expected.ok_or_else(no_store_row)? != rows {
            return Err(StoreError::Damaged("a row of policy is missing".into()));
        }
        Ok(policy)
    }

    pub fn save_policy(&mut self, key: Key, value: &str) -> Result<()> {
        self.write_row(
            &POLICY,
            &[&key.as_str()],
            "INSERT INTO policy (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            (key.as_str(), value),
        )?;
        self.count_policy_keys()
    }

    pub(super) fn count_policy_keys(&mut self) -> Result<()> {
        let sql = "UPDATE store SET policy_keys = (SELECT count(*) FROM policy)";
        self.write_row(&STORE, &[&1], sql, ())
    }
}
