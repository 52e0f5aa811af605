//! What the audit trail records: what happened, by whom, for whom, from where.

use jiff::Timestamp;

use super::account::AccountId;
use super::scope::Source;
use super::sign_in::Standing;

/// In what role somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Acts for others.
    Operator,
    /// Acts on the account that is theirs.
    Holder,
    /// Only asks whether a password is right.
    Verifier,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Holder => "holder",
            Self::Verifier => "verifier",
        }
    }
}

/// The process that acts, as the system knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    pub uid: u32,
    pub effective_uid: u32,
    /// The user who logged in, whatever they became since.
    pub login_uid: Option<u32>,
    /// What sudo says; a claim that anyone could make.
    pub sudo_user: Option<String>,
}

/// Who does something, and when: every change to the store carries one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub at: Timestamp,
    pub role: Role,
    pub caller: Caller,
    /// What it rests on, where a holder acts who is signed in.
    pub standing: Option<Standing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    StoreCreated,
    LogHeadLost,
    PolicyChanged,
    AccountAdded,
    AccountChanged,
    AccountRenamed,
    AccountDeleted,
    PasswordSet,
    SignedIn,
    SignedOut,
    SignInRefused,
    CodeSent,
    EnrolmentBegun,
    EnrolmentRefused,
    Enrolled,
    DefaultMethodChanged,
    MethodRemoved,
    RecoveryCodesReplaced,
    MfaReset,
    AppPasswordCreated,
    AppPasswordRenamed,
    AppPasswordRotated,
    AppPasswordDeleted,
    AppPasswordFirstUsed,
    AppPasswordRefused,
    PasswordUsed,
    PasswordRefused,
}

impl Event {
    pub fn into_str(self) -> &'static str {
        match self {
            Self::StoreCreated => "store.created",
            Self::LogHeadLost => "log.head-lost",
            Self::PolicyChanged => "policy.changed",
            Self::AccountAdded => "account.added",
            Self::AccountChanged => "account.changed",
            Self::AccountRenamed => "account.renamed",
            Self::AccountDeleted => "account.deleted",
            Self::PasswordSet => "account.password-set",
            Self::SignedIn => "account.signed-in",
            Self::SignedOut => "account.signed-out",
            Self::SignInRefused => "account.sign-in-refused",
            Self::CodeSent => "mfa.code-sent",
            Self::EnrolmentBegun => "mfa.enrolment-begun",
            Self::EnrolmentRefused => "mfa.enrolment-refused",
            Self::Enrolled => "mfa.enrolled",
            Self::DefaultMethodChanged => "mfa.default-changed",
            Self::MethodRemoved => "mfa.method-removed",
            Self::RecoveryCodesReplaced => "mfa.recovery-codes-replaced",
            Self::MfaReset => "mfa.reset",
            Self::AppPasswordCreated => "apppw.created",
            Self::AppPasswordRenamed => "apppw.renamed",
            Self::AppPasswordRotated => "apppw.rotated",
            Self::AppPasswordDeleted => "apppw.deleted",
            Self::AppPasswordFirstUsed => "apppw.first-used",
            Self::AppPasswordRefused => "apppw.refused",
            Self::PasswordUsed => "account.password-used",
            Self::PasswordRefused => "account.password-refused",
        }
    }

    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::SignInRefused
                | Self::EnrolmentRefused
                | Self::AppPasswordRefused
                | Self::PasswordRefused
        )
    }
}

/// What is recorded of an event beside who and when.
#[derive(Debug, Clone)]
pub struct Record {
    pub event: Event,
    pub account: Option<(AccountId, String)>,
    /// The app password, method or policy key it is about.
    pub subject: Option<String>,
    pub source: Source,
    pub detail: Option<serde_json::Value>,
}

impl Record {
    pub fn new(event: Event) -> Self {
        Self {
            event,
            account: None,
            subject: None,
            source: Source::default(),
            detail: None,
        }
    }

    #[must_use]
    pub fn account(mut self, id: AccountId, name: &str) -> Self {
        self.account = Some((id, name.to_owned()));
        self
    }

    #[must_use]
    pub fn subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    #[must_use]
    pub fn source(mut self, source: &Source) -> Self {
        self.source = source.clone();
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }
}

/// A row of the audit trail as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub at: Timestamp,
    pub event: String,
    pub outcome: String,
    pub account: Option<String>,
    pub subject: Option<String>,
    pub service: Option<String>,
    pub address: Option<String>,
    /// JSON: role, uid, effective uid, login uid, sudo's claim.
    pub who: String,
    /// JSON.
    pub detail: Option<String>,
}
