//! What every test stands on: keyfob run inside the test with a clock and randomness of the
//! test's own (`World`), and the real program in an emptied environment (`Program`).

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "each test crate uses a part of this, and stands outside of what the rules are for"
)]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use keyfob::context::{Context, Environment};
use keyfob::crypto::random::Random;
use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::audit::Caller;
use keyfob::domain::method::TotpShape;
use keyfob::store::Roots;
use keyfob::terminal::{Prompt, Terminal};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub const ALAIN: &str = "alain@contoso.com";

/// A scratch folder with a store of its own, and a clock that stands still until it is moved.
/// The same calls give the same secrets and times in every run.
pub struct World {
    folder: TempDir,
    now: Rc<Cell<Timestamp>>,
    seed: Cell<u64>,
    pub operator: Cell<bool>,
    script: RefCell<Option<ScriptedPrompt>>,
    watched: Cell<bool>,
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub line: String,
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// For snapshots: the command, its exit status, and everything it printed.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ keyfob {}\nexit status {}", self.line, self.code)?;
        for (name, text) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}")?;
                f.write_str(text)?;
            }
        }
        Ok(())
    }
}

impl Ran {
    /// The output of a command that was to succeed.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self}");
        self.out
    }

    /// The same without its newline: a lone secret.
    #[track_caller]
    pub fn word(self) -> String {
        self.ok().trim_end().to_owned()
    }

    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).expect("one JSON value")
    }

    /// Asserts the exit status, one `error:` sentence and at least one hint, nothing on stdout.
    #[track_caller]
    pub fn refused(self, code: u8) -> Self {
        assert_eq!(self.code, code, "{self}");
        assert_eq!(
            self.err
                .lines()
                .filter(|line| line.starts_with("error: "))
                .count(),
            1,
            "{self}"
        );
        assert!(
            self.err
                .lines()
                .all(|line| line.starts_with("error: ") || line.starts_with("hint: ")),
            "{self}"
        );
        assert!(self.out.is_empty(), "{self}");
        self
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// An empty folder: no store yet.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: Rc::new(Cell::new("2026-11-21T12:00:00Z".parse().unwrap())),
            seed: Cell::new(1),
            operator: Cell::new(true),
            script: RefCell::new(None),
            watched: Cell::new(false),
        }
    }

    /// A store with alain's account, MFA enforced, no app password yet.
    pub fn enrolled() -> Self {
        let world = Self::new();
        world.add_enrolled(ALAIN);
        world
    }

    pub fn add_enrolled(&self, account: &str) {
        self.run(&format!("account add {account} --mfa enabled"))
            .ok();
        let uri = self.run(&format!("mfa enroll -a {account}")).word();
        let code = self.code(&uri);
        self.run(&format!(
            "mfa enroll -a {account} --confirm {code} --no-app"
        ))
        .ok();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> PathBuf {
        self.path().join("keyfob.db")
    }

    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    pub fn pass(&self, seconds: i64) {
        self.now
            .set(self.now.get() + SignedDuration::from_secs(seconds));
    }

    /// The code that an authenticator with this otpauth address shows now.
    pub fn code(&self, uri: &str) -> String {
        let secret = uri
            .split("secret=")
            .nth(1)
            .and_then(|rest| rest.split('&').next())
            .expect("a secret");
        let secret = TotpSecret::from_base32(secret).expect("base32");
        Authenticator::new(&secret, TotpShape::default())
            .code(self.now().as_second().try_into().unwrap())
    }

    /// The next command runs at a terminal, and its questions get these answers.
    pub fn answering<const N: usize>(&self, script: [(&'static str, &'static str); N]) -> &Self {
        *self.script.borrow_mut() = Some(ScriptedPrompt::new(script));
        self
    }

    /// The next command prints to a terminal, and nobody can be asked.
    pub fn watched(&self) -> &Self {
        self.watched.set(true);
        self
    }

    pub fn run(&self, line: &str) -> Ran {
        self.run_with(&line.split_whitespace().collect::<Vec<_>>(), b"")
    }

    /// As `run`, with this on stdin.
    pub fn fed(&self, line: &str, input: &str) -> Ran {
        self.run_with(
            &line.split_whitespace().collect::<Vec<_>>(),
            input.as_bytes(),
        )
    }

    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let (mut terminal, recording) = Terminal::recorded(input);
        if let Some(script) = self.script.borrow_mut().take() {
            terminal = terminal.attended(script);
        }
        if self.watched.take() {
            terminal = terminal.watched();
        }
        self.seed.set(self.seed.get() + 1);
        let now = Rc::clone(&self.now);
        let operator = if self.operator.get() { "1" } else { "" };
        let mut context = Context {
            clock: Box::new(move || now.get()),
            random: Random::from_rng(StdRng::seed_from_u64(self.seed.get())),
            environment: Environment::from_pairs([
                ("KEYFOB_STORE", self.store().to_str().unwrap()),
                ("KEYFOB_OPERATOR", operator),
            ]),
            roots: Roots::new(None, None),
            caller: Caller {
                uid: 1000,
                effective_uid: 1000,
                login_uid: Some(1000),
                sudo_user: None,
            },
            terminal,
        };
        let full = ["keyfob"].iter().chain(arguments).map(OsString::from);
        let code = keyfob::run(full, &mut context);
        drop(context);
        let hidden = |text: String| text.replace(self.path().to_str().unwrap(), "DIR");
        Ran {
            line: arguments.join(" "),
            code,
            out: hidden(recording.output_text()),
            err: hidden(recording.talk_text()),
        }
    }
}

