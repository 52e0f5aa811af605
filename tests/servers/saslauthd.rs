//! saslauthd, by PAM.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::servers::log_ins::{self, Heard};
use crate::servers::pam::PamService;
use crate::servers::site::{Running, STORE, Site, group, replaced};
use crate::support::{ALAIN, has, has_file, is_root};

const SASLAUTHD: &str = "/usr/sbin/saslauthd";

struct Saslauthd {
    running: Running,
    socket: String,
    service: PamService,
}

impl Saslauthd {
    fn start(site: &Site) -> Self {
        let service = PamService::new("imap", &site.shipped("pam-service"));
        let folder = site.path().join("run/saslauthd");
        fs::create_dir(&folder).unwrap();
        let folder = folder.to_str().unwrap();
        let shipped = site.shipped("saslauthd");
        let setting = |name: &str| {
            let line = shipped.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap().trim_matches('"').to_owned()
        };
        let options = replaced(&setting("OPTIONS="), "/var/run/saslauthd", folder);
        let mut command = Command::new(SASLAUTHD);
        command
            .args(["-d", "-n", "1", "-a", &setting("MECHANISMS=")])
            .args(options.split_whitespace())
            .env_clear()
            // It ends its whole process group with itself.
            .process_group(0);
        let running = Running::start("saslauthd", &mut command, site.path());
        running.until_it_says("listening on socket");
        Self {
            running,
            socket: format!("{folder}/mux"),
            service,
        }
    }

    fn hears(&self, user: &str, realm: &str, password: &str) -> Heard {
        let output = Command::new("testsaslauthd")
            .args(["-u", user, "-r", realm, "-p", password])
            .args(["-s", &self.service.name, "-f", &self.socket])
            .output()
            .unwrap();
        match &*output.stdout {
            b"0: OK \"Success.\"\n" => Heard::Yes,
            b"0: NO \"authentication failed\"\n" => Heard::No,
            _ => panic!("{output:?}"),
        }
    }
}

#[test]
fn saslauthd_by_pam() {
    let there = is_root() && has_file(SASLAUTHD, "sasl2-bin") && has("testsaslauthd", "sasl2-bin");
    if !there {
        return;
    }
    let site = Site::new();
    let _keyfob = site.serves(group("nogroup"));
    let saslauthd = Saslauthd::start(&site);
    for (password, expected) in [
        (site.secret("Phone"), Heard::Yes),
        (site.secret("Imap"), Heard::Yes),
        (site.secret("Smtp"), Heard::No),
        (site.secret("Laptop"), Heard::No),
        ("abcdefghijklmnop", Heard::No),
        // It doesn't say where an app is.
        (site.secret("Here"), Heard::No),
    ] {
        assert_eq!(saslauthd.hears("alain", "contoso.com", password), expected);
    }
    assert_eq!(site.last_use("Imap"), (Some("imap".into()), None));
    let phone = site.secret("Phone");
    assert_eq!(saslauthd.hears(ALAIN, "", phone), Heard::Yes);
    assert_eq!(saslauthd.hears("alain", "", phone), Heard::No);
    assert_eq!(saslauthd.hears("alain", "example.org", phone), Heard::No);
    let hears = |_: &str, password: &str| saslauthd.hears("alain", "contoso.com", password);
    log_ins::a_deleted_one_is_refused_at_once(&site, hears);
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::No, hears);
    assert!(saslauthd.running.said().contains("[mech=pam]"));
}
