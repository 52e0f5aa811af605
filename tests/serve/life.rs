//! How the server starts, is told things, and ends: the socket, signals, service managers.

use std::fs;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::serve::{Served, WRONG, each_of, no, whole, with_apps, yes};
use crate::support::auth_client::{AuthClient, Said, plain};
use crate::support::holder::PASSWORD;
use crate::support::{ALAIN, PATIENCE, Program, rounds};

fn mode(path: &std::path::Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

#[test]
fn what_was_asked_before_the_end_is_answered_and_the_socket_is_gone() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    for round in 0..rounds(15, 6) {
        for signal in [Signal::TERM, Signal::INT] {
            let mut served = Served::start_with(&holder.program, "--no-memory");
            let mut clients: Vec<_> = (0..4).map(|_| served.client()).collect();
            let _idle = served.client();
            for client in &mut clients {
                for password in [&secret, WRONG] {
                    client.begin(ALAIN, password).unwrap();
                }
            }
            served.signal(signal);
            for client in &mut clients {
                let mut heard = [client.said().unwrap(), client.said().unwrap()];
                heard.sort_by_key(|(id, _)| *id);
                assert_eq!(heard, [(1, yes()), (2, no())], "round {round}");
                assert_eq!(client.said().unwrap().1, Said::Closed);
            }
            assert_eq!(served.ended().code(), Some(0));
            assert!(!served.socket.exists());
            assert!(AuthClient::silent(&served.socket).is_err());
        }
    }
    whole(&holder.program);
}

#[test]
fn whoever_came_just_before_the_end_is_answered_too() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let asked = format!(
        "VERSION\t1\t0\nCPID\t1\nAUTH\t1\tPLAIN\tresp={}\n",
        plain(ALAIN, &secret)
    );
    for round in 0..rounds(15, 6) {
        let mut served = Served::start(&holder.program);
        // It comes, and asks, and the end is told, all before anything of it is seen.
        served.signal(Signal::STOP);
        let mut stream = UnixStream::connect(&served.socket).unwrap();
        stream.write_all(asked.as_bytes()).unwrap();
        served.signal(Signal::TERM);
        served.signal(Signal::CONT);
        let mut heard = String::new();
        let _ = stream.read_to_string(&mut heard);
        assert!(
            heard.ends_with("OK\t1\tuser=alain@contoso.com\n"),
            "round {round}: {heard}"
        );
        assert_eq!(served.ended().code(), Some(0));
    }
}

#[test]
fn a_client_that_never_reads_does_not_keep_it_from_ending() {
    let (holder, []) = with_apps([]);
    let mut served = Served::start(&holder.program);
    let mut client = served.client();
    // More than fits between them, and less than it is dropped for.
    let text = each_of(0..25_000, |id| format!("AUTH\t{id}\tNONE\n"));
    client.say(&text).unwrap();
    served.signal(Signal::TERM);
    assert_eq!(served.ended().code(), Some(0));
}

#[test]
fn a_socket_has_one_server_and_what_a_killed_one_left_is_replaced() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let mut served = Served::start(&holder.program);
    let second = holder
        .program
        .run("serve --auth-socket auth.sock")
        .refused(73);
    assert!(second.err.contains("another server listens"), "{second}");
    assert_eq!(served.ask(ALAIN, &secret), yes());
    served.kill();
    assert!(served.socket.exists());
    let served = Served::start(&holder.program);
    assert_eq!(served.ask(ALAIN, &secret), yes());
    assert_eq!(mode(&served.socket), 0o600);

    fs::write(holder.program.path().join("file"), "mine").unwrap();
    let ran = holder.program.run("serve --auth-socket file");
    assert_ne!(ran.code, 0);
    assert_eq!(
        fs::read(holder.program.path().join("file")).unwrap(),
        b"mine"
    );
}

#[test]
fn the_socket_has_the_mode_and_group_it_is_told() {
    let (holder, []) = with_apps([]);
    let program = &holder.program;
    let group = if rustix::process::geteuid().is_root() {
        4711
    } else {
        rustix::process::getegid().as_raw()
    };
    let served = Served::start_with(program, &format!("--mode 0660 --group {group}"));
    assert_eq!(mode(&served.socket), 0o660);
    assert_eq!(served.socket.metadata().unwrap().gid(), group);
    drop(served);
    for bad in ["777", "rw", "1600"] {
        program
            .run(&format!("serve --auth-socket other.sock --mode {bad}"))
            .refused(65);
    }
    program
        .run("serve --auth-socket other.sock --group no-such-group-here")
        .refused(67);
    assert!(!program.path().join("other.sock").exists());
}

