//! Prosody, by `keyfob serve`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::servers::log_ins::{self, Heard};
use crate::servers::site::{Running, STORE, Site, free_port, group, replaced, user};
use crate::support::auth_client::plain;
use crate::support::{ALAIN, PATIENCE, has, has_file, is_root, totp_now};

const MODULE: &str = "/usr/lib/prosody/modules/mod_auth_dovecot";
/// What isn't keyfob's. There is no certificate here.
const SURROUNDINGS: &str = r#"
pidfile = "SITE/prosody/prosody.pid"
data_path = "SITE/prosody"
certificates = "SITE/prosody"
log = { debug = "*console" }
interfaces = { "127.0.0.1" }
c2s_ports = { PORT }
c2s_direct_tls_ports = {}
legacy_ssl_ports = {}
modules_enabled = { "saslauth" }
modules_disabled = { "s2s" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
"#;
const APPEND_HOST: &str = "auth_append_host = true";

struct Prosody {
    running: Running,
    port: u16,
}

fn is_there() -> bool {
    is_root() && has("prosody", "prosody") && has_file(MODULE, "prosody-modules")
}

impl Prosody {
    fn start(site: &Site, settings: &str) -> Self {
        let port = free_port();
        let surroundings = SURROUNDINGS
            .replace("SITE", site.path().to_str().unwrap())
            .replace("PORT", &port.to_string());
        let settings = surroundings + settings;
        let settings = site.puts("etc/prosody/prosody.cfg.lua", &settings);
        let (owner, group) = (user("prosody"), group("prosody"));
        let data = site.path().join("prosody");
        std::fs::create_dir(&data).unwrap();
        chown(&data, Some(owner), Some(group)).unwrap();
        let mut command = Command::new("/usr/bin/prosody");
        command
            .arg("-F")
            .arg("--config")
            .arg(settings)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .uid(owner)
            .gid(group);
        let running = Running::start("prosody", &mut command, site.path());
        running.until_it_listens(port);
        Self { running, port }
    }

    /// What an app hears that logs in as this person of contoso.com. If it is let in, its address is
    /// the account's.
    fn hears(&self, person: &str, password: &str) -> Heard {
        let mut app = App::connect(self.port);
        let auth = format!(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{}</auth>",
            plain(person, password)
        );
        let said = app.asks(&auth, &["<success", "</failure>"]);
        if said.contains("<success") {
            app.opens();
            let bind = "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
                        <resource>phone</resource></bind></iq>";
            let said = app.asks(bind, &["</iq>"]);
            let own = format!("<jid>{ALAIN}/phone</jid>");
            assert!(said.contains(&own), "{said}");
            Heard::Yes
        } else if said.contains("<not-authorized/>") {
            Heard::No
        } else {
            assert!(said.contains("<temporary-auth-failure/>"), "{said}");
            Heard::Later
        }
    }
}

/// A client, with one connection.
struct App(TcpStream);

impl App {
    fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut app = Self(stream);
        app.opens();
        app
    }

    fn opens(&mut self) {
        let head = "<?xml version='1.0'?><stream:stream to='contoso.com' version='1.0' \
                    xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
        self.asks(head, &["</stream:features>"]);
    }

    /// Says something, and hears everything until one of these ends it.
    #[track_caller]
    fn asks(&mut self, text: &str, ends: &[&str]) -> String {
        self.0.write_all(text.as_bytes()).unwrap();
        let mut heard = String::new();
        while !ends.iter().any(|end| heard.contains(end)) {
            let mut bytes = [0; 4096];
            let count = self.0.read(&mut bytes).unwrap();
            assert_ne!(count, 0, "closed after {heard}");
            heard += std::str::from_utf8(&bytes[..count]).unwrap();
        }
        heard
    }
}

#[test]
fn prosody_by_the_auth_socket() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    let own = format!("apppw create Xmpp -a {ALAIN} --only xmpp");
    let own = site.operator(&own).word();
    let keyfob = site.serves(group("prosody"));
    let prosody = Prosody::start(&site, &site.shipped("prosody.cfg.lua"));
    for (password, expected) in [
        (site.secret("Phone"), Heard::Yes),
        (&*own, Heard::Yes),
        (site.secret("Imap"), Heard::No),
        (site.secret("Laptop"), Heard::No),
        ("abcdefghijklmnop", Heard::No),
        // It doesn't say where an app is.
        (site.secret("Here"), Heard::No),
    ] {
        assert_eq!(prosody.hears("alain", password), expected);
    }
    assert_eq!(site.last_use("Xmpp"), (Some("xmpp".into()), None));
    assert_eq!(prosody.hears("bea", site.secret("Phone")), Heard::No);
    log_ins::a_deleted_one_is_refused_at_once(&site, |_, password| {
        prosody.hears("alain", password)
    });
    // As the file says of this setting: a wrong one and an undecided one are told alike.
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::No, |_, password| {
        prosody.hears("alain", password)
    });
    // It heard an answer each time.
    let said = prosody.running.said();
    assert!(!said.contains("Could not read from socket"), "{said}");

    // Without a server it is the same, and a new one is asked.
    drop(keyfob);
    let phone = site.secret("Phone");
    assert_eq!(prosody.hears("alain", phone), Heard::No);
    let _keyfob = site.serves(group("prosody"));
    assert_eq!(prosody.hears("alain", phone), Heard::Yes);
}

#[test]
fn prosody_tells_to_try_again_later_where_accounts_have_no_host() {
    if !is_there() {
        return;
    }
    let site = Site::new();
    site.operator("account add alain --mfa enabled").ok();
    let uri = site.operator("mfa enroll -a alain").word();
    let code = totp_now(&uri);
    site.operator(&format!("mfa enroll -a alain --confirm {code} --no-app"))
        .ok();
    let phone = site.operator("apppw create Phone -a alain").word();
    let _keyfob = site.serves(group("prosody"));
    let settings = replaced(&site.shipped("prosody.cfg.lua"), APPEND_HOST, "");
    let prosody = Prosody::start(&site, &settings);
    assert_eq!(prosody.hears("alain", &phone), Heard::Yes);
    assert_eq!(prosody.hears("alain", "abcdefghijklmnop"), Heard::No);
    site.loses(STORE);
    assert_eq!(prosody.hears("alain", &phone), Heard::Later);
    assert_eq!(prosody.hears("alain", "abcdefghijklmnop"), Heard::Later);
    site.finds(STORE);
    assert_eq!(prosody.hears("alain", &phone), Heard::Yes);
    assert_eq!(prosody.hears("alain", "abcdefghijklmnop"), Heard::No);
}
