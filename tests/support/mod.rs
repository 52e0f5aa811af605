//! What every test stands on: keyfob run inside the test with a clock and randomness of the
//! test's own (`World`), and the real program in an emptied environment (`Program`).

pub mod auth_client;
pub mod cheap_hashes;
pub mod database;
pub mod faults;
pub mod files;
pub mod forger;
pub mod holder;
pub mod machine;
pub mod mail_server;
pub mod picture;
pub mod pty;
pub mod race;
pub mod secrets;
pub mod service;
pub mod with_key;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use keyfob::context::{Context, Environment, Telling, known};
use keyfob::crypto::random::Random;
use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::method::TotpShape;
use keyfob::domain::role::Caller;
use keyfob::domain::sign_in::TerminalSession;
use keyfob::service::Roots;
use keyfob::terminal::{Check, Pressed, Prompt, Recording, Terminal};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rustix::process::geteuid;
use tempfile::TempDir;
use zeroize::Zeroizing;

use self::database::{Database, has_key};
use self::files::Files;

pub const ALAIN: &str = "alain@contoso.com";
/// How long to wait for what must happen: only what never happens takes this long.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// A scratch folder with a store of its own, and a clock that stands still until it is moved.
/// The same calls give the same secrets and times in every run.
pub struct World {
    folder: TempDir,
    /// Where the store is, unless it is in the folder.
    database: Option<Database>,
    now: Rc<Cell<Timestamp>>,
    seed: Cell<u64>,
    pub operator: Cell<bool>,
    script: RefCell<Option<ScriptedPrompt>>,
    answers: RefCell<Option<ScriptedAnswers>>,
    watched: Cell<bool>,
    /// The terminal session that commands run in.
    pub terminal_session: RefCell<Option<TerminalSession>>,
}

/// A world's files, clock and randomness after something was done in it, and what that gave.
pub struct Made<T> {
    files: Files,
    database: Option<Database>,
    now: Timestamp,
    seed: u64,
    result: T,
}

/// A world's files and tables at a moment.
pub struct Kept {
    files: Files,
    database: Option<Database>,
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub line: String,
    pub code: u8,
    pub out: String,
    pub err: String,
    /// What was said with the questions and answers in between, where there were any.
    pub talk: Option<String>,
}

/// For snapshots: the command, its exit status, and everything it printed.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ keyfob {}\nexit status {}", self.line, self.code)?;
        let talk = self.talk.as_ref().unwrap_or(&self.err);
        for (name, text) in [("stdout", &self.out), ("stderr", talk)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}")?;
                f.write_str(text)?;
            }
        }
        Ok(())
    }
}

/// What a command says whose turn in a store didn't come within five seconds: it changed nothing.
pub const UNHEARD: [&str; 2] = [
    "the store is busy",
    "the database can't be reached: it doesn't answer",
];

impl Ran {
    pub fn was_unheard(&self) -> bool {
        UNHEARD.iter().any(|why| self.err.contains(why))
    }

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

    /// Asserts the exit status, one `error:` sentence and at least one hint, nothing on stdout; with
    /// `--json` the same as one value.
    #[track_caller]
    pub fn refused(self, code: u8) -> Self {
        assert_eq!(self.code, code, "{self}");
        if self.is_json_error() {
            assert!(self.out.is_empty(), "{self}");
            return self;
        }
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

    /// Returns whether it ended in an error as JSON, which must be whole.
    #[track_caller]
    pub fn is_json_error(&self) -> bool {
        let last = self.err.lines().last().unwrap_or_default();
        if !last.starts_with('{') {
            return false;
        }
        let error: serde_json::Value = serde_json::from_str(last).expect("one JSON value");
        let error = &error["error"];
        assert_eq!(error["exit"], self.code, "{self}");
        assert!(error["code"].is_string() && error["message"].is_string());
        assert!(!error["hints"].as_array().unwrap().is_empty(), "{self}");
        true
    }

    /// As `refused`, at the end of a talk with a person.
    #[track_caller]
    pub fn ended(self, code: u8) -> Self {
        assert_eq!(self.code, code, "{self}");
        if self.is_json_error() {
            return self;
        }
        // Errors before the last one were shown at a question, which was asked again.
        let (_, last) = self.err.rsplit_once("error: ").unwrap_or_default();
        let mut rest = last.lines().skip(1).peekable();
        assert!(rest.peek().is_some() || code == 1, "{self}");
        // Hints, then what was changed or shown.
        let mut notes = rest.skip_while(|line| line.starts_with("hint: "));
        assert!(notes.all(|line| line.ends_with('.')), "{self}");
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
        Self::with(Database::new())
    }

    fn with(database: Option<Database>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            database,
            now: Rc::new(Cell::new("2026-11-21T12:00:00Z".parse().unwrap())),
            seed: Cell::new(1),
            operator: Cell::new(true),
            script: RefCell::new(None),
            answers: RefCell::new(None),
            watched: Cell::new(false),
            terminal_session: RefCell::new(Some(TerminalSession::new(1000, 42, "first"))),
        }
    }

