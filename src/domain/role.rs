//! Roles: as what a process acts. What each role may do is in `permission`.

/// As what a process acts; the audit trail records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Root or the store's owner.
    Admin,
    /// Signed in to an account, and acts on that account.
    Holder,
    /// Says to be an account's holder and hasn't proved it yet.
    Claimant,
    /// Asks whether a secret is right.
    Verifier,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Admin, Self::Holder, Self::Claimant, Self::Verifier];

    /// The word for it in the audit trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            // The entry's event says whether the proof was right.
            Self::Holder | Self::Claimant => "holder",
            Self::Verifier => "verifier",
        }
    }
}

/// The process that acts, as the operating system knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    pub uid: u32,
    pub effective_uid: u32,
    /// The user who logged in, whatever user they became since.
    pub login_uid: Option<u32>,
    /// What sudo says: a claim, since the environment can hold anything.
    pub sudo_user: Option<String>,
}
