//! The power is lost at any moment: what wasn't synced by then is gone, or there, or half of it is.
//!
//! Each command runs once under strace. What it did to files is done again, up to each of its calls, on a
//! disk that knows what was synced. Whatever is left there must be the store as it was at some moment
//! between the last word that the command said and the end of the power, and every check of it is green.

mod disk;
mod trace;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rusqlite::Connection;
use rusqlite::types::Value;

use self::disk::{Disk, Left, State};
use self::trace::{CALLS, Effect, Replay, calls};
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, Program, Ran, can_trace, ran, totp_now, under_strace};

/// `KEYFOB_TEST_WHOLE=1` looks at every moment, and more often at what may be left of it.
fn is_whole() -> bool {
    std::env::var_os("KEYFOB_TEST_WHOLE").is_some()
}

/// What a store, and a backup beside it, has in it. `None` is no store.
#[derive(Clone, PartialEq, Eq)]
struct Content {
    rows: Option<u64>,
    backup: Option<u64>,
}

/// A command that the power is lost in.
struct Scene {
    program: Program,
    line: String,
    input: String,
    /// Its exit status.
    code: u8,
    /// Where the store is, in the program's folder.
    store: &'static str,
    /// An app password, and whether the store accepts it before and after.
    secret: Option<(String, [bool; 2])>,
    /// What the name of a file begins with that is kept for the operator, once it was said.
    kept: Option<&'static str>,
}

impl Scene {
    fn new(program: Program, line: impl Into<String>) -> Self {
        Self {
            program,
            line: line.into(),
            input: String::new(),
            code: 0,
            store: "keyfob.db",
            secret: None,
            kept: None,
        }
    }

    fn global(&self) -> String {
        format!("--store {}", self.store)
    }

    /// Runs it under strace.
    fn trace(&self) -> (Ran, String) {
        let folder = tempfile::tempdir().unwrap();
        let trace = folder.path().join("trace");
        let calls = format!("--trace={CALLS}");
        let told = [
            "-xx",
            "-s",
            "10000000",
            "-o",
            trace.to_str().unwrap(),
            &calls,
        ];
        let line = format!("{} {}", self.line, self.global());
        let mut strace = under_strace(&self.program.command(&line), told);
        let mut child = strace.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(self.input.as_bytes()).unwrap();
        drop(stdin);
        let ran = ran(&line, &child.wait_with_output().unwrap());
        (ran, fs::read_to_string(&trace).unwrap())
    }

    /// Loses the power at every moment.
    fn lose_power(&self, seed: u64) {
        let mut disk = Disk::of(self.program.path());
        let (ran, trace) = self.trace();
        assert_eq!(ran.code, self.code, "{ran}");
        let calls = calls(&trace);
        let mut losses = Losses::new(self, seed);
        losses.note(&disk);
        let mut replay = Replay::new(&mut disk, self.program.path());
        for (at, call) in calls.iter().enumerate() {
            match replay.apply(call) {
                Effect::None => {}
                Effect::Files => losses.at(replay.disk, at),
                Effect::Said => losses.said(replay.disk, at),
            }
        }
        // Its exit status says the rest.
        losses.said(&disk, calls.len());
        if let Some(kept) = self.kept {
            let state = disk.after_power_loss(Left::Nothing);
            let is_kept = state.names().any(|name| name.starts_with(kept));
            assert!(is_kept, "{kept} was said to be kept");
        }
        let as_it_is = Disk::of(self.program.path()).after_power_loss(Left::Everything);
        let replayed = disk.after_power_loss(Left::Everything);
        assert!(
            as_it_is.id() == replayed.id(),
            "{} isn't what was replayed",
            self.line
        );
        losses.end();
    }
}

/// The losses of one run.
struct Losses<'s> {
    scene: &'s Scene,
    random: StdRng,
    /// What was in the store and the backup, moment by moment, had the power not been lost.
    moments: Vec<Content>,
    /// The moment of the last word.
    said: usize,
    known: HashMap<u64, Content>,
    checked: HashSet<u64>,
    places: usize,
}

