//! The decision about an app password that was typed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::app_password::{AppPassword, State};
use super::log_in::Takes;
use super::policy::{AppPasswords, Policy};
use super::scope::Source;

/// Why an app password is refused. A front end isn't told.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    strum::IntoStaticStr,
    strum::EnumString,
    Serialize,
    Deserialize,
)]
#[cfg_attr(test, derive(strum::EnumIter))]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Reason {
    NoMatch,
    Deleted,
    /// A newer one has its name, and its overlap is over.
    Replaced,
    Expired,
    WrongService,
    WrongNetwork,
    AccountDisabled,
    MfaNotEnforced,
    BlockedByPolicy,
}

/// Why none of an account's app passwords is accepted, whatever they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoneAccepted {
    AccountDisabled,
    MfaNotEnforced,
    BlockedByPolicy,
}

impl From<NoneAccepted> for Reason {
    fn from(none: NoneAccepted) -> Self {
        match none {
            NoneAccepted::AccountDisabled => Self::AccountDisabled,
            NoneAccepted::MfaNotEnforced => Self::MfaNotEnforced,
            NoneAccepted::BlockedByPolicy => Self::BlockedByPolicy,
        }
    }
}

/// Decides whether the app password that matched is accepted. Without a match the answer is no.
pub fn decide(
    account: &Account,
    policy: &Policy,
    matched: Option<&AppPassword>,
    source: &Source,
    now: Timestamp,
) -> Result<(), Reason> {
    let matched = matched.ok_or(Reason::NoMatch)?;
    // Another account's app password never matches.
    if matched.account != account.id {
        return Err(Reason::NoMatch);
    }
    match matched.state(policy, now) {
        State::Deleted => return Err(Reason::Deleted),
        State::Expired => return Err(Reason::Expired),
        // Its secret is no longer known to be the one that was given.
        State::Damaged => return Err(Reason::NoMatch),
        State::Active | State::Replaced => {}
    }
    accepts_any(account, policy)?;
    if !matched.scope.allows_service(source.service.as_ref()) {
        return Err(Reason::WrongService);
    }
    if !matched.scope.allows_address(source.address) {
        return Err(Reason::WrongNetwork);
    }
    Ok(())
}

/// Decides whether an account's app passwords are accepted at all.
pub fn accepts_any(account: &Account, policy: &Policy) -> Result<(), NoneAccepted> {
    if account.disabled {
        return Err(NoneAccepted::AccountDisabled);
    }
    if Takes::of(account.mfa) != Takes::AppPassword {
        return Err(NoneAccepted::MfaNotEnforced);
    }
    if policy.app_passwords == AppPasswords::Blocked {
        return Err(NoneAccepted::BlockedByPolicy);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::domain::account::AccountId;
    use crate::domain::account::MfaState;
    use crate::domain::app_password::tests::example;
    use crate::domain::scope::{Scope, parse_address, parse_network};

    fn account(mfa: MfaState) -> Account {
        crate::domain::account::tests::account(mfa, false)
    }

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn accepted_only_when_mfa_is_enforced_and_policy_allows() {
        let one = example("a", "Outlook");
        let source = Source::default();
        let answer = |account: &Account, policy: &Policy| {
            decide(account, policy, Some(&one), &source, now())
        };
        let mut policy = Policy::default();
        assert_eq!(answer(&account(MfaState::Enforced), &policy), Ok(()));
        assert_eq!(
            answer(&account(MfaState::Enabled), &policy),
            Err(Reason::MfaNotEnforced)
        );
        assert_eq!(
            answer(&account(MfaState::Disabled), &policy),
            Err(Reason::MfaNotEnforced)
        );
        policy.app_passwords = AppPasswords::Frozen;
        assert_eq!(answer(&account(MfaState::Enforced), &policy), Ok(()));
        policy.app_passwords = AppPasswords::Blocked;
        assert_eq!(
            answer(&account(MfaState::Enforced), &policy),
            Err(Reason::BlockedByPolicy)
        );
        let disabled = Account {
            disabled: true,
            ..account(MfaState::Enforced)
        };
        assert_eq!(
            answer(&disabled, &Policy::default()),
            Err(Reason::AccountDisabled)
        );
    }

    #[test]
    fn nothing_deleted_expired_foreign_or_out_of_scope_is_accepted() {
        let holder = account(MfaState::Enforced);
        let policy = Policy::default();
        let home = Source {
            service: Some("imap".parse().unwrap()),
            address: Some(parse_address("192.0.2.7").unwrap()),
        };
        let answer = |one: Option<&AppPassword>, source: &Source| {
            decide(&holder, &policy, one, source, now())
        };
        assert_eq!(answer(None, &home), Err(Reason::NoMatch));

        let mut one = example("a", "Outlook");
        one.scope = Scope::new(
            vec!["imap".parse().unwrap()],
            &[parse_network("192.0.2.0/24").unwrap()],
        )
        .unwrap();
        assert_eq!(answer(Some(&one), &home), Ok(()));
        assert_eq!(
            answer(
                Some(&one),
                &Source {
                    service: None,
                    ..home.clone()
                }
            ),
            Err(Reason::WrongService)
        );
        assert_eq!(
            answer(
                Some(&one),
                &Source {
                    address: None,
                    ..home.clone()
                }
            ),
            Err(Reason::WrongNetwork)
        );

        let deleted = AppPassword {
            deleted_at: Some(now()),
            ..one.clone()
        };
        assert_eq!(answer(Some(&deleted), &home), Err(Reason::Deleted));
        let expired = AppPassword {
            expires_at: Some(now()),
            ..one.clone()
        };
        assert_eq!(answer(Some(&expired), &home), Err(Reason::Expired));
        let foreign = AppPassword {
            account: AccountId(2),
            ..one
        };
        assert_eq!(answer(Some(&foreign), &home), Err(Reason::NoMatch));
    }

    /// The log and JSON keep these words.
    #[test]
    fn the_words_for_reasons_stay() {
        let words: Vec<_> = Reason::iter().map(<&str>::from).collect();
        assert_eq!(
            words,
            [
                "no_match",
                "deleted",
                "replaced",
                "expired",
                "wrong_service",
                "wrong_network",
                "account_disabled",
                "mfa_not_enforced",
                "blocked_by_policy"
            ]
        );
    }
}
