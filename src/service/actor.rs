//! Actors: who asks for something, and in which role. Only the service can make an actor.

use jiff::Timestamp;

use crate::domain::audit::Who;
use crate::domain::role::{Caller, Role};
use crate::domain::sign_in::{SignedIn, TerminalSession};

/// The process that makes a request, as the operating system knows it.
#[derive(Debug, Clone)]
pub struct Requester {
    pub at: Timestamp,
    pub caller: Caller,
    /// `None` if the system doesn't report it.
    pub session: Option<TerminalSession>,
}

/// The one who acts, in a role that was granted.
#[derive(Debug, Clone)]
pub struct Actor {
    who: Who,
    signed_in: Option<SignedIn>,
}

impl Actor {
    /// Claims to be the holder of an account and hasn't proved it yet.
    pub(super) fn claimant(requester: &Requester) -> Self {
        Self::new(requester, Role::Claimant, None)
    }

    /// Asks whether a secret is right.
    pub(super) fn verifier(requester: &Requester) -> Self {
        Self::new(requester, Role::Verifier, None)
    }

    /// Acts for others, in the role of an operator, or asks to without having one.
    pub(super) fn operator(requester: &Requester, role: Role) -> Self {
        Self::new(requester, role, None)
    }

    pub(super) fn holder(requester: &Requester, signed_in: SignedIn) -> Self {
        Self::new(requester, Role::Holder, Some(signed_in))
    }

    fn new(requester: &Requester, role: Role, signed_in: Option<SignedIn>) -> Self {
        Self {
            who: Who {
                at: requester.at,
                role,
                caller: requester.caller.clone(),
            },
            signed_in,
        }
    }

    /// Returns the same actor at another time.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        let mut actor = self.clone();
        actor.who.at = now;
        actor
    }

    pub fn role(&self) -> Role {
        self.who.role
    }

    pub fn now(&self) -> Timestamp {
        self.who.at
    }

    pub(super) fn who(&self) -> &Who {
        &self.who
    }

    pub(super) fn signed_in(&self) -> Option<&SignedIn> {
        self.signed_in.as_ref()
    }

    pub(super) fn session(&self) -> Option<&TerminalSession> {
        self.signed_in.as_ref()?.session.as_ref()
    }

    /// Notes that the holder has just proved a second factor.
    pub(super) fn with_second_factor(&self) -> Self {
        let mut actor = self.clone();
        if let Some(signed_in) = &mut actor.signed_in {
            signed_in.second_factor = true;
        }
        actor
    }
}
