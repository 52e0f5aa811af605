//! systemd's files. There is no systemd here to run them; its own tools tell what it would make of
//! them, and hand over a socket.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixDatagram;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use crate::servers::site::{OWNER, Running, Site, replaced};
use crate::support::{ALAIN, PATIENCE, has, is_root};

fn answer(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    said
}

fn shipped_at(site: &Site, name: &str) -> String {
    let path = site.puts(&format!("units/{name}"), &site.shipped(name));
    path.to_str().unwrap().to_owned()
}

#[test]
fn systemd_understands_its_files_and_finds_the_service_safe() {
    if !has("systemd-analyze", "systemd") {
        return;
    }
    if !is_root() {
        return;
    }
    let site = Site::new();
    let [service, socket, people] = ["keyfob.service", "keyfob.socket", "keyfob-people.socket"]
        .map(|name| shipped_at(&site, name));
    let is_safe = |tenths: u32| {
        let said = answer(
            "systemd-analyze",
            &["verify", "--man=no", &service, &socket, &people],
        );
        assert_eq!(said, "");
        let threshold = format!("--threshold={tenths}");
        let flags = ["security", "--offline=yes", "--no-pager", &threshold];
        answer("systemd-analyze", &[&flags[..], &[&service]].concat());
    };
    // Of 10.0.
    is_safe(17);
    site.puts(
        "units/keyfob.service.d/database.conf",
        &site.shipped("keyfob-database.conf"),
    );
    is_safe(22);
}

#[test]
fn the_users_and_folders_are_such_that_keyfob_takes_them() {
    if !has("systemd-sysusers", "systemd") || !is_root() {
        return;
    }
    let site = Site::new();
    let root = site.path().join("machine");
    fs::create_dir_all(root.join("etc")).unwrap();
    let root_flag = format!("--root={}", root.display());
    let file = |name: &str| -> PathBuf {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        path.join("src/front_ends/servers").join(name)
    };
    let [users, folders] =
        ["sysusers.conf", "tmpfiles.conf"].map(|name| file(name).to_str().unwrap().to_owned());
    answer("systemd-sysusers", &[&root_flag, &users]);
    answer("systemd-tmpfiles", &[&root_flag, "--create", &folders]);
    let users = fs::read_to_string(root.join("etc/passwd")).unwrap();
    let number: u32 = users
        .lines()
        .find_map(|line| line.strip_prefix("keyfob:x:")?.split(':').next())
        .and_then(|number| number.parse().ok())
        .expect(&users);
    let (store, key) = (
        root.join("var/lib/keyfob/keyfob.db"),
        root.join("etc/keyfob/keyfob.key"),
    );
    super::site::open_to_all(&root);
    for path in [&store, &key] {
        let folder = path.parent().unwrap().metadata().unwrap();
        assert_eq!(
            (folder.uid(), folder.permissions().mode() & 0o7777),
            (number, 0o700)
        );
    }
    // Made by that user, as the service's comment has it.
    let line = format!(
        "store init --store {} --key-file {}",
        store.display(),
        key.display()
    );
    let status = site
        .command(&line)
        .uid(number)
        .gid(number)
        .status()
        .unwrap();
    assert!(status.success());
    let line = line.replace("init", "check");
    let status = site
        .command(&line)
        .uid(number)
        .gid(number)
        .status()
        .unwrap();
    assert!(status.success());
}

/// As systemd does it: the socket is handed over with the first who connects, and keyfob says when
/// it is ready.
#[test]
fn the_service_answers_at_the_socket_that_it_is_handed() {
    if !has("systemd-socket-activate", "systemd") || !is_root() {
        return;
    }
    let site = Site::new();
    let service = site.shipped("keyfob.service");
    let start = service
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .unwrap();
    let start = replaced(start, "--system", &site.store_flags());
    let socket = site.shipped("keyfob.socket");
    let listens_at = socket
        .lines()
        .find_map(|line| line.strip_prefix("ListenStream="))
        .unwrap();
    let ready = site.path().join("run/keyfob/notify");
    let manager = UnixDatagram::bind(&ready).unwrap();
    fs::set_permissions(&ready, fs::Permissions::from_mode(0o666)).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();

    let mut command = Command::new("systemd-socket-activate");
    command
        .args(["-l", listens_at, "-E"])
        .arg(format!("NOTIFY_SOCKET={}", ready.display()))
        .args(start.split_whitespace())
        .current_dir(site.path())
        .uid(OWNER)
        .gid(OWNER);
    let keyfob = Running::start("systemd-socket-activate", &mut command, site.path());
    keyfob.until("there is a socket", || site.socket().exists());
    let line = format!("auth check --via {listens_at}");
    let asks = |password: &str| {
        let mut child = site
            .command(&line)
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let input = format!("{ALAIN}\n{password}\n");
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, input.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap().status.code()
    };
    assert_eq!(asks(site.secret("Phone")), Some(0), "{}", keyfob.said());
    assert_eq!(asks(site.secret("Laptop")), Some(1), "{}", keyfob.said());
    let mut message = [0; 64];
    let length = manager.recv(&mut message).unwrap();
    assert_eq!(&message[..length], b"READY=1");
}

/// It knows from the socket's name that people ask there.
#[test]
fn people_are_served_at_the_socket_with_their_name() {
    if !has("systemd-socket-activate", "systemd") || !is_root() {
        return;
    }
    let site = Site::new();
    let shipped = site.shipped("keyfob-people.socket");
    let setting = |name: &str| {
        let found = shipped.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap().to_owned()
    };
    let socket = setting("ListenStream=");
    let mut command = Command::new("systemd-socket-activate");
    command
        .args(["-l", &socket])
        .arg(format!("--fdname={}", setting("FileDescriptorName=")))
        .arg(site.program())
        .arg("serve")
        .args(site.store_flags().split_whitespace())
        .current_dir(site.path())
        .uid(OWNER)
        .gid(OWNER);
    let keyfob = Running::start("systemd-socket-activate", &mut command, site.path());
    keyfob.until("there is a socket", || site.path().join(&socket).exists());
    // The store's owner, from whom they take it.
    let mut client = Command::new(site.program());
    client.args(["whoami", "--json", "--socket", &socket]);
    client
        .env_clear()
        .current_dir(site.path())
        .uid(OWNER)
        .gid(OWNER);
    let output = client.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("\"role\":\"owner\""),
        "{output:?}: {}",
        keyfob.said()
    );
}
