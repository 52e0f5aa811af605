//! Forging the audit trail, and looking whether that is found.

use std::path::PathBuf;

use rusqlite::Params;

use super::database::Tables;
use super::{Ran, World};

pub fn rows(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM log";
    Tables::of(&world.store()).number(sql, []).unwrap()
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
    pub tables: Tables,
}

impl<'w> Forger<'w> {
    pub fn new(world: &'w World) -> Self {
        let tables = Tables::of(&world.store());
        tables.batch(match tables {
            Tables::File(_) => "PRAGMA synchronous = OFF; ATTACH ':memory:' AS kept",
            Tables::Server(_) => "CREATE SCHEMA kept",
        });
        tables.batch(
            "CREATE TABLE kept.log AS SELECT * FROM log;
             CREATE TABLE kept.log_start AS SELECT * FROM log_start",
        );
        Self { world, tables }
    }

    pub fn restore(&self) {
        self.tables.batch(
            "BEGIN; DELETE FROM log; INSERT INTO log SELECT * FROM kept.log;
             DELETE FROM log_start; INSERT INTO log_start SELECT * FROM kept.log_start; COMMIT",
        );
    }

    /// Forges, wants it found, and undoes it.
    #[track_caller]
    pub fn forge(&self, sql: &str) {
        self.tables.batch(&format!("BEGIN; {sql}; COMMIT"));
        self.is_found(sql);
    }

    /// As `forge`, with parameters.
    #[track_caller]
    pub fn forge_with(&self, sql: &str, params: impl Params) {
        self.tables.execute(sql, params);
        self.is_found(sql);
    }

    #[track_caller]
    fn is_found(&self, sql: &str) {
        let differs = |table| {
            let differing = format!(
                "SELECT count(*) FROM (SELECT * FROM {table} EXCEPT SELECT * FROM kept.{table}) AS new
                 UNION ALL
                 SELECT count(*) FROM (SELECT * FROM kept.{table} EXCEPT SELECT * FROM {table}) AS gone"
            );
            let counts = self.tables.rows(&differing, []);
            counts.iter().flatten().any(|count| *count != 0.into())
        };
        assert!(
            differs("log") || differs("log_start"),
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
