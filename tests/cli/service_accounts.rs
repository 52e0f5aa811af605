//! Accounts for printers and programs, to which nobody signs in.

use crate::cli::store::tamper;
use crate::support::{World, with_key};

const SCANS: &str = "scans@contoso.com";

fn with_service_account() -> World {
    let world = World::new();
    world
        .run(&format!("account add {SCANS} --app-passwords-only"))
        .ok();
    world
}

#[test]
fn a_service_account_has_app_passwords_and_nothing_else() {
    let world = World::new();
    told!(
        world.run("account add scans@contoso.com --app-passwords-only"),
        world.run("account show"),
        world.run("account show --json"),
        world.run("account list"),
        world.run("mfa status"),
        world.run(
            "account add pumps@contoso.com --app-passwords-only --email ops@contoso.com --json"
        ),
        world.run("account add pumps@contoso.com --app-passwords-only --if-absent"),
        world.run("account set pumps@contoso.com --disable"),
        world.run("log -a scans@contoso.com"),
    );
}

/// The example of the README. It needs no sign-in, and there is none.
#[test]
fn a_printer_gets_an_app_password_that_servers_accept() {
    let world = with_service_account();
    let line = "apppw create Printer -a scans@contoso.com --only smtp --from 192.0.2.0/24";
    let secret = world.run(line).word();
    let asked = format!("{SCANS}\n{secret}\n");
    let ask = |from: &str| world.fed(&format!("auth check --service smtp --from {from}"), &asked);
    ask("192.0.2.7").ok();
    assert_eq!(ask("198.51.100.7").code, 1);
    told!(
        world.run("apppw list"),
        world.run("apppw rename Printer Scanner"),
        world.fed("apppw verify --service smtp --from 192.0.2.7", &secret),
        world.fed(&format!("auth test -a {SCANS} --service imap"), &secret),
    );
    let rotated = world.run("apppw rotate Scanner").word();
    assert_eq!(ask("192.0.2.7").code, 1);
    told!(
        world.fed("apppw verify --service smtp --from 192.0.2.7", &rotated),
        world.run("apppw delete Scanner --yes"),
        world.fed("apppw verify --service smtp --from 192.0.2.7", &rotated),
    );
}

#[test]
fn what_only_a_person_has_is_refused() {
    let world = with_service_account();
    told!(
        world.run("account set scans@contoso.com --mfa enabled"),
        world.run("account password scans@contoso.com --temporary"),
        world.run("mfa enroll -a scans@contoso.com --operator"),
        world.run("mfa reset -a scans@contoso.com --yes"),
        world.run("mfa recovery -a scans@contoso.com --operator --yes"),
        world.run("mfa enroll"),
        world.run("account add a@contoso.com --app-passwords-only --mfa enabled"),
        world.run("account add a@contoso.com --app-passwords-only --password-stdin"),
        world.run("account add a@contoso.com --app-passwords-only --print"),
    );
}

/// As of a person whose password is wrong: nobody hears that there is no password.
#[test]
fn signing_in_fails_and_is_counted() {
    let world = with_service_account();
    let sign_in = || {
        world.fed(
            "signin --password-stdin -a scans@contoso.com",
            "any password\n",
        )
    };
    for _ in 0..5 {
        sign_in().refused(77);
    }
    told!(sign_in(), world.run("log -a scans@contoso.com --json"));
}

/// Operators go on for devices, which can't wait; what is blocked is blocked for all.
#[test]
fn a_freeze_is_for_persons_and_a_block_for_all() {
    let world = with_service_account();
    world.run("policy set app-passwords frozen").ok();
    let secret = world.run("apppw create Printer").word();
    world.fed("apppw verify", &secret).ok();
    world.run("policy set app-passwords blocked").ok();
    told!(
        world.run("apppw create Scanner"),
        world.run("apppw rotate Printer"),
        world.fed("apppw verify", &secret),
        world.run("apppw delete Printer --yes"),
    );
}

/// Whoever writes to the file alone can't make a person's account of it, nor the other way round.
#[test]
fn what_kind_an_account_is_of_is_covered_by_its_tag() {
    let world = with_service_account();
    world.run("store check").ok();
    for (before, after) in [("NULL", "'none'"), ("'none'", "NULL")] {
        with_key::change(
            &world.store(),
            &format!("UPDATE account SET password_place = {before}"),
            [],
        );
        tamper(
            &world,
            &format!("UPDATE account SET password_place = {after}"),
        );
        let refused = world.run("account show").refused(74);
        assert!(
            refused.err.contains("wasn't written by keyfob"),
            "{refused}"
        );
    }
}

#[test]
fn it_stays_one_under_a_new_key_and_in_a_backup() {
    let world = with_service_account();
    let secret = world.run("apppw create Printer").word();
    let backup = world.path().join("backup");
    world.run("store rekey --yes").ok();
    world
        .run(&format!("store backup {}", backup.display()))
        .ok();
    world.run("account delete scans@contoso.com --yes").ok();
    let restore = format!("store restore {} --replace --yes", backup.display());
    world.run(&restore).ok();
    world.run("store check").ok();
    assert_eq!(world.run("account show --json").json()["mfa"], "service");
    world.fed("apppw verify", &secret).ok();
    world.run("account password --temporary").refused(77);
}
