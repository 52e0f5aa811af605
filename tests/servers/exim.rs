//! Exim, by `keyfob serve` and no Dovecot. Debian lets only one mail server be installed; this
//! one may be unpacked beside it.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::servers::clients::swaks;
use crate::servers::log_ins::{self, Heard};
use crate::servers::site::{Running, STORE, Site, free_port, group, replaced, user};
use crate::support::{ALAIN, has, has_file, is_root};

const SURROUNDINGS: &str = "
exim_path = PROGRAM
daemon_smtp_ports = PORT
local_interfaces = 127.0.0.1
log_file_path = SITE/exim/log-%slog
pid_file_path = SITE/exim/exim.pid
spool_directory = SITE/exim/spool
primary_hostname = mail.test
keep_environment =
log_selector = +smtp_connection
acl_smtp_rcpt = relay
begin acl
relay:
  accept authenticated = *
  deny
begin routers
nowhere:
  driver = redirect
  data = :blackhole:
begin authenticators
";

/// Unpacked by the continuous integration, or the system's own.
fn program() -> PathBuf {
    let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../exim/usr/sbin/exim4");
    if unpacked.exists() {
        unpacked
    } else {
        "/usr/sbin/exim4".into()
    }
}

struct Exim {
    _running: Running,
    port: u16,
    log: PathBuf,
}

impl Exim {
    fn start(site: &Site) -> Self {
        let shipped = site.shipped("exim.conf");
        // It has no certificate here.
        let encrypted = "  server_advertise_condition = ${if def:tls_in_cipher}\n";
        let shipped = replaced(&shipped, encrypted, "");
        let port = free_port();
        let here = site.path().to_str().unwrap();
        let settings = SURROUNDINGS
            .replace("SITE", here)
            .replace("PROGRAM", program().to_str().unwrap())
            .replace("PORT", &port.to_string());
        let configuration = site.puts("etc/exim.conf", &(settings + &shipped));
        let folder = site.path().join("exim");
        fs::create_dir(&folder).unwrap();
        let (owner, group) = (user("Debian-exim"), group("Debian-exim"));
        chown(&folder, Some(owner), Some(group)).unwrap();
        let mut command = Command::new(program());
        command.arg("-C").arg(configuration).arg("-bdf").env_clear();
        let running = Running::start("exim", &mut command, site.path());
        running.until_it_listens(port);
        Self {
            _running: running,
            port,
            log: folder.join("log-mainlog"),
        }
    }

    fn hears(&self, mechanism: &str, user: &str, password: &str) -> Heard {
        swaks(self.port, mechanism, user, password).0
    }
}

#[test]
fn exim_by_the_auth_socket() {
    let program = program();
    let program = program.to_str().unwrap();
    if !is_root() || !has_file(program, "exim4-daemon-heavy") || !has("swaks", "swaks") {
        return;
    }
    let site = Site::new();
    let keyfob = site.serves(group("Debian-exim"));
    let exim = Exim::start(&site);
    let mut mechanisms = ["PLAIN", "LOGIN"].into_iter().cycle();
    log_ins::all_come_to_what_they_must(&site, "Smtp", "Imap", |log_in| {
        let mechanism = mechanisms.next().unwrap();
        exim.hears(mechanism, &log_in.user, &log_in.password)
    });
    for mechanism in ["PLAIN", "LOGIN"] {
        let (_, said) = swaks(
            exim.port,
            mechanism,
            "ALAIN@contoso.com",
            site.secret("Phone"),
        );
        assert!(said.contains("250 OK id="), "{said}");
        log_ins::nothing_is_decided_without(&site, &[STORE], Heard::Later, |user, password| {
            exim.hears(mechanism, user, password)
        });
    }
    let log = fs::read_to_string(&exim.log).unwrap();
    for driver in ["keyfob_plain", "keyfob_login"] {
        assert!(
            log.contains(&format!(" A={driver}:alain@contoso.com ")),
            "{log}"
        );
    }
    log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
        exim.hears("PLAIN", user, password)
    });
    drop(keyfob);
    assert_eq!(
        exim.hears("PLAIN", ALAIN, site.secret("Phone")),
        Heard::Later
    );
}
