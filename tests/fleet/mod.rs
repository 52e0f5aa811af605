//! A store in a `PostgreSQL` database, used by several machines.

mod proxy;

use std::fs;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use self::proxy::{Loses, Proxy};
use crate::support::database::{Database, Tables, has_server};
use crate::support::{ALAIN, Program, Ran, fed, ran, rounds, totp_now};

/// A machine: its own folder, with the same key file as the others.
struct Machine {
    program: Program,
    address: String,
}

impl Machine {
    /// The first one, which makes the store.
    fn first(database: &Database) -> Self {
        let machine = Self::at(database.address());
        machine.run("store init").ok();
        machine
    }

    fn at(address: String) -> Self {
        Self {
            program: Program::new(),
            address,
        }
    }

    /// Another one, to which the first one's key file and head were copied.
    fn another(&self) -> Self {
        let machine = Self::at(self.address.clone());
        for name in ["key", "key.head"] {
            fs::copy(
                self.program.path().join(name),
                machine.program.path().join(name),
            )
            .unwrap();
        }
        machine
    }

    fn command(&self, line: &str) -> std::process::Command {
        let mut command = self.program.command(line);
        command
            .env("KEYFOB_STORE", &self.address)
            .env("KEYFOB_KEY_FILE", self.program.path().join("key"));
        command
    }

    fn run(&self, line: &str) -> Ran {
        ran(line, &self.command(line).output().unwrap())
    }

    fn verify(&self, secret: &str) -> u8 {
        fed(self.command("apppw verify"), "apppw verify", secret).code
    }

    fn enrol(&self) {
        self.run(&format!("account add {ALAIN} --mfa enabled")).ok();
        let uri = self.run("mfa enroll").word();
        let code = totp_now(&uri);
        self.run(&format!("mfa enroll --confirm {code} --no-app"))
            .ok();
    }

    fn tables(&self) -> Tables {
        Tables::of(self.address.as_ref())
    }
}

#[test]
fn what_one_machine_deletes_is_refused_on_the_others() {
    if !has_server() {
        return;
    }
    let database = Database::empty();
    let one = Machine::first(&database);
    one.enrol();
    let other = one.another();
    for round in 0..rounds(20, 3) {
        let secret = one.run("apppw create Outlook").word();
        assert_eq!(other.verify(&secret), 0, "round {round}");
        other.run("apppw delete Outlook --yes").ok();
        assert_eq!(one.verify(&secret), 1, "round {round}");
        assert_eq!(other.verify(&secret), 1, "round {round}");
    }
    for machine in [&one, &other] {
        machine.run("log check").ok();
        machine.run("store check").ok();
    }
}

#[test]
fn of_many_creators_on_two_machines_one_gets_the_last_place() {
    if !has_server() {
        return;
    }
    let database = Database::empty();
    let one = Machine::first(&database);
    one.enrol();
    one.run("policy set app-password-limit 1").ok();
    let other = one.another();
    for round in 0..rounds(50, 3) {
        let creators: Vec<_> = [&one, &other]
            .iter()
            .cycle()
            .take(6)
            .enumerate()
            .map(|(number, machine)| {
                let line = format!("apppw create App{number}");
                (machine.command(&line).spawn().unwrap(), line)
            })
            .collect();
        let mut codes: Vec<_> = creators
            .into_iter()
            .map(|(child, line)| ran(&line, &child.wait_with_output().unwrap()).code)
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 73, 73, 73, 73, 73], "round {round}");
        other.run("apppw delete --all --yes").ok();
    }
    one.run("store check").ok();
}

/// Each machine remembers the head that it saw last.
#[test]
fn a_trail_that_was_cut_is_noticed_on_the_machine_that_saw_more() {
    if !has_server() {
        return;
    }
    let database = Database::empty();
    let one = Machine::first(&database);
    let other = one.another();
    one.run("policy set app-password-limit 5").ok();
    let cut = "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)";
    assert_eq!(one.tables().execute(cut, []), 1);
    let noticed = one.run("account list").refused(74);
    assert!(noticed.err.contains("may be an older copy"), "{noticed}");
    // The other one saw only what is left.
    other.run("account list").ok();
    one.run("store check --repair --yes").ok();
    one.run("account list").ok();
    other.run("log check").ok();
}

#[test]
fn a_machine_without_a_head_is_told_so() {
    if !has_server() {
        return;
    }
    let database = Database::empty();
    let one = Machine::first(&database);
    let other = one.another();
    fs::remove_file(other.program.path().join("key.head")).unwrap();
    other.run("account list").refused(74);
    other.run("store check --repair --yes").ok();
    other.run("account list").ok();
    one.run("log check").ok();
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
    fed(
        program.command("apppw verify --service imap --from 192.0.2.7"),
        "",
        &secret,
    )
    .ok();
    let (database, store) = (Database::empty(), program.store());
    let address = database.address();
    let (back, key) = (
        program.path().join("back.db"),
        program.path().join("keyfob.db.key"),
    );
    let at = |line: &str, store: &str| {
        let mut command = program.command(line);
        command
            .env("KEYFOB_STORE", store)
            .env("KEYFOB_KEY_FILE", &key);
        ran(line, &command.output().unwrap())
    };
    let (file, back) = (store.to_str().unwrap(), back.to_str().unwrap());
    at(&format!("store copy {file} {address}"), file).ok();
    at(&format!("store copy {address} {back}"), file).ok();
    let before = at("store export", file).ok();
    for store in [&address, back] {
        assert_eq!(at("store export", store).ok(), before);
        at("store check", store).ok();
        let mut verify = program.command("apppw verify");
        verify
            .env("KEYFOB_STORE", store)
            .env("KEYFOB_KEY_FILE", &key);
        fed(verify, "apppw verify", &secret).ok();
        // Numbers go on where they were.
        at("apppw create More", store).ok();
    }
    at(&format!("store copy {file} {address}"), file).refused(73);
}

