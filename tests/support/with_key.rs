//! Changes to a store by whoever has its key too: the rows keep a right tag. It is computed here as the
//! schema says, beside the program.

use std::fs;
use std::path::Path;
use std::time::Duration;

use keyfob::crypto::chain::{Chain, Tag};
use keyfob::crypto::keys::MasterKey;
use keyfob::crypto::random::Random;
use keyfob::crypto::row_tags::{RowTags, Value};
use keyfob::crypto::seal::{Place, Sealer};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, params_from_iter};

/// Runs a statement that changes one table, and gives every row of the table its tag.
pub fn change(store: &Path, sql: &str, params: impl Params) {
    let table = ["UPDATE ", "DELETE FROM ", "INSERT INTO "]
        .iter()
        .find_map(|start| sql.strip_prefix(start))
        .and_then(|rest| rest.split_whitespace().next())
        .expect(sql);
    let mut connection = connect(store);
    let tx = connection.transaction().unwrap();
    tx.execute(sql, params).unwrap();
    tag_rows(&tx, &key_of(store), table);
    tx.commit().unwrap();
}

/// Adds entries to the end of the audit trail, one a second from this time on, as keyfob would.
pub fn add_entries(store: &Path, number: i64, mut at: i64) {
    let mut connection = connect(store);
    let tx = connection.transaction().unwrap();
    let id = tx.query_row("SELECT id FROM store", [], |row| row.get(0));
    let chain = Chain::new(&key_of(store).of_store(&id.unwrap()));
    let sql = "SELECT seq, tag FROM log ORDER BY seq DESC LIMIT 1";
    let last = tx.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (mut seq, mut tag): (i64, Tag) = last.unwrap();
    {
        let sql = "INSERT INTO log (seq, at, event, outcome, who, tag) VALUES (?, ?, ?, ?, ?, ?)";
        let mut insert = tx.prepare(sql).unwrap();
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
            insert.execute((seq, at, event, outcome, who, tag)).unwrap();
            at += 1;
        }
    }
    tx.commit().unwrap();
    let mut head = store.as_os_str().to_owned();
    head.push(".head");
    let head_tag = chain.head(seq, &tag);
    fs::write(head, [&seq.to_be_bytes()[..], &tag, &head_tag].concat()).unwrap();
}

/// Gives every row of a table its tag.
pub fn tag_all(store: &Path, table: &str) {
    let mut connection = connect(store);
    let tx = connection.transaction().unwrap();
    tag_rows(&tx, &key_of(store), table);
    tx.commit().unwrap();
}

/// Gives an account this hash of a password.
pub fn seal_password(store: &Path, account: i64, phc: &str) {
    let place = Place {
        table: "account",
        column: "password",
        row: &account.to_string(),
        account,
    };
    let sealed = sealer(store).seal(place, phc.as_bytes());
    let sql = "UPDATE account SET password = ? WHERE id = ?";
    change(store, sql, (sealed, account));
}

/// What seals and opens the store's secrets.
pub fn sealer(store: &Path) -> Sealer {
    let key = key_of_store(&connect(store), &key_of(store));
    Sealer::new(&key, Random::system())
}

fn key_of_store(connection: &Connection, key: &MasterKey) -> MasterKey {
    let sql = "SELECT id FROM store";
    let id = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    key.of_store(&id)
}

fn connect(store: &Path) -> Connection {
    let connection = Connection::open(store).unwrap();
    connection.busy_timeout(Duration::from_secs(20)).unwrap();
    connection
}

fn key_of(store: &Path) -> MasterKey {
    let mut key = store.as_os_str().to_owned();
    key.push(".key");
    MasterKey::from_bytes(&fs::read(key).unwrap()).unwrap()
}

fn tag_rows(connection: &Connection, key: &MasterKey, table: &str) {
    let tags = RowTags::new(&key_of_store(connection, key));
    let columns = columns(connection, table);
    let all = columns.join(", ");
    let same: Vec<_> = columns
        .iter()
        .map(|column| format!("{column} IS ?"))
        .collect();
    let update = format!("UPDATE {table} SET tag = ? WHERE {}", same.join(" AND "));
    let mut select = connection
        .prepare(&format!("SELECT {all} FROM {table}"))
        .unwrap();
    let mut update = connection.prepare(&update).unwrap();
    let mut rows = select.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let tag = tag(&tags, table, row, columns.len());
        let values = (0..columns.len()).map(|at| row.get(at).unwrap());
        let values = std::iter::once(tag.to_vec().into()).chain(values);
        let values: Vec<rusqlite::types::Value> = values.collect();
        let changed = update.execute(params_from_iter(values));
        assert_eq!(changed.unwrap(), 1);
    }
}

/// A table's columns without its tag.
pub fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let sql = format!("SELECT name FROM pragma_table_info('{table}') WHERE name != 'tag'");
    let mut statement = connection.prepare(&sql).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

fn tag(tags: &RowTags, table: &str, row: &Row<'_>, columns: usize) -> [u8; 32] {
    let values = (0..columns).map(|at| match row.get_ref(at).unwrap() {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(text),
        ValueRef::Blob(bytes) => Value::Bytes(bytes),
    });
    tags.tag(table, values)
}
