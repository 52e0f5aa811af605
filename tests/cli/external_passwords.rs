//! External passwords: the organisation keeps them, and its program says whether one is right.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::database::Tables;
use crate::support::{ALAIN, World};

/// The organisation's program, in the world's folder.
const PROGRAM: &str = "check-password";

/// Says yes to the password that is in a file beside it, and writes down that it was asked.
const RIGHT: &str = r#"
    read -r user && read -r password || exit 3
    echo "$user" >> asked
    [ "$password" = "$(cat right)" ] || exit 1"#;

fn has_program(world: &World, lines: &str) {
    let path = world.path().join(PROGRAM);
    fs::write(&path, format!("#!/bin/sh\ncd \"${{0%/*}}\"\n{lines}\n")).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
}

fn change(world: &World, password: &str) {
    fs::write(world.path().join("right"), password).unwrap();
}

fn asked(world: &World) -> usize {
    let asked = fs::read_to_string(world.path().join("asked")).unwrap_or_default();
    asked.lines().count()
}

/// With an account that has an external password.
fn world() -> World {
    let world = World::new();
    world
        .run(&format!(
            "account add {ALAIN} --external-password --mfa enabled"
        ))
        .ok();
    has_program(&world, RIGHT);
    change(&world, "orchid 7");
    let program = world.path().join(PROGRAM);
    world
        .run(&format!(
            "policy set password-command {}",
            program.display()
        ))
        .ok();
    world
}

fn sign_in(world: &World, password: &str) -> u8 {
    world
        .fed("signin --password-stdin", &format!("{password}\n"))
        .code
}

fn log_in(world: &World, password: &str) -> u8 {
    let asked = format!("{ALAIN}\n{password}\n");
    world.fed("auth check --service imap", &asked).code
}

#[test]
fn an_account_says_who_keeps_its_password() {
    let world = World::new();
    told!(
        world.run("account add alain@contoso.com --external-password"),
        world.run("account show"),
        world.run("account show --json"),
        world.run("account password --temporary"),
        world.fed(
            "account password --password-stdin",
            "meadow quartz lantern biscuit\n"
        ),
        world.run("account add bea@contoso.com --external-password --password-stdin"),
        world.run("account add bea@contoso.com --external-password --app-passwords-only"),
        world.fed("signin --password-stdin", "orchid 7\n"),
        world.run("policy set password-command /nowhere/pwauth"),
        world.fed("signin --password-stdin", "orchid 7\n"),
    );
}

/// However short it is: the organisation's rules are its own.
#[test]
fn what_the_program_says_is_right_signs_in_and_sets_mfa_up() {
    let world = world();
    assert_eq!(sign_in(&world, "orchid 8"), 77);
    assert_eq!(sign_in(&world, "orchid 7"), 0);
    assert_eq!(log_in(&world, "orchid 7"), 0);
    assert_eq!(log_in(&world, "orchid 8"), 1);
    assert_eq!(asked(&world), 4);
    let enrolling = world.run("mfa enroll").word();
    let confirm = format!("mfa enroll --confirm {} --no-app", world.code(&enrolling));
    world.run(&confirm).ok();
    // From then on no server takes it, nor asks.
    assert_eq!(log_in(&world, "orchid 7"), 1);
    assert_eq!(asked(&world), 4);
    world.pass(600);
    let code = world.code(&enrolling);
    world
        .fed("signin --password-stdin", &format!("orchid 7\n{code}\n"))
        .ok();
}

#[test]
fn another_password_counts_from_the_very_next_time() {
    let world = world();
    assert_eq!(log_in(&world, "orchid 7"), 0);
    change(&world, "orchid 8");
    assert_eq!(log_in(&world, "orchid 7"), 1);
    assert_eq!(log_in(&world, "orchid 8"), 0);
}

#[test]
fn wrong_ones_are_counted_and_not_asked_about_while_they_wait() {
    let world = world();
    for _ in 0..5 {
        assert_eq!(sign_in(&world, "wrong"), 77);
    }
    assert_eq!(sign_in(&world, "orchid 7"), 75);
    assert_eq!(log_in(&world, "orchid 7"), 75);
    assert_eq!(asked(&world), 5);
    world.pass(1);
    assert_eq!(sign_in(&world, "orchid 7"), 0);
    for _ in 0..5 {
        assert_eq!(sign_in(&world, "wrong"), 77);
    }
    assert_eq!(sign_in(&world, "orchid 7"), 75);
    let unlock = format!("account set {ALAIN} --external-password");
    world.run(&unlock).ok();
    let log = world.run("log --json").ok();
    let unlocked = json!({ "wrong_passwords": { "after": 0, "before": 5 } }).to_string();
    assert!(log.contains(&unlocked), "{log}");
    assert_eq!(sign_in(&world, "orchid 7"), 0);
}

