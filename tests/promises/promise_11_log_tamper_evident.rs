//! Promise 11: edits, gaps, changes of order and cut ends of the audit trail show in `log check`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::OnceLock;

use crate::promises::figure;
use crate::support::database::Tables;
use crate::support::forger::{Forger, closed_up, found, head, rows, untouched};
use crate::support::{ALAIN, Made, World};
use rusqlite::types::Value;

const ROWS: i64 = 200;
const COLUMNS: [&str; 12] = [
    "seq",
    "at",
    "event",
    "outcome",
    "account_id",
    "account",
    "subject",
    "service",
    "address",
    "who",
    "detail",
    "tag",
];
const MAY_BE_NULL: [&str; 6] = [
    "account_id",
    "account",
    "subject",
    "service",
    "address",
    "detail",
];

/// A store whose trail has 200 rows of every kind: a copy of one, since making it takes seconds.
fn lived() -> World {
    static MADE: OnceLock<Made<()>> = OnceLock::new();
    World::made_once(&MADE, live).0
}

fn live(world: &World) {
    world.add_enrolled(ALAIN);
    let outlook = world.run("apppw create Outlook --only imap").word();
    world.run("apppw create Laptop").ok();
    world.run("apppw rotate Laptop").ok();
    world.run("apppw rename Laptop Desktop").ok();
    world.run("apppw delete Desktop --yes").ok();
    world.run("account add berta@contoso.com").ok();
    world
        .run("account rename berta@contoso.com clara@contoso.com")
        .ok();
    world.run("account delete clara@contoso.com --yes").ok();
    world.run("mfa enroll").ok();
    assert_eq!(world.run("mfa enroll --confirm 000000").code, 1);
    for number in 0.. {
        let left = ROWS - rows(world);
        if left == 0 {
            break;
        }
        world.pass(61);
        let ran = match number % 5 {
            0 => world.fed(
                &format!("apppw verify --service imap --from 192.0.2.{number}"),
                &outlook,
            ),
            1 => world.fed(
                &format!("apppw verify --service smtp --from 2001:db8::{number:x}"),
                &outlook,
            ),
            2 => world.run(&format!(
                "policy set app-password-limit {}",
                1 + number % 40
            )),
            3 => world.run(&format!(
                "account set {ALAIN} --email a{number}@contoso.com"
            )),
            _ => world.fed("apppw verify", "wrong wrong wrong wrong"),
        };
        assert!(ran.code <= 1, "{ran}");
    }
    assert_eq!(rows(world), ROWS);
}

/// The rows to be changed in turn: all, or the first and last of them and every tenth.
fn each_row() -> impl Iterator<Item = i64> {
    let every = i64::try_from(figure(10, 1)).unwrap();
    (1..=ROWS).filter(move |seq| seq % every == 0 || *seq < 3 || *seq > ROWS - 3)
}

#[test]
fn an_untouched_trail_is_whole_and_has_rows_of_every_kind() {
    let world = lived();
    untouched(&world);
    let forger = Forger::new(&world);
    let tables = &forger.tables;
    for column in MAY_BE_NULL {
        let sql = format!("SELECT count({column}) FROM log");
        let some = tables.number(&sql, []).unwrap();
        assert!(some > 0 && some < ROWS, "{column}: {some}");
    }
    let sql = "SELECT count(DISTINCT event) FROM log";
    let events = tables.number(sql, []).unwrap();
    assert!(events >= 14, "{events}");
    // The columns named here are all that there are.
    assert_eq!(tables.columns("log"), COLUMNS[..11]);
    forger.restore();
    untouched(&world);
}

