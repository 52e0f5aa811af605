//! The engine that keeps a store: `SQLite` in a file, or `PostgreSQL`. Only this folder knows which one it
//! is: what a table's file asks for is a statement with parameters, and it gets rows with values.

#[cfg(feature = "postgres")]
pub mod postgres;
pub mod sqlite;
pub mod value;

use self::value::{FromValue, Parameters, Value};
use super::{Result, StoreError};

/// A connection to the database.
pub enum Connection {
    Sqlite(sqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Connection>),
}

impl Connection {
    /// Runs work that is done completely or not at all: again, if the database undid it because of
    /// another transaction, or was lost.
    pub fn until_done<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        match self {
            Self::Sqlite(_) => work(),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => connection.until_done(work),
        }
    }
}

/// What a transaction is begun on.
#[derive(Clone, Copy)]
pub enum Connected<'c> {
    Sqlite(&'c sqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(&'c postgres::Connection),
}

impl<'c> From<&'c Connection> for Connected<'c> {
    fn from(connection: &'c Connection) -> Self {
        match connection {
            Connection::Sqlite(connection) => Self::Sqlite(connection),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => Self::Postgres(connection),
        }
    }
}

impl<'c> From<&'c sqlite::Connection> for Connected<'c> {
    fn from(connection: &'c sqlite::Connection) -> Self {
        Self::Sqlite(connection)
    }
}

#[cfg(feature = "postgres")]
impl<'c> From<&'c postgres::Connection> for Connected<'c> {
    fn from(connection: &'c postgres::Connection) -> Self {
        Self::Postgres(connection)
    }
}

/// A transaction. It is undone unless it is committed.
pub enum Transaction<'c> {
    Sqlite(sqlite::Transaction<'c>),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Transaction<'c>),
}

impl<'c> Transaction<'c> {
    /// Reads from one snapshot, which is of the moment of the first statement.
    pub fn reading(connection: impl Into<Connected<'c>>) -> Result<Self> {
        Ok(match connection.into() {
            Connected::Sqlite(connection) => {
                Self::Sqlite(sqlite::Transaction::reading(connection)?)
            }
            #[cfg(feature = "postgres")]
            Connected::Postgres(connection) => {
                Self::Postgres(postgres::Transaction::reading(connection))
            }
        })
    }

    /// For one statement, which reads.
    pub fn reading_once(connection: impl Into<Connected<'c>>) -> Result<Self> {
        Ok(match connection.into() {
            Connected::Sqlite(connection) => {
                Self::Sqlite(sqlite::Transaction::reading(connection)?)
            }
            #[cfg(feature = "postgres")]
            Connected::Postgres(connection) => {
                Self::Postgres(postgres::Transaction::reading_once(connection))
            }
        })
    }

    /// Locks for writing from the start, so that nothing changes between reading and writing.
    pub fn writing(connection: impl Into<Connected<'c>>) -> Result<Self> {
        Ok(match connection.into() {
            Connected::Sqlite(connection) => {
                Self::Sqlite(sqlite::Transaction::writing(connection)?)
            }
            #[cfg(feature = "postgres")]
            Connected::Postgres(connection) => {
                Self::Postgres(postgres::Transaction::writing(connection))
            }
        })
    }

    /// For writing what decides nothing and may be lost with the machine's power. On a server others do
    /// so at the same time.
    pub fn noting(connection: impl Into<Connected<'c>>) -> Result<Self> {
        Ok(match connection.into() {
            Connected::Sqlite(connection) => {
                Self::Sqlite(sqlite::Transaction::writing(connection)?)
            }
            #[cfg(feature = "postgres")]
            Connected::Postgres(connection) => {
                Self::Postgres(postgres::Transaction::noting(connection))
            }
        })
    }

