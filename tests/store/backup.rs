//! Backups of a store in use, and what is left of a backup or a restore that was cut off anywhere.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::promises::figure;
use crate::support::faults::Scene;
use crate::support::{Program, can_trace, is_root, rounds, service, unix_now};
use keyfob::domain::policy::Key;
use keyfob::service::{ServiceError, StoreError};
use rusqlite::Connection;

const BACKUP: &str = "store backup backup";
/// Some user who isn't root.
const SERVICE: u32 = 65_534;
const RESTORE: &str = "store restore backup --replace --yes";

/// In the order of their names: those made in one second are listed in any.
fn app_passwords(program: &Program) -> Vec<String> {
    let mut names = program.app_passwords();
    names.sort();
    names
}

fn there(program: &Program, name: &str) -> bool {
    program.path().join(name).exists()
}

#[track_caller]
fn whole(program: &Program) {
    for line in ["store check", "log check"] {
        program.run(line).ok();
    }
}

/// A store with Outlook, its backup, and Laptop that was added since.
fn backed_up() -> Program {
    let program = Program::enrolled();
    program.run("apppw create Outlook").ok();
    program.run(BACKUP).ok();
    program.run("apppw create Laptop").ok();
    program
}

/// Changes the store by these app passwords and leaves the changes in its WAL, as a killed server does.
fn leave_a_wal(program: &Program, apps: &[&str]) {
    let store = program.store();
    let [wal, shm] = ["-wal", "-shm"].map(|end| format!("{}{end}", store.display()));
    let connection = Connection::open(&store).unwrap();
    // As long as it has the store open, no other connection is the last to close it.
    connection
        .query_row("SELECT count(*) FROM log", [], |row| row.get::<_, i64>(0))
        .unwrap();
    for app in apps {
        program.run(&format!("apppw create {app}")).ok();
    }
    let left = [&wal, &shm].map(|path| fs::read(path).unwrap());
    let whole = fs::read(&store).unwrap();
    drop(connection);
    // As they were: closing the last connection wrote the WAL into the store.
    fs::write(&store, whole).unwrap();
    for (path, bytes) in [wal, shm].iter().zip(left) {
        fs::write(path, bytes).unwrap();
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
}

#[test]
fn what_a_killed_server_left_beside_the_store_does_not_get_into_the_restored_one() {
    let program = backed_up();
    leave_a_wal(&program, &["Printer", "Scanner", "Phone"]);
    assert!(there(&program, "keyfob.db-wal"));
    program.run(RESTORE).ok();
    assert!(!there(&program, "keyfob.db-wal"));
    assert_eq!(app_passwords(&program), ["Outlook"]);
    whole(&program);
    program.run("apppw create Tablet").ok();
    whole(&program);
    // The old store has all that was in its WAL.
    let line = "apppw list --store keyfob.db.before-restore --key-file keyfob.db.key";
    assert_eq!(program.run(line).ok().lines().count(), 5);
}

/// Where the store was lost, and what is beside it wasn't.
#[test]
fn a_wal_without_its_store_does_not_get_into_the_restored_one() {
    let program = backed_up();
    leave_a_wal(&program, &["Printer", "Scanner", "Phone"]);
    fs::remove_file(program.store()).unwrap();
    program.run("store restore backup").ok();
    assert_eq!(app_passwords(&program), ["Outlook"]);
    whole(&program);
}

#[test]
fn every_night_has_its_backup_under_the_same_name() {
    let program = Program::enrolled();
    for night in 1..=3 {
        program.run(&format!("apppw create App{night}")).ok();
        program.run(BACKUP).ok();
    }
    program.run("apppw delete --all --yes").ok();
    program.run(RESTORE).ok();
    assert_eq!(app_passwords(&program), ["App1", "App2", "App3"]);
    whole(&program);
}

#[test]
fn a_backup_of_a_store_in_use_has_all_that_was_said_to_be_done_before_it() {
    let program = Program::enrolled();
    let created = Mutex::new(vec![]);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (program, created, is_over) = (&program, &created, &is_over);
            scope.spawn(move || {
                for number in 0..9 {
                    if is_over.load(Ordering::Relaxed) {
                        break;
                    }
                    let name = format!("App{writer}x{number}");
                    program.run(&format!("apppw create {name}")).ok();
                    created.lock().unwrap().push(name);
                }
            });
        }
        for round in 0..rounds(12, 4) {
            let before = created.lock().unwrap().clone();
            program.run(BACKUP).ok();
            let copy = Program::new();
            for name in ["backup", "keyfob.db.key"] {
                let (from, to) = (program.path().join(name), copy.path().join(name));
                fs::copy(from, to).unwrap();
            }
            copy.run("store restore backup").ok();
            whole(&copy);
            let restored = app_passwords(&copy);
            for name in before {
                assert!(restored.contains(&name), "round {round}: {name}");
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    whole(&program);
}

/// It would be told that it was done, and it would be gone. A log-in, whose traces aren't recorded, is
/// no exception.
#[test]
fn what_opened_the_store_before_it_was_replaced_writes_nothing_to_the_old_one() {
    let program = backed_up();
    let mut service = service::open(&program.store());
    program.run(RESTORE).ok();
    let actor = service.admin(&service::at(unix_now()));
    let ended = service.set_policy(&actor, Key::AppPasswordLimit, "3");
    assert!(
        matches!(ended, Err(ServiceError::Store(StoreError::Conflict))),
        "{:?}",
        ended.err()
    );
    assert!(!service.is_in_place());
    drop(service);
    whole(&program);
    assert_eq!(app_passwords(&program), ["Outlook"]);
    program.run("apppw create Phone").ok();
    whole(&program);
}

#[test]
fn who_reads_an_old_snapshot_or_writes_keeps_a_restore_waiting() {
    let program = backed_up();
    let other = Connection::open(program.store()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = program.run(RESTORE).refused(75);
    assert!(ran.err.contains("busy"), "{ran}");
    other
        .execute_batch("ROLLBACK; BEGIN; SELECT * FROM log")
        .unwrap();
    program.run("apppw create Tablet").ok();
    program.run(RESTORE).refused(75);
    assert_eq!(app_passwords(&program), ["Laptop", "Outlook", "Tablet"]);
    whole(&program);
    other.execute_batch("ROLLBACK").unwrap();
    // It is open, but not in use.
    program.run(RESTORE).ok();
    drop(other);
    whole(&program);
    program.run("apppw create Phone").ok();
    assert_eq!(app_passwords(&program), ["Outlook", "Phone"]);
}

#[test]
fn a_store_that_root_restores_stays_its_owners() {
    if !is_root() {
        return;
    }
    let owner = |path: &Path| {
        let found = path.metadata().unwrap();
        (found.uid(), found.gid(), found.mode() & 0o7777)
    };
    let program = backed_up();
    let at = |name: &str| program.path().join(name);
    chown(program.path(), Some(SERVICE), Some(SERVICE)).unwrap();
    for name in ["keyfob.db", "keyfob.db.head", "keyfob.db.key", "backup"] {
        chown(at(name), Some(SERVICE), Some(SERVICE)).unwrap();
    }
    let expect = |names: &[&str]| {
        for name in names {
            assert_eq!(owner(&at(name)), (SERVICE, SERVICE, 0o600), "{name}");
        }
    };
    program.run(RESTORE).ok();
    expect(&["keyfob.db", "keyfob.db.head"]);
    expect(&["keyfob.db.before-restore", "keyfob.db.before-restore.head"]);
    // Where it was lost, it is the folder's owner's.
    for name in ["keyfob.db", "keyfob.db.head"] {
        fs::remove_file(at(name)).unwrap();
    }
    program.run("store restore backup").ok();
    expect(&["keyfob.db", "keyfob.db.head"]);
}

#[test]
fn an_error_anywhere_leaves_a_backup_that_is_whole_and_a_store_that_can_be_backed_up() {
    if !can_trace() {
        return;
    }
    let scene = Scene::new(backed_up(), || BACKUP.to_owned(), "");
    scene.at_every_call(0, |ran, at| {
        let program = &scene.program;
        program.run(RESTORE).ok();
        let found = app_passwords(program);
        assert!(found.contains(&"Outlook".to_owned()), "{at}");
        assert!(found.len() == 2 || ran.code != 0, "{at}");
        program.run(BACKUP).ok();
        assert!(!there(program, "backup.unfinished"), "{at}");
    });
}

#[test]
fn a_backup_that_is_killed_anywhere_leaves_the_old_one_or_the_new_one() {
    if !can_trace() {
        return;
    }
    let scene = Scene::new(backed_up(), || BACKUP.to_owned(), "");
    let program = &scene.program;
    for call in scene.calls().iter().step_by(rounds(4, 12)) {
        let at = scene.killed_at(call);
        whole(program);
        program.run(RESTORE).ok();
        let found = app_passwords(program);
        assert!(
            found == ["Outlook"] || found == ["Laptop", "Outlook"],
            "{at}"
        );
        program.run(BACKUP).ok();
        assert!(!there(program, "backup.unfinished"), "{at}");
    }
}

/// What a restore that was cut off may leave.
fn check_what_is_left(program: &Program, succeeded: bool, at: &str) {
    let listed = program.run("apppw list");
    if listed.code == 0 {
        let found = app_passwords(program);
        assert!(
            found == ["Outlook"] || !succeeded && found == ["Laptop", "Outlook"],
            "{found:?} after {at}"
        );
        whole(program);
    } else {
        let says_what_to_do = listed.err.contains("'keyfob store restore FILE' again");
        assert!(says_what_to_do && !succeeded, "{listed} after {at}");
        // Nothing is made in its place.
        program.run("account add bea@contoso.com").refused(78);
    }
    program.run(RESTORE).ok();
    assert_eq!(app_passwords(program), ["Outlook"], "{at}");
    whole(program);
    assert!(!there(program, "keyfob.db.restoring"), "{at}");
}

#[test]
fn a_restore_that_is_killed_anywhere_leaves_the_old_store_the_new_one_or_says_what_to_do() {
    if !can_trace() {
        return;
    }
    let program = Program::enrolled();
    program.run("apppw create Outlook").ok();
    program.run(BACKUP).ok();
    leave_a_wal(&program, &["Laptop"]);
    let scene = Scene::new(program, || RESTORE.to_owned(), "");
    for call in scene.calls().iter().step_by(rounds(4, 12)) {
        let at = scene.killed_at(call);
        check_what_is_left(&scene.program, false, &at);
    }
}

#[test]
fn a_restore_that_fails_anywhere_leaves_the_old_store_the_new_one_or_says_what_to_do() {
    if !can_trace() {
        return;
    }
    let scene = Scene::new(backed_up(), || RESTORE.to_owned(), "");
    let mut failed = 0;
    for call in scene.calls().iter().step_by(figure(4, 1)) {
        let error = call.error();
        let (ran, _) = scene.with(call, &format!("error={error}"));
        let at = format!("{} {} failed with {error}: {ran}", call.name, call.number);
        assert!(!ran.err.contains("panicked"), "{at}");
        let is_end = call.name == "getrandom" && ran.code == 70;
        assert!(is_end || [0, 74, 75].contains(&ran.code), "{at}");
        failed += usize::from(ran.code != 0);
        check_what_is_left(&scene.program, ran.code == 0, &at);
    }
    assert!(failed > 10, "{failed}");
}
