//! Reading the audit trail.

use super::authorize::no_account;
use super::{Actor, Result, Service, ServiceError};
use crate::domain::account::AccountId;
use crate::domain::audit::Entry;
use crate::domain::names::AccountName;
use crate::domain::permission::Action;
use crate::store::{LogFilter, StoreError};

impl Service {
    /// Passes the trail's entries to a function, oldest first. Returns the number of the last entry that
    /// was looked at. The store is free while the function works.
    pub fn each_log_entry<E: From<ServiceError> + From<StoreError>>(
        &self,
        actor: &Actor,
        filter: &LogFilter,
        mut with: impl FnMut(Entry) -> std::result::Result<(), E>,
    ) -> std::result::Result<i64, E> {
        let span = self.look(actor, Action::SeeLog, |tx, _| Ok(tx.log_span(filter)?))?;
        let mut left = Some(span);
        while let Some(span) = left {
            let page = self.look(
                actor,
                Action::SeeLog,
                |tx, _| Ok(tx.log_page(filter, span)?),
            )?;
            left = page.1;
            page.0.into_iter().try_for_each(&mut with)?;
        }
        Ok(span.last.max(filter.after))
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