    /// What only `SQLite` has. Asked for by what is about a file.
    pub fn sqlite(&self) -> &rusqlite::Transaction<'c> {
        match self {
            Self::Sqlite(transaction) => transaction.raw(),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => unreachable!("a database on a server is no file"),
        }
    }

    pub fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit(),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.commit(),
        }
    }

    /// Foresees a query: a server is asked it together with the next one, which saves a wait.
    #[cfg_attr(not(feature = "postgres"), expect(unused_variables))]
    pub fn foresee(&self, sql: &str, parameters: impl Parameters) {
        match self {
            Self::Sqlite(_) => {}
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => {
                parameters.with(|values| transaction.foresee(sql, values));
            }
        }
    }

    /// Returns the row that a query finds, if any.
    pub fn find<T>(
        &self,
        sql: &str,
        parameters: impl Parameters,
        read: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        parameters.with(|values| match self {
            Self::Sqlite(transaction) => transaction.find(sql, values, read),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.find(sql, values, read),
        })
    }

    /// Passes every row to a function, one at a time. They are few enough to be held at once.
    pub fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        parameters: impl Parameters,
        with: impl FnMut(Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        parameters.with(|values| match self {
            Self::Sqlite(transaction) => transaction.each(sql, values, with),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.each(sql, values, with),
        })
    }

    /// As `each`, however many rows there are.
    pub fn each_of_many<E: From<StoreError>>(
        &self,
        sql: &str,
        parameters: impl Parameters,
        with: impl FnMut(Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        parameters.with(|values| match self {
            Self::Sqlite(transaction) => transaction.each(sql, values, with),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.each_of_many(sql, values, with),
        })
    }

    /// Returns the number that a query finds.
    pub fn count(&self, sql: &str, parameters: impl Parameters) -> Result<u32> {
        let found = self.find(sql, parameters, |row| row.get(0))?;
        Ok(found.unwrap_or_default())
    }

    /// Runs a write. Returns how many rows it changed.
    pub fn execute(&self, sql: &str, parameters: impl Parameters) -> Result<usize> {
        parameters.with(|values| match self {
            Self::Sqlite(transaction) => transaction.execute(sql, values),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.execute(sql, values),
        })
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

    /// There is much to do, for which the engine gets time.
    #[cfg(feature = "postgres")]
    pub fn takes_long(&self) {
        if let Self::Postgres(transaction) = self {
            transaction.takes_long();
        }
    }

    /// Writes something durably without changing anything.
    pub fn write_the_same(&self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.write_the_same(),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.write_the_same(),
        }
    }

    /// Returns the last number that the engine gave to a row of a table.
    #[cfg(feature = "postgres")]
    pub fn last_number(&self, table: &str) -> Result<i64> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT seq FROM sqlite_sequence WHERE name = ?",
            Self::Postgres(_) => {
                "SELECT coalesce(last_value, 0) FROM pg_sequences
                 WHERE schemaname = 'keyfob' AND sequencename = concat(?, '_id_seq')"
            }
        };
        Ok(self
            .find(sql, [table], |row| row.get(0))?
            .unwrap_or_default())
    }

    /// Lets the engine give only higher numbers to the rows of a table, which is filled already.
    #[cfg(feature = "postgres")]
    pub fn go_on_after(&self, table: &str, last: i64) -> Result<()> {
        match self {
            Self::Sqlite(_) => {
                let sql = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?";
                if self.execute(sql, (last, table))? == 0 {
                    let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)";
                    self.write_one(sql, (table, last))?;
                }
            }
            Self::Postgres(_) => {
                let sql = "SELECT setval(pg_get_serial_sequence(?, 'id'), ?, ? = 1)";
                self.find(sql, (table, last.max(1), last > 0), |_| Ok(()))?;
            }
        }
        Ok(())
    }

    /// Adds a row, and returns the number that it got. The statement ends in `RETURNING` its column.
    pub fn insert(&self, sql: &str, parameters: impl Parameters) -> Result<i64> {
        let read = |row: Row<'_>| row.get(0);
        let found = parameters.with(|values| match self {
            Self::Sqlite(transaction) => transaction.find(sql, values, read),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.insert(sql, values, read),
        })?;
        found.ok_or_else(|| StoreError::Damaged("a row wasn't added".to_owned()))
    }
}

/// A row that a query found.
#[derive(Clone, Copy)]
pub enum Row<'r> {
    Sqlite(&'r sqlite::Row<'r>),
    #[cfg(feature = "postgres")]
    Postgres(&'r postgres::Row),
}

impl<'r> Row<'r> {
    /// Returns the value of a column, counted from 0.
    pub fn value(self, column: usize) -> Value<'r> {
        match self {
            Self::Sqlite(row) => sqlite::value(row, column),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => postgres::value(row, column),
        }
    }

    /// Returns the values of all columns.
    pub fn values(self) -> impl Iterator<Item = Value<'r>> {
        let columns = match self {
            Self::Sqlite(row) => row.as_ref().column_count(),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => row.len(),
        };
        (0..columns).map(move |column| self.value(column))
    }

    pub fn get<T: FromValue>(self, column: usize) -> Result<T> {
        let found = T::from_value(self.value(column));
        found.ok_or_else(|| StoreError::Damaged("a row has an invalid value".to_owned()))
    }
}
