use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::cli::create;
use crate::support::World;
use crate::support::database::{Tables, is_in_a_file};

/// Changes the store behind keyfob's back.
pub fn tamper(world: &World, sql: &str) {
    Tables::of(&world.store()).batch(sql);
}

fn mode(world: &World, name: &str) -> u32 {
    fs::metadata(world.path().join(name))
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

fn set_mode(world: &World, name: &str, mode: u32) {
    fs::set_permissions(world.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_store_and_its_key_are_made() {
    if !is_in_a_file() {
        return;
    }
    let world = World::new();
    told!(
        world.run("store init"),
        world.run("store init").refused(73),
        world.watched().run("store init").refused(73),
    );
    for name in ["keyfob.db", "keyfob.db.key", "keyfob.db.head"] {
        assert_eq!(mode(&world, name), 0o600, "{name}");
    }
}

#[test]
fn a_store_is_made_in_folders_that_are_made_too() {
    let world = World::new();
    let (store, key) = (world.path().join("a/b/x.db"), world.path().join("c/x.key"));
    let (store, key) = (store.to_str().unwrap(), key.to_str().unwrap());
    let flags = ["--store", store, "--key-file", key];
    let made = world.run_with(&[&["store", "init", "--json"], &flags[..]].concat(), b"");
    assert_eq!(made.json()["key_file"], "DIR/c/x.key");
    let info = world
        .run_with(&[&["store", "info", "--json"], &flags[..]].concat(), b"")
        .json();
    assert_eq!(info["store"], "DIR/a/b/x.db");
    for folder in ["a", "a/b", "c"] {
        assert_eq!(mode(&world, folder), 0o700, "{folder}");
    }
}

#[test]
fn an_address_in_place_of_a_file_is_refused_and_not_repeated() {
    let world = World::new();
    told!(
        world
            .run("store init --store postgresql://keyfob:hunter2@db/keyfob")
            .refused(78),
        world
            .run("account list --store file:///srv/keyfob.db --json")
            .refused(78),
    );
    assert_eq!(fs::read_dir(world.path()).unwrap().count(), 0);
}

#[test]
fn a_store_says_where_it_is_and_what_is_in_it() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    create(&world, "Outlook");
    create(&world, "Printer");
    world.run("apppw delete Printer --yes").ok();
    // These two change with SQLite, not with keyfob.
    let info = world.run("store info --json").json();
    let bytes = info["bytes"].as_u64().unwrap().to_string();
    let sqlite = info["sqlite"].as_str().unwrap().to_owned();
    let steady = |ran: crate::support::Ran| {
        ran.to_string()
            .replace(&bytes, "BYTES")
            .replace(&sqlite, "SQLITE")
    };
    told!(
        steady(world.run("store info")),
        steady(world.watched().run("store info")),
        steady(world.run("store info --json")),
    );
}

#[test]
fn a_store_counts_what_monitoring_asks_for() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com --mfa enabled").ok();
    world.run("account add cleo@contoso.com").ok();
    world.run("account add dora@contoso.com").ok();
    world.run("account set cleo@contoso.com --disable").ok();
    world
        .run("account add scans@contoso.com --app-passwords-only")
        .ok();
    for flags in ["Kept", "Idle", "Short --expires 1h", "Gone", "Rotated"] {
        world
            .run(&format!("apppw create {flags} -a alain@contoso.com"))
            .ok();
    }
    world
        .run("apppw delete Gone -a alain@contoso.com --yes")
        .ok();
    world
        .run("apppw rotate Rotated --overlap 24h -a alain@contoso.com")
        .ok();
    let counts = |keys: &[&str]| {
        let info = world.run("store info --json").json();
        let each = keys.iter().map(|key| info[*key].as_u64().unwrap());
        each.collect::<Vec<_>>()
    };
    let info = world.run("store info --json").json();
    let by_mfa = &info["accounts_by_mfa"];
    assert_eq!(
        by_mfa.to_string(),
        r#"{"disabled":2,"enabled":1,"enforced":1,"service":1}"#
    );
    assert_eq!(counts(&["accounts", "accounts_disabled"]), [5, 1]);
    let app_passwords = || {
        let counts = counts(&[
            "app_passwords",
            "app_passwords_usable",
            "app_passwords_expired",
        ]);
        // As the list has it.
        let listed = world.run("apppw list -a alain@contoso.com --json").json();
        let states = listed["app_passwords"].as_array().unwrap().iter();
        let states: Vec<_> = states.map(|one| one["state"].as_str().unwrap()).collect();
        let number = |state| states.iter().filter(|other| **other == state).count() as u64;
        assert_eq!(counts[1], number("active"));
        assert_eq!(counts[2], number("expired"));
        counts
    };
    assert_eq!(app_passwords(), [4, 4, 0]);
    world.pass(60 * 60);
    assert_eq!(app_passwords(), [4, 3, 1]);
    world.run("policy set app-password-idle-expiry 30d").ok();
    world.pass(20 * 24 * 60 * 60);
    let kept = world
        .run("apppw rotate Kept --yes -a alain@contoso.com")
        .word();
    world.pass(20 * 24 * 60 * 60);
    assert_eq!(app_passwords(), [4, 1, 3]);
    world.fed("apppw verify -a alain@contoso.com", &kept).ok();
    world.pass(20 * 24 * 60 * 60);
    assert_eq!(app_passwords(), [4, 1, 3]);
    world.run("policy set app-password-idle-expiry none").ok();
    world.run("policy set app-password-max-age 50d").ok();
    assert_eq!(app_passwords(), [4, 1, 3]);
}

#[test]
fn a_store_tells_when_it_was_last_backed_up() {
    let world = World::enrolled();
    let path = world.path().join("backup");
    world
        .run_with(&["store", "backup", path.to_str().unwrap()], b"")
        .ok();
    world.pass(3 * 24 * 60 * 60);
    let info = world.run("store info --json").json();
    assert_eq!(info["last_backup_at"], "2026-11-21T12:00:00Z");
    assert_eq!(info["last_backup_seconds"], 3 * 24 * 60 * 60);
    let shown = world.watched().run("store info").ok();
    assert!(shown.contains("Last backup        3 days ago\n"), "{shown}");
    // Its entry was pruned.
    world.run("log prune --before 1d --yes").ok();
    let info = world.run("store info --json").json();
    assert!(info["last_backup_at"].is_null());
}

#[test]
fn a_whole_store_checks_out() {
    let world = World::enrolled();
    create(&world, "Outlook");
    told!(
        world.run("store check"),
        world.watched().run("store check"),
        world.run("store check --json"),
        world.run("store check --quiet"),
    );
}

#[test]
fn a_damaged_store_does_not_check_out_and_decides_nothing() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    tamper(&world, "UPDATE app_password SET verifier = tag");
    let checked = world.run("store check");
    assert_eq!(checked.code, 1, "{checked}");
    told!(
        checked,
        world.run("store check --json"),
        world.watched().run("store check"),
        world.fed("apppw verify", &password).refused(74),
        world.run("apppw delete Outlook --yes"),
        world.run("store check"),
    );
}

