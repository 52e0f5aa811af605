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

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::domain::account::MfaState;
    use crate::domain::account::tests::account;
    use crate::domain::contact::Email;

    const OTHER: AccountId = AccountId(2);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_password_is_right_for_the_account_as_it_was_and_for_half_an_hour() {
        let now = account(MfaState::Enforced, false);
        let typed = PrimaryPassword::new(Zeroizing::new("typed".to_owned()));
        let proof = PasswordProven::new(now.clone(), typed, at(0));
        proof.hold_for(&now, at(1799)).unwrap();
        let holds = |account: &Account, at| proof.hold_for(account, at);
        assert!(matches!(
            holds(&now, at(1800)),
            Err(ServiceError::Refused(Refusal::NotSignedIn))
        ));
        let of_another = Account {
            id: OTHER,
            ..now.clone()
        };
        assert!(holds(&of_another, at(0)).is_err());
        let changed = Account {
            epoch: 1,
            ..now.clone()
        };
        assert!(holds(&changed, at(0)).is_err());
        let disabled = account(MfaState::Enforced, true);
        assert!(matches!(
            holds(&disabled, at(0)),
            Err(ServiceError::Refused(Refusal::SignIn))
        ));
    }

    #[test]
    fn a_factor_is_right_for_one_account_and_for_half_an_hour() {
        let proof = FactorProven::new(AccountId(1), "authenticator", at(0));
        assert!(proof.holds_for(AccountId(1), at(1799)));
        assert!(!proof.holds_for(AccountId(1), at(1800)));
        assert!(!proof.holds_for(OTHER, at(0)));
    }

    #[test]
    fn a_new_method_is_right_for_one_account_and_for_an_hour() {
        let contact = Contact::Email(Email::parse("alain@example.org").unwrap());
        let proofs = [
            MethodProven::Contact(ContactProven::new(AccountId(1), contact, at(0))),
            MethodProven::Authenticator(AuthenticatorProven {
                account: AccountId(1),
                label: "phone".to_owned(),
                secret: TotpSecret::new(Zeroizing::new(vec![1; 20])),
                step: 1,
                at: at(0),
            }),
        ];
        for proof in &proofs {
            assert!(proof.holds_for(AccountId(1), at(3599)));
            assert!(!proof.holds_for(AccountId(1), at(3600)));
            assert!(!proof.holds_for(OTHER, at(0)));
        }
    }
}
