//! The words of the operations and of the model, in those of the service.

use jiff::Timestamp;
use keyfob::crypto::secret::PrimaryPassword;
use keyfob::domain::log_in::Denial;
use keyfob::domain::method::CodeRefusal;
use keyfob::domain::names::{AccountName, AppName};
use keyfob::domain::refusal::Refusal;
use keyfob::domain::role::Caller;
use keyfob::domain::scope::{Scope, Source, parse_address, parse_network};
use keyfob::domain::sign_in::TerminalSession;
use keyfob::domain::verdict::Reason;
use keyfob::service::{NewPassword, Requester, ServiceError};
use zeroize::Zeroizing;

use crate::rules::model::No;
use crate::rules::operation::{ADDRESSES, AccountTyped, AppTyped, From, Limits, NETWORK, SERVICES};

pub fn requester(now: Timestamp) -> Requester {
    Requester {
        at: now,
        caller: Caller::default(),
        session: Some(TerminalSession::new(1000, 42, "first")),
    }
}

pub fn account_name(typed: AccountTyped) -> AccountName {
    AccountName::parse(typed.typed()).unwrap()
}

pub fn app_name(typed: AppTyped) -> AppName {
    AppName::parse(typed.typed()).unwrap()
}

/// Nobody's has the last number.
pub fn password(number: usize) -> Zeroizing<String> {
    Zeroizing::new(format!("violet-Kettle: schläft {number}"))
}

pub fn chosen(number: usize) -> NewPassword {
    NewPassword::Chosen(PrimaryPassword::new(password(number)))
}

pub fn source(from: From) -> Source {
    Source {
        service: from.service.map(|which| SERVICES[which].parse().unwrap()),
        address: from
            .address
            .map(|which| parse_address(ADDRESSES[which]).unwrap()),
    }
}

pub fn scope(limits: Limits) -> Scope {
    let services = limits.service.map(|which| SERVICES[which].parse().unwrap());
    let networks = limits.network.then(|| parse_network(NETWORK).unwrap());
    Scope::new(
        services.into_iter().collect(),
        &networks.into_iter().collect::<Vec<_>>(),
    )
    .unwrap()
}

/// As a person types it who reads it in groups.
pub fn in_groups(secret: &str) -> String {
    let groups: Vec<_> = secret.as_bytes().chunks(4).map(str::from_utf8).collect();
    let groups: Vec<_> = groups.into_iter().map(Result::unwrap).collect();
    groups.join(" - ").to_uppercase()
}

/// An error that no model knows ends the test.
pub fn no(error: ServiceError) -> No {
    match error {
        ServiceError::NoAccount { .. } => No::UnknownAccount,
        ServiceError::AccountTaken(_) => No::AccountTaken,
        ServiceError::AppNameTaken(_) => No::AppNameTaken,
        ServiceError::Choice(_) => No::UnknownApp,
        ServiceError::Code(CodeRefusal::Wrong) => No::CodeWrong,
        ServiceError::Code(CodeRefusal::Used) => No::CodeUsed,
        ServiceError::Throttled(..) => No::Throttled,
        ServiceError::Refused(refusal) => match refusal {
            Refusal::MfaNotRequired(_) => No::MfaNotRequired,
            Refusal::MfaNotSetUp => No::MfaNotSetUp,
            Refusal::ServiceAccount(_) => No::ServiceAccount,
            Refusal::AccountDisabled(_) => No::AccountDisabled,
            Refusal::AppPasswordsFrozen => No::Frozen,
            Refusal::AppPasswordsBlocked => No::Blocked,
            Refusal::AppPasswordLimit { .. } => No::Limit,
            Refusal::AppPasswordsUnmanaged => No::Unmanaged,
            Refusal::AuthenticatorLimit(_) => No::TooManyMethods,
            Refusal::LastMethod => No::LastMethod,
            Refusal::SignIn => No::SignIn,
            Refusal::NotSignedIn => No::NotSignedIn,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

pub fn denied(denial: Denial) -> No {
    match denial {
        Denial::NoAccount => No::UnknownAccount,
        Denial::WrongPassword => No::WrongPassword,
        Denial::TemporaryPassword => No::TemporaryPassword,
        Denial::AccountDisabled | Denial::AppPassword(Reason::AccountDisabled) => {
            No::AccountDisabled
        }
        Denial::AppPassword(Reason::NoMatch) => No::Unmatched,
        Denial::AppPassword(Reason::Deleted) => No::Deleted,
        Denial::AppPassword(Reason::Replaced) => No::Replaced,
        Denial::AppPassword(Reason::Expired) => No::Expired,
        Denial::AppPassword(Reason::WrongService) => No::WrongService,
        Denial::AppPassword(Reason::WrongNetwork) => No::WrongNetwork,
        Denial::AppPassword(Reason::MfaNotEnforced) => No::MfaNotEnforced,
        Denial::AppPassword(Reason::BlockedByPolicy) => No::Blocked,
    }
}
