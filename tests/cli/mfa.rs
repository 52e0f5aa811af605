use std::sync::OnceLock;

use crate::cli::{create, reason, values};
use crate::support::{ALAIN, Made, World};

fn enabled() -> World {
    static MADE: OnceLock<Made<()>> = OnceLock::new();
    let line = format!("account add {ALAIN} --mfa enabled");
    World::made_once(&MADE, |world| drop(world.run(&line).ok())).0
}

#[test]
fn enrolling_through_pipes() {
    let world = enabled();
    let begun = world.run("mfa enroll");
    let code = world.code(&begun.out);
    let ended = world.run(&format!("mfa enroll --confirm {code}"));
    let password = ended
        .out
        .lines()
        .find_map(|line| line.strip_prefix("app-password\t"))
        .unwrap()
        .to_owned();
    let codes = ended
        .out
        .lines()
        .filter(|line| line.starts_with("recovery-code\t"));
    assert_eq!(codes.count(), 10);
    assert_eq!(reason(&world, "", &password), "yes");
    told!(
        begun,
        ended,
        world.run("account show alain@contoso.com"),
        world.run("apppw list")
    );
}

#[test]
fn enrolling_at_a_terminal() {
    let world = enabled();
    let begun = world.watched().run("mfa enroll");
    told!(begun);
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    told!(
        world
            .watched()
            .run(&format!("mfa enroll --confirm {code} --app Outlook"))
    );
}

#[test]
fn enrolling_in_json() {
    let world = enabled();
    let begun = world.run("mfa enroll --json");
    let uri = values(&begun.out)[0]["uri"].as_str().unwrap().to_owned();
    let code = world.code(&uri);
    told!(
        begun,
        world.run(&format!("mfa enroll --confirm {code} --app Outlook --json"))
    );
}

#[test]
fn enrolling_without_an_app() {
    let world = enabled();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    told!(world.run(&format!("mfa enroll --confirm {code} --no-app --json")));
    assert_eq!(world.run("apppw list").ok(), "");
}

#[test]
fn flags_of_an_enrolment_are_checked() {
    let world = enabled();
    told!(
        world.run("mfa enroll --label Phone"),
        world
            .run("mfa enroll --label Phone --confirm 123456")
            .refused(2),
        world.run("mfa enroll --app Outlook").refused(2),
        world
            .run("mfa enroll --confirm 123456 --app Outlook --no-app")
            .refused(2),
        world
            .run_with(&["mfa", "enroll", "--label", "a\u{1b}b"], b"")
            .refused(65)
            .err,
    );
}

#[test]
fn a_wrong_code_enrols_nobody_and_is_recorded() {
    let world = enabled();
    let uri = world.run("mfa enroll").word();
    let right = world.code(&uri);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    told!(
        world
            .run(&format!("mfa enroll --confirm {wrong}"))
            .refused(1),
        world
            .watched()
            .run(&format!("mfa enroll --confirm {wrong}"))
            .refused(1),
        world.run("mfa enroll --confirm 12345").refused(1),
        world
            .run_with(&["mfa", "enroll", "--confirm", ""], b"")
            .refused(1),
        world
            .run_with(&["mfa", "enroll", "--confirm", "１２３４５６"], b"")
            .refused(1),
        world.run("account show alain@contoso.com --json"),
        world.run("log --json"),
    );
    world
        .run(&format!("mfa enroll --confirm {right} --no-app"))
        .ok();
}

#[test]
fn a_code_is_right_one_step_early_or_late_and_no_more() {
    let world = enabled();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    world.pass(60);
    world
        .run(&format!("mfa enroll --confirm {code}"))
        .refused(1);
    world.pass(-30);
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
}

#[test]
fn a_code_grouped_as_apps_show_it_is_right() {
    let world = enabled();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    let grouped = format!("{} {}", &code[..3], &code[3..]);
    world
        .run_with(&["mfa", "enroll", "--confirm", &grouped, "--no-app"], b"")
        .ok();
}

#[test]
fn a_code_is_good_once() {
    let world = enabled();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
    told!(
        world
            .run(&format!("mfa enroll --confirm {code}"))
            .refused(67)
    );
    world.run("mfa enroll").ok();
    world
        .run(&format!("mfa enroll --confirm {code}"))
        .refused(1);
}

#[test]
fn an_enrolment_waits_fifteen_minutes() {
    let world = enabled();
    told!(world.run("mfa enroll --confirm 123456").refused(67));
    let uri = world.run("mfa enroll").word();
    world.pass(15 * 60);
    let code = world.code(&uri);
    told!(
        world
            .run(&format!("mfa enroll --confirm {code}"))
            .refused(67)
    );
    let uri = world.run("mfa enroll").word();
    world.pass(15 * 60 - 1);
    let code = world.code(&uri);
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
}

#[test]
fn beginning_again_replaces_what_was_begun() {
    let world = enabled();
    let first = world.run("mfa enroll").word();
    let second = world.run("mfa enroll").word();
    assert_ne!(first, second);
    let code = world.code(&first);
    world
        .run(&format!("mfa enroll --confirm {code}"))
        .refused(1);
    let code = world.code(&second);
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
}

#[test]
fn five_authenticators_are_the_most() {
    let world = World::enrolled();
    let mut second = None;
    for _ in 2..=5 {
        let uri = world.run("mfa enroll").word();
        let code = world.code(&uri);
        let ran = world.run(&format!("mfa enroll --confirm {code}"));
        assert_eq!(ran.code, 0, "{ran}");
        second.get_or_insert(ran);
    }
    told!(
        second.unwrap(),
        world.run("account show alain@contoso.com"),
        world.run("mfa enroll").refused(73),
    );
}

#[test]
fn a_second_authenticator_may_bring_an_app_password_that_is_asked_for() {
    let world = World::enrolled();
    create(&world, "Outlook");
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    told!(
        world
            .run(&format!("mfa enroll --confirm {code} --app outlook"))
            .refused(73),
        world.run(&format!("mfa enroll --confirm {code} --app Printer")),
    );
}

#[test]
fn policy_may_leave_the_first_app_password_out() {
    let world = enabled();
    world.run("policy set app-passwords frozen").ok();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    told!(
        world
            .run(&format!("mfa enroll --confirm {code} --app Outlook"))
            .refused(77),
        world.run(&format!("mfa enroll --confirm {code}")),
    );
}

#[test]
fn a_refused_first_app_name_enrols_nobody() {
    let world = enabled();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    world
        .run_with(
            &["mfa", "enroll", "--confirm", &code, "--app", "a\u{202e}b"],
            b"",
        )
        .refused(65);
    let account = world.run("account show alain@contoso.com --json").json();
    assert_eq!(account["mfa"], "enabled");
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
}
