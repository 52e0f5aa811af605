//! A scratch machine: keyfob's program, store, key and socket where a real one has them, below a
//! folder of its own, and the files that ship, with their paths moved there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use rustix::net::sockopt::set_socket_reuseaddr;
use rustix::net::{AddressFamily, SocketType, bind, getsockname, socket};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::database::Database;
use crate::support::{ALAIN, PATIENCE, Program, Ran, install_program, ran, totp_now, with_key};

/// Whom the store belongs to: somebody whom no server is. There need be no such user.
pub const OWNER: u32 = 61_234;

pub const DORA: &str = "dora@contoso.com";
pub const EVA: &str = "eva@contoso.com";
/// What each of them has chosen.
pub const PASSWORD: &str = "violet-Kettle: schläft 7";

const FILES: [(&str, &str); 3] = [
    ("keyfob.db", "var/lib/keyfob/keyfob.db"),
    ("keyfob.db.head", "var/lib/keyfob/keyfob.db.head"),
    ("keyfob.db.key", "etc/keyfob/keyfob.key"),
];

/// A store that is made once; every site has a copy.
struct Template {
    files: Vec<(&'static str, Vec<u8>)>,
    secrets: BTreeMap<&'static str, String>,
}

impl Template {
    /// Alain has app passwords of all kinds. Dora's account is disabled, and Eva's MFA is required
    /// and not set up yet; each has an app password from before that.
    fn make() -> Self {
        let program = Program::new();
        for account in [ALAIN, DORA, EVA] {
            let line = format!("account add {account} --mfa enabled --password-stdin");
            program.fed(&line, PASSWORD).ok();
            let uri = program.run(&format!("mfa enroll -a {account}")).word();
            let code = totp_now(&uri);
            let line = format!("mfa enroll -a {account} --confirm {code} --no-app");
            program.run(&line).ok();
        }
        let secrets = [
            (ALAIN, "Phone", ""),
            (ALAIN, "Tablet", ""),
            (ALAIN, "Laptop", ""),
            (ALAIN, "Old", ""),
            (ALAIN, "Imap", "--only imap"),
            (ALAIN, "Smtp", "--only smtp"),
            (ALAIN, "Http", "--only http"),
            (ALAIN, "Ftp", "--only ftp"),
            (ALAIN, "Here", "--from 127.0.0.0/8"),
            (ALAIN, "Away", "--from 192.0.2.0/24"),
            (DORA, "Dora", ""),
            (EVA, "Eva", ""),
        ]
        .map(|(account, name, flags)| {
            let line = format!("apppw create {name} -a {account} {flags}");
            (name, program.run(&line).word())
        });
        for line in [
            "apppw delete Laptop -a alain@contoso.com --yes",
            "account set dora@contoso.com --disable",
            "mfa reset -a eva@contoso.com --yes",
        ] {
            program.run(line).ok();
        }
        // An hour is the shortest that one can be made for.
        let sql = "UPDATE app_password SET expires_at = created_at WHERE name = 'Old'";
        with_key::change(&program.store(), sql, []);
        let files = FILES.map(|(from, to)| (to, fs::read(program.path().join(from)).unwrap()));
        Self {
            files: files.into(),
            secrets: secrets.into(),
        }
    }
}

pub struct Site {
    folder: TempDir,
    secrets: &'static BTreeMap<&'static str, String>,
    /// Where its store is, unless that is in the folder. Other hosts may use it too.
    database: Option<Arc<Database>>,
}

impl Site {
    pub fn new() -> Self {
        static ONCE: OnceLock<Template> = OnceLock::new();
        let template = ONCE.get_or_init(Template::make);
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
            secrets: &template.secrets,
            database: None,
        };
        open_to_all(site.path());
        for folder in ["usr/bin", "run", "var/lib", "etc"] {
            fs::create_dir_all(site.path().join(folder)).unwrap();
        }
        for (folder, mode) in [
            ("run/keyfob", 0o755),
            ("var/lib/keyfob", 0o700),
            ("etc/keyfob", 0o700),
        ] {
            let folder = site.path().join(folder);
            fs::create_dir(&folder).unwrap();
            fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
            chown(&folder, Some(OWNER), Some(OWNER)).unwrap();
        }
        for (path, bytes) in &template.files {
            let path = site.path().join(path);
            write(&path, bytes, 0o600);
            chown(&path, Some(OWNER), Some(OWNER)).unwrap();
        }
        install_program(&site.program());
        site
    }

