//! Dovecot, whichever of 2.3 and 2.4 is there: by Lua and PAM, and 2.3 by checkpassword.

use std::fs;
use std::process::Command;

use crate::servers::clients::{Imaplib, curl_logs_in};
use crate::servers::log_ins::{self, Heard};
use crate::servers::pam::PamService;
use crate::servers::site::{KEY, Running, STORE, Site, free_port, group, replaced};
use crate::support::{ALAIN, has, has_file, is_root};

const DOVECOT: &str = "/usr/sbin/dovecot";
/// What isn't keyfob's: ports, folders, and no waiting for who typed something wrong.
const SURROUNDINGS: &str = "
base_dir = SITE/run/dovecot
state_dir = SITE/state
log_path = /dev/stderr
auth_verbose = yes
auth_username_chars =
protocols = imap
listen = 127.0.0.1
ssl = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1000
service imap-login {
  inet_listener imap {
    port = PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V2_3,
    V2_4,
}

impl Version {
    fn installed() -> Self {
        let output = Command::new(DOVECOT).arg("--version").output().unwrap();
        match &output.stdout[..4] {
            b"2.3." => Self::V2_3,
            b"2.4." => Self::V2_4,
            _ => panic!("{output:?}"),
        }
    }

    /// What else isn't keyfob's, and stands before everything and in each version's own words.
    fn beginning(self) -> &'static str {
        match self {
            Self::V2_3 => "disable_plaintext_auth = no\nmail_location = maildir:~/Maildir\n",
            Self::V2_4 => {
                "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n\
                 auth_allow_cleartext = yes\nmail_driver = maildir\nmail_path = ~/Maildir\n"
            }
        }
    }

    /// The file that ships, with the users of this machine.
    fn shipped(self, site: &Site) -> String {
        let (text, ids) = match self {
            Self::V2_3 => (site.shipped("dovecot-2.3.conf"), ["uid=vmail", "gid=vmail"]),
            Self::V2_4 => (
                site.shipped("dovecot-2.4.conf"),
                ["uid = vmail", "gid = vmail"],
            ),
        };
        let text = replaced(&text, "extra_groups = keyfob", "extra_groups = nogroup");
        ids.iter().fold(text, |text, id| {
            replaced(&text, id, &id.replace("vmail", "5000"))
        })
    }

    /// How the protocol stands in the PAM service's name.
    fn protocol(self) -> &'static str {
        match self {
            Self::V2_3 => "%s",
            Self::V2_4 => "%{protocol}",
        }
    }
}

pub struct Dovecot {
    running: Running,
    port: u16,
    imaplib: Imaplib,
    asked: usize,
}

/// Dovecot's own group of those who may ask keyfob's socket. Dovecot's users aren't in it.
fn may_ask() -> u32 {
    group("nogroup")
}

fn is_there() -> bool {
    is_root()
        && has_file(DOVECOT, "dovecot-core")
        && has_file("/usr/lib/dovecot/imap", "dovecot-imapd")
        && has_file("/usr/bin/python3", "python3")
        && has("curl", "curl")
}

/// Whether there is a Dovecot that asks by Lua.
pub fn has_lua() -> bool {
    let module = "/usr/lib/dovecot/modules/auth/libauthdb_lua.so";
    is_there() && has_file(module, "dovecot-auth-lua")
}

/// With this service in place of the one that ships.
fn of_service(text: &str, service: &PamService) -> String {
    let protocol = Version::installed().protocol();
    let name = service.name.replace("imap", protocol);
    replaced(text, &format!("keyfob-{protocol}"), &name)
}

fn has_checkpassword() -> bool {
    let has = Version::installed() == Version::V2_3;
    if !has {
        eprintln!("SKIPPED: Dovecot 2.4 knows no checkpassword");
    }
    has
}