#[test]
fn every_changed_column_of_every_row_is_found() {
    let world = lived();
    let forger = Forger::new(&world);
    for seq in each_row() {
        for column in COLUMNS {
            let sql = format!("SELECT {column} FROM log WHERE seq = {seq}");
            let value = forger.tables.rows(&sql, []).remove(0).remove(0);
            let is_null = value == Value::Null;
            let changed = match (column, value) {
                ("seq", _) => (ROWS + seq).into(),
                ("outcome", Value::Text(text)) => {
                    let other = if text == "done" { "refused" } else { "done" };
                    other.to_owned().into()
                }
                ("account_id", Value::Null) => 0.into(),
                (_, Value::Null) => String::new().into(),
                (_, Value::Integer(number)) => (number + 1).into(),
                (_, Value::Text(text)) => format!("{text} ").into(),
                ("tag", Value::Blob(mut tag)) => {
                    *tag.last_mut().unwrap() ^= 1;
                    tag.into()
                }
                (_, other) => panic!("{column} of row {seq} is {other:?}"),
            };
            let mut all = vec![changed];
            if MAY_BE_NULL.contains(&column) && !is_null {
                all.push(Value::Null);
            }
            for new in all {
                let sql = format!("UPDATE log SET {column} = ? WHERE seq = {seq}");
                forger.forge_with(&sql, [new]);
            }
        }
    }
    untouched(&world);
}

#[test]
fn every_deleted_row_is_found_also_when_the_numbers_are_closed_up() {
    let world = lived();
    let forger = Forger::new(&world);
    for seq in each_row() {
        let delete = format!("DELETE FROM log WHERE seq = {seq}");
        forger.forge(&delete);
        forger.forge(&format!("{delete}; {}", closed_up(seq, 1)));
    }
    untouched(&world);
}

#[test]
fn every_two_neighbours_that_were_swapped_are_found() {
    let world = lived();
    let forger = Forger::new(&world);
    for seq in each_row().filter(|seq| *seq < ROWS) {
        let next = seq + 1;
        // Whole rows with their tags, and all but the tags.
        forger.forge(&format!(
            "UPDATE log SET seq = -1 WHERE seq = {seq}; UPDATE log SET seq = {seq} WHERE seq = {next};
             UPDATE log SET seq = {next} WHERE seq = -1"
        ));
        let content = COLUMNS[1..11].join(", ");
        forger.forge(&format!(
            "UPDATE log AS new SET ({content}) = (SELECT {content} FROM kept.log AS old WHERE old.seq =
                CASE new.seq WHEN {seq} THEN {next} ELSE {seq} END)
             WHERE seq IN ({seq}, {next})"
        ));
    }
    untouched(&world);
}

#[test]
fn every_row_that_was_put_in_is_found() {
    let world = lived();
    let forger = Forger::new(&world);
    let content = COLUMNS[1..].join(", ");
    for seq in each_row() {
        // The same once more, in front of itself and at the end.
        forger.forge(&format!(
            "UPDATE log SET seq = -seq WHERE seq >= {seq}; UPDATE log SET seq = 1 - seq WHERE seq < 0;
             INSERT INTO log (seq, {content}) SELECT {seq}, {content} FROM kept.log WHERE seq = {seq}"
        ));
        forger.forge(&format!(
            "INSERT INTO log (seq, {content}) SELECT {}, {content} FROM kept.log WHERE seq = {seq}",
            ROWS + 1
        ));
    }
    untouched(&world);
}

#[test]
fn every_cut_at_the_beginning_or_the_end_is_found() {
    let world = lived();
    let forger = Forger::new(&world);
    for number in each_row() {
        let cut = format!("DELETE FROM log WHERE seq <= {number}");
        forger.forge(&cut);
        forger.forge(&format!("{cut}; {}", closed_up(number, number)));
        forger.forge(&format!("DELETE FROM log WHERE seq > {}", ROWS - number));
    }
    untouched(&world);
}

#[test]
fn a_head_that_is_missing_or_garbled_is_found() {
    let world = lived();
    let whole = fs::read(head(&world)).unwrap();
    for length in 0..whole.len() {
        fs::write(head(&world), &whole[..length]).unwrap();
        found(&world, &format!("a head of {length} bytes"));
    }
    for position in 0..whole.len() {
        let mut garbled = whole.clone();
        garbled[position] ^= 1;
        fs::write(head(&world), garbled).unwrap();
        found(&world, &format!("another byte {position} of the head"));
    }
    fs::write(head(&world), vec![0; whole.len()]).unwrap();
    found(&world, "a head of zeros");
    fs::remove_file(head(&world)).unwrap();
    found(&world, "no head");
    assert!(!head(&world).exists(), "a check puts nothing right");
    fs::write(head(&world), whole).unwrap();
    fs::set_permissions(head(&world), fs::Permissions::from_mode(0o600)).unwrap();
    untouched(&world);
}

