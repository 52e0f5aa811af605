//! Reading and writing the values of a row. An invalid value is damage, and the error names its table
//! and column.

use std::cell::Cell;

use jiff::Timestamp;
use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension, Params, Row, Statement};

use super::{Result, StoreError};

pub fn damaged(table: &str, column: &str) -> StoreError {
    StoreError::Damaged(format!("{table}.{column} has an invalid value"))
}

pub fn seconds(moment: Timestamp) -> i64 {
    moment.as_second()
}

/// Reads the columns of one table's row in the order of the query. Looking each up by its name, from
/// the first column on, would cost a long list a fifth of its time.
pub struct Reader<'r> {
    table: &'static str,
    row: &'r Row<'r>,
    next: Cell<usize>,
    checks_names: bool,
}

impl<'r> Reader<'r> {
    pub fn new(table: &'static str, row: &'r Row<'r>) -> Self {
        Self {
            table,
            row,
            next: Cell::new(0),
            checks_names: true,
        }
    }

    /// As `new`, for each row of a long list. Its columns are the same in every row, so their names are
    /// only checked in the first one, which `is_first` then forgets.
    pub fn of_list(table: &'static str, row: &'r Row<'r>, is_first: &mut bool) -> Self {
        Self {
            checks_names: std::mem::take(is_first),
            ..Self::new(table, row)
        }
    }

    pub fn get<T: FromSql>(&self, column: &str) -> Result<T> {
        let value = self.next(column).and_then(|number| self.row.get(number));
        value.map_err(|_| damaged(self.table, column))
    }

    /// Returns the number of the next column. One of another name is never read for this one.
    fn next(&self, column: &str) -> rusqlite::Result<usize> {
        let number = self.next.get();
        self.next.set(number + 1);
        if !self.checks_names {
            return Ok(number);
        }
        let statement: &Statement<'_> = self.row.as_ref();
        let name = statement.column_name(number)?;
        debug_assert_eq!(name, column, "{} is read in another order", self.table);
        if name == column {
            Ok(number)
        } else {
            Err(rusqlite::Error::InvalidColumnName(column.to_owned()))
        }
    }

    pub fn time(&self, column: &str) -> Result<Timestamp> {
        Timestamp::from_second(self.get(column)?).map_err(|_| damaged(self.table, column))
    }

    pub fn optional_time(&self, column: &str) -> Result<Option<Timestamp>> {
        self.get::<Option<i64>>(column)?
            .map(|second| Timestamp::from_second(second).map_err(|_| damaged(self.table, column)))
            .transpose()
    }

    /// Reads a text and parses it.
    pub fn parsed<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let parsed = self.text(column)?.and_then(parse);
        parsed.ok_or_else(|| damaged(self.table, column))
    }

    pub fn optional_parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        self.text(column)?
            .map(|text| parse(text).ok_or_else(|| damaged(self.table, column)))
            .transpose()
    }

    fn text(&self, column: &str) -> Result<Option<&str>> {
        let value = self
            .next(column)
            .and_then(|number| self.row.get_ref(number));
        let text = value.ok().and_then(|value| value.as_str_or_null().ok());
        text.ok_or_else(|| damaged(self.table, column))
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