/// Neither yes nor no, and no wrong password either.
#[test]
fn what_cannot_be_decided_is_not_counted() {
    let world = world();
    for lines in ["exit 3", "exit 127", "kill -KILL $$", "exec <&-; exit 70"] {
        has_program(&world, lines);
        for _ in 0..6 {
            assert_eq!(sign_in(&world, "orchid 7"), 75, "{lines}");
            assert_eq!(log_in(&world, "orchid 7"), 75, "{lines}");
        }
    }
    has_program(&world, "exit 3");
    told!(
        world.fed("signin --password-stdin", "orchid 7\n"),
        world.fed("signin --password-stdin --json", "orchid 7\n"),
        world.fed("auth check --service imap", "alain@contoso.com\norchid 7\n"),
        world.fed("auth test --service imap", "orchid 7"),
    );
    has_program(&world, RIGHT);
    assert_eq!(sign_in(&world, "orchid 7"), 0);
}

#[test]
fn a_program_that_hangs_decides_nothing_and_is_ended() {
    let world = world();
    has_program(&world, "echo $$ > hangs; exec sleep 1000");
    assert_eq!(log_in(&world, "orchid 7"), 75);
    let hangs = fs::read_to_string(world.path().join("hangs")).unwrap();
    let process = format!("/proc/{}", hangs.trim());
    assert!(!fs::exists(process).unwrap());
}

/// Nobody but the organisation's own program is asked, and of no other account.
#[test]
fn only_accounts_with_an_external_password_are_asked_about() {
    let world = world();
    let line = "account add bea@contoso.com --password-stdin";
    world.fed(line, "meadow quartz lantern biscuit\n").ok();
    for name in ["bea@contoso.com", "nobody@contoso.com"] {
        let line = format!("signin --password-stdin -a {name}");
        world.fed(&line, "orchid 7\n").refused(77);
        world.fed("auth check", &format!("{name}\norchid 7\n"));
    }
    assert_eq!(asked(&world), 0);
    world
        .run("account add scans@contoso.com --app-passwords-only")
        .ok();
    world.fed("auth check", "scans@contoso.com\norchid 7\n");
    let line = "signin --password-stdin -a scans@contoso.com";
    world.fed(line, "orchid 7\n").refused(77);
    assert_eq!(asked(&world), 0);
}

/// The program is asked about the new name from then on.
#[test]
fn a_new_name_ends_sign_ins() {
    let world = world();
    told!(
        world.run("account rename alain@contoso.com bea@contoso.com"),
        world.run("account rename bea@contoso.com bea@contoso.com"),
    );
    let epoch = Tables::of(&world.store()).number("SELECT epoch FROM account", []);
    assert_eq!(epoch, Some(1));
}

#[test]
fn app_passwords_go_with_the_password_if_policy_has_it_so() {
    let world = World::enrolled();
    world.run("policy set on-password-change delete").ok();
    world.run("apppw create Outlook").ok();
    told!(
        world.run("account set alain@contoso.com --external-password"),
        world.run("apppw list --operator"),
    );
}

/// A script relies on the kind of account that it asked for.
#[test]
fn an_account_of_another_kind_is_not_the_one_that_was_meant() {
    let world = world();
    let line = format!("account add {ALAIN} --if-absent");
    world.run(&format!("{line} --external-password")).ok();
    told!(
        world.run(&line),
        world.run(&format!("{line} --app-passwords-only")),
    );
}

#[test]
fn nothing_is_asked_before_it_is_refused() {
    let world = world();
    told!(world.watched().run("account password"));
}

#[test]
fn a_password_moves_out_and_back() {
    const OWN: &str = "meadow quartz lantern biscuit";
    let world = world();
    let bea = "bea@contoso.com";
    let line = format!("account add {bea} --password-stdin --mfa enabled");
    world.fed(&line, &format!("{OWN}\n")).ok();
    let signs_in = |password: &str| {
        let line = format!("signin --password-stdin -a {bea}");
        world.fed(&line, &format!("{password}\n")).code
    };
    assert_eq!(signs_in(OWN), 0);
    told!(
        world.run("account set bea@contoso.com --external-password"),
        world.run("account show bea@contoso.com"),
    );
    // Sign-ins of before have ended, and only the program is asked.
    let epoch = "SELECT epoch FROM account WHERE name = ?";
    assert_eq!(Tables::of(&world.store()).number(epoch, [bea]), Some(1));
    assert_eq!((signs_in(OWN), signs_in("orchid 7")), (77, 0));
    let own = format!("account password {bea} --password-stdin");
    world.fed(&own, &format!("{OWN}\n")).refused(77);
    world
        .fed(&format!("{own} --replace-external"), &format!("{OWN}\n"))
        .ok();
    assert_eq!(signs_in("orchid 7"), 77);
    assert_eq!(signs_in(OWN), 0);
    world.run("store check").ok();
    let log = world.run(&format!("log -a {bea} --json")).ok();
    let moved = json!({ "external_password": { "after": true, "before": false } }).to_string();
    assert!(log.contains(&moved), "{log}");
}
