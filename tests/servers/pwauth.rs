//! pwauth, which asks PAM, as the program that checks external passwords.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{Program, fed, has, has_file, is_root, permitted, totp_now};

const PWAUTH: &str = "/usr/sbin/pwauth";
const NAMESPACE: [&str; 2] = ["unshare", "--mount"];
/// With these users, for what runs in it alone.
const WITH_USERS: &str = r#"
    set -e
    for file in passwd shadow; do
        mount --bind "$1/$file" "/etc/$file"
    done
    shift
    exec "$@""#;
const PERSON: &str = "kf-alain";
const PASSWORD: &str = "orchid 7 und süß";

/// The machine's users and one more, with a password that its shadow file has.
fn users() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, mode: u32, more: &str| {
        let mut lines = fs::read(Path::new("/etc").join(name)).unwrap();
        lines.extend(more.as_bytes());
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create_new(true).mode(mode);
        let mut file = file.open(folder.path().join(name)).unwrap();
        file.write_all(&lines).unwrap();
    };
    let mut openssl = Command::new("openssl");
    openssl.args(["passwd", "-6", "-stdin"]);
    let hash = fed(openssl, "openssl passwd", PASSWORD).ok();
    put(
        "passwd",
        0o644,
        &format!("{PERSON}:x:61241:61241::/nonexistent:/bin/sh\n"),
    );
    put(
        "shadow",
        0o600,
        &format!("{PERSON}:{}:20000:0:99999:7:::\n", hash.trim()),
    );
    folder
}

fn is_there() -> bool {
    is_root()
        && has_file(PWAUTH, "pwauth")
        && has("openssl", "openssl")
        && permitted(&NAMESPACE, "util-linux")
}

/// What keyfob says where there are these users.
fn says(program: &Program, users: &TempDir, line: &str, input: &str) -> u8 {
    let command = program.command(line);
    let mut within = Command::new(NAMESPACE[0]);
    within
        .args(&NAMESPACE[1..])
        .args(["sh", "-c", WITH_USERS, "sh"])
        .arg(users.path())
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear()
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .current_dir(program.path())
        .stdin(Stdio::null());
    fed(within, line, input).code
}

#[test]
fn the_password_that_pam_knows_signs_in_and_logs_in() {
    if !is_there() {
        return;
    }
    let (program, users) = (Program::new(), users());
    program
        .run(&format!(
            "account add {PERSON} --external-password --mfa enabled"
        ))
        .ok();
    program.set_policy("password-command", PWAUTH);
    let log_in = |password: &str| {
        let asked = format!("{PERSON}\n{password}\n");
        says(&program, &users, "auth check --service imap", &asked)
    };
    let sign_in = |typed: &str| says(&program, &users, "signin --password-stdin", typed);
    assert_eq!(log_in(PASSWORD), 0);
    assert_eq!(log_in("orchid 8"), 1);
    assert_eq!(sign_in(&format!("{PASSWORD}\n")), 0);
    assert_eq!(sign_in("orchid 8\n"), 77);
    let uri = program.run("mfa enroll").word();
    let confirm = format!("mfa enroll --confirm {} --no-app", totp_now(&uri));
    program.run(&confirm).ok();
    // The line with the code is missing now, and servers take app passwords only.
    assert_eq!(sign_in(&format!("{PASSWORD}\n")), 65);
    assert_eq!(sign_in("orchid 8\n"), 77);
    assert_eq!(log_in(PASSWORD), 1);
    let secret = program.run("apppw create Outlook").word();
    assert_eq!(log_in(&secret), 0);
}
