//! Rows that decide something. This is the one place where their tags are checked and written: a row
//! that keyfob didn't write is damage, and nothing is decided by it.

use super::engine::Row;
use super::engine::value::{Parameter, Parameters, Value};
use super::row::Reader;
use super::tables::Table;
use super::transaction::Tx;
use super::{Result, StoreError, identity};

/// The values of a row's primary key.
pub type Key<'a> = [&'a dyn Parameter];

impl Tx<'_> {
    /// Returns the row that is found, if any.
    pub(super) fn find_row<T>(
        &self,
        table: &'static Table,
        rest: &str,
        params: impl Parameters,
        read: impl FnOnce(&Reader<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.connection.find(&table.select(rest), params, |row| {
            read(&self.checked(table, row)?)
        })
    }

    /// Passes every row that is found to a function, one at a time.
    pub(super) fn each_row<E: From<StoreError>>(
        &self,
        table: &'static Table,
        rest: &str,
        params: impl Parameters,
        mut with: impl FnMut(&Reader<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.connection.each(&table.select(rest), params, |row| {
            with(&self.checked(table, row)?)
        })
    }

    pub(super) fn checked<'r>(&self, table: &'static Table, row: Row<'r>) -> Result<Reader<'r>> {
        self.checked_at(0, table, row)
    }

    /// As `checked`, for the row of the second table in what `Table::select_with_each` asks for. `None` if
    /// no row of it belongs to that of the first.
    pub(super) fn checked_after<'r>(
        &self,
        first: &Table,
        second: &'static Table,
        row: Row<'r>,
    ) -> Result<Option<Reader<'r>>> {
        let place = first.columns.len() + 1;
        // The first column is of the key.
        if matches!(row.value(place), Value::Null) {
            return Ok(None);
        }
        self.checked_at(place, second, row).map(Some)
    }

    fn checked_at<'r>(
        &self,
        place: usize,
        table: &'static Table,
        row: Row<'r>,
    ) -> Result<Reader<'r>> {
        let reader = Reader::at(place, table, row);
        if reader.has_right_tag(&self.vault.row_tags) {
            return Ok(reader);
        }
        Err(self.unless_rekeyed(StoreError::Damaged(reader.forged())))
    }

    /// Returns this error, unless the store has got a new key since it was opened.
    pub(super) fn unless_rekeyed(&self, error: StoreError) -> StoreError {
        match identity::key_id_of(&self.connection) {
            Ok(key_id) if key_id != Some(self.vault.key_id) => StoreError::Conflict,
            _ => error,
        }
    }

    /// Adds or changes the row of this key.
    pub(super) fn write_row(
        &mut self,
        table: &'static Table,
        key: &Key<'_>,
        sql: &str,
        params: impl Parameters,
    ) -> Result<()> {
        self.rewrite_row(table, key, sql, params, |_| Ok(()))
            .map(drop)
    }

    /// As `write_row`. Returns what is read of the row as it was, if it existed.
    pub(super) fn rewrite_row<T>(
        &mut self,
        table: &'static Table,
        key: &Key<'_>,
        sql: &str,
        params: impl Parameters,
        read: impl FnOnce(&Reader<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        // What was there is trusted in part, because few statements write all columns.
        let before = self.find_row(table, &table.by_key(), key, read)?;
        self.connection.write_one(sql, params)?;
        self.tag_row(table, key)?;
        Ok(before)
    }

    /// Gives a row its tag.
    pub(super) fn tag_row(&mut self, table: &'static Table, key: &Key<'_>) -> Result<()> {
        let by_key = table.by_key();
        let tag = self.connection.find(&table.select(&by_key), key, |row| {
            Ok(Reader::new(table, row).tag(&self.vault.row_tags))
        })?;
        let sql = format!("UPDATE {} SET tag = ? {by_key}", table.name);
        let mut params: Vec<&dyn Parameter> = vec![&tag];
        params.extend(key);
        self.connection.write_one(&sql, params.as_slice())
    }
}
