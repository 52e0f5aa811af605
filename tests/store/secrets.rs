//! What is sealed or derived is of use only where it was put, and a running program is closed to others.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::support::database::{Tables, is_in_a_file};
use crate::support::{ALAIN, Made, Program, Ran, World, has, install_program};

const BERTA: &str = "berta@contoso.com";

fn tables(world: &World) -> Tables {
    Tables::unbound(&world.store())
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
        let tables = tables(&world);
        tables.execute(
            "UPDATE app_password SET verifier = (SELECT verifier FROM app_password WHERE name = ?) WHERE name = ?",
            (source.1, target.1),
        );
        let named = world.fed(
            &format!("apppw verify {} -a {}", target.1, target.0),
            &source.2,
        );
        not_accepted(&named);
        tables.execute("DELETE FROM app_password WHERE name = ?", [source.1]);
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
        let tables = tables(&world);
        let id = |name: &str| {
            let sql = "SELECT id FROM account WHERE name = ?";
            tables.number(sql, [name]).unwrap()
        };
        let (alain, berta) = (id(ALAIN), id(BERTA));
        let moved = "UPDATE app_password SET account_id = ? WHERE name = 'Three'";
        tables.execute(moved, [alain]);
        if with_salt {
            tables.execute("DELETE FROM salt WHERE account_id = ?", [alain]);
            let moved = "UPDATE salt SET account_id = ? WHERE account_id = ?";
            tables.execute(moved, [alain, berta]);
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
    let tables = tables(&world);
    let ids = tables.rows("SELECT id FROM recovery_code ORDER BY id", []);
    assert_eq!(ids.len(), 10);
    for id in ids.iter().flatten() {
        tables.execute(
            "UPDATE app_password SET id = ?, verifier = (SELECT verifier FROM recovery_code WHERE id = ?)",
            [id, id],
        );
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
    let sql = "UPDATE app_password SET deleted_at = NULL WHERE name = 'One'";
    tables(&world).execute(sql, []);
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
        assert_eq!(tables(&world).execute(&sql, []), 1);
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
    if !is_in_a_file() {
        return;
    }
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
