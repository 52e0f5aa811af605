//! A store whose hashes cost next to nothing, for tests that ask it a hundred thousand times. It is
//! rewritten by whoever has its key; the program reads each cost from the store.

use std::path::Path;

use base64ct::{Base64Unpadded, Encoding};
use keyfob::crypto::argon2id::{self, Cost, GENERATED, HASH_BYTES, Hash, Salt};
use keyfob::crypto::verifier::{Purpose, Verifier};
use keyfob::domain::password::prepare_primary;
use rusqlite::types::Value;

use crate::support::database::Tables;
use crate::support::with_key::{self, place};

const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// Lets these app passwords, each with the name of its account, cost little. Others, and recovery
/// codes, are no longer recognised.
pub fn make_app_passwords_cheap(store: &Path, app_passwords: &[(&str, &str)]) {
    let tables = Tables::of(store);
    let seal = with_key::sealer(store);
    for row in app_password_rows(&tables) {
        let place = place("app_password", "verifier", &row.id, row.account);
        let kept = Verifier::from_bytes(&seal.open(place, &row.sealed).unwrap()).unwrap();
        let derived = |secret: &str, cost| {
            let hash = argon2id::hash(secret.as_bytes(), &row.salt, cost).unwrap();
            derive(&hash, &row)
        };
        let (_, secret) = app_passwords
            .iter()
            .find(|(name, secret)| *name == row.name && derived(secret, GENERATED).is(&kept))
            .expect("the secret of each app password");
        let sealed = seal.seal(place, derived(secret, CHEAP).expose());
        let sql = "UPDATE app_password SET verifier = ? WHERE id = ?";
        tables.execute(sql, (sealed, &row.id));
    }
    let sql = "UPDATE salt SET memory_kib = ?, passes = ?, lanes = ?";
    let cost = (CHEAP.memory_kib, CHEAP.passes, CHEAP.lanes);
    tables.execute(sql, cost);
    drop(tables);
    for table in ["app_password", "salt"] {
        with_key::tag_all(store, table);
    }
}

/// Lets the accounts' own password, which all of them have, cost little.
pub fn make_password_cheap(store: &Path, password: &str) {
    let tables = Tables::of(store);
    let seal = with_key::sealer(store);
    let phc = cheap_phc(&prepare_primary(password).unwrap());
    for (id, sealed) in passwords(&tables) {
        let row = id.to_string();
        let place = place("account", "password", &row, id);
        seal.open(place, &sealed).unwrap();
        let sql = "UPDATE account SET password = ? WHERE id = ?";
        let sealed = seal.seal(place, phc.as_bytes());
        tables.execute(sql, (sealed, id));
    }
    drop(tables);
    with_key::tag_all(store, "account");
}

struct AppPasswordRow {
    id: String,
    account: i64,
    /// The account's.
    name: String,
    sealed: Vec<u8>,
    is_deleted: bool,
    salt: Salt,
}

fn app_password_rows(tables: &Tables) -> Vec<AppPasswordRow> {
    let sql = "SELECT app_password.id, account.id, account.name, verifier, deleted_at, salt
               FROM app_password JOIN salt ON salt.id = salt_id JOIN account ON account.id = app_password.account_id";
    let rows = tables.rows(sql, []).into_iter().map(|row| {
        let Ok([id, account, name, sealed, deleted_at, salt]) = <[Value; 6]>::try_from(row) else {
            panic!("six columns");
        };
        match (id, account, name, sealed, salt) {
            (
                Value::Text(id),
                Value::Integer(account),
                Value::Text(name),
                Value::Blob(sealed),
                Value::Blob(salt),
            ) => AppPasswordRow {
                id,
                account,
                name,
                sealed,
                is_deleted: deleted_at != Value::Null,
                salt: salt.try_into().unwrap(),
            },
            other => panic!("{other:?}"),
        }
    });
    rows.collect()
}

fn derive(hash: &Hash, row: &AppPasswordRow) -> Verifier {
    let verifier = Verifier::derive(hash, Purpose::AppPassword, &row.id);
    if row.is_deleted {
        verifier.tombstone()
    } else {
        verifier
    }
}

fn passwords(tables: &Tables) -> Vec<(i64, Vec<u8>)> {
    let rows = tables.rows("SELECT id, password FROM account", []);
    let pairs = rows
        .into_iter()
        .map(|row| match <[Value; 2]>::try_from(row) {
            Ok([Value::Integer(id), Value::Blob(password)]) => (id, password),
            other => panic!("{other:?}"),
        });
    pairs.collect()
}

fn cheap_phc(secret: &str) -> String {
    let salt = *b"0123456789abcdef";
    let hash: [u8; HASH_BYTES] = *argon2id::hash(secret.as_bytes(), &salt, CHEAP).unwrap();
    let Cost {
        memory_kib,
        passes,
        lanes,
    } = CHEAP;
    let [salt, hash] = [salt.as_slice(), &hash].map(Base64Unpadded::encode_string);
    format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}")
}
