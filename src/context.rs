//! Everything that a command may use: time, randomness, the environment, the terminal and the
//! caller. The program builds a real one; tests build their own.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{Gid, Uid, User, initgroups, setgroups, setresgid, setresuid};
use rustix::process::{DumpableBehavior, set_dumpable_behavior};

use crate::crypto::random::Random;
use crate::domain::role::Caller;
use crate::domain::sign_in::TerminalSession;
pub use crate::error::Telling;
use crate::service::{ClientFiles, Roots};
use crate::terminal::{Abilities, Terminal};

/// A value that is found out when it is first used: most commands do without it.
pub type Lazy<T> = LazyCell<T, Box<dyn FnOnce() -> T>>;

/// A value that is known already.
pub fn known<T: 'static>(value: T) -> Lazy<T> {
    Lazy::new(Box::new(move || value))
}

pub struct Context {
    pub clock: Box<dyn Fn() -> Timestamp>,
    pub random: Random,
    pub environment: Environment,
    pub roots: Roots,
    pub caller: Lazy<Caller>,
    /// Makes this process another user's, for good.
    pub become_user: fn(u32) -> io::Result<()>,
    /// Looks up a user's name by its number.
    pub user_name: fn(u32) -> Option<String>,
    /// The terminal session of the process. `None` if there is none, or it can't be found out.
    pub terminal_session: Lazy<Option<TerminalSession>>,
    /// This machine's name.
    pub host: String,
    pub terminal: Terminal,
    /// How errors are shown, according to the command's flags.
    pub telling: Telling,
}

impl Context {
    /// Builds the context of the real program.
    pub fn real() -> Self {
        let environment = Environment::real();
        let abilities = Abilities::read(|name| environment.get(name));
        let claim = environment
            .get("SUDO_USER")
            .map(|claim| claim.chars().take(CLAIM_CHARS).collect());
        let folders = directories::ProjectDirs::from("", "", "keyfob");
        let mut roots = Roots::new(
            folders
                .as_ref()
                .map(|folders| folders.data_dir().to_owned()),
            folders
                .as_ref()
                .map(|folders| folders.config_dir().to_owned()),
        );
        roots.client_files = client_files(&environment);
        Self {
            clock: Box::new(now),
            random: Random::system(),
            caller: Lazy::new(Box::new(|| caller(claim))),
            become_user,
            user_name,
            terminal_session: Lazy::new(Box::new(terminal_session)),
            host: rustix::system::uname()
                .nodename()
                .to_string_lossy()
                .into_owned(),
            environment,
            roots,
            terminal: Terminal::real(abilities),
            telling: Telling::default(),
        }
    }
}

/// Returns the files that `libpq` reads too: those that are named, or the user's own.
fn client_files(environment: &Environment) -> ClientFiles {
    let named = |variable: &str, in_home: &str| {
        let own = || Some(PathBuf::from(environment.get_os("HOME")?).join(in_home));
        environment.get_os(variable).map(PathBuf::from).or_else(own)
    };
    ClientFiles {
        passwords: named("PGPASSFILE", ".pgpass"),
        services: named("PGSERVICEFILE", ".pg_service.conf"),
    }
}

/// Returns the time in whole seconds, because the store keeps no fractions.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the time comes from"
)]
pub fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).expect("now is a time")
}

/// Returns the terminal session. Session numbers are used again, so it is identified by its start
/// time and by the boot too. `None` without a controlling terminal: everything that a service starts
/// shares one session. `None` too if the session's first process can't be seen from here; its number is
/// then 0.
fn terminal_session() -> Option<TerminalSession> {
    process_field("self", 7).filter(|terminal| terminal != "0")?;
    let session: i32 = process_field("self", 6)?
        .parse()
        .ok()
        .filter(|&id| id > 0)?;
    let began = process_field(&session.to_string(), 22)?;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uid = rustix::process::getuid().as_raw();
    Some(TerminalSession::new(
        uid,
        session,
        &format!("{began} {}", boot.trim()),
    ))
}

/// Returns a field of /proc/…/stat by its number in proc(5), from 3 on. The second field is a name
/// that may contain anything, so the fields are counted from its end.
fn process_field(process: &str, number: usize) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let after_the_name = stat.rsplit_once(')')?.1;
    after_the_name
        .split_whitespace()
        .nth(number - 3)
        .map(str::to_owned)
}

/// The group of a user without an entry in the system's list, which owns nothing.
const NO_GROUP: u32 = 65534;

/// Gives up everything that is the present user's: groups, group and user, of all threads.
fn become_user(uid: u32) -> io::Result<()> {
    let uid = Uid::from_raw(uid);
    let known = User::from_uid(uid).ok().flatten();
    let gid = known
        .as_ref()
        .map_or(Gid::from_raw(NO_GROUP), |user| user.gid);
    match known.and_then(|user| CString::new(user.name).ok()) {
        Some(name) => initgroups(&name, gid)?,
        None => setgroups(&[])?,
    }
    setresgid(gid, gid, gid)?;
    setresuid(uid, uid, uid)?;
    // Other processes of that user must not look into this one, which the change may have allowed.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// For the threads that are started from now on, too.
pub fn block_file_size_signal() -> nix::Result<()> {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGXFSZ);
    signals.thread_block()
}

fn user_name(uid: u32) -> Option<String> {
    let user = User::from_uid(Uid::from_raw(uid)).ok()?;
    user.map(|user| user.name)
}

/// `SUDO_USER` is only a claim, and could have any length.
const CLAIM_CHARS: usize = 64;

fn caller(sudo_user: Option<String>) -> Caller {
    Caller {
        uid: rustix::process::getuid().as_raw(),
        effective_uid: rustix::process::geteuid().as_raw(),
        login_uid: std::fs::read_to_string("/proc/self/loginuid")
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .filter(|&uid| uid != u32::MAX),
        sudo_user,
    }
}

/// The environment variables. Values that aren't UTF-8 are only available as paths.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the environment is read"
    )]
    fn real() -> Self {
        Self(std::env::vars_os().collect())
    }

    pub fn from_pairs<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    /// Returns a variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_os(name).and_then(OsStr::to_str)
    }

    pub fn get_os(&self, name: &str) -> Option<&OsStr> {
        self.0
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }
}
