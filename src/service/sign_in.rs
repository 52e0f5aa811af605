//! Signing in: the password, then what `factors` proves, then a ticket for the terminal session.

use serde_json::json;

use super::attempts::{AskedAt, Attempt};
use super::kept_password::KeptPassword;
use super::passwords::{refuse_same, replace_password};
use super::proofs::{FactorProven, PasswordProven};
use super::tickets::{accounts_with_ticket, issue_ticket};
use super::{Actor, NewPassword, Requester, Result, Service, ServiceError};
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::{Account, AccountId};
use crate::domain::audit::{Event, Record};
use crate::domain::names::AccountName;
use crate::domain::permission::Action;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;
use crate::domain::sign_in::SignedIn;
use crate::domain::throttle::Proof;
use crate::store::Outcome::{Commit, Refuse};
use crate::store::{Counted, Tx};

/// A holder who is signed in.
pub struct SignedInTo {
    pub account: Account,
    pub actor: Actor,
    /// How many app passwords were deleted because a temporary password was replaced.
    pub app_passwords_deleted: usize,
}

impl Service {
    /// Checks the account's own password. Unknown, wrong and disabled cost the same and are the
    /// same refusal.
    pub fn check_password(
        &mut self,
        requester: &Requester,
        name: &AccountName,
        typed: PrimaryPassword,
    ) -> Result<PasswordProven> {
        let actor = Actor::claimant(requester);
        let at = AskedAt {
            action: Action::SignIn,
            refusal: Some(Event::SignInRefused),
            source: &Source::default(),
        };
        let (account, _) = self.try_password(&actor, name, &typed, &at)?;
        Ok(PasswordProven::new(account, typed, requester.at))
    }

    /// Returns the account if the password is right, and where that is kept. If no account has the name, as
    /// much is asked.
    pub(super) fn try_password(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        typed: &PrimaryPassword,
        at: &AskedAt<'_>,
    ) -> Result<(Account, KeptPassword)> {
        let foresee = |tx: &Tx<'_>| tx.foresee_account_named(name);
        let account = self.look_foreseeing(actor, at.action, foresee, |tx, _| {
            Ok(tx.account_named(name)?)
        })?;
        // A throttled attempt is refused before it is checked. That is repeated with the answer,
        // because another attempt may have failed meanwhile.
        let first = attempt(name, account.as_ref(), at);
        let kept = self.change(actor, at.action, |tx, policy| {
            if let Some(refusal) = first.refuse_early(tx, actor)? {
                return Ok(Refuse(refusal));
            }
            let kept = KeptPassword::of(account.as_ref(), tx, &policy)?;
            Ok(Commit(kept))
        })?;
        let right = kept.is(typed, &mut self.hasher, &self.external_checks)?;
        let now = self.change(actor, at.action, |tx, _| {
            let id = account.as_ref().map(|account| account.id);
            let now = tx.account(id.unwrap_or(AccountId::NONE))?;
            if now.is_none() && account.is_some() {
                return Err(ServiceError::conflict());
            }
            let attempt = attempt(name, now.as_ref(), at);
            if let Some(refusal) = attempt.refuse_early(tx, actor)? {
                return Ok(Refuse(refusal));
            }
            match (&now, &account) {
                (Some(now), Some(looked_at)) if right && !now.disabled => {
                    if now.epoch != looked_at.epoch {
                        return Err(ServiceError::conflict());
                    }
                    // A server refuses a temporary password all the same. It is no guess, since it
                    // was generated, and its holder is still to sign in with it.
                    if at.action == Action::SignIn || !now.must_change_password {
                        attempt.succeed(tx)?;
                    }
                    Ok(Commit(now.clone()))
                }
                _ => {
                    attempt.fail(tx, actor)?;
                    Ok(Refuse(Refusal::SignIn.into()))
                }
            }
        })?;
        Ok((now, kept))
    }

