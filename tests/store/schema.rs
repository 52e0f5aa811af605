//! The released schemas: a new store has exactly the last, and a store that was written with any
//! of them opens and works for ever after.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{ALAIN, Program, Ran, World, ran};
use jiff::Timestamp;
use keyfob::domain::sign_in::TerminalSession;
use rusqlite::Connection;
use rusqlite::types::Value;

/// What was released of one version.
struct Released {
    version: i64,
    schema: &'static str,
    /// A store of this schema that was worked with.
    worked: &'static str,
    /// When that was over.
    until: &'static str,
}

const FIRST: Released = Released {
    version: 1,
    schema: include_str!("../fixtures/schema-1.sql"),
    worked: include_str!("../fixtures/store-1.sql"),
    until: "2026-11-21T12:02:00Z",
};
const SECOND: Released = Released {
    version: 2,
    schema: include_str!("../fixtures/schema-2.sql"),
    worked: include_str!("../fixtures/store-2.sql"),
    until: "2026-11-21T12:34:30Z",
};
/// The second with another index.
const THIRD: Released = Released {
    version: 3,
    schema: include_str!("../fixtures/schema-3.sql"),
    worked: concat!(
        include_str!("../fixtures/store-2.sql"),
        include_str!("../../src/store/migrations/003_log_index.sql"),
        "PRAGMA user_version = 3;"
    ),
    until: "2026-11-21T12:34:30Z",
};
/// Its rows have tags, which later columns leave right.
const SIXTH: Released = Released {
    version: 6,
    schema: include_str!("../fixtures/schema-6.sql"),
    worked: include_str!("../fixtures/store-6.sql"),
    until: "2026-11-21T12:34:30Z",
};
/// The sixth with the places of passwords.
const SEVENTH: Released = Released {
    version: 7,
    schema: include_str!("../fixtures/schema-7.sql"),
    worked: concat!(
        include_str!("../fixtures/store-6.sql"),
        include_str!("../../src/store/migrations/007_password_place.sql"),
        "PRAGMA user_version = 7;"
    ),
    until: "2026-11-21T12:34:30Z",
};
const ALL: [Released; 5] = [FIRST, SECOND, THIRD, SIXTH, SEVENTH];

const VERSION: i64 = 8;
const SCHEMA: &str = include_str!("../../src/store/schema.sql");

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

impl Released {
    /// What a line at the head of the worked store's fixture says.
    fn noted(&self, label: &str) -> &'static str {
        let start = format!("-- {label}: ");
        self.worked
            .lines()
            .find_map(|line| line.strip_prefix(start.as_str()))
            .expect(label)
    }

    /// Puts the worked store there.
    fn put(&self, store: &Path) {
        let connection = Connection::open(store).unwrap();
        connection.execute_batch(self.worked).unwrap();
        connection.close().unwrap();
        fs::set_permissions(store, Permissions::from_mode(0o600)).unwrap();
        for (label, end) in [("key", ".key"), ("head", ".head")] {
            let mut beside = store.as_os_str().to_owned();
            beside.push(end);
            write_closed(Path::new(&beside), &unhex(self.noted(label)));
        }
    }

    /// A world whose store is the worked one, at the time when that was made.
    fn world(&self) -> World {
        let world = World::new();
        // What it made was made by a world, too.
        world.seed(1_000);
        self.put(&world.store());
        let then: Timestamp = self.until.parse().unwrap();
        world.pass(then.duration_since(world.now()).as_secs());
        world
    }
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

/// The statements of a schema, in whatever order they are.
fn sorted(sql: &str) -> Vec<String> {
    let mut all: Vec<_> = sql
        .split(';')
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect();
    all.sort();
    all
}

/// Each row of an answer, as text.
fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect(sql);
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut all = vec![];
    while let Some(row) = rows.next().unwrap() {
        let values: Vec<Value> = (0..columns).map(|at| row.get(at).unwrap()).collect();
        all.push(format!("{values:?}"));
    }
    all
}

fn number(connection: &Connection, pragma: &str) -> i64 {
    connection
        .pragma_query_value(None, pragma, |row| row.get(0))
        .unwrap()
}

