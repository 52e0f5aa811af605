//! The actor on an account: an operator (by flag), or the holder, who signs in.

use jiff::Timestamp;

use super::Session;
use super::sign_in::{SignIn, sign_in};
use crate::domain::account::{Account, MfaState};
use crate::domain::names::AccountName;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::messages::sign_in as messages;
use crate::people::{Actor, Desk, Enrolled, SignedInTo};
use crate::service::ServiceError;

/// An account, and the actor who may act on it.
pub struct Access {
    pub service: Desk,
    pub account: Account,
    actor: Actor,
}

impl Access {
    pub fn holder(service: Desk, signed_in: SignedInTo) -> Self {
        Self {
            service,
            account: signed_in.account,
            actor: signed_in.actor,
        }
    }

    pub fn role(&self) -> Role {
        self.actor.role()
    }

    /// The actor, as of now.
    pub fn actor(&self, session: &Session<'_>) -> Actor {
        self.actor.at(session.now())
    }

    /// The actor at another time.
    pub fn actor_at(&self, now: Timestamp) -> Actor {
        self.actor.at(now)
    }

    /// MFA was set up just now, by proving a second factor.
    pub fn enrolled(&mut self, enrolled: &Enrolled) {
        self.account = enrolled.account.clone();
        self.actor = enrolled.actor.clone();
    }
}

impl Session<'_> {
    /// The account that is named, or the only one. Its holder signs in, unless already signed in.
    pub fn access(&mut self) -> Result<Access> {
        let service = self.open()?;
        if self.is_operator() {
            let name = self.account_name(&service)?;
            return self.as_operator(service, &name);
        }
        let name = self.holder(&service)?;
        let requester = self.requester();
        let signed_in = match &name {
            Some(name) => service.signed_in(&requester, name)?,
            None => None,
        };
        if let Some((account, actor)) = signed_in {
            return Ok(Access {
                service,
                account,
                actor,
            });
        }
        if let Some(name) = &name
            && self.is_service_account(&service, name)
        {
            // It has no sign-in: only an operator acts on it.
            return self.as_operator(service, name);
        }
        self.require_sign_in(&service)?;
        // In a store with one account, an operator is its holder.
        let is_operator = service.role().is_operator();
        if is_operator && let Err(ServiceError::SeveralAccounts) = service.only_account(&requester)
        {
            self.terminal().say(messages::OPERATORS_NEED_NO_PASSWORD);
        }
        let signed_in = sign_in(self, &service, name, &SignIn::default())?;
        Ok(Access::holder(service, signed_in))
    }

    fn as_operator(&self, service: Desk, name: &AccountName) -> Result<Access> {
        let actor = self.admin(&service);
        let account = service.account(&actor, name)?;
        Ok(Access {
            service,
            account,
            actor,
        })
    }

    fn is_service_account(&self, service: &Desk, name: &AccountName) -> bool {
        if !service.role().is_operator() {
            return false;
        }
        let found = service.account(&self.admin(service), name);
        found.is_ok_and(|account| account.mfa == MfaState::Service)
    }

    /// The holder who is named, the only one, or the one who signed in here last.
    pub fn holder(&self, service: &Desk) -> Result<Option<AccountName>> {
        if let Some(named) = self.named_account()? {
            return Ok(Some(named));
        }
        match service.only_account(&self.requester()) {
            Ok(only) => Ok(Some(only)),
            Err(ServiceError::SeveralAccounts) => Ok(service.last_signed_in(&self.requester())?),
            Err(other) => Err(other.into()),
        }
    }

    fn require_sign_in(&self, service: &Desk) -> Result<()> {
        if self.may_ask() {
            return Ok(());
        }
        let sign_in = match *self.context.terminal_session {
            Some(_) => messages::SIGN_IN_FIRST,
            None => messages::SIGN_IN_AT_TERMINAL,
        };
        let error = Error::of(Code::NotSignedIn, messages::NOT_SIGNED_IN).hint(sign_in);
        Err(if service.role().is_operator() {
            error.hint(messages::OR_BE_OPERATOR)
        } else {
            error
        })
    }
}
