//! Whoever writes to the database but hasn't the key makes nothing accepted: by a row that keyfob didn't
//! write nothing is decided, and `store check` finds it.

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::OnceLock;

use keyfob::crypto::random::Random;
use keyfob::domain::policy::Key;
use keyfob::service::{Location, Service, ServiceError, StoreError};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::database::{Tables, is_in_a_file};
use crate::support::{ALAIN, Made, Ran, World, rounds, service, with_key};

const BERTA: &str = "berta@contoso.com";
const PASSWORD: &str = "quartz biscuit under the gibbon";

const TABLES: [&str; 12] = [
    "store",
    "policy",
    "account",
    "salt",
    "method",
    "contact",
    "recovery_code",
    "app_password",
    "contact_code",
    "throttle",
    "ticket",
    "log_start",
];

/// What was handed out.
#[derive(Clone)]
struct Secrets {
    /// Each with its account: the first alone is accepted.
    app_passwords: Vec<(&'static str, String)>,
    /// It signed alain in already.
    code: String,
}

/// A world with a row in every table.
fn full() -> (World, Secrets) {
    static MADE: OnceLock<Made<Secrets>> = OnceLock::new();
    World::made_once(&MADE, |world| {
        world.run("store init").ok();
        world.pass(2 * 24 * 60 * 60);
        world.run("log prune --before 1d --yes").ok();
        world.add_enrolled(BERTA);
        world
            .run(&format!("account add {ALAIN} --mfa enabled"))
            .ok();
        let line = format!("account password {ALAIN} --password-stdin");
        world.fed(&line, PASSWORD).ok();
        let uri = world.run(&format!("mfa enroll -a {ALAIN}")).word();
        let line = format!(
            "mfa enroll -a {ALAIN} --no-app --confirm {}",
            world.code(&uri)
        );
        world.run(&line).ok();
        let make = |account, flags: &str| {
            let line = format!("apppw create {flags} -a {account}");
            (account, world.run(&line).word())
        };
        let app_passwords = vec![
            make(ALAIN, "One"),
            make(ALAIN, "Scoped --only imap"),
            make(ALAIN, "Old --expires 1h"),
            make(ALAIN, "Gone"),
            make(BERTA, "Three"),
        ];
        world
            .run(&format!("apppw delete Gone -a {ALAIN} --yes"))
            .ok();
        world.run(&format!("account set {BERTA} --disable")).ok();
        world.run("policy set modern-apps Thunderbird").ok();
        world.pass(2 * 60 * 60);
        let code = world.code(&uri);
        world.operator.set(false);
        signs_in(world, &code).ok();
        signs_in(world, "000000").refused(77);
        world.operator.set(true);
        insert_contacts(world);
        for table in TABLES {
            let rows =
                Tables::of(&world.store()).number(&format!("SELECT count(*) FROM {table}"), []);
            assert!(rows > Some(0), "{table} is empty");
        }
        world.run("store check").ok();
        Secrets {
            app_passwords,
            code,
        }
    })
}

/// As an e-mail address that was proved, and a code that was sent there.
fn insert_contacts(world: &World) {
    let store = world.store();
    let sql = "UPDATE account SET email = 'alain@example.org' WHERE name = ?";
    with_key::change(&store, sql, [ALAIN]);
    let contact = "INSERT INTO contact (account_id, kind, verified_at)
                   SELECT id, 'email', 1790000000 FROM account WHERE name = ?";
    with_key::change(&store, contact, [ALAIN]);
    let code = "INSERT INTO contact_code (id, account_id, kind, mark, sent_at)
                SELECT 'x', id, 'email', ?, 1790000000 FROM account WHERE name = ?";
    with_key::change(&store, code, ([0; 32], ALAIN));
}

fn connect(world: &World) -> Connection {
    let connection = Connection::open(world.store()).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    connection
}

fn signs_in(world: &World, code: &str) -> Ran {
    let line = format!("signin -a {ALAIN} --password-stdin");
    world.fed(&line, &format!("{PASSWORD}\n{code}\n"))
}

/// Nothing is accepted but what was, and each answer is yes, no or that it can't be decided.
#[track_caller]
fn accepts_no_more(world: &World, secrets: &Secrets, what: &str) {
    for (number, (account, secret)) in secrets.app_passwords.iter().enumerate() {
        let ran = world.fed(&format!("apppw verify -a {account}"), secret);
        let expected: &[u8] = if number == 0 {
            // A row that is elsewhere now is as good as deleted.
            &[0, 1, 67, 74]
        } else {
            &[1, 67, 74]
        };
        assert!(expected.contains(&ran.code), "{what}: {ran}");
    }
    world.operator.set(false);
    let again = signs_in(world, &secrets.code);
    world.operator.set(true);
    assert!([67, 74, 75, 77].contains(&again.code), "{what}: {again}");
}

#[track_caller]
fn is_found(world: &World, what: &str) {
    let checked = world.run("store check");
    assert!([1, 74, 78].contains(&checked.code), "{what}: {checked}");
}

/// The database as it was.
struct Before(HashMap<String, Vec<u8>>);

impl Before {
    fn of(world: &World) -> Self {
        let names = ["keyfob.db", "keyfob.db.head"].map(str::to_owned);
        Self(
            names
                .map(|name| (name.clone(), fs::read(world.path().join(name)).unwrap()))
                .into(),
        )
    }

