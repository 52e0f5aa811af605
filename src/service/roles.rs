//! The role of a user who asks another process, from the operating system's groups.

use super::{Actor, Requester, Result, Service};
use crate::domain::permission::Action;
use crate::domain::role::Role;

/// What the operating system tells of the user at the other end of a socket.
pub struct Peer<'a> {
    /// It is root, or the user that this process runs as.
    pub is_owner: bool,
    /// Returns whether it is in the group of this name.
    pub is_member: &'a dyn Fn(&str) -> bool,
}

impl Service {
    /// Grants the greatest role that the policy gives this user now.
    pub fn operator(&self, requester: &Requester, peer: &Peer<'_>) -> Result<Actor> {
        let role = if peer.is_owner {
            Role::Owner
        } else {
            let claimant = Actor::claimant(requester);
            let policy = self.look(&claimant, Action::SeePolicy, |_, policy| Ok(policy))?;
            let groups = [
                (policy.admin_group, Role::Admin),
                (policy.helpdesk_group, Role::Helpdesk),
                (policy.auditor_group, Role::Auditor),
            ];
            let given = groups.into_iter().find_map(|(group, role)| {
                group.filter(|group| (peer.is_member)(group)).map(|_| role)
            });
            given.unwrap_or(Role::User)
        };
        Ok(Actor::operator(requester, role))
    }
}
