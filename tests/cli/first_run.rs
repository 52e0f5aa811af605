//! The guided first run: no store yet, and a person at a terminal.

use std::fs;

use keyfob::messenger::can_send_mail;

use crate::cli::people::PASSWORD;
use crate::cli::reason;
use crate::support::{Answer, World, code_at, key_shown};

const OWN: &str = "alain@laptop.example";

fn nobody() -> World {
    let world = World::new();
    world.operator.set(false);
    world
}

fn is_empty(world: &World) -> bool {
    fs::read_dir(world.path()).unwrap().next().is_none()
}

/// Enter at every question, but for the password and the code. Where this machine can send
/// e-mail there are a method and an alternate contact to choose.
fn enter() -> Vec<(&'static str, Answer)> {
    let mut script: Vec<(_, Answer)> = vec![
        ("Continue?", "".into()),
        ("Name of your account", "".into()),
        ("New password", PASSWORD.into()),
        ("Repeat password", PASSWORD.into()),
    ];
    if can_send_mail(None) {
        script.push(("Step 1", "".into()));
    }
    script.push(("Code from the app", Answer::Shown));
    if can_send_mail(None) {
        script.push(("Which one?", "".into()));
    }
    script.push(("How do you want to keep them?", "Show".into()));
    script.push(("Have you saved them?", "".into()));
    script
}

