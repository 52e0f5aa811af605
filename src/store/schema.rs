//! The schema as `SQLite` keeps it. An attacker with write access to the database could add a trigger or a
//! computed column, and keyfob would tag the rows that it makes. So a store with any other schema than
//! that of the migrations isn't used.

use super::engine::Transaction;
#[cfg(feature = "postgres")]
use super::engine::postgres;
use super::{Result, StoreError};
use crate::domain::escape::quoted;

/// Every statement, with an empty line between.
const SCHEMA: &str = include_str!("schema.sql");

/// Refuses a schema that has more, less or other than the migrations make. What has no statement is an
/// index that a table brings along. Call it in a transaction.
pub fn check(connection: &Transaction<'_>) -> Result<()> {
    // What SQLite knew of the schema may be of another moment. It reads it again in this transaction, and
    // goes by that as long as the schema's version stays the same.
    connection
        .sqlite()
        .execute_batch("PRAGMA writable_schema = RESET")?;
    let statements = SCHEMA.trim_end().split("\n\n");
    let sql = "SELECT sql || ';' FROM sqlite_schema WHERE sql <> ''";
    refuse_difference(connection, sql, statements.map(str::to_owned).collect())
}

/// Refuses a schema of which a query doesn't find exactly these parts.
pub fn refuse_difference(
    connection: &Transaction<'_>,
    sql: &str,
    mut missing: Vec<String>,
) -> Result<()> {
    connection.each(sql, (), |row| {
        let found: String = row.get(0)?;
        match missing.iter().position(|part| *part == found) {
            Some(position) => {
                missing.swap_remove(position);
                Ok(())
            }
            None => Err(damaged("isn't keyfob's", &found)),
        }
    })?;
    match missing.first() {
        None => Ok(()),
        Some(part) => Err(damaged("is missing", part)),
    }
}

/// Checks the schema, unless it is known to be that of this version. Returns its version, which changes
/// with it.
pub fn checked(connection: &Transaction<'_>, known: Option<i64>) -> Result<Option<i64>> {
    #[cfg(feature = "postgres")]
    if let Transaction::Postgres(transaction) = connection {
        // To ask a server costs more than what is read, and what is read is tagged. No number there
        // changes with the schema.
        if transaction.writes() {
            postgres::schema::check(connection)?;
        }
        return Ok(None);
    }
    let version = connection.find("PRAGMA schema_version", (), |row| row.get(0))?;
    if version != known {
        check(connection)?;
    }
    Ok(version)
}

fn damaged(how: &str, part: &str) -> StoreError {
    let begins = part.lines().next().unwrap_or_default();
    StoreError::Damaged(format!("in its schema {} {how}", quoted(begins)))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::migrate::new_schema;

    fn made() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        new_schema(&mut connection).unwrap();
        connection
    }

    #[test]
    fn the_migrations_make_the_schema_that_is_checked() {
        check(&Transaction::reading(&made()).unwrap()).unwrap();
    }

    #[test]
    fn anything_more_less_or_else_is_refused() {
        for (change, words) in [
            (
                "CREATE TRIGGER evil AFTER UPDATE ON account BEGIN SELECT 1; END",
                "in its schema 'CREATE TRIGGER evil AFTER UPDATE ON account BEGIN SELECT 1; …' isn't keyfob's",
            ),
            (
                "ALTER TABLE ticket ADD COLUMN more TEXT AS ('more')",
                "in its schema 'CREATE TABLE ticket (' isn't keyfob's",
            ),
            (
                "CREATE VIEW evil AS SELECT * FROM account",
                "in its schema 'CREATE VIEW evil AS SELECT * FROM account;' isn't keyfob's",
            ),
            (
                "DROP INDEX ticket_of_seat",
                "in its schema 'CREATE INDEX ticket_of_seat ON ticket (seat);' is missing",
            ),
            (
                "DROP INDEX ticket_of_seat; CREATE INDEX ticket_of_seat ON ticket (issued_at)",
                "in its schema 'CREATE INDEX ticket_of_seat ON ticket (issued_at);' isn't keyfob's",
            ),
        ] {
            let connection = made();
            connection.execute_batch(change).unwrap();
            match check(&Transaction::reading(&connection).unwrap()) {
                Err(StoreError::Damaged(said)) => assert_eq!(said, words),
                other => panic!("{change}: {other:?}"),
            }
        }
    }
}
