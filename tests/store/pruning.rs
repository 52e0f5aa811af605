//! A trail that was pruned is checked as one that wasn't, and nothing can be pruned behind keyfob's back.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::database::{Tables, is_in_a_file};
use crate::support::faults::Scene;
use crate::support::files::Files;
use crate::support::forger::{Forger, closed_up, found, head, rows, untouched};
use crate::support::{Program, World, can_trace, with_key};

const DAY: i64 = 24 * 60 * 60;
/// How many entries are older than ten days, and how many aren't.
const OLD: i64 = 40;
const RECENT: i64 = 12;

/// A store that was made years ago, so that the machine's clock is behind its entries.
fn lived() -> World {
    let world = World::new();
    world.pass(-3_000 * DAY);
    world.run("store init").ok();
    let at = world.now().as_second();
    with_key::add_entries(&world.store(), OLD - 1, at);
    world.pass(10 * DAY + 100);
    for limit in 1..=RECENT {
        world.pass(61);
        world
            .run(&format!("policy set app-password-limit {limit}"))
            .ok();
    }
    world.pass(2 * DAY);
    world
}

const PRUNE: &str = "log prune --before 10d --yes";

fn pruned() -> World {
    let world = lived();
    world.run(PRUNE).ok();
    untouched(&world);
    world
}

fn sql(world: &World, sql: &str) {
    Tables::of(&world.store()).batch(sql);
}

fn numbers(world: &World, flags: &str) -> Vec<i64> {
    let shown = world.run(&format!("log --json {flags}")).ok();
    shown
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["seq"].as_i64())
        .map(Option::unwrap)
        .collect()
}

fn whole(world: &World) {
    untouched(world);
    world.run("store check").ok();
}

#[test]
fn the_oldest_entries_go_and_the_trail_says_so() {
    let world = lived();
    let last = OLD + RECENT;
    let ran = world.run(&format!("{PRUNE} --json")).json();
    assert_eq!(
        (&ran["pruned"], &ran["first"], &ran["last"], &ran["entries"]),
        (&json!(OLD), &json!(1), &json!(OLD), &json!(RECENT + 1))
    );
    assert_eq!(
        numbers(&world, ""),
        (OLD + 1..=last + 1).collect::<Vec<_>>()
    );
    whole(&world);
    let checked = world.run("log check --json").json();
    assert_eq!(checked["entries"], RECENT + 1);
    assert_eq!(checked["pruned"]["entries"], OLD);
    assert_eq!(checked["pruned"]["newest_at"], ran["newest_at"]);
    let entry = world.run("log --json --limit 1").json();
    assert_eq!(entry["event"], "log.pruned");
    assert_eq!(entry["detail"], json!({ "first": 1, "last": OLD }));
    // It goes on, and is pruned again up to the entry that says so, and beyond.
    world.run("policy set app-password-limit 40").ok();
    whole(&world);
    let again = world.run(&format!("{PRUNE} --json")).json();
    assert_eq!(again["pruned"], 0);
    world.pass(20 * DAY);
    let again = world.run(&format!("{PRUNE} --json")).json();
    assert_eq!(
        (&again["first"], &again["last"]),
        (&json!(OLD + 1), &json!(last + 2))
    );
    assert_eq!(numbers(&world, ""), [last + 3]);
    whole(&world);
    let checked = world.run("log check --json").json();
    assert_eq!(checked["pruned"]["entries"], last + 2);
}

#[test]
fn the_last_day_stays_and_so_does_what_is_behind_a_newer_entry() {
    let world = World::new();
    world.run("store init").ok();
    let now = world.now().as_second();
    let nothing = |before: &str| {
        let ran = world
            .run(&format!("log prune --before {before} --yes --json"))
            .json();
        assert_eq!(ran["pruned"], 0);
    };
    world.pass(DAY - 1);
    for before in ["0d", "1s", "1d", "2d"] {
        match before {
            "0d" => drop(world.run("log prune --before 0d --yes").refused(65)),
            _ => nothing(before),
        }
    }
    world.run("log prune --before 2030-01-01 --yes").refused(65);
    // An entry that the clock of then dated a year ahead keeps those behind it.
    with_key::add_entries(&world.store(), 1, now);
    with_key::add_entries(&world.store(), 1, now + 365 * DAY);
    with_key::add_entries(&world.store(), 5, now);
    world.pass(2 * DAY);
    let ran = world.run("log prune --before 1d --yes --json").json();
    assert_eq!(ran["last"], 2);
    world.pass(DAY);
    nothing("1d");
    world.pass(365 * DAY);
    let ran = world.run("log prune --before 1d --yes --json").json();
    assert_eq!((&ran["first"], &ran["last"]), (&json!(3), &json!(9)));
    whole(&world);
}