impl<'s> Losses<'s> {
    fn new(scene: &'s Scene, seed: u64) -> Self {
        Self {
            scene,
            random: StdRng::seed_from_u64(seed),
            moments: vec![],
            said: 0,
            known: HashMap::new(),
            checked: HashSet::new(),
            places: 0,
        }
    }

    fn content(&mut self, state: &State) -> Content {
        let content = self.known.entry(state.id());
        content
            .or_insert_with(|| content_of(state, self.scene.store))
            .clone()
    }

    /// Notes what is there if the power isn't lost.
    fn note(&mut self, disk: &Disk) {
        let content = self.content(&disk.after_power_loss(Left::Everything));
        self.moments.push(content);
    }

    fn said(&mut self, disk: &Disk, at: usize) {
        self.said = self.moments.len() - 1;
        self.lose(disk, at);
    }

    fn at(&mut self, disk: &Disk, at: usize) {
        self.note(disk);
        self.places += 1;
        // Where they are few, each choice of what is left is tried.
        let unsynced = disk.unsynced();
        if (2..=3).contains(&unsynced) {
            for those in 0..1 << unsynced {
                let some = disk.after_power_loss(Left::Those(those));
                self.check(&some, &format!("those of bits {those:b} by call {at}"));
            }
        }
        if is_whole() || self.places.is_multiple_of(4) {
            self.lose(disk, at);
        }
    }

    fn lose(&mut self, disk: &Disk, at: usize) {
        let nothing = disk.after_power_loss(Left::Nothing);
        self.check(&nothing, &format!("what was synced by call {at}"));
        let everything = disk.after_power_loss(Left::Everything);
        self.check(&everything, &format!("all of it by call {at}"));
        let times = if is_whole() { 6 } else { 1 };
        for time in 0..times {
            let some = disk.after_power_loss(Left::Some(&mut self.random));
            self.check(&some, &format!("some of it by call {at}, {time}"));
        }
    }

    fn check(&mut self, state: &State, what: &str) {
        let scene = self.scene;
        let content = self.content(state);
        let what = format!(
            "{}: {what}: {:?}",
            scene.line,
            state.names().collect::<Vec<_>>()
        );
        let since = &self.moments[self.said..];
        let rows = since.iter().any(|moment| moment.rows == content.rows);
        assert!(
            rows,
            "not the store of any moment since it said something: {what}"
        );
        let backup = since.iter().any(|moment| moment.backup == content.backup);
        assert!(
            backup,
            "not the backup of any moment since it said something: {what}"
        );
        if !self.checked.insert(state.id()) {
            return;
        }
        let program = Program::in_memory();
        state.write_to(program.path());
        if content.rows.is_none() {
            self.without_store(&program, &what);
            return;
        }
        for line in ["store check", "log check"] {
            let ran = program.run(&format!("{line} {}", scene.global()));
            assert_eq!(ran.code, 0, "{what}: {ran}");
        }
        if let Some((secret, accepts)) = &scene.secret {
            let line = format!("auth check {}", scene.global());
            let ran = program.fed(&line, &format!("{ALAIN}\n{secret}\n"));
            let codes = accepts.map(|accepts| u8::from(!accepts));
            let is_first = content.rows == self.moments[0].rows;
            assert_eq!(ran.code, codes[usize::from(!is_first)], "{what}: {ran}");
        }
    }

    /// There is none yet, or none any more: that is said, and the command can be given again.
    fn without_store(&self, program: &Program, what: &str) {
        let scene = self.scene;
        let ran = program.run(&format!("store check {}", scene.global()));
        assert!([74, 78].contains(&ran.code), "{what}: {ran}");
        assert!(ran.err.contains("\nhint: "), "{what}: {ran}");
        let ran = program.run(&format!("{} {}", scene.line, scene.global()));
        assert_eq!(ran.code, 0, "{what}: {ran}");
        let ran = program.run(&format!("store check {}", scene.global()));
        assert_eq!(ran.code, 0, "{what}: {ran}");
    }

