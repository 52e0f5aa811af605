//! The schema of a store on `PostgreSQL`.
//!
//! An attacker with write access to the database could add a trigger or a rule, and keyfob would tag the rows that it
//! makes. So nothing is done where there is one, or where a column isn't keyfob's.

use sha2::{Digest, Sha256};
use tokio_postgres::error::SqlState;

use super::DatabaseError;
use crate::crypto::keys::{KeyId, StoreId};
use crate::store::engine::Transaction;
use crate::store::migrate::SCHEMA_VERSION;
use crate::store::schema::refuse_difference;
use crate::store::{Result, StoreError};

const SCHEMA: &str = include_str!("schema.sql");

/// What brings the schema of the version before up to this one. Append only: a released one is never
/// changed.
const MIGRATIONS: [(u32, &[&str]); 2] = [
    (
        7,
        &[
            "ALTER TABLE account ADD COLUMN password_place TEXT CHECK (password_place IN ('none', 'external'))",
            "CREATE INDEX account_by_place ON account (password_place) WHERE password_place IS NOT NULL",
        ],
    ),
    (
        8,
        &[
            "ALTER TABLE account ADD COLUMN language TEXT",
            "CREATE TABLE notice (
                 account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                 kind       TEXT   COLLATE \"C\" NOT NULL,
                 recipient  TEXT   NOT NULL,
                 events     BIGINT NOT NULL CHECK (events >= 0),
                 since      BIGINT NOT NULL,
                 at         BIGINT NOT NULL,
                 subject    TEXT,
                 done_by    TEXT   NOT NULL,
                 uid        BIGINT,
                 service    TEXT,
                 address    TEXT,
                 tries      BIGINT NOT NULL DEFAULT 0,
                 due_at     BIGINT NOT NULL,
                 failure    TEXT,
                 tag        BYTEA  NOT NULL DEFAULT '',
                 PRIMARY KEY (account_id, kind)
             )",
            "CREATE INDEX notice_due ON notice (due_at)",
        ],
    ),
];

/// Makes the tables of a new store. Another process may do that at the same time; then one of them finds
/// that it is done.
pub fn make(connection: &Transaction<'_>) -> Result<()> {
    connection.execute("CREATE SCHEMA IF NOT EXISTS keyfob", ())?;
    let without_comments = SCHEMA.lines().filter(|line| !line.starts_with("--"));
    let text: Vec<_> = without_comments.collect();
    for statement in text.join("\n").split(";\n") {
        if !statement.trim().is_empty() {
            connection.execute(statement, ())?;
        }
    }
    let sql = "INSERT INTO schema_version (one, version) VALUES (1, ?)";
    connection.write_one(sql, [SCHEMA_VERSION])
}

/// Brings an older schema up to date. Another process may do that at the same time; then one of them finds
/// that it is done.
pub fn to_latest(connection: Transaction<'_>) -> Result<()> {
    let sql = "SELECT version FROM schema_version";
    let found: Option<u32> = connection.find(sql, (), |row| row.get(0))?;
    let version = found.unwrap_or(SCHEMA_VERSION);
    for (made, statements) in MIGRATIONS {
        if made > version {
            for statement in statements {
                connection.execute(statement, ())?;
            }
            connection.write_one("UPDATE schema_version SET version = ?", [made])?;
        }
    }
    connection.commit()
}

/// Returns whether there is a store in the database.
pub fn is_there(connection: &Transaction<'_>) -> Result<bool> {
    let sql = "SELECT to_regclass('keyfob.store')::text";
    let found: Option<Option<String>> = connection.find(sql, (), |row| row.get(0))?;
    Ok(found.flatten().is_some())
}

/// Renames the schema of the store that is there. Returns its new name.
pub fn move_away(connection: &Transaction<'_>) -> Result<String> {
    let is_taken = |name: &str| {
        let sql = "SELECT 1 FROM pg_namespace WHERE nspname = ?";
        connection.find(sql, [name], |_| Ok(()))
    };
    let mut name = "keyfob_before_restore".to_owned();
    let mut number = 1;
    while is_taken(&name)?.is_some() {
        number += 1;
        name = format!("keyfob_before_restore_{number}");
    }
    connection.execute(&format!("ALTER SCHEMA keyfob RENAME TO {name}"), ())?;
    Ok(name)
}