#[test]
fn a_backup_is_of_one_moment_and_restores_into_either() {
    if !has_server() {
        return;
    }
    let database = Database::empty();
    let one = Machine::first(&database);
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    one.run("store backup kept.backup").ok();
    one.run("apppw delete Outlook --yes").ok();
    assert_eq!(one.verify(&secret), 1);
    one.run("store restore kept.backup").refused(73);
    let restored = one.run("store restore kept.backup --replace --yes").ok();
    assert_eq!(restored, "");
    assert_eq!(one.verify(&secret), 0);
    one.run("store check").ok();
    let in_a_file = Machine {
        program: one.another().program,
        address: one
            .program
            .path()
            .join("file.db")
            .to_str()
            .unwrap()
            .to_owned(),
    };
    in_a_file
        .run(&format!(
            "store restore {}",
            one.program.path().join("kept.backup").display()
        ))
        .ok();
    assert_eq!(in_a_file.verify(&secret), 0);
    in_a_file.run("store check").ok();
}

#[test]
fn a_new_key_is_of_all_machines_once_it_was_copied() {
    if !has_server() {
        return;
    }
    let database = Database::empty();
    let one = Machine::first(&database);
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    let other = one.another();
    let info = one.run("store info --json").json();
    assert!(
        info["sqlite"].is_null() && info["postgresql"].is_string(),
        "{info}"
    );
    assert!(info["bytes"].as_u64() > Some(0), "{info}");
    one.run("store rekey --yes").ok();
    assert_eq!(one.verify(&secret), 0);
    other.run("account list").refused(78);
    for name in ["key", "key.head"] {
        fs::copy(
            one.program.path().join(name),
            other.program.path().join(name),
        )
        .unwrap();
    }
    assert_eq!(other.verify(&secret), 0);
    other.run("store check").ok();
}

#[test]
fn nothing_is_done_where_something_runs_by_itself() {
    if !has_server() {
        return;
    }
    for change in [
        "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER evil BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION evil()",
        "CREATE RULE evil AS ON UPDATE TO ticket DO ALSO DELETE FROM throttle",
        "ALTER TABLE ticket ADD COLUMN more TEXT GENERATED ALWAYS AS ('more') STORED",
        "ALTER TABLE account DROP COLUMN phone",
        "CREATE TABLE heir () INHERITS (ticket)",
        "ALTER TABLE policy ENABLE ROW LEVEL SECURITY; CREATE POLICY evil ON policy USING (false)",
    ] {
        let database = Database::empty();
        let one = Machine::first(&database);
        one.tables().batch(change);
        for line in ["account list", "account add alain@contoso.com"] {
            let refused = one.run(line).refused(74);
            assert!(refused.err.contains("damaged"), "{change}: {refused}");
        }
    }
}

/// Whenever the connection is lost, what was asked for is done once, and said to be done.
#[test]
fn what_is_lost_on_the_way_is_done_once() {
    if !has_server() {
        return;
    }
    for loses in [Loses::Middle, Loses::Question, Loses::Answer] {
        let database = Database::empty();
        let one = Machine::first(&database);
        let proxy = Proxy::new(&database);
        let by_proxy = Machine {
            program: one.another().program,
            address: proxy.address(),
        };
        for number in 0..rounds(50, 5) {
            proxy.lose_next(loses);
            by_proxy
                .run(&format!("account add user{number}@contoso.com"))
                .ok();
            assert_eq!(proxy.lost(), number + 1, "nothing was lost");
        }
        let added = "SELECT count(*) FROM log WHERE event = 'account.added'";
        let accounts = "SELECT count(*) FROM account";
        let number = i64::try_from(rounds(50, 5)).unwrap();
        for sql in [added, accounts] {
            assert_eq!(
                one.tables().number(sql, []),
                Some(number),
                "{loses:?}: {sql}"
            );
        }
        one.run("log check").ok();
        let marks = "SELECT count(*) FROM mark";
        assert!(one.tables().number(marks, []) <= Some(number), "{loses:?}");
    }
}

#[test]
fn a_server_that_is_gone_or_hangs_decides_nothing() {
    let machine = Machine::at(String::new());
    let hangs = machine.program.path().join(".s.PGSQL.5432");
    let _listener = UnixListener::bind(&hangs).unwrap();
    let at = |folder: &str| Machine {
        program: Program::new(),
        address: format!("postgresql://keyfob@{}/keyfob", folder.replace('/', "%2F")),
    };
    let folder = machine.program.path().to_str().unwrap();
    for (folder, words) in [(folder, "doesn't answer"), ("/nowhere", "can't be reached")] {
        let begun = Instant::now();
        let ran = at(folder).run("account list").refused(75);
        assert!(ran.err.contains(words), "{ran}");
        // Five seconds, and what a busy machine may add.
        assert!(begun.elapsed() < Duration::from_secs(30), "{ran}");
    }
}
