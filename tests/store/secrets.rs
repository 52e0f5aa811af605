//! The store alone reveals nothing: no secret that was ever issued or typed is in its files or its
//! audit trail, and nothing sealed is of use anywhere but where it was put.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::support::holder::{Holder, PASSWORD, until};
use crate::support::{ALAIN, Made, Program, Ran, World, has, install_program};
use keyfob::crypto::argon2id;
use keyfob::crypto::totp::TotpSecret;
use keyfob::crypto::verifier::{Purpose, Verifier};
use rusqlite::Connection;

const BERTA: &str = "berta@contoso.com";

/// Everything secret that there ever was, each with what it is.
#[derive(Default)]
struct Secrets(Vec<(String, Vec<u8>)>);

impl Secrets {
    /// A text, as it was shown and in every way it may be typed.
    fn text(&mut self, what: &str, secret: &str) {
        let bare: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        assert!(
            bare.len() >= 6,
            "{what} is too short to be searched for: {secret:?}"
        );
        let grouped = |separator: &str| {
            let groups: Vec<_> = bare
                .as_bytes()
                .chunks(4)
                .map(|four| str::from_utf8(four).unwrap())
                .collect();
            groups.join(separator)
        };
        for form in [secret.to_owned(), bare.clone(), grouped(" "), grouped("-")] {
            self.0.push((format!("{what} {form}"), form.into_bytes()));
        }
        self.raw(what, bare.as_bytes());
    }

    /// Bytes, and their hexadecimal digits.
    fn raw(&mut self, what: &str, secret: &[u8]) {
        let hex = secret
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        self.0.push((format!("{what}, raw"), secret.to_vec()));
        self.0
            .push((format!("{what}, hexadecimal"), hex.into_bytes()));
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle))
}

/// What of these is in there. All are looked for in one pass by how they begin, since there are
/// hundreds, and megabytes to be searched.
fn found_in<'a>(haystack: &[u8], secrets: &'a [(String, Vec<u8>)]) -> Vec<&'a str> {
    const BEGINNING: usize = 6;
    let haystack = haystack.to_ascii_lowercase();
    let mut by_beginning: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let lower: Vec<_> = secrets
        .iter()
        .map(|(_, secret)| secret.to_ascii_lowercase())
        .collect();
    for (number, secret) in lower.iter().enumerate() {
        by_beginning
            .entry(&secret[..BEGINNING])
            .or_default()
            .push(number);
    }
    let mut found = vec![];
    for (at, window) in haystack.windows(BEGINNING).enumerate() {
        for &number in by_beginning.get(window).into_iter().flatten() {
            if haystack[at..].starts_with(&lower[number]) {
                found.push(secrets[number].0.as_str());
            }
        }
    }
    found
}

/// The store's files as they are now: database, log, shared memory, head.
fn files(world: &World) -> Vec<(String, Vec<u8>)> {
    ["", "-wal", "-shm", ".head"]
        .map(|suffix| {
            let name = format!("keyfob.db{suffix}");
            let bytes = fs::read(world.path().join(&name)).unwrap();
            (name, bytes)
        })
        .into()
}

fn connect(world: &World) -> Connection {
    Connection::open(world.store()).unwrap()
}

