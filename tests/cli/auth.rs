//! What servers hear. The protocols themselves are tested with the servers that speak them.

use serde_json::Value;

use crate::cli::people::{PASSWORD, add, holder, known};
use crate::cli::{create, entries, events_since};
use crate::support::{ALAIN, Program, World, rounds};

/// The exit status of the one-line check.
fn check(world: &World, password: &str, flags: &str) -> u8 {
    let ran = world.fed(
        &format!("auth check {flags}"),
        &format!("{ALAIN}\n{password}\n"),
    );
    assert!(ran.out.is_empty(), "{ran}");
    assert_eq!(ran.err.is_empty(), ran.code < 2, "{ran}");
    ran.code
}

fn test(world: &World, password: &str, flags: &str) -> Value {
    let line = format!("auth test --operator -a {ALAIN} --json {flags}");
    let ran = world.fed(&line, password);
    let value: Value = serde_json::from_str(&ran.out).expect("one JSON value");
    assert_eq!(ran.code, u8::from(value["ok"] == false), "{ran}");
    value
}

/// A world of each MFA state, with an app password where one could be made.
fn worlds() -> Vec<(&'static str, World, String)> {
    let mut all = vec![];
    for state in ["disabled", "enabled"] {
        all.push((state, known(state), "abcdefghijklmnop".to_owned()));
    }
    for state in ["enforced", "switched off", "reset"] {
        let (world, _) = holder();
        world.operator.set(true);
        let app = create(&world, "Outlook");
        match state {
            "switched off" => {
                world
                    .run(&format!("account set {ALAIN} --mfa disabled"))
                    .ok();
            }
            "reset" => {
                world.run(&format!("mfa reset -a {ALAIN} --yes")).ok();
            }
            _ => {}
        }
        all.push((state, world, app));
    }
    all
}

#[test]
fn each_state_and_policy_accepts_what_the_table_says() {
    for (state, world, app) in worlds() {
        world.operator.set(true);
        for policy in ["allowed", "frozen", "blocked"] {
            world
                .run(&format!("policy set app-passwords {policy} --yes"))
                .ok();
            let enforced = state == "enforced";
            let app_counts = enforced && policy != "blocked";
            let told = |accepted: bool| u8::from(!accepted);
            let at = format!("MFA {state}, app passwords {policy}");
            assert_eq!(check(&world, PASSWORD, ""), told(!enforced), "{at}");
            assert_eq!(check(&world, &app, ""), told(app_counts), "{at}");
            assert_eq!(test(&world, PASSWORD, "")["ok"], !enforced, "{at}");
            assert_eq!(test(&world, &app, "")["ok"], app_counts, "{at}");
            // The account's own password is never an app password.
            let verify = format!("apppw verify -a {ALAIN}");
            assert_eq!(world.fed(&verify, PASSWORD).code, 1, "{at}");
            assert_eq!(world.fed(&verify, &app).code, told(app_counts), "{at}");
        }
        world
            .run(&format!("account set {ALAIN} --disable --yes"))
            .ok();
        for password in [PASSWORD, &app] {
            assert_eq!(check(&world, password, ""), 1, "MFA {state}, disabled");
            assert_eq!(test(&world, password, "")["ok"], false);
        }
    }
}

#[test]
fn what_a_server_would_hear_is_told_step_by_step() {
    let world = World::enrolled();
    let scoped = create(&world, "Scanner --only smtp --from 192.0.2.0/24");
    let app = create(&world, "Outlook");
    let deleted = create(&world, "Laptop");
    world.run("apppw delete Laptop --yes").ok();
    world.run("account add bob").ok();
    let ask = |flags: &str, typed: &str| world.fed(&format!("auth test {flags}"), typed);
    told!(
        ask(&format!("-a {ALAIN} --service imap"), &app),
        ask(
            &format!("-a {ALAIN} --service smtp --from 192.0.2.7"),
            &scoped
        ),
        ask(&format!("-a {ALAIN} --service imap"), &scoped),
        ask(&format!("-a {ALAIN}"), &deleted),
        ask(&format!("-a {ALAIN}"), "wrong"),
        ask("-a bob", "wrong"),
        ask("-a nobody", "wrong"),
        ask(&format!("-a {ALAIN} --service smtp --json"), &scoped),
        ask("-a nobody --json", "wrong"),
    );
}

#[test]
fn a_test_leaves_no_trace() {
    let (_, world, app) = worlds().remove(2);
    add(&world, "bea@contoso.com", "disabled");
    let before = (
        entries(&world),
        world.run(&format!("apppw list -a {ALAIN} --json")).ok(),
    );
    for typed in [&app, "wrong", PASSWORD] {
        test(&world, typed, "--service imap --from 192.0.2.7");
    }
    for _ in 0..10 {
        // Ten wrong ones in a row would count.
        world.fed("auth test -a bea@contoso.com", "wrong");
    }
    let after = (
        entries(&world),
        world.run(&format!("apppw list -a {ALAIN} --json")).ok(),
    );
    assert_eq!(before, after);
    let right = world.fed("auth test -a bea@contoso.com", PASSWORD);
    assert_eq!(right.code, 0, "{right}");
}

