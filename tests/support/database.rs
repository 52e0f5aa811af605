//! Where the tests keep their stores: in files, or with `KEYFOB_TEST_ENGINE=postgres` each in a database of
//! its own. `KEYFOB_TEST_POSTGRES` names the server (`postgresql://…`, without a database's name).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::Params;
use rusqlite::types::Value;

/// Returns the server's address.
fn server() -> Option<String> {
    let named = std::env::var("KEYFOB_TEST_POSTGRES").ok();
    named.filter(|address| !address.is_empty())
}

/// Returns whether there is a server for the tests that are about it.
pub fn has_server() -> bool {
    let found = server().is_some();
    if !found {
        let words = "KEYFOB_TEST_POSTGRES names no server";
        assert!(std::env::var_os("KEYFOB_TEST_REQUIRE").is_none(), "{words}");
        println!("skipped: {words}");
    }
    found
}

pub fn is_in_a_database() -> bool {
    std::env::var("KEYFOB_TEST_ENGINE").is_ok_and(|engine| engine == "postgres")
}

/// Returns whether a test that is about the store's files can be run. It says so if it can't.
pub fn is_in_a_file() -> bool {
    let in_a_file = !is_in_a_database();
    if !in_a_file {
        println!("skipped: it looks into a store on SQLite");
    }
    in_a_file
}

/// A database that is removed with it.
pub struct Database {
    name: String,
}

impl Database {
    /// An empty one, if the tests keep their stores on a server.
    pub fn new() -> Option<Self> {
        is_in_a_database().then(Self::empty)
    }

    pub fn empty() -> Self {
        Self::made("template0")
    }

    /// One with the same content, which nobody may use meanwhile.
    pub fn copy(&self) -> Self {
        Self::made(&self.name)
    }

    /// Puts another one's content in the place of its own.
    pub fn replace(&self, by: &Self) {
        ask(
            "postgres",
            &format!("DROP DATABASE {} WITH (FORCE)", self.name),
        );
        ask(
            "postgres",
            &format!("CREATE DATABASE {} TEMPLATE {}", self.name, by.name),
        );
    }

    /// Lets nobody in, and throws out who is.
    pub fn closes(&self) {
        let name = &self.name;
        ask(
            "postgres",
            &format!(
                "ALTER DATABASE {name} ALLOW_CONNECTIONS false;
                 SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ),
        );
    }

    pub fn opens(&self) {
        let sql = format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name);
        ask("postgres", &sql);
    }

    fn made(template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("keyfob_{}_{number}", std::process::id());
        ask(
            "postgres",
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        );
        Self { name }
    }

    pub fn address(&self) -> String {
        address(&self.name)
    }

    /// The server's socket.
    pub fn socket() -> PathBuf {
        let (_, place) = Self::user_and_place();
        let (folder, port) = place.split_once(':').unwrap_or((&place, "5432"));
        Path::new(&folder.replace("%2F", "/")).join(format!(".s.PGSQL.{port}"))
    }

    pub fn user() -> String {
        Self::user_and_place().0
    }

    fn user_and_place() -> (String, String) {
        let server = server().expect("a server");
        let (_, rest) = server.split_once("://").unwrap();
        let (user, place) = rest.split_once('@').expect("a user");
        (user.to_owned(), place.to_owned())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        ask("postgres", &sql);
    }
}

fn address(name: &str) -> String {
    format!("{}/{name}", server().expect("a server"))
}

/// Runs SQL in the database of this name.
fn ask(name: &str, sql: &str) {
    let mut client = connected(&address(name));
    client.batch_execute(sql).unwrap();
}

fn connected(address: &str) -> postgres::Client {
    postgres::Client::connect(address, postgres::NoTls).unwrap()
}

/// The key files of the stores that aren't files.
static KEY_FILES: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// The store at this address has this key file.
pub fn has_key(address: &str, key_file: PathBuf) {
    let mut all = KEY_FILES.lock().unwrap();
    all.insert(address.to_owned(), key_file);
}

fn address_of(store: &Path) -> Option<&str> {
    store
        .to_str()
        .filter(|text| text.starts_with("postgresql://"))
}

/// Returns the key file of a store.
pub fn key_file(store: &Path) -> PathBuf {
    let Some(address) = address_of(store) else {
        return format!("{}.key", store.display()).into();
    };
    let found = KEY_FILES.lock().unwrap().get(address).cloned();
    found.unwrap_or_else(|| {
        std::env::var_os(KEY_FILE)
            .expect("a store of this test")
            .into()
    })
}

/// Returns the file in which a machine remembers a store's head.
pub fn head_file(store: &Path) -> PathBuf {
    let beside = match address_of(store) {
        Some(_) => key_file(store),
        None => store.to_owned(),
    };
    let mut name = beside.into_os_string();
    name.push(".head");
    name.into()
}

/// Tells a process of the test's own which key file its store has.
pub const KEY_FILE: &str = "KEYFOB_TEST_KEY_FILE";

/// A store's tables behind keyfob's back.
pub enum Tables {
    File(rusqlite::Connection),
    Server(RefCell<postgres::Client>),
}

impl Tables {
    pub fn of(store: &Path) -> Self {
        if let Some(address) = address_of(store) {
            let mut client = connected(address);
            client.batch_execute("SET search_path = keyfob").unwrap();
            return Self::Server(RefCell::new(client));
        }
        let connection = rusqlite::Connection::open(store).unwrap();
        connection.busy_timeout(Duration::from_secs(20)).unwrap();
        Self::File(connection)
    }

