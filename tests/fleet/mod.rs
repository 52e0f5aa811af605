//! A store in a `PostgreSQL` database, used by several machines.

mod copying;
mod daemons;
mod failover;
mod mail_hosts;
mod notes;
mod postgres;
mod proxy;
mod tls;
mod waits;

use std::fs;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use self::proxy::{Loses, Proxy};
use crate::promises::figure;
use crate::support::database::{Tables, has_server};
use crate::support::{ALAIN, Program, rounds};

/// A machine with an empty store on the server, if there is one.
fn first_machine() -> Option<Program> {
    has_server().then(|| {
        let program = Program::on_server();
        program.run("store init").ok();
        program
    })
}

fn verify(machine: &Program, secret: &str) -> u8 {
    machine.fed("apppw verify", secret).code
}

/// Asserts that the store and its audit trail are undamaged, as each of these machines sees it.
fn whole_on(machines: &[&Program]) {
    for machine in machines {
        machine.run("log check").ok();
        machine.run("store check").ok();
    }
}

fn tables(machine: &Program) -> Tables {
    Tables::of(&machine.store())
}

#[test]
fn what_one_machine_deletes_is_refused_on_the_others() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let other = one.another_machine();
    for round in 0..rounds(20, 3) {
        let secret = one.run("apppw create Outlook").word();
        assert_eq!(verify(&other, &secret), 0, "round {round}");
        other.run("apppw delete Outlook --yes").ok();
        assert_eq!(verify(&one, &secret), 1, "round {round}");
        assert_eq!(verify(&other, &secret), 1, "round {round}");
    }
    whole_on(&[&one, &other]);
}

/// Each machine remembers the head that it saw last.
#[test]
fn a_trail_that_was_cut_is_noticed_on_the_machine_that_saw_more() {
    let Some(one) = first_machine() else {
        return;
    };
    let other = one.another_machine();
    one.run("policy set app-password-limit 5").ok();
    let cut = "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)";
    assert_eq!(tables(&one).execute(cut, []), 1);
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
    let Some(one) = first_machine() else {
        return;
    };
    let other = one.another_machine();
    fs::remove_file(other.path().join("keyfob.db.key.head")).unwrap();
    other.run("account list").refused(74);
    other.run("store check --repair --yes").ok();
    other.run("account list").ok();
    one.run("log check").ok();
}

#[test]
fn a_backup_is_of_one_moment_and_restores_into_either() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    one.run("store backup kept.backup").ok();
    one.run("apppw delete Outlook --yes").ok();
    assert_eq!(verify(&one, &secret), 1);
    one.run("store restore kept.backup").refused(73);
    let restored = one.run("store restore kept.backup --replace --yes").ok();
    assert_eq!(restored, "");
    assert_eq!(verify(&one, &secret), 0);
    one.run("store check").ok();
    let file = one.path().join("file.db");
    let in_a_file = Program::at(file.to_str().unwrap().to_owned());
    in_a_file.copies_key(&one);
    let kept = one.path().join("kept.backup");
    in_a_file
        .run(&format!("store restore {}", kept.display()))
        .ok();
    assert_eq!(verify(&in_a_file, &secret), 0);
    in_a_file.run("store check").ok();
}

#[test]
fn a_new_key_is_of_all_machines_once_it_was_copied() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    let other = one.another_machine();
    let info = one.run("store info --json").json();
    assert!(
        info["sqlite"].is_null() && info["postgresql"].is_string(),
        "{info}"
    );
    assert!(info["bytes"].as_u64() > Some(0), "{info}");
    one.run("store rekey --yes").ok();
    assert_eq!(verify(&one, &secret), 0);
    other.run("account list").refused(78);
    other.copies_key(&one);
    assert_eq!(verify(&other, &secret), 0);
    other.run("store check").ok();
}

#[test]
fn nothing_is_written_where_something_runs_by_itself() {
    for change in [
        "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER evil BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION evil()",
        "CREATE RULE evil AS ON UPDATE TO ticket DO ALSO DELETE FROM throttle",
        "ALTER TABLE ticket ADD COLUMN more TEXT GENERATED ALWAYS AS ('more') STORED",
        "ALTER TABLE account DROP COLUMN phone",
        "CREATE TABLE heir () INHERITS (ticket)",
        "ALTER TABLE policy ENABLE ROW LEVEL SECURITY; CREATE POLICY evil ON policy USING (false)",
    ] {
        let Some(one) = first_machine() else {
            return;
        };
        tables(&one).batch(change);
        let refused = one.run("account add alain@contoso.com").refused(74);
        assert!(refused.err.contains("damaged"), "{change}: {refused}");
        let checked = one.run("store check");
        assert_eq!(checked.code, 74, "{change}: {checked}");
    }
}

/// As one of the version before would have left it.
#[test]
fn an_older_schema_is_brought_up_to_date_once_by_whoever_comes_first() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    tables(&one).batch(
        "DROP TABLE notice; ALTER TABLE account DROP COLUMN language;
         ALTER TABLE account DROP COLUMN password_place; UPDATE schema_version SET version = 6",
    );
    let lines: Vec<_> = (0..8)
        .map(|number| format!("account add scans{number}@contoso.com --app-passwords-only"))
        .collect();
    for ran in one.run_at_once(&lines) {
        ran.ok();
    }
    let version = tables(&one).number("SELECT version FROM schema_version", []);
    assert_eq!(version, Some(8));
    assert_eq!(
        one.fed(&format!("apppw verify -a {ALAIN}"), &secret).code,
        0
    );
    whole_on(&[&one]);
}

/// Whenever the connection is lost, what was asked for is done once, and said to be done.
#[test]
fn what_is_lost_on_the_way_is_done_once() {
    for loses in [Loses::Middle, Loses::Question, Loses::Answer] {
        let Some(one) = first_machine() else {
            return;
        };
        let proxy = Proxy::new(&one);
        let by_proxy = Program::at(proxy.address());
        by_proxy.copies_key(&one);
        for number in 0..figure(10, 50) {
            proxy.lose_next(loses);
            by_proxy
                .run(&format!("account add user{number}@contoso.com"))
                .ok();
            assert_eq!(proxy.lost(), number + 1, "nothing was lost");
        }
        let added = "SELECT count(*) FROM log WHERE event = 'account.added'";
        let accounts = "SELECT count(*) FROM account";
        let number = i64::try_from(figure(10, 50)).unwrap();
        for sql in [added, accounts] {
            assert_eq!(
                tables(&one).number(sql, []),
                Some(number),
                "{loses:?}: {sql}"
            );
        }
        one.run("log check").ok();
        let marks = "SELECT count(*) FROM mark";
        assert!(tables(&one).number(marks, []) <= Some(number), "{loses:?}");
    }
}

#[test]
fn a_server_that_is_gone_or_hangs_decides_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let _listener = UnixListener::bind(scratch.path().join(".s.PGSQL.5432")).unwrap();
    let folder = scratch.path().to_str().unwrap();
    let at = |folder: &str| {
        let folder = folder.replace('/', "%2F");
        Program::at(format!("postgresql://keyfob@{folder}/keyfob"))
    };
    for (folder, words) in [(folder, "doesn't answer"), ("/nowhere", "can't be reached")] {
        let begun = Instant::now();
        let ran = at(folder).run("account list").refused(75);
        assert!(ran.err.contains(words), "{ran}");
        // Five seconds, and what a busy machine may add.
        assert!(begun.elapsed() < Duration::from_secs(30), "{ran}");
    }
}