/// Returns the version of the schema, and what `identity` reads first: the ids of the key file and of the
/// store. `None` if there is no store in the database.
pub fn identity(connection: &Transaction<'_>) -> Result<Option<(u32, KeyId, StoreId)>> {
    let sql = "SELECT version, key_id, id FROM schema_version, store";
    let found = connection.find(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    match found {
        Err(StoreError::Database(DatabaseError::Refused { cause, .. }))
            if cause.code() == Some(&SqlState::UNDEFINED_TABLE) =>
        {
            Ok(None)
        }
        Ok(None) => Err(StoreError::Damaged("its own row is missing".to_owned())),
        found => found,
    }
}

/// What describes a column, as `described` has it.
const COLUMN: &str = "concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN 'not null' END, CASE WHEN a.attgenerated <> '' THEN 'computed' END)
    COLLATE \"C\"";

const COLUMNS: &str = "FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'keyfob'::regnamespace AND c.relkind NOT IN ('i', 'S')";

/// Refuses tables that have more, less or other columns than keyfob makes, and a schema in which something
/// runs by itself.
pub fn check(connection: &Transaction<'_>) -> Result<()> {
    let of_ours = |table: &str, column: &str| {
        format!(
            "(SELECT count(*) FROM {table} t JOIN pg_class c ON c.oid = t.{column}
              WHERE c.relnamespace = 'keyfob'::regnamespace"
        )
    };
    let sql = format!(
        "SELECT (SELECT sha256(convert_to(string_agg({COLUMN}, ',' ORDER BY {COLUMN}), 'UTF8')) {COLUMNS}),
            {} AND NOT t.tgisinternal) + {}) + {}) + {}) + {})",
        of_ours("pg_trigger", "tgrelid"),
        of_ours("pg_rewrite", "ev_class"),
        of_ours("pg_policy", "polrelid"),
        of_ours("pg_inherits", "inhrelid"),
        of_ours("pg_inherits", "inhparent"),
    );
    let found = connection.find(&sql, (), |row| {
        Ok((row.get::<Vec<u8>>(0)?, row.get::<i64>(1)?))
    })?;
    let (columns, others) = found.unwrap_or_default();
    if others != 0 {
        return Err(StoreError::Damaged(
            "its tables have triggers, rules, policies or heirs, which aren't keyfob's".to_owned(),
        ));
    }
    let mut expected = described();
    expected.sort_unstable();
    if columns == Sha256::digest(expected.join(",")).as_slice() {
        return Ok(());
    }
    refuse_difference(connection, &format!("SELECT {COLUMN} {COLUMNS}"), expected)
}

/// Describes every column that keyfob makes.
fn described() -> Vec<String> {
    let mut table = "";
    let mut columns = vec![];
    for line in SCHEMA.lines() {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            table = name.trim_end_matches(" (");
        } else if let Some(column) = line.strip_prefix("    ")
            && column.starts_with(|c: char| c.is_ascii_lowercase())
        {
            let mut words = column.trim_end_matches(',').split_whitespace();
            let (name, kind) = (
                words.next().unwrap_or_default(),
                words.next().unwrap_or_default(),
            );
            let kind = match kind {
                "TIMESTAMPTZ" => "timestamp with time zone".to_owned(),
                other => other.to_lowercase(),
            };
            let is_key = column.contains("PRIMARY KEY") || is_in_key(table, name);
            let required = if column.contains("NOT NULL") || is_key {
                " not null"
            } else {
                ""
            };
            columns.push(format!("{table} {name} {kind}{required}"));
        }
    }
    columns
}

fn is_in_key(table: &str, column: &str) -> bool {
    let Some((_, definition)) = SCHEMA.split_once(&format!("CREATE TABLE {table} (")) else {
        return false;
    };
    let definition = definition.split(");\n").next().unwrap_or_default();
    let key = definition
        .lines()
        .find_map(|line| line.trim().strip_prefix("PRIMARY KEY ("));
    key.is_some_and(|key| {
        key.trim_end_matches([')', ','])
            .split(", ")
            .any(|name| name == column)
    })
}