#[test]
fn every_change_to_the_rest_is_found() {
    let world = pruned();
    let forger = Forger::new(&world);
    let last = OLD + RECENT + 1;
    for seq in OLD + 1..=last {
        for change in [
            "at = at + 1",
            "event = 'mfa.reset'",
            "who = who || ' '",
            "detail = '{}'",
        ] {
            forger.forge(&format!("UPDATE log SET {change} WHERE seq = {seq}"));
        }
        let delete = format!("DELETE FROM log WHERE seq = {seq}");
        forger.forge(&delete);
        forger.forge(&format!("{delete}; {}", closed_up(seq, 1)));
        // More cut away, and the start moved there.
        forger.forge(&format!(
            "UPDATE log_start SET (seq, entry_tag) = (SELECT seq, tag FROM log WHERE log.seq = {seq});
             DELETE FROM log WHERE seq <= {seq}"
        ));
        forger.forge(&format!("DELETE FROM log WHERE seq >= {seq}"));
    }
    forger.restore();
    whole(&world);
}

#[test]
fn every_change_to_the_start_is_found() {
    let world = pruned();
    let forger = Forger::new(&world);
    for change in [
        "seq = seq + 1",
        "seq = seq - 1",
        "newest_at = newest_at - 1",
        "heads_accepted = heads_accepted + 1",
    ] {
        forger.forge(&format!("UPDATE log_start SET {change}"));
    }
    for tag in ["entry_tag", "tag"] {
        forger.forge_with(&format!("UPDATE log_start SET {tag} = ?"), [[0; 32]]);
    }
    forger.forge("DELETE FROM log_start");
    forger.forge("DELETE FROM log_start; DELETE FROM log");
    forger.forge(&format!("DELETE FROM log_start; {}", closed_up(0, OLD)));
    // In the same way by the check of everything.
    sql(&world, "UPDATE log_start SET newest_at = newest_at - 1");
    let checked = world.run("store check");
    assert_eq!(checked.code, 1, "{checked}");
    assert!(
        checked
            .out
            .contains("row 1 of log_start wasn't written by keyfob"),
        "{checked}"
    );
}

#[test]
fn entries_and_starts_that_were_put_back_are_found() {
    let world = lived();
    let path = world.path().join("kept.db");
    let with_before = |tables: &Tables| match tables {
        Tables::File(_) => tables.batch(&format!("ATTACH '{}' AS before", path.display())),
        Tables::Server(_) => tables.batch("CREATE SCHEMA IF NOT EXISTS before"),
    };
    let tables = Tables::of(&world.store());
    with_before(&tables);
    tables.batch("CREATE TABLE before.first AS SELECT * FROM log");
    world.run(PRUNE).ok();
    world.pass(9 * DAY);
    tables.batch(
        "CREATE TABLE before.second AS SELECT * FROM log;
         CREATE TABLE before.start AS SELECT * FROM log_start",
    );
    drop(tables);
    world.run("log prune --before 9d --yes").ok();
    untouched(&world);
    let forger = Forger::new(&world);
    with_before(&forger.tables);
    let put_back_where = |table: &str, which: &str| {
        format!("INSERT INTO log SELECT * FROM before.{table} WHERE {which} ON CONFLICT DO NOTHING")
    };
    let put_back = |table: &str| put_back_where(table, "true");
    let no_start = "DELETE FROM log_start";
    let older_start = "DELETE FROM log_start; INSERT INTO log_start SELECT * FROM before.start";
    for table in ["first", "second"] {
        for start in ["", no_start, older_start] {
            forger.forge(&format!("{}; {start}", put_back(table)));
        }
    }
    forger.forge(&format!(
        "{}; {}; {no_start}",
        put_back("first"),
        put_back("second")
    ));
    forger.forge(older_start);
    forger
        .tables
        .batch(&put_back_where("first", &format!("seq = {OLD}")));
    let ran = found(&world, "the last entry that was cut away");
    assert!(
        ran.out.contains(&format!(
            "entries from {OLD} to {OLD} were pruned, but are there again"
        )),
        "{ran}"
    );
}

/// Also if it is cut off between the two: the head that is there fits.
#[test]
fn a_store_opens_with_the_head_of_before_if_all_entries_were_pruned() {
    let world = lived();
    let before = fs::read(head(&world)).unwrap();
    let last = OLD + RECENT;
    let ran = world.run("log prune --before 1d --yes --json").json();
    assert_eq!((&ran["last"], &ran["entries"]), (&json!(last), &json!(1)));
    fs::write(head(&world), &before).unwrap();
    whole(&world);
    world.run("policy set app-password-limit 40").ok();
    whole(&world);
    assert_eq!(numbers(&world, ""), [last + 1, last + 2]);
}

