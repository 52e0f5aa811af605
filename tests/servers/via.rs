//! `--via`, for those who can't read the store.

use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use crate::servers::site::{STORE, Site};
use crate::support::{ALAIN, Ran, is_root, ran};

/// Nobody in particular, in the group that may ask.
const SERVER: u32 = 61_235;
const GROUP: u32 = 61_236;

struct Asking<'a> {
    site: &'a Site,
    user: u32,
    group: u32,
}

impl Asking<'_> {
    fn run(&self, line: &str, environment: &[(&str, &str)], input: &str) -> Ran {
        let mut command = self.site.command(line);
        command
            .uid(self.user)
            .gid(self.group)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        ran(line, &child.wait_with_output().unwrap())
    }

    fn check(&self, how: &str, password: &str) -> u8 {
        let line = format!("auth check --service imap --from 127.0.0.1 {how}");
        self.run(&line, &[], &format!("{ALAIN}\n{password}\n")).code
    }

    fn pam(&self, how: &str, password: &str) -> u8 {
        let environment = [
            ("PAM_TYPE", "auth"),
            ("PAM_USER", ALAIN),
            ("PAM_SERVICE", "imap"),
            ("PAM_RHOST", "127.0.0.1"),
        ];
        self.run(&format!("auth pam {how}"), &environment, password)
            .code
    }
}

#[test]
fn who_cannot_read_the_store_asks_the_socket() {
    if !is_root() {
        return;
    }
    let site = Site::new();
    let keyfob = site.serves(GROUP);
    let server = Asking {
        site: &site,
        user: SERVER,
        group: GROUP,
    };
    let stranger = Asking {
        group: SERVER,
        ..server
    };
    let via = format!("--via {}", site.socket().display());
    let store = site.store_flags();
    let ways: [fn(&Asking<'_>, &str, &str) -> u8; 2] = [
        |asking, how, password| asking.check(how, password),
        |asking, how, password| asking.pam(how, password),
    ];
    for ask in ways {
        for (name, expected) in [
            ("Phone", 0),
            ("Imap", 0),
            ("Here", 0),
            ("Smtp", 1),
            ("Away", 1),
            ("Laptop", 1),
        ] {
            assert_eq!(ask(&server, &via, site.secret(name)), expected, "{name}");
            // Whoever is in no such group, and whoever asks the store without being able to.
            assert_eq!(ask(&stranger, &via, site.secret(name)), 69, "{name}");
            assert_eq!(ask(&server, &store, site.secret(name)), 78, "{name}");
        }
    }

    site.loses(STORE);
    for ask in ways {
        assert_eq!(ask(&server, &via, site.secret("Phone")), 75);
        assert_eq!(ask(&server, &via, "abcdefghijklmnop"), 75);
    }
    site.finds(STORE);

    // Whose socket it is matters: anybody can answer yes.
    chown(site.socket().parent().unwrap(), Some(0), Some(0)).unwrap();
    for ask in ways {
        assert_ne!(ask(&server, &via, site.secret("Phone")), 0);
    }
    chown(
        site.socket().parent().unwrap(),
        Some(crate::servers::site::OWNER),
        None,
    )
    .unwrap();
    drop(keyfob);
    for ask in ways {
        assert_eq!(ask(&server, &via, site.secret("Phone")), 69);
    }
}