fn totp_secret(uri: &str) -> String {
    uri.split("secret=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned()
}

/// Sets MFA up, and collects what that shows.
fn enrol(world: &World, account: &str, secrets: &mut Secrets) -> String {
    let uri = world.run(&format!("mfa enroll -a {account}")).word();
    let base32 = totp_secret(&uri);
    secrets.raw(
        "authenticator's secret",
        TotpSecret::from_base32(&base32).unwrap().expose(),
    );
    secrets.text("authenticator's secret", &base32);
    let code = world.code(&uri);
    secrets.text("code", &code);
    let wrong = world.run(&format!("mfa enroll -a {account} --confirm 482915"));
    assert_eq!(wrong.code, 1, "{wrong}");
    secrets.text("wrong code", "482915");
    let ended = world
        .run(&format!(
            "mfa enroll -a {account} --confirm {code} --app First --json"
        ))
        .json();
    for code in ended["recovery_codes"].as_array().unwrap() {
        secrets.text("recovery code", code.as_str().unwrap());
    }
    let password = ended["app_password"]["password"]
        .as_str()
        .unwrap()
        .to_owned();
    secrets.text("app password", &password);
    password
}

fn works_a_store(world: &World, secrets: &mut Secrets) {
    secrets.text(
        "temporary password",
        &world.run("account add temporary@contoso.com").word(),
    );
    for (account, password) in [
        (ALAIN, "Correct Horse Battery 42"),
        (BERTA, "tr0ub4dor and three"),
    ] {
        world
            .fed(
                &format!("account add {account} --mfa enabled --password-stdin"),
                &format!("{password}\n"),
            )
            .ok();
        secrets.text("password", password);
    }
    secrets.text(
        "temporary password",
        &world
            .run(&format!("account password {BERTA} --temporary"))
            .word(),
    );
    world
        .fed(
            &format!("account password {ALAIN} --password-stdin"),
            "Purple Monkey Dishwasher",
        )
        .ok();
    secrets.text("new password", "Purple Monkey Dishwasher");

    let first = enrol(world, ALAIN, secrets);
    enrol(world, BERTA, secrets);
    // Begun and never ended.
    let uri = world.run(&format!("mfa enroll -a {ALAIN}")).word();
    secrets.text("authenticator's secret", &totp_secret(&uri));

    let verify = |line: &str, typed: &str, code| {
        let ran = world.fed(&format!("apppw verify -a {ALAIN} {line}"), typed);
        assert_eq!(ran.code, code, "{ran}");
    };
    for name in ["Outlook", "Laptop", "Printer"] {
        let password = world
            .run(&format!(
                "apppw create {name} -a {ALAIN} --only imap --from 192.0.2.0/24"
            ))
            .word();
        secrets.text("app password", &password);
        verify("--service imap --from 192.0.2.7", &password, 0);
        verify("--service smtp --from 198.51.100.1", &password, 1);
    }
    for flags in ["", "--overlap 24h"] {
        secrets.text(
            "rotated",
            &world
                .run(&format!("apppw rotate Laptop -a {ALAIN} {flags}"))
                .word(),
        );
    }
    world
        .run(&format!("apppw rename Laptop Desktop -a {ALAIN}"))
        .ok();
    world
        .run(&format!("apppw delete Outlook -a {ALAIN} --yes"))
        .ok();
    verify("", &first, 0);
    for wrong in [
        "wxyz wxyz wxyz wxyz",
        "Purple Monkey Dishwasher",
        "not-a-password-at-all",
    ] {
        world.pass(60);
        verify("--service imap --from 203.0.113.5", wrong, 1);
        secrets.text("wrong one", wrong);
    }
    let nobody = world.fed("apppw verify -a nobody@contoso.com", "typed for nobody");
    assert_ne!(nobody.code, 0, "{nobody}");
    secrets.text("typed for nobody", "typed for nobody");
    world.run("policy set app-passwords frozen").ok();
    world.run(&format!("account delete {BERTA} --yes")).ok();
}

/// What is stored in place of the secret, before it is sealed.
fn stored_forms(connection: &Connection, secrets: &mut Secrets) {
    let typed: Vec<_> = secrets
        .0
        .iter()
        .filter(|(what, _)| what.starts_with("app password "))
        .cloned()
        .collect();
    let salt: [u8; 16] = connection
        .query_row("SELECT salt FROM salt", [], |row| row.get(0))
        .unwrap();
    let mut ids = connection.prepare("SELECT id FROM app_password").unwrap();
    let ids: Vec<String> = ids
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(ids.len() >= 5);
    for (what, secret) in typed {
        let hash = argon2id::hash(&secret, &salt, argon2id::GENERATED).unwrap();
        secrets.raw(&format!("hash of {what}"), hash.as_ref());
        for id in &ids {
            let verifier = Verifier::derive(&hash, Purpose::AppPassword, id);
            secrets.raw("verifier", verifier.expose());
            secrets.raw("tombstone", verifier.tombstone().expose());
        }
    }
}

#[test]
fn no_secret_is_in_the_files_or_in_the_trail() {
    let world = World::new();
    world.run("store init").ok();
    // A reader that stays keeps every page ever written in the WAL.
    let reader = connect(&world);
    reader.execute_batch("BEGIN; SELECT * FROM store").unwrap();
    let mut secrets = Secrets::default();
    works_a_store(&world, &mut secrets);
    stored_forms(&connect(&world), &mut secrets);
    let key = fs::read(world.path().join("keyfob.db.key")).unwrap();
    secrets.raw("key", &key);
    secrets.text("PHC string", "$argon2id$v=19$m=65536");
    assert!(
        secrets.0.len() > 250,
        "only {} were collected",
        secrets.0.len()
    );

    let mut haystacks = files(&world);
    assert!(
        haystacks[1].1.len() > 400_000,
        "the WAL has only {} bytes",
        haystacks[1].1.len()
    );
    for line in [
        "log --json",
        "log",
        "account list --json",
        "store info --json",
        "apppw list --json -a alain@contoso.com",
    ] {
        haystacks.push((line.to_owned(), world.run(line).ok().into_bytes()));
    }
    // What is no secret is found, so that a search that finds nothing means something.
    let known =
        [BERTA.to_uppercase(), "Laptop".to_owned()].map(|text| (text.clone(), text.into_bytes()));
    for place in [1, 4] {
        assert!(
            found_in(&haystacks[place].1, &known).len() >= 2,
            "{}",
            haystacks[place].0
        );
    }
    for (place, haystack) in &haystacks {
        let found = found_in(haystack, &secrets.0);
        assert!(found.is_empty(), "in {place}: {found:?}");
    }
    reader.execute_batch("ROLLBACK").unwrap();
    drop(reader);
    world.run("store check").ok();
}

const ALPHABET_32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALPHABET_64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// So many bits a letter, without the padding.
fn encoded(secret: &[u8], bits: usize, alphabet: &[u8]) -> Vec<u8> {
    let all = secret
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect::<Vec<_>>();
    // Of the last letter only whole ones: what it is depends on what follows.
    all.chunks_exact(bits)
        .map(|bits| {
            bits.iter()
                .fold(0, |letter, bit| letter << 1 | usize::from(*bit))
        })
        .map(|letter| alphabet[letter])
        .collect()
}

impl Secrets {
    /// As it is, and in every way that it may have been written down.
    fn typed(&mut self, what: &str, secret: &str) {
        let bare: String = secret.chars().filter(|&c| c != '-').collect();
        for form in [secret.to_owned(), bare] {
            self.raw(&format!("{what} {form}"), form.as_bytes());
            for (name, bits, alphabet) in [("base32", 5, ALPHABET_32), ("base64", 6, ALPHABET_64)] {
                let text = encoded(form.as_bytes(), bits, alphabet);
                self.0.push((format!("{what} {form}, {name}"), text));
            }
        }
    }
}

#[test]
fn the_encodings_are_those_that_everybody_means() {
    let text = |bits, alphabet| String::from_utf8(encoded(b"foobar", bits, alphabet)).unwrap();
    assert_eq!(text(5, ALPHABET_32), "MZXW6YTBO");
    assert_eq!(text(6, ALPHABET_64), "Zm9vYmFy");
}

/// Codes that are sent: typed right, typed wrong, and never typed.
fn codes_by_text(holder: &Holder, secrets: &mut Secrets) {
    let program = &holder.program;
    let sent = program.path().join("sent");
    let command = program.path().join("text");
    let lines = format!("cat >'{0}.new'; mv '{0}.new' '{0}'\n", sent.display());
    fs::write(&command, lines).unwrap();
    program.set_policy("phone-command", &format!("/bin/sh {}", command.display()));
    program
        .run(&format!("account set {ALAIN} --phone +4930987654"))
        .ok();
    holder.sql(
        "INSERT INTO contact (account_id, kind, verified_at) SELECT id, 'phone', 0 FROM account",
        [],
    );
    for right in [Some(true), Some(false), None] {
        let line = "signin --password-stdin --method phone";
        let mut child = program
            .holder_command(line)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{PASSWORD}").unwrap();
        let text = until("the text", || fs::read_to_string(&sent).ok());
        fs::remove_file(&sent).unwrap();
        let code = text[..6].to_owned();
        secrets.typed("code sent", &code);
        if let Some(right) = right {
            let typed = match right {
                true => code,
                false if code == "735264" => "735265".to_owned(),
                false => "735264".to_owned(),
            };
            secrets.typed("code of a text", &typed);
            writeln!(stdin, "{typed}").unwrap();
        }
        drop(stdin);
        let code = child.wait().unwrap().code();
        assert_eq!(code == Some(0), right == Some(true));
        holder.sql("UPDATE contact_code SET sent_at = sent_at - 60", []);
    }
}

/// By the real program: passwords, codes of every kind, right ones and wrong ones.
#[test]
fn nothing_that_was_typed_to_sign_in_is_in_the_files_or_in_the_trail() {
    const NEW: &str = "amber-Ladder: kocht 9";
    let holder = Holder::enforced();
    let program = &holder.program;
    let reader = holder.connection();
    reader.execute_batch("BEGIN; SELECT * FROM store").unwrap();
    let mut secrets = Secrets::default();
    let mut signs_in = |lines: &[&str], method: &str, code: u8| {
        for line in lines {
            secrets.typed("line", line);
        }
        let line = format!("signin --password-stdin {method}");
        let ran = program.holder_fed(&line, &(lines.join("\n") + "\n"));
        assert_eq!(ran.code, code, "{ran}");
    };
    let secret_of_app = totp_secret(&holder.uri);
    signs_in(&[PASSWORD, &holder.code()], "", 0);
    signs_in(&["zoology-Kettle: wrong 8"], "", 77);
    for wrong in holder.wrong_codes().take(2) {
        signs_in(&[PASSWORD, &wrong], "", 77);
    }
    for code in &holder.recovery_codes[..2] {
        signs_in(&[PASSWORD, code], "", 0);
    }
    signs_in(&[PASSWORD, &holder.recovery_codes[0]], "", 77);
    signs_in(&[PASSWORD, "wxyz-2345-wxyz-2345"], "--method recovery", 77);
    // An app password signs nobody in.
    let app_password = program.run("apppw create Outlook").word();
    signs_in(&[&app_password], "", 77);

    codes_by_text(&holder, &mut secrets);

    // A temporary password, changed for one that is chosen.
    let temporary = program
        .run(&format!("account password {ALAIN} --temporary"))
        .word();
    let code = holder.code();
    let lines = [temporary.as_str(), &code, NEW];
    for line in lines {
        secrets.typed("line", line);
    }
    program
        .holder_fed("signin --password-stdin", &(lines.join("\n") + "\n"))
        .ok();
    program.holder_run("signout").ok();
    for code in &holder.recovery_codes {
        secrets.typed("recovery code", code);
    }
    secrets.typed("authenticator's secret", &secret_of_app);
    secrets.raw(
        "authenticator's secret",
        TotpSecret::from_base32(&secret_of_app).unwrap().expose(),
    );
    assert!(secrets.0.len() > 250, "only {}", secrets.0.len());

    let mut haystacks: Vec<(String, Vec<u8>)> = ["", "-wal", "-shm", ".head"]
        .map(|suffix| {
            let name = format!("keyfob.db{suffix}");
            let bytes = fs::read(program.path().join(&name)).unwrap();
            (name, bytes)
        })
        .into();
    assert!(haystacks[1].1.len() > 100_000, "{}", haystacks[1].1.len());
    for line in [
        "log --json",
        "log",
        "account list --json",
        "mfa status --json",
    ] {
        haystacks.push((line.to_owned(), program.run(line).ok().into_bytes()));
    }
    let known = [("known".to_owned(), ALAIN.to_uppercase().into_bytes())];
    for place in [1, 4] {
        assert!(!found_in(&haystacks[place].1, &known).is_empty());
    }
    for (place, haystack) in &haystacks {
        let found = found_in(haystack, &secrets.0);
        assert!(found.is_empty(), "in {place}: {found:?}");
    }
    reader.execute_batch("ROLLBACK").unwrap();
    drop(reader);
    program.run("store check").ok();
}

#[test]
fn what_was_deleted_is_overwritten() {
    let world = World::enrolled();
    world
        .run("apppw create Outlook --note needle-in-the-note")
        .ok();
    world
        .run(&format!("account set {ALAIN} --phone +4930123456"))
        .ok();
    let database = || fs::read(world.store()).unwrap();
    let sealed: Vec<u8> = connect(&world)
        .query_row("SELECT verifier FROM app_password", [], |row| row.get(0))
        .unwrap();
    assert!(contains(&database(), b"needle-in-the-note") && contains(&database(), &sealed));
    world.run("apppw delete Outlook --yes").ok();
    assert!(
        !contains(&database(), &sealed),
        "the verifier is still there"
    );
    world.run(&format!("account delete {ALAIN} --yes")).ok();
    assert!(
        !contains(&database(), b"needle-in-the-note"),
        "the note is still there"
    );
    assert!(!world.path().join("keyfob.db-wal").exists());
}

/// An app password's account, name and secret.
type AppPassword = (&'static str, &'static str, String);

/// A world with two app passwords of alain's, one of berta's, and their secrets.
fn three() -> (World, [AppPassword; 3]) {
    static MADE: OnceLock<Made<[AppPassword; 3]>> = OnceLock::new();
    World::made_once(&MADE, |world| {
        world.add_enrolled(ALAIN);
        world.add_enrolled(BERTA);
        let all = [(ALAIN, "One"), (ALAIN, "Two"), (BERTA, "Three")].map(|(account, name)| {
            let secret = world
                .run(&format!("apppw create {name} -a {account}"))
                .word();
            (account, name, secret)
        });
        for (account, _, secret) in &all {
            assert_eq!(verify(world, account, secret).code, 0);
        }
        all
    })
}

fn verify(world: &World, account: &str, secret: &str) -> Ran {
    world.fed(&format!("apppw verify -a {account}"), secret)
}

/// Neither yes nor a bug: no, or that it can't be decided.
#[track_caller]
fn not_accepted(ran: &Ran) {
    assert!([1, 74].contains(&ran.code), "{ran}");
}

#[test]
fn a_sealed_verifier_is_worth_nothing_in_another_row() {
    for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 0), (2, 1)] {
        let (world, all) = three();
        let (source, target) = (&all[from], &all[to]);
        let connection = connect(&world);
        connection
            .execute(
                "UPDATE app_password SET verifier = (SELECT verifier FROM app_password WHERE name = ?) WHERE name = ?",
                (source.1, target.1),
            )
            .unwrap();
        let named = world.fed(
            &format!("apppw verify {} -a {}", target.1, target.0),
            &source.2,
        );
        not_accepted(&named);
        connection
            .execute("DELETE FROM app_password WHERE name = ?", [source.1])
            .unwrap();
        for (account, _, _) in &all {
            not_accepted(&verify(&world, account, &source.2));
        }
        not_accepted(&verify(&world, target.0, &target.2));
        assert_eq!(world.run("store check").code, 1);
    }
}

