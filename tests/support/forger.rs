//! Forging the audit trail, and looking whether that is found.

use std::path::PathBuf;

use rusqlite::Connection;

use super::{Ran, World};

pub fn rows(world: &World) -> i64 {
    let connection = Connection::open(world.store()).unwrap();
    connection
        .query_row("SELECT count(*) FROM log", [], |row| row.get(0))
        .unwrap()
}

pub fn head(world: &World) -> PathBuf {
    world.head()
}

#[track_caller]
pub fn untouched(world: &World) {
    let ran = world.run("log check");
    assert_eq!(ran.code, 0, "{ran}");
}

#[track_caller]
pub fn found(world: &World, what: &str) -> Ran {
    let ran = world.run("log check");
    assert_eq!(ran.code, 1, "not found: {what}: {ran}");
    assert!(!ran.out.is_empty(), "{what}: {ran}");
    ran
}

/// Changes the trail by SQL, as often as wanted, each time from what it was.
pub struct Forger<'w> {
    world: &'w World,
    pub connection: Connection,
}

impl<'w> Forger<'w> {
    pub fn new(world: &'w World) -> Self {
        let connection = Connection::open(world.store()).unwrap();
        connection
            .execute_batch(
                "PRAGMA synchronous = OFF;
                 ATTACH ':memory:' AS kept;
                 CREATE TABLE kept.log AS SELECT * FROM main.log;
                 CREATE TABLE kept.log_start AS SELECT * FROM main.log_start;",
            )
            .unwrap();
        Self { world, connection }
    }

    pub fn restore(&self) {
        let sql = "BEGIN; DELETE FROM main.log; INSERT INTO main.log SELECT * FROM kept.log;
                   DELETE FROM main.log_start;
                   INSERT INTO main.log_start SELECT * FROM kept.log_start; COMMIT";
        self.connection.execute_batch(sql).unwrap();
    }

    /// Forges, wants it found, and undoes it.
    #[track_caller]
    pub fn forge(&self, sql: &str) {
        let changes = self.connection.total_changes();
        self.connection
            .execute_batch(&format!("BEGIN; {sql}; COMMIT"))
            .unwrap();
        assert!(
            self.connection.total_changes() > changes,
            "nothing forged by: {sql}"
        );
        found(self.world, sql);
        self.restore();
    }
}

/// Numbers the rows behind one anew, as if so many had never been.
pub fn closed_up(behind: i64, gone: i64) -> String {
    format!(
        "UPDATE log SET seq = -seq WHERE seq > {behind}; UPDATE log SET seq = -seq - {gone} WHERE seq < 0"
    )
}
