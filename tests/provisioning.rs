//! The README's script for many accounts does what the README says.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::promises::figure;
use crate::support::machine::without_system_store;
use crate::support::{Ran, has, ran};
use tempfile::TempDir;

const MARK: &str = "<!-- provisioning -->";

/// The first block of shell behind the mark.
fn script() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("README.md");
    let (_, behind) = readme
        .split_once(MARK)
        .unwrap_or_else(|| panic!("README.md has no line {MARK}"));
    let (between, block) = behind
        .split_once("```sh\n")
        .unwrap_or_else(|| panic!("README.md has no ```sh behind {MARK}"));
    assert!(
        between.trim().is_empty(),
        "README.md has something else between {MARK} and the script: {between}"
    );
    let (script, _) = block
        .split_once("\n```")
        .expect("an end of README.md's script");
    format!("{script}\n")
}

/// A home with nothing in it, and keyfob on the path.
struct Home(TempDir);

impl Home {
    fn new() -> Option<Self> {
        without_system_store("keyfob")?;
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("bin")).unwrap();
        let keyfob = home.path().join("bin/keyfob");
        symlink(env!("CARGO_BIN_EXE_keyfob"), keyfob).unwrap();
        Some(Self(home))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let words = without_system_store(program).unwrap();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        command
            .env_clear()
            .env("HOME", self.0.path())
            .env("PATH", path)
            .current_dir(self.0.path());
        command
    }

    fn keyfob(&self, line: &str) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_keyfob"));
        ran(line, &command.args(line.split(' ')).output().unwrap())
    }

    fn verifies(&self, account: &str, typed: &str) -> bool {
        let mut child = self
            .command(env!("CARGO_BIN_EXE_keyfob"))
            .args(["apppw", "verify", "--account", account])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{typed}").unwrap();
        drop(stdin);
        child.wait().unwrap().success()
    }
}

#[test]
fn a_home_with_nothing_in_it_has_no_store() {
    let Some(home) = Home::new() else {
        return;
    };
    home.keyfob("account list").refused(78);
    home.keyfob("account add alain@contoso.com").ok();
    assert_eq!(home.keyfob("account list").ok().lines().count(), 1);
    assert!(home.path(".local/share/keyfob/keyfob.db").exists());
}

#[test]
fn the_readme_s_script_provisions_accounts() {
    if !has("oathtool", "oathtool") {
        return;
    }
    let Some(home) = Home::new() else {
        return;
    };
    let script = script();
    assert_eq!(script.matches("$(seq 100)").count(), 1, "{script}");
    let many = figure(20, 100);
    let script = script.replace("$(seq 100)", &format!("$(seq {many})"));
    fs::write(home.path("provision.sh"), script).unwrap();
    let provision = || {
        let output = home.command("sh").arg("provision.sh").output().unwrap();
        ran("provision.sh", &output)
    };

    // It stops in the middle of an account, and leaves none that is half done.
    let broken = home.path("bin/oathtool");
    fs::write(&broken, "#!/bin/sh\nexit 1\n").unwrap();
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();
    let stopped = provision();
    assert_eq!(stopped.code, 1, "{stopped}");
    assert_eq!(home.keyfob("account list").ok(), "", "{stopped}");
    fs::remove_file(&broken).unwrap();

    let talk = provision();
    let out = talk.clone().ok();
    assert_eq!(out.trim(), many.to_string(), "{talk}");

    let listed = home.keyfob("account list --json").ok();
    let accounts: Vec<serde_json::Value> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(accounts.len(), many);
    for account in &accounts {
        assert_eq!(account["mfa"], "enforced", "{account}");
        assert_eq!(account["app_passwords"], 1, "{account}");
        assert_eq!(account["must_change_password"], true, "{account}");
    }
    home.keyfob("store check").ok();
    home.keyfob("log check").ok();

    // What the holders must get is there, right, and for nobody else to read.
    let kept = kept(&home.path("handover"));
    let all: String = kept.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(all.matches("recovery-code\t").count(), 10 * many, "{talk}");
    assert_eq!(all.matches("otpauth://totp/").count(), many, "{talk}");
    for account in [&accounts[0], &accounts[many - 1]] {
        let name = account["account"].as_str().unwrap();
        let of_account: String = kept
            .iter()
            .filter(|(file, _)| file == name || file.starts_with(&format!("{name}.")))
            .map(|(_, text)| text.as_str())
            .collect();
        let right = of_account
            .split_whitespace()
            .filter(|word| home.verifies(name, word))
            .count();
        assert_eq!(right, 1, "of {name}");
    }

    let again = provision();
    assert_eq!(again.clone().ok().trim(), many.to_string(), "{again}");
    assert_eq!(home.keyfob("account list --json").ok(), listed);
    assert_eq!(self::kept(&home.path("handover")), kept);
}

/// The names and texts of files that nobody else can read.
fn kept(folder: &Path) -> Vec<(String, String)> {
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(folder), 0, "{}", folder.display());
    let mut kept: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            assert_eq!(mode(&entry.path()), 0, "{}", entry.path().display());
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    kept.sort();
    kept
}

/// Whoever copies the script must not show secrets to everybody who can list processes.
#[test]
fn the_readme_s_script_gives_no_secret_as_an_argument() {
    let script = script();
    for line in script.lines().filter(|line| line.contains("keyfob ")) {
        let (_, arguments) = line.rsplit_once("keyfob ").unwrap();
        for secret in ["$pw", "$secret", "$uri", "$password"] {
            assert!(!arguments.contains(secret), "{line}");
        }
    }
    for line in script.lines().filter(|line| line.contains("oathtool ")) {
        let (_, arguments) = line.rsplit_once("oathtool ").unwrap();
        assert!(!arguments.contains('$'), "{line}");
    }
    for needed in ["set -eu", "umask 077"] {
        assert!(script.lines().any(|line| line == needed), "{needed}");
    }
}
