//! Accounts, as an admin manages them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use strum::IntoEnumIterator;

use super::passwords::{NewPassword, delete_with_password, replace_password};
use super::tickets::end_sign_ins;
use super::{Actor, Requester, Result, Service, ServiceError};
use crate::crypto::argon2id::{GENERATED, Salt};
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::audit::{Event, Record};
use crate::domain::contact::{ContactKind, Email, Phone};
use crate::domain::escape::quoted;
use crate::domain::language::Language;
use crate::domain::method::is_mfa_set_up;
use crate::domain::names::AccountName;
use crate::domain::permission::{Action, permit};
use crate::domain::throttle::Proof;
use crate::store::Outcome::Commit;
use crate::store::{Counted, Tx};

/// An account to be added.
pub struct NewAccount<'a> {
    pub name: &'a AccountName,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub language: Option<Language>,
    /// `None` for a service account, which has no sign-in.
    pub holder: Option<NewHolder<'a>>,
}

/// The person who will sign in to a new account.
pub struct NewHolder<'a> {
    /// `None` if the organisation keeps it.
    pub password: Option<&'a NewPassword>,
    pub mfa_required: bool,
}

/// The changes to an account. `None` leaves a value unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChange {
    pub mfa_required: Option<bool>,
    pub disabled: Option<bool>,
    /// Forgets its password, which is external from then on, and how often a wrong one was tried.
    pub external_password: bool,
    pub email: Option<Option<Email>>,
    pub phone: Option<Option<Phone>>,
    pub language: Option<Language>,
}

impl AccountChange {
    fn action(&self) -> Action {
        let only_disables = Self {
            disabled: self.disabled,
            ..Self::default()
        };
        if *self == only_disables {
            Action::DisableAccount
        } else {
            Action::ChangeAccount
        }
    }
}

/// A changed account, and how many app passwords the policy deleted with its password.
#[derive(Serialize, Deserialize)]
pub struct ChangedAccount {
    pub account: Account,
    pub app_passwords_deleted: usize,
}

/// An account with the numbers of its methods, codes and app passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSummary {
    pub account: Account,
    pub app_passwords: u32,
    pub authenticators: u32,
    pub recovery_codes_left: u32,
}

impl Service {
    pub fn account(&self, actor: &Actor, name: &AccountName) -> Result<Account> {
        self.look_at(actor, Action::SeeAccount, name, |_, account, _| Ok(account))
    }

    /// Returns the account to use if none is named: the only one of the store.
    pub fn only_account(&self, requester: &Requester) -> Result<AccountName> {
        let actor = Actor::claimant(requester);
        self.look(&actor, Action::FindAccount, |tx, _| {
            match tx.some_accounts(2)?.as_slice() {
                [] => Err(ServiceError::NoAccounts),
                [only] => Ok(only.name.clone()),
                _ => Err(ServiceError::SeveralAccounts),
            }
        })
    }

    pub fn account_summary(&self, actor: &Actor, name: &AccountName) -> Result<AccountSummary> {
        self.look_at(actor, Action::SeeAccount, name, |tx, account, _| {
            let id = account.id;
            Ok(AccountSummary {
                account,
                app_passwords: tx.count_app_passwords(id)?,
                authenticators: tx.count_authenticators(id)?,
                recovery_codes_left: tx.count_recovery_codes(id)?,
            })
        })
    }

    pub fn add_account(&mut self, actor: &Actor, new: &NewAccount<'_>) -> Result<Account> {
        let holder = new.holder.as_ref();
        let password = holder.and_then(|holder| holder.password);
        let account = Account {
            // The store assigns the id.
            id: AccountId(0),
            name: new.name.clone(),
            mfa: match holder {
                Some(holder) => MfaState::wanted(holder.mfa_required, false),
                None => MfaState::Service,
            },
            disabled: false,
            email: new.email.clone(),
            phone: new.phone.clone(),
            default_method: None,
            must_change_password: password.is_some_and(|new| new.temporary().is_some()),
            external_password: holder.is_some() && password.is_none(),
            epoch: 0,
            created_at: actor.now(),
            language: new.language,
        };
        let hash = password.map(|new| new.hash_for(&account, &self.random));
        let hash = hash.transpose()?;
        let salt: Salt = self.random.bytes();
        self.change(actor, Action::AddAccount, |tx, _| {
            refuse_taken(tx, new.name, None)?;
            let id = tx.insert_account(&account, hash.as_ref().map(|hash| hash.as_str()))?;
            tx.insert_salt(id, &salt, GENERATED)?;
            let account = Account {
                id,
                ..account.clone()
            };
            let mut detail = json!({
                "mfa": account.mfa.into_str(),
                "temporary_password": account.must_change_password,
            });
            if account.external_password {
                detail["external_password"] = true.into();
            }
            let record = Record::about(Event::AccountAdded, &account).detail(detail);
            tx.record(actor.who(), &record)?;
            Ok(Commit(account))
        })
    }

