//! Log-ins at a server: which secret an account needs there, and why it is refused.

use serde::{Deserialize, Serialize};

use super::account::{Account, MfaState};
use super::app_password::AppPassword;
use super::verdict::Reason;

/// The secret that is accepted at a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The account's own password, as long as it has no second factor that this would bypass.
    Password,
    AppPassword,
}

impl Takes {
    pub fn of(mfa: MfaState) -> Self {
        match mfa {
            MfaState::Disabled | MfaState::Enabled => Self::Password,
            MfaState::Enforced | MfaState::Service => Self::AppPassword,
        }
    }
}

/// Why a log-in is refused. The server isn't told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case")]
pub enum Denial {
    NoAccount,
    WrongPassword,
    /// A temporary password is accepted at the first sign-in only.
    TemporaryPassword,
    AccountDisabled,
    #[strum(transparent)]
    AppPassword(Reason),
}

/// Decides whether the account's own password is accepted, once it is known to be right or wrong.
pub fn decide_on_password(account: &Account, is_right: bool) -> Result<(), Denial> {
    if !is_right {
        return Err(Denial::WrongPassword);
    }
    if account.disabled {
        return Err(Denial::AccountDisabled);
    }
    if account.must_change_password {
        return Err(Denial::TemporaryPassword);
    }
    Ok(())
}

/// The answer to a log-in, with everything that an operator may know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub account: Option<Account>,
    /// The app password that was typed, even if it is refused.
    pub app_password: Option<AppPassword>,
    pub answer: Result<(), Denial>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::tests::account;

    #[test]
    fn the_own_password_counts_until_mfa_is_enforced() {
        assert_eq!(Takes::of(MfaState::Disabled), Takes::Password);
        assert_eq!(Takes::of(MfaState::Enabled), Takes::Password);
        assert_eq!(Takes::of(MfaState::Enforced), Takes::AppPassword);
        assert_eq!(Takes::of(MfaState::Service), Takes::AppPassword);
    }

    #[test]
    fn a_right_password_is_not_enough_where_the_account_is_disabled_or_it_is_temporary() {
        let plain = account(MfaState::Disabled, false);
        assert_eq!(decide_on_password(&plain, true), Ok(()));
        assert_eq!(
            decide_on_password(&plain, false),
            Err(Denial::WrongPassword)
        );
        let disabled = Account {
            disabled: true,
            ..plain.clone()
        };
        assert_eq!(
            decide_on_password(&disabled, true),
            Err(Denial::AccountDisabled)
        );
        let temporary = Account {
            must_change_password: true,
            ..plain
        };
        assert_eq!(
            decide_on_password(&temporary, true),
            Err(Denial::TemporaryPassword)
        );
    }

    /// The log and JSON keep these words.
    #[test]
    fn the_words_for_denials_stay() {
        let all = [
            Denial::NoAccount,
            Denial::WrongPassword,
            Denial::TemporaryPassword,
            Denial::AccountDisabled,
            Denial::AppPassword(Reason::WrongService),
        ];
        assert_eq!(
            all.map(<&str>::from),
            [
                "no_account",
                "wrong_password",
                "temporary_password",
                "account_disabled",
                "wrong_service"
            ]
        );
    }
}
