//! What is remembered of a yes is worth nothing once it is no yes any more, and spares the hash
//! until then.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use crate::serve::{Served, no, with_apps, yes};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, PATIENCE, Program, rounds, unix_now};

const BOB: &str = "bob@contoso.com";

/// Logs in until it is remembered.
#[track_caller]
pub fn warmed(client: &mut AuthClient, user: &str, password: &str) {
    for _ in 0..2 {
        assert_eq!(client.ask(user, password), Said::Yes(user.to_owned()));
    }
}

#[test]
fn what_is_remembered_costs_no_hash_and_nothing_is_where_nothing_may_be() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    holder
        .program
        .fed(&format!("account add {BOB} --password-stdin"), PASSWORD)
        .ok();
    // Processor time, which doesn't depend on what else the machine does.
    let work = |flags: &str, user: &str, password: &str| {
        let served = Served::start_with(&holder.program, flags);
        let mut client = served.client();
        warmed(&mut client, user, password);
        let before = served.ticks();
        for _ in 0..20 {
            assert_eq!(client.ask(user, password), Said::Yes(user.to_owned()));
        }
        served.ticks() - before
    };
    for (user, password) in [(ALAIN, secret.as_str()), (BOB, PASSWORD)] {
        let hashed = work("--no-memory", user, password);
        let remembered = work("", user, password);
        assert!(remembered * 4 < hashed, "{user}: {remembered}, {hashed}");
    }
}

/// Where somebody else keeps the password, nothing here changes with it.
#[test]
fn an_external_password_is_asked_about_each_time() {
    let program = Program::new();
    let (command, right) = (program.path().join("check"), program.path().join("right"));
    let lines = format!(
        "read -r user; read -r password; [ \"$password\" = \"$(cat {})\" ]",
        right.display()
    );
    fs::write(&command, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&command, Permissions::from_mode(0o755)).unwrap();
    program
        .run(&format!("account add {ALAIN} --external-password"))
        .ok();
    program.set_policy("password-command", command.to_str().unwrap());
    let served = Served::start(&program);
    let mut client = served.client();
    for round in 0..rounds(20, 5) {
        let (old, new) = (format!("orchid {round}"), format!("orchid {}", round + 1));
        fs::write(&right, &old).unwrap();
        warmed(&mut client, ALAIN, &old);
        fs::write(&right, &new).unwrap();
        assert_eq!(client.ask(ALAIN, &old), no(), "round {round}");
        assert_eq!(client.ask(ALAIN, &new), yes(), "round {round}");
    }
    fs::remove_file(&command).unwrap();
    assert_eq!(client.ask(ALAIN, "orchid 0"), Said::Closed);
}

#[test]
fn whatever_was_decided_by_holds_as_it_is_at_the_very_next_log_in() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let served = Served::start(program);
    let mut client = served.client();
    // Each of them in a row of another table, and each undone.
    for (change, undo) in [
        (
            "account set alain@contoso.com --disable",
            "account set alain@contoso.com --enable",
        ),
        (
            "account rename alain@contoso.com bea@contoso.com",
            "account rename bea@contoso.com alain@contoso.com",
        ),
        (
            "policy set app-passwords blocked",
            "policy set app-passwords allowed",
        ),
    ] {
        for _ in 0..2 {
            warmed(&mut client, ALAIN, &secret);
            assert_eq!(client.ask(ALAIN, &secret), yes(), "before {change}");
            program.run(change).ok();
            let said = client.ask(ALAIN, &secret);
            assert!(matches!(said, Said::No(_)), "{change}: {said:?}");
            program.run(undo).ok();
        }
    }
    // What decides nothing changes no answer.
    program.run("apppw rename Outlook Thunderbird").ok();
    assert_eq!(client.ask(ALAIN, &secret), yes());
    program.run("apppw rotate Thunderbird").ok();
    let said = client.ask(ALAIN, &secret);
    assert!(matches!(said, Said::No(_)), "{said:?}");
}

#[test]
fn an_expiry_that_passes_holds_to_the_second() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    for _ in 0..rounds(4, 1) {
        let expires = i64::try_from(unix_now()).unwrap() + 2;
        holder.sql("UPDATE app_password SET expires_at = ?", [expires]);
        let began = Instant::now();
        loop {
            let before = jiff::Timestamp::now();
            let said = client.ask(ALAIN, &secret);
            let after = jiff::Timestamp::now();
            match said {
                Said::Yes(_) => assert!(before.as_second() < expires, "{before}"),
                Said::No(_) => {
                    assert!(after.as_second() >= expires, "{after}");
                    break;
                }
                other => panic!("{other:?}"),
            }
            assert!(began.elapsed() < PATIENCE, "it never expires");
        }
    }
}

#[test]
fn another_password_of_the_account_holds_from_the_very_next_log_in() {
    let holder = Holder::enabled();
    let program = &holder.program;
    let served = Served::start(program);
    let mut client = served.client();
    let mut current = PASSWORD.to_owned();
    for round in 0..rounds(12, 4) {
        warmed(&mut client, ALAIN, &current);
        let next = format!("another Kettle, number {round}");
        program
            .fed(&format!("account password {ALAIN} --password-stdin"), &next)
            .ok();
        assert!(
            matches!(client.ask(ALAIN, &current), Said::No(_)),
            "round {round}"
        );
        warmed(&mut client, ALAIN, &next);
        program.run(&format!("account set {ALAIN} --disable")).ok();
        assert!(
            matches!(client.ask(ALAIN, &next), Said::No(_)),
            "round {round}"
        );
        program.run(&format!("account set {ALAIN} --enable")).ok();
        current = next;
    }
}
