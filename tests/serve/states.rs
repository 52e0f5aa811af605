//! What is accepted, by the state of the account and of the app password.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use crate::serve::{Served, WRONG, no, with_apps, yes};
use crate::support::auth_client::Said;
use crate::support::database::is_in_a_file;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, rounds, unix_now};

const HERE: &str = "service=imap\trip=192.0.2.7";

#[test]
fn the_own_password_counts_until_mfa_is_set_up_and_app_passwords_from_then_on() {
    let enabled = Holder::enabled();
    let served = Served::start(&enabled.program);
    assert_eq!(served.ask(ALAIN, PASSWORD), yes());
    assert_eq!(served.ask(ALAIN, WRONG), no());

    let (enforced, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&enforced.program);
    let mut client = served.client();
    assert_eq!(client.ask(ALAIN, PASSWORD), no());
    assert_eq!(client.ask(ALAIN, &secret), yes());
    assert_eq!(client.ask(ALAIN, WRONG), no());

    // Where MFA isn't required any more, and where it is to be set up anew.
    for line in [
        "mfa reset --yes",
        "account set alain@contoso.com --mfa disabled",
    ] {
        enforced.program.run(line).ok();
        for _ in 0..2 {
            assert_eq!(client.ask(ALAIN, PASSWORD), yes(), "after {line}");
            assert_eq!(client.ask(ALAIN, &secret), no(), "after {line}");
        }
    }
}

#[test]
fn an_account_by_its_own_state() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let temporary = program.run("account add temp@contoso.com").word();
    program
        .fed("account add bob@contoso.com --password-stdin", PASSWORD)
        .ok();
    let served = Served::start(program);
    let mut client = served.client();
    let mut is = |user: &str, password: &str| match client.ask(user, password) {
        Said::Yes(name) => {
            assert_eq!(name, user);
            true
        }
        Said::No(name) => {
            assert_eq!(name.as_deref(), Some(user));
            false
        }
        other => panic!("{other:?} about {user}"),
    };
    assert!(!is("temp@contoso.com", &temporary));
    assert!(!is("nobody@contoso.com", PASSWORD));
    assert!(!is("nobody@contoso.com", &secret));
    for _ in 0..2 {
        assert!(is("bob@contoso.com", PASSWORD));
        assert!(is(ALAIN, &secret));
        assert!(!is("bob@contoso.com", &secret));
        for name in ["bob@contoso.com", ALAIN] {
            program.run(&format!("account set {name} --disable")).ok();
        }
        assert!(!is("bob@contoso.com", PASSWORD));
        assert!(!is(ALAIN, &secret));
        for name in ["bob@contoso.com", ALAIN] {
            program.run(&format!("account set {name} --enable")).ok();
        }
    }
}

#[test]
fn an_app_password_by_its_own_state() {
    let (holder, [good, deleted, expired, scoped, near, old]) = with_apps([
        "Good",
        "Deleted",
        "Expired",
        "Scoped --only imap",
        "Near --from 192.0.2.0/24",
        "Rotated",
    ]);
    let program = &holder.program;
    program.run("apppw delete Deleted --yes").ok();
    holder.sql(
        "UPDATE app_password SET expires_at = created_at - 50, created_at = created_at - 100 WHERE name = ?",
        ["Expired"],
    );
    let rotated = program.run("apppw rotate Rotated --overlap 1h").word();
    let served = Served::start(program);
    let mut client = served.client();
    for (secret, source, accepted) in [
        (&good, HERE, true),
        (&good, "", true),
        (&deleted, HERE, false),
        (&expired, HERE, false),
        (&old, HERE, true),
        (&rotated, HERE, true),
        (&scoped, HERE, true),
        (&scoped, "service=IMAP", true),
        (&scoped, "service=smtp\trip=192.0.2.7", false),
        (&scoped, "rip=192.0.2.7", false),
        (&scoped, "service=\trip=192.0.2.7", false),
        (&scoped, "service=im ap\trip=192.0.2.7", false),
        (&near, HERE, true),
        (&near, "rip=192.0.2.255", true),
        (&near, "rip=::ffff:192.0.2.7", true),
        (&near, "service=imap\trip=192.0.3.7", false),
        (&near, "service=imap", false),
        (&near, "service=imap\trip=", false),
        (&near, "service=imap\trip=192.0.2", false),
        (&near, "service=imap\trip=printer", false),
        // Another place is never this one: the last that is said holds.
        (&near, "lip=192.0.2.7\tservice=imap", false),
    ] {
        let expected = if accepted { yes() } else { no() };
        // Again from memory, and by another client.
        for _ in 0..3 {
            assert_eq!(
                client.ask_from(source, ALAIN, secret),
                expected,
                "{source:?}"
            );
        }
    }
    program.run("policy set app-passwords frozen").ok();
    assert_eq!(client.ask(ALAIN, &good), yes());
    program.run("policy set app-passwords blocked").ok();
    assert_eq!(client.ask(ALAIN, &good), no());
}