#[test]
fn what_is_sealed_for_one_row_opens_in_no_other() {
    let world = World::enrolled();
    world.add_enrolled("bea@contoso.com");
    for (table, id) in [("account", "id"), ("method", "account_id")] {
        let column = if table == "account" {
            "password"
        } else {
            "secret"
        };
        tamper(
            &world,
            &format!(
                "UPDATE {table} SET {column} = (SELECT {column} FROM {table}
                     WHERE {id} = (SELECT id FROM account WHERE name = 'alain@contoso.com'))
                 WHERE {id} = (SELECT id FROM account WHERE name = 'bea@contoso.com')"
            ),
        );
        let ran = world.run("store check");
        assert_eq!(ran.code, 1, "{ran}");
        assert!(
            ran.out
                .contains(&format!(" of {table} wasn't written by keyfob")),
            "{ran}"
        );
    }
}

#[test]
fn a_store_gets_a_new_key_and_everything_stays_but_tickets() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let key = || fs::read(world.path().join("keyfob.db.key")).unwrap();
    let old = key();
    told!(
        world.run("store rekey").refused(69),
        world
            .talking([("Replace the store's key?", "n".into())])
            .run("store rekey"),
    );
    assert_eq!(key(), old);
    let json = world.run("store rekey --yes --json").json();
    assert_eq!(json["key_file"], "DIR/keyfob.db.key");
    let kept = json["old_key_file"].as_str().unwrap();
    let kept = kept.replace("DIR", world.path().to_str().unwrap());
    assert_eq!(fs::read(&kept).unwrap(), old);
    assert_eq!(mode(&world, "keyfob.db.key"), 0o600);
    assert_ne!(key(), old);
    world.run("store rekey --yes").ok();
    world.run("store check").ok();
    world.run("log check").ok();
    assert_eq!(world.fed("apppw verify", &password).code, 0);

    world
        .run_with(&["store", "check", "--key-file", &kept], b"")
        .refused(78);
    tamper(&world, "UPDATE account SET mfa = 'disabled'");
    world.run("store rekey --yes").refused(74);
}

