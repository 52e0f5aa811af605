//! Lists, page by page: neither the store nor the daemon waits for the reader of a list.

use jiff::Timestamp;

use super::Actor;
use super::desk::{Desk, Way};
use super::request::Request;
use crate::domain::account::Account;
use crate::domain::audit::Entry;
use crate::domain::policy::Policy;
use crate::service::{
    ACCOUNTS_AT_ONCE, Exported, Listed, LogFilter, LogSpan, Result, ServiceError,
};

impl Desk {
    /// Passes the accounts to a function, in the order of their names, with their numbers of app passwords
    /// and, if that is asked for, the times of their last sign-ins.
    pub fn each_account<E: From<ServiceError>>(
        &self,
        actor: &Actor,
        pattern: Option<&str>,
        with_sign_ins: bool,
        mut with: impl FnMut(Account, u32, Option<Timestamp>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut after = String::new();
        loop {
            let page: Vec<Listed> = match &self.way {
                Way::Here(service) => service.borrow().accounts_after(
                    actor.in_process()?,
                    pattern,
                    &after,
                    with_sign_ins,
                ),
                Way::There(client) => client.ask(&Request::Accounts(
                    actor.acting()?,
                    pattern.map(str::to_owned),
                    after.clone(),
                    with_sign_ins,
                )),
            }?;
            let Some((last, ..)) = page.last() else {
                return Ok(());
            };
            last.name.key().clone_into(&mut after);
            let is_last = page.len() < ACCOUNTS_AT_ONCE as usize;
            for (account, app_passwords, last_sign_in) in page {
                with(account, app_passwords, last_sign_in)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    pub fn widest_account(&self, actor: &Actor, pattern: Option<&str>) -> Result<(usize, usize)> {
        match &self.way {
            Way::Here(service) => service
                .borrow()
                .widest_account(actor.in_process()?, pattern),
            Way::There(client) => {
                let pattern = pattern.map(str::to_owned);
                client.ask(&Request::WidestAccount(actor.acting()?, pattern))
            }
        }
    }

    /// Passes every account with everything that it has to a function, in the order of their names.
    pub fn export<E: From<ServiceError>>(
        &self,
        actor: &Actor,
        mut with: impl FnMut(Exported, &Policy) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let policy = self.policy(actor)?;
        let mut after = String::new();
        loop {
            let page: Vec<Exported> = match &self.way {
                Way::Here(service) => service.borrow().exported_after(actor.in_process()?, &after),
                Way::There(client) => {
                    client.ask(&Request::Exported(actor.acting()?, after.clone()))
                }
            }?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            last.account.name.key().clone_into(&mut after);
            let is_last = page.len() < ACCOUNTS_AT_ONCE as usize;
            for one in page {
                with(one, &policy)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Passes the trail's entries to a function, oldest first. Returns the number of the last entry that
    /// was looked at.
    pub fn each_log_entry<E: From<ServiceError>>(
        &self,
        actor: &Actor,
        filter: &LogFilter,
        mut with: impl FnMut(Entry) -> std::result::Result<(), E>,
    ) -> std::result::Result<i64, E> {
        let span = self.log_span(actor, filter)?;
        let mut left = Some(span);
        while let Some(span) = left {
            let (page, rest) = self.log_page(actor, filter, span)?;
            left = rest;
            page.into_iter().try_for_each(&mut with)?;
        }
        Ok(span.last.max(filter.after))
    }

    fn log_span(&self, actor: &Actor, filter: &LogFilter) -> Result<LogSpan> {
        match &self.way {
            Way::Here(service) => service.borrow().log_span(actor.in_process()?, filter),
            Way::There(client) => client.ask(&Request::LogSpan(actor.acting()?, filter.clone())),
        }
    }

    fn log_page(
        &self,
        actor: &Actor,
        filter: &LogFilter,
        span: LogSpan,
    ) -> Result<(Vec<Entry>, Option<LogSpan>)> {
        match &self.way {
            Way::Here(service) => service.borrow().log_page(actor.in_process()?, filter, span),
            Way::There(client) => {
                let filter = filter.clone();
                client.ask(&Request::LogPage(actor.acting()?, filter, span))
            }
        }
    }
}
