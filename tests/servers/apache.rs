//! Apache, by `mod_authnz_external`.

use std::process::Command;

use crate::servers::clients::http_status;
use crate::servers::log_ins::{self, Heard};
use crate::servers::site::{Running, STORE, Site, free_port, group};
use crate::support::{ALAIN, has, has_file, is_root};

const SURROUNDINGS: &str = "
ServerName www.test
Listen 127.0.0.1:PLAIN
Listen 127.0.0.1:TLS
ServerRoot SITE
PidFile SITE/apache.pid
ErrorLog /dev/stderr
User www-data
Group www-data
LoadModule mpm_event_module MODULES/mod_mpm_event.so
LoadModule authn_core_module MODULES/mod_authn_core.so
LoadModule authz_core_module MODULES/mod_authz_core.so
LoadModule authz_user_module MODULES/mod_authz_user.so
LoadModule auth_basic_module MODULES/mod_auth_basic.so
LoadModule authnz_external_module MODULES/mod_authnz_external.so
LoadModule dir_module MODULES/mod_dir.so
LoadModule ssl_module MODULES/mod_ssl.so
DocumentRoot SITE/www
<VirtualHost 127.0.0.1:TLS>
  SSLEngine on
  SSLCertificateFile SITE/certificate
  SSLCertificateKeyFile SITE/key
</VirtualHost>
Include SITE/etc/apache2/keyfob.conf
";
const MODULES: &str = "/usr/lib/apache2/modules";

/// As it ships, without TLS at one port and with TLS at another.
pub struct Apache {
    pub running: Running,
    pub plain: u16,
    pub tls: u16,
}

impl Apache {
    #[track_caller]
    pub fn is_there() -> bool {
        let module = format!("{MODULES}/mod_authnz_external.so");
        is_root()
            && has_file("/usr/sbin/apache2", "apache2")
            && has_file(&module, "libapache2-mod-authnz-external")
            && has("curl", "curl")
            && has("openssl", "openssl")
    }

    /// With these lines beside the file that ships.
    pub fn start(site: &Site, more: &str) -> Self {
        let (plain, tls) = (free_port(), free_port());
        let settings = SURROUNDINGS
            .replace("SITE", site.path().to_str().unwrap())
            .replace("PLAIN", &plain.to_string())
            .replace("TLS", &tls.to_string())
            + more;
        let settings = settings.replace("MODULES", MODULES);
        site.puts("etc/apache2/keyfob.conf", &site.shipped("apache.conf"));
        site.puts("www/dav/index.html", "in\n");
        let configuration = site.puts("etc/apache2/apache2.conf", &settings);
        certify(site);
        let mut command = Command::new("/usr/sbin/apache2");
        command
            .arg("-DFOREGROUND")
            .arg("-f")
            .arg(configuration)
            .env_clear();
        let running = Running::start("apache", &mut command, site.path());
        running.until_it_listens(tls);
        Self {
            running,
            plain,
            tls,
        }
    }
}

/// What this status of `/dav` says.
pub fn heard(status: &str) -> Heard {
    match status {
        "200" => Heard::Yes,
        "401" => Heard::No,
        other => panic!("{other}"),
    }
}

#[test]
fn apache_says_401_also_where_nothing_could_be_decided() {
    if !Apache::is_there() {
        return;
    }
    let site = Site::new();
    let keyfob = site.serves(group("www-data"));
    let apache = Apache::start(&site, "");

    let without_tls = format!("http://127.0.0.1:{}", apache.plain);
    for password in [site.secret("Phone"), "abcdefghijklmnop"] {
        let status = http_status(&without_tls, "127.0.0.1", ALAIN, password);
        assert_eq!(status, "403");
    }
    assert_eq!(site.last_use("Phone"), (None, None));

    let with_tls = format!("https://127.0.0.1:{}", apache.tls);
    let hears = |from: &str, user: &str, password: &str| {
        heard(&http_status(&with_tls, from, user, password))
    };
    log_ins::all_come_to_what_they_must(&site, "Http", "Imap", |log_in| {
        hears("127.0.0.1", &log_in.user, &log_in.password)
    });
    let line = format!("apppw create Next -a {ALAIN} --from 127.0.0.2");
    let next_door = site.operator(&line).word();
    assert_eq!(hears("127.0.0.2", ALAIN, &next_door), Heard::Yes);
    assert_eq!(hears("127.0.0.1", ALAIN, &next_door), Heard::No);

    log_ins::a_deleted_one_is_refused_at_once(&site, |user, password| {
        hears("127.0.0.1", user, password)
    });
    log_ins::nothing_is_decided_without(&site, &[STORE], Heard::No, |user, password| {
        hears("127.0.0.1", user, password)
    });
    let said = apache.running.said();
    assert!(said.contains("Failed (1)"), "{said}");
    assert!(said.contains("Failed (75)"), "{said}");
    drop(keyfob);
    assert_eq!(hears("127.0.0.1", ALAIN, site.secret("Phone")), Heard::No);
}

/// Makes the site's key and certificate.
pub fn certify(site: &Site) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=www.test",
        ])
        .args(["-keyout", "key", "-out", "certificate"])
        .current_dir(site.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}
