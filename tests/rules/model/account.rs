//! What the rules say of one account: its limits, its app passwords and what is accepted.

use super::{Account, Answer, App, Failures, Mfa, Needs, No, Policy, Secret, Yes};
use crate::rules::operation::{AppTyped, By, From, Rule};

impl Policy {
    pub(super) fn set(&mut self, rule: Rule) {
        match rule {
            Rule::AppPasswords(word) => self.app_passwords = word,
            Rule::Limit(limit) => self.limit = limit as usize,
            Rule::MaxAge(age) => self.max_age = age,
            Rule::IdleExpiry(idle) => self.idle_expiry = idle,
            Rule::DeleteOnPasswordChange(delete) => self.delete_on_password_change = delete,
        }
    }
}

impl Failures {
    pub(super) fn is_throttled(self, now: i64) -> bool {
        let wait = match self.count {
            0..=4 => 0,
            count @ 5..=14 => 1 << (count - 5),
            15..=99 => 900,
            _ => return true,
        };
        now - self.last < wait
    }

    pub(super) fn add(&mut self, now: i64) {
        self.count += 1;
        self.last = now;
    }
}

impl App {
    pub(super) fn ends(&self, policy: &Policy) -> Option<i64> {
        let age = policy.max_age.map(|age| self.created + age);
        let used = self.last_use.unwrap_or(self.created);
        let idle = policy.idle_expiry.map(|idle| used + idle);
        [self.expires, age, idle].into_iter().flatten().min()
    }

    pub(super) fn is_over(&self, policy: &Policy, now: i64) -> bool {
        self.ends(policy).is_some_and(|end| end <= now)
    }

    pub(super) fn state(&self, policy: &Policy, now: i64) -> &'static str {
        match (self.is_over(policy, now), self.replaced) {
            (false, false) => "active",
            (false, true) => "replaced",
            (true, false) => "expired",
            (true, true) => "deleted",
        }
    }
}

impl Account {
    pub(super) fn live(&mut self) -> impl Iterator<Item = &mut App> {
        self.apps.iter_mut().filter(|app| !app.deleted)
    }

    pub(super) fn counted(&self) -> usize {
        let counts = |app: &&App| !app.deleted && !app.replaced;
        self.apps.iter().filter(counts).count()
    }

    pub(super) fn current(&mut self, name: AppTyped) -> Option<&mut App> {
        self.live()
            .find(|app| !app.replaced && app.name.name == name.name)
    }

    /// Rotated ones whose overlap has ended are no longer listed once something is made or deleted.
    pub(super) fn forget_ended(&mut self, now: i64) {
        for app in self.live() {
            app.deleted = app.replaced && app.expires.is_some_and(|end| end <= now);
        }
    }

    pub(super) fn delete_all_if(&mut self, deletes: bool) -> usize {
        if !deletes {
            return 0;
        }
        let counted = self.counted();
        self.live().for_each(|app| app.deleted = true);
        counted
    }

    pub(super) fn create(&mut self, app: App, policy: &Policy) -> Result<(), No> {
        if self.counted() >= policy.limit {
            return Err(No::Limit);
        }
        if self.current(app.name).is_some() {
            return Err(No::AppNameTaken);
        }
        self.forget_ended(app.created);
        self.apps.push(app);
        Ok(())
    }

    pub(super) fn may(&self, by: By, needs: Needs, policy: &Policy) -> Result<(), No> {
        let frozen = policy.app_passwords == "frozen";
        if needs == Needs::Manage {
            // Operators always; holders unless app passwords are frozen, whatever their MFA.
            return match by {
                By::Holder if frozen => Err(No::Unmanaged),
                _ => Ok(()),
            };
        }
        match (self.mfa, needs) {
            _ if self.disabled => return Err(No::AccountDisabled),
            (Mfa::Service, Needs::New | Needs::Rotate)
            | (Mfa::Enabled, Needs::Required)
            | (Mfa::Enforced, _) => {}
            (Mfa::Service, _) => return Err(No::ServiceAccount),
            (Mfa::Disabled, _) => return Err(No::MfaNotRequired),
            (Mfa::Enabled, _) => return Err(No::MfaNotSetUp),
        }
        match (needs, policy.app_passwords) {
            (Needs::New, "frozen") if self.mfa != Mfa::Service => Err(No::Frozen),
            (Needs::Rotate, "frozen") if by == By::Holder => Err(No::Unmanaged),
            (Needs::New | Needs::Rotate, "blocked") => Err(No::Blocked),
            _ => Ok(()),
        }
    }

    pub(super) fn takes_app_passwords(&self) -> bool {
        matches!(self.mfa, Mfa::Enforced | Mfa::Service)
    }

    /// Decides on an app password that was typed, by all that is known of the account.
    pub(super) fn decide(&self, made: usize, policy: &Policy, from: From, now: i64) -> Answer {
        let app = self.apps.iter().find(|app| app.made == made);
        let app = app.ok_or(No::Unmatched)?;
        let successor =
            |other: &App| !other.deleted && !other.replaced && other.name.name == app.name.name;
        let is_replaced = app.replaced && self.apps.iter().any(successor);
        let is_gone = app.deleted || app.state(policy, now) == "deleted";
        let is_elsewhere = app.limits.network && from.address != Some(0);
        Err(match app.limits.service {
            _ if is_gone && is_replaced => No::Replaced,
            _ if is_gone => No::Deleted,
            _ if app.is_over(policy, now) => No::Expired,
            _ if self.disabled => No::AccountDisabled,
            _ if !self.takes_app_passwords() => No::MfaNotEnforced,
            _ if policy.app_passwords == "blocked" => No::Blocked,
            Some(service) if from.service != Some(service) => No::WrongService,
            _ if is_elsewhere => No::WrongNetwork,
            _ => return Ok(Yes::Accepted(Secret::App(made))),
        })
    }

    /// An app password was used: noted once a minute.
    pub(super) fn used(&mut self, made: usize, now: i64) {
        let app = self.apps.iter_mut().find(|app| app.made == made);
        let app = app.expect("it was accepted");
        if app.last_use.is_none_or(|last| now - last >= 60) {
            app.last_use = Some(now);
        }
    }

    pub(super) fn is_signed_in(&self, now: i64) -> bool {
        self.ticket.is_some_and(|ticket| {
            let enough = ticket.second_factor || self.mfa != Mfa::Enforced;
            now - ticket.at < 600 && enough && !self.disabled && !self.temporary
        })
    }
}
