//! What a running server says of itself, and what monitoring makes of it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Signal;
use serde_json::Value;

use crate::serve::{Served, WRONG, no, with_apps, yes};
use crate::support::database::is_in_a_database;
use crate::support::holder::until;
use crate::support::{ALAIN, Program, has, is_root, ran};

fn socket(program: &Program) -> PathBuf {
    let file = if is_in_a_database() {
        "keyfob.db.key.serving"
    } else {
        "keyfob.db.serving"
    };
    program.path().join(file)
}

fn server(program: &Program) -> Value {
    program.run("store info --json").json()["server"].clone()
}

/// What is connected, and what was answered since the start: yes, no, undecided, without a hash.
fn counted(program: &Program) -> (Value, [u64; 4]) {
    let server = server(program);
    for counts in ["answers", "last_minute"] {
        assert!(server[counts]["undecided"].is_u64(), "{server}");
    }
    let words = ["yes", "no", "undecided", "remembered"];
    let answers = words.map(|word| server["answers"][word].as_u64().unwrap());
    (server["clients"].clone(), answers)
}

#[test]
fn a_server_says_how_long_it_runs_and_what_it_answered() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    assert_eq!(server(program), Value::Null);
    let mut served = Served::start(program);
    assert_eq!(counted(program).1, [0; 4]);
    let said = server(program);
    assert_eq!(said["pid"], served.child.id());
    assert!(said["uptime_seconds"].as_u64().unwrap() < 3_600, "{said}");

    let mut client = served.client();
    for _ in 0..3 {
        assert_eq!(client.ask(ALAIN, &secret), yes());
    }
    assert_eq!(client.ask(ALAIN, WRONG), no());
    let (clients, answers) = counted(program);
    assert_eq!(answers, [3, 1, 0, 2]);
    // Those that just waited for the socket may be there still.
    assert!(clients.as_u64().unwrap() >= 1, "{clients}");
    let key = program.path().join("keyfob.db.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    client.ask(ALAIN, &secret);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(counted(program).1[2], 1);

    served.signal(Signal::TERM);
    served.ended();
    assert!(!socket(program).exists());
    assert_eq!(server(program), Value::Null);
}

#[test]
fn a_server_that_was_killed_is_not_running_and_the_next_one_is_heard() {
    let (holder, []) = with_apps([]);
    let program = &holder.program;
    let mut served = Served::start(program);
    served.kill();
    assert!(socket(program).exists());
    assert_eq!(server(program), Value::Null);
    let served = Served::start(program);
    assert_eq!(server(program)["pid"], served.child.id());
    // One that hangs says nothing, and keeps nobody waiting for long.
    served.signal(Signal::STOP);
    assert_eq!(server(program), Value::Null);
    served.signal(Signal::CONT);
    until("an answer", || server(program).is_object().then_some(()));
}

/// The second one answers clients all the same.
#[test]
fn of_two_servers_the_first_is_shown() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let first = Served::start(program);
    let other = program.path().join("other.sock");
    let line = format!("serve --auth-socket {}", other.display());
    let second = Served::of(program.command(&line), &other);
    assert_eq!(second.ask(ALAIN, &secret), yes());
    assert!(
        second.said().contains("won't show this server"),
        "{}",
        second.said()
    );
    assert_eq!(server(program)["pid"], first.child.id());
}

#[test]
fn who_asks_and_goes_or_asks_and_stays_disturbs_nobody() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let served = Served::start(program);
    let mut staying = vec![];
    for number in 0..200 {
        let stream = UnixStream::connect(socket(program)).unwrap();
        if number % 2 == 0 {
            staying.push(stream);
        }
    }
    assert_eq!(served.ask(ALAIN, &secret), yes());
    assert_eq!(counted(program).1[0], 1);
    for mut stream in staying {
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["pid"], served.child.id());
    }
}

/// Neither the socket's mode nor, where that is changed, the server itself lets another user know.
#[test]
fn another_user_is_told_nothing() {
    if !is_root() || !has("setpriv", "util-linux") || !has("/usr/bin/python3", "python3") {
        return;
    }
    let (holder, []) = with_apps([]);
    let program = &holder.program;
    let _served = Served::start(program);
    let socket = socket(program);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&socket), 0o600);
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(program.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let heard = |user: &str| {
        let script = "import socket, sys\n\
                      s = socket.socket(socket.AF_UNIX)\n\
                      s.connect(sys.argv[1])\n\
                      print(s.recv(4096).decode())";
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid",
            user,
            "--clear-groups",
            "/usr/bin/python3",
            "-c",
            script,
        ]);
        ran("recv", &command.arg(&socket).output().unwrap()).ok()
    };
    assert_eq!(heard("65534"), "\n");
    assert!(heard("0").contains("uptime_seconds"));
}

/// The first line of shell behind the mark in the README.
fn readmes_line() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_, behind) = readme.split_once("<!-- prometheus -->").expect("a mark");
    let (_, block) = behind.split_once("```sh\n").unwrap();
    block.lines().next().unwrap().to_owned()
}

#[test]
fn the_readmes_line_makes_a_textfile_for_prometheus() {
    if !has("jq", "jq") {
        return;
    }
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let bin = program.path().join("bin");
    fs::create_dir(&bin).unwrap();
    symlink(env!("CARGO_BIN_EXE_keyfob"), bin.join("keyfob")).unwrap();
    let run_line = || {
        let mut command = program.command("");
        let environment: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        command = Command::new("/bin/sh");
        command.env_clear().envs(environment);
        command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
        command
            .args(["-c", &readmes_line()])
            .current_dir(program.path());
        ran("sh", &command.output().unwrap())
    };
    let textfile = || {
        run_line().ok();
        fs::read_to_string(program.path().join("keyfob.prom")).unwrap()
    };
    let without = textfile();
    assert!(!without.contains("keyfob_server"), "{without}");
    assert!(!without.contains("keyfob_last_backup_seconds"), "{without}");
    program.run("store backup backup").ok();
    let served = Served::start(program);
    served.ask(ALAIN, &secret);
    let made = textfile();
    for line in [
        "keyfob_accounts 1",
        "keyfob_accounts_by_mfa_enforced 1",
        "keyfob_accounts_by_mfa_disabled 0",
        "keyfob_accounts_disabled 0",
        "keyfob_app_passwords_usable 1",
        "keyfob_app_passwords_expired 0",
        "keyfob_log_pruned 0",
        "keyfob_schema 8",
        "keyfob_server_answers_yes 1",
        "keyfob_server_last_minute_no 0",
    ] {
        assert!(made.lines().any(|one| one == line), "{line}: {made}");
    }
    for name in ["bytes", "last_backup_seconds", "server_uptime_seconds"] {
        assert!(
            made.contains(&format!("\nkeyfob_{name} ")),
            "{name}: {made}"
        );
    }
    // As its exposition format has it: a name and a number, each name once.
    let mut names = vec![];
    for line in made.lines() {
        let (name, value) = line.split_once(' ').unwrap();
        assert!(
            name.bytes().all(|c| c.is_ascii_lowercase() || c == b'_'),
            "{line}"
        );
        value.parse::<f64>().unwrap();
        assert!(!names.contains(&name), "{line}");
        names.push(name);
    }
    // It stays if there is nothing to tell.
    drop(served);
    let key = program.path().join("keyfob.db.key");
    fs::rename(&key, program.path().join("aside")).unwrap();
    assert_ne!(run_line().code, 0);
    let left = fs::read_to_string(program.path().join("keyfob.prom")).unwrap();
    assert_eq!(left, made);
}