    /// A store with alain's account, whose password is temporary.
    pub fn with_account() -> Self {
        static MADE: OnceLock<Made<()>> = OnceLock::new();
        let add = |world: &Self| drop(world.run(&format!("account add {ALAIN}")).ok());
        Self::made_once(&MADE, add).0
    }

    /// A store with alain's account, MFA enforced, no app password yet.
    pub fn enrolled() -> Self {
        static MADE: OnceLock<Made<()>> = OnceLock::new();
        Self::made_once(&MADE, |world| world.add_enrolled(ALAIN)).0
    }

    /// A world where this was done, and what it gave. It is done once, and copied from then on.
    pub fn made_once<T: Clone>(
        once: &OnceLock<Made<T>>,
        make: impl FnOnce(&Self) -> T,
    ) -> (Self, T) {
        let template = once.get_or_init(|| {
            let world = Self::new();
            let result = make(&world);
            Made {
                files: Files::of(world.path()),
                now: world.now(),
                seed: world.seed.get(),
                result,
                database: world.database,
            }
        });
        let world = Self::with(template.database.as_ref().map(Database::copy));
        template.files.copy(world.path());
        world.now.set(template.now);
        world.seed.set(template.seed);
        (world, template.result.clone())
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
        store_of(self.path(), self.address().as_deref())
    }

    fn address(&self) -> Option<String> {
        self.database.as_ref().map(Database::address)
    }

    /// The file of the audit trail's head.
    pub fn head(&self) -> PathBuf {
        self.path().join(match self.database {
            Some(_) => "keyfob.db.key.head",
            None => "keyfob.db.head",
        })
    }

    /// Its files and tables as they are.
    pub fn kept(&self) -> Kept {
        Kept {
            files: Files::of(self.path()),
            database: self.database.as_ref().map(Database::copy),
        }
    }

    pub fn go_back(&self, kept: &Kept) {
        kept.files.replace(self.path());
        if let (Some(database), Some(kept)) = (&self.database, &kept.database) {
            database.replace(kept);
        }
    }

    /// Where this world's syslog would listen.
    pub fn syslog(&self) -> PathBuf {
        self.path().join("syslog")
    }

    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    pub fn pass(&self, seconds: i64) {
        self.now
            .set(self.now.get() + SignedDuration::from_secs(seconds));
    }

    /// Other secrets than those of every other world.
    pub fn seed(&self, seed: u64) {
        self.seed.set(seed);
    }

    /// The code that an authenticator with this otpauth address shows now.
    pub fn code(&self, uri: &str) -> String {
        totp_at(uri, self.now().as_second().try_into().unwrap())
    }

    /// The next command runs at a terminal, and its questions get these answers.
    pub fn answering<const N: usize>(&self, script: [(&'static str, &'static str); N]) -> &Self {
        *self.script.borrow_mut() = Some(ScriptedPrompt::new(script));
        self
    }

