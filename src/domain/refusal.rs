//! The refusals of the rules, as whole sentences for holders and operators.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::names::AccountName;
use super::role::Role;

#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Refusal {
    #[error("MFA isn't required for this account; ask your administrator")]
    MfaNotRequired(AccountName),
    #[error("MFA isn't set up for this account yet")]
    MfaNotSetUp,
    #[error("this is a service account, which has app passwords only")]
    ServiceAccount(AccountName),
    #[error("this account has an external password")]
    ExternalPassword(AccountName),
    #[error("this account is disabled")]
    AccountDisabled(AccountName),
    #[error("your organisation doesn't allow new app passwords")]
    AppPasswordsFrozen,
    #[error("your organisation doesn't allow app passwords")]
    AppPasswordsBlocked,
    #[error("the limit is reached: {there} of {limit} app passwords")]
    AppPasswordLimit { there: u32, limit: u32 },
    #[error("your organisation has frozen app passwords")]
    AppPasswordsUnmanaged,
    #[error("the limit is reached: {0} authenticators")]
    AuthenticatorLimit(usize),
    #[error("your organisation doesn't use codes by e-mail and phone for this")]
    ContactCodes,
    #[error("MFA is required for this account, and this is its only second factor")]
    LastMethod,
    #[error("wrong account or password")]
    SignIn,
    #[error("your organisation also requires another way to reach you")]
    NoAlternateContact,
    #[error("you are no longer signed in")]
    NotSignedIn,
    #[error("{}", needed(*.0))]
    NeedsRole(Role),
}

fn needed(role: Role) -> String {
    match role {
        Role::Owner => {
            "only root and the store's owner may do this, on the machine itself".to_owned()
        }
        other => format!("this needs the {} role", other.into_str()),
    }
}
