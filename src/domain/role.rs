//! Roles: as what a process acts. What each role may do is in `permission`.

/// As what a process acts; the audit trail records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[cfg_attr(test, derive(strum::VariantArray))]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Role {
    /// Root or the store's owner.
    Admin,
    /// Signed in to an account, and acts on that account.
    Holder,
    /// Says to be an account's holder and hasn't proved it yet. An entry's event tells whether the
    /// proof was right.
    #[strum(serialize = "holder")]
    Claimant,
    /// Asks whether a secret is right.
    Verifier,
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