    /// As `answering`, with answers that may be known only when they are asked for. What was asked
    /// and answered shows in snapshots.
    pub fn talking(&self, script: impl IntoIterator<Item = (&'static str, Answer)>) -> &Self {
        *self.answers.borrow_mut() = Some(ScriptedAnswers {
            script: script.into_iter().collect(),
            recording: Recording::default(),
            now: Rc::clone(&self.now),
            asked: Rc::default(),
        });
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
        let mut transcript = None;
        if let Some(mut script) = self.answers.borrow_mut().take() {
            script.recording = recording.clone();
            transcript = Some(Rc::clone(&script.asked));
            terminal = terminal.attended(script);
        }
        if self.watched.take() {
            terminal = terminal.watched();
        }
        self.seed.set(self.seed.get() + 1);
        let mut roots = Roots::new(None, None);
        roots.system.syslog = self.syslog();
        let now = Rc::clone(&self.now);
        let operator = if self.operator.get() { "1" } else { "" };
        let key = key_file_of(self.path(), self.address().as_deref());
        let mut context = Context {
            clock: Box::new(move || now.get()),
            random: Random::from_rng(StdRng::seed_from_u64(self.seed.get())),
            environment: Environment::from_pairs([
                ("KEYFOB_STORE", self.store().to_str().unwrap()),
                ("KEYFOB_KEY_FILE", key.to_str().unwrap()),
                ("KEYFOB_OPERATOR", operator),
                ("USER", "alain"),
            ]),
            roots,
            caller: known(Caller {
                uid: 1000,
                effective_uid: 1000,
                login_uid: Some(1000),
                sudo_user: None,
            }),
            become_user: |_| Err(io::ErrorKind::Unsupported.into()),
            user_name: |uid| (uid == 1000).then(|| "alain".to_owned()),
            terminal_session: known(self.terminal_session.borrow().clone()),
            host: "laptop.example".to_owned(),
            terminal,
            telling: Telling::default(),
        };
        let full = ["keyfob"].iter().chain(arguments).map(OsString::from);
        let code = keyfob::run(full, &mut context);
        drop(context);
        let (folder, store) = (self.path(), self.store());
        let hidden = |text: String| {
            let text = text.replace(store.to_str().unwrap(), "DIR/keyfob.db");
            let text = text.replace("keyfob.db.key.head", "keyfob.db.head");
            text.replace(folder.to_str().unwrap(), "DIR")
        };
        Ran {
            line: arguments.join(" "),
            code,
            out: hidden(recording.output_text()),
            err: hidden(recording.talk_text()),
            talk: transcript.map(|asked| hidden(woven(&recording.talk_text(), &asked.borrow()))),
        }
    }
}

/// What was said, with the questions where they were asked.
fn woven(talk: &str, asked: &[(usize, String)]) -> String {
    let mut text = String::new();
    let mut said = 0;
    for (at, question) in asked {
        text.push_str(&talk[said..*at]);
        text.push_str(question);
        said = *at;
    }
    text.push_str(&talk[said..]);
    text
}

/// The real program, with a home of its own and nothing else in its environment.
pub struct Program {
    folder: TempDir,
    /// Where its store is, unless that is in the folder.
    address: Option<String>,
    /// Other machines may use it too.
    database: Option<Arc<Database>>,
}

/// The key file of a store that has it not beside itself.
fn key_file_of(folder: &Path, address: Option<&str>) -> PathBuf {
    let Some(address) = address else {
        return PathBuf::new();
    };
    let key_file = folder.join("keyfob.db.key");
    has_key(address, key_file.clone());
    key_file
}

fn folder_in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// A store's file in a folder, or the address of its database.
fn store_of(folder: &Path, address: Option<&str>) -> PathBuf {
    let Some(address) = address else {
        return folder.join("keyfob.db");
    };
    key_file_of(folder, Some(address));
    address.into()
}

impl Default for Program {
    fn default() -> Self {
        Self::new()
    }
}

impl Program {
    pub fn new() -> Self {
        Self::with(tempfile::tempdir().unwrap(), Database::new())
    }

    fn with(folder: TempDir, database: Option<Database>) -> Self {
        Self {
            folder,
            address: database.as_ref().map(Database::address),
            database: database.map(Arc::new),
        }
    }

    /// On a server, wherever the tests keep their stores.
    pub fn on_server() -> Self {
        Self::with(tempfile::tempdir().unwrap(), Some(Database::empty()))
    }

