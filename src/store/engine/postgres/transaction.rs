//! A transaction. What is sent first goes together with its beginning, so that this costs no answer of
//! its own.

use std::cell::{Cell, OnceCell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use futures_util::future::try_join_all;
use tokio::task::yield_now;
use tokio_postgres::{Client, Error, Row, Statement};

use super::mark::{FORGET, MARK};
use super::question::{Foreseen, Question, bound, typed, untyped};
use super::statement::translated;
use super::values::Bound;
use super::{Asked, Connection, LONG_PATIENCE, Trouble, UNPREPARED};
use crate::store::engine;
use crate::store::engine::value::{Given, Parameter as _};
use crate::store::{Result, StoreError};

/// Those who write take turns. Without that each would be undone by the other: all of them add to the
/// audit trail. It is taken before the transaction begins, so that its snapshot is of afterwards.
const TAKE_TURN: &str = "SELECT pg_advisory_lock(1262899017)"; // "KFOI"
const END_TURN: &str = "SELECT pg_advisory_unlock_all()";
const BEGIN_WRITING: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY";
/// Those who note something have one turn together. Of two that write the same row one is undone.
const TAKE_SHARED_TURN: &str = "SELECT pg_advisory_lock_shared(1262899017)";
const BEGIN_NOTING: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; SET LOCAL synchronous_commit = off";

/// How many rows are fetched at once where there are many.
const PAGE: usize = 1_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Reading,
    Writing,
    Noting,
}

pub struct Transaction<'c> {
    connection: &'c Connection,
    purpose: Purpose,
    /// The client with which it was begun. No other one ever goes on with it.
    client: OnceCell<Arc<Client>>,
    begun: Cell<bool>,
    is_long: Cell<bool>,
    changed: Cell<bool>,
    is_over: Cell<bool>,
    cursors: Cell<u32>,
    foreseen: RefCell<Vec<Foreseen>>,
}

impl<'c> Transaction<'c> {
    pub fn reading(connection: &'c Connection) -> Self {
        Self::new(connection, Purpose::Reading)
    }

    /// A statement by itself reads from one snapshot too.
    pub fn reading_once(connection: &'c Connection) -> Self {
        let once = Self::new(connection, Purpose::Reading);
        once.begun.set(true);
        once.is_over.set(true);
        once
    }

    pub fn writing(connection: &'c Connection) -> Self {
        Self::new(connection, Purpose::Writing)
    }

    /// Others note something at the same time. It is answered before it is durable.
    pub fn noting(connection: &'c Connection) -> Self {
        Self::new(connection, Purpose::Noting)
    }

    fn new(connection: &'c Connection, purpose: Purpose) -> Self {
        if !connection.repeats.get() {
            connection.ask_anew();
        }
        Self {
            connection,
            purpose,
            client: OnceCell::new(),
            begun: Cell::new(false),
            is_long: Cell::new(false),
            changed: Cell::new(false),
            is_over: Cell::new(false),
            cursors: Cell::new(0),
            foreseen: RefCell::default(),
        }
    }

    pub fn writes(&self) -> bool {
        self.purpose != Purpose::Reading
    }

    /// There is much to do, of which each question may take long.
    pub fn takes_long(&self) {
        self.is_long.set(true);
    }

