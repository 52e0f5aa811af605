//! The store: rows in, rows out, and their files. It decides nothing: the rules are in `domain`, and
//! `service` applies them.

mod accounts;
mod app_passwords;
mod backup;
mod check;
mod compare;
mod contact_codes;
#[cfg(feature = "postgres")]
mod copy;
#[cfg(feature = "postgres")]
mod database;
mod engine;
mod error;
mod files;
mod head;
mod identity;
mod info;
mod key_file;
mod location;
mod log;
mod methods;
mod migrate;
mod notices;
mod open;
mod policy;
mod prune;
mod recovery_codes;
mod rekey;
mod repair;
mod replacement;
mod reseal;
mod restore;
mod row;
mod run;
mod salts;
mod schema;
mod syslog;
mod tables;
mod tagged;
mod throttle;
mod tickets;
mod transaction;
mod witness;

pub use app_passwords::StoredAppPassword;
pub use backup::BackupInfo;
pub use check::Checked;
#[cfg(feature = "postgres")]
pub use engine::postgres::DatabaseError;
pub use error::{Result, StoreError, StoreFile};
pub use head::Head;
pub use info::StoreInfo;
pub use location::{ClientFiles, Location, Place, Roots, locate};
pub use log::{CheckedLog, Expected, LogFault, LogFilter, LogSpan, LogStart};
pub use methods::StoredAuthenticator;
pub use notices::NoticeKey;
pub use prune::Prunable;
pub use recovery_codes::StoredRecoveryCode;
pub use restore::{PreparedRestore, Restored};
pub use salts::SaltRow;
pub use throttle::Counted;
pub use transaction::{Outcome, Tx};
pub use witness::Witness;

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use self::engine::Connection;
use crate::crypto::chain::Chain;
use crate::crypto::keyed_hash::KeyedHasher;
use crate::crypto::keys::{KeyId, MasterKey, StoreId};
use crate::crypto::random::Random;
use crate::crypto::row_tags::RowTags;
use crate::crypto::seal::Sealer;

/// How long another process may keep the store locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An open store.
pub struct Store {
    connection: Connection,
    location: Location,
    /// The identities of the store's file, the key file and their folders when they were opened.
    identities: Identities,
    vault: Vault,
    /// Whether mails to send were written.
    leaves_notices: Arc<AtomicBool>,
    /// The version of the schema that was found to be keyfob's.
    checked_schema: Cell<Option<i64>>,
}

/// The keys derived from the key file.
struct Vault {
    key_id: KeyId,
    sealer: Sealer,
    row_tags: RowTags,
    chain: Chain,
    keyed_hasher: KeyedHasher,
    random: Random,
}

impl Vault {
    /// Derives the keys of the store with this id.
    fn new(key: &MasterKey, id: &StoreId, random: &Random) -> Self {
        Self::with(&key.of_store(id), key, random)
    }

    /// Derives the keys that every store under a key file had before each had an id.
    fn without_id(key: &MasterKey, random: &Random) -> Self {
        Self::with(key, key, random)
    }

    fn with(store_key: &MasterKey, key: &MasterKey, random: &Random) -> Self {
        Self {
            key_id: key.id(),
            sealer: Sealer::new(store_key, random.clone()),
            row_tags: RowTags::new(store_key),
            chain: Chain::new(store_key),
            keyed_hasher: KeyedHasher::new(key),
            random: random.clone(),
        }
    }
}

impl Store {
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Has it noted here when mails to send are written.
    pub fn note_notices_in(&mut self, leaves_notices: &Arc<AtomicBool>) {
        self.leaves_notices = leaves_notices.clone();
    }

    /// Returns whether the store, its key file and their folders are still those that were opened, and
    /// as they were. A key file that is missing was read already.
    pub fn is_in_place(&self) -> bool {
        identities(&self.location).is_ok_and(|found| {
            let mut both = found.iter().zip(&self.identities);
            both.all(|(found, opened)| found.is_none() || found == opened)
        })
    }
}

type Identities = [Option<files::Identity>; 4];

fn identities(location: &Location) -> Result<Identities> {
    let key = &location.key;
    let found = |what, path| match files::identity(what, path) {
        Err(StoreError::Missing(StoreFile::Key, _)) => Ok(None),
        found => found.map(Some),
    };
    let (store, folder) = match &location.store {
        Place::File(store) => (
            found(StoreFile::Store, store)?,
            found(StoreFile::Store, files::folder_of(store))?,
        ),
        #[cfg(feature = "postgres")]
        Place::Database(_) => (None, None),
    };
    Ok([
        store,
        folder,
        found(StoreFile::Key, key)?,
        found(StoreFile::Key, files::folder_of(key))?,
    ])
}
