//! PAM, by pamtester.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::servers::log_ins::{self, Heard};
use crate::servers::site::{KEY, STORE, Site, group, replaced};
use crate::support::{ALAIN, has, is_root};

/// A service in the system's own folder, since no server lets itself be told another: its name is
/// one that nobody else has, and it is gone when this is dropped.
pub struct PamService {
    pub name: String,
    path: PathBuf,
}

impl PamService {
    pub fn new(name: &str, text: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("keyfob-test-{}-{number}-{name}", std::process::id());
        let path = PathBuf::from("/etc/pam.d").join(&name);
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .unwrap();
        let service = Self { name, path };
        file.write_all(text.as_bytes()).unwrap();
        service
    }

    /// What a log-in from this address comes to.
    fn hears(&self, address: &str, user: &str, password: &str) -> (Heard, String) {
        self.does(&["authenticate"], address, user, password)
    }

    fn does(
        &self,
        operations: &[&str],
        address: &str,
        user: &str,
        password: &str,
    ) -> (Heard, String) {
        let mut child = Command::new("/usr/bin/pamtester")
            .args(["-I", &format!("rhost={address}"), &self.name, user])
            .args(operations)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // It may end without having asked for it.
        let _ = writeln!(stdin, "{password}");
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let heard = match output.status.code() {
            Some(0) => Heard::Yes,
            Some(1) => Heard::No,
            other => panic!("{other:?}"),
        };
        let said = [output.stdout, output.stderr].concat();
        (heard, String::from_utf8_lossy(&said).into_owned())
    }
}

impl Drop for PamService {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn is_there() -> bool {
    is_root() && has("pamtester", "pamtester")
}

#[test]
fn pam_by_the_socket_and_by_the_store() {
    if !is_there() {
        return;
    }
    for by_socket in [true, false] {
        let site = Site::new();
        let _keyfob = by_socket.then(|| site.serves(group("nogroup")));
        let mut text = site.shipped("pam-service");
        if !by_socket {
            text = site.without_socket(&text);
        }
        let service = PamService::new("imap", &text);
        log_ins::all_come_to_what_they_must(&site, "Imap", "Smtp", |log_in| {
            service.hears("127.0.0.1", &log_in.user, &log_in.password).0
        });
        // The network is that of the client.
        let away = site.secret("Away");
        assert_eq!(service.hears("192.0.2.7", ALAIN, away).0, Heard::Yes);
        assert_eq!(service.hears("198.51.100.7", ALAIN, away).0, Heard::No);
        assert_eq!(service.hears("printer.example", ALAIN, away).0, Heard::No);
        assert_eq!(
            site.last_use("Away"),
            (Some("imap".into()), Some("192.0.2.7".into()))
        );
        log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
            service.hears("127.0.0.1", user, password).0
        });
    }
}

/// sshd asks for credentials after the password, and in another process than the one that asked for it.
#[test]
fn pam_gives_credentials_after_a_right_password_and_names_a_wrong_one() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    let text = site.without_socket(&site.shipped("pam-service"));
    let service = PamService::new("imap", &text);
    let both = ["authenticate", "setcred"];
    let own = site.secret("Imap");
    let does = |operations: &[&str], password| {
        let (heard, said) = service.does(operations, "127.0.0.1", ALAIN, password);
        (heard, said.replace("Password: ", ""))
    };
    assert_eq!(does(&both, own).0, Heard::Yes);
    let refused = (Heard::No, "pamtester: Authentication failure\n".to_owned());
    assert_eq!(does(&both, "abcdefghijklmnop"), refused);
    assert_eq!(does(&["setcred"], "").0, Heard::Yes);
}

#[test]
fn pam_says_the_service_where_the_line_does_not() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    let text = site.without_socket(&site.shipped("pam-service"));
    let service = PamService::new("sieve", &replaced(&text, " --service imap", ""));
    let line = format!(
        "apppw create Sieve -a {ALAIN} --only {} --any-service-name",
        service.name
    );
    let own = site.operator(&line).word();
    assert_eq!(service.hears("127.0.0.1", ALAIN, &own).0, Heard::Yes);
    let other = site.secret("Imap");
    assert_eq!(service.hears("127.0.0.1", ALAIN, other).0, Heard::No);
}

#[test]
fn pam_fails_where_nothing_could_be_decided_and_the_exit_status_says_why() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    let text = site.without_socket(&site.shipped("pam-service"));
    // So that it is seen what pam_exec was told.
    let text = replaced(&text, " quiet ", " ");
    let service = PamService::new("imap", &text);
    log_ins::nothing_is_decided_without(&site, &[STORE, KEY], Heard::No, |user, password| {
        service.hears("127.0.0.1", user, password).0
    });
    let (_, said) = service.hears("127.0.0.1", ALAIN, "abcdefghijklmnop");
    assert!(said.contains("failed: exit code 1\n"), "{said}");
    site.loses(KEY);
    let (_, said) = service.hears("127.0.0.1", ALAIN, site.secret("Phone"));
    assert!(said.contains("failed: exit code 78\n"), "{said}");
}
