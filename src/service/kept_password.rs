//! Where an account's password is kept, and whether what was typed is it.

use zeroize::Zeroizing;

use super::{Result, ServiceError};
use crate::crypto::argon2id::Hasher;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::names::AccountName;
use crate::domain::policy::Policy;
use crate::messenger;
use crate::store::Tx;

pub(super) enum KeptPassword {
    Here {
        phc: Zeroizing<String>,
        sealed: Vec<u8>,
    },
    Outside {
        command: Option<String>,
        account: AccountName,
    },
    /// There is no such account, or it is a service account.
    Nowhere,
}

impl KeptPassword {
    /// If no account has the name, the same is asked about none, for the time that takes.
    pub fn of(account: Option<&Account>, tx: &Tx<'_>, policy: &Policy) -> Result<Self> {
        let id = account.map_or(AccountId::NONE, |account| account.id);
        let sealed = tx.sealed_password(id)?;
        Ok(match account {
            None => Self::Nowhere,
            Some(account) if account.mfa == MfaState::Service => Self::Nowhere,
            Some(account) if account.external_password => Self::Outside {
                command: policy.password_command.clone(),
                account: account.name.clone(),
            },
            Some(_) => {
                let sealed = sealed.ok_or_else(ServiceError::conflict)?;
                Self::Here {
                    phc: tx.open_password(id, &sealed)?,
                    sealed,
                }
            }
        })
    }

    /// Returns whether this is it. An error means that it couldn't be decided.
    pub fn is(&self, typed: &PrimaryPassword, hasher: &mut Hasher) -> Result<bool> {
        let typed = typed.expose();
        let phc = match self {
            Self::Here { phc, .. } => Some(phc.as_str()),
            Self::Outside { command, account } => {
                return messenger::is_password_right(command.as_deref(), account, typed)
                    .map_err(ServiceError::PasswordUndecided);
            }
            Self::Nowhere => None,
        };
        Ok(hasher.is_chosen(typed.as_bytes(), phc)?)
    }

    /// What a log-in that is accepted by it is remembered by. What is kept outside may have changed unseen.
    pub fn into_sealed(self) -> Option<Vec<u8>> {
        match self {
            Self::Here { sealed, .. } => Some(sealed),
            Self::Outside { .. } | Self::Nowhere => None,
        }
    }
}
