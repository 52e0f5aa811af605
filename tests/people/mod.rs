//! The people's socket, with a daemon that runs as a user of its own and clients who are others.

mod attacks;
mod holders;
mod roles;
mod ways;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Instant;

use keyfob::people::Desk;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::holder::{PASSWORD, until};
use crate::support::{
    ALAIN, PATIENCE, Ran, fed, install_program, is_root, permitted, ran, totp_now,
};

/// The store's owner. There need be no such user.
const OWNER: u32 = 6100;
const BEA: &str = "bea@contoso.com";
const DORA: &str = "dora@contoso.com";
const SCANS: &str = "scans@contoso.com";

/// A user of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    Root,
    /// In none of the groups that have a role.
    Alain,
    Stranger,
    Auditor,
    Helpdesk,
    Admin,
}

impl Person {
    fn uid(self) -> u32 {
        match self {
            Self::Root => 0,
            Self::Alain => 6101,
            Self::Stranger => 6102,
            Self::Auditor => 6103,
            Self::Helpdesk => 6104,
            Self::Admin => 6105,
        }
    }

    /// Which of the office's groups it is in.
    fn group(self) -> Option<usize> {
        match self {
            Self::Root | Self::Alain | Self::Stranger => None,
            Self::Auditor => Some(0),
            Self::Helpdesk => Some(1),
            Self::Admin => Some(2),
        }
    }
}

/// Names and numbers of three groups that this machine has.
fn groups() -> [(String, String); 3] {
    let all = fs::read_to_string("/etc/group").unwrap();
    let mut groups = all.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number != "0").then(|| (name.to_owned(), number.to_owned()))
    });
    [0, 1, 2].map(|_| groups.next().expect("a machine has groups"))
}

/// A store with its daemon, and nothing of it is open to anyone else.
struct Office {
    folder: TempDir,
    groups: [(String, String); 3],
    daemon: Option<Child>,
}

impl Office {
    /// `None` where no other users can be played.
    fn open() -> Option<Self> {
        if !is_root() || !permitted(&["setpriv", "--reuid=6101"], "util-linux") {
            return None;
        }
        let mut office = Self {
            folder: tempfile::tempdir().unwrap(),
            groups: groups(),
            daemon: None,
        };
        fs::set_permissions(office.path(""), Permissions::from_mode(0o755)).unwrap();
        install_program(&office.path("keyfob"));
        fs::create_dir(office.path("lib")).unwrap();
        chown(office.path("lib"), Some(OWNER), Some(OWNER)).unwrap();
        fs::set_permissions(office.path("lib"), Permissions::from_mode(0o700)).unwrap();
        office.owner("store init").ok();
        for account in [ALAIN, BEA, DORA] {
            let line = format!("account add {account} --mfa enabled --password-stdin");
            fed(office.owners(&line), &line, PASSWORD).ok();
        }
        office.enrol(BEA);
        office
            .owner(&format!("account add {SCANS} --app-passwords-only"))
            .ok();
        for account in [BEA, SCANS] {
            office
                .owner(&format!("apppw create Phone -a {account}"))
                .ok();
        }
        for (key, (group, _)) in ["auditor", "helpdesk", "admin"].iter().zip(&office.groups) {
            office
                .owner(&format!("policy set {key}-group {group}"))
                .ok();
        }
        office.start();
        Some(office)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn socket(&self) -> PathBuf {
        self.path("keyfob.sock")
    }

    /// Returns the otpauth address.
    fn enrol(&self, account: &str) -> String {
        let uri = self.owner(&format!("mfa enroll -a {account}")).word();
        let code = totp_now(&uri);
        let line = format!("mfa enroll -a {account} --no-app --confirm {code}");
        self.owner(&line).ok();
        uri
    }

    /// By root on the store itself.
    fn owners(&self, line: &str) -> Command {
        let mut command = self.keyfob(line);
        command
            .args(["--store", "lib/keyfob.db"])
            .env("KEYFOB_OPERATOR", "1");
        command
    }

    fn owner(&self, line: &str) -> Ran {
        ran(line, &self.owners(line).output().unwrap())
    }

    fn keyfob(&self, line: &str) -> Command {
        let mut command = Command::new(self.path("keyfob"));
        command
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path());
        command
    }

    /// How this person's processes are started.
    fn becoming(&self, person: Person) -> Vec<String> {
        let uid = person.uid();
        let group = match person.group() {
            Some(group) => format!("--groups={}", self.groups[group].1),
            None => "--clear-groups".to_owned(),
        };
        vec![
            "setpriv".to_owned(),
            format!("--reuid={uid}"),
            format!("--regid={uid}"),
            group,
        ]
    }

    /// Through the socket, by this person, without a terminal.
    fn command(&self, person: Person, line: &str) -> Command {
        let becoming = self.becoming(person);
        let mut command = Command::new(&becoming[0]);
        command
            .args(&becoming[1..])
            .arg(self.path("keyfob"))
            .args(line.split_whitespace())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", "/nonexistent")
            .env("KEYFOB_SOCKET", self.socket())
            .current_dir(self.folder.path());
        command
    }

    fn by(&self, person: Person, line: &str) -> Ran {
        ran(line, &self.command(person, line).output().unwrap())
    }

    fn start(&mut self) {
        let mut command = self.owners("serve --people-socket keyfob.sock");
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.path("log"))
            .unwrap();
        let child = command.stdin(Stdio::null()).stderr(log).spawn().unwrap();
        self.daemon = Some(child);
        until("the daemon", || Desk::there(&self.socket(), None).ok());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap()
    }

    fn signal(&self, signal: Signal) {
        let daemon = self.daemon.as_ref().unwrap();
        kill_process(Pid::from_child(daemon), signal).unwrap();
    }

    /// Waits until the daemon has ended.
    fn ended(&mut self) -> ExitStatus {
        let mut daemon = self.daemon.take().unwrap();
        let began = Instant::now();
        loop {
            if let Some(status) = daemon.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "it doesn't end: {}", self.log());
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// The names of an account's app passwords, in their order.
    fn app_passwords(&self, account: &str) -> Vec<String> {
        let listed = self
            .owner(&format!("apppw list -a {account} --json"))
            .json();
        let all = listed["app_passwords"].as_array().unwrap();
        let mut names: Vec<_> = all
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }

    fn last_event(&self) -> serde_json::Value {
        let log = self.owner("log --json --limit 1").ok();
        serde_json::from_str(&log).unwrap()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

fn is_closed_to(person: Person, office: &Office, path: &Path) -> bool {
    let becoming = office.becoming(person);
    let mut command = Command::new(&becoming[0]);
    let output = command.args(&becoming[1..]).arg("cat").arg(path).output();
    !output.unwrap().status.success()
}