#[test]
fn without_a_socket_it_does_not_start() {
    let (holder, []) = with_apps([]);
    holder.program.run("serve").refused(2);
    assert_eq!(holder.program.run("serve --mode 600").code, 2);
    holder
        .program
        .run("serve --auth-socket no/such/folder/auth.sock")
        .refused(74);
}

#[test]
fn without_a_store_it_starts_says_so_once_and_answers_as_soon_as_one_is_made() {
    let program = Program::new();
    let served = Served::start(&program);
    let said = served.said();
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    assert!(
        said.contains("no log-in can be decided yet: there is no store at"),
        "{said}"
    );
    assert_eq!(served.ask(ALAIN, PASSWORD), Said::Closed);
    let line = format!("account add {ALAIN} --password-stdin");
    program.fed(&line, PASSWORD).ok();
    assert_eq!(served.ask(ALAIN, PASSWORD), yes());
    assert_eq!(served.ask(ALAIN, WRONG), no());
}

#[test]
fn without_a_key_it_starts_says_so_once_and_answers_as_soon_as_it_is_back() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let key = holder.program.path().join("keyfob.db.key");
    let aside = holder.program.path().join("aside");
    fs::rename(&key, &aside).unwrap();
    let served = Served::start(&holder.program);
    let said = served.said();
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    assert!(
        said.contains("no log-in can be decided yet: there is no key file at"),
        "{said}"
    );
    for password in [&secret, WRONG] {
        assert_eq!(served.ask(ALAIN, password), Said::Closed);
    }
    fs::rename(&aside, &key).unwrap();
    assert_eq!(served.ask(ALAIN, &secret), yes());
    assert_eq!(served.ask(ALAIN, WRONG), no());
}

#[test]
fn opening_the_store_anew_loses_nobody() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    for _ in 0..rounds(20, 5) {
        let asked: Vec<_> = (0..6)
            .map(|_| client.begin(ALAIN, &secret).unwrap())
            .collect();
        served.signal(Signal::HUP);
        for _ in asked {
            assert_eq!(client.said().unwrap().1, yes());
        }
    }
    served.reopen();
    assert_eq!(client.ask(ALAIN, WRONG), no());
}

#[test]
fn a_service_manager_hands_sockets_over_and_hears_when_it_is_ready() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let path = program.path().join("managed.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let second = program.path().join("second.sock");
    let another = UnixListener::bind(&second).unwrap();
    let notify = program.path().join("notify");
    let manager = UnixDatagram::bind(&notify).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    // Systemd's own way: the sockets are the files from the third on, and the process is told by its
    // number.
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "LISTEN_PID=$$ LISTEN_FDS=2 && export LISTEN_PID LISTEN_FDS && exec \"$0\" serve 3<&0 4>&1 </dev/null >/dev/null",
            env!("CARGO_BIN_EXE_keyfob"),
        ])
        .env_clear()
        .env("KEYFOB_STORE", program.store())
        .env("KEYFOB_KEY_FILE", program.key_file())
        .env("NOTIFY_SOCKET", &notify)
        .current_dir(program.path())
        .stdin(OwnedFd::from(listener.try_clone().unwrap()))
        .stdout(OwnedFd::from(another));
    let mut served = Served::of(command, &path);
    let mut message = [0; 64];
    let length = manager.recv(&mut message).unwrap();
    assert_eq!(message[..length], *b"READY=1");
    assert_eq!(served.ask(ALAIN, &secret), yes());
    let mut at_the_second = AuthClient::connect(&second).unwrap();
    assert_eq!(at_the_second.ask(ALAIN, &secret), yes());
    served.signal(Signal::TERM);
    assert_eq!(served.ended().code(), Some(0));
    // The socket isn't its own to remove, and who came meanwhile waits for the next.
    assert!(path.exists());
    let _waiting = UnixStream::connect(&path).unwrap();
    drop(listener);
}

#[test]
fn where_nobody_wants_to_hear_that_it_is_ready_it_answers_all_the_same() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let mut command = holder.program.command("serve --auth-socket auth.sock");
    command
        .env("NOTIFY_SOCKET", holder.program.path().join("nobody"))
        .stdout(Stdio::null());
    let served = Served::of(command, &holder.program.path().join("auth.sock"));
    assert_eq!(served.ask(ALAIN, &secret), yes());
    let said = served.said();
    assert!(
        said.contains("can't be told that keyfob is ready"),
        "{said}"
    );
}
