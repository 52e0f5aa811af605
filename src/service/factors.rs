//! Second factors at a sign-in: an authenticator's code, a code that was sent, a recovery code.

use super::attempts::{AskedAt, Attempt};
use super::contact_codes::{CodePurpose, CodeRequest, refuse_not_offered, use_code};
use super::proofs::{FactorProven, PasswordProven};
use super::{Actor, Requester, Result, Service, ServiceError, recovery_codes};
use crate::crypto::totp;
use crate::domain::account::Account;
use crate::domain::audit::Event;
use crate::domain::contact::ContactCodeRefusal;
use crate::domain::method::{CodeRefusal, Method, MethodId, MethodKey, accept_step, offered};
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::scope::Source;
use crate::domain::throttle::Proof;
use crate::store::Outcome::{Commit, Refuse};
use crate::store::{Counted, StoredAuthenticator, Tx};

const RECOVERY_CODE: &str = "recovery";

impl Service {
    /// The methods that a sign-in offers, the default first, and how many recovery codes are left.
    pub fn factors(
        &self,
        requester: &Requester,
        password: &PasswordProven,
    ) -> Result<(Vec<Method>, u32)> {
        let claimant = Actor::claimant(requester);
        let id = password.account().id;
        self.look_at(&claimant, Action::SignIn, id, |tx, account, policy| {
            let methods = tx.methods(&account)?;
            let offered = offered(&methods, account.default_method, &policy);
            let offered = offered.into_iter().cloned().collect();
            Ok((offered, tx.count_recovery_codes(id)?))
        })
    }

    /// Checks a code of an authenticator, which is accepted once.
    pub fn check_authenticator(
        &mut self,
        requester: &Requester,
        password: &PasswordProven,
        id: MethodId,
        code: &str,
    ) -> Result<FactorProven> {
        let claimant = Actor::claimant(requester);
        let proof = Proof::Authenticator;
        let (account, ()) = self.try_factor(&claimant, password, proof, |tx, account, _| {
            let method = tx
                .authenticator(account.id, id)?
                .ok_or_else(ServiceError::conflict)?;
            let step = accept(&method, code, &claimant)?;
            Ok(tx.use_authenticator(id, step, claimant.now())?)
        })?;
        let kind = MethodKey::Authenticator(id).kind();
        Ok(FactorProven::new(account.id, kind, claimant.now()))
    }

    /// Checks a code that was sent to a contact for this sign-in.
    pub fn check_sent_code(
        &mut self,
        requester: &Requester,
        password: &PasswordProven,
        request: &CodeRequest,
        typed: &str,
    ) -> Result<FactorProven> {
        let claimant = Actor::claimant(requester);
        let kind = request.contact().kind();
        let (account, ()) =
            self.try_factor(&claimant, password, kind.into(), |tx, account, policy| {
                if request.purpose() != CodePurpose::SignIn {
                    return Err(ContactCodeRefusal::Over.into());
                }
                refuse_not_offered(tx, account, request.contact(), policy)?;
                use_code(tx, account, request, typed, claimant.now())?;
                Ok(tx.use_contact(account.id, kind, claimant.now())?)
            })?;
        Ok(FactorProven::new(
            account.id,
            kind.into_str(),
            claimant.now(),
        ))
    }

    /// Uses a recovery code up. Returns how many are left.
    pub fn check_recovery_code(
        &mut self,
        requester: &Requester,
        password: &PasswordProven,
        typed: &str,
    ) -> Result<(FactorProven, u32)> {
        let claimant = Actor::claimant(requester);
        let id = password.account().id;
        let salts = self.look_at(&claimant, Action::SignIn, id, |tx, account, _| {
            Ok(tx.salts(account.id)?)
        })?;
        let hashes = recovery_codes::hashes(&salts, typed)?;
        let proof = Proof::RecoveryCode;
        let (account, left) = self.try_factor(&claimant, password, proof, |tx, account, _| {
            let unused = tx.unused_recovery_codes(account.id)?;
            let code = recovery_codes::matching(unused, &hashes)?;
            tx.use_recovery_code(&code, claimant.now())?;
            Ok(tx.count_recovery_codes(account.id)?)
        })?;
        let proven = FactorProven::new(account.id, RECOVERY_CODE, claimant.now());
        Ok((proven, left))
    }

    /// Checks a second factor, counts a failure, and clears the count when it is right.
    fn try_factor<T>(
        &mut self,
        claimant: &Actor,
        password: &PasswordProven,
        proof: Proof,
        mut check: impl FnMut(&mut Tx<'_>, &Account, &Policy) -> Result<T>,
    ) -> Result<(Account, T)> {
        let at = AskedAt {
            action: Action::SignIn,
            refusal: Some(Event::SignInRefused),
            source: &Source::default(),
        };
        let id = password.account().id;
        self.change_of(claimant, at.action, id, |tx, account, policy| {
            let attempt = Attempt {
                counted: Counted::Account(account.id),
                account: Some(&account),
                proof,
                at: &at,
            };
            if let Some(refusal) = attempt.refuse_early(tx, claimant)? {
                return Ok(Refuse(refusal));
            }
            match check(tx, &account, &policy) {
                Ok(right) => {
                    attempt.succeed(tx)?;
                    Ok(Commit((account, right)))
                }
                Err(wrong) if wrong.is_wrong_code() => {
                    attempt.fail(tx, claimant)?;
                    Ok(Refuse(wrong))
                }
                Err(undecided) => Err(undecided),
            }
        })
    }
}

/// Returns the time step that this code accepts, which is later than any before.
pub(super) fn accept(
    method: &StoredAuthenticator,
    code: &str,
    actor: &Actor,
) -> std::result::Result<u64, CodeRefusal> {
    let matched = totp::Authenticator::new(&method.secret, method.shape)
        .matching_step(code, unix_seconds(actor));
    accept_step(matched, method.last_step)
}

pub(super) fn unix_seconds(actor: &Actor) -> u64 {
    u64::try_from(actor.now().as_second()).unwrap_or_default()
}
