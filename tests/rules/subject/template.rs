//! A subject to begin with, which is made once and copied for each sequence.

use std::sync::Arc;

use base64ct::{Base64Unpadded, Encoding};
use jiff::Timestamp;
use keyfob::crypto::argon2id::{self, Cost, SALT_BYTES};
use keyfob::domain::account::AccountId;
use keyfob::service::Service;

use super::words::{account_name, password, requester};
use super::{AccountTyped, Known, Subject, location, random};
use crate::support::Program;
use crate::support::database::Database;
use crate::support::files::Files;
use crate::support::with_key;

pub struct Template {
    files: Files,
    database: Option<Arc<Database>>,
    known: Known,
    now: Timestamp,
}

impl Template {
    /// The accounts have the passwords of the same numbers.
    pub fn of(subject: Subject, accounts: usize) -> Self {
        let Subject {
            program,
            service,
            known,
            now,
            ..
        } = subject;
        let admin = service.admin(&requester(now));
        let ids = (0..accounts).map(|number| {
            let typed = AccountTyped {
                name: number,
                spelling: 0,
            };
            service.account(&admin, &account_name(typed)).unwrap().id
        });
        let ids: Vec<_> = ids.collect();
        // Nothing is in a WAL any more.
        drop(service);
        for (number, id) in ids.into_iter().enumerate() {
            make_cheap(&program, id, number);
        }
        let (files, database) = program.into_template();
        Self {
            files,
            database,
            known,
            now,
        }
    }

    pub fn subject(&self) -> Subject {
        let program = Program::like_in_memory(&self.files, self.database.as_deref());
        let service = Service::open(&location(&program), &random(2)).unwrap();
        let mut known = self.known.clone();
        known.remembered.clear();
        let admin = service.admin(&requester(self.now));
        Subject {
            policy: service.policy(&admin).unwrap(),
            program,
            service,
            known,
            now: self.now,
        }
    }
}

/// Gives the account of this password a hash that costs next to nothing. The program takes the cost
/// from the hash; none of this is about the cost.
fn make_cheap(program: &Program, account: AccountId, number: usize) {
    let cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    let salt = [7; SALT_BYTES];
    let hash = argon2id::hash(password(number).as_bytes(), &salt, cost).unwrap();
    let [salt, hash] = [salt.as_slice(), hash.as_slice()].map(Base64Unpadded::encode_string);
    let phc = format!("$argon2id$v=19$m=8,t=1,p=1${salt}${hash}");
    with_key::seal_password(&program.store(), account.0, &phc);
}