    fn put_back(&self, world: &World) {
        for beside in ["keyfob.db-wal", "keyfob.db-shm"] {
            let _ = fs::remove_file(world.path().join(beside));
        }
        for (name, bytes) in &self.0 {
            fs::write(world.path().join(name), bytes).unwrap();
        }
    }
}

#[test]
fn no_column_of_a_row_that_decides_can_be_changed_without_the_key() {
    let (world, secrets) = full();
    accepts_no_more(&world, &secrets, "untouched");
    let before = world.kept();
    let every = rounds(4, 12);
    let mut tried = 0;
    for table in TABLES {
        let mut columns = Tables::of(&world.store()).columns(table);
        columns.push("tag".to_owned());
        for (number, column) in columns.iter().enumerate() {
            if number % every != 0 {
                continue;
            }
            for value in values(&world, table, column) {
                world.go_back(&before);
                let what = format!("{table}.{column} = {value:?}");
                let sql =
                    format!("UPDATE {table} SET {column} = ? WHERE {column} IS DISTINCT FROM ?");
                // It isn't always a value that the column can have.
                match Tables::unbound(&world.store()).try_execute(&sql, [&value, &value]) {
                    Ok(changed) if changed > 0 => {}
                    _ => continue,
                }
                tried += 1;
                is_found(&world, &what);
                accepts_no_more(&world, &secrets, &what);
            }
        }
    }
    // A database refuses more of them: each of its columns has a type.
    assert!(tried > 100 / every, "{tried}");
}

/// Another row's value, and others that it may have had before.
fn values(world: &World, table: &str, column: &str) -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        Value::Integer(0),
        Value::Integer(1 << 40),
        Value::Text(String::new()),
        Value::Blob(vec![0; 32]),
    ];
    let words: &[&str] = match column {
        "mfa" => &["disabled", "enabled"],
        "services" => &["imap,smtp"],
        "key" => &["app-passwords"],
        "value" => &["allowed"],
        _ => &[],
    };
    values.extend(words.iter().map(|word| Value::Text((*word).to_owned())));
    let sql = format!("SELECT DISTINCT {column} FROM {table} LIMIT 2");
    let others = Tables::of(&world.store()).rows(&sql, []);
    values.extend(others.into_iter().flatten());
    values
}

