//! The methods of an account: showing, choosing, removing and resetting them.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::tickets::end_sign_ins;
use super::{Actor, Result, Service, ServiceError, app_passwords};
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::app_password::AppPassword;
use crate::domain::audit::{Event, Record};
use crate::domain::method::{Addable, Method, MethodKey, addable, is_mfa_set_up};
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::throttle::Proof;
use crate::messenger;
use crate::store::Outcome::Commit;
use crate::store::{Counted, Tx};

/// An account's methods, recovery codes and app passwords.
#[derive(Serialize, Deserialize)]
pub struct Security {
    pub account: Account,
    pub policy: Policy,
    pub methods: Vec<Method>,
    /// The methods that could be added.
    pub addable: Vec<Addable>,
    pub recovery_codes_left: u32,
    /// Those that aren't deleted, oldest first.
    pub app_passwords: Vec<AppPassword>,
}

/// What resetting an account's MFA removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reset {
    pub account: Account,
    pub methods: usize,
    pub app_passwords: usize,
}

impl Service {
    pub fn methods(&self, actor: &Actor, account: AccountId) -> Result<Vec<Method>> {
        self.look_at(actor, Action::SeeAccount, account, |tx, account, _| {
            Ok(tx.methods(&account)?)
        })
    }

    pub fn security(&self, actor: &Actor, account: AccountId) -> Result<Security> {
        self.look_at(actor, Action::SeeAccount, account, |tx, account, policy| {
            let methods = tx.methods(&account)?;
            let sends_mail = messenger::can_send_mail(policy.mail_command.as_deref());
            let mut addable = match account.mfa {
                MfaState::Disabled | MfaState::Service => vec![],
                MfaState::Enabled | MfaState::Enforced => addable(&methods, &policy, sends_mail),
            };
            addable.retain(|one| match one {
                Addable::Authenticator => true,
                Addable::Contact(kind) => methods
                    .iter()
                    .all(|method| method.key != MethodKey::Contact(*kind)),
            });
            Ok(Security {
                recovery_codes_left: tx.count_recovery_codes(account.id)?,
                app_passwords: tx.app_passwords(account.id)?,
                account,
                policy: if actor.role().is_operator() {
                    policy
                } else {
                    policy.for_holders()
                },
                methods,
                addable,
            })
        })
    }

    /// Makes this the method that a sign-in asks for first.
    pub fn set_default_method(
        &mut self,
        actor: &Actor,
        account: AccountId,
        key: MethodKey,
    ) -> Result<Method> {
        let action = Action::ChooseDefaultMethod;
        self.change_of(actor, action, account, |tx, mut account, policy| {
            let method = existing(tx, &account, key)?;
            if !method.counts(&policy) {
                return Err(Refusal::ContactCodes.into());
            }
            if account.default_method != Some(key) {
                account.default_method = Some(key);
                tx.save_account(&account)?;
                let record = Record::about(Event::DefaultMethodChanged, &account);
                tx.record(actor.who(), &record.subject(&method.label))?;
            }
            Ok(Commit(method))
        })
    }

    /// Refuses what `remove_method` would refuse, before a person is asked.
    pub fn may_remove_method(
        &self,
        actor: &Actor,
        account: AccountId,
        key: MethodKey,
    ) -> Result<()> {
        let action = Action::RemoveMethod;
        self.look_at(actor, action, account, |tx, account, policy| {
            refuse_last(tx, &account, key, &policy)
        })
    }

    /// Removes a method, unless MFA is required and would no longer be set up.
    pub fn remove_method(
        &mut self,
        actor: &Actor,
        account: AccountId,
        key: MethodKey,
    ) -> Result<Method> {
        let action = Action::RemoveMethod;
        self.change_of(actor, action, account, |tx, mut account, policy| {
            let method = existing(tx, &account, key)?;
            refuse_last(tx, &account, key, &policy)?;
            let ends_sign_ins = match key {
                MethodKey::Authenticator(id) => {
                    tx.delete_authenticator(id)?;
                    true
                }
                MethodKey::Contact(kind) => tx.delete_contact(account.id, kind)?,
            };
            if ends_sign_ins {
                end_sign_ins(tx, actor, &mut account)?;
            }
            let record = Record::about(Event::MethodRemoved, &account).subject(&method.label);
            let detail = json!({ "method": key.kind() });
            tx.record(actor.who(), &record.detail(detail))?;
            Ok(Commit(method))
        })
    }

    /// Returns whether a reset would change anything.
    pub fn is_reset_due(
        &self,
        actor: &Actor,
        account: AccountId,
        deletes_app_passwords: bool,
    ) -> Result<bool> {
        self.look_at(actor, Action::ResetMfa, account, |tx, account, _| {
            is_reset_due(tx, &account, deletes_app_passwords)
        })
    }

    /// Removes every method and recovery code and ends every sign-in: the holder must set MFA up
    /// again. Where there is nothing to remove, nothing is changed or recorded.
    pub fn reset_mfa(
        &mut self,
        actor: &Actor,
        account: AccountId,
        deletes_app_passwords: bool,
    ) -> Result<Reset> {
        self.change_of(actor, Action::ResetMfa, account, |tx, mut account, _| {
            if !is_reset_due(tx, &account, deletes_app_passwords)? {
                return Ok(Commit(Reset {
                    account,
                    methods: 0,
                    app_passwords: 0,
                }));
            }
            let methods = tx.methods(&account)?.len();
            tx.delete_all_methods(account.id)?;
            tx.clear_factor_failures(account.id)?;
            account.mfa = MfaState::wanted(account.mfa != MfaState::Disabled, false);
            account.default_method = None;
            end_sign_ins(tx, actor, &mut account)?;
            let app_passwords = if deletes_app_passwords {
                app_passwords::delete_all(tx, actor, &account)?
            } else {
                0
            };
            let detail = json!({
                "mfa": account.mfa.into_str(),
                "methods": methods,
                "app_passwords": app_passwords,
            });
            let record = Record::about(Event::MfaReset, &account).detail(detail);
            tx.record(actor.who(), &record)?;
            Ok(Commit(Reset {
                account,
                methods,
                app_passwords,
            }))
        })
    }
}

/// Refuses to remove a method if MFA is required and no other one is enough for it.
fn refuse_last(tx: &Tx<'_>, account: &Account, key: MethodKey, policy: &Policy) -> Result<()> {
    let methods = tx.methods(account)?;
    let others = methods.iter().filter(|method| method.key != key);
    if account.mfa == MfaState::Enforced && !is_mfa_set_up(others, policy) {
        return Err(Refusal::LastMethod.into());
    }
    Ok(())
}

fn is_reset_due(tx: &Tx<'_>, account: &Account, deletes_app_passwords: bool) -> Result<bool> {
    let counted = Counted::Account(account.id);
    for proof in Proof::SECOND_FACTORS {
        // A reset also ends a wait, and sign-ins.
        if tx.failures(&counted, proof)?.is_some() {
            return Ok(true);
        }
    }
    Ok(account.mfa == MfaState::Enforced
        || !tx.methods(account)?.is_empty()
        || tx.begun_authenticator(account.id)?.is_some()
        || tx.has_tickets(account.id)?
        || tx.count_recovery_codes(account.id)? > 0
        || deletes_app_passwords && tx.count_app_passwords(account.id)? > 0)
}

fn existing(tx: &Tx<'_>, account: &Account, key: MethodKey) -> Result<Method> {
    let mut methods = tx.methods(account)?;
    methods.retain(|method| method.key == key);
    methods.pop().ok_or_else(ServiceError::conflict)
}
