//! A server and its synchronous standby, which takes its place.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::holder::until;
use crate::support::{has_file, is_root};

const BINARIES: &str = "/usr/lib/postgresql";
/// The user of Debian's package. The server refuses to be run by root.
const USER: &str = "postgres";

pub struct Pair {
    folder: TempDir,
    binaries: PathBuf,
    /// The place of the one that takes writes.
    primary: usize,
}

impl Pair {
    /// With an empty database, if they can be started here.
    pub fn start() -> Option<Self> {
        if !has_file(BINARIES, "postgresql") || !is_root() {
            return None;
        }
        let version = fs::read_dir(BINARIES).unwrap().next().unwrap().unwrap();
        let pair = Self {
            folder: tempfile::tempdir().unwrap(),
            binaries: version.path().join("bin"),
            primary: 0,
        };
        fs::set_permissions(pair.folder.path(), Permissions::from_mode(0o711)).unwrap();
        for at in [0, 1] {
            let folder = pair.folder_of(at);
            fs::create_dir(&folder).unwrap();
            let postgres = nix::unistd::User::from_name(USER).unwrap().unwrap();
            chown(&folder, Some(postgres.uid.as_raw()), None).unwrap();
        }
        let data = pair.data(0);
        let arguments = [
            "-U",
            "keyfob",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "-D",
        ];
        pair.run("initdb", &[&arguments[..], &[text(&data)]].concat());
        pair.starts(0);
        pair.asks(0, "postgres", "CREATE DATABASE keyfob");
        pair.stands_by();
        Some(pair)
    }

    /// The store's address, which names both.
    pub fn address(&self) -> String {
        let [one, other] = [0, 1].map(|at| text(&self.folder_of(at)).replace('/', "%2F"));
        format!("postgresql://keyfob@{one},{other}/keyfob")
    }

    /// Ends the primary without warning.
    pub fn dies(&self) {
        let data = self.data(self.primary);
        self.run("pg_ctl", &["-D", text(&data), "-m", "immediate", "stop"]);
    }

    /// The standby is the primary from now on.
    pub fn promotes(&mut self) {
        self.primary = 1 - self.primary;
        let data = self.data(self.primary);
        self.run("pg_ctl", &["-D", text(&data), "-w", "promote"]);
    }

    /// Makes the one that isn't the primary its standby, without which nothing is committed.
    pub fn stands_by(&self) {
        let (from, to) = (self.primary, 1 - self.primary);
        let data = self.data(to);
        if data.exists() {
            fs::remove_dir_all(&data).unwrap();
        }
        let (host, data) = (self.folder_of(from), text(&data).to_owned());
        let copy = [
            "-U",
            "keyfob",
            "-h",
            text(&host),
            "-D",
            &data,
            "-R",
            "-c",
            "fast",
        ];
        let kept = ["-X", "stream", "-C", "-S", "standby", "--no-sync"];
        self.run("pg_basebackup", &[copy.as_slice(), &kept].concat());
        self.starts(to);
        for sql in [
            "ALTER SYSTEM SET synchronous_standby_names = '*'",
            "SELECT pg_reload_conf()",
        ] {
            self.asks(from, "postgres", sql);
        }
        until("a synchronous standby", || {
            let sql = "SELECT sync_state FROM pg_stat_replication";
            (self.asks(from, "postgres", sql) == "sync").then_some(())
        });
    }

    fn folder_of(&self, at: usize) -> PathBuf {
        self.folder.path().join(["one", "other"][at])
    }

    fn data(&self, at: usize) -> PathBuf {
        self.folder_of(at).join("data")
    }

    fn starts(&self, at: usize) {
        let (folder, data) = (self.folder_of(at), self.data(at));
        let log = folder.join("log");
        // A process is killed here, and the machine goes on: what it wrote is kept.
        let options = format!("-k {} -c listen_addresses= -c fsync=off", text(&folder));
        let arguments = [
            "-D",
            text(&data),
            "-l",
            text(&log),
            "-o",
            &options,
            "-w",
            "start",
        ];
        self.run("pg_ctl", &arguments);
    }

    fn asks(&self, at: usize, database: &str, sql: &str) -> String {
        let folder = self.folder_of(at);
        let arguments = [
            "-U",
            "keyfob",
            "-h",
            text(&folder),
            "-d",
            database,
            "-Atc",
            sql,
        ];
        self.run("psql", &arguments)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program, arguments).output().unwrap();
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {output:?}"
        );
        let said = String::from_utf8(output.stdout).unwrap();
        said.trim_end().to_owned()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("runuser");
        command
            .args(["-u", USER, "--"])
            .arg(self.binaries.join(program))
            .args(arguments)
            .current_dir(self.folder.path());
        command
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Drop for Pair {
    fn drop(&mut self) {
        for at in [0, 1] {
            let data = self.data(at);
            let stop = ["-D", text(&data), "-m", "immediate", "stop"];
            let _ = self.command("pg_ctl", &stop).output();
        }
    }
}
