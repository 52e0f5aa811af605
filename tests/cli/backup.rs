//! `store backup` and `store restore`: what they print, and what they refuse.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::cli::create;
use crate::cli::store::tamper;
use crate::support::database::is_in_a_file;
use crate::support::{Ran, World};

/// With a backup in which there is one app password.
fn backed_up() -> (World, PathBuf) {
    let world = World::enrolled();
    create(&world, "Outlook");
    let backup = world.path().join("backup");
    on(&world, "store backup", &backup, "").ok();
    (world, backup)
}

/// A command with this file and these flags.
fn on(world: &World, command: &str, file: &Path, flags: &str) -> Ran {
    let mut words: Vec<_> = command.split_whitespace().collect();
    words.push(file.to_str().unwrap());
    words.extend(flags.split_whitespace());
    let mut ran = world.run_with(&words, b"");
    ran.line = ran.line.replace(world.path().to_str().unwrap(), "DIR");
    ran
}

/// Without a number that `SQLite` decides.
fn steady(ran: &Ran) -> String {
    let text = ran.to_string();
    let mut words = vec![];
    for word in text.split_inclusive([' ', ',']) {
        let digits = word.trim_end_matches([';', ' ', ',']);
        let number = digits.rsplit(':').next().unwrap_or_default();
        let is_size = number.len() > 4 && number.bytes().all(|byte| byte.is_ascii_digit());
        words.push(if is_size {
            word.replace(number, "BYTES")
        } else {
            word.to_owned()
        });
    }
    words.concat()
}

