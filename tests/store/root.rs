//! Root becomes the owner of the store's folder before it opens anything.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::auth_client::{AuthClient, Said};
use crate::support::holder::{Holder, PASSWORD, until};
use crate::support::{ALAIN, Program, Ran, install_program, is_root, ran};

/// A user without a name.
const SERVICE: u32 = 6001;
const STRANGER: u32 = 6002;

/// A machine with folders of a service's user for the store and its key.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        fs::set_permissions(machine.0.path(), Permissions::from_mode(0o755)).unwrap();
        install_program(&machine.path("keyfob"));
        for folder in ["lib/store", "etc/key"] {
            fs::create_dir_all(machine.path(folder)).unwrap();
            machine.gives(folder, SERVICE, 0o700);
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn gives(&self, name: &str, owner: u32, mode: u32) {
        let path = self.path(name);
        chown(&path, Some(owner), Some(0)).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    }

    fn command(&self, line: &str) -> std::process::Command {
        let mut command = std::process::Command::new(self.path("keyfob"));
        command
            .args(line.split_whitespace())
            .args(["--store", "lib/store/keyfob.db"])
            .args(["--key-file", "etc/key/keyfob.key"])
            .env_clear()
            .env("HOME", self.0.path())
            .env("KEYFOB_OPERATOR", "1")
            .current_dir(self.0.path());
        command
    }

    /// By root.
    fn run(&self, line: &str) -> Ran {
        ran(line, &self.command(line).output().unwrap())
    }

    fn fed(&self, line: &str, input: &str) -> Ran {
        crate::support::fed(self.command(line), line, input)
    }

    fn run_by_service(&self, line: &str) -> Ran {
        let mut command = self.command(line);
        command.uid(SERVICE).gid(SERVICE);
        ran(line, &command.output().unwrap())
    }

    fn with_account() -> Self {
        let machine = Self::new();
        machine.run("store init").ok();
        let line = format!("account add {ALAIN} --password-stdin");
        machine.fed(&line, PASSWORD).ok();
        machine
    }

    fn check(&self) -> u8 {
        self.fed("auth check", &format!("{ALAIN}\n{PASSWORD}\n"))
            .code
    }

    #[track_caller]
    fn all_belong_to(&self, owner: u32) {
        for folder in ["lib/store", "etc/key"] {
            for entry in fs::read_dir(self.path(folder)).unwrap() {
                let entry = entry.unwrap();
                let found = entry.metadata().unwrap();
                assert_eq!(found.uid(), owner, "{}", entry.path().display());
                assert_ne!(found.gid(), 0, "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn what_root_makes_in_a_services_folder_is_the_services() {
    if !is_root() {
        return;
    }
    let machine = Machine::with_account();
    machine.run("store check").ok();
    machine.run("store rekey --yes").ok();
    assert_eq!(machine.check(), 0);
    machine.all_belong_to(SERVICE);
    machine.run_by_service("store check").ok();
    machine
        .run_by_service("account add bea@contoso.com --mfa enabled")
        .ok();
    // Who asked is recorded, not who keyfob became.
    let log = machine.run("log --json").ok();
    let mut by = log.lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        [&row["who"]["uid"], &row["who"]["effective_uid"]].map(Clone::clone)
    });
    let (first, last) = (by.next().unwrap(), by.next_back().unwrap());
    assert_eq!(first, [0, 0], "{log}");
    assert_eq!(last, [SERVICE, SERVICE], "{log}");
}

#[test]
fn a_folder_that_root_makes_is_roots() {
    if !is_root() {
        return;
    }
    let machine = Machine::new();
    for folder in ["lib/store", "etc/key"] {
        fs::remove_dir(machine.path(folder)).unwrap();
    }
    machine.run("store init").ok();
    let made = machine.path("lib/store/keyfob.db").metadata().unwrap();
    assert_eq!(made.uid(), 0);
    // What another user has there isn't opened by root.
    machine.gives("etc/key", SERVICE, 0o700);
    machine.run("store info").refused(78);
}

#[test]
fn a_command_of_the_policy_runs_as_the_stores_owner() {
    if !is_root() {
        return;
    }
    let holder = Holder::enforced();
    let program = &holder.program;
    let line = format!("account set {ALAIN} --email alain@example.org");
    program.run(&line).ok();
    holder.sql(
        "INSERT INTO contact (account_id, kind, verified_at) SELECT id, 'email', 0 FROM account",
        [],
    );
    let [says, said] = ["says", "said"].map(|name| program.path().join(name));
    fs::write(&says, "(id -u; id -g; id -G) >\"$1\"\n").unwrap();
    let command = format!("/bin/sh {} {}", says.display(), said.display());
    program.set_policy("mail-command", &command);
    for entry in fs::read_dir(program.path()).unwrap() {
        chown(entry.unwrap().path(), Some(SERVICE), None).unwrap();
    }
    chown(program.path(), Some(SERVICE), None).unwrap();
    program.holder_fed(
        "signin --password-stdin --method email",
        &format!("{PASSWORD}\n000000\n"),
    );
    let nogroup = "65534";
    assert_eq!(
        fs::read_to_string(said).unwrap(),
        format!("{SERVICE}\n{nogroup}\n{nogroup}\n")
    );
}

#[test]
fn another_store_in_place_of_a_folder_above_is_refused() {
    if !is_root() {
        return;
    }
    let machine = Machine::with_account();
    assert_eq!(machine.check(), 0);
    // As /var/local of Debian, and as a folder of another user's.
    for (owner, mode) in [(0, 0o2775), (0, 0o777), (STRANGER, 0o755)] {
        machine.gives("lib", owner, mode);
        let folder = machine.path("lib");
        let refused = machine.fed("auth check", &format!("{ALAIN}\n{PASSWORD}\n"));
        let refused = refused.refused(78);
        let sentence = format!("other users can write to the folder {}\n", folder.display());
        assert!(refused.err.contains(&sentence), "{refused}");
    }
    machine.gives("lib", 0, 0o755);
    assert_eq!(machine.check(), 0);

    // A link in a folder where others can put another one.
    let store = machine.path("lib/store");
    fs::rename(&store, machine.path("real")).unwrap();
    symlink(machine.path("real"), &store).unwrap();
    assert_eq!(machine.check(), 0);
    machine.gives("lib", 0, 0o2775);
    assert_eq!(machine.check(), 78);
}

#[test]
fn a_key_that_the_stores_owner_may_not_read_or_replace_is_named() {
    if !is_root() {
        return;
    }
    let machine = Machine::with_account();
    let named = |line: &str, words: &str| {
        let refused = machine.run(line).refused(74);
        assert!(refused.err.contains(words), "{refused}");
        assert!(refused.err.contains("chown"), "{refused}");
    };
    machine.gives("etc/key", 0, 0o755);
    let may_not_create = format!("uid {SERVICE} may not create");
    named("store rekey --yes", &may_not_create);
    machine.gives("etc/key/keyfob.key", 0, 0o600);
    let may_not_open = format!("uid {SERVICE} may not open the key file");
    named("store info", &may_not_open);
    machine.gives("etc/key", 0, 0o700);
    named("store info", &may_not_open);
    fs::remove_file(machine.path("etc/key/keyfob.key")).unwrap();
    fs::remove_dir(machine.path("etc/key")).unwrap();
    fs::rename(machine.path("lib/store/keyfob.db"), machine.path("aside")).unwrap();
    named("store init", &may_not_create);
}

#[test]
fn a_server_makes_its_socket_as_root_and_opens_the_store_as_its_owner() {
    if !is_root() {
        return;
    }
    let machine = Machine::with_account();
    let socket = machine.path("auth.sock");
    let mut server = machine
        .command("serve --auth-socket auth.sock --mode 660 --group 6003")
        .spawn()
        .unwrap();
    until("a server", || AuthClient::silent(&socket).ok());
    let ask = || AuthClient::connect(&socket).unwrap().ask(ALAIN, PASSWORD);
    let said = ask();
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let made = socket.metadata().unwrap();
    let pid = rustix::process::Pid::from_child(&server);
    rustix::process::kill_process(pid, Signal::TERM).unwrap();
    let ended = server.wait().unwrap();
    assert_eq!(said, Said::Yes(ALAIN.to_owned()));
    assert!(ended.success());
    let uids = format!("Uid:\t{SERVICE}\t{SERVICE}\t{SERVICE}\t{SERVICE}\n");
    assert!(status.contains(&uids), "{status}");
    assert!(status.contains("\nGroups:\t \n"), "{status}");
    assert!(status.contains("CapEff:\t0000000000000000\n"), "{status}");
    assert_eq!((made.uid(), made.gid()), (0, 6003));
    // Another one replaces what couldn't be removed.
    let mut server = machine
        .command("serve --auth-socket auth.sock")
        .spawn()
        .unwrap();
    let said = until("another server", || {
        AuthClient::connect(&socket)
            .ok()
            .map(|mut client| client.ask(ALAIN, PASSWORD))
    });
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(said, Said::Yes(ALAIN.to_owned()));
}

/// `SQLite` writes to them as soon as it opens the store.
#[test]
fn a_second_name_of_what_sqlite_writes_beside_a_store_is_refused() {
    let program = Program::enrolled();
    let other = program.path().join("other");
    for suffix in ["-wal", "-shm", "-journal"] {
        let beside = program.path().join(format!("keyfob.db{suffix}"));
        let write = |path: &Path| {
            fs::write(path, b"precious").unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        };
        let _ = fs::remove_file(&beside);
        write(&other);
        fs::hard_link(&other, &beside).unwrap();
        let refused = program.run("store info").refused(78);
        assert!(refused.err.contains("hard link"), "{refused}");
        fs::remove_file(&beside).unwrap();
        symlink(&other, &beside).unwrap();
        program.run("store info").refused(78);
        assert_eq!(fs::read(&other).unwrap(), b"precious");
        fs::remove_file(&beside).unwrap();
        fs::remove_file(&other).unwrap();
        program.run("store info").ok();
    }
}
