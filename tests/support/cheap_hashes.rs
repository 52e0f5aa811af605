//! A store whose hashes cost next to nothing, for tests that ask it a hundred thousand times. It is
//! rewritten by whoever has its key; the program reads each cost from the store.

use std::path::Path;

use base64ct::{Base64Unpadded, Encoding};
use keyfob::crypto::argon2id::{self, Cost, GENERATED, HASH_BYTES, Hash, Salt};
use keyfob::crypto::seal::Place;
use keyfob::crypto::verifier::{Purpose, Verifier};
use keyfob::domain::password::prepare_primary;
use rusqlite::Connection;

use crate::support::with_key;

const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// Lets these app passwords, each with the name of its account, cost little. Others, and recovery
/// codes, are no longer recognised.
pub fn make_app_passwords_cheap(store: &Path, app_passwords: &[(&str, &str)]) {
    let connection = Connection::open(store).unwrap();
    let seal = with_key::sealer(store);
    for row in app_password_rows(&connection) {
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
        connection.execute(sql, (sealed, &row.id)).unwrap();
    }
    let sql = "UPDATE salt SET memory_kib = ?, passes = ?, lanes = ?";
    let cost = (CHEAP.memory_kib, CHEAP.passes, CHEAP.lanes);
    connection.execute(sql, cost).unwrap();
    drop(connection);
    for table in ["app_password", "salt"] {
        with_key::tag_all(store, table);
    }
}

/// Lets the accounts' own password, which all of them have, cost little.
pub fn make_password_cheap(store: &Path, password: &str) {
    let connection = Connection::open(store).unwrap();
    let seal = with_key::sealer(store);
    let phc = cheap_phc(&prepare_primary(password).unwrap());
    for (id, sealed) in passwords(&connection) {
        let row = id.to_string();
        let place = place("account", "password", &row, id);
        seal.open(place, &sealed).unwrap();
        let sql = "UPDATE account SET password = ? WHERE id = ?";
        let sealed = seal.seal(place, phc.as_bytes());
        connection.execute(sql, (sealed, id)).unwrap();
    }
    drop(connection);
    with_key::tag_all(store, "account");
}

fn place<'a>(table: &'static str, column: &'static str, row: &'a str, account: i64) -> Place<'a> {
    Place {
        table,
        column,
        row,
        account,
    }
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

fn app_password_rows(connection: &Connection) -> Vec<AppPasswordRow> {
    let sql =
        "SELECT app_password.id, account.id, account.name, verifier, deleted_at IS NOT NULL, salt
               FROM app_password JOIN salt ON salt.id = salt_id JOIN account ON account.id = app_password.account_id";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        Ok(AppPasswordRow {
            id: row.get(0)?,
            account: row.get(1)?,
            name: row.get(2)?,
            sealed: row.get(3)?,
            is_deleted: row.get(4)?,
            salt: row.get(5)?,
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn derive(hash: &Hash, row: &AppPasswordRow) -> Verifier {
    let verifier = Verifier::derive(hash, Purpose::AppPassword, &row.id);
    if row.is_deleted {
        verifier.tombstone()
    } else {
        verifier
    }
}

fn passwords(connection: &Connection) -> Vec<(i64, Vec<u8>)> {
    let mut statement = connection
        .prepare("SELECT id, password FROM account")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
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