/// A head that was behind by one is as good as none, once its entry is gone.
#[test]
fn nothing_is_pruned_beyond_the_head() {
    let world = lived();
    let older = fs::read(head(&world)).unwrap();
    world.run("policy set app-password-limit 40").ok();
    fs::write(head(&world), &older).unwrap();
    world.pass(2 * DAY);
    let ran = world.run("log prune --before 1d --yes --json").json();
    assert_eq!(
        (&ran["last"], &ran["entries"]),
        (&json!(OLD + RECENT), &json!(2))
    );
    whole(&world);
    // An older one that is put back isn't accepted.
    world.pass(2 * DAY);
    world.run("log prune --before 1d --yes").ok();
    fs::write(head(&world), &older).unwrap();
    world.run("account list").refused(74);
    let ran = found(&world, "a head of an entry that was pruned");
    assert!(
        ran.out
            .contains("says entry 52, but entries up to 54 were pruned"),
        "{ran}"
    );
    world.run("store check --repair --yes").ok();
    whole(&world);
}

#[test]
fn a_trail_with_a_fault_is_not_pruned() {
    for damage in [
        "UPDATE log SET at = at + 1 WHERE seq = 3",
        "UPDATE log SET at = at + 1 WHERE seq = (SELECT max(seq) FROM log)",
        "DELETE FROM log WHERE seq = 3",
    ] {
        let world = lived();
        sql(&world, damage);
        let before = rows(&world);
        world.run(PRUNE).refused(74);
        assert_eq!(rows(&world), before, "{damage}");
    }
}

#[test]
fn what_was_accepted_is_told_for_ever() {
    let world = lived();
    sql(&world, "DELETE FROM log WHERE seq > 50");
    world.run(PRUNE).refused(74);
    world.run("store check --repair --yes").ok();
    for (days, accepted) in [(0, 0), (20, 1), (20, 1)] {
        world.pass(days * DAY);
        world.run("policy set app-password-limit 7").ok();
        world.run(PRUNE).ok();
        whole(&world);
        let checked = world.run("log check --json").json();
        assert_eq!(checked["pruned"]["heads_accepted"], accepted);
    }
    let ran = world.run("log check");
    assert!(ran.err.contains("accepted as it was: 1."), "{ran}");
}

#[test]
fn a_head_noted_elsewhere_is_compared_as_far_as_the_trail_goes_back() {
    let world = World::new();
    world.run("store init").ok();
    let mut heads = vec![];
    for limit in 1..=4 {
        heads.push(world.run("log check").word());
        world.pass(DAY);
        world
            .run(&format!("policy set app-password-limit {limit}"))
            .ok();
    }
    // The first two.
    world.run("log prune --before 2d --yes").ok();
    let expect = |head: &str| world.run(&format!("log check --expect {head}"));
    for head in &heads[1..] {
        expect(head).ok();
    }
    let ran = expect(&heads[0]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("the expected entry 1 was pruned"), "{ran}");
    let other = format!("2:{}", "00".repeat(32));
    let ran = expect(&other);
    assert!(ran.out.contains("entry 2 isn't the expected one"), "{ran}");
}

#[test]
fn a_collector_hears_what_it_missed() {
    let world = pruned();
    let last = OLD + RECENT + 1;
    let rest: Vec<_> = (OLD + 1..=last).collect();
    for after in [0, OLD] {
        assert_eq!(numbers(&world, &format!("--after {after}")), rest);
    }
    assert_eq!(numbers(&world, &format!("--after {}", OLD + 3)), rest[3..]);
    for after in [1, OLD - 1] {
        let ran = world
            .run(&format!("log --json --after {after}"))
            .refused(65);
        let error: Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(error["error"]["code"], "entries_pruned");
        let hint = error["error"]["hints"][0].as_str().unwrap();
        assert!(hint.contains(&format!("--after {OLD}")), "{ran}");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(
            message.contains(&format!("{} to {OLD}", after + 1)),
            "{ran}"
        );
    }
}

#[test]
fn a_new_key_takes_the_start_over() {
    let world = pruned();
    world.run("store rekey --yes").ok();
    whole(&world);
    let forger = Forger::new(&world);
    forger.forge("DELETE FROM log_start");
    forger.forge(&format!("DELETE FROM log WHERE seq = {}", OLD + 1));
    forger.forge(&format!(
        "UPDATE log_start SET (seq, entry_tag) = (SELECT seq, tag FROM log WHERE log.seq = {0});
         DELETE FROM log WHERE seq <= {0}",
        OLD + 1
    ));
    drop(forger);
    world.pass(20 * DAY);
    world.run(PRUNE).ok();
    whole(&world);
    // A forged start gets no right tag.
    sql(&world, "UPDATE log_start SET newest_at = newest_at - 1");
    world.run("store rekey --yes").refused(74);
    found(&world, "a start of before the new key");
}