    pub fn change_account(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        wanted: &AccountChange,
    ) -> Result<ChangedAccount> {
        self.change_of(actor, wanted.action(), name, |tx, before, policy| {
            if wanted.mfa_required.is_some() || wanted.external_password {
                permit(actor.role(), Action::ChangeSignIn, Some(&before), &policy)?;
            }
            let mut after = before.clone();
            after.disabled = wanted.disabled.unwrap_or(before.disabled);
            after.email = wanted.email.clone().unwrap_or(before.email.clone());
            after.phone = wanted.phone.clone().unwrap_or(before.phone.clone());
            after.language = wanted.language.or(before.language);
            let was_set_up = is_mfa_set_up(&tx.methods(&before)?, &policy);
            let mut ends_sign_ins = after.disabled;
            let mut removed = vec![];
            for kind in ContactKind::iter() {
                // An address or number that changed must be proved again.
                if after.contact(kind) != before.contact(kind)
                    && tx.delete_contact(before.id, kind)?
                {
                    removed.extend(before.contact(kind));
                }
            }
            ends_sign_ins |= !removed.is_empty();
            let set_up = is_mfa_set_up(&tx.methods(&before)?, &policy);
            let required = wanted
                .mfa_required
                .unwrap_or(before.mfa != MfaState::Disabled);
            let lost = before.mfa == MfaState::Enforced && was_set_up && !set_up;
            if wanted.mfa_required.is_some() || lost {
                after.mfa = MfaState::wanted(required, set_up);
            }
            let mut app_passwords_deleted = 0;
            if wanted.external_password && !before.external_password {
                after.external_password = true;
                after.must_change_password = false;
                ends_sign_ins = true;
                tx.forget_password(before.id)?;
                app_passwords_deleted = delete_with_password(tx, actor, &before, &policy)?;
            }
            let mut changed = difference(&before, &after);
            if wanted.external_password
                && let Some(failures) =
                    tx.failures(&Counted::Account(before.id), Proof::Password)?
            {
                tx.clear_failures(&Counted::Account(before.id), Proof::Password)?;
                let cleared = json!({ "before": failures.count, "after": 0 });
                changed.insert("wrong_passwords".to_owned(), cleared);
            }
            if ends_sign_ins {
                end_sign_ins(tx, actor, &mut after)?;
            }
            if !changed.is_empty() {
                tx.save_account(&after)?;
                let record = Record::about(Event::AccountChanged, &after);
                tx.record(actor.who(), &record.detail(Value::Object(changed)))?;
            }
            for contact in removed {
                let detail = json!({ "method": contact.kind().into_str() });
                let record = Record::about(Event::MethodRemoved, &after).subject(contact.as_str());
                tx.record(actor.who(), &record.detail(detail))?;
            }
            Ok(Commit(ChangedAccount {
                account: after,
                app_passwords_deleted,
            }))
        })
    }

    /// Returns the account before and after.
    pub fn rename_account(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        new: &AccountName,
    ) -> Result<(Account, Account)> {
        self.change_of(actor, Action::RenameAccount, name, |tx, before, _| {
            refuse_taken(tx, new, Some(before.id))?;
            let mut after = Account {
                name: new.clone(),
                ..before.clone()
            };
            if after.name.as_str() != before.name.as_str() {
                if after.external_password {
                    // The password of another name is right from now on.
                    end_sign_ins(tx, actor, &mut after)?;
                }
                tx.save_account(&after)?;
                let detail = json!({ "before": before.name.as_str() });
                let record = Record::about(Event::AccountRenamed, &after).detail(detail);
                tx.record(actor.who(), &record)?;
            }
            Ok(Commit((before, after)))
        })
    }

    /// Returns the account if its password may be set.
    pub fn account_to_set_password(
        &self,
        actor: &Actor,
        name: &AccountName,
        replaces_external: bool,
        temporary: bool,
    ) -> Result<Account> {
        let action = setting_password(replaces_external, temporary);
        self.look_at(actor, action, name, |_, account, _| Ok(account))
    }

    /// Sets the primary password. Returns how many app passwords the policy deletes with the old
    /// one.
    pub fn set_password(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        new: &NewPassword,
        replaces_external: bool,
    ) -> Result<usize> {
        let account = self.account(actor, name)?;
        let hash = new.hash_for(&account, &self.random)?;
        self.change_of(
            actor,
            setting_password(replaces_external, new.temporary().is_some()),
            name,
            |tx, mut account, policy| {
                let must_change = new.temporary().is_some();
                let deleted =
                    replace_password(tx, actor, &mut account, &policy, &hash, must_change)?;
                Ok(Commit(deleted))
            },
        )
    }

    /// Deletes the account with everything but its audit trail.
    pub fn delete_account(&mut self, actor: &Actor, name: &AccountName) -> Result<()> {
        self.change_of(actor, Action::DeleteAccount, name, |tx, account, _| {
            tx.delete_account(account.id)?;
            tx.record(actor.who(), &Record::about(Event::AccountDeleted, &account))?;
            Ok(Commit(()))
        })
    }
}

fn setting_password(replaces_external: bool, temporary: bool) -> Action {
    match (replaces_external, temporary) {
        (true, _) => Action::ReplaceExternalPassword,
        (false, true) => Action::SetTemporaryPassword,
        (false, false) => Action::SetPassword,
    }
}

fn refuse_taken(tx: &Tx<'_>, name: &AccountName, by_other_than: Option<AccountId>) -> Result<()> {
    match tx.account_named(name)? {
        Some(other) if Some(other.id) != by_other_than => {
            Err(ServiceError::AccountTaken(quoted(other.name.as_str())))
        }
        _ => Ok(()),
    }
}

/// Returns only what changed, before and after.
fn difference(before: &Account, after: &Account) -> Map<String, Value> {
    let fields = |account: &Account| {
        [
            ("mfa", json!(account.mfa.into_str())),
            ("disabled", json!(account.disabled)),
            ("external_password", json!(account.external_password)),
            ("email", json!(account.email.as_ref().map(Email::as_str))),
            ("phone", json!(account.phone.as_ref().map(Phone::as_str))),
            ("language", json!(account.language.map(<&str>::from))),
        ]
    };
    fields(before)
        .into_iter()
        .zip(fields(after))
        .filter(|((_, was), (_, is))| was != is)
        .map(|((name, was), (_, is))| (name.to_owned(), json!({ "before": was, "after": is })))
        .collect()
}
