//! What a log-in would be answered. Nothing is counted or recorded.

use serde::{Deserialize, Serialize};

use super::super::kept_password::KeptPassword;
use super::super::{Actor, Result, Service, ServiceError};
use super::LogIn;
use super::answer::{answered, password_answered, unknown};
use crate::domain::account::Account;
use crate::domain::app_password::AppPassword;
use crate::domain::log_in::{Answered, Takes, decide_on_password};
use crate::domain::names::AccountName;
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::scope::Source;
use crate::domain::throttle::Proof;
use crate::domain::verdict::{Reason, decide};
use crate::store::Counted;

/// An account, and what is decided for each of its app passwords.
#[derive(Serialize, Deserialize)]
pub struct TestedAppPasswords {
    pub account: Account,
    pub policy: Policy,
    pub answers: Vec<(AppPassword, std::result::Result<(), Reason>)>,
}

impl Service {
    /// Like `log_in`, but nothing is counted or recorded.
    pub fn test_log_in(&mut self, actor: &Actor, log_in: &LogIn<'_>) -> Result<(Answered, Policy)> {
        let policy = self.look(actor, Action::TestLogIn, |_, policy| Ok(policy))?;
        let asked = self.asked(actor, log_in)?;
        let Some(asked) = asked.filter(|asked| asked.is_known) else {
            return Ok((unknown(), policy));
        };
        let answered = if Takes::of(asked.account.mfa) == Takes::AppPassword {
            let typed = log_in.app_password();
            let hashes = asked.hashes(self.hash_with_each(&asked.salts, &typed)?);
            answered(&self.decide_only(actor, &log_in.request(&typed), &hashes)?)
        } else {
            match self.as_former_app_password(actor, log_in, &asked)? {
                Some(decision) => answered(&decision),
                None => self.test_password(actor, log_in, &asked.account)?,
            }
        };
        Ok((answered, policy))
    }

    /// Returns what would be decided for each of the account's app passwords, if it was typed.
    pub fn test_app_passwords(
        &self,
        actor: &Actor,
        account: &AccountName,
        source: &Source,
    ) -> Result<TestedAppPasswords> {
        self.look_at(actor, Action::TestLogIn, account, |tx, account, policy| {
            let now = actor.now();
            let mut all = tx.app_passwords(account.id)?;
            all.retain(|one| one.is_there(&policy, now));
            let answers = all.into_iter().map(|one| {
                let answer = decide(&account, &policy, Some(&one), source, now);
                (one, answer)
            });
            Ok(TestedAppPasswords {
                answers: answers.collect(),
                account,
                policy,
            })
        })
    }

    fn test_password(
        &mut self,
        actor: &Actor,
        log_in: &LogIn<'_>,
        account: &Account,
    ) -> Result<Answered> {
        let kept = self.look(actor, Action::TestLogIn, |tx, policy| {
            let proof = Proof::Password;
            if let Some(failures) = tx.failures(&Counted::Account(account.id), proof)? {
                let throttled = |refusal| ServiceError::Throttled(proof, refusal);
                failures.allow(actor.now()).map_err(throttled)?;
            }
            KeptPassword::of(Some(account), tx, &policy)
        })?;
        let right = kept.is(&log_in.password(), &mut self.hasher, &self.external_checks)?;
        Ok(password_answered(
            account,
            decide_on_password(account, right),
        ))
    }
}
