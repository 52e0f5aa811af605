//! New primary passwords: the one place where their rules are applied and where they are hashed.

use zeroize::Zeroizing;

use super::Result;
use crate::crypto::argon2id;
use crate::crypto::random::Random;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::{Account, MfaState};
use crate::domain::password::{PasswordError, check_chosen};

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

    /// What to hand over: a temporary password, which only its maker knows.
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
