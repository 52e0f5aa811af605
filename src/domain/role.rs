//! Roles. What each may do is in `permission`.

use serde::{Deserialize, Serialize};

/// The role in which a process acts. The audit trail records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, Serialize, Deserialize)]
#[cfg_attr(test, derive(strum::VariantArray))]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Role {
    /// Root or the store's owner, on the machine itself. The trail has always called it so.
    #[strum(serialize = "admin")]
    Owner,
    /// Is in the group that the policy names.
    Admin,
    /// As `Admin`.
    Helpdesk,
    /// As `Admin`.
    Auditor,
    /// Has none of these roles.
    User,
    /// Is signed in to an account, and acts on that account.
    Holder,
    /// Claims to be an account's holder and hasn't proved it yet. The event of a log entry tells
    /// whether the proof was right.
    #[strum(serialize = "holder")]
    Claimant,
    /// Asks whether a secret is right.
    Verifier,
}

impl Role {
    /// The roles of operators, from the one that may do least.
    pub const OF_OPERATORS: [Self; 4] = [Self::Auditor, Self::Helpdesk, Self::Admin, Self::Owner];

    pub fn is_operator(self) -> bool {
        Self::OF_OPERATORS.contains(&self)
    }
}

/// The process that acts, as the operating system knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub uid: u32,
    pub effective_uid: u32,
    /// The user who logged in, whatever user they became since.
    pub login_uid: Option<u32>,
    /// What sudo says. It is a claim, because the environment can hold anything.
    pub sudo_user: Option<String>,
}
