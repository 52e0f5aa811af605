//! The engine that keeps a store. Only this folder knows which one it is: what a table's file asks for is
//! a statement with parameters, and it gets rows with values.

pub mod value;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, OptionalExtension, ToSql, TransactionBehavior, params_from_iter};

use self::value::{FromValue, Parameters, Value};
use super::{Result, StoreError};

/// A transaction. It is undone unless it is committed.
pub struct Transaction<'c>(rusqlite::Transaction<'c>);

impl<'c> Transaction<'c> {
    /// Reads from one snapshot, which is of the moment of the first statement.
    pub fn reading(connection: &'c rusqlite::Connection) -> Result<Self> {
        Self::begin(connection, TransactionBehavior::Deferred)
    }

    /// Locks for writing from the start, so that nothing changes between reading and writing.
    pub fn writing(connection: &'c rusqlite::Connection) -> Result<Self> {
        Self::begin(connection, TransactionBehavior::Immediate)
    }

    fn begin(connection: &'c rusqlite::Connection, how: TransactionBehavior) -> Result<Self> {
        let begun = rusqlite::Transaction::new_unchecked(connection, how)?;
        Ok(Self(begun))
    }

    /// What only `SQLite` has.
    pub fn sqlite(&self) -> &rusqlite::Transaction<'c> {
        &self.0
    }

    pub fn commit(self) -> Result<()> {
        Ok(self.0.commit()?)
    }

    /// Returns the row that a query finds, if any.
    pub fn find<T>(
        &self,
        sql: &str,
        parameters: impl Parameters,
        read: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.prepared(sql)?;
        let found = parameters.with(|values| {
            let values = params_from_iter(values.iter().map(Bound));
            let row = statement.query_row(values, |row| Ok(read(Row(row))));
            row.optional()
        })?;
        found.transpose()
    }

    /// Passes every row to a function, one at a time.
    pub fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        parameters: impl Parameters,
        mut with: impl FnMut(Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut statement = self.prepared(sql)?;
        parameters.with(|values| {
            let values = params_from_iter(values.iter().map(Bound));
            let mut rows = statement.query(values).map_err(StoreError::from)?;
            while let Some(row) = rows.next().map_err(StoreError::from)? {
                with(Row(row))?;
            }
            Ok(())
        })
    }

    /// Returns the number that a query finds.
    pub fn count(&self, sql: &str, parameters: impl Parameters) -> Result<u32> {
        let found = self.find(sql, parameters, |row| row.get(0))?;
        Ok(found.unwrap_or_default())
    }

    /// Runs a write. Returns how many rows it changed.
    pub fn execute(&self, sql: &str, parameters: impl Parameters) -> Result<usize> {
        let mut statement = self.prepared(sql)?;
        let changed = parameters.with(|values| {
            let values = params_from_iter(values.iter().map(Bound));
            statement.execute(values)
        })?;
        Ok(changed)
    }

    /// Runs a write that must touch exactly one row.
    pub fn write_one(&self, sql: &str, parameters: impl Parameters) -> Result<()> {
        match self.execute(sql, parameters)? {
            1 => Ok(()),
            count => Err(StoreError::Damaged(format!(
                "a write to one row changed {count}"
            ))),
        }
    }

    /// Adds a row, and returns the number that it got. The statement ends in `RETURNING` its column.
    pub fn insert(&self, sql: &str, parameters: impl Parameters) -> Result<i64> {
        let found = self.find(sql, parameters, |row| row.get(0))?;
        found.ok_or_else(|| StoreError::Damaged("a row wasn't added".to_owned()))
    }

    /// Writes something durably without changing anything.
    pub fn write_the_same(&self) -> Result<()> {
        let name = "user_version";
        let version: i64 = self.0.pragma_query_value(None, name, |row| row.get(0))?;
        // Unlike a row, this is written even if its value stays the same.
        Ok(self.0.pragma_update(None, name, version)?)
    }

    fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.0.prepare_cached(sql)?)
    }
}

/// A row that a query found.
#[derive(Clone, Copy)]
pub struct Row<'r>(&'r rusqlite::Row<'r>);

impl<'r> Row<'r> {
    /// Returns the value of a column, counted from 0.
    pub fn value(self, column: usize) -> Value<'r> {
        self.0
            .get_ref(column)
            .map_or(Value::Null, |found| match found {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(text) => Value::Text(text),
                ValueRef::Blob(bytes) => Value::Bytes(bytes),
            })
    }

    /// Returns the values of all columns.
    pub fn values(self) -> impl Iterator<Item = Value<'r>> {
        let columns = self.0.as_ref().column_count();
        (0..columns).map(move |column| self.value(column))
    }

    pub fn get<T: FromValue>(self, column: usize) -> Result<T> {
        let found = T::from_value(self.value(column));
        found.ok_or_else(|| StoreError::Damaged("a row has an invalid value".to_owned()))
    }
}

/// A value, as it is bound to a parameter.
struct Bound<'a>(&'a Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Real(number) => ValueRef::Real(number),
            Value::Text(text) => ValueRef::Text(text),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
