//! Servers of a test's own, each in a folder of its own, at a socket there.

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

/// Whether servers can be started here.
#[track_caller]
pub fn is_there() -> bool {
    has_file(BINARIES, "postgresql") && is_root()
}

pub struct Server {
    folder: TempDir,
    binaries: PathBuf,
}

impl Server {
    /// A folder for one.
    pub fn new() -> Self {
        let version = fs::read_dir(BINARIES).unwrap().next().unwrap().unwrap();
        let server = Self {
            folder: tempfile::tempdir().unwrap(),
            binaries: version.path().join("bin"),
        };
        give(server.folder());
        fs::set_permissions(server.folder(), Permissions::from_mode(0o755)).unwrap();
        server
    }

    /// Makes an empty one, which trusts everyone, with a database.
    pub fn made() -> Self {
        let server = Self::new();
        let data = server.data();
        let arguments = ["-U", "keyfob", "-A", "trust", "-E", "UTF8", "--no-sync"];
        server.run("initdb", &[&arguments[..], &["-D", text(&data)]].concat());
        server.starts("");
        server.asks("postgres", "CREATE DATABASE keyfob");
        server
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    pub fn starts(&self, more: &str) {
        let (folder, data) = (text(self.folder()), self.data());
        let log = self.folder().join("log");
        // A process is killed here, and the machine goes on: what it wrote is kept.
        let options = format!("-k {folder} -c listen_addresses= -c fsync=off {more}");
        let arguments = ["-D", text(&data), "-l", text(&log), "-o", &options];
        self.run("pg_ctl", &[&arguments[..], &["-w", "start"]].concat());
    }

    /// Ends it without warning.
    pub fn dies(&self) {
        let data = self.data();
        self.run("pg_ctl", &["-D", text(&data), "-m", "immediate", "stop"]);
    }

    pub fn asks(&self, database: &str, sql: &str) -> String {
        let folder = text(self.folder());
        let arguments = ["-U", "keyfob", "-h", folder, "-d", database, "-Atc", sql];
        self.run("psql", &arguments)
    }

    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program, arguments).output().unwrap();
        assert!(output.status.success(), "{program}: {output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        said.trim_end().to_owned()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("runuser");
        command
            .args(["-u", USER, "--"])
            .arg(self.binaries.join(program))
            .args(arguments)
            .current_dir(self.folder());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        let stop = ["-D", text(&data), "-m", "immediate", "stop"];
        let _ = self.command("pg_ctl", &stop).output();
    }
}

/// A primary and its synchronous standby, which takes its place.
pub struct Pair {
    servers: [Server; 2],
    /// Which of them takes writes.
    primary: usize,
}

impl Pair {
    /// With an empty database.
    pub fn start() -> Self {
        let pair = Self {
            servers: [Server::made(), Server::new()],
            primary: 0,
        };
        pair.stands_by();
        pair
    }

    /// The store's address, which names both.
    pub fn address(&self) -> String {
        let hosts = self.servers.each_ref();
        let [one, other] = hosts.map(|one| text(one.folder()).replace('/', "%2F"));
        format!("postgresql://keyfob@{one},{other}/keyfob")
    }

    pub fn primary(&self) -> &Server {
        &self.servers[self.primary]
    }

    fn standby(&self) -> &Server {
        &self.servers[1 - self.primary]
    }

    /// The standby is the primary from now on.
    pub fn promotes(&mut self) {
        let data = self.standby().data();
        let promote = ["-D", text(&data), "-w", "promote"];
        self.standby().run("pg_ctl", &promote);
        self.primary = 1 - self.primary;
    }

    /// Makes the one that isn't the primary its standby, without which nothing is committed.
    pub fn stands_by(&self) {
        let (primary, standby) = (self.primary(), self.standby());
        let data = standby.data();
        if data.exists() {
            fs::remove_dir_all(&data).unwrap();
        }
        let from = ["-U", "keyfob", "-h", text(primary.folder()), "-c", "fast"];
        let to = ["-D", text(&data), "-R", "--no-sync"];
        let stream = ["-X", "stream", "-C", "-S", "standby"];
        let arguments = [&from[..], &to, &stream].concat();
        standby.run("pg_basebackup", &arguments);
        standby.starts("");
        for sql in [
            "ALTER SYSTEM SET synchronous_standby_names = '*'",
            "SELECT pg_reload_conf()",
        ] {
            primary.asks("postgres", sql);
        }
        until("a synchronous standby", || {
            let sql = "SELECT sync_state FROM pg_stat_replication";
            (primary.asks("postgres", sql) == "sync").then_some(())
        });
    }
}

/// Makes a file or folder the servers'.
pub fn give(path: &Path) {
    let user = nix::unistd::User::from_name(USER).unwrap().unwrap();
    chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
