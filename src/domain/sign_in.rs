//! Sign-ins: they hold for ten minutes, for one OS user in one terminal session.

use jiff::Timestamp;

use super::account::{Account, AccountId};
use super::period::Period;

/// How long a sign-in holds.
pub const SIGN_IN_HOLDS: Period = Period::from_seconds(10 * 60);

/// How long one holds on the connection that it was made on: a guided command may take its time.
pub const CONNECTION_HOLDS: Period = Period::from_seconds(30 * 60);

/// A terminal session of an OS user. It includes when the session's first process began, because
/// session numbers are used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalSession(String);

impl TerminalSession {
    pub fn new(uid: u32, session: i32, leader_began: &str) -> Self {
        Self(format!("{uid} {session} {leader_began}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A holder's sign-in, which everything they do rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub account: AccountId,
    /// The account's epoch at sign-in.
    pub epoch: i64,
    pub second_factor: bool,
    pub session: Option<TerminalSession>,
}

impl SignedIn {
    /// Returns whether it still holds for the account as it is now. Every change asks, since a
    /// prompt may wait for hours.
    pub fn holds_for(&self, account: &Account) -> bool {
        let enough = account.mfa.signs_in(self.second_factor);
        self.account == account.id && self.epoch == account.epoch && enough && !account.disabled
    }
}

/// A remembered sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    pub issued_at: Timestamp,
    /// Whether a second factor was proved.
    pub second_factor: bool,
}

impl Ticket {
    /// Returns whether it still holds for the account as it is now.
    pub fn holds(self, account: &Account, now: Timestamp) -> bool {
        let fresh = self.issued_at <= now && now < SIGN_IN_HOLDS.after(self.issued_at);
        let enough = account.mfa.signs_in(self.second_factor);
        fresh && enough && !account.disabled && !account.must_change_password
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::MfaState;
    use crate::domain::account::tests::account;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The store keeps it.
    #[test]
    fn a_session_is_a_user_a_number_and_its_beginning() {
        let session = TerminalSession::new(1000, 42, "8877");
        assert_eq!(session.as_str(), "1000 42 8877");
    }

    #[test]
    fn a_sign_in_holds_ten_minutes_and_as_long_as_the_account_allows() {
        let full = Ticket {
            issued_at: at(0),
            second_factor: true,
        };
        let holder = account(MfaState::Enforced, false);
        assert!(full.holds(&holder, at(0)) && full.holds(&holder, at(599)));
        assert!(!full.holds(&holder, at(600)));
        assert!(!full.holds(&holder, at(-1)), "the clock went back");
        assert!(!full.holds(&account(MfaState::Enforced, true), at(0)));
        let temporary = Account {
            must_change_password: true,
            ..holder.clone()
        };
        assert!(!full.holds(&temporary, at(0)));
        let password_only = Ticket {
            second_factor: false,
            ..full
        };
        assert!(!password_only.holds(&holder, at(0)));
        assert!(password_only.holds(&account(MfaState::Enabled, false), at(0)));
        assert!(password_only.holds(&account(MfaState::Disabled, false), at(0)));
    }

    #[test]
    fn what_a_holder_may_do_ends_with_the_sign_in_it_rests_on() {
        let holder = account(MfaState::Enforced, false);
        let signed_in = SignedIn {
            account: holder.id,
            epoch: holder.epoch,
            second_factor: true,
            session: None,
        };
        assert!(signed_in.holds_for(&holder));
        let later = Account {
            epoch: 1,
            ..holder.clone()
        };
        assert!(!signed_in.holds_for(&later));
        assert!(!signed_in.holds_for(&account(MfaState::Enforced, true)));
        let password_only = SignedIn {
            second_factor: false,
            ..signed_in
        };
        assert!(!password_only.holds_for(&holder));
        assert!(password_only.holds_for(&account(MfaState::Enabled, false)));
    }
}
