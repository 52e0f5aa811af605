//! An error of the system at every single call: nothing wrong is ever accepted, nothing right is
//! ever refused, and what is reported as done is done, and nothing else.
//!
//! strace lets one call fail in each run.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;

use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, Program, Ran, can_trace, ran, rounds, totp_now, under_strace};
use tempfile::TempDir;

/// What can't fail, and memory, without which no program goes on.
const NEVER: [&str; 12] = [
    "brk",
    "exit_group",
    "geteuid",
    "getpid",
    "getuid",
    "madvise",
    "mmap",
    "mprotect",
    "munmap",
    "prctl",
    "sigaltstack",
    "uname",
];

const CHECK: &str = "auth check --service imap";

/// One call among those that a run makes.
pub struct Call {
    pub name: String,
    /// Which one of that name.
    pub number: usize,
}

impl Call {
    pub fn error(&self) -> &'static str {
        match self.name.as_str() {
            "ftruncate" | "pwrite64" | "write" => "ENOSPC",
            _ => "EIO",
        }
    }
}

/// A store, and a command that each time finds it as it was.
pub struct Scene {
    pub program: Program,
    files: HashMap<String, Vec<u8>>,
    /// Made when it is needed: a code of an authenticator is good for a minute.
    line: Box<dyn Fn() -> String>,
    input: String,
    trace: TempDir,
}

impl Scene {
    pub fn new(
        program: Program,
        line: impl Fn() -> String + 'static,
        input: impl Into<String>,
    ) -> Self {
        let files = fs::read_dir(program.path())
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect();
        Self {
            program,
            files,
            line: Box::new(line),
            input: input.into(),
            trace: tempfile::tempdir().unwrap(),
        }
    }

