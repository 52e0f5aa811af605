//! `keyfob store export`.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::database::is_in_a_file;
use crate::support::{Program, World, with_key};

/// Adds this many accounts of mere rows.
fn add_rows(store: &Path, number: u32) {
    Connection::open(store)
        .unwrap()
        .execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
             INSERT INTO account (name, name_key, mfa, disabled, password, must_change_password, created_at)
             SELECT format('%04d@example.org', i), format('%04d@example.org', i), 'disabled', 0, x'00', 0, 1790000000
             FROM n",
            [number],
        )
        .unwrap();
    with_key::tag_all(store, "account");
}

#[test]
fn everything_but_secrets_is_exported_a_line_for_each_account() {
    let world = World::enrolled();
    let secret = world.run("apppw create Outlook --only imap").word();
    world.run("apppw create Printer").ok();
    world.run("apppw delete Printer --yes").ok();
    world
        .run("account add bea@contoso.com --email bea@contoso.com")
        .ok();
    told!(world.run("store export"), world.run("store export --json"));
    let exported = world.run("store export").ok();
    assert!(!exported.contains(&secret));
    assert_eq!(exported.lines().count(), 2);
}

/// Each account comes once, in the order of the names, on whatever page it is.
#[test]
fn long_lists_are_whole() {
    if !is_in_a_file() {
        return;
    }
    let world = World::with_account();
    for number in [254, 255, 256, 600] {
        Connection::open(world.store())
            .unwrap()
            .execute("DELETE FROM account WHERE name LIKE '%@example.org'", [])
            .unwrap();
        add_rows(&world.store(), number);
        let mut expected = String::new();
        for account in 1..=number {
            writeln!(expected, "{account:04}@example.org").unwrap();
        }
        expected.push_str("alain@contoso.com\n");
        for line in ["store export", "account list --json"] {
            let mut names = String::new();
            for line in world.run(line).ok().lines() {
                let account: Value = serde_json::from_str(line).unwrap();
                writeln!(names, "{}", account["account"].as_str().unwrap()).unwrap();
            }
            assert_eq!(names, expected, "{line} of {number}");
        }
        let filtered = world
            .run("account list --filter *00@example.org --json")
            .ok();
        assert_eq!(filtered.lines().count(), number as usize / 100);
    }
}

/// As with `keyfob account list | less`, when nobody scrolls.
#[test]
fn a_list_that_nobody_reads_on_holds_nothing_up() {
    if !is_in_a_file() {
        return;
    }
    let program = Program::new();
    program.run("store init").ok();
    add_rows(&program.store(), 3_000);
    for line in ["account list", "store export"] {
        let mut child = program.command(line).spawn().unwrap();
        let mut listed = BufReader::new(child.stdout.take().unwrap()).lines();
        // The rest doesn't fit into the pipe, so the program waits.
        listed.next().unwrap().unwrap();
        let store = Connection::open(program.store()).unwrap();
        let busy: i64 = store
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .unwrap();
        assert_eq!(busy, 0, "'{line}' holds the write-ahead log");
        assert_eq!(listed.count(), 2_999);
        assert!(child.wait().unwrap().success());
    }
}
