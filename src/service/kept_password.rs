//! Where an account's password is kept, and whether what was typed is it.

use zeroize::Zeroizing;

use super::external_checks::ExternalChecks;
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
    External {
        command: Option<String>,
        account: AccountName,
    },
    /// There is no such account, or it is a service account.
    Nowhere,
}

impl KeptPassword {
    /// Asks the store as much where no account has the name, so that it takes as long.
    pub fn of(account: Option<&Account>, tx: &Tx<'_>, policy: &Policy) -> Result<Self> {
        let id = account.map_or(AccountId::NONE, |account| account.id);
        let sealed = tx.sealed_password(id)?;
        Ok(match account {
            None => Self::Nowhere,
            Some(account) if account.mfa == MfaState::Service => Self::Nowhere,
            Some(account) if account.external_password => Self::External {
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
    pub fn is(
        &self,
        typed: &PrimaryPassword,
        hasher: &mut Hasher,
        checks: &ExternalChecks,
    ) -> Result<bool> {
        let typed = typed.expose();
        let phc = match self {
            Self::Here { phc, .. } => Some(phc.as_str()),
            Self::External { command, account } => {
                let Some(_running) = checks.begin() else {
                    return Err(ServiceError::ExternalChecksBusy);
                };
                return messenger::is_password_right(command.as_deref(), account, typed)
                    .map_err(ServiceError::PasswordUndecided);
            }
            Self::Nowhere => None,
        };
        Ok(hasher.is_chosen(typed.as_bytes(), phc)?)
    }

    /// Returns what a server may remember of an accepted log-in. An external password may change unseen.
    pub fn into_sealed(self) -> Option<Vec<u8>> {
        match self {
            Self::Here { sealed, .. } => Some(sealed),
            Self::External { .. } | Self::Nowhere => None,
        }
    }
}
