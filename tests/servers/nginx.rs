//! nginx, by its `auth_request`, which asks Apache.

use std::process::Command;

use crate::servers::apache::{Apache, heard};
use crate::servers::clients::http_status;
use crate::servers::log_ins::{self, Heard};
use crate::servers::site::{Running, STORE, Site, free_port, group, replaced};
use crate::support::{ALAIN, has_file};

const NGINX: &str = "/usr/sbin/nginx";
/// What the file that ships asks for beside Apache's own.
const APACHE: &str = "
LoadModule remoteip_module MODULES/mod_remoteip.so
RemoteIPHeader X-Real-IP
RemoteIPInternalProxy 127.0.0.1
";
const SURROUNDINGS: &str = "
daemon off;
user www-data;
pid SITE/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path SITE/nginx;
  proxy_temp_path SITE/nginx;
  fastcgi_temp_path SITE/nginx;
  uwsgi_temp_path SITE/nginx;
  scgi_temp_path SITE/nginx;
  server {
    listen 127.0.0.1:PORT ssl;
    ssl_certificate SITE/certificate;
    ssl_certificate_key SITE/key;
    root SITE/www;
    index index.html;
    include SITE/etc/nginx/keyfob.conf;
  }
}
";

#[test]
fn nginx_asks_apache_and_says_what_it_says() {
    if !(has_file(NGINX, "nginx-light") && Apache::is_there()) {
        return;
    }
    let site = Site::new();
    let _keyfob = site.serves(group("www-data"));
    let apache = Apache::start(&site, APACHE);
    let port = free_port();
    let there = format!("127.0.0.1:{}", apache.tls);
    let shipped = replaced(&site.shipped("nginx.conf"), "127.0.0.1:8443", &there);
    site.puts("etc/nginx/keyfob.conf", &shipped);
    let settings = SURROUNDINGS
        .replace("SITE", site.path().to_str().unwrap())
        .replace("PORT", &port.to_string());
    let configuration = site.puts("etc/nginx/nginx.conf", &settings);
    let mut command = Command::new(NGINX);
    command.arg("-c").arg(configuration).env_clear();
    let nginx = Running::start("nginx", &mut command, site.path());
    nginx.until_it_listens(port);

    let url = format!("https://127.0.0.1:{port}");
    let hears =
        |from: &str, user: &str, password: &str| heard(&http_status(&url, from, user, password));
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
}