#[test]
fn a_head_of_another_trail_is_found() {
    let (world, other) = (lived(), World::new());
    // Worlds that did the same have the same keys.
    other.run("--version").ok();
    other.add_enrolled(ALAIN);
    fs::copy(head(&other), head(&world)).unwrap();
    found(&world, "another store's head");
}

/// Nothing is changed in a store that doesn't fit its head, until an administrator accepts it. The
/// trail keeps that for ever.
#[test]
fn a_cut_tail_is_found_and_accepted_once() {
    for cut in [1, 2, 30, ROWS] {
        let world = lived();
        cut_off(&world, cut);
        found(&world, &format!("{cut} cut"));
        refused_and_accepted(&world);
    }
}

#[test]
fn a_head_that_was_deleted_or_garbled_is_found_and_accepted_once() {
    for garbled in [None, Some(vec![]), Some(vec![7; 72])] {
        let world = lived();
        let garble = || match &garbled {
            None => fs::remove_file(head(&world)).unwrap(),
            Some(bytes) => fs::write(head(&world), bytes).unwrap(),
        };
        garble();
        found(&world, &format!("{garbled:?} in place of the head"));
        refused_and_accepted(&world);
        // Together with a cut, which the head would have told.
        cut_off(&world, 20);
        garble();
        found(&world, "a cut, and no head");
        refused_and_accepted(&world);
    }
}

fn cut_off(world: &World, entries: i64) {
    let last = rows(world) - entries;
    Tables::of(&world.store()).execute("DELETE FROM log WHERE seq > ?", [last]);
}

#[track_caller]
fn refused_and_accepted(world: &World) {
    let before = rows(world);
    world.run("policy set app-password-limit 7").refused(74);
    world.run("apppw list").refused(74);
    assert_eq!(world.run("store check").code, 1);
    assert_eq!(rows(world), before);
    world.run("store check --repair --yes").ok();
    world.run("policy set app-password-limit 7").ok();
    world.run("policy set app-password-limit 40").ok();
    untouched(world);
    world.run("store check").ok();
    assert!(world.run("log").ok().contains("log.head-accepted"));
}

/// An older store together with its head says nothing of what came after.
#[test]
fn an_older_store_with_its_head_is_found_by_a_head_kept_elsewhere() {
    let world = lived();
    let older = world.kept();
    let kept_before = world.run("log check").word();
    world.run("policy set app-password-limit 7").ok();
    let kept = world.run("log check").word();
    assert!(kept.starts_with("201:"), "{kept}");
    for one in [&kept_before, &kept] {
        world.run(&format!("log check --expect {one}")).ok();
    }
    world.go_back(&older);
    untouched(&world);
    world.run(&format!("log check --expect {kept_before}")).ok();
    let ran = world.run(&format!("log check --expect {kept}"));
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("before the expected entry 201"), "{ran}");
    // Another history of the same length.
    world.run("policy set app-password-limit 8").ok();
    untouched(&world);
    let ran = world.run(&format!("log check --expect {kept} --json"));
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.out.contains("entry 201 isn't the expected one"),
        "{ran}"
    );
}

/// What was deleted meanwhile would be accepted again.
#[test]
fn an_older_store_accepts_nothing_that_was_deleted() {
    let world = lived();
    let password = world.run("apppw create Phone").word();
    let older = world.kept();
    world.run("apppw delete Phone --yes").ok();
    let newer_head = fs::read(head(&world)).unwrap();
    world.go_back(&older);
    fs::write(head(&world), newer_head).unwrap();
    world.fed("apppw verify", &password).refused(74);
    let question = format!("{ALAIN}\n{password}\n");
    world.fed("auth check", &question).refused(74);
    world.run("store check --repair --yes").ok();
    assert_eq!(world.fed("apppw verify", &password).code, 0);
}
