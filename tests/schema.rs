//! The released schema: a new store has exactly it, and a store that was written with it opens
//! and works for ever after.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside of what these rules are for"
)]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use support::{ALAIN, World};

const SCHEMA: &str = include_str!("fixtures/schema-1.sql");
const WORKED: &str = include_str!("fixtures/store-1.sql");

/// Without comments, blank lines and the spaces that align things: what `SQLite` goes by.
fn bare(sql: &str) -> String {
    sql.lines()
        .map(|line| line.split("--").next().unwrap())
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
}

fn connect(world: &World) -> Connection {
    Connection::open(world.store()).unwrap()
}

/// The statements that made everything in the store, in their order.
fn schema(connection: &Connection) -> String {
    let mut statement = connection
        .prepare("SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
        .unwrap();
    let all: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    bare(&all.join("\n"))
}

fn fresh() -> World {
    let world = World::new();
    world.run("store init").ok();
    world
}

/// What a line at the head of the worked store's fixture says.
fn noted(label: &str) -> &'static str {
    let start = format!("-- {label}: ");
    WORKED
        .lines()
        .find_map(|line| line.strip_prefix(start.as_str()))
        .unwrap()
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn write_closed(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}

/// A world whose store is the worked one.
fn worked() -> World {
    let world = World::new();
    connect(&world).execute_batch(WORKED).unwrap();
    fs::set_permissions(world.store(), Permissions::from_mode(0o600)).unwrap();
    write_closed(&world.path().join("keyfob.db.key"), &unhex(noted("key")));
    write_closed(&world.path().join("keyfob.db.head"), &unhex(noted("head")));
    // The fixture was made in the minute before.
    world.pass(120);
    world
}

#[test]
fn a_new_store_has_exactly_the_released_schema() {
    let world = fresh();
    assert_eq!(schema(&connect(&world)), bare(SCHEMA));
}

#[test]
fn a_store_says_whose_it_is_and_of_which_version_and_keeps_a_write_ahead_log() {
    let world = fresh();
    let connection = connect(&world);
    let number = |pragma: &str| -> i64 {
        connection
            .pragma_query_value(None, pragma, |row| row.get(0))
            .unwrap()
    };
    assert_eq!(number("application_id"), 0x4b46_4f42);
    assert_eq!(number("user_version"), 1);
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn every_table_is_strict() {
    let world = fresh();
    let connection = connect(&world);
    let mut statement = connection
        .prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
        .unwrap();
    let tables: Vec<(String, bool)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        tables.len(),
        SCHEMA.matches("CREATE TABLE").count() - 1,
        "all but sqlite_sequence: {tables:?}"
    );
    for (name, strict) in tables {
        assert!(strict, "{name} isn't strict");
    }
}

#[test]
fn the_worked_store_is_of_the_released_schema() {
    let world = worked();
    let sorted = |sql: &str| {
        let mut all: Vec<_> = sql
            .split(';')
            .map(|one| one.trim().to_owned())
            .filter(|one| !one.is_empty())
            .collect();
        all.sort();
        all
    };
    // A dump makes the indexes last.
    assert_eq!(sorted(&schema(&connect(&world))), sorted(&bare(SCHEMA)));
}

#[test]
fn the_worked_store_opens_and_is_whole() {
    let world = worked();
    world.run("store check").ok();
    world.run("log check").ok();
    assert_eq!(world.run("account list").ok().lines().count(), 2);
    assert_eq!(world.run("policy show modern-apps").word(), "Thunderbird");
    let listed = world.run(&format!("apppw list -a {ALAIN} --json")).json();
    assert_eq!(
        listed["app_passwords"].as_array().unwrap().len(),
        5,
        "{listed}"
    );
    let shown = world.run(&format!("account show {ALAIN} --json")).json();
    assert_eq!(
        (
            &shown["mfa"],
            &shown["recovery_codes_left"],
            &shown["authenticators"]
        ),
        (&"enforced".into(), &10.into(), &1.into()),
        "{shown}"
    );
}

#[test]
fn the_worked_stores_app_passwords_are_what_they_were() {
    let world = worked();
    let verify = |flags: &str, secret: &str| {
        let ran = world.fed(&format!("apppw verify -a {ALAIN} {flags} --json"), secret);
        let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(ran.code == 0, answer["ok"] == true, "{ran}");
        answer["reason"].as_str().unwrap_or("ok").to_owned()
    };
    assert_eq!(verify("", noted("live")), "ok");
    assert_eq!(
        verify("--service imap --from 192.0.2.7", noted("imap-only")),
        "ok"
    );
    assert_eq!(
        verify("--service smtp --from 192.0.2.7", noted("imap-only")),
        "wrong_service"
    );
    assert_eq!(
        verify("--service imap --from 198.51.100.7", noted("imap-only")),
        "wrong_network"
    );
    assert_eq!(verify("", noted("replaced")), "ok");
    assert_eq!(verify("", noted("rotated")), "ok");
    assert_eq!(verify("", noted("deleted")), "deleted");
    assert_eq!(verify("", noted("recovery-code")), "no_match");
    assert_eq!(verify("", noted("expired-a-year-later")), "ok");
    world.pass(366 * 24 * 60 * 60);
    assert_eq!(verify("", noted("expired-a-year-later")), "expired");
    assert_ne!(verify("", noted("replaced")), "ok");
    assert_eq!(verify("", noted("rotated")), "ok");
}

#[test]
fn the_worked_store_can_be_worked_on() {
    let world = worked();
    let secret = world.run(&format!("apppw create Tablet -a {ALAIN}")).word();
    assert_eq!(
        world.fed(&format!("apppw verify -a {ALAIN}"), &secret).code,
        0
    );
    world.run("account delete berta@contoso.com --yes").ok();
    world.run("account add clara@contoso.com").ok();
    let clara: i64 = connect(&world)
        .query_row(
            "SELECT id FROM account WHERE name = 'clara@contoso.com'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(clara, 3, "a number is never used again");
    world.run("store check").ok();
    world.run("log check").ok();
}