/// As it was named: without the flags, another store would be created.
#[test]
fn how_to_create_a_store_that_flags_name_is_told_with_them() {
    let world = World::new();
    let [store, key] = ["other.db", "a key"].map(|name| world.path().join(name));
    let flags = [
        "--store",
        store.to_str().unwrap(),
        "--key-file",
        key.to_str().unwrap(),
    ];
    let listed = || world.run_with(&[&["account", "list"], &flags[..]].concat(), b"");
    let ran = listed().refused(78);
    let pasted = "store init --store DIR/other.db --key-file 'DIR/a key'";
    assert_eq!(
        ran.err,
        format!(
            "error: there is no store at DIR/other.db\n\
             hint: check the path in --store\n\
             hint: restore it, or create a new one: keyfob {pasted}\n"
        )
    );
    world
        .run_with(&[&["store", "init"], &flags[..]].concat(), b"")
        .ok();
    listed().ok();
    let ran = world.run("log --system").refused(78);
    assert!(
        ran.err
            .ends_with("create a new one: keyfob store init --system\n"),
        "{ran}"
    );
}

#[test]
fn without_a_store_every_command_says_how_to_begin() {
    let world = World::new();
    for line in [
        "account list",
        "account show alain",
        "account set alain --disable",
        "account rename alain bea",
        "account password alain --temporary",
        "account delete alain --yes",
        "mfa enroll",
        "apppw create Outlook",
        "apppw list",
        "apppw show Outlook",
        "apppw rename Outlook Thunderbird",
        "apppw rotate Outlook",
        "apppw delete --all --yes",
        "apppw verify",
        "policy show",
        "policy set app-passwords frozen",
        "log",
        "log check",
        "store info",
        "store check",
    ] {
        let ran = world.fed(line, "abcdefghijklmnop").refused(78);
        assert!(
            ran.err
                .contains("hint: at a terminal, 'keyfob apppw create NAME' sets one up"),
            "{ran}"
        );
    }
    assert_eq!(fs::read_dir(world.path()).unwrap().count(), 0);
    told!(world.run("apppw list"));
    let mistyped = world.path().join("mistyped.db");
    let ran = world
        .run(&format!("apppw list --store {}", mistyped.display()))
        .refused(78);
    let beginning =
        "error: there is no store at DIR/mistyped.db\nhint: check the path in --store\n";
    assert!(ran.err.starts_with(beginning), "{ran}");
}

