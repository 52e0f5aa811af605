//! The rows that decide on a log-in, known again by their tags. A tag covers its whole row, so a row that is
//! remembered needn't be read as long as it has the same tag. That is one question for all of them.

use sha2::{Digest, Sha256};

use super::Result;
use super::app_passwords::source_columns;
use super::transaction::Tx;
use crate::crypto::chain::Tag;
use crate::domain::account::AccountId;
use crate::domain::names::AccountName;
use crate::domain::scope::Source;

/// A hash of the tags of these rows: the account with a name, one of its app passwords, the policy.
#[derive(Clone, PartialEq, Eq)]
pub struct Witness([u8; 32]);

/// What the source's row is among the others. It has no tag: it decides nothing.
const SOURCE: u8 = 4;

const TAGS: &str = "
    SELECT CAST(1 AS BIGINT), tag FROM policy
    UNION ALL SELECT 2, tag FROM account WHERE name_key = ?
    UNION ALL SELECT 3, tag FROM app_password WHERE account_id = ? AND id = ?
    UNION ALL SELECT 4, NULL FROM app_password_source
        WHERE app_password_id = ? AND service = ? AND address = ?";

impl Tx<'_> {
    /// Returns the tags as they are. `None` if the app password wasn't used from this source yet: that is
    /// still to be recorded.
    pub fn witness(
        &self,
        name: &AccountName,
        account: AccountId,
        app_password: &str,
        source: &Source,
    ) -> Result<Option<Witness>> {
        let (service, network) = source_columns(source);
        let params = (
            name.key(),
            account.0,
            app_password,
            app_password,
            service,
            network,
        );
        let mut tags: Vec<(u8, Option<Tag>)> = vec![];
        self.connection.each(TAGS, params, |row| -> Result<()> {
            tags.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        // The engine gives them in any order.
        tags.sort_unstable();
        if tags.pop_if(|(kind, _)| *kind == SOURCE).is_none() {
            return Ok(None);
        }
        let mut hash = Sha256::new();
        for (kind, tag) in tags {
            hash.update([kind]);
            hash.update(tag.unwrap_or_default());
        }
        Ok(Some(Witness(hash.finalize().into())))
    }
}
