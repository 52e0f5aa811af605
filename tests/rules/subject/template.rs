//! A subject to begin with, which is made once and copied for each sequence.

use base64ct::{Base64Unpadded, Encoding};
use jiff::Timestamp;
use keyfob::crypto::argon2id::{self, Cost, SALT_BYTES};
use keyfob::service::Service;
use tempfile::TempDir;

use super::words::{password, requester};
use super::{Known, Subject, folder, location, random};
use crate::support::files::Files;
use crate::support::with_key;

pub struct Template {
    files: Files,
    known: Known,
    now: Timestamp,
}

impl Template {
    /// The accounts have the passwords of the same numbers.
    pub fn of(subject: Subject, accounts: usize) -> Self {
        let Subject {
            folder,
            service,
            known,
            now,
            ..
        } = subject;
        // Nothing is in a WAL any more.
        drop(service);
        for number in 0..accounts {
            make_cheap(&folder, number);
        }
        Self {
            files: Files::of(folder.path()),
            known,
            now,
        }
    }

    pub fn subject(&self) -> Subject {
        let folder = folder();
        self.files.copy(folder.path());
        let service = Service::open(&location(&folder), &random(2)).unwrap();
        let mut known = self.known.clone();
        known.remembered.clear();
        let admin = service.admin(&requester(self.now));
        Subject {
            policy: service.policy(&admin).unwrap(),
            folder,
            service,
            known,
            now: self.now,
        }
    }
}

/// Gives the account of this password a hash that costs next to nothing. The program takes the cost
/// from the hash; none of this is about the cost.
fn make_cheap(folder: &TempDir, number: usize) {
    let cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    let salt = [7; SALT_BYTES];
    let hash = argon2id::hash(password(number).as_bytes(), &salt, cost).unwrap();
    let [salt, hash] = [salt.as_slice(), hash.as_slice()].map(Base64Unpadded::encode_string);
    let phc = format!("$argon2id$v=19$m=8,t=1,p=1${salt}${hash}");
    let id = i64::try_from(number).unwrap() + 1;
    with_key::seal_password(&folder.path().join("keyfob.db"), id, &phc);
}