    /// With its store at this address.
    pub fn at(address: String) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            address: Some(address),
            database: None,
        }
    }

    /// Another machine with the same store, to which the key file and the head were copied.
    pub fn another_machine(&self) -> Self {
        let other = Self {
            folder: tempfile::tempdir().unwrap(),
            address: self.address.clone(),
            database: self.database.clone(),
        };
        other.copies_key(self);
        other
    }

    /// Gets another machine's key file and head.
    pub fn copies_key(&self, from: &Self) {
        for name in ["keyfob.db.key", "keyfob.db.key.head"] {
            fs::copy(from.path().join(name), self.path().join(name)).unwrap();
        }
    }

    /// With the files and the database of another one, which isn't in use.
    pub fn like(files: &Files, database: Option<&Database>) -> Self {
        Self::like_in(tempfile::tempdir().unwrap(), files, database)
    }

    /// As `like`, in memory where that can be.
    pub fn like_in_memory(files: &Files, database: Option<&Database>) -> Self {
        Self::like_in(folder_in_memory(), files, database)
    }

    fn like_in(folder: TempDir, files: &Files, database: Option<&Database>) -> Self {
        files.copy(folder.path());
        Self::with(folder, database.map(Database::copy))
    }

    /// Ends it, and leaves what it had to be copied.
    pub fn into_template(self) -> (Files, Option<Arc<Database>>) {
        (Files::of(self.path()), self.database)
    }

    /// In memory where that can be, for what is not about the disk.
    pub fn in_memory() -> Self {
        Self::with(folder_in_memory(), Database::new())
    }

    /// A store with alain's account, MFA enforced, no app password yet.
    pub fn enrolled() -> Self {
        static ONCE: OnceLock<(Files, Option<Arc<Database>>)> = OnceLock::new();
        let (files, database) = ONCE.get_or_init(|| {
            let first = Self::new();
            first.enrol();
            first.into_template()
        });
        Self::like(files, database.as_deref())
    }

    /// Adds alain's account and sets MFA up for it.
    pub fn enrol(&self) {
        self.run(&format!("account add {ALAIN} --mfa enabled")).ok();
        let uri = self.run("mfa enroll").word();
        let code = totp_now(&uri);
        self.run(&format!("mfa enroll --confirm {code} --no-app"))
            .ok();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> PathBuf {
        store_of(self.path(), self.address.as_deref())
    }

    /// What names the key file, where it isn't beside the store.
    pub fn key_file(&self) -> PathBuf {
        key_file_of(self.path(), self.address.as_deref())
    }

    /// A command to be started: its store is in the scratch folder, and it acts as operator.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyfob"));
        command
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.path())
            .env("KEYFOB_STORE", self.store())
            .env("KEYFOB_KEY_FILE", self.key_file())
            .env("KEYFOB_OPERATOR", "1")
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// As `command`, by somebody who isn't an operator.
    pub fn holder_command(&self, line: &str) -> Command {
        let mut command = self.command(line);
        command.env_remove("KEYFOB_OPERATOR");
        command
    }

    pub fn run(&self, line: &str) -> Ran {
        ran(line, &self.command(line).output().unwrap())
    }

    /// Starts all of these, then waits for all. One whose turn didn't come within five seconds changed
    /// nothing, and is run again once the others have ended.
    pub fn run_at_once(&self, lines: &[String]) -> Vec<Ran> {
        let children: Vec<_> = lines
            .iter()
            .map(|line| (line, self.command(line).spawn().unwrap()))
            .collect();
        let mut all: Vec<_> = children
            .into_iter()
            .map(|(line, child)| ran(line, &child.wait_with_output().unwrap()))
            .collect();
        for (ran, line) in all.iter_mut().zip(lines) {
            if ran.was_unheard() {
                *ran = self.run(line);
            }
        }
        all
    }

    /// As `run`, with this on stdin.
    pub fn fed(&self, line: &str, input: &str) -> Ran {
        fed(self.command(line), line, input)
    }

    /// As `run`, by the account's holder.
    pub fn holder_run(&self, line: &str) -> Ran {
        ran(line, &self.holder_command(line).output().unwrap())
    }

    /// As `fed`, by the account's holder.
    pub fn holder_fed(&self, line: &str, input: &str) -> Ran {
        fed(self.holder_command(line), line, input)
    }

    /// As `pam_exec` asks, about a log-in to this service from this address.
    pub fn pam(&self, flags: &str, from: Option<(&str, &str)>, user: &str, password: &str) -> Ran {
        let line = format!("auth pam {flags}");
        let mut command = self.command(&line);
        command.env("PAM_USER", user);
        if let Some((service, host)) = from {
            command.env("PAM_SERVICE", service).env("PAM_RHOST", host);
        }
        fed(command, &line, password)
    }

    /// As qmail and Dovecot 2.3 ask, with the question on descriptor 3.
    pub fn checkpassword(&self, flags: &str, user: &str, password: &str) -> Ran {
        let line = format!("auth checkpassword {flags} /bin/true");
        let asked = self.command(&line);
        let environment = asked.get_envs();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "exec \"$@\" 3<&0 </dev/null", "sh"])
            .arg(asked.get_program())
            .args(asked.get_args())
            .env_clear()
            .envs(environment.filter_map(|(name, value)| Some((name, value?))))
            .current_dir(self.path());
        fed(command, &line, &format!("{user}\0{password}\0\0"))
    }

    /// The names of the account's app passwords.
    pub fn app_passwords(&self) -> Vec<String> {
        let list = self.run("apppw list --json").json();
        let app_passwords = list["app_passwords"].as_array().unwrap();
        app_passwords
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Sets a policy to a value with spaces in it.
    #[track_caller]
    pub fn set_policy(&self, key: &str, value: &str) {
        let line = format!("policy set {key}");
        ran(&line, &self.command(&line).arg(value).output().unwrap()).ok();
    }
}