#[test]
fn a_row_moved_to_another_account_is_worth_nothing_there_even_with_its_salt() {
    for with_salt in [false, true] {
        let (world, all) = three();
        let connection = connect(&world);
        connection
            .execute_batch("PRAGMA foreign_keys = OFF")
            .unwrap();
        let id = |name: &str| -> i64 {
            connection
                .query_row("SELECT id FROM account WHERE name = ?", [name], |row| {
                    row.get(0)
                })
                .unwrap()
        };
        let (alain, berta) = (id(ALAIN), id(BERTA));
        connection
            .execute(
                "UPDATE app_password SET account_id = ? WHERE name = 'Three'",
                [alain],
            )
            .unwrap();
        if with_salt {
            connection
                .execute("DELETE FROM salt WHERE account_id = ?", [alain])
                .unwrap();
            connection
                .execute(
                    "UPDATE salt SET account_id = ? WHERE account_id = ?",
                    [alain, berta],
                )
                .unwrap();
        }
        not_accepted(&verify(&world, ALAIN, &all[2].2));
        not_accepted(&verify(&world, BERTA, &all[2].2));
        assert_eq!(world.run("store check").code, 1);
    }
}

#[test]
fn a_recovery_code_is_no_app_password_wherever_its_row_is_copied_to() {
    let world = World::new();
    world
        .run(&format!("account add {ALAIN} --mfa enabled"))
        .ok();
    let uri = world.run("mfa enroll").word();
    let ended = world
        .run(&format!(
            "mfa enroll --confirm {} --app One --json",
            world.code(&uri)
        ))
        .json();
    let connection = connect(&world);
    let mut ids = connection
        .prepare("SELECT id FROM recovery_code ORDER BY id")
        .unwrap();
    let ids: Vec<String> = ids
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(ids.len(), 10);
    for id in ids {
        connection
            .execute(
                "UPDATE app_password SET id = ?1, verifier = (SELECT verifier FROM recovery_code WHERE id = ?1)",
                [&id],
            )
            .unwrap();
        for code in ended["recovery_codes"].as_array().unwrap() {
            not_accepted(&verify(&world, ALAIN, code.as_str().unwrap()));
        }
    }
}