    /// With its store in a database.
    pub fn on_server() -> Self {
        let mut site = Self::new();
        let (file, database) = (site.store(), Database::empty());
        let line = format!("store copy {file} {}", database.address());
        site.operator(&line).ok();
        site.database = Some(Arc::new(database));
        chown(site.head(), Some(OWNER), Some(OWNER)).unwrap();
        site
    }

    /// Another host that has its store in the same database, to which the key file and the head were
    /// copied.
    pub fn another_host(&self) -> Self {
        let mut other = Self::new();
        other.database.clone_from(&self.database);
        fs::copy(self.head(), other.head()).unwrap();
        chown(other.head(), Some(OWNER), Some(OWNER)).unwrap();
        other
    }

    /// Where a host of a database has the head.
    fn head(&self) -> PathBuf {
        self.path().join(format!("{KEY}.head"))
    }

    fn store(&self) -> String {
        match &self.database {
            Some(database) => database.address(),
            None => format!("{}/{STORE}/keyfob.db", self.path().display()),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn program(&self) -> PathBuf {
        self.path().join("usr/bin/keyfob")
    }

    pub fn socket(&self) -> PathBuf {
        self.path().join("run/keyfob/auth.sock")
    }

    /// The secret of the app password of that name.
    pub fn secret(&self, name: &str) -> &'static str {
        &self.secrets[name]
    }

    /// The flags for what is the system's store on a real machine.
    pub fn store_flags(&self) -> String {
        let key = self.path().join(KEY);
        format!("--store {} --key-file {}", self.store(), key.display())
    }

    /// A command on the site's store, with nothing in its environment.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(self.program());
        command
            .args(line.split_whitespace())
            .env_clear()
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// What an operator does, while the servers run.
    pub fn operator(&self, line: &str) -> Ran {
        let line = format!("{line} --operator {}", self.store_flags());
        ran(&line, &self.command(&line).output().unwrap())
    }

    /// How an app password of Alain's was last used.
    pub fn last_use(&self, name: &str) -> (Option<String>, Option<String>) {
        let list = self
            .operator(&format!("apppw list -a {ALAIN} --json"))
            .json();
        let all = list["app_passwords"].as_array().unwrap();
        let one = all.iter().find(|one| one["name"] == name).unwrap();
        let text = |key: &str| one[key].as_str().map(ToOwned::to_owned);
        (text("last_used_service"), text("last_used_ip"))
    }

    /// What keyfob needs isn't there: nothing can be decided.
    pub fn loses(&self, path: &str) {
        if let (STORE, Some(database)) = (path, &self.database) {
            return database.closes();
        }
        let path = self.path().join(path);
        fs::rename(&path, path.with_extension("aside")).unwrap();
    }

    pub fn finds(&self, path: &str) {
        if let (STORE, Some(database)) = (path, &self.database) {
            return database.opens();
        }
        let path = self.path().join(path);
        fs::rename(path.with_extension("aside"), &path).unwrap();
    }

    /// A file that ships, with its paths on this site.
    pub fn shipped(&self, name: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/front_ends/servers")
            .join(name);
        let mut text = fs::read_to_string(&path).unwrap();
        for place in [
            "/usr/bin/keyfob",
            "/run/keyfob/",
            "/etc/dovecot/",
            "/var/vmail/",
            "/var/lib/keyfob",
            "/etc/keyfob",
        ] {
            text = text.replace(place, &format!("{}{place}", self.path().display()));
        }
        text
    }

    /// How a command that asks the socket asks the store itself.
    pub fn without_socket(&self, text: &str) -> String {
        let via = format!("--via {}", self.socket().display());
        replaced(text, &via, &self.store_flags())
    }

    /// A file that everybody may read.
    pub fn puts(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write(&path, text.as_bytes(), 0o644);
        path
    }

    /// Has keyfob answer at its socket, as the store's owner, whoever is in this group.
    pub fn serves(&self, group: u32) -> Running {
        let flags = format!(
            "serve --auth-socket {} --mode 660 {}",
            self.socket().display(),
            self.store_flags()
        );
        let mut command = self.command(&flags);
        command.uid(OWNER).gid(group);
        let running = Running::start("keyfob", &mut command, self.path());
        running.until("it listens", || UnixStream::connect(self.socket()).is_ok());
        running
    }
}

/// Without either of them nothing can be decided. A running `serve` has read its key.
pub const STORE: &str = "var/lib/keyfob";
pub const KEY: &str = "etc/keyfob/keyfob.key";

/// What must be in the text, changed.
#[track_caller]
pub fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} isn't in\n{text}");
    text.replace(from, to)
}