/// What this command comes to with this on stdin.
pub fn fed(mut command: Command, line: &str, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have refused before it read anything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    ran(line, &child.wait_with_output().unwrap())
}

/// Puts the program where anybody may run it.
#[track_caller]
pub fn install_program(to: &Path) {
    // Not by ourselves: a file can't be run as long as a child that another thread has just
    // started holds it open for writing.
    let status = Command::new("/usr/bin/install")
        .args(["-m", "755", env!("CARGO_BIN_EXE_keyfob")])
        .arg(to)
        .status();
    assert!(status.unwrap().success());
}

/// The same command with strace beside it, which is told this.
pub fn under_strace<T: AsRef<OsStr>>(
    command: &Command,
    told: impl IntoIterator<Item = T>,
) -> Command {
    let environment = command.get_envs();
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-qq"])
        .args(told)
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear()
        .envs(environment.filter_map(|(name, value)| Some((name, value?))))
        .current_dir(command.get_current_dir().unwrap())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    strace
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
        talk: None,
    }
}

/// The code that an authenticator with this key shows at that time.
pub fn code_at(base32: &str, at: Timestamp) -> String {
    let secret = TotpSecret::from_base32(base32).expect("base32");
    Authenticator::new(&secret, TotpShape::default()).code(at.as_second().try_into().unwrap())
}

/// A code that isn't right at this moment, nor in the steps before and after.
pub fn code_not_shown(base32: &str, at: Timestamp) -> String {
    let right = [-30, 0, 30].map(|seconds| {
        let near = Timestamp::from_second(at.as_second() + seconds).unwrap();
        code_at(base32, near)
    });
    let mut all = (0..).map(|number| format!("{number:06}"));
    all.find(|code| !right.contains(code)).unwrap()
}

/// Seconds of the real clock.
pub fn unix_now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// The code that an authenticator with this otpauth address shows by the real clock.
pub fn totp_now(uri: &str) -> String {
    totp_at(uri, unix_now())
}

