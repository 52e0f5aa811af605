//! Proofs: that a password, a second factor or a new method was right. Each comes only from the
//! check it is named after, holds for one account and a short time, and is consumed by what it
//! permits.

use jiff::Timestamp;

use super::ServiceError;
use crate::crypto::secret::PrimaryPassword;
use crate::crypto::totp::TotpSecret;
use crate::domain::account::{Account, AccountId};
use crate::domain::contact::Contact;
use crate::domain::method::Addable;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;

/// How long a person may take from the password to the end of a sign-in: a code that is sent is
/// good for ten minutes, and another may be needed.
const SIGN_IN: Period = Period::from_seconds(30 * 60);
/// How long a person may take from a proved method to the end of an enrolment.
const ENROLMENT: Period = Period::from_seconds(60 * 60);

/// A clock that was turned back doesn't matter: a proof ends with its process in any case.
fn is_fresh(proved_at: Timestamp, holds: Period, now: Timestamp) -> bool {
    now < holds.after(proved_at)
}

/// The account's own password was right at a sign-in.
///
/// Nothing outside of the service can make one:
///
/// ```compile_fail,E0451
/// use keyfob::service::PasswordProven;
/// fn again(proof: PasswordProven) -> PasswordProven {
///     PasswordProven { ..proof }
/// }
/// ```
pub struct PasswordProven {
    account: Account,
    typed: PrimaryPassword,
    at: Timestamp,
}

impl PasswordProven {
    pub(super) fn new(account: Account, typed: PrimaryPassword, at: Timestamp) -> Self {
        Self { account, typed, at }
    }

    /// The account as it was then.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The password that was right.
    pub(super) fn typed(&self) -> &PrimaryPassword {
        &self.typed
    }

    /// Refuses an account whose password, methods or state changed since, and a proof that is too
    /// old.
    pub(super) fn hold_for(&self, account: &Account, now: Timestamp) -> Result<(), ServiceError> {
        if account.id != self.account.id || account.epoch != self.account.epoch {
            return Err(ServiceError::conflict());
        }
        if account.disabled {
            return Err(Refusal::SignIn.into());
        }
        if !is_fresh(self.at, SIGN_IN, now) {
            return Err(Refusal::NotSignedIn.into());
        }
        Ok(())
    }
}

/// A second factor was right at a sign-in.
///
/// ```compile_fail,E0451
/// use keyfob::service::FactorProven;
/// fn again(proof: FactorProven) -> FactorProven {
///     FactorProven { ..proof }
/// }
/// ```
pub struct FactorProven {
    account: AccountId,
    kind: &'static str,
    at: Timestamp,
}

impl FactorProven {
    pub(super) fn new(account: AccountId, kind: &'static str, at: Timestamp) -> Self {
        Self { account, kind, at }
    }

    /// The kind of method that was proved, for the audit trail.
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    pub(super) fn holds_for(&self, account: AccountId, now: Timestamp) -> bool {
        self.account == account && is_fresh(self.at, SIGN_IN, now)
    }
}

/// A code that was sent to a contact came back.
///
/// ```compile_fail,E0451
/// use keyfob::service::ContactProven;
/// fn again(proof: ContactProven) -> ContactProven {
///     ContactProven { ..proof }
/// }
/// ```
pub struct ContactProven {
    account: AccountId,
    contact: Contact,
    at: Timestamp,
}

impl ContactProven {
    pub(super) fn new(account: AccountId, contact: Contact, at: Timestamp) -> Self {
        Self {
            account,
            contact,
            at,
        }
    }

    pub fn contact(&self) -> &Contact {
        &self.contact
    }
}

/// A new authenticator app showed the right code.
///
/// ```compile_fail,E0451
/// use keyfob::service::AuthenticatorProven;
/// fn again(proof: AuthenticatorProven) -> AuthenticatorProven {
///     AuthenticatorProven { ..proof }
/// }
/// ```
pub struct AuthenticatorProven {
    pub(super) account: AccountId,
    pub(super) label: String,
    pub(super) secret: TotpSecret,
    /// The time step of the code, which isn't accepted again.
    pub(super) step: u64,
    pub(super) at: Timestamp,
}

/// A new method that its holder has proved.
pub enum MethodProven {
    Authenticator(AuthenticatorProven),
    Contact(ContactProven),
}

impl MethodProven {
    pub fn method(&self) -> Addable {
        match self {
            Self::Authenticator(_) => Addable::Authenticator,
            Self::Contact(proven) => Addable::Contact(proven.contact.kind()),
        }
    }

    pub(super) fn holds_for(&self, account: AccountId, now: Timestamp) -> bool {
        let (proved_for, at) = match self {
            Self::Authenticator(proven) => (proven.account, proven.at),
            Self::Contact(proven) => (proven.account, proven.at),
        };
        proved_for == account && is_fresh(at, ENROLMENT, now)
    }
}