#[test]
fn a_tombstone_made_live_by_hand_accepts_nothing() {
    let (world, all) = three();
    world
        .run(&format!("apppw delete One -a {ALAIN} --yes"))
        .ok();
    connect(&world)
        .execute(
            "UPDATE app_password SET deleted_at = NULL WHERE name = 'One'",
            [],
        )
        .unwrap();
    not_accepted(&verify(&world, ALAIN, &all[0].2));
    assert_eq!(verify(&world, ALAIN, &all[1].2).code, 0);
}

#[test]
fn a_password_or_authenticator_copied_to_another_account_is_found_by_the_check() {
    for (table, column) in [
        ("account", "password"),
        ("method", "secret"),
        ("recovery_code", "verifier"),
    ] {
        let (world, _) = three();
        world.run("store check").ok();
        let sql = format!(
            "UPDATE {table} SET {column} = (SELECT {column} FROM {table} ORDER BY id LIMIT 1)
             WHERE id = (SELECT id FROM {table} ORDER BY id DESC LIMIT 1)"
        );
        assert_eq!(connect(&world).execute(&sql, []).unwrap(), 1);
        let checked = world.run("store check");
        assert_eq!(checked.code, 1, "{checked}");
        assert!(
            checked
                .out
                .contains(&format!(" of {table} wasn't written by keyfob")),
            "{checked}"
        );
    }
}

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Waits for a line from it, so that it has begun.
    fn first_line(command: &mut Command) -> Self {
        let mut running = Self(command.stdout(Stdio::piped()).spawn().unwrap());
        let mut line = String::new();
        BufReader::new(running.0.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(!line.is_empty(), "it ended at once");
        running
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.0.id())
    }

    fn shown_owner(&self) -> u32 {
        fs::metadata(self.proc("mem")).unwrap().uid()
    }
}