/// The code that it shows at that second.
pub fn totp_at(uri: &str, second: u64) -> String {
    let secret = uri
        .split("secret=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .expect("a secret");
    let secret = TotpSecret::from_base32(secret).expect("base32");
    Authenticator::new(&secret, TotpShape::default()).code(second)
}

/// How often, where the tests must be thorough and elsewhere.
pub fn rounds(thorough: usize, otherwise: usize) -> usize {
    if std::env::var_os("KEYFOB_TEST_REQUIRE").is_some() {
        thorough
    } else {
        otherwise
    }
}

/// Whether a program from outside is there. Where the tests must have everything, it must.
#[track_caller]
pub fn has(program: &str, package: &str) -> bool {
    let there = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    is_there(there, program, package)
}

/// As `has`, for a file of that package that no path leads to.
#[track_caller]
pub fn has_file(file: &str, package: &str) -> bool {
    is_there(Path::new(file).exists(), file, package)
}

/// Whether a program from outside is there and may do to another one what it is to do here. Where the
/// tests must have everything, it may.
#[track_caller]
pub fn permitted(outer: &[&str], package: &str) -> bool {
    if !has(outer[0], package) {
        return false;
    }
    let tried = Command::new(outer[0])
        .args(&outer[1..])
        .arg("true")
        .output()
        .unwrap();
    if tried.status.success() {
        return true;
    }
    let why = String::from_utf8_lossy(&tried.stderr).into_owned();
    assert!(
        std::env::var_os("KEYFOB_TEST_REQUIRE").is_none(),
        "{outer:?} isn't permitted: {why}"
    );
    eprintln!("SKIPPED: this test needs {outer:?} to be permitted: {why}");
    false
}

/// Whether strace may trace what we start.
#[track_caller]
pub fn can_trace() -> bool {
    permitted(&["strace", "-f", "-qq", "-o", "/dev/null"], "strace")
}

/// Whether this is run by root, who alone may start servers as users of their own and look into
/// processes that are closed to others. Where the tests must have everything, it must.
#[track_caller]
pub fn is_root() -> bool {
    if geteuid().is_root() {
        return true;
    }
    assert!(
        std::env::var_os("KEYFOB_TEST_REQUIRE").is_none(),
        "this test must be run by root"
    );
    eprintln!("SKIPPED: this test can only be run by root");
    false
}

#[track_caller]
fn is_there(there: bool, program: &str, package: &str) -> bool {
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
/// an answer that nobody asked for. Where Enter is the only answer it needs none.
#[derive(Debug, Default)]
pub struct ScriptedPrompt(VecDeque<(&'static str, &'static str)>);

impl ScriptedPrompt {
    /// Pairs of what a question begins with and the answer: "" for Enter alone, for a choice what
    /// an item begins with (of several with " + " between), or "esc".
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
    fn wait(&mut self, _: &str, _: &[char]) -> io::Result<Pressed> {
        Ok(Pressed::Enter)
    }

    fn enter_screen(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn leave_screen(&mut self) {}

    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.next(question).as_bytes().to_vec()))
    }

    fn confirm(&mut self, question: &str, default: bool) -> io::Result<bool> {
        Ok(said_yes(self.next(question), default))
    }

    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> io::Result<String> {
        loop {
            let typed = typed(self.next(question), default);
            if check(&typed).is_ok() {
                return Ok(typed);
            }
        }
    }

    fn choose(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        Ok(chosen(self.next(question), items).map(|chosen| chosen[0]))
    }

    fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> io::Result<Option<Vec<usize>>> {
        Ok(chosen(self.next(question), items))
    }
}

fn said_yes(answer: &str, default: bool) -> bool {
    match answer {
        "" => default,
        answer => answer == "yes",
    }
}

fn typed(answer: &str, default: Option<&str>) -> String {
    match (answer, default) {
        ("", Some(default)) => default.to_owned(),
        _ => answer.to_owned(),
    }
}

