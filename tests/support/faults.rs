//! Errors of the system: strace lets one call fail in each run of a program, or be its last.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::promises::figure;
use crate::support::files::Files;
use crate::support::{Program, Ran, ran, under_strace};
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
    files: Files,
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
        let files = Files::of(program.path());
        Self {
            program,
            files,
            line: Box::new(line),
            input: input.into(),
            trace: tempfile::tempdir().unwrap(),
        }
    }

    pub fn begins_anew(&self) {
        self.files.replace(self.program.path());
    }

    /// Runs it once, with strace told this, and gives what strace wrote too.
    pub fn run(&self, told: &[String]) -> (Ran, String) {
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
    pub fn killed_at_every_call(&self, came_of_it: impl Fn(&str)) {
        for call in self.calls().iter().step_by(figure(12, 4)) {
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
        let every = figure(10, 1);
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
