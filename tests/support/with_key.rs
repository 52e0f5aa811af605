//! Changes to a store by whoever has its key too: the rows keep a right tag. It is computed here as the
//! schema says, beside the program.

use std::fs;
use std::path::Path;

use keyfob::crypto::chain::{Chain, Tag};
use keyfob::crypto::keys::MasterKey;
use keyfob::crypto::random::Random;
use keyfob::crypto::row_tags::{RowTags, Value as Tagged};
use keyfob::crypto::seal::{Place, Sealer};
use rusqlite::types::Value;
use rusqlite::{Params, params_from_iter};

use crate::support::database::{Tables, head_file, key_file};

/// In a file it is locked for writing at once.
const BEGIN: &str = "BEGIN";

/// Runs a statement that changes one table, and gives every row of the table its tag.
pub fn change(store: &Path, sql: &str, params: impl Params) {
    let table = ["UPDATE ", "DELETE FROM ", "INSERT INTO "]
        .iter()
        .find_map(|start| sql.strip_prefix(start))
        .and_then(|rest| rest.split_whitespace().next())
        .expect(sql);
    let tables = Tables::of(store);
    tables.batch(BEGIN);
    tables.execute(sql, params);
    tag_rows(&tables, &key_of(store), table);
    tables.batch("COMMIT");
}

/// Adds entries to the end of the audit trail, one a second from this time on, as keyfob would.
pub fn add_entries(store: &Path, number: i64, mut at: i64) {
    let tables = Tables::of(store);
    let chain = Chain::new(&key_of_store(&tables, &key_of(store)));
    tables.batch(BEGIN);
    let sql = "SELECT seq, tag FROM log ORDER BY seq DESC LIMIT 1";
    let last = tables.rows(sql, []).remove(0);
    let [Value::Integer(seq), Value::Blob(tag)] = &last[..] else {
        panic!("{last:?}");
    };
    let (mut seq, mut tag): (i64, Tag) = (*seq, tag.as_slice().try_into().unwrap());
    let (event, outcome, who) = ("policy.changed", "done", r#"{"role":"admin"}"#);
    for _ in 0..number {
        seq += 1;
        let (seq_bytes, at_bytes) = (seq.to_be_bytes(), at.to_be_bytes());
        let mut fields = [None; 11];
        fields[0] = Some(&seq_bytes[..]);
        fields[1] = Some(&at_bytes);
        fields[2] = Some(event.as_bytes());
        fields[3] = Some(outcome.as_bytes());
        fields[9] = Some(who.as_bytes());
        tag = chain.link(&tag, &fields);
        let sql = "INSERT INTO log (seq, at, event, outcome, who, tag) VALUES (?, ?, ?, ?, ?, ?)";
        tables.execute(sql, (seq, at, event, outcome, who, tag));
        at += 1;
    }
    tables.batch("COMMIT");
    let head_tag = chain.head(seq, &tag);
    let head = [&seq.to_be_bytes()[..], &tag, &head_tag].concat();
    fs::write(head_file(store), head).unwrap();
}

/// Gives every row of a table its tag.
pub fn tag_all(store: &Path, table: &str) {
    let tables = Tables::of(store);
    tables.batch(BEGIN);
    tag_rows(&tables, &key_of(store), table);
    tables.batch("COMMIT");
}

/// Gives an account this hash of a password.
pub fn seal_password(store: &Path, account: i64, phc: &str) {
    let row = account.to_string();
    let place = place("account", "password", &row, account);
    let sealed = sealer(store).seal(place, phc.as_bytes());
    let sql = "UPDATE account SET password = ? WHERE id = ?";
    change(store, sql, (sealed, account));
}

/// What a value of a row is sealed for.
pub fn place<'a>(
    table: &'static str,
    column: &'static str,
    row: &'a str,
    account: i64,
) -> Place<'a> {
    Place {
        table,
        column,
        row,
        account,
    }
}

/// What seals and opens the store's secrets.
pub fn sealer(store: &Path) -> Sealer {
    let key = key_of_store(&Tables::of(store), &key_of(store));
    Sealer::new(&key, Random::system())
}

fn key_of_store(tables: &Tables, key: &MasterKey) -> MasterKey {
    let rows = tables.rows("SELECT id FROM store", []);
    let Some(Value::Blob(id)) = rows.first().and_then(|row| row.first()) else {
        panic!("no id");
    };
    key.of_store(&id.as_slice().try_into().unwrap())
}

fn key_of(store: &Path) -> MasterKey {
    MasterKey::from_bytes(&fs::read(key_file(store)).unwrap()).unwrap()
}

fn tag_rows(tables: &Tables, key: &MasterKey, table: &str) {
    let tags = RowTags::new(&key_of_store(tables, key));
    let columns = tables.columns(table);
    let same: Vec<_> = columns
        .iter()
        .map(|column| format!("{column} IS NOT DISTINCT FROM ?"))
        .collect();
    let update = format!("UPDATE {table} SET tag = ? WHERE {}", same.join(" AND "));
    for row in tables.rows(&format!("SELECT {} FROM {table}", columns.join(", ")), []) {
        let tag = tag(&tags, table, &columns, &row);
        let values = std::iter::once(tag.to_vec().into()).chain(row);
        assert_eq!(tables.execute(&update, params_from_iter(values)), 1);
    }
}

/// Columns that rows got when they had tags already.
const LATER: [&str; 2] = ["password_place", "language"];

fn tag(tags: &RowTags, table: &str, columns: &[String], row: &[Value]) -> [u8; 32] {
    let mut values = vec![];
    for (column, value) in columns.iter().zip(row) {
        let value = match value {
            Value::Null => Tagged::Null,
            Value::Integer(number) => Tagged::Integer(*number),
            Value::Real(number) => Tagged::Real(*number),
            Value::Text(text) => Tagged::Text(text.as_bytes()),
            Value::Blob(bytes) => Tagged::Bytes(bytes),
        };
        if LATER.contains(&column.as_str()) {
            if value == Tagged::Null {
                continue;
            }
            values.push(Tagged::Text(column.as_bytes()));
        }
        values.push(value);
    }
    tags.tag(table, values.into_iter())
}