fn names(world: &World) -> Vec<String> {
    let entries = fs::read_dir(world.path()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn private(path: &Path, content: &[u8]) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_backup_says_where_it_is_and_that_the_key_is_not_in_it() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    let backup = world.path().join("backup");
    told!(
        steady(&on(&world, "store backup", &backup, "")),
        steady(&on(&world, "store backup", &backup, "--json")),
        on(&world, "store backup", &backup, "--quiet"),
        world.run("log --event store. --json"),
    );
    assert_eq!(
        backup.metadata().unwrap().permissions().mode() & 0o7777,
        0o600
    );
    assert_eq!(
        names(&world),
        ["backup", "keyfob.db", "keyfob.db.head", "keyfob.db.key"]
    );
}

#[test]
fn a_restore_asks_first_and_says_what_is_gone() {
    if !is_in_a_file() {
        return;
    }
    let (world, backup) = backed_up();
    let (yes, no) = ([("Replace", "yes")], [("Replace", "no")]);
    create(&world, "Printer");
    let refused = on(&world, "store restore", &backup, "").refused(73);
    let alone = on(&world, "store restore", &backup, "--replace").refused(69);
    let forbidden = on(&world, "store restore", &backup, "--replace --no-input").refused(2);
    world.answering(no);
    let declined = on(&world, "store restore", &backup, "--replace");
    assert_eq!(world.run("apppw list").ok().lines().count(), 2);
    world.answering(yes);
    let restored = on(&world, "store restore", &backup, "--replace");
    assert_eq!(world.run("apppw list").ok().lines().count(), 1);
    let again = on(&world, "store restore", &backup, "--replace --yes --json");
    told!(
        refused,
        alone,
        forbidden,
        declined,
        restored,
        again,
        world.run("log --event store. --json"),
        world.run("store check"),
    );
    assert_eq!(
        names(&world),
        [
            "backup",
            "keyfob.db",
            "keyfob.db.before-restore",
            "keyfob.db.before-restore-2",
            "keyfob.db.before-restore-2.head",
            "keyfob.db.before-restore.head",
            "keyfob.db.head",
            "keyfob.db.key"
        ]
    );
    // What is kept is a store with its head.
    let kept = world.path().join("keyfob.db.before-restore");
    let key = world.path().join("keyfob.db.key");
    let flags = [
        "--store",
        kept.to_str().unwrap(),
        "--key-file",
        key.to_str().unwrap(),
    ];
    let listed = world.run_with(&[&["apppw", "list"], &flags[..]].concat(), b"");
    assert_eq!(listed.ok().lines().count(), 2);
}

#[test]
fn a_lost_store_is_restored_without_asking() {
    if !is_in_a_file() {
        return;
    }
    let (world, backup) = backed_up();
    for name in ["keyfob.db", "keyfob.db.head"] {
        fs::remove_file(world.path().join(name)).unwrap();
    }
    told!(on(&world, "store restore", &backup, ""));
    world.run("store check").ok();
    assert_eq!(world.run("apppw list").ok().lines().count(), 1);
}

#[test]
fn a_backup_takes_the_place_of_nothing_but_a_backup() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    let at = |name: &str| world.path().join(name);
    private(&at("letter"), b"Dear Bea");
    private(&at("open"), b"");
    fs::set_permissions(at("open"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::hard_link(world.store(), at("another-name")).unwrap();
    symlink(at("letter"), at("link")).unwrap();
    fs::create_dir(at("folder")).unwrap();
    fs::create_dir(at("shared")).unwrap();
    fs::set_permissions(at("shared"), fs::Permissions::from_mode(0o777)).unwrap();
    let before = names(&world);
    let refused = [
        ("keyfob.db", 73),
        ("keyfob.db.head", 73),
        ("keyfob.db-wal", 73),
        ("keyfob.db-shm", 73),
        ("keyfob.db.key", 73),
        ("another-name", 73),
        ("letter", 73),
        ("link", 78),
        ("folder", 78),
        ("open", 78),
        ("nowhere/backup", 74),
        ("shared/backup", 78),
    ]
    .map(|(name, code)| on(&world, "store backup", &at(name), "").refused(code));
    let dash = world.run("store backup -").refused(2);
    let json = on(&world, "store backup", &at("letter"), "--json").refused(73);
    let all = refused.map(|ran| ran.to_string()).join("\n");
    told!(all, dash, json);
    assert_eq!(names(&world), before);
    assert_eq!(fs::read(at("letter")).unwrap(), b"Dear Bea");
    world.run("store check").ok();
    // Nothing is lost with an empty file, such as mktemp makes.
    private(&at("empty"), b"");
    on(&world, "store backup", &at("empty"), "").ok();
    on(&world, "store restore", &at("empty"), "--replace --yes").ok();
}

#[test]
fn what_is_no_backup_of_this_key_is_not_restored() {
    if !is_in_a_file() {
        return;
    }
    let (world, backup) = backed_up();
    let at = |name: &str| world.path().join(name);
    let whole = fs::read(&backup).unwrap();
    private(&at("empty"), b"");
    private(
        &at("text"),
        b"this is no database, but long enough to be looked at as if it were one\n"
            .repeat(9)
            .as_slice(),
    );
    private(&at("half"), &whole[..whole.len() / 2]);
    private(&at("header"), &whole[..100]);
    private(&at("newer"), &whole);
    let newer = rusqlite::Connection::open(at("newer")).unwrap();
    newer.pragma_update(None, "user_version", 9999).unwrap();
    drop(newer);
    // Changed by someone who can write SQL, but hasn't the key.
    private(&at("changed"), &whole);
    let changed = rusqlite::Connection::open(at("changed")).unwrap();
    changed
        .execute_batch("UPDATE account SET email = 'mallory@example.org'")
        .unwrap();
    drop(changed);
    private(&at("later"), &whole);
    let later = rusqlite::Connection::open(at("later")).unwrap();
    later
        .execute_batch("UPDATE backup SET made_at = made_at + 1")
        .unwrap();
    drop(later);
    let (other, others) = backed_up();
    fs::remove_file(other.path().join("keyfob.db.key")).unwrap();
    fs::remove_file(other.store()).unwrap();
    other.run("store init").ok();
    fs::remove_file(&others).unwrap();
    on(&other, "store backup", &others, "").ok();
    private(&at("of-another-key"), &fs::read(others).unwrap());

    let before = (names(&world), fs::read(world.store()).unwrap());
    let refused = [
        ("nowhere", 67),
        ("", 65),
        ("empty", 65),
        ("text", 65),
        ("keyfob.db", 65),
        ("header", 74),
        ("half", 74),
        ("changed", 74),
        ("later", 74),
        ("newer", 78),
        ("of-another-key", 78),
    ]
    .map(|(name, code)| on(&world, "store restore", &at(name), "--replace --yes").refused(code));
    let dash = world.run("store restore - --replace").refused(2);
    let all = refused.map(|ran| ran.to_string()).join("\n");
    told!(all, dash);
    assert_eq!((names(&world), fs::read(world.store()).unwrap()), before);
    world.run("store check").ok();
    // Without its key it's nothing, and a backup isn't used as a store.
    let as_store = world.run_with(
        &[
            "account",
            "list",
            "--store",
            backup.to_str().unwrap(),
            "--key-file",
            at("keyfob.db.key").to_str().unwrap(),
        ],
        b"",
    );
    let as_store = as_store.refused(78);
    assert!(as_store.err.contains("is a backup of"), "{as_store}");
    fs::remove_file(at("keyfob.db.key")).unwrap();
    on(&world, "store restore", &backup, "--replace --yes").refused(78);
}

/// Whatever byte of a backup is changed: it is refused, or what is in it is what was backed up.
#[test]
fn a_backup_with_another_byte_in_it_is_refused_or_as_good() {
    let (world, backup) = backed_up();
    let whole = fs::read(&backup).unwrap();
    let copy = world.path().join("copy");
    let expected = world.run("apppw list --json").ok();
    let every = crate::support::rounds(997, 19_937);
    let mut refused = 0;
    for at in (0..100).step_by(7).chain((100..whole.len()).step_by(every)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        private(&copy, &bytes);
        let ran = on(&world, "store restore", &copy, "--replace --yes --quiet");
        if ran.code == 0 {
            assert_eq!(world.run("apppw list --json").ok(), expected, "byte {at}");
            world.run("store check").ok();
        } else {
            assert!([65, 74, 78].contains(&ran.code), "byte {at}: {ran}");
            refused += 1;
        }
    }
    assert!(refused > 5, "{refused}");
}

#[test]
fn a_damaged_store_never_replaces_a_good_backup() {
    if !is_in_a_file() {
        return;
    }
    let (world, backup) = backed_up();
    let good = fs::read(&backup).unwrap();
    tamper(&world, "UPDATE app_password SET verifier = tag");
    let damaged = on(&world, "store backup", &backup, "").refused(74);
    assert_eq!(fs::read(&backup).unwrap(), good);
    // A store that is older than its head is no better.
    on(&world, "store restore", &backup, "--replace --yes").ok();
    fs::remove_file(world.head()).unwrap();
    let headless = on(&world, "store backup", &backup, "").refused(74);
    assert_eq!(fs::read(&backup).unwrap(), good);
    told!(damaged, headless);
    on(&world, "store restore", &backup, "--replace --yes").ok();
    world.run("store check").ok();
}

#[test]
fn a_store_that_cannot_be_opened_is_replaced_and_kept() {
    if !is_in_a_file() {
        return;
    }
    let (world, backup) = backed_up();
    for rubbish in [
        &b""[..],
        b"not a database, and long enough to be looked at",
        &[0; 8192],
    ] {
        fs::write(world.store(), rubbish).unwrap();
        fs::write(world.head(), "").unwrap();
        fs::write(world.path().join("keyfob.db-wal"), "left").unwrap();
        on(&world, "store restore", &backup, "--replace --yes").ok();
        world.run("store check").ok();
        assert_eq!(world.run("apppw list").ok().lines().count(), 1);
    }
    let kept = fs::read(world.path().join("keyfob.db.before-restore-2")).unwrap();
    assert!(kept.starts_with(b"not a database"));
}

/// As a kill after the old store was moved away leaves it.
#[test]
fn a_restore_that_was_interrupted_says_what_to_do_and_no_store_is_made_in_its_place() {
    if !is_in_a_file() {
        return;
    }
    let (world, backup) = backed_up();
    fs::rename(world.store(), world.path().join("keyfob.db.before-restore")).unwrap();
    private(&world.path().join("keyfob.db.restoring"), b"whatever");
    told!(
        world.run("account list").refused(78),
        world.run("account add bea@contoso.com").refused(78),
        world.run("store init").refused(78),
        on(&world, "store restore", &backup, ""),
    );
    world.run("store check").ok();
    assert_eq!(world.run("apppw list").ok().lines().count(), 1);
}
