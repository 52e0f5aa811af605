//! sshd, by PAM and keyboard-interactive.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::process::{Command, Stdio};

use crate::servers::site::{Running, STORE, Site, free_port, group, replaced};
use crate::support::{ALAIN, has, has_file, is_root, permitted};

const SSHD: &str = "/usr/sbin/sshd";
const NAMESPACE: [&str; 2] = ["unshare", "--mount"];
/// What sshd writes to, and what it reads of the machine's users and services, for itself alone.
const START: &str = r#"
    set -e
    for folder in /run /var/log; do
        mount -t tmpfs -o mode=755 tmpfs "$folder"
    done
    mkdir -m 755 /run/sshd
    for file in passwd shadow pam.d/sshd; do
        mount --bind "$1/etc/$file" "/etc/$file"
    done
    exec "$2" -D -e -f "$1/etc/ssh/sshd_config"
"#;
/// The owner's number of a Unix user who has Alain's name.
const PERSON: u32 = 61_240;

struct Sshd {
    running: Running,
    port: u16,
}

/// What a client that tried one password was told, and what its command said.
#[derive(Debug)]
struct Heard {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Sshd {
    fn start(site: &Site) -> Self {
        let port = free_port();
        let key = site.path().join("etc/ssh/host_key");
        let settings = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nPidFile none\n{}",
            key.display(),
            site.shipped("sshd.conf")
        );
        site.puts("etc/ssh/sshd_config", &settings);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(&key)
            .status();
        assert!(made.unwrap().success());
        let home = site.path().display();
        let person = format!("{ALAIN}:x:{PERSON}:{PERSON}::{home}:/bin/sh\n");
        let users = fs::read_to_string("/etc/passwd").unwrap();
        site.puts("etc/passwd", &(users + &person));
        let shadow = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(site.path().join("etc/shadow"));
        let person = format!("{ALAIN}:*:20000:0:99999:7:::\n");
        let mut users = fs::read("/etc/shadow").unwrap();
        users.extend(person.as_bytes());
        shadow.unwrap().write_all(&users).unwrap();
        site.puts("etc/pam.d/sshd", &service(site));
        let mut command = Command::new(NAMESPACE[0]);
        command
            .args(&NAMESPACE[1..])
            .args(["sh", "-c", START, "sh"])
            .arg(site.path())
            .arg(SSHD)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        let running = Running::start("sshd", &mut command, site.path());
        running.until_it_listens(port);
        Self { running, port }
    }

    /// Has the person run a command, with one password at one prompt.
    fn runs(&self, site: &Site, command: &str, password: &str) -> Heard {
        let asks = site.puts("askpass", "#!/bin/sh\nexec cat\n");
        fs::set_permissions(&asks, fs::Permissions::from_mode(0o755)).unwrap();
        let port = self.port.to_string();
        let mut child = Command::new("ssh")
            .args(["-F", "none", "-p", &port, "-l", ALAIN])
            .args(
                [
                    "StrictHostKeyChecking=no",
                    "UserKnownHostsFile=/dev/null",
                    "PreferredAuthentications=keyboard-interactive",
                    "NumberOfPasswordPrompts=1",
                    "ConnectTimeout=60",
                ]
                .iter()
                .flat_map(|option| ["-o", option]),
            )
            .args(["127.0.0.1", command])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SSH_ASKPASS", asks)
            .env("SSH_ASKPASS_REQUIRE", "force")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        let output = child.wait_with_output().unwrap();
        let [out, err] =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        Heard {
            code: output.status.code(),
            out,
            err,
        }
    }
}

/// The machine's own service for sshd, with what ships in it as it says there.
fn service(site: &Site) -> String {
    let shipped = site.shipped("pam-service");
    let lines = shipped.lines().filter(|line| line.starts_with("auth"));
    let lines: Vec<_> = lines.collect();
    let lines = replaced(&lines.join("\n"), " --service imap", " --service ssh");
    let machines = fs::read_to_string("/etc/pam.d/sshd").unwrap();
    replaced(&machines, "@include common-auth", &lines)
}

#[test]
fn sshd_lets_a_right_app_password_in_by_keyboard_interactive_and_names_a_wrong_one() {
    let there = is_root()
        && has_file(SSHD, "openssh-server")
        && has("ssh", "openssh-client")
        && permitted(&NAMESPACE, "util-linux");
    if !there {
        return;
    }
    let site = Site::new();
    let own = format!("apppw create Ssh -a {ALAIN} --only ssh --from 127.0.0.1");
    let own = site.operator(&own).word();
    let _keyfob = site.serves(group("nogroup"));
    let before = machine();
    let sshd = Sshd::start(&site);

    // The command runs as the person: the credentials were set after the password.
    for password in [site.secret("Phone"), &own] {
        let heard = sshd.runs(&site, "id -u; id -un; exit 3", password);
        assert_eq!(heard.out, format!("{PERSON}\n{ALAIN}\n"), "{heard:?}");
        assert_eq!(heard.code, Some(3), "{heard:?}");
    }
    let accepted = format!("Accepted keyboard-interactive/pam for {ALAIN} from 127.0.0.1 port");
    sshd.running.until_it_says(&accepted);
    let last_use = (Some("ssh".into()), Some("127.0.0.1".into()));
    assert_eq!(site.last_use("Ssh"), last_use);

    let refused = format!("PAM: Authentication failure for {ALAIN} from 127.0.0.1");
    let denied = "Permission denied (publickey,keyboard-interactive).";
    let wrong = [
        "abcdefghijklmnop",
        site.secret("Imap"),
        site.secret("Laptop"),
    ];
    for (number, password) in wrong.into_iter().enumerate() {
        let heard = sshd.runs(&site, "echo in", password);
        assert_eq!((heard.code, &*heard.out), (Some(255), ""), "{heard:?}");
        assert!(heard.err.contains(denied), "{heard:?}");
        sshd.running.until("it says that it is refused", || {
            sshd.running.said().matches(&refused).count() == number + 1
        });
    }

    // PAM knows failure only, but what keyfob said can be seen. The file stays the one that is mounted.
    let talkative = replaced(&service(&site), " quiet ", " ");
    site.puts("etc/pam.d/sshd", &talkative);
    let says = |code: u8| format!("{} failed: exit code {code}\n", site.program().display());
    let heard = sshd.runs(&site, "echo in", wrong[0]);
    assert!(heard.err.contains(&says(1)), "{heard:?}");
    site.loses(STORE);
    for password in [site.secret("Phone"), wrong[0]] {
        let heard = sshd.runs(&site, "echo in", password);
        assert_eq!((heard.code, &*heard.out), (Some(255), ""), "{heard:?}");
        assert!(heard.err.contains(&says(75)), "{heard:?}");
    }
    site.finds(STORE);
    let heard = sshd.runs(&site, "echo in", site.secret("Phone"));
    assert_eq!((heard.code, &*heard.out), (Some(0), "in\n"), "{heard:?}");

    let said = sshd.running.said();
    assert!(!said.contains("System error"), "{said}");
    drop(sshd);
    assert_eq!(machine(), before);
}

/// What stands in for sshd's, as the machine has it.
fn machine() -> Vec<Option<Vec<u8>>> {
    let files = ["/etc/passwd", "/etc/shadow", "/etc/pam.d/sshd"];
    files.iter().map(|file| fs::read(file).ok()).collect()
}
