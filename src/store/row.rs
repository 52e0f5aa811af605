//! Reading and writing the values of a row. An invalid value is damage, and the error names its table
//! and column.

use std::cell::Cell;

use jiff::Timestamp;
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{OptionalExtension, Params, Row};

use super::tables::Table;
use super::{Result, StoreError};
use crate::crypto::chain::{Tag, same};
use crate::crypto::row_tags::{RowTags, Value};
use crate::crypto::seal::Place;
use crate::domain::account::AccountId;
use crate::domain::escape::quoted;

pub fn damaged(table: &str, column: &str) -> StoreError {
    StoreError::Damaged(format!("{table}.{column} has an invalid value"))
}

pub fn seconds(moment: Timestamp) -> i64 {
    moment.as_second()
}

pub fn moment(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok()
}

/// Reads the columns of a whole row, as `Table::select` asks for it.
pub struct Reader<'r> {
    table: &'static Table,
    row: &'r Row<'r>,
    /// Columns are mostly read in their order. Looking each up from the first one on would cost a long
    /// list a fifth of its time.
    next: Cell<usize>,
}

impl<'r> Reader<'r> {
    /// A row that is trusted to be keyfob's only if `has_right_tag` says so.
    pub fn new(table: &'static Table, row: &'r Row<'r>) -> Self {
        Self {
            table,
            row,
            next: Cell::new(0),
        }
    }

    pub fn has_right_tag(&self, tags: &RowTags) -> bool {
        let stored = self.row.get_ref(self.table.columns.len()).ok();
        stored
            .and_then(|stored| stored.as_blob().ok())
            .is_some_and(|stored| same(stored, &self.tag(tags)))
    }

    /// Computes the row's tag.
    pub fn tag(&self, tags: &RowTags) -> Tag {
        self.tag_with(tags, None)
    }

    /// As `tag`, for the row with this value in its sealed column.
    pub fn tag_with(&self, tags: &RowTags, sealed: Option<&[u8]>) -> Tag {
        let values = self.table.columns.iter().enumerate();
        let values = values.map(|(number, column)| match sealed {
            Some(sealed) if self.table.sealed == Some(column) => Value::Bytes(sealed),
            _ => self.row.get_ref(number).map_or(Value::Null, value),
        });
        tags.tag(self.table.name, values)
    }

    pub fn key_values(&self) -> Result<Vec<rusqlite::types::Value>> {
        self.table
            .key
            .iter()
            .map(|column| self.get(column))
            .collect()
    }

    /// Says that keyfob didn't write the row.
    pub fn forged(&self) -> String {
        format!("{} wasn't written by keyfob", self.described())
    }

    /// Returns the row's key and table, for people.
    pub fn described(&self) -> String {
        let values = self.table.key.iter().map(|column| {
            match self.row.get_ref(self.position(column)).map(value) {
                Ok(Value::Integer(number)) => number.to_string(),
                Ok(Value::Text(text)) => quoted(&String::from_utf8_lossy(text)),
                Ok(Value::Bytes(bytes)) => {
                    let first = bytes.first_chunk().copied().unwrap_or_default();
                    format!("{:016x}…", u64::from_be_bytes(first))
                }
                _ => "?".to_owned(),
            }
        });
        let key = values.collect::<Vec<_>>().join(" ");
        format!("row {key} of {}", self.table.name)
    }

    /// Returns the row's sealed value, if its table has one.
    pub fn sealed(&self) -> Option<Result<Sealed>> {
        let column = self.table.sealed?;
        let id = self.get("id").map(|id| match id {
            rusqlite::types::Value::Integer(id) => id.to_string(),
            rusqlite::types::Value::Text(id) => id,
            _ => String::new(),
        });
        let has_account = self.table.columns.contains(&"account_id");
        let account = self.get(if has_account { "account_id" } else { "id" });
        Some(id.and_then(|id| {
            Ok(Sealed {
                table: self.table,
                id,
                account: AccountId(account?),
                // A value that isn't bytes can't be opened either.
                value: self.get(column).unwrap_or_default(),
            })
        }))
    }

    pub fn get<T: FromSql>(&self, column: &str) -> Result<T> {
        let value = self.row.get(self.position(column));
        value.map_err(|_| damaged(self.table.name, column))
    }

    fn position(&self, column: &str) -> usize {
        let (columns, next) = (self.table.columns, self.next.get());
        let found = (next..columns.len())
            .chain(0..next)
            .find(|&number| columns[number] == column)
            .unwrap_or_else(|| unreachable!("{} has no column {column}", self.table.name));
        self.next.set(found + 1);
        found
    }

    /// Returns what a query asked for beyond the table's columns.
    pub fn beyond<T: FromSql>(&self) -> Result<T> {
        Ok(self.row.get(self.table.columns.len() + 1)?)
    }

    pub fn time(&self, column: &str) -> Result<Timestamp> {
        moment(self.get(column)?).ok_or_else(|| damaged(self.table.name, column))
    }

    pub fn optional_time(&self, column: &str) -> Result<Option<Timestamp>> {
        self.get::<Option<i64>>(column)?
            .map(|second| moment(second).ok_or_else(|| damaged(self.table.name, column)))
            .transpose()
    }

    /// Reads a text and parses it.
    pub fn parsed<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let parsed = self.text(column)?.and_then(parse);
        parsed.ok_or_else(|| damaged(self.table.name, column))
    }

    pub fn optional_parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        self.text(column)?
            .map(|text| parse(text).ok_or_else(|| damaged(self.table.name, column)))
            .transpose()
    }

    fn text(&self, column: &str) -> Result<Option<&str>> {
        let value = self.row.get_ref(self.position(column)).ok();
        let text = value.and_then(|value| value.as_str_or_null().ok());
        text.ok_or_else(|| damaged(self.table.name, column))
    }
}

/// A sealed value, and what it is sealed for.
pub struct Sealed {
    table: &'static Table,
    id: String,
    account: AccountId,
    pub value: Vec<u8>,
}

impl Sealed {
    pub fn place(&self) -> Place<'_> {
        self.table.place(&self.id, self.account)
    }
}

fn value(found: ValueRef<'_>) -> Value<'_> {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(text),
        ValueRef::Blob(bytes) => Value::Bytes(bytes),
    }
}

/// Returns the row that a query finds, if any.
pub fn find<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement
        .query_row(params, |row| Ok(read(row)))
        .optional()?;
    found.transpose()
}

/// Passes every row to a function, one at a time.
pub fn each<E: From<StoreError>>(
    connection: &rusqlite::Connection,
    sql: &str,
    params: impl Params,
    mut with: impl FnMut(&Row<'_>) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut statement = connection.prepare_cached(sql).map_err(StoreError::from)?;
    let mut rows = statement.query(params).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        with(row)?;
    }
    Ok(())
}

/// Runs a write that must touch exactly one row.
pub fn write_one(connection: &rusqlite::Connection, sql: &str, params: impl Params) -> Result<()> {
    match connection.prepare_cached(sql)?.execute(params)? {
        1 => Ok(()),
        count => Err(StoreError::Damaged(format!(
            "a write to one row changed {count}"
        ))),
    }
}

pub fn count(connection: &rusqlite::Connection, sql: &str, params: impl Params) -> Result<u32> {
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params, |row| row.get(0))?)
}