/// The items that begin with what was answered.
#[track_caller]
fn chosen(answer: &str, items: &[String]) -> Option<Vec<usize>> {
    if answer == "esc" {
        return None;
    }
    let chosen = answer.split(" + ").map(|begin| {
        let chosen = items.iter().position(|item| item.starts_with(begin));
        chosen.unwrap_or_else(|| panic!("no item begins with {begin:?}: {items:?}"))
    });
    Some(chosen.collect())
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

/// What a person answers.
pub enum Answer {
    /// As in `answering`.
    Text(String),
    /// What the authenticator app shows into which the key was typed that is shown.
    Shown,
    /// A code that the app shows at no time near now.
    NeverShown,
    /// The code in what was last sent to this file.
    Sent(PathBuf),
    /// A code that differs from it in every digit.
    NotSent(PathBuf),
    /// Whatever this gives, when it is asked for.
    Computed(Box<dyn FnOnce() -> String>),
    /// The end of the input, where a line was due.
    End,
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The six digits that a message begins with.
#[track_caller]
pub fn sent_code(file: &Path) -> String {
    let text = std::fs::read_to_string(file).expect("a message");
    let line = text
        .lines()
        .find(|line| line.contains(" is your code to "))
        .expect("a code in the message");
    line[..6].to_owned()
}

/// The key that was shown last, to be typed into an app.
pub fn key_shown(output: &str) -> String {
    let key = output.lines().rev().find_map(|line| {
        let groups: Vec<_> = line.strip_prefix("    ")?.split(' ').collect();
        let is_key = groups.len() == 8
            && groups.iter().all(|group| {
                group.len() == 4
                    && group
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        is_key.then(|| groups.concat().to_uppercase())
    });
    key.expect("a key is shown")
}

/// As `ScriptedPrompt`, with answers that are made when they are asked for.
struct ScriptedAnswers {
    script: VecDeque<(&'static str, Answer)>,
    recording: Recording,
    now: Rc<Cell<Timestamp>>,
    /// What was asked and answered, and how much had been said by then.
    asked: Rc<RefCell<Vec<(usize, String)>>>,
}

impl ScriptedAnswers {
    fn next(&mut self, question: &str, more: &str) -> io::Result<String> {
        let at = self.recording.talk_text().len();
        let answer = match self.script.pop_front() {
            Some((expected, answer)) if question.starts_with(expected) => answer,
            other => panic!(
                "asked {question:?} where the script has {:?}, after\n{}",
                other.map(|(expected, _)| expected),
                self.recording.seen_text()
            ),
        };
        let answer = match answer {
            Answer::Text(text) => Ok(text),
            Answer::Shown => {
                let key = key_shown(&self.recording.output_text());
                Ok(code_at(&key, self.now.get()))
            }
            Answer::NeverShown => {
                let key = key_shown(&self.recording.output_text());
                Ok(code_not_shown(&key, self.now.get()))
            }
            Answer::Sent(file) => Ok(sent_code(&file)),
            Answer::NotSent(file) => Ok(sent_code(&file)
                .bytes()
                .map(|digit| char::from(b'0' + (digit - b'0' + 1) % 10))
                .collect()),
            Answer::Computed(compute) => Ok(compute()),
            Answer::End => Err(io::ErrorKind::UnexpectedEof.into()),
        };
        let typed = answer.as_deref().unwrap_or("END");
        self.asked
            .borrow_mut()
            .push((at, format!("? {question}{more} > {typed}\n")));
        answer
    }
}

impl ScriptedAnswers {
    /// Something else that is seen among what was said.
    fn note(&mut self, line: String) {
        let at = self.recording.talk_text().len();
        self.asked.borrow_mut().push((at, line));
    }

    fn choose_from(&mut self, question: &str, items: &[String]) -> io::Result<Option<Vec<usize>>> {
        let list = items.join("\n    - ");
        let answer = self.next(question, &format!("\n    - {list}\n "))?;
        Ok(chosen(&answer, items))
    }
}

impl Prompt for ScriptedAnswers {
    fn wait(&mut self, question: &str, _: &[char]) -> io::Result<Pressed> {
        self.note(format!("? {question}> \n"));
        Ok(Pressed::Enter)
    }

    fn enter_screen(&mut self) -> io::Result<()> {
        self.note("[alternate screen]\n".to_owned());
        Ok(())
    }

    fn leave_screen(&mut self) {}

    fn secret(&mut self, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.next(question, "")?.into_bytes()))
    }

    fn confirm(&mut self, question: &str, default: bool) -> io::Result<bool> {
        let more = if default { " [Y/n]" } else { " [y/N]" };
        Ok(said_yes(&self.next(question, more)?, default))
    }

    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &mut Check<'_>,
    ) -> io::Result<String> {
        let more = default.map_or_else(String::new, |default| format!(" [{default}]"));
        loop {
            let typed = typed(&self.next(question, &more)?, default);
            match check(&typed) {
                Ok(()) => return Ok(typed),
                Err(wrong) => self.note(format!("{wrong}\n")),
            }
        }
    }

    fn choose(&mut self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        Ok(self.choose_from(question, items)?.map(|chosen| chosen[0]))
    }

    fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> io::Result<Option<Vec<usize>>> {
        self.choose_from(question, items)
    }
}

impl Drop for ScriptedAnswers {
    fn drop(&mut self) {
        let left: Vec<_> = self.script.iter().map(|(question, _)| *question).collect();
        assert!(
            left.is_empty() || std::thread::panicking(),
            "nobody asked for {left:?}, after\n{}",
            self.recording.seen_text()
        );
    }
}
