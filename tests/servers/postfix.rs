//! Postfix, by `keyfob serve` and no Dovecot.

use std::fs;
use std::os::unix::fs::chown;
use std::process::Command;

use rustix::process::Signal;

use crate::servers::clients::swaks;
use crate::servers::log_ins::{self, Heard};
use crate::servers::site::{KEY, Running, STORE, Site, free_port, group, replaced, user};
use crate::support::{ALAIN, has, has_file, is_root};

const MASTER: &str = "/usr/lib/postfix/sbin/master";
/// What isn't keyfob's. What ships adds to it.
const SURROUNDINGS: &str = "
compatibility_level = 3.6
queue_directory = SITE/spool
data_directory = SITE/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
mynetworks =
local_recipient_maps =
alias_maps =
default_transport = discard:
";
const SERVICES: &str = "
postlog unix-dgram n - n - 1 postlogd
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
";

pub struct Postfix {
    running: Running,
    port: u16,
}

pub fn is_there() -> bool {
    is_root() && has_file(MASTER, "postfix") && has("swaks", "swaks")
}

impl Postfix {
    pub fn start(site: &Site) -> Self {
        let here = site.path().to_str().unwrap();
        site.puts("etc/postfix/main.cf", &SURROUNDINGS.replace("SITE", here));
        site.puts("etc/postfix/master.cf", SERVICES);
        let port = free_port();
        let service = format!("127.0.0.1:{port}");
        let shipped = site.shipped("postfix.sh");
        let shipped = replaced(&shipped, "submission/inet", &format!("{service}/inet"));
        let shipped = replaced(&shipped, "=submission inet", &format!("={service} inet"));
        // It has no certificate here.
        let shipped = replaced(&shipped, "level=encrypt", "level=none");
        // One smtpd, so that every log-in goes by the connection to keyfob that it keeps.
        let one = format!("postconf -F '{service}/inet/process_limit=1'\n");
        sets_up(site, &(shipped + &one));
        for folder in ["spool", "data"] {
            fs::create_dir(site.path().join(folder)).unwrap();
        }
        chown(site.path().join("data"), Some(user("postfix")), None).unwrap();
        let mut command = Command::new("/usr/sbin/postfix");
        command
            .arg("-c")
            .arg(site.path().join("etc/postfix"))
            .arg("start-fg")
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        let running = Running::start("postfix", &mut command, site.path())
            .led_by(site.path().join("spool/pid/master.pid"));
        running.until_it_listens(port);
        Self { running, port }
    }

    pub fn hears(&self, mechanism: &str, user: &str, password: &str) -> Heard {
        swaks(self.port, mechanism, user, password).0
    }
}

#[test]
fn postfix_by_the_auth_socket() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    let keyfob = site.serves(group("postfix"));
    let postfix = Postfix::start(&site);
    let mut mechanisms = ["PLAIN", "LOGIN"].into_iter().cycle();
    log_ins::all_come_to_what_they_must(&site, "Smtp", "Imap", |log_in| {
        let mechanism = mechanisms.next().unwrap();
        postfix.hears(mechanism, &log_in.user, &log_in.password)
    });

    for mechanism in ["PLAIN", "LOGIN"] {
        let phone = site.secret("Phone");
        let (heard, said) = swaks(postfix.port, mechanism, "ALAIN@contoso.com", phone);
        assert_eq!(heard, Heard::Yes);
        assert!(said.contains("250 2.0.0 Ok: queued"), "{said}");
        let name = format!("sasl_method={mechanism}, sasl_username=alain@contoso.com\n");
        postfix.running.until_it_says(&name);
    }
    assert!(!postfix.running.said().contains("ALAIN"));

    for mechanism in ["PLAIN", "LOGIN"] {
        log_ins::nothing_is_decided_without(&site, &[STORE], Heard::Later, |user, password| {
            postfix.hears(mechanism, user, password)
        });
    }
    log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
        postfix.hears("PLAIN", user, password)
    });

    // Its key it reads when it is told to, or starts.
    site.loses(KEY);
    assert_eq!(
        postfix.hears("PLAIN", ALAIN, site.secret("Phone")),
        Heard::Yes
    );
    keyfob.told(Signal::HUP);
    keyfob.until_it_says("Reopening the store and its key file.");
    assert_eq!(
        postfix.hears("PLAIN", ALAIN, site.secret("Phone")),
        Heard::Later
    );
    site.finds(KEY);
    assert_eq!(
        postfix.hears("PLAIN", ALAIN, site.secret("Phone")),
        Heard::Yes
    );
    assert_eq!(smtpds(&postfix.running.said()), 1);

    // Nobody answers, and then a new one does.
    drop(keyfob);
    assert_eq!(
        postfix.hears("PLAIN", ALAIN, site.secret("Phone")),
        Heard::Later
    );
    let _keyfob = site.serves(group("postfix"));
    assert_eq!(
        postfix.hears("PLAIN", ALAIN, site.secret("Phone")),
        Heard::Yes
    );
}

/// How many processes took connections, by the log.
fn smtpds(log: &str) -> usize {
    let mut found: Vec<_> = log
        .split("/smtpd[")
        .skip(1)
        .map(|rest| rest.split(']').next().unwrap())
        .collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// Does what ships on the site's files, and nothing to this machine's users and services.
fn sets_up(site: &Site, shipped: &str) {
    let others = ["usermod ", "systemctl "];
    let lines = shipped.lines();
    let lines = lines.filter(|line| !others.iter().any(|other| line.starts_with(other)));
    let script = lines.collect::<Vec<_>>().join("\n");
    let output = Command::new("sh")
        .args(["-e", "-c", &script])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("MAIL_CONFIG", site.path().join("etc/postfix"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// On the files that Debian's package has.
#[test]
fn a_submission_service_that_needs_tls_and_a_log_in_is_added_and_port_25_stays_as_it_is() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    for (file, text) in [
        ("main.cf", "compatibility_level = 3.6\n"),
        ("master.cf", "smtp inet n - y - - smtpd\n"),
    ] {
        site.puts(&format!("etc/postfix/{file}"), text);
    }
    let shipped = site.shipped("postfix.sh");
    // Twice is as good as once.
    sets_up(&site, &shipped);
    sets_up(&site, &shipped);
    let services = fs::read_to_string(site.path().join("etc/postfix/master.cf")).unwrap();
    let words: Vec<_> = services.split_whitespace().collect();
    assert_eq!(
        words.join(" "),
        "smtp inet n - y - - smtpd submission inet n - n - - smtpd \
         -o syslog_name=postfix/submission -o smtpd_tls_security_level=encrypt \
         -o smtpd_sasl_auth_enable=yes \
         -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
    );
}
