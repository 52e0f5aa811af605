//! keyfob's service on a store of its own, driven by operations. What it answers is told in the model's
//! words.

mod log_ins;
mod template;
mod words;

use std::collections::HashMap;

use jiff::Timestamp;
use keyfob::crypto::random::Random;
use keyfob::crypto::secret::{AppPasswordText, PrimaryPassword};
use keyfob::domain::account::{Account, AccountId, MfaState};
use keyfob::domain::app_password::{AppPassword, choose};
use keyfob::domain::method::{MethodId, MethodKey};
use keyfob::domain::names::AccountName;
use keyfob::domain::period::Period;
use keyfob::domain::policy::{Key, Policy};
use keyfob::service::{
    AccountChange, Actor, Location, NewAccount, NewAppPassword, NewHolder, NewPassword, Remembered,
    Roots, Service, ServiceError, locate,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

pub use self::template::Template;
use self::words::{account_name, app_name, chosen, no, password, requester, scope};
use super::model::{Answer, ListedApp, Mfa, Model, No, Seen, Yes};
use super::operation::{ACCOUNTS, AccountTyped, AppTyped, By, Delivery, Limits, Operation, Rule};

use crate::support::Program;
use crate::support::database::key_file;

/// What the tests know besides the store: every secret that was ever made.
#[derive(Clone, Default)]
struct Known {
    apps: Vec<String>,
    /// Which one a row is of.
    made: HashMap<String, usize>,
    authenticators: Vec<String>,
    passwords: usize,
    remembered: Vec<Remembered>,
}

pub struct Subject {
    program: Program,
    service: Service,
    known: Known,
    policy: Policy,
    now: Timestamp,
}

fn location(program: &Program) -> Location {
    let (store, key) = (program.store(), key_file(&program.store()));
    locate(Some(store), Some(key), false, &Roots::new(None, None)).unwrap()
}

/// The same in each run, and no other than for another seed.
fn random(seed: u64) -> Random {
    Random::from_rng(StdRng::seed_from_u64(seed))
}

impl Subject {
    pub fn new(now: i64) -> Self {
        // None of this is about the disk.
        let program = Program::in_memory();
        let now = Timestamp::from_second(now).unwrap();
        let service = Service::create(&location(&program), &requester(now), &random(1)).unwrap();
        Self {
            program,
            service,
            known: Known::default(),
            policy: Policy::default(),
            now,
        }
    }

    fn admin(&self) -> Actor {
        self.service.admin(&requester(self.now))
    }

    /// The account that someone acts on, and the actor that they are there.
    fn acted_on(&self, name: AccountTyped, by: By) -> Result<(Account, Actor), No> {
        let name = account_name(name);
        match by {
            By::Admin => {
                let admin = self.admin();
                Ok((self.service.account(&admin, &name).map_err(no)?, admin))
            }
            By::Holder => {
                let signed_in = self.service.signed_in(&requester(self.now), &name);
                signed_in.map_err(no)?.ok_or(No::NotSignedIn)
            }
        }
    }

    fn new_secret(&mut self) -> (usize, AppPasswordText) {
        let secret = AppPasswordText::generate(self.policy.app_password_length, &random_for(self));
        self.known.apps.push(secret.expose().to_owned());
        (self.known.apps.len() - 1, secret)
    }

    fn new_password(&mut self) -> usize {
        self.known.passwords += 1;
        self.known.passwords - 1
    }

    /// The model is as it was before the operation.
    pub fn apply(&mut self, operation: &Operation, model: &Model) -> Answer {
        use Operation as Op;
        match *operation {
            Op::AddAccount {
                name,
                mfa,
                temporary,
            } => self.add_persons_account(name, mfa, temporary),
            Op::AddServiceAccount(name) => self.add_service_account(name),
            Op::DeleteAccount(name) => {
                let name = account_name(name);
                let deleted = self.service.delete_account(&self.admin(), &name);
                deleted.map(|()| Yes::Done).map_err(no)
            }
            Op::RenameAccount { account, to } => {
                let (name, to) = (account_name(account), account_name(to));
                let renamed = self.service.rename_account(&self.admin(), &name, &to);
                renamed.map(|_| Yes::Done).map_err(no)
            }
            Op::ChangeAccount {
                account,
                mfa,
                disabled,
            } => self.change_account(account, mfa, disabled),
            Op::SetPassword(name) => {
                let new = chosen(self.new_password());
                let name = account_name(name);
                let set = self.service.set_password(&self.admin(), &name, &new, false);
                set.map(Yes::Deleted).map_err(no)
            }
            Op::Enrol {
                account,
                by,
                right,
                app,
            } => self.enrol(account, by, right, app),
            Op::RemoveMethod { account, by } => self.remove_method(account, by),
            Op::ResetMfa {
                account,
                app_passwords,
            } => {
                let (account, admin) = self.acted_on(account, By::Admin)?;
                let reset = self.service.reset_mfa(&admin, account.id, app_passwords);
                Ok(Yes::Deleted(reset.map_err(no)?.app_passwords))
            }
            Op::SignIn {
                account,
                right,
                wrong_codes,
            } => self.sign_in(account, model.password(account, right), wrong_codes),
            Op::Create {
                account,
                by,
                name,
                limits,
                lasts,
            } => self.create(account, by, name, limits, lasts),
            Op::Rename {
                account,
                by,
                from,
                to,
            } => {
                let (account, actor) = self.acted_on(account, by)?;
                let (from, to) = (from.typed(), app_name(to));
                let renamed = self
                    .service
                    .rename_app_password(&actor, account.id, from, &to);
                renamed.map(|_| Yes::Done).map_err(no)
            }
            Op::Rotate {
                account,
                by,
                name,
                overlap,
                delivery,
            } => self.rotate(account, by, name, overlap, delivery),
            Op::Delete { account, by, name } => self.delete(account, by, name),
            Op::SetPolicy(rule) => self.set_policy(rule),
            Op::Wait(seconds) => {
                self.now = Period::from_seconds(seconds).after(self.now);
                Ok(Yes::Done)
            }
            Op::LogIn {
                account,
                typed,
                grouped,
                from,
            } => {
                let typed = self.typed(account, typed, grouped, model);
                self.log_in(account, &typed, from)
            }
            Op::LogInAgain {
                which,
                account,
                from,
            } => {
                let (which, name) = model.again(which, account).ok_or(No::NotRemembered)?;
                self.log_in_again(which, name, from)
            }
        }
    }

    fn add_persons_account(
        &mut self,
        name: AccountTyped,
        mfa_required: bool,
        temporary: bool,
    ) -> Answer {
        let password = PrimaryPassword::new(password(self.new_password()));
        let password = if temporary {
            NewPassword::Temporary(password)
        } else {
            NewPassword::Chosen(password)
        };
        let holder = NewHolder {
            password: Some(&password),
            mfa_required,
        };
        self.add_account(name, Some(holder))
    }

    fn add_service_account(&mut self, name: AccountTyped) -> Answer {
        // In the model it has a password too, which is never right.
        self.new_password();
        self.add_account(name, None)
    }

    fn add_account(&mut self, name: AccountTyped, holder: Option<NewHolder<'_>>) -> Answer {
        let new = NewAccount {
            name: &account_name(name),
            email: None,
            phone: None,
            language: None,
            holder,
        };
        let added = self.service.add_account(&self.admin(), &new);
        added.map(|_| Yes::Done).map_err(no)
    }

    fn change_account(
        &mut self,
        name: AccountTyped,
        mfa_required: Option<bool>,
        disabled: Option<bool>,
    ) -> Answer {
        let change = AccountChange {
            mfa_required,
            disabled,
            ..AccountChange::default()
        };
        let name = account_name(name);
        let changed = self.service.change_account(&self.admin(), &name, &change);
        changed.map(|_| Yes::Done).map_err(no)
    }

    fn remove_method(&mut self, account: AccountTyped, by: By) -> Answer {
        let (account, actor) = self.acted_on(account, by)?;
        // Whether they may is asked before what there is.
        let newest = self.newest_method(account.id).map(|newest| newest.0);
        let key = MethodKey::Authenticator(newest.unwrap_or(MethodId(0)));
        match self.service.remove_method(&actor, account.id, key) {
            Err(ServiceError::Store(_)) if newest.is_none() => Err(No::WithoutMethod),
            removed => removed.map(|_| Yes::Done).map_err(no),
        }
    }

    fn create(
        &mut self,
        account: AccountTyped,
        by: By,
        name: AppTyped,
        limits: Limits,
        lasts: Option<i64>,
    ) -> Answer {
        let (number, secret) = self.new_secret();
        let (account, actor) = self.acted_on(account, by)?;
        let new = NewAppPassword {
            scope: scope(limits),
            expires_at: lasts.map(|lasts| Period::from_seconds(lasts).after(self.now)),
            ..NewAppPassword::unlimited(app_name(name), &secret)
        };
        let created = self
            .service
            .create_app_passwords(&actor, account.id, &[new])
            .map_err(no)?;
        self.known.made.insert(created[0].id.clone(), number);
        Ok(Yes::Done)
    }

    fn set_policy(&mut self, rule: Rule) -> Answer {
        let period = |period: Option<i64>| match period {
            Some(seconds) => Period::from_seconds(seconds).to_string(),
            None => "none".to_owned(),
        };
        let (key, value) = match rule {
            Rule::AppPasswords(word) => (Key::AppPasswords, word.to_owned()),
            Rule::Limit(limit) => (Key::AppPasswordLimit, limit.to_string()),
            Rule::MaxAge(age) => (Key::AppPasswordMaxAge, period(age)),
            Rule::IdleExpiry(idle) => (Key::AppPasswordIdleExpiry, period(idle)),
            Rule::DeleteOnPasswordChange(delete) => {
                let word = if delete { "delete" } else { "keep" };
                (Key::OnPasswordChange, word.to_owned())
            }
        };
        let set = self.service.set_policy(&self.admin(), key, &value);
        self.policy = set.map_err(no)?.1;
        Ok(Yes::Done)
    }

    fn newest_method(&self, account: AccountId) -> Option<(MethodId, String)> {
        let methods = self.service.methods(&self.admin(), account).unwrap();
        let newest = methods.last()?;
        let MethodKey::Authenticator(id) = newest.key else {
            panic!("{newest:?}");
        };
        Some((id, newest.label.clone()))
    }

    fn rotate(
        &mut self,
        account: AccountTyped,
        by: By,
        name: AppTyped,
        overlap: Option<i64>,
        delivery: Delivery,
    ) -> Answer {
        let (number, secret) = self.new_secret();
        let (account, actor) = self.acted_on(account, by)?;
        let old = self
            .service
            .app_password_to_rotate(&actor, account.id, name.typed())
            .map_err(no)?;
        let overlap = overlap.map(Period::from_seconds);
        let rotated = self
            .service
            .rotate_app_password(&actor, &old, overlap, &secret)
            .map_err(no)?;
        self.known.made.insert(rotated.new.id.clone(), number);
        let ended = match delivery {
            Delivery::Done => self.service.end_rotation(&actor, &rotated),
            Delivery::Undone => self.service.undo_rotation(&actor, &rotated),
            Delivery::Interrupted => Ok(()),
        };
        ended.map(|()| Yes::Done).map_err(no)
    }

    fn delete(&mut self, account: AccountTyped, by: By, name: Option<AppTyped>) -> Answer {
        let (account, actor) = self.acted_on(account, by)?;
        self.service
            .may_delete_app_passwords(&actor, account.id)
            .map_err(no)?;
        let all = self.service.security(&actor, account.id).map_err(no)?;
        let all = all.app_passwords;
        let meant: Vec<&AppPassword> = match name {
            Some(name) => choose(&all, name.typed()).map_err(|_| No::UnknownApp)?,
            None => all.iter().collect(),
        };
        let ids: Vec<_> = meant.iter().map(|one| one.id.clone()).collect();
        let deleted = self
            .service
            .delete_app_passwords(&actor, account.id, &ids)
            .map_err(no)?;
        Ok(Yes::Deleted(deleted.len()))
    }

    pub fn see(&self, name: usize) -> Option<Seen> {
        let admin = self.admin();
        let name = AccountName::parse(ACCOUNTS[name][0]).unwrap();
        let summary = match self.service.account_summary(&admin, &name) {
            Err(ServiceError::NoAccount { .. }) => return None,
            found => found.unwrap(),
        };
        let security = self.service.security(&admin, summary.account.id);
        let mut apps: Vec<_> = security
            .unwrap()
            .app_passwords
            .into_iter()
            .map(|one| ListedApp {
                made: self.known.made[&one.id],
                name: one.name.as_str().to_owned(),
                state: one.state(&self.policy, self.now).into(),
            })
            .collect();
        apps.sort_by_key(|app| app.made);
        Some(Seen {
            mfa: match summary.account.mfa {
                MfaState::Disabled => Mfa::Disabled,
                MfaState::Enabled => Mfa::Enabled,
                MfaState::Enforced => Mfa::Enforced,
                MfaState::Service => Mfa::Service,
            },
            disabled: summary.account.disabled,
            methods: summary.authenticators as usize,
            counted: summary.app_passwords as usize,
            apps,
        })
    }

    /// What `store check` and `log check` find.
    pub fn faults(&self) -> Vec<String> {
        let (admin, mut faults) = (self.admin(), vec![]);
        self.service
            .check(&admin, |fault| faults.push(fault))
            .unwrap();
        self.service
            .check_log(&admin, None, |fault| faults.push(format!("{fault:?}")))
            .unwrap();
        faults
    }

    /// As another process would find it.
    pub fn open_again(&mut self) {
        self.service = Service::open(&location(&self.program), &random(3)).unwrap();
    }
}

/// Secrets that no sequence makes twice, and every run of it makes the same.
fn random_for(subject: &Subject) -> Random {
    let made = subject.known.apps.len() + subject.known.authenticators.len();
    random(1_000 + made as u64)
}
