//! The mark that each commit leaves, by which a connection that lost the answer finds out whether it was
//! committed.

use std::time::Instant;

use tokio_postgres::error::SqlState;

use super::question::typed;
use super::values::Bound;
use super::{Connection, DatabaseError, LOOKING_UP, Trouble};
use crate::store::engine::value::Parameter as _;
use crate::store::{Result, StoreError};

pub const MARK: &str = "INSERT INTO mark (id) VALUES ($1)";
/// Those of processes that were killed go too, after a day.
pub const FORGET: &str = "DELETE FROM mark WHERE id = $1 OR made_at < now() - interval '1 day'";

/// Removes what the last commit left behind. If that gets lost, nothing is lost.
pub fn forget_mark(connection: &Connection) -> Result<()> {
    let Some(mark) = connection.mark.take() else {
        return Ok(());
    };
    let client = connection.client()?;
    let bound = [Bound(mark.given())];
    let typed = typed(&bound);
    connection.wait(async {
        let (quick, forgotten) = tokio::join!(
            biased;
            client.batch_execute("SET synchronous_commit = off"),
            client.execute_typed(FORGET, &typed),
        );
        quick?;
        forgotten.map(drop)
    })
}

impl Connection {
    /// Finds out whether a transaction was committed whose end wasn't heard: by writing its mark. If it
    /// still runs, the server lets this wait for its end. If this is written, that never will be.
    pub fn was_committed(&self, mark: &[u8; 16]) -> Result<bool> {
        self.deadline
            .set(self.deadline.get().max(Instant::now()) + LOOKING_UP);
        let bound = [Bound(mark.given())];
        loop {
            self.trouble.set(None);
            let written = self
                .client()
                .and_then(|client| self.wait(client.execute_typed(MARK, &typed(&bound))));
            match written {
                Ok(_) => {
                    self.trouble.set(Some(Trouble::Lost));
                    return Ok(false);
                }
                Err(StoreError::Database(DatabaseError::Refused { cause, .. }))
                    if cause.code() == Some(&SqlState::UNIQUE_VIOLATION) =>
                {
                    return Ok(true);
                }
                Err(_) if self.trouble.get().is_some() && Instant::now() < self.deadline.get() => {}
                Err(_) => {
                    // To run it again could do it twice.
                    self.trouble.set(None);
                    return Err(DatabaseError::Unknown.into());
                }
            }
        }
    }
}