    /// As `of`, where a row may belong to none.
    pub fn unbound(store: &Path) -> Self {
        let tables = Self::of(store);
        tables.batch(match tables {
            Self::File(_) => "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON",
            Self::Server(_) => "SET session_replication_role = replica",
        });
        tables
    }

    pub fn batch(&self, sql: &str) {
        match self {
            Self::File(connection) => connection.execute_batch(sql).unwrap(),
            Self::Server(client) => client.borrow_mut().batch_execute(sql).unwrap(),
        }
    }

    /// Returns how many rows it changed. Parameters are `?`.
    pub fn execute(&self, sql: &str, params: impl Params) -> u64 {
        self.try_execute(sql, params).unwrap()
    }

    /// As `execute`, of what may be refused.
    pub fn try_execute(&self, sql: &str, params: impl Params) -> Result<u64, Box<dyn Error>> {
        Ok(match self {
            Self::File(connection) => connection.execute(sql, params)? as u64,
            Self::Server(client) => {
                let (sql, values) = numbered(sql, params);
                let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
                client.borrow_mut().execute(&sql, &values)?
            }
        })
    }

    pub fn rows(&self, sql: &str, params: impl Params) -> Vec<Vec<Value>> {
        match self {
            Self::File(connection) => {
                let mut statement = connection.prepare(sql).unwrap();
                let columns = statement.column_count();
                let rows =
                    statement.query_map(params, |row| (0..columns).map(|at| row.get(at)).collect());
                rows.unwrap().map(Result::unwrap).collect()
            }
            Self::Server(client) => {
                let (sql, values) = numbered(sql, params);
                let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
                let rows = client.borrow_mut().query(&sql, &values).unwrap();
                rows.iter()
                    .map(|row| (0..row.len()).map(|at| value(row, at)).collect())
                    .collect()
            }
        }
    }

    /// Returns the first number that is found.
    pub fn number(&self, sql: &str, params: impl Params) -> Option<i64> {
        match self.rows(sql, params).first()?.first()? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Everything that the tables of a database have.
    pub fn content(&self) -> Vec<u8> {
        let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'keyfob'";
        let mut content = vec![];
        for table in self.rows(sql, []) {
            let [Value::Text(table)] = &table[..] else {
                panic!("{table:?}");
            };
            let rows = self.rows(&format!("SELECT * FROM {table}"), []);
            for value in rows.into_iter().flatten() {
                match value {
                    Value::Text(text) => content.extend(text.into_bytes()),
                    Value::Blob(bytes) => content.extend(bytes),
                    Value::Integer(number) => content.extend(number.to_string().into_bytes()),
                    _ => {}
                }
                content.push(b'\n');
            }
        }
        content
    }

    /// A table's columns without its tag.
    pub fn columns(&self, table: &str) -> Vec<String> {
        let sql = match self {
            Self::File(_) => {
                "SELECT name FROM pragma_table_info(?) WHERE name <> 'tag' ORDER BY cid"
            }
            Self::Server(_) => {
                "SELECT column_name::text FROM information_schema.columns
                 WHERE table_schema = 'keyfob' AND table_name = ? AND column_name <> 'tag'
                 ORDER BY ordinal_position"
            }
        };
        let rows = self.rows(sql, [table]);
        rows.into_iter()
            .map(|mut row| match row.remove(0) {
                Value::Text(name) => name,
                other => panic!("{other:?}"),
            })
            .collect()
    }
}

type Parameter = Box<dyn ToSql + Sync>;

/// No value, of any type.
#[derive(Debug)]
struct Missing;

impl ToSql for Missing {
    fn to_sql(&self, _: &Type, _: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        Ok(IsNull::Yes)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Returns a statement and its parameters in `PostgreSQL`'s words.
fn numbered(sql: &str, params: impl Params) -> (String, Vec<Parameter>) {
    let mut parts = sql.split('?');
    let mut text = parts.next().unwrap().to_owned();
    let mut count = 0;
    for part in parts {
        count += 1;
        write!(text, "${count}{part}").unwrap();
    }
    if count == 0 {
        return (text, vec![]);
    }
    // SQLite tells what the parameters are.
    let echo = rusqlite::Connection::open_in_memory().unwrap();
    let places = vec!["?"; count].join(", ");
    let mut statement = echo.prepare(&format!("SELECT {places}")).unwrap();
    let values = statement.query_row(params, |row| {
        (0..count)
            .map(|at| {
                Ok(match row.get(at)? {
                    Value::Null => Box::new(Missing) as Parameter,
                    Value::Integer(number) => Box::new(number),
                    Value::Real(number) => Box::new(number),
                    Value::Text(text) => Box::new(text),
                    Value::Blob(bytes) => Box::new(bytes),
                })
            })
            .collect()
    });
    (text, values.unwrap())
}

fn value(row: &postgres::Row, at: usize) -> Value {
    match *row.columns()[at].type_() {
        Type::INT8 => row.get::<_, Option<i64>>(at).into(),
        Type::INT4 => row.get::<_, Option<i32>>(at).map(i64::from).into(),
        Type::BOOL => row.get::<_, Option<bool>>(at).map(i64::from).into(),
        Type::BYTEA => row.get::<_, Option<Vec<u8>>>(at).into(),
        _ => row.get::<_, Option<String>>(at).into(),
    }
}
