//! Reading and writing the values of a row. An invalid value is damage, and the error names its table
//! and column.

use std::cell::Cell;

use jiff::Timestamp;

use super::engine::Row;
use super::engine::value::{FromValue, Owned, Value};
use super::tables::Table;
use super::{Result, StoreError};
use crate::crypto::chain::{Tag, same};
use crate::crypto::row_tags::RowTags;
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
    row: Row<'r>,
    /// The place of the table's first column in the row.
    first: usize,
    /// Columns are mostly read in their order. Looking each up from the first one on would cost a long
    /// list a fifth of its time.
    next: Cell<usize>,
}

impl<'r> Reader<'r> {
    /// A row that is trusted to be keyfob's only if `has_right_tag` says so.
    pub fn new(table: &'static Table, row: Row<'r>) -> Self {
        Self::at(0, table, row)
    }

    /// As `new`, of a row of several tables.
    pub fn at(first: usize, table: &'static Table, row: Row<'r>) -> Self {
        Self {
            table,
            row,
            first,
            next: Cell::new(0),
        }
    }

    pub fn has_right_tag(&self, tags: &RowTags) -> bool {
        match self.row.value(self.behind()) {
            Value::Bytes(stored) => same(stored, &self.tag(tags)),
            _ => false,
        }
    }

    /// Computes the row's tag.
    pub fn tag(&self, tags: &RowTags) -> Tag {
        self.tag_with(tags, None)
    }

    /// As `tag`, for the row with this value in its sealed column.
    pub fn tag_with(&self, tags: &RowTags, sealed: Option<&[u8]>) -> Tag {
        let values = self.table.columns.iter().enumerate();
        let values = values.flat_map(|(number, column)| {
            let value = match sealed {
                Some(sealed) if self.table.sealed == Some(column) => Value::Bytes(sealed),
                _ => self.row.value(self.first + number),
            };
            match (self.table.later.contains(column), value) {
                (false, value) => [None, Some(value)],
                (true, Value::Null) => [None, None],
                (true, value) => [Some(Value::Text(column.as_bytes())), Some(value)],
            }
        });
        let values = values.flatten();
        tags.tag(self.table.name, values)
    }

    pub fn key_values(&self) -> Vec<Owned> {
        let key = self.table.key.iter();
        key.map(|column| self.value(column).into()).collect()
    }

    /// Says that keyfob didn't write the row.
    pub fn forged(&self) -> String {
        format!("{} wasn't written by keyfob", self.described())
    }

    /// Returns the row's key and table, for people.
    pub fn described(&self) -> String {
        let values = self
            .table
            .key
            .iter()
            .map(|column| match self.value(column) {
                Value::Integer(number) => number.to_string(),
                Value::Text(text) => quoted(&String::from_utf8_lossy(text)),
                Value::Bytes(bytes) => {
                    let first = bytes.first_chunk().copied().unwrap_or_default();
                    format!("{:016x}…", u64::from_be_bytes(first))
                }
                _ => "?".to_owned(),
            });
        let key = values.collect::<Vec<_>>().join(" ");
        format!("row {key} of {}", self.table.name)
    }

    /// Returns the row's sealed value, if it has one.
    pub fn sealed(&self) -> Option<Result<Sealed>> {
        let column = self.table.sealed?;
        if self.value(column) == Value::Bytes(&[]) {
            return None;
        }
        let id = match self.value("id") {
            Value::Integer(id) => id.to_string(),
            Value::Text(id) => String::from_utf8_lossy(id).into_owned(),
            _ => String::new(),
        };
        let has_account = self.table.columns.contains(&"account_id");
        let account = self.get(if has_account { "account_id" } else { "id" });
        Some(account.map(|account| Sealed {
            table: self.table,
            id,
            account: AccountId(account),
            // A value that isn't bytes can't be opened either.
            value: self.get(column).unwrap_or_default(),
        }))
    }

    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let value = T::from_value(self.value(column));
        value.ok_or_else(|| damaged(self.table.name, column))
    }

    /// Returns the row's tag as it is stored.
    pub fn stored_tag(&self) -> Result<Tag> {
        self.row.get(self.behind())
    }

    /// The place behind the table's columns: the tag's.
    fn behind(&self) -> usize {
        self.first + self.table.columns.len()
    }

    fn value(&self, column: &str) -> Value<'r> {
        self.row.value(self.first + self.position(column))
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
    pub fn beyond<T: FromValue>(&self) -> Result<T> {
        self.row.get(self.behind() + 1)
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

    fn text(&self, column: &str) -> Result<Option<&'r str>> {
        let text = match self.value(column) {
            Value::Null => Some(None),
            Value::Text(text) => str::from_utf8(text).ok().map(Some),
            _ => None,
        };
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
