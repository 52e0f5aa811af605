//! `--via`: asking a server that runs, and not believing just anyone who says to be one.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use crate::serve::{Served, WRONG, with_apps};
use crate::support::holder::until;
use crate::support::{ALAIN, Program, Ran, has, has_file, is_root};

const HANDSHAKE: &str =
    "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t0\nDONE\n";

fn check(program: &Program, secret: &str) -> Ran {
    let input = format!("{ALAIN}\n{secret}\n");
    program.fed("auth check --via auth.sock", &input)
}

#[test]
fn a_server_is_asked_in_place_of_the_store() {
    let (holder, [secret, scoped]) = with_apps(["Outlook", "Mail --only imap --from 192.0.2.0/24"]);
    let program = &holder.program;
    let served = Served::start(program);
    // Whoever asks can't see the store.
    let asking = Program::new();
    let socket = served.socket.display().to_string();
    let check = |flags: &str, secret: &str| {
        let line = format!("auth check --via {socket} {flags}");
        asking.fed(&line, &format!("{ALAIN}\n{secret}\n")).code
    };
    assert_eq!(check("", &secret), 0);
    assert_eq!(check("", WRONG), 1);
    assert_eq!(check("--service imap --from 192.0.2.7", &scoped), 0);
    assert_eq!(check("--service smtp --from 192.0.2.7", &scoped), 1);
    assert_eq!(check("--service imap", &scoped), 1);
    drop(served);
    assert_eq!(check("", &secret), 69);
}

/// Somebody at the socket who hears one request and then says this.
fn somebody(program: &Program, says: &'static str) -> JoinHandle<()> {
    let path = program.path().join("auth.sock");
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        if stream.write_all(HANDSHAKE.as_bytes()).is_err() {
            return;
        }
        let heard = BufReader::new(stream.try_clone().unwrap());
        if heard
            .lines()
            .any(|line| line.is_ok_and(|line| line.starts_with("AUTH")))
        {
            let _ = stream.write_all(says.as_bytes());
        }
    })
}

#[test]
fn what_a_server_could_not_decide_is_undecided_for_any_service() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    fs::rename(
        program.path().join("keyfob.db.key"),
        program.path().join("aside"),
    )
    .unwrap();
    let _served = Served::start(program);
    for service in ["", "--service smtp", "--service imap"] {
        let line = format!("auth check --via auth.sock {service}");
        let input = format!("{ALAIN}\n{secret}\n");
        program.fed(&line, &input).refused(75);
    }
}

#[test]
fn only_a_plain_answer_to_this_very_question_is_one() {
    let program = Program::new();
    for (says, code) in [
        ("OK\t1\tuser=alain@contoso.com\n", 0),
        (
            "OK\t2\tuser=x\nCONT\t1\t\nFAIL\t3\nFAIL\t1\tuser=alain@contoso.com\n",
            1,
        ),
        ("FAIL\t1\ttemp\n", 75),
        ("FAIL\t1\tuser=alain@contoso.com\tcode=temp_fail\n", 75),
        ("", 75),
        ("OK\t2\tuser=alain@contoso.com\n", 75),
        ("OK\t1\n", 75),
        ("OK\t\tuser=alain@contoso.com\n", 75),
        ("OK\t01x\tuser=alain@contoso.com\n", 75),
        ("OK\t1\tuser=alain@contoso.com", 75),
        ("OK 1 user=alain@contoso.com\n", 75),
        ("ok\t1\tuser=alain@contoso.com\n", 75),
        ("FAIL\n", 75),
        ("\u{1}\u{2}\u{3}\n\n\n", 75),
    ] {
        let server = somebody(&program, says);
        let ran = check(&program, WRONG);
        assert_eq!(ran.code, code, "{says:?}: {ran}");
        server.join().unwrap();
    }
}

#[test]
fn a_line_that_never_ends_and_a_socket_that_is_none_decide_nothing() {
    let program = Program::new();
    let endless = Box::leak("x".repeat(20_000).into_boxed_str());
    let server = somebody(&program, endless);
    assert_eq!(check(&program, WRONG).code, 75);
    server.join().unwrap();
    // Nobody listens there any more.
    assert_eq!(check(&program, WRONG).code, 69);
    fs::remove_file(program.path().join("auth.sock")).unwrap();
    assert_eq!(check(&program, WRONG).code, 69);
    fs::write(program.path().join("auth.sock"), "").unwrap();
    assert_eq!(check(&program, WRONG).code, 69);
}

/// One that other users can run as well.
const PYTHON: &str = "/usr/bin/python3";

/// Says yes to everybody.
const IMPOSTOR: &str = "
import socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
while True:
    stream, _ = listener.accept()
    try:
        stream.sendall(sys.argv[2].encode())
        stream.recv(8192)
        stream.sendall(b'OK\\t1\\tuser=alain@contoso.com\\n')
        stream.recv(8192)
    except OSError:
        pass
";

#[test]
fn a_socket_of_somebody_else_is_not_believed() {
    if !is_root() || !has("setpriv", "util-linux") || !has_file(PYTHON, "python3") {
        return;
    }
    // A folder of root's in which others may put what they like.
    let above = tempfile::tempdir().unwrap();
    set_mode(above.path(), 0o755);
    let folder = above.path().join("folder");
    fs::create_dir(&folder).unwrap();
    set_mode(&folder, 0o1777);
    let socket = folder.join("auth.sock");
    let mut impostor = Command::new("setpriv")
        .args([
            "--reuid=4711",
            "--regid=4711",
            "--clear-groups",
            PYTHON,
            "-c",
            IMPOSTOR,
        ])
        .arg(&socket)
        .arg(HANDSHAKE)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("an impostor", || UnixStream::connect(&socket).ok());
    let program = Program::new();
    let line = format!("auth check --via {}", socket.display());
    let input = format!("{ALAIN}\n{WRONG}\n");
    let not_believed = program.fed(&line, &input);
    // The folder's owner is trusted with what is in it.
    std::os::unix::fs::chown(&folder, Some(4711), None).unwrap();
    let believed = program.fed(&line, &input);
    // Unless anybody may have made it.
    set_mode(above.path(), 0o1777);
    let anybodys = program.fed(&line, &input);
    impostor.kill().unwrap();
    impostor.wait().unwrap();
    not_believed.refused(69);
    anybodys.refused(69);
    assert_eq!(believed.code, 0, "{believed}");
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