fn names(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

fn tables(connection: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' ORDER BY name";
    names(connection, sql)
}

/// Everything that `SQLite` knows of tables, columns, keys and indexes, however they were written.
fn structure(connection: &Connection) -> Vec<String> {
    let mut all = rows(
        connection,
        "SELECT name, type, ncol, wr, strict FROM pragma_table_list WHERE schema = 'main' ORDER BY name",
    );
    for table in tables(connection) {
        let columns = format!("SELECT '{table}', * FROM pragma_table_xinfo('{table}')");
        let keys = format!("SELECT '{table}', * FROM pragma_foreign_key_list('{table}')");
        // In the order of their names rather than of their making.
        let list = format!(
            "SELECT '{table}', name, \"unique\", origin, partial FROM pragma_index_list('{table}') ORDER BY name"
        );
        for sql in [columns, keys, list] {
            all.extend(rows(connection, &sql));
        }
        let indexes = format!("SELECT name FROM pragma_index_list('{table}') ORDER BY name");
        for index in names(connection, &indexes) {
            let sql = format!("SELECT '{index}', * FROM pragma_index_xinfo('{index}')");
            all.extend(rows(connection, &sql));
        }
    }
    all
}

/// All that is in these columns of a table.
fn content(connection: &Connection, table: &str, columns: &[String]) -> Vec<String> {
    let columns = columns.join(", ");
    let mut all = rows(connection, &format!("SELECT {columns} FROM {table}"));
    all.sort();
    all
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    names(
        connection,
        &format!("SELECT name FROM pragma_table_xinfo('{table}')"),
    )
}

#[track_caller]
fn whole(world: &World) {
    world.run("store check").ok();
    world.run("log check").ok();
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
    assert_eq!(number(&connection, "application_id"), 0x4b46_4f42);
    assert_eq!(number(&connection, "user_version"), VERSION);
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn every_table_is_strict() {
    for world in [fresh(), migrated(&FIRST), migrated(&THIRD)] {
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
}

#[test]
fn each_worked_store_is_of_its_released_schema() {
    for released in ALL {
        let world = released.world();
        let connection = connect(&world);
        // A dump makes the indexes last.
        assert_eq!(
            sorted(&schema(&connection)),
            sorted(&bare(released.schema)),
            "{}",
            released.version
        );
        assert_eq!(number(&connection, "user_version"), released.version);
    }
}

/// A worked store, brought up to date by whatever opens it first.
fn migrated(released: &Released) -> World {
    let world = released.world();
    world.run("account list").ok();
    world
}

#[test]
fn a_migrated_store_is_like_a_new_one() {
    let fresh = fresh();
    let fresh = connect(&fresh);
    for released in ALL {
        let migrated = migrated(&released);
        let migrated = connect(&migrated);
        assert_eq!(number(&migrated, "application_id"), 0x4b46_4f42);
        assert_eq!(number(&migrated, "user_version"), VERSION);
        assert_eq!(structure(&migrated), structure(&fresh));
        // Conditions of tables and of partial indexes are nowhere else.
        assert_eq!(sorted(&schema(&migrated)), sorted(&schema(&fresh)));
        assert!(rows(&migrated, "PRAGMA foreign_key_check").is_empty());
        assert_eq!(
            rows(&migrated, "PRAGMA integrity_check"),
            ["[Text(\"ok\")]"]
        );
    }
}

/// As the store asks at each log-in, and for each line of a list: what else was recorded of the account
/// isn't gone through.
#[test]
fn one_kind_of_event_of_an_account_has_an_index() {
    let world = fresh();
    for asked in [
        "SELECT at FROM log WHERE account_id = 1 AND event = 'x' ORDER BY at DESC LIMIT 1",
        "SELECT count(*) FROM log WHERE account_id = 1 AND at >= 0 AND at < 60 AND event = 'x'",
    ] {
        let plan = rows(&connect(&world), &format!("EXPLAIN QUERY PLAN {asked}"));
        let [step] = plan.as_slice() else {
            panic!("{plan:?}")
        };
        assert!(
            step.contains("INDEX log_of_account (account_id=? AND event=?"),
            "{step}"
        );
    }
}

/// What a store of its own key, and with tags, has otherwise.
const SEALED_AGAIN: [(&str, &str); 7] = [
    ("account", "password"),
    ("method", "secret"),
    ("recovery_code", "verifier"),
    ("app_password", "verifier"),
    ("log", "tag"),
    ("store", "id"),
    ("store", "policy_keys"),
];

#[test]
fn a_migration_keeps_every_value_and_invents_none() {
    let world = FIRST.world();
    let connection = connect(&world);
    let before: Vec<_> = tables(&connection)
        .into_iter()
        .filter(|table| table != "sqlite_schema")
        .map(|table| {
            let mut columns = columns(&connection, &table);
            columns.retain(|column| !SEALED_AGAIN.contains(&(table.as_str(), column.as_str())));
            let content = content(&connection, &table, &columns);
            (table, columns, content)
        })
        .collect();
    assert!(before.iter().any(|(_, _, content)| content.len() > 10));
    drop(connection);
    world.run("account list").ok();

    let connection = connect(&world);
    assert_eq!(number(&connection, "user_version"), VERSION);
    for (table, columns_before, before) in &before {
        assert_eq!(
            &content(&connection, table, columns_before),
            before,
            "{table}"
        );
    }
    for table in tables(&connection) {
        let known = before.iter().find(|(name, _, _)| *name == table);
        match known {
            _ if table == "sqlite_schema" => {}
            // What is new of an old row isn't known.
            Some((_, known, _)) => {
                for column in columns(&connection, &table) {
                    if !known.contains(&column)
                        && column != "tag"
                        && !SEALED_AGAIN.contains(&(table.as_str(), column.as_str()))
                    {
                        let sql = format!(
                            "SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} != 0"
                        );
                        assert_eq!(
                            rows(&connection, &sql),
                            ["[Integer(0)]"],
                            "{table}.{column}"
                        );
                    }
                }
            }
            None => {
                let sql = format!("SELECT count(*) FROM {table}");
                assert_eq!(rows(&connection, &sql), ["[Integer(0)]"], "{table}");
            }
        }
    }
}

/// Whoever comes second finds it done, and nobody is turned away.
#[test]
fn a_store_that_many_open_at_once_is_migrated_once() {
    for round in 0..10 {
        let program = Program::new();
        FIRST.put(&program.store());
        let lines = [
            "account list",
            "account add clara@contoso.com",
            "store info",
            "account add dora@contoso.com",
        ];
        let children: Vec<_> = lines
            .iter()
            .map(|line| (line, program.command(line).spawn().unwrap()))
            .collect();
        let all: Vec<_> = children
            .into_iter()
            .map(|(line, child)| ran(line, &child.wait_with_output().unwrap()))
            .collect();
        let connection = Connection::open(program.store()).unwrap();
        assert_eq!(number(&connection, "user_version"), VERSION);
        assert_eq!(sorted(&schema(&connection)), sorted(&bare(SCHEMA)));
        drop(connection);
        program.run("store check").ok();
        program.run("log check").ok();
        for ran in all {
            assert_eq!(ran.code, 0, "in round {round}: {ran}");
        }
        assert_eq!(program.run("account list").ok().lines().count(), 4);
    }
}

#[test]
fn each_worked_store_opens_and_is_whole() {
    for (released, accounts, left, there) in [
        (FIRST, 2, 10, 5),
        (SECOND, 3, 9, 4),
        (THIRD, 3, 9, 4),
        (SIXTH, 3, 9, 4),
        (SEVENTH, 3, 9, 4),
    ] {
        let world = released.world();
        whole(&world);
        assert_eq!(world.run("account list").ok().lines().count(), accounts);
        assert_eq!(world.run("policy show modern-apps").word(), "Thunderbird");
        let listed = world.run(&format!("apppw list -a {ALAIN} --json")).json();
        assert_eq!(
            listed["app_passwords"].as_array().unwrap().len(),
            there,
            "{listed}"
        );
        let shown = world.run(&format!("account show {ALAIN} --json")).json();
        assert_eq!(
            (
                &shown["mfa"],
                &shown["recovery_codes_left"],
                &shown["authenticators"]
            ),
            (&"enforced".into(), &left.into(), &1.into()),
            "{shown}"
        );
    }
}

/// The reason of a no; "ok" of a yes.
fn verify(world: &World, flags: &str, secret: &str) -> String {
    let ran = world.fed(&format!("apppw verify -a {ALAIN} {flags} --json"), secret);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.code == 0, answer["ok"] == true, "{ran}");
    answer["reason"].as_str().unwrap_or("ok").to_owned()
}

#[test]
fn the_worked_stores_app_passwords_are_what_they_were() {
    for released in ALL {
        let world = released.world();
        let noted = |label| released.noted(label);
        let verify = |flags, secret| verify(&world, flags, secret);
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
        if released.version == FIRST.version {
            assert_eq!(verify("", noted("expired-a-year-later")), "ok");
        } else {
            assert_eq!(verify("", noted("password")), "no_match");
        }
        world.pass(366 * 24 * 60 * 60);
        if released.version == FIRST.version {
            assert_eq!(verify("", noted("expired-a-year-later")), "expired");
        }
        assert_ne!(verify("", noted("replaced")), "ok");
        assert_eq!(verify("", noted("rotated")), "ok");
    }
}

#[test]
fn each_worked_store_can_be_worked_on() {
    for released in ALL {
        let world = released.world();
        let secret = world.run(&format!("apppw create Tablet -a {ALAIN}")).word();
        assert_eq!(verify(&world, "", &secret), "ok");
        world.run("account delete berta@contoso.com --yes").ok();
        world.run("account add dora@contoso.com").ok();
        let dora: i64 = connect(&world)
            .query_row(
                "SELECT id FROM account WHERE name = 'dora@contoso.com'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert!(dora > 1_000, "a number is never used again: {dora}");
        whole(&world);
    }
}

fn sit(world: &World, seat: &str) {
    *world.terminal_session.borrow_mut() = Some(TerminalSession::new(1000, 42, seat));
}

fn sign_in(world: &World, account: &str, flags: &str, lines: &[&str]) -> Ran {
    let line = format!("signin -a {account} --password-stdin {flags}");
    world.fed(&line, &lines.join("\n"))
}

#[test]
fn who_had_an_account_before_there_was_signing_in_signs_in() {
    let world = FIRST.world();
    let password = "quartz biscuit under the gibbon";
    let line = format!("account password {ALAIN} --password-stdin");
    world.fed(&line, password).ok();
    world.operator.set(false);
    let code = FIRST.noted("recovery-code");
    sign_in(&world, ALAIN, "--method recovery", &[password, code]).ok();
    let status = world.run(&format!("mfa status -a {ALAIN} --json")).json();
    assert_eq!(status["recovery_codes_left"], 9, "{status}");
    assert_eq!(status["methods"].as_array().unwrap().len(), 1, "{status}");
    assert_eq!(status["methods"][0]["kind"], "authenticator", "{status}");
    assert_eq!(status["methods"][0]["default"], true, "{status}");
    let secret = world.run(&format!("apppw create Mine -a {ALAIN}")).word();
    assert_eq!(verify(&world, "", &secret), "ok");
    whole(&world);
}

#[test]
fn the_second_worked_stores_holder_is_signed_in_as_long_as_that_was() {
    let world = SECOND.world();
    world.operator.set(false);
    let status = || world.run(&format!("mfa status -a {ALAIN} --json"));
    for (seat, seconds) in [("second", 540), ("third", 540), ("first", 600)] {
        sit(&world, seat);
        assert_eq!(status().code, 0, "{seat}");
        world.pass(seconds - 1);
        assert_eq!(status().code, 0, "{seat} after {seconds} seconds less one");
        world.pass(1);
        status().refused(77);
        world.pass(-seconds);
    }
    sit(&world, "elsewhere");
    status().refused(77);
    sit(&world, "first");
    let status = status().json();
    let method = |number: usize, key: &str| status["methods"][number][key].clone();
    assert_eq!(method(0, "kind"), "authenticator");
    assert_eq!(method(0, "last_used_at"), "2026-11-21T12:34:30Z");
    assert_eq!(method(1, "kind"), "email");
    assert_eq!(method(1, "label"), "alain@example.org");
    assert_eq!(method(1, "default"), true);
    assert_eq!(method(1, "added_at"), "2026-11-21T12:00:00Z");
    assert_eq!(method(1, "last_used_at"), "2026-11-21T12:33:30Z");
    world.run("signout").ok();
    world.run(&format!("mfa status -a {ALAIN}")).refused(77);
    whole(&world);
}

#[test]
fn the_second_worked_stores_holders_sign_in_as_they_did() {
    let world = SECOND.world();
    world.operator.set(false);
    sit(&world, "elsewhere");
    let password = SECOND.noted("password");
    let authenticator = |code: &str| {
        let way = "--method authenticator";
        sign_in(&world, ALAIN, way, &[password, code])
    };
    let code = world.code(SECOND.noted("otpauth"));
    // It signed somebody in before.
    authenticator(&code).refused(77);
    world.pass(30);
    authenticator(&world.code(SECOND.noted("otpauth"))).ok();
    // As another keyboard has it.
    let decomposed = password.replace('é', "e\u{301}");
    assert_ne!(decomposed, password);
    let recovery = |password: &str, label: &str| {
        let lines = [password, SECOND.noted(label)];
        sign_in(&world, ALAIN, "--method recovery", &lines)
    };
    recovery(&decomposed, "used-recovery-code").refused(77);
    assert_eq!(recovery(&decomposed, "recovery-code").code, 0);
    recovery(password, "recovery-code").refused(77);
    sign_in(&world, ALAIN, "", &[SECOND.noted("password-of-berta")]).refused(77);

    let temporary = SECOND.noted("temporary-password-of-cleo");
    let own = "lantern biscuit over the quartz";
    let cleo = "cleo@contoso.com";
    sign_in(&world, cleo, "", &[temporary, own]).ok();
    sign_in(&world, cleo, "", &[temporary]).refused(77);
    sign_in(&world, cleo, "", &[own]).ok();
    whole(&world);
}

#[test]
fn the_second_worked_stores_failures_still_count() {
    let world = SECOND.world();
    world.operator.set(false);
    let berta = || {
        let password = SECOND.noted("password-of-berta");
        sign_in(&world, "berta@contoso.com", "", &[password])
    };
    let nobody = || sign_in(&world, "Nobody@contoso.com", "", &["wrong"]);
    // The last of thirteen was a minute ago, and made a wait of 256 seconds.
    berta().refused(75);
    for _ in 0..4 {
        nobody().refused(77);
    }
    nobody().refused(75);
    world.pass(195);
    berta().refused(75);
    world.pass(1);
    berta().ok();
    whole(&world);
}