/// Where the code of the app is asked for.
fn code_in(script: &[(&'static str, Answer)]) -> usize {
    let code = |(question, _): &(_, _)| *question == "Code from the app";
    script.iter().position(code).unwrap()
}

fn last_word(output: &str) -> String {
    output.split_whitespace().last().unwrap().to_owned()
}

#[test]
fn an_app_password_is_what_it_ends_with() {
    let world = nobody();
    let ran = world.talking(enter()).run("apppw create Outlook");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(reason(&world, "Outlook", &last_word(&ran.out)), "yes");
    let account = world.run("account list --json").json();
    assert_eq!(account["account"], OWN, "{account}");
    assert_eq!(account["mfa"], "enforced", "{account}");
    assert_eq!(account["must_change_password"], false, "{account}");

    // The second run needs nothing more, and later it is just a sign-in.
    let key = key_shown(&ran.out);
    let second = world.talking([]).run("apppw create Printer");
    assert_eq!(second.code, 0, "{second}");
    world.pass(600);
    let code = code_at(&key, world.now());
    told!(
        second,
        world
            .talking([
                ("Password of alain@laptop.example", PASSWORD.into()),
                ("Code from Authenticator", code.into()),
            ])
            .run("apppw create Phone"),
        world.run("store check"),
    );
    // Where none can be sent, there are fewer steps.
    if can_send_mail(None) {
        told!(ran);
    }
}

#[test]
fn setting_mfa_up_may_be_the_first_thing() {
    let world = nobody();
    let mut script = enter();
    script.push(("Name of the app", "".into()));
    let ran = world.talking(script).run("mfa enroll");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(reason(&world, "", &last_word(&ran.out)), "yes");
    // Where none can be sent, there are fewer steps.
    if can_send_mail(None) {
        told!(ran);
    }
}

#[test]
fn whoever_declines_leaves_nothing_behind() {
    let world = nobody();
    told!(
        world
            .talking([("Continue?", "no".into())])
            .run("apppw create Outlook"),
        world
            .talking([("Continue?", "no".into())])
            .run("mfa enroll"),
    );
    for line in ["apppw create Outlook", "mfa enroll"] {
        let ran = world.talking([("Continue?", "no".into())]).run(line);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(is_empty(&world));
    }
}

#[test]
fn whoever_stops_before_the_password_leaves_nothing_behind() {
    let world = nobody();
    for (stop, answer) in [(1, Answer::End), (2, Answer::End), (3, Answer::End)] {
        let mut script = enter();
        script.truncate(stop + 1);
        script[stop].1 = answer;
        let ran = world.talking(script).run("mfa enroll");
        assert_eq!(ran.code, 130, "{ran}");
        assert!(is_empty(&world), "at {stop}");
    }
}

const CREATED: &str = "Created the store and its key file.\nAdded the account alain@laptop.example.\n\
    MFA isn't set up yet. Start again with 'keyfob mfa enroll'.\n";
const ENTRY_IS_VOID: &str =
    "The authenticator wasn't added: you can delete the new entry in your app.\n";

/// It says that nothing is changed when it stops: the account that was just made is there, and the
/// next run goes on from there.
#[test]
fn whoever_stops_later_goes_on_from_there() {
    let world = nobody();
    let mut script = enter();
    let code = code_in(&script);
    script.truncate(code + 1);
    script[code].1 = Answer::End;
    let ran = world.talking(script).run("apppw create Outlook").ended(130);
    assert!(
        ran.err
            .ends_with(&format!("error: interrupted\n{CREATED}{ENTRY_IS_VOID}")),
        "{ran}"
    );
    let mut script = enter();
    script.splice(0..4, [("MFA is required for this account", "".into())]);
    let ran = world.talking(script).run("apppw create Outlook");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(reason(&world, "Outlook", &last_word(&ran.out)), "yes");
}

/// The account is there, and so is what went wrong.
#[test]
fn three_wrong_codes_are_told_beside_what_stands() {
    let world = nobody();
    let mut script = enter();
    script.truncate(code_in(&script));
    for _ in 0..3 {
        script.push(("Code from the app", Answer::NeverShown));
    }
    let ran = world.talking(script).run("mfa enroll").ended(1);
    assert!(
        ran.err.ends_with(&format!(
            "error: the code isn't right\n\
             hint: type the code that the app shows now, and check the clock of its device\n\
             {CREATED}{ENTRY_IS_VOID}"
        )),
        "{ran}"
    );
}

#[test]
fn the_account_may_be_named() {
    let world = nobody();
    let mut script = enter();
    script[1].1 = "two words".into();
    script.insert(2, ("Name of your account", "bea@contoso.com".into()));
    let ran = world.talking(script).run("apppw create Outlook");
    assert!(
        ran.err.contains("Added the account bea@contoso.com."),
        "{ran}"
    );
    let world = nobody();
    let mut script = enter();
    script.remove(1);
    let ran = world
        .talking(script)
        .run("apppw create Outlook -a bea@contoso.com");
    assert!(
        ran.err.contains("Added the account bea@contoso.com."),
        "{ran}"
    );
}

#[test]
fn a_weak_password_is_told_and_asked_for_again() {
    let world = nobody();
    let mut script = enter();
    script.splice(
        2..2,
        [
            ("New password", Answer::from("short")),
            ("New password", "alain@laptop".into()),
        ],
    );
    let ran = world.talking(script).run("apppw create Outlook");
    assert_eq!(ran.code, 0, "{ran}");
    let mut script = enter();
    script.truncate(2);
    for _ in 0..10 {
        script.push(("New password", "12345678".into()));
    }
    let world = nobody();
    told!(world.talking(script).run("apppw create Outlook").ended(65));
    assert!(is_empty(&world));
}

#[test]
fn a_store_without_accounts_is_a_first_run_too() {
    let world = nobody();
    world.run("store init").ok();
    let ran = world.talking(enter()).run("apppw create Outlook");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn without_a_person_it_says_what_comes_first() {
    let world = nobody();
    told!(
        world.run("apppw create Outlook").refused(78),
        world.run("mfa enroll").refused(78),
        world.watched().run("mfa enroll").refused(78),
        world.talking([]).run("mfa enroll --no-input").ended(78),
        world.talking([]).run("mfa enroll --json").ended(78),
        world
            .talking([])
            .run("apppw create Outlook --operator")
            .ended(78),
        // These set nothing up.
        world.talking([]).run("apppw list").ended(78),
        world.talking([]).run("signin").ended(78),
        world.talking([]).run("mfa status").ended(78),
    );
    assert!(is_empty(&world));
    world.run("store init").ok();
    told!(
        world.run("apppw create Outlook").refused(67),
        world.talking([]).run("apppw list").ended(67),
    );
}

/// --yes goes on, and what can only be typed is asked for all the same.
#[test]
fn yes_goes_on() {
    let world = nobody();
    let mut script = enter();
    script.remove(0);
    let ran = world.talking(script).run("apppw create Outlook --yes");
    assert_eq!(ran.code, 0, "{ran}");
}
