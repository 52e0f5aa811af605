//! `keyfob serve`, the real program, with clients that behave and clients that don't.

mod clients;
mod existence;
mod external;
mod fuzz;
mod killed;
mod life;
pub mod memory;
mod mixed;
mod protocol;
mod restored;
mod states;
mod status;
mod undecided;
mod via;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::auth_client::{AuthClient, Said};
use crate::support::holder::{Holder, until};
use crate::support::{ALAIN, PATIENCE, Program};
use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};

/// As long as an app password, of the same letters, and none.
pub const WRONG: &str = "aaaabbbbccccdddd";

pub fn yes() -> Said {
    Said::Yes(ALAIN.to_owned())
}

pub fn no() -> Said {
    Said::No(Some(ALAIN.to_owned()))
}

/// A server that ends with the test.
pub struct Served {
    child: Child,
    pub socket: PathBuf,
    /// What it says on stderr.
    log: PathBuf,
}

impl Served {
    pub fn start(program: &Program) -> Self {
        Self::start_with(program, "")
    }

    pub fn start_with(program: &Program, flags: &str) -> Self {
        let line = format!("serve --auth-socket auth.sock {flags}");
        let mut command = program.command(&line);
        command.stdout(Stdio::null());
        Self::of(command, &program.path().join("auth.sock"))
    }

    /// Waits until this command answers at the socket.
    fn of(mut command: Command, socket: &Path) -> Self {
        let log = socket.with_extension("log");
        let mut append = File::options();
        let file = append.append(true).create(true).open(&log).unwrap();
        let child = command.stderr(file).spawn().unwrap();
        let served = Self {
            child,
            socket: socket.to_owned(),
            log,
        };
        until("a server", || AuthClient::silent(socket).ok());
        served
    }

    pub fn client(&self) -> AuthClient {
        AuthClient::connect(&self.socket).unwrap()
    }

    /// The answer to a client of its own.
    pub fn ask(&self, user: &str, password: &str) -> Said {
        self.client().ask(user, password)
    }

    /// Waits until the answer is recorded too: every refusal that counts nothing is followed by a write.
    fn ask_until_recorded(&self, program: &Program, password: &str) -> Said {
        let store = Connection::open(program.store()).unwrap();
        let version = || -> i64 {
            store
                .pragma_query_value(None, "data_version", |row| row.get(0))
                .unwrap()
        };
        let before = version();
        let said = self.ask(ALAIN, password);
        until("its record", || (version() != before).then_some(()));
        said
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Makes the server reopen the store, and waits until it reports that.
    fn reopen(&self) {
        let told = || self.said().matches("Reopening the store").count();
        let before = told();
        self.signal(Signal::HUP);
        until("the store being reopened", || {
            (told() > before).then_some(())
        });
    }

    pub fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "it doesn't end: {}",
                self.said()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Processor time it took so far, in hundredths of a second.
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let field = |at: usize| -> u64 { fields.split(' ').nth(at).unwrap().parse().unwrap() };
        field(11) + field(12)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Alain with MFA set up, and an app password of his for each of these apps.
pub fn with_apps<const N: usize>(apps: [&str; N]) -> (Holder, [String; N]) {
    let holder = Holder::enforced();
    let secrets = apps.map(|app| holder.program.run(&format!("apppw create {app}")).word());
    (holder, secrets)
}

/// What is said for each of these requests.
fn each_of(ids: impl IntoIterator<Item = u32>, says: impl Fn(u32) -> String) -> String {
    ids.into_iter().map(says).collect::<Vec<_>>().concat()
}

#[track_caller]
fn whole(program: &Program) {
    program.run("store check").ok();
    program.run("log check").ok();
}
