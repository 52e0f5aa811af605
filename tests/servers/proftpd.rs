//! `ProFTPD`, by PAM.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::servers::apache::certify;
use crate::servers::clients::ftp;
use crate::servers::log_ins::{self, Heard};
use crate::servers::pam::PamService;
use crate::servers::site::{
    DORA, EVA, Running, STORE, Site, free_port, group, open_to_all, replaced, user,
};
use crate::support::{ALAIN, has, has_file, is_root};

const PROFTPD: &str = "/usr/sbin/proftpd";
/// A name is looked for as it is spelt.
const OTHERWISE: &str = "ALAIN@Contoso.com";
const SURROUNDINGS: &str = "
ServerType standalone
UseIPv6 off
DefaultAddress 127.0.0.1
Port PORT
User nobody
Group nogroup
PidFile SITE/proftpd.pid
ScoreboardFile SITE/proftpd.scoreboard
SystemLog SITE/proftpd.says
DelayEngine off
WtmpLog off
";

struct Proftpd {
    port: u16,
    _running: Running,
    _service: PamService,
}

impl Proftpd {
    fn start(site: &Site) -> Self {
        let lines = site.shipped("pam-service");
        let lines = replaced(&lines, " --service imap", " --service ftp");
        let service = PamService::new("ftp", &lines);
        let home = site.path().join("srv/ftp");
        fs::create_dir_all(&home).unwrap();
        open_to_all(&home);
        fs::write(home.join("welcome"), "in\n").unwrap();
        let owner = user("nobody");
        let users = [ALAIN, OTHERWISE, DORA, EVA]
            .map(|name| format!("{name}:*:{owner}:{owner}::{}:/bin/false\n", home.display()));
        let users = site.puts("etc/proftpd/keyfob.users", &users.concat());
        certify(site);
        for closed in [&users, &site.path().join("key")] {
            fs::set_permissions(closed, Permissions::from_mode(0o600)).unwrap();
        }
        let folder = site.path().to_str().unwrap();
        let mut shipped = site.shipped("proftpd.conf");
        for (from, to) in [
            ("keyfob-ftp\n", format!("{}\n", service.name)),
            (
                "/etc/proftpd/keyfob.users\n",
                format!("{}\n", users.display()),
            ),
            (
                "/etc/ssl/certs/ssl-cert-snakeoil.pem",
                format!("{folder}/certificate"),
            ),
            (
                "/etc/ssl/private/ssl-cert-snakeoil.key",
                format!("{folder}/key"),
            ),
        ] {
            shipped = replaced(&shipped, from, &to);
        }
        let port = free_port();
        let surroundings = SURROUNDINGS
            .replace("SITE", folder)
            .replace("PORT", &port.to_string());
        let settings = site.puts("etc/proftpd/proftpd.conf", &(surroundings + &shipped));
        let mut command = Command::new(PROFTPD);
        command.args(["-n", "-c"]).arg(settings).env_clear();
        let running = Running::start("proftpd", &mut command, site.path());
        running.until_it_listens(port);
        Self {
            port,
            _running: running,
            _service: service,
        }
    }
}

#[test]
fn proftpd_by_pam_takes_app_passwords_of_accounts_that_are_no_unix_users() {
    let there = is_root()
        && has_file(PROFTPD, "proftpd-core")
        && has_file("/usr/lib/proftpd/mod_tls.so", "proftpd-mod-crypto")
        && has("curl", "curl")
        && has("openssl", "openssl");
    if !there {
        return;
    }
    let site = Site::new();
    let _keyfob = site.serves(group("nogroup"));
    let proftpd = Proftpd::start(&site);
    let hears = |from: &str, user: &str, password: &str| ftp(proftpd.port, from, user, password);
    log_ins::all_come_to_what_they_must(&site, "Ftp", "Smtp", |log_in| {
        hears("127.0.0.1", &log_in.user, &log_in.password)
    });
    let line = format!("apppw create Next -a {ALAIN} --from 127.0.0.2");
    let next_door = site.operator(&line).word();
    assert_eq!(hears("127.0.0.2", ALAIN, &next_door), Heard::Yes);
    assert_eq!(hears("127.0.0.1", ALAIN, &next_door), Heard::No);
    let here = |user: &str, password: &str| hears("127.0.0.1", user, password);
    log_ins::a_deleted_one_is_refused_at_once(&site, here);
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::No, here);
}