/// The file that ships, with this passdb in use and the others comments.
fn with_passdb(text: &str, driver: &str) -> String {
    let blocks: Vec<_> = text.split("\n\n").collect();
    let blocks = blocks.iter().map(|block| {
        let is_passdb = |line: &str| line.trim_start_matches('#').starts_with("passdb ");
        if !block.lines().any(is_passdb) {
            return (*block).to_owned();
        }
        let is_wanted = block.contains(&format!("driver = {driver}\n"))
            || block.contains(&format!("passdb {driver} {{\n"));
        let lines = block.lines().map(|line| {
            if line.starts_with("# ") && !line.starts_with("#  ") {
                return line.to_owned();
            }
            let bare = line.strip_prefix('#').unwrap_or(line);
            if is_wanted {
                bare.to_owned()
            } else {
                format!("#{bare}")
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

impl Dovecot {
    fn start(site: &Site, driver: &str, change: impl Fn(String) -> String) -> Self {
        let version = Version::installed();
        let text = with_passdb(&version.shipped(site), driver);
        site.puts("etc/dovecot/auth-keyfob.conf.ext", &change(text));
        let port = free_port();
        let surroundings = SURROUNDINGS
            .replace("SITE", site.path().to_str().unwrap())
            .replace("PORT", &port.to_string());
        let configuration = site.puts(
            "etc/dovecot/dovecot.conf",
            &format!(
                "{}{surroundings}!include auth-keyfob.conf.ext\n",
                version.beginning()
            ),
        );
        let mail = site.path().join("var/vmail");
        fs::create_dir_all(&mail).unwrap();
        std::os::unix::fs::chown(&mail, Some(5000), Some(5000)).unwrap();
        let mut command = Command::new(DOVECOT);
        command.arg("-F").arg("-c").arg(configuration).env_clear();
        let running = Running::start("dovecot", &mut command, site.path());
        running.until_it_listens(port);
        Self {
            running,
            port,
            imaplib: Imaplib::new(port),
            asked: 0,
        }
    }

    /// By Lua, which asks keyfob's socket as one of this group.
    pub fn by_lua(site: &Site, group: &str) -> Self {
        site.puts("etc/dovecot/keyfob.lua", &site.shipped("dovecot.lua"));
        Self::start(site, "lua", |text| {
            let groups = format!("extra_groups = {group}");
            text.replace("extra_groups = nogroup", &groups)
        })
    }

    /// By one way to log in after the other: Dovecot keeps whoever is wrong waiting.
    #[track_caller]
    pub fn hears(&mut self, user: &str, password: &str) -> Heard {
        self.asked += 1;
        if self.asked.is_multiple_of(2) && password.is_ascii() {
            self.imaplib.login(user, password)
        } else {
            self.imaplib.plain(user, password)
        }
    }

    /// How often it says that Alain, by that name, is in.
    fn logged_in(&self) -> usize {
        let said = self.running.said();
        ["Login", "Logged in"]
            .map(|how| said.matches(&format!("{how}: user=<{ALAIN}>")).count())
            .iter()
            .sum()
    }

    pub fn tries_everything(&mut self, site: &Site) {
        log_ins::all_come_to_what_they_must(site, "Imap", "Smtp", |log_in| {
            self.hears(&log_in.user, &log_in.password)
        });
        assert!(curl_logs_in(self.port, ALAIN, site.secret("Phone")));
        assert!(!curl_logs_in(self.port, ALAIN, site.secret("Laptop")));
        self.running
            .until("it logs the account's name", || self.logged_in() > 0);
        finds_the_mailbox(site);
    }
}

/// Where mail for Alain is delivered to. No password is known then.
#[track_caller]
fn finds_the_mailbox(site: &Site) {
    let output = Command::new("/usr/bin/doveadm")
        .arg("-c")
        .arg(site.path().join("etc/dovecot/dovecot.conf"))
        .args(["user", "-f", "home", ALAIN])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let home = format!("{}/var/vmail/{ALAIN}\n", site.path().display());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), home);
}

#[test]
fn dovecot_by_checkpassword() {
    if !is_there() || !has_checkpassword() {
        return;
    }
    let site = Site::new();
    let keyfob = site.serves(may_ask());
    let mut dovecot = Dovecot::start(&site, "checkpassword", |text| text);
    dovecot.tries_everything(&site);
    // The mailbox is the account's, also where Dovecot takes two spellings for two users.
    let (wide, phone) = ("ａｌａｉｎ@contoso.com", site.secret("Phone"));
    let before = dovecot.logged_in();
    assert_eq!(dovecot.imaplib.plain(wide, phone), Heard::Yes);
    dovecot.running.until("it logs the account's name", || {
        dovecot.logged_in() > before
    });
    log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
        dovecot.hears(user, password)
    });
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::Later, |user, password| {
        dovecot.hears(user, password)
    });
    drop(keyfob);
    assert_eq!(dovecot.hears(ALAIN, site.secret("Phone")), Heard::Later);
}

#[test]
fn dovecot_by_lua() {
    if !has_lua() {
        return;
    }
    let site = Site::new();
    let keyfob = site.serves(may_ask());
    let mut dovecot = Dovecot::by_lua(&site, "nogroup");
    dovecot.tries_everything(&site);
    log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
        dovecot.hears(user, password)
    });
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::Later, |user, password| {
        dovecot.hears(user, password)
    });
    drop(keyfob);
    assert_eq!(dovecot.hears(ALAIN, site.secret("Phone")), Heard::Later);
}

#[test]
fn dovecot_by_pam_says_no_also_where_nothing_could_be_decided() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    let _keyfob = site.serves(may_ask());
    let service = PamService::new("imap", &site.shipped("pam-service"));
    let mut dovecot = Dovecot::start(&site, "pam", |text| of_service(&text, &service));
    dovecot.tries_everything(&site);
    log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
        dovecot.hears(user, password)
    });
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::No, |user, password| {
        dovecot.hears(user, password)
    });
}

/// With no 'keyfob serve', where the helper is the store's owner or root.
#[test]
fn dovecot_asks_the_store_itself() {
    if !has_lua() {
        return;
    }
    let site = Site::new();
    let lua = site.without_socket(&site.shipped("dovecot.lua"));
    site.puts("etc/dovecot/keyfob.lua", &lua);
    let pam = site.without_socket(&site.shipped("pam-service"));
    let service = PamService::new("imap", &pam);
    for (driver, instead) in [
        ("checkpassword", Heard::Later),
        ("lua", Heard::Later),
        ("pam", Heard::No),
    ] {
        if driver == "checkpassword" && !has_checkpassword() {
            continue;
        }
        let mut dovecot = Dovecot::start(&site, driver, |text| match driver {
            "checkpassword" => {
                let text = site.without_socket(&text);
                replaced(&text, "extra_groups = nogroup", "user = root")
            }
            "pam" => of_service(&text, &service),
            _ => text,
        });
        log_ins::nothing_is_decided_without(&site, &[KEY], instead, |user, password| {
            dovecot.hears(user, password)
        });
    }
}
