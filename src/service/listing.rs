//! Lists of all accounts, in pages, so that the store is free while the one before is shown. An account
//! that is renamed meanwhile may be missing or come twice.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, Result, Service};
use crate::domain::account::Account;
use crate::domain::app_password::AppPassword;
use crate::domain::method::Method;
use crate::domain::permission::Action;
use crate::store::{StoreError, Tx};

/// How many accounts are read at once.
pub const ACCOUNTS_AT_ONCE: u32 = 256;

/// An account with everything that it has, without secrets.
#[derive(Serialize, Deserialize)]
pub struct Exported {
    pub account: Account,
    pub methods: Vec<Method>,
    pub recovery_codes_left: u32,
    /// Those that aren't deleted, oldest first.
    pub app_passwords: Vec<AppPassword>,
}

/// An account with its number of app passwords and the time of its holder's last sign-in.
pub type Listed = (Account, u32, Option<Timestamp>);

impl Service {
    /// Returns the next accounts in the order of their names. The pattern may contain `*` and `?`. After
    /// the last page there is none.
    pub fn accounts_after(
        &self,
        actor: &Actor,
        pattern: Option<&str>,
        after: &str,
        with_sign_ins: bool,
    ) -> Result<Vec<Listed>> {
        let more = |tx: &Tx<'_>, (account, app_passwords): (Account, u32)| {
            let last_sign_in = if with_sign_ins {
                tx.last_sign_in(account.id)?
            } else {
                None
            };
            Ok((account, app_passwords, last_sign_in))
        };
        self.page(actor, Action::ListAccounts, pattern, after, more)
    }

    /// As `accounts_after`, with everything that each has.
    pub fn exported_after(&self, actor: &Actor, after: &str) -> Result<Vec<Exported>> {
        let policy = self.policy(actor)?;
        let more = |tx: &Tx<'_>, (account, _): (Account, u32)| {
            let mut app_passwords = tx.app_passwords(account.id)?;
            app_passwords.retain(|one| one.is_there(&policy, actor.now()));
            Ok(Exported {
                methods: tx.methods(&account)?,
                recovery_codes_left: tx.count_recovery_codes(account.id)?,
                app_passwords,
                account,
            })
        };
        self.page(actor, Action::ExportStore, None, after, more)
    }

    /// Returns how many columns of a terminal the widest name and the widest e-mail address take,
    /// among the accounts that match.
    pub fn widest_account(&self, actor: &Actor, pattern: Option<&str>) -> Result<(usize, usize)> {
        self.look(actor, Action::ListAccounts, |tx, _| {
            Ok(tx.widest_account(pattern)?)
        })
    }

    fn page<T>(
        &self,
        actor: &Actor,
        action: Action,
        pattern: Option<&str>,
        after: &str,
        more: impl Fn(&Tx<'_>, (Account, u32)) -> std::result::Result<T, StoreError>,
    ) -> Result<Vec<T>> {
        let store = self.whole_store(actor, action)?;
        Ok(store.read(|tx| -> std::result::Result<Vec<T>, StoreError> {
            let accounts = tx.account_page(pattern, after, ACCOUNTS_AT_ONCE)?;
            accounts.into_iter().map(|one| more(tx, one)).collect()
        })?)
    }
}