#[test]
fn wrong_app_passwords_never_lock() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    let mut tried: Vec<_> = (0..rounds(150, 20))
        .map(|_| client.begin(ALAIN, WRONG).unwrap())
        .collect();
    while !tried.is_empty() {
        let (id, said) = client.said().unwrap();
        assert_eq!(said, no());
        tried.retain(|other| *other != id);
    }
    assert_eq!(client.ask(ALAIN, &secret), yes());
    assert_eq!(holder.failures("password"), 0);
}

#[test]
fn wrong_guesses_at_the_own_password_are_counted_with_those_at_signin() {
    let holder = Holder::enabled();
    let served = Served::start(&holder.program);
    let guess = || served.ask(ALAIN, "a wrong guess");
    let sign_in = |password: &str| {
        let line = "signin --password-stdin";
        holder
            .program
            .holder_fed(line, &format!("{password}\n"))
            .code
    };
    // Remembered, which is no way around the count.
    assert_eq!(served.ask(ALAIN, PASSWORD), yes());
    for number in 1..=3 {
        assert_eq!(guess(), no());
        assert_eq!(holder.failures("password"), number);
    }
    for _ in 0..2 {
        assert_eq!(sign_in("another wrong guess"), 77);
    }
    // Nobody gets an answer while it waits: neither right nor wrong, here nor there.
    for password in ["a wrong guess", PASSWORD] {
        let now = i64::try_from(unix_now()).unwrap();
        holder.sql("UPDATE throttle SET failed_at = ?, failures = 12", [now]);
        assert_eq!(served.ask(ALAIN, password), Said::Closed, "{password}");
        assert_eq!(sign_in(password), 75, "{password}");
        assert_eq!(holder.failures("password"), 12);
    }
    // A third party isn't kept waiting, but counted.
    assert_eq!(
        served.ask("nobody@contoso.com", PASSWORD),
        Said::No(Some("nobody@contoso.com".to_owned()))
    );
    // A right one clears the count, also one that is remembered.
    holder.waits();
    assert_eq!(served.ask(ALAIN, PASSWORD), yes());
    assert_eq!(holder.failures("password"), 1);
}

#[test]
fn a_device_that_tries_an_old_app_password_after_mfa_makes_no_guess() {
    let (holder, [secret, deleted]) = with_apps(["Outlook", "Phone"]);
    holder.program.run("apppw delete Phone --yes").ok();
    let served = Served::start(&holder.program);
    assert_eq!(served.ask(ALAIN, &secret), yes());
    holder
        .program
        .run("account set alain@contoso.com --mfa disabled --yes")
        .ok();
    for _ in 0..rounds(20, 7) {
        assert_eq!(served.ask(ALAIN, &secret), no());
        assert_eq!(served.ask(ALAIN, &deleted), no());
    }
    assert_eq!(holder.failures("password"), 0);
    assert_eq!(served.ask(ALAIN, PASSWORD), yes());
}

/// What is open to others while it serves is noticed at the next question, remembered or not.
#[test]
fn a_store_that_is_opened_to_others_is_not_served() {
    if !is_in_a_file() {
        return;
    }
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let served = Served::start(program);
    assert_eq!(served.ask(ALAIN, &secret), yes());
    let key = program.path().join("keyfob.db.key");
    for (path, open, closed) in [
        (program.store(), 0o644, 0o600),
        (key, 0o640, 0o600),
        (program.path().to_owned(), 0o770, 0o700),
    ] {
        let set = |mode| std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        set(open);
        for secret in [&secret, WRONG] {
            assert_eq!(served.ask(ALAIN, secret), Said::Closed, "{open:o}");
        }
        set(closed);
        assert_eq!(served.ask(ALAIN, &secret), yes(), "{closed:o}");
    }
    assert!(
        served.said().contains("other users can"),
        "{}",
        served.said()
    );
}
