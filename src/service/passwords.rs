//! New primary passwords: the one place where their rules are applied and where they are hashed.

use serde_json::json;
use zeroize::Zeroizing;

use super::tickets::end_sign_ins;
use super::{Actor, Result, app_passwords};
use crate::crypto::argon2id;
use crate::crypto::random::Random;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::{Account, MfaState};
use crate::domain::audit::{Event, Record};
use crate::domain::password::{PasswordError, check_chosen};
use crate::domain::policy::{OnPasswordChange, Policy};
use crate::domain::throttle::Proof;
use crate::store::{Counted, Tx};

/// A primary password that an account is to get.
#[derive(Debug)]
pub enum NewPassword {
    /// Chosen by a person.
    Chosen(PrimaryPassword),
    /// Generated; it must be changed at the first sign-in.
    Temporary(PrimaryPassword),
}

impl NewPassword {
    pub fn generate(random: &Random) -> Self {
        Self::Temporary(PrimaryPassword::generate(random))
    }

    /// The temporary password to deliver, which nothing else knows yet.
    pub fn temporary(&self) -> Option<&PrimaryPassword> {
        match self {
            Self::Temporary(password) => Some(password),
            Self::Chosen(_) => None,
        }
    }

    /// Refuses a chosen password that is too weak for an account like this.
    pub fn check_for(&self, account: &Account) -> Result<()> {
        self.check(account.mfa != MfaState::Disabled, &account.own_names())
    }

    /// Refuses a chosen password that is too weak beside these names. With MFA it may be shorter.
    pub fn check(&self, mfa: bool, names: &[&str]) -> Result<()> {
        match self {
            Self::Chosen(password) => Ok(check_chosen(password.expose(), mfa, names)?),
            Self::Temporary(_) => Ok(()),
        }
    }

    pub fn into_inner(self) -> PrimaryPassword {
        let (Self::Chosen(password) | Self::Temporary(password)) = self;
        password
    }

    /// Hashes the password, if an account like this may have it.
    pub(super) fn hash_for(&self, account: &Account, random: &Random) -> Result<Zeroizing<String>> {
        self.check_for(account)?;
        let (Self::Chosen(password) | Self::Temporary(password)) = self;
        Ok(argon2id::hash_chosen(password.expose().as_bytes(), random)?)
    }
}

/// Refuses the password that is being replaced.
pub(super) fn refuse_same(new: &NewPassword, old: &PrimaryPassword) -> Result<()> {
    match new {
        NewPassword::Chosen(new) if new.expose() == old.expose() => Err(PasswordError::Same.into()),
        _ => Ok(()),
    }
}

/// Writes a new password and ends what rested on the old one. Returns how many app passwords went
/// with it.
pub(super) fn replace_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &mut Account,
    policy: &Policy,
    hash: &str,
    must_change: bool,
) -> Result<usize> {
    tx.save_password(account.id, hash)?;
    account.must_change_password = must_change;
    account.external_password = false;
    end_sign_ins(tx, actor, account)?;
    tx.clear_failures(&Counted::Account(account.id), Proof::Password)?;
    let detail = json!({ "temporary": must_change });
    let record = Record::about(Event::PasswordSet, account).detail(detail);
    tx.record(actor.who(), &record)?;
    delete_with_password(tx, actor, account, policy)
}

/// Deletes the app passwords if the policy has them go with the password. Returns how many.
pub(super) fn delete_with_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &Account,
    policy: &Policy,
) -> Result<usize> {
    match policy.on_password_change {
        OnPasswordChange::Keep => Ok(0),
        OnPasswordChange::Delete => app_passwords::delete_all(tx, actor, account),
    }
}
