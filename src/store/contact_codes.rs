//! Rows of `contact_code`: codes that were sent.

use jiff::Timestamp;

use super::Result;
use super::row::seconds;
use super::tables::CONTACT_CODE;
use super::transaction::Tx;
use crate::crypto::keyed_hash::KeyedHash;
use crate::domain::account::AccountId;
use crate::domain::contact::ContactKind;

/// A code that was sent and not used yet.
pub struct StoredContactCode {
    /// The code's keyed hash.
    pub mark: Vec<u8>,
    pub sent_at: Timestamp,
    pub tries: u32,
}

impl Tx<'_> {
    /// Returns the ids of the codes of this kind that were sent to an account's holder, and the times.
    pub fn sent_codes(
        &self,
        account: AccountId,
        kind: ContactKind,
    ) -> Result<Vec<(String, Timestamp)>> {
        let mut all = vec![];
        let rest = "WHERE account_id = ? AND kind = ?";
        let params = (account.0, kind.into_str());
        self.each_row(&CONTACT_CODE, rest, params, |reader| -> Result<()> {
            all.push((reader.get("id")?, reader.time("sent_at")?));
            Ok(())
        })?;
        Ok(all)
    }

    pub fn unused_contact_code(&self, id: &str) -> Result<Option<StoredContactCode>> {
        self.find_row(&CONTACT_CODE, "WHERE id = ? AND used = 0", [id], |reader| {
            Ok(StoredContactCode {
                mark: reader.get("mark")?,
                sent_at: reader.time("sent_at")?,
                tries: reader.get("tries")?,
            })
        })
    }

    pub fn insert_contact_code(
        &mut self,
        id: &str,
        account: AccountId,
        kind: ContactKind,
        hash: &KeyedHash,
        now: Timestamp,
    ) -> Result<()> {
        self.write_row(
            &CONTACT_CODE,
            &[&id],
            "INSERT INTO contact_code (id, account_id, kind, mark, sent_at) VALUES (?, ?, ?, ?, ?)",
            (id, account.0, kind.into_str(), hash.expose(), seconds(now)),
        )
    }

    /// Counts a try. A right one uses the code up.
    pub fn try_contact_code(&mut self, id: &str, is_right: bool) -> Result<()> {
        let sql = "UPDATE contact_code SET tries = tries + 1, used = ? WHERE id = ?";
        self.write_row(&CONTACT_CODE, &[&id], sql, (is_right, id))
    }

    pub fn delete_contact_code(&mut self, id: &str) -> Result<()> {
        let sql = "DELETE FROM contact_code WHERE id = ?";
        self.connection.execute(sql, [id])?;
        Ok(())
    }
}
