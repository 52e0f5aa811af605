//! Lists of all accounts. They are read in pages, so that the store is free while the function that gets
//! them waits for whoever reads the list. An account that is renamed meanwhile may be missing or come twice.

use jiff::Timestamp;

use super::{Actor, Result, Service, ServiceError};
use crate::domain::account::Account;
use crate::domain::app_password::AppPassword;
use crate::domain::method::Method;
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::store::{StoreError, Tx};

/// How many accounts are read at once.
const PAGE: u32 = 256;

/// An account with everything that it has, without secrets.
pub struct Exported {
    pub account: Account,
    pub methods: Vec<Method>,
    pub recovery_codes_left: u32,
    /// Those that aren't deleted, oldest first.
    pub app_passwords: Vec<AppPassword>,
}

impl Service {
    /// Passes the accounts and their numbers of app passwords to a function, in the order of their
    /// names, one at a time. The pattern may contain `*` and `?`.
    pub fn each_account<E: From<ServiceError> + From<StoreError>>(
        &self,
        actor: &Actor,
        pattern: Option<&str>,
        mut with: impl FnMut(Account, u32) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let action = Action::ListAccounts;
        self.each_of(
            actor,
            action,
            pattern,
            |_, one| Ok(one),
            |(account, app_passwords)| with(account, app_passwords),
        )
    }

    /// As `each_account`, with the time of each holder's last sign-in.
    pub fn each_account_and_sign_in<E: From<ServiceError> + From<StoreError>>(
        &self,
        actor: &Actor,
        pattern: Option<&str>,
        mut with: impl FnMut(Account, u32, Option<Timestamp>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let action = Action::ListAccounts;
        let more = |tx: &Tx<'_>, (account, app_passwords): (Account, u32)| {
            let last_sign_in = tx.last_sign_in(account.id)?;
            Ok((account, app_passwords, last_sign_in))
        };
        self.each_of(actor, action, pattern, more, |(account, count, at)| {
            with(account, count, at)
        })
    }

    /// Passes every account with everything that it has to a function, in the order of their names.
    pub fn export<E: From<ServiceError> + From<StoreError>>(
        &self,
        actor: &Actor,
        mut with: impl FnMut(Exported, &Policy) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
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
        self.each_of(actor, Action::ExportStore, None, more, |exported| {
            with(exported, &policy)
        })
    }

    /// Returns how many columns of a terminal the widest name and the widest e-mail address take,
    /// among the accounts that match.
    pub fn widest_account(&self, actor: &Actor, pattern: Option<&str>) -> Result<(usize, usize)> {
        let store = self.whole_store(actor, Action::ListAccounts)?;
        Ok(store.read(|tx| tx.widest_account(pattern))?)
    }

    fn each_of<T, E: From<ServiceError> + From<StoreError>>(
        &self,
        actor: &Actor,
        action: Action,
        pattern: Option<&str>,
        more: impl Fn(&Tx<'_>, (Account, u32)) -> std::result::Result<T, StoreError>,
        mut with: impl FnMut(T) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let store = self.whole_store(actor, action)?;
        let mut after = String::new();
        loop {
            let page = store.read(|tx| -> std::result::Result<Vec<T>, StoreError> {
                let accounts = tx.account_page(pattern, &after, PAGE)?;
                if let Some((last, _)) = accounts.last() {
                    last.name.key().clone_into(&mut after);
                }
                accounts.into_iter().map(|one| more(tx, one)).collect()
            })?;
            let is_last = page.len() < PAGE as usize;
            page.into_iter().try_for_each(&mut with)?;
            if is_last {
                return Ok(());
            }
        }
    }
}
