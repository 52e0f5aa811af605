//! Rows of `policy`. A key without a row has its default.

use super::Result;
use super::row::{Reader, damaged, each, write_one};
use super::transaction::Tx;
use crate::domain::policy::{Key, Policy};

impl Tx<'_> {
    pub fn policy(&self) -> Result<Policy> {
        let mut policy = Policy::default();
        let sql = "SELECT key, value FROM policy";
        each(&self.connection, sql, [], |row| -> Result<()> {
            let reader = Reader::new("policy", row);
            let key = reader.parsed("key", Key::from_name)?;
            let value: String = reader.get("value")?;
            policy
                .set(key, &value)
                .map_err(|_| damaged("policy", "value"))
        })?;
        Ok(policy)
    }

    pub fn save_policy(&mut self, key: Key, value: &str) -> Result<()> {
        write_one(
            &self.connection,
            "INSERT INTO policy (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            (key.as_str(), value),
        )
    }
}
