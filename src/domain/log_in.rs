//! Log-ins that a server asks about: which secret an account's apps log in with, and why the answer
//! is no.

use super::account::{Account, MfaState};
use super::app_password::AppPassword;
use super::verdict::Reason;

/// What counts at a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The account's own password: it has no second factor yet that this would go around.
    Password,
    AppPassword,
}

impl Takes {
    pub fn of(mfa: MfaState) -> Self {
        match mfa {
            MfaState::Disabled | MfaState::Enabled => Self::Password,
            MfaState::Enforced => Self::AppPassword,
        }
    }
}

/// Why the answer is no. A server never hears which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Denial {
    NoAccount,
    WrongPassword,
    /// A temporary password is good for the first sign-in and nothing else.
    TemporaryPassword,
    AccountDisabled,
    #[strum(transparent)]
    AppPassword(Reason),
}

/// Whether the account's own password, right or wrong, is accepted.
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

/// The answer to a log-in, with all that an operator may know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub account: Option<Account>,
    /// The one that was typed, also where the answer is no.
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