    fn begins_anew(&self) {
        for entry in fs::read_dir(self.program.path()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for (name, bytes) in &self.files {
            fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(self.program.path().join(name))
                .and_then(|mut file| file.write_all(bytes))
                .unwrap();
        }
    }

    /// Runs it once, with strace told this, and gives what strace wrote too.
    fn run(&self, told: &[String]) -> (Ran, String) {
        self.begins_anew();
        let trace = self.trace.path().join("trace");
        let line = (self.line)();
        let output = ["-o", trace.to_str().unwrap()].map(str::to_owned);
        let told = output.iter().chain(told);
        let mut strace = under_strace(&self.program.holder_command(&line), told);
        let mut child = strace.stdin(Stdio::piped()).spawn().unwrap();
        // It may have ended before it read anything.
        let _ = child.stdin.take().unwrap().write_all(self.input.as_bytes());
        let ran = ran(&line, &child.wait_with_output().unwrap());
        let traced = fs::read(&trace).unwrap();
        (ran, String::from_utf8_lossy(&traced).into_owned())
    }

    /// The calls of a run in which all goes well, from where the program has closed itself to
    /// others: before that it has read nothing.
    pub fn calls(&self) -> Vec<Call> {
        let (_, trace) = self.run(&[]);
        let mut numbers = HashMap::new();
        let mut has_begun = false;
        let mut calls = vec![];
        for line in trace.lines() {
            let Some((head, _)) = line.split_once('(') else {
                continue;
            };
            let name = head.rsplit(' ').next().unwrap();
            let number = numbers.entry(name.to_owned()).or_insert(0);
            *number += 1;
            has_begun |= line.contains("PR_SET_DUMPABLE");
            if has_begun && !NEVER.contains(&name) {
                calls.push(Call {
                    name: name.to_owned(),
                    number: *number,
                });
            }
        }
        assert!(calls.len() > 50, "{trace}");
        calls
    }

    /// Ends each run at another call.
    fn killed_at_every_call(&self, came_of_it: impl Fn(&str)) {
        for call in self.calls().iter().step_by(rounds(4, 12)) {
            let at = self.killed_at(call);
            for line in ["store check", "log check"] {
                let checked = self.program.run(line);
                assert_eq!(checked.code, 0, "{at}{checked}");
            }
            came_of_it(&at);
        }
    }

    /// Runs it once, and ends it at this call, which is returned in words.
    pub fn killed_at(&self, Call { name, number }: &Call) -> String {
        // With --seccomp-bpf the signal isn't delivered.
        let told = [
            format!("--trace={name}"),
            format!("--inject={name}:signal=KILL:when={number}"),
        ];
        let (ran, trace) = self.run(&told);
        assert!(
            trace.contains(" = ?"),
            "not killed at {name} {number}: {trace}"
        );
        format!("killed at {name} {number}: {ran}")
    }

    /// Runs it once, with this done to one call, and gives what strace wrote too.
    pub fn with(&self, Call { name, number }: &Call, inject: &str) -> (Ran, String) {
        self.run(&[
            // The other calls don't stop for strace.
            "--seccomp-bpf".to_owned(),
            format!("--trace={name}"),
            format!("--inject={name}:{inject}:when={number}"),
        ])
    }

    /// Lets each call fail: the exit status is what it is without, or says that it couldn't be done.
    pub fn at_every_call(&self, usual: u8, came_of_it: impl Fn(&Ran, &str)) {
        let every = rounds(1, 5);
        let (mut failed, mut well) = (0, 0);
        for call in self.calls().iter().step_by(every) {
            let Call { name, number } = call;
            let error = call.error();
            let (ran, trace) = self.with(call, &format!("error={error}"));
            let at = format!("{name} {number} failed with {error}: {ran}");
            assert!(trace.contains("(INJECTED)"), "{at}{trace}");
            assert!(!ran.err.contains("panicked"), "{at}");
            if ran.code == usual {
                well += 1;
            } else {
                // Without randomness nothing can be done that is worth doing.
                let is_end = name == "getrandom" && ran.code == 70;
                assert!(is_end || [74, 75].contains(&ran.code), "{at}");
                // A stderr that can't be had says nothing.
                let is_told = ran.is_json_error()
                    || ran.err.contains("error: ") && ran.err.contains("\nhint: ");
                let is_mute = ran.err.is_empty() && ["fcntl", "write"].contains(&name.as_str());
                assert!(is_told || is_mute, "{at}");
                failed += 1;
            }
            for line in ["store check", "log check"] {
                let checked = self.program.run(line);
                assert_eq!(checked.code, 0, "{at}{checked}");
            }
            came_of_it(&ran, &at);
        }
        assert!(failed > 0 && well > 0, "{failed} failed, {well} went well");
    }
}

/// The names of the account's app passwords.
pub fn app_passwords(program: &Program) -> Vec<String> {
    let list = program.run("apppw list --json").json();
    let app_passwords = list["app_passwords"].as_array().unwrap();
    app_passwords
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

fn with_outlook() -> (Program, String) {
    let program = Holder::enforced().program;
    let secret = program.run("apppw create Outlook").word();
    (program, secret)
}

#[test]
fn the_right_app_password_is_never_refused() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let right = format!("{ALAIN}\n{secret}\n");
    Scene::new(program, || CHECK.to_owned(), right).at_every_call(0, |_, _| {});
}

#[test]
fn a_wrong_app_password_is_never_accepted() {
    if !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    let wrong = format!("{ALAIN}\nabcdabcdabcdabcd\n");
    Scene::new(program, || CHECK.to_owned(), wrong).at_every_call(1, |_, _| {});
}

#[test]
fn an_app_password_is_there_if_it_was_handed_over_and_only_then() {
    if !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    let scene = Scene::new(program, || "apppw create Laptop --operator".to_owned(), "");
    scene.at_every_call(0, |ran, at| {
        let there = app_passwords(&scene.program).contains(&"Laptop".to_owned());
        assert_eq!(there, ran.code == 0, "{at}");
        assert_eq!(ran.out.is_empty(), ran.code != 0, "{at}");
        if there {
            let verified = scene.program.fed("apppw verify Laptop", &ran.out);
            assert_eq!(verified.code, 0, "{at}{verified}");
        }
    });
}

#[test]
fn an_app_password_is_gone_if_that_was_said_and_only_then() {
    if !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    let scene = Scene::new(
        program,
        || "apppw delete Outlook --yes --operator".to_owned(),
        "",
    );
    scene.at_every_call(0, |ran, at| {
        let there = app_passwords(&scene.program).contains(&"Outlook".to_owned());
        assert_eq!(there, ran.code != 0, "{at}");
    });
}

#[test]
fn no_refused_sign_in_goes_uncounted() {
    if !can_trace() {
        return;
    }
    let holder = Holder::enforced();
    let input = format!("{PASSWORD}\n{}\n", holder.wrong_codes().next().unwrap());
    let scene = Scene::new(
        holder.program,
        || "signin --password-stdin".to_owned(),
        input,
    );
    scene.at_every_call(77, |ran, at| {
        let store = rusqlite::Connection::open(scene.program.store()).unwrap();
        let count = "SELECT count(*) FROM throttle WHERE proof = 'authenticator' AND failures > 0";
        let counted: i64 = store.query_row(count, [], |row| row.get(0)).unwrap();
        assert!(counted == 1 || ran.code != 77, "{at}");
    });
}

#[test]
fn mfa_is_set_up_if_its_recovery_codes_were_handed_over() {
    if !can_trace() {
        return;
    }
    let program = Holder::enabled().program;
    let uri = program.run("mfa enroll").word();
    let line = move || {
        let code = totp_now(&uri);
        format!("mfa enroll --confirm {code} --no-app --json --operator")
    };
    let scene = Scene::new(program, line, "");
    scene.at_every_call(0, |ran, at| {
        let account = scene
            .program
            .run("account show alain@contoso.com --json")
            .json();
        let is_set_up = account["mfa"] == "enforced";
        // What was stored, but couldn't be handed over, is told as that.
        let is_told = ran.code == 74 && ran.err.contains("'keyfob mfa recovery'");
        assert_eq!(is_set_up, ran.code == 0 || is_told, "{at}");
    });
}

/// Each call fails, then each is the last one.
#[test]
fn a_store_opens_with_the_key_it_was_left_with() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let scene = Scene::new(program, || "store rekey --yes --operator".to_owned(), "");
    let works = |at: &str| {
        let verified = scene.program.fed("apppw verify Outlook", &secret);
        assert_eq!(verified.code, 0, "{at}{verified}");
    };
    let key = || fs::read(scene.program.path().join("keyfob.db.key")).unwrap();
    scene.begins_anew();
    let old = key();
    scene.at_every_call(0, |ran, at| {
        works(at);
        assert!(ran.code != 0 || key() != old, "{at}");
    });
    scene.killed_at_every_call(works);
}

/// A change of keys was interrupted, and the new key can't take its place: another change must not put
/// a third one there.
#[test]
fn a_key_that_could_not_be_put_in_place_is_never_lost() {
    if !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let key = program.path().join("keyfob.db.key");
    let next = program.path().join("keyfob.db.key.new");
    let old = fs::read(&key).unwrap();
    program.run("store rekey --yes").ok();
    fs::rename(&key, &next).unwrap();
    let new_file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&key);
    new_file.unwrap().write_all(&old).unwrap();
    let present = fs::read(&next).unwrap();

    let scene = Scene::new(program, || "store rekey --yes --operator".to_owned(), "");
    let told = ["--trace=rename", "--inject=rename:error=EIO"].map(str::to_owned);
    let (ran, trace) = scene.run(&told);
    assert!(trace.contains("(INJECTED)"), "{trace}");
    assert_eq!(ran.code, 74, "{ran}");
    assert_eq!(fs::read(&next).unwrap(), present, "{ran}");
    let verified = scene.program.fed("apppw verify Outlook", &secret);
    assert_eq!(verified.code, 0, "{verified}");
    assert_eq!(fs::read(&key).unwrap(), present);
}