#[test]
fn a_running_program_leaves_no_core() {
    let program = Program::enrolled();
    let running = Running::first_line(&mut program.command("log --follow"));
    let limits = fs::read_to_string(running.proc("limits")).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let words: Vec<_> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(words, ["0", "0"], "{core}");
}

#[test]
fn a_running_program_is_closed_to_other_processes_of_its_user() {
    let program = Program::enrolled();
    let copy = program.path().join("keyfob-copy");
    install_program(&copy);
    let as_user = |binary: &Path, line: &str| {
        let mut command;
        if rustix::process::geteuid().is_root() {
            command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(binary);
        } else {
            command = Command::new(binary);
        }
        command
            .args(line.split_whitespace())
            .env_clear()
            .env("KEYFOB_STORE", program.store());
        command
    };
    let mut user = rustix::process::geteuid().as_raw();
    if user == 0 {
        if !has("setpriv", "util-linux") {
            return;
        }
        user = 65534;
        for entry in fs::read_dir(program.path()).unwrap() {
            chown(entry.unwrap().path(), Some(user), Some(user)).unwrap();
        }
        chown(program.path(), Some(user), Some(user)).unwrap();
    }
    // The system shows what belongs to a process as root's when nobody else may look into it.
    let running = Running::first_line(&mut as_user(&copy, "log --follow"));
    assert_eq!(running.shown_owner(), 0);

    let mut open = as_user(Path::new("/bin/cat"), "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    open.stdin.as_mut().unwrap().write_all(b"x\n").unwrap();
    let mut line = String::new();
    BufReader::new(open.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(
        Running(open).shown_owner(),
        user,
        "any program would look closed here"
    );
}
