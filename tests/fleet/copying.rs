//! A store is copied from a file to a database and back.

use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;

use crate::promises::figure;
use crate::support::database::has_server;
use crate::support::with_key::{self, place};
use crate::support::{Program, Ran, fed, ran};

struct Copies {
    program: Program,
    file: PathBuf,
    /// The database.
    there: Program,
    back: PathBuf,
}

impl Copies {
    /// Of the store of this machine.
    fn of(program: Program) -> Self {
        Self {
            file: program.path().join("keyfob.db"),
            there: Program::on_server(),
            back: program.path().join("back.db"),
            program,
        }
    }

    fn command(&self, line: &str, store: &Path) -> Command {
        let mut command = self.program.command(line);
        let key = self.program.path().join("keyfob.db.key");
        command
            .env("KEYFOB_STORE", store)
            .env("KEYFOB_KEY_FILE", key);
        command
    }

    fn at(&self, line: &str, store: &Path) -> Ran {
        ran(line, &self.command(line, store).output().unwrap())
    }

    fn copy(&self, from: &Path, to: &Path) -> Ran {
        let line = format!("store copy {} {}", from.display(), to.display());
        self.at(&line, from)
    }

    fn there_and_back(&self) {
        self.copy(&self.file, &self.there.store()).ok();
        self.copy(&self.there.store(), &self.back).ok();
    }

    /// Every row is in both files as it was. The trail has gone on: both copies are entries of it.
    #[track_caller]
    fn are_the_same(&self) {
        let both = Connection::open(&self.file).unwrap();
        let attach = "ATTACH DATABASE ? AS back";
        both.execute(attach, [self.back.to_str().unwrap()]).unwrap();
        let number = |sql: &str| -> u32 { both.query_row(sql, [], |row| row.get(0)).unwrap() };
        let sql = "SELECT name FROM main.sqlite_schema WHERE type = 'table'";
        let mut tables = both.prepare(sql).unwrap();
        let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
        for table in tables.map(Result::unwrap) {
            for (one, other, more) in [("main", "back", 0), ("back", "main", 2)] {
                let differ = number(&format!(
                    "SELECT count(*) FROM (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table})"
                ));
                let expected = if table == "log" { more } else { 0 };
                assert_eq!(differ, expected, "{table} of {one}");
            }
            let [file, back] =
                ["main", "back"].map(|one| number(&format!("SELECT count(*) FROM {one}.{table}")));
            assert_eq!(file + if table == "log" { 2 } else { 0 }, back, "{table}");
        }
    }
}

#[test]
fn a_store_is_copied_to_a_database_and_back_as_it_is() {
    if !has_server() {
        return;
    }
    let program = Program::enrolled();
    let secret = program.run("apppw create Outlook").word();
    program.run("apppw create Old").ok();
    program.run("apppw rotate Old --overlap 24h").ok();
    program.run("apppw create Gone").ok();
    program.run("apppw delete Gone --yes").ok();
    let line = "apppw verify --service imap --from 192.0.2.7";
    program.fed(line, &secret).ok();
    let copies = Copies::of(program);
    copies.there_and_back();
    copies.are_the_same();
    let before = copies.at("store export", &copies.file).ok();
    for store in [copies.there.store(), copies.back.clone()] {
        assert_eq!(copies.at("store export", &store).ok(), before);
        copies.at("store check", &store).ok();
        let verify = copies.command("apppw verify", &store);
        fed(verify, "apppw verify", &secret).ok();
        // Numbers go on where they were.
        copies.at("apppw create More", &store).ok();
    }
    copies.copy(&copies.file, &copies.there.store()).refused(73);
}

#[test]
fn many_accounts_are_copied_to_a_database_and_back_as_they_are() {
    if !has_server() {
        return;
    }
    let program = Program::enrolled();
    program.run("apppw create Outlook").ok();
    add_accounts(&program.store(), figure(1_000, 1_000_000));
    let copies = Copies::of(program);
    copies.there_and_back();
    copies.are_the_same();
    for store in [copies.there.store(), copies.back.clone()] {
        copies.at("log check", &store).ok();
        copies.at("store check", &store).ok();
    }
}

/// Adds accounts with an app password each. What is sealed is sealed for its row, as keyfob would.
fn add_accounts(store: &Path, number: usize) {
    let seal = with_key::sealer(store);
    let mut connection = Connection::open(store).unwrap();
    // A store that is thrown away needn't survive a power cut while it is made.
    connection
        .pragma_update(None, "synchronous", "off")
        .unwrap();
    let tx = connection.transaction().unwrap();
    {
        let mut account = tx
            .prepare(
                "INSERT INTO account
                     (id, name, name_key, mfa, password, must_change_password, created_at)
                 VALUES (?1, ?2, ?2, 'enforced', ?3, 0, 1780000000)",
            )
            .unwrap();
        let mut salt = tx
            .prepare(
                "INSERT INTO salt (id, account_id, salt, memory_kib, passes, lanes)
                 VALUES (?1, ?1, randomblob(16), 19456, 2, 1)",
            )
            .unwrap();
        let mut app_password = tx
            .prepare(
                "INSERT INTO app_password
                     (id, account_id, salt_id, name, name_key, services, networks, verifier, created_at)
                 VALUES (?1, ?2, ?2, 'Outlook', 'outlook', '', '', ?3, 1780000000)",
            )
            .unwrap();
        for id in 1_000..1_000 + i64::try_from(number).unwrap() {
            let name = format!("user{id}@contoso.com");
            let row = id.to_string();
            let phc = seal.seal(place("account", "password", &row, id), b"$argon2id$");
            account.execute((id, name, phc)).unwrap();
            salt.execute([id]).unwrap();
            let row = format!("{id:010}");
            let verifier = seal.seal(place("app_password", "verifier", &row, id), &[7; 32]);
            app_password.execute((row, id, verifier)).unwrap();
        }
    }
    tx.commit().unwrap();
    drop(connection);
    for table in ["account", "salt", "app_password"] {
        with_key::tag_all(store, table);
    }
}
