//! Reading the audit trail.

use super::authorize::no_account;
use super::{Actor, Result, Service};
use crate::domain::account::AccountId;
use crate::domain::audit::Entry;
use crate::domain::names::AccountName;
use crate::domain::permission::Action;
use crate::store::{LogFilter, LogSpan};

impl Service {
    /// Returns the part of the trail that this filter is about.
    pub fn log_span(&self, actor: &Actor, filter: &LogFilter) -> Result<LogSpan> {
        self.look(actor, Action::SeeLog, |tx, _| Ok(tx.log_span(filter)?))
    }

    /// Returns the next entries, oldest first, and what is left of the span.
    pub fn log_page(
        &self,
        actor: &Actor,
        filter: &LogFilter,
        span: LogSpan,
    ) -> Result<(Vec<Entry>, Option<LogSpan>)> {
        self.look(
            actor,
            Action::SeeLog,
            |tx, _| Ok(tx.log_page(filter, span)?),
        )
    }

    /// Returns the accounts that have this name, or had it when an entry about them was recorded,
    /// including deleted ones.
    pub fn accounts_recorded_as(
        &self,
        actor: &Actor,
        name: &AccountName,
    ) -> Result<Vec<AccountId>> {
        self.look(actor, Action::SeeLog, |tx, _| {
            let mut found = tx.accounts_recorded_as(name)?;
            if let Some(account) = tx.account_named(name)?
                && !found.contains(&account.id)
            {
                found.insert(0, account.id);
            }
            if found.is_empty() {
                return Err(no_account(tx, actor, name));
            }
            Ok(found)
        })
    }
}
