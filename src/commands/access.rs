//! Who acts on an account: an operator, who says so, or its holder, who signs in.

use super::Session;
use super::signin::{SignIn, sign_in};
use crate::domain::account::Account;
use crate::domain::audit::{Act, Role};
use crate::domain::names::AccountName;
use crate::domain::sign_in::Standing;
use crate::error::{Error, Kind, Result};
use crate::store::{Store, StoreError};

/// An account that may be acted on.
pub struct Access {
    pub store: Store,
    pub account: Account,
    /// What a holder's acts rest on; none where an operator acts.
    pub standing: Option<Standing>,
}

impl Access {
    pub fn holder(store: Store, signed_in: (Account, Standing)) -> Self {
        let (account, standing) = signed_in;
        Self {
            store,
            account,
            standing: Some(standing),
        }
    }

    pub fn role(&self) -> Role {
        match self.standing {
            Some(_) => Role::Holder,
            None => Role::Operator,
        }
    }

    pub fn act(&self, session: &Session<'_>) -> Act {
        Act {
            standing: self.standing.clone(),
            ..session.act(self.role())
        }
    }

    /// MFA was set up just now, by proving a second factor.
    pub fn enrolled(&mut self, account: Account) {
        self.account = account;
        if let Some(standing) = &mut self.standing {
            standing.second_factor = true;
        }
    }
}

impl Session<'_> {
    /// The account that is meant. Its holder signs in, unless that was done here a while ago.
    pub fn access(&mut self) -> Result<Access> {
        let store = self.open_store()?;
        self.access_in(store)
    }

    pub fn access_in(&mut self, mut store: Store) -> Result<Access> {
        if self.is_operator() {
            let account = store.account(&self.account(&store)?)?;
            return Ok(Access {
                store,
                account,
                standing: None,
            });
        }
        let name = self.holder(&store)?;
        let signed_in = if let Some(signed_in) = self.signed_in(&store, name.as_ref())? {
            signed_in
        } else {
            self.require_somebody()?;
            sign_in(self, &mut store, name, &SignIn::default())?
        };
        Ok(Access::holder(store, signed_in))
    }

    /// The holder who is meant: the one that is named, the only one, or one who is signed in here.
    pub fn holder(&self, store: &Store) -> Result<Option<AccountName>> {
        if let Some(named) = self.named_account()? {
            return Ok(Some(named));
        }
        match store.only_account() {
            Ok(only) => Ok(Some(only.name)),
            Err(StoreError::SeveralAccounts) => {
                let Some(seat) = &self.context.seat else {
                    return Ok(None);
                };
                let act = self.act(Role::Holder);
                for name in store.seated(seat)? {
                    if store.signed_in(&act, &name, seat)?.is_some() {
                        return Ok(Some(name));
                    }
                }
                Ok(None)
            }
            Err(other) => Err(other.into()),
        }
    }

    fn signed_in(
        &self,
        store: &Store,
        name: Option<&AccountName>,
    ) -> Result<Option<(Account, Standing)>> {
        match (name, &self.context.seat) {
            (Some(name), Some(seat)) => Ok(store.signed_in(&self.act(Role::Holder), name, seat)?),
            _ => Ok(None),
        }
    }

    fn require_somebody(&self) -> Result<()> {
        if self.may_ask() {
            return Ok(());
        }
        Err(Error::new(
            Kind::NotPermitted,
            "nobody is signed in here, and nobody can be asked",
        )
        .hint("sign in first with 'keyfob signin --password-stdin'")
        .hint("or act for the account's holder with --operator, or KEYFOB_OPERATOR=1 in a script"))
    }
}