pub fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
}

fn write(path: &Path, bytes: &[u8], mode: u32) {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
}

/// A server that runs until this is dropped, and what it says.
pub struct Running {
    name: String,
    child: RefCell<Child>,
    log: PathBuf,
    /// Whose number is in this file ends it, where that isn't the one that was started.
    leader: Option<PathBuf>,
}

impl Running {
    /// What it says goes to a file in this folder.
    pub fn start(name: &str, command: &mut Command, folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        let file = fs::File::create(&log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Self {
            name: name.to_owned(),
            child: RefCell::new(child),
            log,
            leader: None,
        }
    }

    pub fn led_by(mut self, pid_file: PathBuf) -> Self {
        self.leader = Some(pid_file);
        self
    }

    pub fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()).into_owned()
    }

    pub fn told(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child.borrow()), signal).unwrap();
    }

    #[track_caller]
    pub fn until(&self, what: &str, mut happened: impl FnMut() -> bool) {
        let began = Instant::now();
        while !happened() {
            let ended = self.child.borrow_mut().try_wait().unwrap();
            assert!(
                ended.is_none() && began.elapsed() < PATIENCE,
                "{}: waited in vain until {what}:\n{}",
                self.name,
                self.said()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    pub fn until_it_listens(&self, port: u16) {
        self.until("it listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
    }

    #[track_caller]
    pub fn until_it_says(&self, text: &str) {
        self.until(&format!("it says {text:?}"), || self.said().contains(text));
    }

    /// Ends it and waits until it is gone.
    fn stop(&mut self) {
        let child = self.child.get_mut();
        if child.try_wait().unwrap().is_none() {
            let leader = self
                .leader
                .as_ref()
                .and_then(|file| fs::read_to_string(file).ok())
                .and_then(|number| Pid::from_raw(number.trim().parse().ok()?));
            let _ = kill_process(leader.unwrap_or(Pid::from_child(child)), Signal::TERM);
        }
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if began.elapsed() > Duration::from_secs(20) {
                let _ = child.kill();
                let _ = child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
        if std::thread::panicking() {
            eprintln!("{} said:\n{}", self.name, self.said());
        }
    }
}

/// A port that nobody else is given: it stays bound here, and a server may listen there all the same.
pub fn free_port() -> u16 {
    static HELD: Mutex<Vec<OwnedFd>> = Mutex::new(vec![]);
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    set_socket_reuseaddr(&socket, true).unwrap();
    bind(&socket, &SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = getsockname(&socket).unwrap();
    HELD.lock().unwrap().push(socket);
    SocketAddr::try_from(address).unwrap().port()
}

/// The number of a group that Debian's packages make.
#[track_caller]
pub fn group(name: &str) -> u32 {
    let found = nix::unistd::Group::from_name(name).unwrap();
    found.expect(name).gid.as_raw()
}

pub fn user(name: &str) -> u32 {
    let found = nix::unistd::User::from_name(name).unwrap();
    found.expect(name).uid.as_raw()
}