#[test]
fn rows_of_another_store_under_the_same_key_are_worth_nothing() {
    if !is_in_a_file() {
        return;
    }
    let (world, secrets) = full();
    let before = Before::of(&world);
    let other = World::new();
    other.seed(2_000);
    fs::copy(
        world.path().join("keyfob.db.key"),
        other.path().join("keyfob.db.key"),
    )
    .unwrap();
    other.add_enrolled(BERTA);
    other.add_enrolled(ALAIN);
    let theirs = other.run(&format!("apppw create Theirs -a {ALAIN}")).word();
    assert_eq!(
        other.fed(&format!("apppw verify -a {ALAIN}"), &theirs).code,
        0
    );
    other.run("policy set app-password-limit 3").ok();
    drop(Connection::open(other.store()).unwrap());
    let sets: [&[&str]; 6] = [
        &["app_password"],
        &["account"],
        &["policy"],
        &["method", "recovery_code"],
        &["account", "salt", "app_password"],
        &[
            "account",
            "salt",
            "app_password",
            "method",
            "recovery_code",
            "policy",
            "store",
        ],
    ];
    for tables in sets {
        before.put_back(&world);
        let connection = connect(&world);
        let sql = "ATTACH ? AS other";
        connection
            .execute(sql, [other.store().to_str().unwrap()])
            .unwrap();
        for table in tables {
            let sql = format!(
                "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM other.{table}"
            );
            connection.execute_batch(&sql).unwrap();
        }
        drop(connection);
        let what = format!("{tables:?}");
        // With every row, it is the other store, but for its trail.
        if tables.contains(&"store") {
            assert_eq!(world.run("store check").code, 1, "{what}");
            continue;
        }
        is_found(&world, &what);
        accepts_no_more(&world, &secrets, &what);
        let verified = world.fed(&format!("apppw verify -a {ALAIN}"), &theirs);
        assert!([1, 67, 74].contains(&verified.code), "{what}: {verified}");
    }
}

/// Without these rows less is accepted, or an attempt isn't counted.
#[test]
fn damaged_rows_that_can_be_made_again_are_removed_by_repairing() {
    if !is_in_a_file() {
        return;
    }
    let needed = ["store", "policy", "account", "salt", "log_start"];
    let (world, secrets) = full();
    let before = Before::of(&world);
    let backup = format!("store backup {}", world.path().join("backup").display());
    for table in TABLES {
        before.put_back(&world);
        let rows = |sql: &str| {
            let sql = format!("SELECT count(*) FROM {table} {sql}");
            let read = connect(&world).query_row(&sql, [], |row| row.get::<_, i64>(0));
            read.unwrap()
        };
        let all = rows("");
        let forge = format!("UPDATE {table} SET tag = zeroblob(32)");
        connect(&world).execute_batch(&forge).unwrap();
        is_found(&world, table);
        assert_ne!(world.run(&backup).code, 0, "{table}");
        let repaired = world.run("store check --repair --yes");
        if needed.contains(&table) {
            assert_ne!(repaired.code, 0, "{table}: {repaired}");
            assert_eq!(rows("WHERE tag = zeroblob(32)"), all, "{table}");
            continue;
        }
        repaired.ok();
        assert_eq!(rows(""), 0, "{table}");
        let recorded = world.run("log --json --event store.rows-removed").ok();
        let entry: serde_json::Value = serde_json::from_str(recorded.trim_end()).unwrap();
        assert_eq!(entry["subject"], format!("rows of {table}"));
        assert_eq!(entry["detail"], serde_json::json!({ table: all }));
        world.run("store check").ok();
        world.run(&backup).ok();
        accepts_no_more(&world, &secrets, table);
        world.operator.set(false);
        let password_alone = world.fed(
            &format!("signin -a {ALAIN} --password-stdin"),
            &format!("{PASSWORD}\n"),
        );
        world.operator.set(true);
        assert_ne!(password_alone.code, 0, "{table}: {password_alone}");
        world.run(&format!("mfa reset -a {ALAIN} --yes")).ok();
    }
}

#[test]
fn repairing_removes_only_what_is_damaged_and_only_if_that_is_wanted() {
    if !is_in_a_file() {
        return;
    }
    let (world, _) = full();
    let forge = "UPDATE app_password SET services = 'smtp' WHERE name = 'Scoped'";
    assert_eq!(connect(&world).execute(forge, []), Ok(1));
    let declined = world
        .talking([("Remove the damaged rows (1)?", "".into())])
        .run("store check --repair");
    assert_eq!(declined.code, 1, "{declined}");
    assert!(declined.err.contains("Nothing was changed"), "{declined}");
    let listed = world.run(&format!("apppw list -a {ALAIN}")).ok();
    assert!(listed.contains("Scoped"), "{listed}");
    let repaired = world.run("store check --repair --yes");
    assert!(
        repaired.err.contains("Removed damaged rows: 1."),
        "{repaired}"
    );
    repaired.ok();
    let listed = world.run(&format!("apppw list -a {ALAIN}")).ok();
    assert!(!listed.contains("Scoped"), "{listed}");
    assert!(listed.contains("One"), "{listed}");
}

