//! Promise 5: the database alone reveals no secret. None that was ever issued or typed is in its files,
//! in a backup or in the audit trail.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use keyfob::crypto::argon2id;
use keyfob::crypto::totp::TotpSecret;
use keyfob::crypto::verifier::{Purpose, Verifier};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::database::{Tables, head_file, is_in_a_file};
use crate::support::holder::{Holder, PASSWORD, until};
use crate::support::secrets::{
    ALPHABET_32, ALPHABET_64, Secrets, contains, encoded, found_in, totp_secret,
};
use crate::support::{ALAIN, World};

const BERTA: &str = "berta@contoso.com";

/// Where secrets are looked for: a name, and what is there.
type Haystack = (String, Vec<u8>);

/// Everything that is ever written to a store, from here on: a reader that stays keeps it in the WAL of
/// a file. In a database it is what the tables have in the end.
struct Written {
    store: PathBuf,
    reader: Option<Connection>,
}

impl Written {
    fn from_now(store: &Path) -> Self {
        let reader = is_in_a_file().then(|| {
            let reader = Connection::open(store).unwrap();
            reader.execute_batch("BEGIN; SELECT * FROM store").unwrap();
            reader
        });
        Self {
            store: store.to_owned(),
            reader,
        }
    }

    /// The first of them has the most.
    fn haystacks(&self) -> Vec<Haystack> {
        let head = (
            "the head".to_owned(),
            fs::read(head_file(&self.store)).unwrap(),
        );
        if self.reader.is_none() {
            let tables = Tables::of(&self.store);
            return vec![("the tables".to_owned(), tables.content()), head];
        }
        let file = |suffix| {
            let mut path = self.store.clone().into_os_string();
            path.push(suffix);
            (format!("the file{suffix}"), fs::read(path).unwrap())
        };
        let wal = file("-wal");
        assert!(wal.1.len() > 100_000, "{}", wal.1.len());
        vec![wal, file(""), file("-shm"), head]
    }
}

/// What is no secret is found in these, so that a search that finds nothing means something.
#[track_caller]
fn are_found(known: &[(String, Vec<u8>)], haystacks: &[Haystack], places: &[&str]) {
    let most = &haystacks[0];
    let named = places
        .iter()
        .map(|place| haystacks.iter().find(|(name, _)| name == place).unwrap());
    for (place, haystack) in named.chain([most]) {
        let found = found_in(haystack, known);
        assert!(found.len() >= known.len(), "in {place}: {found:?}");
    }
}

#[track_caller]
fn are_not_found(secrets: &Secrets, haystacks: &[Haystack]) {
    for (place, haystack) in haystacks {
        let found = found_in(haystack, &secrets.0);
        assert!(found.is_empty(), "in {place}: {found:?}");
    }
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
fn stored_forms(tables: &Tables, secrets: &mut Secrets) {
    let typed: Vec<_> = secrets
        .0
        .iter()
        .filter(|(what, _)| what.starts_with("app password "))
        .cloned()
        .collect();
    let first = |sql| {
        tables
            .rows(sql, [])
            .into_iter()
            .map(|mut row| row.remove(0))
    };
    let Some(Value::Blob(salt)) = first("SELECT salt FROM salt").next() else {
        panic!("no salt");
    };
    let salt = salt.try_into().unwrap();
    let ids: Vec<_> = first("SELECT id FROM app_password")
        .map(|id| match id {
            Value::Text(id) => id,
            other => panic!("{other:?}"),
        })
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
    let written = Written::from_now(&world.store());
    let mut secrets = Secrets::default();
    works_a_store(&world, &mut secrets);
    stored_forms(&Tables::of(&world.store()), &mut secrets);
    let key = fs::read(world.path().join("keyfob.db.key")).unwrap();
    secrets.raw("key", &key);
    secrets.text("PHC string", "$argon2id$v=19$m=65536");
    assert!(
        secrets.0.len() > 250,
        "only {} were collected",
        secrets.0.len()
    );

    let mut haystacks = written.haystacks();
    let backup = world.path().join("backup");
    world
        .run(&format!("store backup {}", backup.display()))
        .ok();
    haystacks.push(("the backup".to_owned(), fs::read(&backup).unwrap()));
    for line in [
        "log --json",
        "log",
        "account list --json",
        "store info --json",
        "apppw list --json -a alain@contoso.com",
    ] {
        haystacks.push((line.to_owned(), world.run(line).ok().into_bytes()));
    }
    let known =
        [BERTA.to_uppercase(), "Laptop".to_owned()].map(|text| (text.clone(), text.into_bytes()));
    are_found(&known, &haystacks, &["the backup", "log --json"]);
    are_not_found(&secrets, &haystacks);
    drop(written);
    world.run("store check").ok();
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
    let written = Written::from_now(&program.store());
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

    let mut haystacks = written.haystacks();
    let backup = program.path().join("backup");
    program
        .run(&format!("store backup {}", backup.display()))
        .ok();
    haystacks.push(("the backup".to_owned(), fs::read(&backup).unwrap()));
    for line in [
        "log --json",
        "log",
        "account list --json",
        "mfa status --json",
    ] {
        haystacks.push((line.to_owned(), program.run(line).ok().into_bytes()));
    }
    let known = [("known".to_owned(), ALAIN.to_uppercase().into_bytes())];
    are_found(&known, &haystacks, &["the backup", "log --json"]);
    are_not_found(&secrets, &haystacks);
    drop(written);
    program.run("store check").ok();
}

#[test]
fn what_was_deleted_is_overwritten() {
    if !is_in_a_file() {
        return;
    }
    let world = World::enrolled();
    world
        .run("apppw create Outlook --note needle-in-the-note")
        .ok();
    world
        .run(&format!("account set {ALAIN} --phone +4930123456"))
        .ok();
    let database = || fs::read(world.store()).unwrap();
    let sql = "SELECT verifier FROM app_password";
    let sealed = Tables::of(&world.store()).rows(sql, []).remove(0).remove(0);
    let Value::Blob(sealed) = sealed else {
        panic!("{sealed:?}");
    };
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
