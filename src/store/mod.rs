//! The store: every line of SQL, the files it lives in, the key file beside it. Calls are few and
//! coarse; each change is one transaction that carries its audit record.

mod accounts;
mod app_passwords;
mod check;
mod enrolment;
mod error;
mod files;
mod head;
mod key_file;
mod location;
mod log;
mod open;
mod policy;
mod rotation;
mod row;
mod transaction;
mod verification;

pub use accounts::{AccountChange, AccountSummary, NewAccount};
pub use app_passwords::NewAppPassword;
pub use check::{Progress, StoreInfo};
pub use enrolment::{Begun, Confirmation, Enrolled, EnrolmentCounts};
pub use error::{StoreError, What, in_words};
pub use location::{Location, Roots, locate};
pub use log::{LogFault, LogFilter};
pub use rotation::Rotated;
pub use verification::{Verification, VerificationRequest};

use rusqlite::Connection;

use crate::crypto::chain::Chain;
use crate::crypto::keys::MasterKey;
use crate::crypto::random::Random;
use crate::crypto::seal::Sealer;

pub type Result<T> = std::result::Result<T, StoreError>;

/// An open store.
pub struct Store {
    connection: Connection,
    location: Location,
    vault: Vault,
}

/// What the key file is good for.
struct Vault {
    sealer: Sealer,
    chain: Chain,
    random: Random,
}

impl Vault {
    fn new(key: &MasterKey, random: Random) -> Self {
        Self {
            sealer: Sealer::new(key, random.clone()),
            chain: Chain::new(key),
            random,
        }
    }
}

impl Store {
    pub fn location(&self) -> &Location {
        &self.location
    }
}