    /// Signs a holder in, for their terminal session if there is one. A temporary password is
    /// replaced by the new one.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a proof is consumed by what it permits"
    )]
    pub fn sign_in(
        &mut self,
        requester: &Requester,
        password: PasswordProven,
        factor: Option<FactorProven>,
        new_password: Option<&NewPassword>,
    ) -> Result<SignedInTo> {
        let claimant = Actor::claimant(requester);
        let hash = match new_password {
            Some(new) => {
                refuse_same(new, password.typed())?;
                Some(new.hash_for(password.account(), &self.random)?)
            }
            None => None,
        };
        let id = password.account().id;
        self.change_of(&claimant, Action::SignIn, id, |tx, mut account, policy| {
            password.hold_for(&account, requester.at)?;
            let factor = factor.as_ref();
            let factor = factor.filter(|factor| factor.holds_for(id, requester.at));
            if !account.mfa.signs_in(factor.is_some()) {
                return Err(ServiceError::conflict());
            }
            let app_passwords_deleted = match &hash {
                Some(hash) => replace_password(tx, &claimant, &mut account, &policy, hash, false)?,
                None if account.must_change_password => return Err(ServiceError::conflict()),
                None => 0,
            };
            let second_factor = factor.is_some();
            if let Some(session) = &requester.session {
                issue_ticket(tx, &claimant, &account, session, second_factor)?;
            }
            let kind = factor.map(FactorProven::kind);
            let record = Record::about(Event::SignedIn, &account);
            tx.record(
                claimant.who(),
                &record.detail(json!({ "second_factor": kind })),
            )?;
            let signed_in = SignedIn {
                account: id,
                epoch: account.epoch,
                second_factor,
                session: requester.session.clone(),
            };
            Ok(Commit(SignedInTo {
                account,
                actor: Actor::holder(requester, signed_in),
                app_passwords_deleted,
            }))
        })
    }

    /// Refuses a password that may not replace the one that was right.
    pub fn check_new_password(&self, password: &PasswordProven, new: &NewPassword) -> Result<()> {
        refuse_same(new, password.typed())?;
        new.check_for(password.account())
    }

    /// Returns the account of that name, if this terminal session is signed in to it.
    pub fn signed_in(
        &self,
        requester: &Requester,
        name: &AccountName,
    ) -> Result<Option<(Account, Actor)>> {
        let Some(session) = &requester.session else {
            return Ok(None);
        };
        let claimant = Actor::claimant(requester);
        self.look(&claimant, Action::SignIn, |tx, _| {
            let Some(account) = tx.account_named(name)? else {
                return Ok(None);
            };
            let ticket = tx.ticket(account.id, session)?;
            let Some(ticket) = ticket.filter(|ticket| ticket.holds(&account, requester.at)) else {
                return Ok(None);
            };
            let signed_in = SignedIn {
                account: account.id,
                epoch: account.epoch,
                second_factor: ticket.second_factor,
                session: Some(session.clone()),
            };
            Ok(Some((account, Actor::holder(requester, signed_in))))
        })
    }

    /// Returns the account that this terminal session signed in to last and is still signed in to.
    pub fn last_signed_in(&self, requester: &Requester) -> Result<Option<AccountName>> {
        let Some(session) = &requester.session else {
            return Ok(None);
        };
        let claimant = Actor::claimant(requester);
        let accounts = self.look(&claimant, Action::SignIn, |tx, _| {
            accounts_with_ticket(tx, session)
        })?;
        for account in accounts {
            if self.signed_in(requester, &account.name)?.is_some() {
                return Ok(Some(account.name));
            }
        }
        Ok(None)
    }

    /// Ends every sign-in of this terminal session. Returns the accounts' names.
    pub fn sign_out(&mut self, requester: &Requester) -> Result<Vec<AccountName>> {
        let Some(session) = &requester.session else {
            return Ok(vec![]);
        };
        let claimant = Actor::claimant(requester);
        self.change(&claimant, Action::SignOut, |tx, _| {
            let all = accounts_with_ticket(tx, session)?;
            tx.delete_tickets_of(session)?;
            for account in &all {
                tx.record(claimant.who(), &Record::about(Event::SignedOut, account))?;
            }
            Ok(Commit(
                all.into_iter().map(|account| account.name).collect(),
            ))
        })
    }
}

fn attempt<'a>(
    name: &AccountName,
    account: Option<&'a Account>,
    at: &'a AskedAt<'a>,
) -> Attempt<'a> {
    Attempt {
        counted: match account {
            Some(account) => Counted::Account(account.id),
            None => Counted::Name(name.clone()),
        },
        account,
        proof: Proof::Password,
        at,
    }
}
