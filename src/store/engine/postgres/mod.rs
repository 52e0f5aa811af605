//! `PostgreSQL`: one connection, used by one thread. Whatever happens to the server, each question ends
//! within five seconds: with the answer, or with an error that says that it couldn't be decided.

mod address;
mod connecting;
mod error;
mod mark;
mod question;
pub mod schema;
mod statement;
mod transaction;
mod values;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout_at;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, Statement};

pub use self::address::{Address, is_address};
pub use self::error::DatabaseError;
pub use self::transaction::Transaction;
pub use self::values::value;
pub use tokio_postgres::Row;

use crate::crypto::random::Random;
use crate::store::{Result, StoreError};

/// How long a question may take. The rest of the five seconds is for asking whether it was done.
const PATIENCE: Duration = Duration::from_secs(4);
const LOOKING_UP: Duration = Duration::from_secs(1);

/// How long each question may take while a whole store is copied: no log-in waits for that.
const LONG_PATIENCE: Duration = Duration::from_mins(1);

/// The pause before a transaction is run again doubles each time, up to the second of these.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(200));

/// Why a transaction has to be run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// Another transaction was faster.
    Conflict,
    /// The connection was lost before the transaction was committed.
    Lost,
}

/// A statement that was asked before.
enum Asked {
    Times(u8),
    Prepared(Statement),
}

/// A statement that is asked more often is prepared. That costs an answer, and few processes ask so often.
const UNPREPARED: u8 = 4;

pub struct Connection {
    address: Address,
    random: Random,
    runtime: Runtime,
    /// `None` while it is lost.
    client: RefCell<Option<Arc<Client>>>,
    /// By their text.
    statements: RefCell<HashMap<String, Asked>>,
    /// What happened to the transaction that runs or ran last.
    trouble: Cell<Option<Trouble>>,
    /// When the question that is asked has to be answered.
    deadline: Cell<Instant>,
    /// Whether the transaction is run again if there is trouble.
    repeats: Cell<bool>,
    /// What the last commit left in the table `mark`.
    mark: Cell<Option<[u8; 16]>>,
}

impl Connection {
    pub fn open(address: &Address) -> Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| DatabaseError::Unreachable(error.to_string()))?;
        let connection = Self {
            address: address.clone(),
            random: Random::system(),
            runtime,
            client: RefCell::default(),
            statements: RefCell::default(),
            trouble: Cell::default(),
            deadline: Cell::new(Instant::now() + PATIENCE),
            repeats: Cell::default(),
            mark: Cell::default(),
        };
        connection.connect()?;
        Ok(connection)
    }

    /// As `engine::Connection::until_done`. If the database can't be reached, that is told in time.
    pub fn until_done<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut pause = PAUSES.0;
        self.ask_anew();
        loop {
            self.repeats.set(true);
            let result = work();
            self.repeats.set(false);
            // Also if the work took no notice: it went on with less than the truth.
            let Some(trouble) = self.trouble.take() else {
                return result;
            };
            let left = self
                .deadline
                .get()
                .saturating_duration_since(Instant::now());
            if left.is_zero() {
                let error = match trouble {
                    Trouble::Conflict => StoreError::Busy,
                    Trouble::Lost => {
                        DatabaseError::Unreachable("the connection was lost".to_owned()).into()
                    }
                };
                return Err(result.err().unwrap_or_else(|| error.into()));
            }
            let [part]: [u8; 1] = self.random.bytes();
            sleep((pause / 2 + pause * part.into() / 512).min(left));
            pause = (2 * pause).min(PAUSES.1);
        }
    }

    fn ask_anew(&self) {
        self.deadline.set(Instant::now() + PATIENCE);
        self.trouble.set(None);
    }

    fn connect(&self) -> Result<Arc<Client>> {
        let mut last = "it doesn't answer".to_owned();
        let client = loop {
            let config = self.address.config()?;
            let connecting = connecting::connect(config, self.address.has_network());
            let deadline = self.deadline.get();
            let outcome = self
                .runtime
                .block_on(async { timeout_at(deadline.into(), connecting).await });
            match outcome {
                Ok(Ok(client)) => break Arc::new(client),
                Ok(Err(error)) if let Some(wrong) = connecting::wrong_set_up(&error) => {
                    return Err(wrong.into());
                }
                Ok(Err(error)) if is_over(&error) && Instant::now() < deadline => {
                    last = words(&error);
                    sleep(
                        PAUSES
                            .1
                            .min(deadline.saturating_duration_since(Instant::now())),
                    );
                }
                Ok(Err(error)) => return Err(self.failed(error)),
                Err(_) => return Err(self.lost(last)),
            }
        };
        self.statements.borrow_mut().clear();
        *self.client.borrow_mut() = Some(Arc::clone(&client));
        Ok(client)
    }

    /// Returns the client, which is connected again if it was lost.
    fn client(&self) -> Result<Arc<Client>> {
        let found = self.client.borrow().clone();
        match found.filter(|client| !client.is_closed()) {
            Some(client) => Ok(client),
            None => self.connect(),
        }
    }

    /// Waits for the server's answer, and no longer than the question may take.
    fn wait<T>(&self, asked: impl Future<Output = std::result::Result<T, Error>>) -> Result<T> {
        let deadline = self.deadline.get().into();
        let outcome = self
            .runtime
            .block_on(async { timeout_at(deadline, asked).await });
        match outcome {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.failed(error)),
            Err(_) => Err(self.lost("it doesn't answer".to_owned())),
        }
    }

    fn failed(&self, error: Error) -> StoreError {
        if is_over(&error) {
            return self.lost(words(&error));
        }
        match error.code() {
            Some(&(SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED)) => {
                self.trouble.set(Some(Trouble::Conflict));
                StoreError::Busy
            }
            Some(&SqlState::LOCK_NOT_AVAILABLE) => StoreError::Busy,
            Some(&SqlState::DISK_FULL) => StoreError::Full,
            Some(&(SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED)) => {
                StoreError::Damaged(words(&error))
            }
            _ => DatabaseError::Refused {
                words: words(&error),
                cause: error,
            }
            .into(),
        }
    }

    fn lost(&self, words: String) -> StoreError {
        *self.client.borrow_mut() = None;
        self.trouble.set(Some(Trouble::Lost));
        DatabaseError::Unreachable(words).into()
    }
}

/// Nothing is left behind by a connection that ends. If that can't be done now, it is done later by
/// others.
impl Drop for Connection {
    fn drop(&mut self) {
        if self.mark.get().is_some() && self.client.borrow().is_some() {
            self.deadline.set(Instant::now() + LOOKING_UP);
            let _ = mark::forget_mark(self);
        }
    }
}

/// Returns whether the connection is of no more use, or the server can't be written any more. A server
/// that was told to take over answers again soon.
fn is_over(error: &Error) -> bool {
    let Some(code) = error.code() else {
        return error.as_db_error().is_none();
    };
    let class = &code.code()[..2];
    matches!(
        *code,
        SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::READ_ONLY_SQL_TRANSACTION
            | SqlState::TOO_MANY_CONNECTIONS
    ) || class == "08"
}

/// Returns an error's words with those of its causes.
fn words(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        words = next.to_string();
        cause = next.source();
    }
    words
}
