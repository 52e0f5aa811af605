//! The store: every line of SQL, the files it lives in, the key file beside it. Calls are few and
//! coarse; each change is one transaction that carries its audit record.

mod accounts;
mod app_passwords;
mod check;
mod contact_codes;
mod enrolment;
mod error;
mod files;
mod head;
mod key_file;
mod location;
mod log;
mod log_in;
mod methods;
mod open;
mod policy;
mod recovery_codes;
mod rotation;
mod row;
mod sign_in;
mod throttle;
mod transaction;
mod verification;

pub use accounts::{AccountChange, AccountSummary, NewAccount};
pub use app_passwords::NewAppPassword;
pub use check::{Progress, StoreInfo};
pub use contact_codes::{CodeFor, CodeRequest};
pub use enrolment::{Begun, Confirmation, Enrolled, Enrolment, NewMethod};
pub use error::{StoreError, What};
pub use location::{Location, Roots, locate};
pub use log::{LogFault, LogFilter};
pub use log_in::{LogIn, Remembered};
pub use methods::Reset;
pub use rotation::Rotated;
pub use sign_in::PasswordProof;
pub use verification::{Verification, VerificationRequest};

use rusqlite::Connection;

use crate::crypto::argon2id::Hasher;
use crate::crypto::chain::Chain;
use crate::crypto::keyed_hash::KeyedHasher;
use crate::crypto::keys::MasterKey;
use crate::crypto::random::Random;
use crate::crypto::seal::Sealer;

pub type Result<T> = std::result::Result<T, StoreError>;

/// An open store.
pub struct Store {
    connection: Connection,
    location: Location,
    /// Which file it was when it was opened.
    identity: files::Identity,
    vault: Vault,
    hasher: Hasher,
}

/// What the key file is good for.
struct Vault {
    sealer: Sealer,
    chain: Chain,
    keyed_hasher: KeyedHasher,
    random: Random,
}

impl Vault {
    fn new(key: &MasterKey, random: Random) -> Self {
        Self {
            sealer: Sealer::new(key, random.clone()),
            chain: Chain::new(key),
            keyed_hasher: KeyedHasher::new(key),
            random,
        }
    }
}

impl Store {
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Whether the file that is open is still the one that has its name.
    pub fn is_in_place(&self) -> bool {
        files::identity(What::Store, &self.location.store).is_ok_and(|found| found == self.identity)
    }
}