/// The real program, with a home of its own and nothing else in its environment.
pub struct Program {
    folder: TempDir,
}

impl Default for Program {
    fn default() -> Self {
        Self::new()
    }
}

impl Program {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A store with alain's account, MFA enforced, no app password yet.
    pub fn enrolled() -> Self {
        let program = Self::new();
        program
            .run("account add alain@contoso.com --mfa enabled")
            .ok();
        let uri = program.run("mfa enroll").word();
        let code = totp_now(&uri);
        program
            .run(&format!("mfa enroll --confirm {code} --no-app"))
            .ok();
        program
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> PathBuf {
        self.path().join("keyfob.db")
    }

    /// A command to be started: its store is in the scratch folder, and it acts as operator.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyfob"));
        command
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.path())
            .env("KEYFOB_STORE", self.store())
            .env("KEYFOB_OPERATOR", "1")
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, line: &str) -> Ran {
        ran(line, &self.command(line).output().unwrap())
    }

    /// As `run`, with this on stdin.
    pub fn fed(&self, line: &str, input: &str) -> Ran {
        let mut child = self.command(line).stdin(Stdio::piped()).spawn().unwrap();
        // It may have refused before it read anything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        ran(line, &child.wait_with_output().unwrap())
    }
}

pub fn ran(line: &str, output: &Output) -> Ran {
    Ran {
        line: line.to_owned(),
        code: output
            .status
            .code()
            .map_or(255, |code| code.try_into().unwrap()),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

/// The code that an authenticator with this otpauth address shows by the real clock.
pub fn totp_now(uri: &str) -> String {
    let secret = uri
        .split("secret=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .expect("a secret");
    let secret = TotpSecret::from_base32(secret).expect("base32");
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    Authenticator::new(&secret, TotpShape::default()).code(now)
}

/// Whether a program from outside is there. Where the tests must have everything, it must.
#[track_caller]
pub fn has(program: &str, package: &str) -> bool {
    let there = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    if there {
        return true;
    }
    assert!(
        std::env::var_os("KEYFOB_TEST_REQUIRE").is_none(),
        "{program} is missing: install {package}"
    );
    eprintln!("SKIPPED: this test needs {program}, from Debian's package {package}");
    false
}

/// Answers from a list. A question that isn't the next of the list fails, and so does
/// an answer that nobody asked for.
#[derive(Debug, Default)]
pub struct ScriptedPrompt(VecDeque<(&'static str, &'static str)>);

impl ScriptedPrompt {
    /// Pairs of what a question begins with and the answer.
    pub fn new<const N: usize>(script: [(&'static str, &'static str); N]) -> Self {
        Self(script.into())
    }

    fn next(&mut self, question: &str) -> &'static str {
        match self.0.pop_front() {
            Some((expected, answer)) if question.starts_with(expected) => answer,
            other => panic!("asked {question:?} where the script has {other:?}"),
        }
    }
}

impl Prompt for ScriptedPrompt {
    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.next(question).as_bytes().to_vec()))
    }

    fn yes(&mut self, question: &str) -> io::Result<bool> {
        Ok(self.next(question) == "yes")
    }
}

impl Drop for ScriptedPrompt {
    fn drop(&mut self) {
        assert!(
            self.0.is_empty() || std::thread::panicking(),
            "nobody asked for {:?}",
            self.0
        );
    }
}