#[test]
fn a_key_that_is_missing_wrong_or_open_is_a_wrong_set_up() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    let key = world.path().join("keyfob.db.key");
    let right = fs::read(&key).unwrap();
    set_mode(&world, "keyfob.db.key", 0o640);
    let open = world.run("apppw list").refused(78);
    set_mode(&world, "keyfob.db.key", 0o600);
    fs::write(&key, [7; 32]).unwrap();
    let wrong = world.run("apppw list").refused(78);
    fs::write(&key, b"short").unwrap();
    let short = world.run("apppw list").refused(78);
    fs::remove_file(&key).unwrap();
    let missing = world.run("apppw list").refused(78);
    let init = world.run("store init").refused(73);
    fs::write(world.path().join("elsewhere"), &right).unwrap();
    set_mode(&world, "elsewhere", 0o600);
    symlink(world.path().join("elsewhere"), &key).unwrap();
    let link = world.run("apppw list").refused(78);
    told!(open, wrong, short, missing, init, link);
    let elsewhere = world.path().join("elsewhere");
    world
        .run_with(
            &["apppw", "list", "--key-file", elsewhere.to_str().unwrap()],
            b"",
        )
        .ok();
}

#[test]
fn a_store_that_is_open_linked_newer_or_none_is_a_wrong_set_up() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    set_mode(&world, "keyfob.db", 0o644);
    let open = world.run("apppw list").refused(78);
    set_mode(&world, "keyfob.db", 0o600);
    fs::set_permissions(world.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let folder = world.run("apppw list").refused(78);
    fs::set_permissions(world.path(), fs::Permissions::from_mode(0o700)).unwrap();
    tamper(&world, "PRAGMA user_version = 9999");
    let newer = world.run("apppw list").refused(78);
    told!(open, folder, newer);

    let text = World::new();
    fs::write(
        text.store(),
        "this is no database, but long enough to be looked at as if it were one",
    )
    .unwrap();
    set_mode(&text, "keyfob.db", 0o600);
    fs::write(text.path().join("keyfob.db.key"), [7; 32]).unwrap();
    set_mode(&text, "keyfob.db.key", 0o600);
    let other = World::new();
    symlink("/nowhere/at/all", other.store()).unwrap();
    told!(
        text.run("apppw list").refused(78),
        other.run("apppw list").refused(78),
        other.run("account add alain@contoso.com").refused(78),
        other.run("store init").refused(78),
    );
    assert!(other.store().is_symlink());
}

/// `SQLite` takes an empty file for a new database, and would delete the `-wal` beside it.
#[test]
fn an_empty_file_in_the_stores_place_leaves_alone_what_lies_beside_it() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    fs::write(world.store(), "").unwrap();
    let beside = world.path().join("keyfob.db-wal");
    fs::write(&beside, "changes of the store that was moved away").unwrap();
    let ran = world.run("apppw list").refused(78);
    assert!(ran.err.contains("is not a keyfob store"), "{ran}");
    assert!(beside.exists());
}

#[test]
fn a_head_that_is_no_file_is_refused() {
    let world = World::enrolled();
    let head = world.head();
    fs::remove_file(&head).unwrap();
    fs::create_dir(&head).unwrap();
    let ran = world.run("apppw create Outlook").refused(78);
    fs::remove_dir(&head).unwrap();
    world.run("store check --repair --yes").ok();
    assert_eq!(world.run("apppw list").ok(), "");
    told!(ran);
}

/// This takes five seconds: the time that the store waits for a lock.
#[test]
fn a_busy_store_is_a_matter_of_trying_later() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    let holder = rusqlite::Connection::open(world.store()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = world.run("policy set app-password-limit 2").refused(75);
    holder.execute_batch("ROLLBACK").unwrap();
    drop(holder);
    world.run("policy set app-password-limit 2").ok();
    told!(busy);
}

#[test]
fn nothing_is_left_where_the_key_cannot_be_used() {
    let world = World::new();
    world.run("store init --key-file /dev/null").refused(78);
    assert_eq!(fs::read_dir(world.path()).unwrap().count(), 0);
}