#[test]
fn a_backup_has_the_start_that_its_trail_has() {
    let world = lived();
    let backup = |name: &str| {
        let path = world.path().join(name);
        let line = ["store", "backup", path.to_str().unwrap(), "--json"];
        let made: Value = serde_json::from_str(&world.run_with(&line, b"").ok()).unwrap();
        made["log_entries"].as_i64().unwrap()
    };
    let restore = |name: &str| {
        let path = world.path().join(name);
        let line = [
            "store",
            "restore",
            path.to_str().unwrap(),
            "--replace",
            "--yes",
        ];
        world.run_with(&line, b"").ok();
        whole(&world);
    };
    assert_eq!(backup("before"), OLD + RECENT);
    world.run(PRUNE).ok();
    // With the entries of the first backup and of pruning.
    assert_eq!(backup("after"), RECENT + 2);
    restore("before");
    assert_eq!(rows(&world), OLD + RECENT + 1);
    restore("after");
    assert_eq!(rows(&world), RECENT + 3);
    found_in_backup(&world, "after");
}

/// A start that was changed in a backup.
fn found_in_backup(world: &World, name: &str) {
    let path = world.path().join(name);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("UPDATE log_start SET newest_at = newest_at - 1")
        .unwrap();
    drop(connection);
    let line = [
        "store",
        "restore",
        path.to_str().unwrap(),
        "--replace",
        "--yes",
    ];
    world.run_with(&line, b"").refused(74);
}

#[test]
fn a_store_of_before_there_was_pruning_can_be_pruned() {
    if !is_in_a_file() {
        return;
    }
    let world = lived();
    let before = "DROP TABLE log_start; DROP INDEX log_of_backups; DROP INDEX account_by_state;
                  DROP INDEX account_by_name; DROP INDEX account_by_place;
                  ALTER TABLE account DROP COLUMN password_place;
                  DROP TABLE notice; ALTER TABLE account DROP COLUMN language;
                  PRAGMA user_version = 4";
    sql(&world, before);
    world.run(PRUNE).ok();
    whole(&world);
    assert_eq!(rows(&world), RECENT + 1);
}

fn entries(store: &Path) -> (i64, i64) {
    let connection = Connection::open(store).unwrap();
    let sql = "SELECT (SELECT count(*) FROM log), (SELECT count(*) FROM log_start)";
    connection
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
}

/// Each call fails, then each is the last one. The store's head is that of its last entry that goes.
#[test]
fn all_is_pruned_or_nothing_wherever_it_is_interrupted() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let program = Program::new();
    Files::of(lived().path()).copy(program.path());
    let line = "log prune --before 2d --yes --operator";
    let scene = Scene::new(program, || line.to_owned(), "");
    let store = scene.program.store();
    let all_or_nothing = |at: &str| {
        let entries = entries(&store);
        assert!(
            [(OLD + RECENT, 0), (1, 1)].contains(&entries),
            "{entries:?} {at}"
        );
        entries.1 == 1
    };
    scene.at_every_call(0, |ran, at| {
        assert!(all_or_nothing(at) || ran.code != 0, "{at}");
    });
    scene.killed_at_every_call(|at| {
        all_or_nothing(at);
        // It goes on.
        scene.program.run("policy set app-password-limit 40").ok();
        scene.program.run("log check").ok();
    });
}

#[test]
fn a_start_that_keyfob_did_not_write_hides_nothing_and_is_not_accepted() {
    let world = World::enrolled();
    let forged = "INSERT INTO log_start VALUES (1, ?, ?, 0, 0, ?)";
    Tables::of(&world.store()).execute(forged, (1_i64 << 62, [0; 32], [0; 32]));
    for line in ["log", "log --json --after 1", "store info"] {
        world.run(line).refused(74);
    }
    let checked = found(&world, "a forged start");
    assert!(checked.out.contains("where it begins"), "{checked}");
    assert!(!checked.err.contains("pruned before"), "{checked}");
    let checked = world.run("store check --repair --yes").ended(1);
    assert!(!checked.err.contains("accepted"), "{checked}");
}

#[test]
fn many_entries_that_are_there_again_are_one_fault() {
    let world = pruned();
    let forger = Forger::new(&world);
    forger.tables.batch(
        "INSERT INTO log SELECT log.seq - 3, at, event, outcome, account_id, account, subject,
             service, address, who, detail, log.tag
         FROM log, log_start WHERE log.seq <= log_start.seq + 3",
    );
    let checked = found(&world, "three entries that were pruned");
    assert_eq!(
        checked.out.matches("are there again").count(),
        1,
        "{checked}"
    );
}
