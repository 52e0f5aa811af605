//! Reading the audit trail while others write to it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::database::is_in_a_file;
use crate::support::{Program, World};

/// Adds this many entries. A page of them is more than what a pipe takes.
fn add_entries(store: &Path, number: i64) {
    let sql = "INSERT INTO log (seq, at, event, outcome, who, detail, tag)
               WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
               SELECT last + n, 1700000000 + n, iif(n % 2, 'apppw.created', 'mfa.reset'), 'done', '{}',
                      json_object('reason', printf('%.*c', 200, 'x')), zeroblob(32)
               FROM number, (SELECT max(seq) AS last FROM log)";
    let connection = Connection::open(store).unwrap();
    assert_eq!(
        connection.execute(sql, [number]).unwrap(),
        usize::try_from(number).unwrap()
    );
}

fn numbers(shown: &str) -> Vec<i64> {
    shown
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["seq"].as_i64())
        .map(Option::unwrap)
        .collect()
}

#[test]
fn a_long_trail_is_shown_completely_and_in_order() {
    if !is_in_a_file() {
        return;
    }
    let world = World::new();
    world.run("store init").ok();
    for (added, last) in [(998, 999), (1, 1000), (1, 1001), (1499, 2500)] {
        add_entries(&world.store(), added);
        let shown = |flags: &str| numbers(&world.run(&format!("log --json {flags}")).ok());
        assert_eq!(shown(""), (1..=last).collect::<Vec<_>>());
        let limited: Vec<_> = (last - 9..=last).collect();
        assert_eq!(shown("--limit 10"), limited);
        assert_eq!(shown("--limit 5000"), shown(""));
    }
    let every_other: Vec<_> = numbers(&world.run("log --json --event mfa").ok());
    assert_eq!(every_other.len(), 1248);
    let limited = numbers(&world.run("log --json --event mfa --limit 1200").ok());
    assert_eq!(limited, every_other[48..]);
}

/// As `keyfob log | less` does, when nobody scrolls.
#[test]
fn a_reader_that_stops_in_the_middle_holds_nothing_up() {
    if !is_in_a_file() {
        return;
    }
    let program = Program::new();
    program.run("store init").ok();
    add_entries(&program.store(), 3_000);
    let mut child = program.command("log --json").spawn().unwrap();
    let mut shown = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    // The rest doesn't fit into the pipe, so the program waits.
    shown.read_line(&mut text).unwrap();

    program.run("policy set app-password-limit 7").ok();
    let connection = Connection::open(program.store()).unwrap();
    let busy: i64 = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(busy, 0, "the reader holds the write-ahead log");

    shown.read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    // What was added meanwhile belongs to the next reader.
    assert_eq!(numbers(&text), (1..=3_001).collect::<Vec<_>>());
    let all = numbers(&program.run("log --json").ok());
    assert_eq!(all, (1..=3_002).collect::<Vec<_>>());
}

/// Entries up to the given number aren't shown, even if they are written only later.
#[test]
fn a_collector_that_follows_gets_each_later_entry_once() {
    let program = Program::new();
    program.run("store init").ok();
    let mut child = program
        .command("log --json --follow --after 2")
        .spawn()
        .unwrap();
    let mut shown = BufReader::new(child.stdout.take().unwrap()).lines();
    for limit in 7..12 {
        program
            .run(&format!("policy set app-password-limit {limit}"))
            .ok();
    }
    for number in 3..=6 {
        let line = shown.next().unwrap().unwrap();
        assert_eq!(numbers(&line), [number]);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(shown.next().is_none());
}