#[test]
fn a_policy_that_was_set_cannot_be_taken_away() {
    if !is_in_a_file() {
        return;
    }
    let (world, secrets) = full();
    world.run("policy set app-passwords blocked").ok();
    let one = &secrets.app_passwords[0].1;
    let verify = format!("apppw verify -a {ALAIN}");
    assert_eq!(world.fed(&verify, one).code, 1);
    connect(&world)
        .execute("DELETE FROM policy WHERE key = 'app-passwords'", [])
        .unwrap();
    world.fed(&verify, one).refused(74);
    let checked = world.run("store check");
    assert!(
        checked.out.contains("a row of policy is missing"),
        "{checked}"
    );
}

/// keyfob would tag what these make of the rows that it writes, or of those that it reads.
#[test]
fn nothing_is_done_where_the_schema_is_not_keyfobs() {
    if !is_in_a_file() {
        return;
    }
    let (world, secrets) = full();
    let before = Before::of(&world);
    let computed = "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'services          TEXT    NOT NULL',
            'services TEXT AS (iif(last_used_at, '''', ''imap''))')
        WHERE name = 'app_password'";
    for planted in [
        "CREATE TRIGGER evil AFTER UPDATE OF disabled ON account WHEN NEW.disabled
         BEGIN UPDATE account SET disabled = 0 WHERE id = NEW.id; END",
        "CREATE TRIGGER evil AFTER UPDATE OF email ON account
         BEGIN UPDATE account SET disabled = 0 WHERE id = NEW.id; END",
        "CREATE TRIGGER evil AFTER UPDATE OF last_used_at ON app_password
         BEGIN UPDATE app_password SET services = '' WHERE id = NEW.id; END",
        "CREATE TRIGGER evil AFTER UPDATE ON throttle WHEN NEW.failures > 1
         BEGIN UPDATE throttle SET failures = 1; END",
        "CREATE TRIGGER evil BEFORE DELETE ON ticket BEGIN SELECT raise(IGNORE); END",
        "ALTER TABLE policy RENAME TO rows; CREATE VIEW policy AS SELECT * FROM rows",
        "CREATE TABLE evil (one)",
        "DROP INDEX app_password_name",
        computed,
    ] {
        before.put_back(&world);
        connect(&world).execute_batch(planted).unwrap();
        for line in [
            format!("account set {BERTA} --disable"),
            format!("account set {BERTA} --email berta@example.org"),
            format!("apppw create Two -a {ALAIN}"),
            format!("apppw list -a {ALAIN}"),
            "policy set app-passwords blocked".to_owned(),
            "log".to_owned(),
            "log check".to_owned(),
            "store check".to_owned(),
            "store check --repair --yes".to_owned(),
            format!("store backup {}", world.path().join("backup").display()),
            "store rekey --yes".to_owned(),
        ] {
            let ran = world.run(&line);
            assert_eq!(ran.code, 74, "{planted}: {ran}");
            assert!(ran.err.contains("in its schema"), "{planted}: {ran}");
        }
        let one = format!("{ALAIN}\n{}\n", secrets.app_passwords[0].1);
        let ran = world.fed("auth check --service imap", &one);
        assert_eq!(ran.code, 74, "{planted}: {ran}");
        accepts_no_more(&world, &secrets, planted);
    }
    before.put_back(&world);
    world.run("store check").ok();
}

/// There is no number after it.
#[test]
fn an_entry_with_the_greatest_number_is_damage_and_no_bug() {
    if !is_in_a_file() {
        return;
    }
    let (world, _) = full();
    let sql = "UPDATE log SET seq = 9223372036854775807 WHERE seq = (SELECT max(seq) FROM log)";
    let head = world.path().join("keyfob.db.head");
    let kept = fs::read(&head).unwrap();
    connect(&world).execute(sql, []).unwrap();
    for line in [
        "policy set app-passwords frozen",
        "store check --repair --yes",
    ] {
        let ran = world.run(line);
        assert!([1, 74].contains(&ran.code), "{ran}");
    }
    assert_eq!(fs::read(&head).unwrap(), kept);
}

/// Under a schema that was there before the check, a change would fail or do something else.
#[test]
fn the_schema_that_is_checked_is_the_one_that_is_used() {
    if !is_in_a_file() {
        return;
    }
    let (world, _) = full();
    let edit = |from: &str, to: &str| {
        let sql = "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'policy'";
        let connection = connect(&world);
        connection
            .execute_batch("PRAGMA writable_schema = ON")
            .unwrap();
        assert_eq!(connection.execute(sql, [from, to]), Ok(1));
    };
    let (genuine, other) = (
        "value TEXT NOT NULL",
        "value TEXT NOT NULL CHECK (value <> 'frozen')",
    );
    edit(genuine, other);
    let location = Location::new(world.store(), world.path().join("keyfob.db.key"));
    let mut service = Service::open_to_examine(&location, &Random::system()).unwrap();
    let actor = service.admin(&service::requester(world.now()));
    let freeze = |service: &mut Service| {
        service
            .set_policy(&actor, Key::AppPasswords, "frozen")
            .map(drop)
    };
    assert!(matches!(
        freeze(&mut service),
        Err(ServiceError::Store(StoreError::Damaged(_)))
    ));
    // Without another version of the schema.
    edit(other, genuine);
    freeze(&mut service).unwrap();
}

/// `SQLite` would roll it back, and remove what it says is its parent.
#[test]
fn a_journal_that_somebody_left_is_not_rolled_back() {
    if !is_in_a_file() {
        return;
    }
    let (world, _) = full();
    let backup = world.path().join("backup");
    world
        .run(&format!("store backup {}", backup.display()))
        .ok();
    let journal = world.path().join("keyfob.db-journal");
    let key = world.path().join("keyfob.db.key");
    let name = key.to_str().unwrap().as_bytes();
    let magic = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let big = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let pages = fs::read(world.store()).unwrap().len() / 4096;
    let mut bytes = magic.to_vec();
    for number in [0, 0, pages, 512, 4096] {
        bytes.extend(big(number));
    }
    bytes.resize(512, 0);
    // The page that is never written, the name, its length, the sum of its bytes, and the magic again.
    bytes.extend(big(0x4000_0000 / 4096 + 1));
    bytes.extend(name);
    bytes.extend(big(name.len()));
    bytes.extend(big(name.iter().map(|&byte| usize::from(byte)).sum()));
    bytes.extend(magic);
    let plant = || {
        let _ = fs::remove_file(&journal);
        fs::write(&journal, &bytes).unwrap();
        fs::set_permissions(&journal, Permissions::from_mode(0o600)).unwrap();
    };
    for line in [
        "store info",
        "store check",
        "policy set app-passwords frozen",
    ] {
        plant();
        world.run(line).refused(78);
        assert!(key.exists(), "{line}");
    }
    let restore = format!("store restore {} --replace --yes", backup.display());
    world.run(&restore).ok();
    assert!(key.exists() && !journal.exists());
    world.run("store check").ok();

    // What else SQLite would open is named.
    let wal = world.path().join("keyfob.db-wal");
    let _ = fs::remove_file(&wal);
    symlink(&key, &wal).unwrap();
    for line in ["store info", &restore] {
        let refused = world.run(line).refused(78);
        assert!(refused.err.contains("keyfob.db-wal"), "{refused}");
        assert!(refused.err.contains("find out who made it"), "{refused}");
    }
}

/// What belonged to an account that was deleted belongs to no later one.
#[test]
fn no_account_gets_the_number_of_one_that_was_deleted() {
    if !is_in_a_file() {
        return;
    }
    let world = World::new();
    world.add_enrolled(BERTA);
    let bertas = world.run(&format!("apppw create One -a {BERTA}")).word();
    let store = connect(&world);
    let kept = "CREATE TEMP TABLE salts AS SELECT * FROM salt;
                CREATE TEMP TABLE app_passwords AS SELECT * FROM app_password";
    store.execute_batch(kept).unwrap();
    world.run(&format!("account delete {BERTA} --yes")).ok();
    store
        .execute("UPDATE sqlite_sequence SET seq = 0", [])
        .unwrap();
    world.add_enrolled(ALAIN);
    let put_back = "DELETE FROM recovery_code; DELETE FROM salt;
                    INSERT INTO salt SELECT * FROM salts;
                    INSERT INTO app_password SELECT * FROM app_passwords";
    store.execute_batch(put_back).unwrap();
    let ran = world.fed("auth check --service imap", &format!("{ALAIN}\n{bertas}\n"));
    assert!([1, 74].contains(&ran.code), "{ran}");
    assert_eq!(world.run("store check").code, 1);
}

/// Twice the same row would make up for it when they are counted.
#[test]
fn a_policy_is_not_replaced_by_another_one_twice() {
    if !is_in_a_file() {
        return;
    }
    let (world, secrets) = full();
    world.run("policy set app-password-length 20").ok();
    world.run("policy set app-passwords blocked").ok();
    connect(&world)
        .execute_batch(
            "CREATE TABLE wider (key TEXT, value TEXT, tag BLOB, n INTEGER,
                 PRIMARY KEY (key, value, tag, n)) WITHOUT ROWID;
             INSERT INTO wider SELECT key, value, tag, 1 FROM policy WHERE key <> 'app-passwords';
             INSERT INTO wider SELECT key, value, tag, 2 FROM policy WHERE key = 'app-password-length';
             PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET rootpage =
                 (SELECT rootpage FROM sqlite_schema WHERE name = 'wider') WHERE name = 'policy';
             DELETE FROM sqlite_schema WHERE name = 'wider'",
        )
        .unwrap();
    let (account, one) = &secrets.app_passwords[0];
    world
        .fed(&format!("apppw verify -a {account}"), one)
        .refused(74);
    is_found(&world, "a policy twice");
}

#[test]
fn without_its_salt_an_app_password_is_neither_right_nor_wrong() {
    if !is_in_a_file() {
        return;
    }
    let (world, secrets) = full();
    connect(&world).execute("DELETE FROM salt", []).unwrap();
    let (account, one) = &secrets.app_passwords[0];
    world
        .fed(&format!("apppw verify -a {account}"), one)
        .refused(74);
    is_found(&world, "no salt");
}

/// A store without tags would get them from the next keyfob.
#[test]
fn a_store_made_to_look_older_is_refused_and_stays_damaged() {
    if !is_in_a_file() {
        return;
    }
    let (world, secrets) = full();
    let with_tags = TABLES.iter().filter(|table| **table != "log_start");
    let tags: Vec<_> = with_tags
        .map(|table| format!("ALTER TABLE {table} DROP COLUMN tag;"))
        .collect();
    let batch = format!(
        "PRAGMA user_version = 3;
         DROP TABLE log_start;
         DROP INDEX log_of_backups;
         DROP INDEX account_by_state;
         DROP INDEX account_by_name;
         DROP INDEX account_by_place;
         ALTER TABLE account DROP COLUMN password_place;
         DROP TABLE notice;
         ALTER TABLE account DROP COLUMN language;
         {}
         ALTER TABLE store DROP COLUMN id;
         ALTER TABLE store DROP COLUMN policy_keys;
         UPDATE account SET disabled = 0;",
        tags.concat()
    );
    connect(&world).execute_batch(&batch).unwrap();
    let (account, three) = &secrets.app_passwords[4];
    world
        .fed(&format!("apppw verify -a {account}"), three)
        .refused(74);
    // No operator can accept it.
    world.run("store check --repair --yes").refused(74);
    let verified = world.fed(&format!("apppw verify -a {account}"), three);
    assert_eq!(verified.code, 74, "{verified}");
    is_found(&world, "an older store");
}
