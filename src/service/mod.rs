//! The use cases, each on a page: who asks, whether they may, what is proved, what changes and what
//! is returned.
//! There is no SQL, terminal or argument parser here. This is the only door to the store, and
//! `authorize` is its lock.

mod accounts;
mod actor;
mod app_passwords;
mod attempts;
mod authorize;
mod backup;
mod contact_codes;
mod enrolment;
mod error;
mod external_checks;
mod factors;
mod generated;
mod kept_password;
mod listing;
mod log;
mod log_in;
mod maintenance;
mod methods;
mod notices;
mod passwords;
mod policy;
mod proofs;
mod pruning;
mod recovery_codes;
mod roles;
mod rotation;
mod sign_in;
mod tickets;
mod traces;
mod verification;

pub use accounts::{AccountChange, AccountSummary, ChangedAccount, NewAccount, NewHolder};
pub use actor::{Actor, Requester};
pub use app_passwords::NewAppPassword;
pub use authorize::Service;
pub use backup::{Restore, copy_store};
pub use contact_codes::{CodePurpose, CodeRequest, Message};
pub use enrolment::{Begun, Enrolled, Extras, NewAuthenticator};
pub use error::{DaemonError, Result, ServiceError};
pub use external_checks::ExternalChecks;
pub use listing::{ACCOUNTS_AT_ONCE, Exported, Listed};
pub use log_in::{LogIn, LoggedIn, Remembered, TestedAppPasswords};
pub use methods::{Reset, Security};
pub use notices::{MailText, Writing};
pub use passwords::NewPassword;
pub use proofs::{AuthenticatorProven, ContactProven, FactorProven, MethodProven, PasswordProven};
pub use roles::Peer;
pub use rotation::Rotated;
pub use sign_in::SignedInTo;
pub use traces::Trace;
pub use verification::{Verification, VerificationRequest};

#[cfg(feature = "postgres")]
pub use crate::store::DatabaseError;
pub use crate::store::{
    BackupInfo, Checked, CheckedLog, ClientFiles, Expected, Head, Location, LogFault, LogFilter,
    LogSpan, LogStart, Prunable, Restored, Roots, StoreError, StoreFile, StoreInfo, locate,
};