#[test]
fn only_an_operator_may_test() {
    let world = World::enrolled();
    world.operator.set(false);
    world.fed(&format!("auth test -a {ALAIN}"), "x").refused(77);
}

/// Helpdesk hasn't the secret, and asks for what would be decided.
#[test]
fn each_app_password_can_be_tested_without_its_secret() {
    let world = World::enrolled();
    for app in [
        "Mail --only imap",
        "Printer --from 10.0.0.0/8",
        "Phone --expires 1h",
        "Old",
        "Gone",
    ] {
        create(&world, app);
    }
    world.run("apppw rotate Old --overlap 1h").ok();
    world.run("apppw delete Gone --yes").ok();
    world.pass(2 * 60 * 60);
    world.run("apppw rotate Mail --overlap 1h").ok();
    let before = entries(&world);
    let line = format!("auth test -a {ALAIN} --without-password");
    told!(
        world.run(&format!("{line} --service imap --from 192.0.2.7")),
        world
            .watched()
            .run(&format!("{line} --service smtp --from 10.1.2.3")),
        world.watched().run(&line),
        world.run(&format!("{line} --json --service imap")),
    );
    assert_eq!(entries(&world), before);
    world.run(&format!("account set {ALAIN} --disable")).ok();
    world.run("account add bea@contoso.com").ok();
    told!(
        world.watched().run(&line),
        world
            .watched()
            .run("auth test -a bea@contoso.com --without-password"),
        world
            .run("auth test -a nobody@contoso.com --without-password")
            .refused(67),
    );
    world.operator.set(false);
    world.run(&line).refused(77);
}

#[test]
fn guesses_at_the_own_password_are_counted_as_at_a_sign_in() {
    let world = known("disabled");
    let sign_in = format!("signin -a {ALAIN} --password-stdin");
    for wrong in 0..2 {
        assert_eq!(check(&world, "wrong", ""), 1, "{wrong}");
    }
    for wrong in 0..2 {
        assert_eq!(world.fed(&sign_in, "wrong").code, 77, "{wrong}");
    }
    assert_eq!(check(&world, "wrong", "--service imap"), 1, "the fifth");
    // From here on nothing is decided until the wait is over: a right one isn't refused.
    assert_eq!(check(&world, PASSWORD, ""), 75);
    assert_eq!(world.fed(&sign_in, PASSWORD).code, 75);
    let told = world.fed(&format!("auth test --operator -a {ALAIN}"), PASSWORD);
    assert_eq!(told.code, 75, "{told}");
    world.pass(2);
    assert_eq!(check(&world, PASSWORD, ""), 0);
    // Success clears the count.
    for _ in 0..5 {
        assert_eq!(check(&world, "wrong", ""), 1);
    }
}

#[test]
fn an_app_that_keeps_trying_is_no_guess_at_the_own_password() {
    for (state, world, app) in worlds() {
        if !matches!(state, "switched off" | "reset") {
            continue;
        }
        world.operator.set(true);
        world
            .run(&format!("apppw delete --all -a {ALAIN} --yes"))
            .ok();
        for _ in 0..20 {
            assert_eq!(check(&world, &app, "--service imap"), 1, "MFA {state}");
        }
        assert_eq!(check(&world, PASSWORD, ""), 0, "MFA {state}");
    }
}

#[test]
fn wrong_app_passwords_never_close_an_account() {
    let (_, world, app) = worlds().remove(2);
    for _ in 0..rounds(120, 12) {
        assert_eq!(check(&world, "abcdefghijklmnop", ""), 1);
    }
    assert_eq!(check(&world, &app, ""), 0);
}

#[test]
fn a_temporary_password_is_for_signing_in_only() {
    let world = World::new();
    let temporary = world.run(&format!("account add {ALAIN}")).word();
    assert_eq!(check(&world, &temporary, ""), 1);
    assert_eq!(test(&world, &temporary, "")["reason"], "temporary_password");
    // A phone that keeps trying it keeps nobody from signing in with it.
    for _ in 0..rounds(120, 12) {
        assert_eq!(check(&world, &temporary, "--service imap"), 1);
    }
    let refused = world.run("log").ok();
    assert_eq!(refused.matches("account.password-refused").count(), 2);
    let input = format!("{temporary}\n{PASSWORD}\n");
    world
        .fed(&format!("signin -a {ALAIN} --password-stdin"), &input)
        .ok();
    // Nor does it help who guesses.
    for _ in 0..5 {
        assert_eq!(check(&world, "wrong", ""), 1);
    }
    assert_eq!(check(&world, PASSWORD, ""), 75);
}

