//! Accounts and the MFA states they go through.

use jiff::Timestamp;
use thiserror::Error;

use super::escape::{is_unprintable, quoted};
use super::names::AccountName;
use super::policy::{AppPasswords, Policy};
use super::refusal::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountId(pub i64);

/// `Disabled` → `Enabled` (an operator asked for it) → `Enforced` (its holder set it up).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MfaState {
    Disabled,
    Enabled,
    Enforced,
}

impl MfaState {
    pub const ALL: [Self; 3] = [Self::Disabled, Self::Enabled, Self::Enforced];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Enforced => "enforced",
        }
    }

    /// The state once an operator wants MFA of the account, or no longer does: whoever has an
    /// authenticator already needn't set one up again.
    pub fn wanted(required: bool, has_method: bool) -> Self {
        match (required, has_method) {
            (false, _) => Self::Disabled,
            (true, false) => Self::Enabled,
            (true, true) => Self::Enforced,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: AccountName,
    pub mfa: MfaState,
    pub disabled: bool,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub must_change_password: bool,
    pub created_at: Timestamp,
}

impl Account {
    pub fn may_enrol(&self) -> Result<(), Refusal> {
        if self.disabled {
            return Err(Refusal::AccountDisabled);
        }
        match self.mfa {
            MfaState::Disabled => Err(Refusal::MfaNotRequired),
            MfaState::Enabled | MfaState::Enforced => Ok(()),
        }
    }

    pub fn may_have_app_passwords(&self) -> Result<(), Refusal> {
        if self.disabled {
            return Err(Refusal::AccountDisabled);
        }
        match self.mfa {
            MfaState::Disabled => Err(Refusal::MfaNotRequired),
            MfaState::Enabled => Err(Refusal::MfaNotSetUp),
            MfaState::Enforced => Ok(()),
        }
    }

    /// Whether one more may be made, with so many there already.
    pub fn may_create_app_password(&self, policy: &Policy, there: u32) -> Result<(), Refusal> {
        self.may_have_app_passwords()?;
        match policy.app_passwords {
            AppPasswords::Frozen => return Err(Refusal::AppPasswordsFrozen),
            AppPasswords::Blocked => return Err(Refusal::AppPasswordsBlocked),
            AppPasswords::Allowed => {}
        }
        if there >= policy.app_password_limit {
            return Err(Refusal::AppPasswordLimit {
                there,
                limit: policy.app_password_limit,
            });
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContactError {
    #[error("{0} isn't an e-mail address")]
    Email(String),
    #[error("{0} isn't a phone number such as +49 30 123456")]
    Phone(String),
}

/// An e-mail address, checked as far as an address can be without writing to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    pub fn parse(typed: &str) -> Result<Self, ContactError> {
        let text = typed.trim();
        let right = text.len() <= 254
            && !text.starts_with('-')
            && !text
                .chars()
                .any(|c| c.is_whitespace() || is_unprintable(c) || "<>,;\"\\()[]".contains(c))
            && text.rsplit_once('@').is_some_and(|(local, host)| {
                !local.is_empty() && local.len() <= 64 && !local.contains('@') && is_host(host)
            });
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError::Email(quoted(typed)))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// A phone number as E.164 writes it: a plus sign and 7 to 15 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    pub fn parse(typed: &str) -> Result<Self, ContactError> {
        let number: String = typed
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '/' | '.'))
            .collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        let right = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if right {
            Ok(Self(number))
        } else {
            Err(ContactError::Phone(quoted(typed)))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(mfa: MfaState, disabled: bool) -> Account {
        Account {
            id: AccountId(1),
            name: AccountName::parse("alain@contoso.com").unwrap(),
            mfa,
            disabled,
            email: None,
            phone: None,
            must_change_password: false,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn each_state_allows_what_the_table_says() {
        let rows = [
            (
                MfaState::Disabled,
                Err(Refusal::MfaNotRequired),
                Err(Refusal::MfaNotRequired),
            ),
            (MfaState::Enabled, Ok(()), Err(Refusal::MfaNotSetUp)),
            (MfaState::Enforced, Ok(()), Ok(())),
        ];
        for (state, enrol, create) in rows {
            let policy = Policy::default();
            assert_eq!(account(state, false).may_enrol(), enrol, "{state:?}");
            assert_eq!(
                account(state, false).may_create_app_password(&policy, 0),
                create,
                "{state:?}"
            );
            assert_eq!(
                account(state, true).may_enrol(),
                Err(Refusal::AccountDisabled)
            );
            assert_eq!(
                account(state, true).may_create_app_password(&policy, 0),
                Err(Refusal::AccountDisabled)
            );
        }
    }

    #[test]
    fn policy_and_limit_refuse_one_more() {
        let holder = account(MfaState::Enforced, false);
        let mut policy = Policy::default();
        assert_eq!(holder.may_create_app_password(&policy, 39), Ok(()));
        assert_eq!(
            holder.may_create_app_password(&policy, 40),
            Err(Refusal::AppPasswordLimit {
                there: 40,
                limit: 40
            })
        );
        policy.app_passwords = AppPasswords::Frozen;
        assert_eq!(
            holder.may_create_app_password(&policy, 0),
            Err(Refusal::AppPasswordsFrozen)
        );
        policy.app_passwords = AppPasswords::Blocked;
        assert_eq!(
            holder.may_create_app_password(&policy, 0),
            Err(Refusal::AppPasswordsBlocked)
        );
    }

    #[test]
    fn requiring_mfa_again_keeps_what_was_set_up() {
        assert_eq!(MfaState::wanted(true, true), MfaState::Enforced);
        assert_eq!(MfaState::wanted(true, false), MfaState::Enabled);
        assert_eq!(MfaState::wanted(false, true), MfaState::Disabled);
    }

    #[test]
    fn contacts_are_checked() {
        for right in [
            "a@b.example",
            "first.last+tag@mail.contoso.com",
            "rené@exämple.org",
        ] {
            assert!(Email::parse(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "-a@b",
            "a@b..c",
            "a@b\n",
            "a@-b",
            "a\u{1b}@b",
        ] {
            assert_eq!(Email::parse(wrong).is_ok(), wrong == "a@b\n", "{wrong:?}");
        }
        assert_eq!(
            Phone::parse("+49 (30) 123-456").unwrap().as_str(),
            "+4930123456"
        );
        for wrong in [
            "",
            "030 123456",
            "+49",
            "+49 30 12345x",
            "+1234567890123456",
        ] {
            assert!(Phone::parse(wrong).is_err(), "{wrong}");
        }
    }
}