    fn end(&self) {
        let (first, last) = (&self.moments[0], self.moments.last().unwrap());
        assert!(first != last, "{} changed nothing", self.scene.line);
        eprintln!(
            "{}: {} moments, {} states",
            self.scene.line,
            self.moments.len(),
            self.checked.len()
        );
    }
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn content_of(state: &State, store: &str) -> Content {
    let program = Program::in_memory();
    state.write_to(program.path());
    Content {
        rows: state
            .file(store)
            .map(|_| hash(&rows(&program.path().join(store)))),
        backup: state.file("backup").map(|bytes| hash(&bytes)),
    }
}

/// Every row of every table.
fn rows(store: &Path) -> String {
    let store = Connection::open(store).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut names = store.prepare(sql).unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut text = String::new();
    for name in names.map(Result::unwrap) {
        let mut all = store.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<Value> = (0..columns).map(|at| row.get(at).unwrap()).collect();
            writeln!(text, "{name} {values:?}").unwrap();
        }
    }
    text
}

fn with_outlook() -> (Program, String) {
    let program = Holder::enforced().program;
    let secret = program.run("apppw create Outlook").word();
    (program, secret)
}

/// Even the folders are new.
#[test]
fn in_the_making_of_a_store() {
    if !can_trace() {
        return;
    }
    let scene = Scene {
        store: "new/folder/keyfob.db",
        ..Scene::new(Program::new(), format!("account add {ALAIN}"))
    };
    scene.lose_power(1);
}

#[test]
fn in_the_making_of_an_app_password() {
    if !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    Scene::new(program, "apppw create Laptop").lose_power(2);
}

#[test]
fn in_the_deleting_of_an_app_password() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let scene = Scene {
        secret: Some((secret, [true, false])),
        ..Scene::new(program, "apppw delete Outlook --yes")
    };
    scene.lose_power(3);
}

#[test]
fn in_an_enrolment() {
    if !can_trace() {
        return;
    }
    let program = Holder::enabled().program;
    let uri = program.run("mfa enroll").word();
    let line = format!("mfa enroll --confirm {} --no-app --json", totp_now(&uri));
    Scene::new(program, line).lose_power(4);
}

#[test]
fn in_a_sign_in() {
    if !can_trace() {
        return;
    }
    let holder = Holder::enforced();
    let input = format!("{PASSWORD}\n{}\n", holder.code());
    let scene = Scene {
        input,
        ..Scene::new(holder.program, "signin --password-stdin")
    };
    scene.lose_power(5);
}

#[test]
fn in_a_sign_in_that_is_refused() {
    if !can_trace() {
        return;
    }
    let holder = Holder::enforced();
    let input = format!("{PASSWORD}\n{}\n", holder.wrong_codes().next().unwrap());
    let scene = Scene {
        input,
        code: 77,
        ..Scene::new(holder.program, "signin --password-stdin")
    };
    scene.lose_power(6);
}

/// An older one is there.
#[test]
fn in_a_backup() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    program.run("store backup backup").ok();
    program.run("apppw create Laptop").ok();
    let scene = Scene {
        secret: Some((secret.clone(), [true, true])),
        ..Scene::new(program, "store backup backup")
    };
    scene.lose_power(7);
}

#[test]
fn in_a_restore() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    program.run("store backup backup").ok();
    program.run("apppw delete Outlook --yes").ok();
    let scene = Scene {
        secret: Some((secret, [false, true])),
        kept: Some("keyfob.db.before-restore"),
        ..Scene::new(program, "store restore backup --replace --yes")
    };
    scene.lose_power(8);
}

#[test]
fn in_a_change_of_the_key() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let scene = Scene {
        secret: Some((secret, [true, true])),
        kept: Some("keyfob.db.key.old-"),
        ..Scene::new(program, "store rekey --yes")
    };
    scene.lose_power(9);
}