#[test]
fn log_ins_are_recorded_where_they_come_from_and_seldom() {
    let world = known("disabled");
    let before = entries(&world);
    let from = "--service imap --from 192.0.2.7";
    for _ in 0..3 {
        check(&world, PASSWORD, from);
        check(&world, PASSWORD, "--service smtp");
        check(&world, "wrong", from);
        world.pass(1);
    }
    assert_eq!(
        events_since(&world, before),
        [
            "account.password-used",
            "account.password-used",
            "account.password-refused"
        ]
    );
    world.pass(24 * 60 * 60 - 3);
    check(&world, PASSWORD, from);
    assert_eq!(entries(&world), before + 3, "once a day");
    world.pass(1);
    check(&world, PASSWORD, from);
    assert_eq!(
        events_since(&world, before + 3),
        ["account.password-used"],
        "once a day"
    );
    let row = world.run("log --json").ok();
    let row: Value = serde_json::from_str(row.lines().last().unwrap()).unwrap();
    assert_eq!(row["service"], "imap", "{row}");
    assert_eq!(row["address"], "192.0.2.7", "{row}");
    assert_eq!(row["who"]["role"], "verifier", "{row}");
}

#[test]
fn many_addresses_do_not_fill_the_trail() {
    let (_, world, _) = worlds().remove(2);
    add(&world, "bea@contoso.com", "disabled");
    let before = entries(&world);
    let from_many = |user: &str| {
        for host in 0..40 {
            let line = format!("auth check --service imap --from 2001:db8::{host:x}");
            world.fed(&line, &format!("{user}\nabcdefghijklmnop\n"));
        }
    };
    from_many(ALAIN);
    assert_eq!(entries(&world), before + 10, "app passwords");
    from_many("nobody@contoso.com");
    assert_eq!(entries(&world), before + 20, "names that aren't there");
    // Five that are looked at, and one row for all that come too early.
    from_many("bea@contoso.com");
    assert_eq!(entries(&world), before + 26, "the account's own password");
    world.pass(60);
    from_many(ALAIN);
    assert_eq!(entries(&world), before + 36, "the next minute");
}

#[test]
fn what_no_account_and_no_password_can_be_is_a_no() {
    let world = World::enrolled();
    let app = create(&world, "Outlook");
    let huge = "x".repeat(100_000);
    for input in [
        "\n".to_owned(),
        ALAIN.to_owned(),
        format!("{ALAIN}\n"),
        format!("{ALAIN}\n\n"),
        format!("{ALAIN}\n{app}\nmore"),
        format!("{ALAIN}\n{app}\n\n"),
        format!("{ALAIN}\t\n{app}\n"),
        format!("{ALAIN}\n{app}\0\n"),
        format!("{huge}\n{app}\n"),
        format!("{ALAIN}\n{huge}\n"),
        format!("nobody\n{app}\n"),
    ] {
        let ran = world.fed("auth check", &input);
        assert_eq!((ran.code, &*ran.out, &*ran.err), (1, "", ""), "{ran}");
    }
    assert_eq!(check(&world, &app, ""), 0);
    told!(
        world.fed("auth check", ""),
        world.fed("auth check --quiet", ""),
    );
}

#[test]
fn what_could_not_be_decided_is_neither_yes_nor_no() {
    let world = World::enrolled();
    let app = create(&world, "Outlook");
    let key = world.path().join("keyfob.db.key");
    let aside = world.path().join("aside");
    std::fs::rename(&key, &aside).unwrap();
    let unreadable = world.fed("auth check", &format!("{ALAIN}\n{app}\n"));
    std::fs::rename(&aside, &key).unwrap();
    told!(
        unreadable,
        World::new().fed("auth check", "alain\nabc\n"),
        world.fed("auth check --service im:ap", "alain\nabc\n"),
        world.fed("auth check --from nowhere", "alain\nabc\n"),
        world.fed("auth check --via DIR/nobody.sock", "alain\nabc\n"),
        world
            .fed("auth check -a bea@contoso.com", "alain\nabc\n")
            .refused(2),
        world.run("auth pam").refused(2),
        world.answering([]).run("auth pam").refused(69),
        world.answering([]).run("auth check").refused(69),
        world.run("auth serve").refused(2),
        world.run("serve").refused(2),
        world.run("serve -a bea@contoso.com").refused(2),
        world
            .run("serve --auth-socket DIR/x/y.sock --mode 777")
            .refused(65),
    );
}

/// Only the real program has descriptors of its own.
#[test]
fn checkpassword_without_its_descriptor_is_asked_to_try_again() {
    let program = Program::enrolled();
    told!(program.run("auth checkpassword true").refused(111));
}
