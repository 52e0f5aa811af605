//! Statements on `SQLite`.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, OptionalExtension, ToSql, TransactionBehavior, params_from_iter};

pub use rusqlite::{Connection, Row};

use super::super::{Result, StoreError};
use super::value::{Given, Value};

pub struct Transaction<'c>(rusqlite::Transaction<'c>);

impl<'c> Transaction<'c> {
    pub fn reading(connection: &'c Connection) -> Result<Self> {
        Self::begin(connection, TransactionBehavior::Deferred)
    }

    pub fn writing(connection: &'c Connection) -> Result<Self> {
        Self::begin(connection, TransactionBehavior::Immediate)
    }

    fn begin(connection: &'c Connection, how: TransactionBehavior) -> Result<Self> {
        let begun = rusqlite::Transaction::new_unchecked(connection, how)?;
        Ok(Self(begun))
    }

    /// What only `SQLite` has.
    pub fn raw(&self) -> &rusqlite::Transaction<'c> {
        &self.0
    }

    pub fn commit(self) -> Result<()> {
        Ok(self.0.commit()?)
    }

    /// As `engine::Transaction::write_the_same`.
    pub fn write_the_same(&self) -> Result<()> {
        let name = "user_version";
        let version: i64 = self.0.pragma_query_value(None, name, |row| row.get(0))?;
        // Unlike a row, this is written even if its value stays the same.
        Ok(self.0.pragma_update(None, name, version)?)
    }

    pub fn find<T>(
        &self,
        sql: &str,
        values: &[Given<'_>],
        read: impl FnOnce(super::Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.prepared(sql)?;
        let values = params_from_iter(values.iter().map(Bound));
        let row = statement.query_row(values, |row| Ok(read(super::Row::Sqlite(row))));
        row.optional()?.transpose()
    }

    pub fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Given<'_>],
        mut with: impl FnMut(super::Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut statement = self.prepared(sql)?;
        let values = params_from_iter(values.iter().map(Bound));
        let mut rows = statement.query(values).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            with(super::Row::Sqlite(row))?;
        }
        Ok(())
    }

    pub fn execute(&self, sql: &str, values: &[Given<'_>]) -> Result<usize> {
        let mut statement = self.prepared(sql)?;
        let values = params_from_iter(values.iter().map(Bound));
        Ok(statement.execute(values)?)
    }

    fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.0.prepare_cached(sql)?)
    }
}

pub fn value<'r>(row: &'r Row<'r>, column: usize) -> Value<'r> {
    row.get_ref(column)
        .map_or(Value::Null, |found| match found {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Text(text) => Value::Text(text),
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
        })
}

/// A value, as it is bound to a parameter.
struct Bound<'a>(&'a Given<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0.value {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Real(number) => ValueRef::Real(number),
            Value::Text(text) => ValueRef::Text(text),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