    /// Has a question asked together with the next one.
    pub fn foresee(&self, sql: &str, values: &[Given<'_>]) {
        let values = values.iter().map(|one| (one.value.into(), one.kind));
        self.foreseen.borrow_mut().push(Foreseen {
            sql: sql.to_owned(),
            values: values.collect(),
            rows: None,
        });
    }

    pub fn find<T>(
        &self,
        sql: &str,
        values: &[Given<'_>],
        read: impl FnOnce(engine::Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let rows = self.rows(sql, values)?;
        let first = rows.first().map(engine::Row::Postgres);
        first.map(read).transpose()
    }

    /// As `find`, of a statement that writes.
    pub fn insert<T>(
        &self,
        sql: &str,
        values: &[Given<'_>],
        read: impl FnOnce(engine::Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.changes();
        self.find(sql, values, read)
    }

    pub fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Given<'_>],
        mut with: impl FnMut(engine::Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let rows = self.rows(sql, values)?;
        rows.iter()
            .map(engine::Row::Postgres)
            .try_for_each(&mut with)
    }

    pub fn each_of_many<E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Given<'_>],
        mut with: impl FnMut(engine::Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let number = self.cursors.replace(self.cursors.get() + 1);
        let declare = format!("DECLARE cursor_{number} NO SCROLL CURSOR FOR {sql}");
        self.execute_once(&declare, values)?;
        let fetch = format!("FETCH {PAGE} FROM cursor_{number}");
        loop {
            let rows = self.rows_once(&fetch, &[])?;
            rows.iter()
                .map(engine::Row::Postgres)
                .try_for_each(&mut with)?;
            // A long list is many questions.
            self.connection
                .deadline
                .set(Instant::now() + super::PATIENCE);
            if rows.len() < PAGE {
                break;
            }
        }
        self.execute_once(&format!("CLOSE cursor_{number}"), &[])?;
        Ok(())
    }

    pub fn execute(&self, sql: &str, values: &[Given<'_>]) -> Result<usize> {
        self.changes();
        let bound = bound(values);
        let changed = match self.prepared(sql, &bound)? {
            Some(statement) => {
                self.ask(async |client| client.execute(&statement, &untyped(&bound)).await)?
            }
            None => self.execute_once(sql, values)?,
        };
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// As `execute`, of a statement that isn't asked again.
    fn execute_once(&self, sql: &str, values: &[Given<'_>]) -> Result<u64> {
        let (sql, bound) = (translated(sql), bound(values));
        self.ask(async |client| client.execute_typed(&sql, &typed(&bound)).await)
    }

    pub fn write_the_same(&self) -> Result<()> {
        let sql = "UPDATE store SET created_at = created_at";
        self.execute(sql, &[]).map(drop)
    }

    /// Commits. If the connection is lost meanwhile, it is looked up whether that was done.
    pub fn commit(self) -> Result<()> {
        if !self.changed.get() {
            return Ok(());
        }
        if self.purpose == Purpose::Noting {
            return self.commit_note();
        }
        let mark: [u8; 16] = self.connection.random.bytes();
        let before = self.connection.mark.get().unwrap_or_default();
        let (new, old) = (mark.given(), before.given());
        let (new, old) = ([Bound(new)], [Bound(old)]);
        let (new, old) = (typed(&new), typed(&old));
        let committed = self.ask(async |client| {
            let (forgotten, marked, committed, over) = tokio::join!(
                biased;
                client.execute_typed(FORGET, &old),
                client.execute_typed(MARK, &new),
                client.batch_execute("COMMIT"),
                client.batch_execute(END_TURN),
            );
            forgotten?;
            marked?;
            committed?;
            over
        });
        match committed {
            Ok(()) => {}
            Err(error) if self.connection.trouble.get() == Some(Trouble::Lost) => {
                if !self.connection.was_committed(&mark)? {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
        self.is_over.set(true);
        self.connection.mark.set(Some(mark));
        Ok(())
    }

    /// If the connection is lost meanwhile, the note is made once more, which does no harm.
    fn commit_note(self) -> Result<()> {
        self.ask(async |client| {
            let (committed, over) = tokio::join!(
                biased;
                client.batch_execute("COMMIT"),
                client.batch_execute(END_TURN),
            );
            committed.and(over)
        })?;
        self.is_over.set(true);
        Ok(())
    }

    /// What was read before a change isn't the answer after it.
    fn changes(&self) {
        self.changed.set(true);
        self.foreseen.borrow_mut().clear();
    }

    fn rows(&self, sql: &str, values: &[Given<'_>]) -> Result<Vec<Row>> {
        if let Some(rows) = self.foreseen_rows(sql, values) {
            return Ok(rows);
        }
        let mut foreseen = self.foreseen.take();
        let unasked = || foreseen.iter().filter(|one| one.rows.is_none());
        let mut questions = vec![self.question(sql, bound(values))?];
        for one in unasked() {
            questions.push(self.question(&one.sql, bound(&one.given()))?);
        }
        let answers = self.ask(async |client| {
            // Sent in this order, and answered in it.
            try_join_all(questions.iter().map(|question| question.ask(client))).await
        })?;
        let mut answers = answers.into_iter();
        let rows = answers.next().unwrap_or_default();
        let unasked = foreseen.iter_mut().filter(|one| one.rows.is_none());
        for (one, rows) in unasked.zip(answers) {
            one.rows = Some(rows);
        }
        self.foreseen.replace(foreseen);
        Ok(rows)
    }

    /// Returns the answer to a question that was foreseen, and asked together with another one.
    fn foreseen_rows(&self, sql: &str, values: &[Given<'_>]) -> Option<Vec<Row>> {
        let mut foreseen = self.foreseen.borrow_mut();
        let is_it = |one: &Foreseen| one.rows.is_some() && one.sql == sql && one.given() == values;
        let place = foreseen.iter().position(is_it)?;
        foreseen.swap_remove(place).rows
    }

    fn question<'a>(&self, sql: &'a str, bound: Vec<Bound<'a>>) -> Result<Question<'a>> {
        Ok(Question {
            statement: self.prepared(sql, &bound)?,
            sql,
            bound,
        })
    }

    /// As `rows`, of a statement that isn't asked again.
    fn rows_once(&self, sql: &str, values: &[Given<'_>]) -> Result<Vec<Row>> {
        let (sql, bound) = (translated(sql), bound(values));
        self.ask(async |client| client.query_typed(&sql, &typed(&bound)).await)
    }

    /// Returns the statement that was prepared, if it is asked often enough.
    fn prepared(&self, sql: &str, bound: &[Bound<'_>]) -> Result<Option<Statement>> {
        // Before it is looked up: a new connection has prepared nothing yet.
        self.client()?;
        {
            let mut statements = self.connection.statements.borrow_mut();
            let asked = statements.entry(sql.to_owned());
            match asked.or_insert(Asked::Times(0)) {
                Asked::Prepared(statement) => return Ok(Some(statement.clone())),
                Asked::Times(UNPREPARED) => {}
                Asked::Times(times) => {
                    *times += 1;
                    return Ok(None);
                }
            }
        }
        let text = translated(sql);
        let kinds: Vec<_> = bound.iter().map(Bound::kind).collect();
        let statement = self.ask(async |client| client.prepare_typed(&text, &kinds).await)?;
        let mut statements = self.connection.statements.borrow_mut();
        statements.insert(sql.to_owned(), Asked::Prepared(statement.clone()));
        Ok(Some(statement))
    }

    fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = self.connection.client()?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Asks the server, and begins the transaction first where that wasn't done yet.
    fn ask<T>(
        &self,
        question: impl AsyncFnOnce(&Client) -> std::result::Result<T, Error>,
    ) -> Result<T> {
        if self.connection.trouble.get().is_some() {
            // What was asked before was lost, and so is the rest.
            return Err(StoreError::Busy);
        }
        if self.is_long.get() {
            let deadline = Instant::now() + LONG_PATIENCE;
            self.connection.deadline.set(deadline);
        }
        let client = self.client()?;
        if self.begun.replace(true) {
            return self.connection.wait(question(client));
        }
        self.connection.wait(async {
            let (take, begin) = match self.purpose {
                Purpose::Reading => {
                    let (begun, answer) = tokio::join!(
                        biased;
                        client.batch_execute(BEGIN_READING),
                        question(client),
                    );
                    begun?;
                    return answer;
                }
                Purpose::Writing => (TAKE_TURN, BEGIN_WRITING),
                Purpose::Noting => (TAKE_SHARED_TURN, BEGIN_NOTING),
            };
            let (taken, started, answer) = tokio::join!(
                biased;
                client.batch_execute(take),
                client.batch_execute(begin),
                question(client),
            );
            taken?;
            started?;
            answer
        })
    }
}

/// Undoes what wasn't committed. That is sent without waiting: what is asked next comes after it.
impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        let is_open = self.begun.get() && !self.is_over.get();
        let client = self.client.get().filter(|client| !client.is_closed());
        let Some(client) = client.filter(|_| is_open) else {
            return;
        };
        if self.writes() {
            // Other writers must not wait for the turn of one that failed.
            let ended = async {
                let (undone, over) = tokio::join!(
                    biased;
                    client.batch_execute("ROLLBACK"),
                    client.batch_execute(END_TURN),
                );
                undone.and(over)
            };
            let trouble = self.connection.trouble.get();
            let _ = self.connection.wait(ended);
            self.connection.trouble.set(trouble);
            return;
        }
        self.connection.runtime.block_on(async {
            let mut sent = pin!(client.batch_execute("ROLLBACK"));
            poll_fn(|context| {
                let _ = sent.as_mut().poll(context);
                Poll::Ready(())
            })
            .await;
            // Now the task of the connection writes it.
            yield_now().await;
        });
    }
}
