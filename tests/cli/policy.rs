use crate::support::World;

#[test]
fn the_policy_is_shown() {
    let world = World::new();
    world.run("store init").ok();
    told!(
        world.run("policy show"),
        world.watched().run("policy show"),
        world.run("policy show --json"),
        world.run("policy show app-password-limit"),
        world.run("policy show app-password-limit --json"),
        world.run("policy show colour").refused(2),
    );
}

#[test]
fn the_policy_is_set_and_said() {
    let world = World::new();
    world.run("store init").ok();
    told!(
        world.run("policy set app-password-limit 2"),
        world.watched().run("policy set app-password-limit 2"),
        world.run("policy set app-password-max-age 52w --json"),
        world.run("policy set app-password-max-age none"),
        world.run_with(
            &[
                "policy",
                "set",
                "modern-apps",
                " Outlook 365*, Thunderbird ,"
            ],
            b""
        ),
        world.run("policy set mail-command none"),
        world.run("policy set app-passwords frozen --quiet"),
        world.run("policy show"),
        world.run("log --json"),
    );
}

#[test]
fn wrong_keys_and_values_change_nothing() {
    let world = World::new();
    world.run("store init").ok();
    let before = world.run("policy show").ok();
    told!(
        world.run("policy set colour green").refused(2),
        world.run("policy set app-passwords perhaps").refused(65),
        world.run("policy set app-password-limit 41").refused(65),
        world.run("policy set app-password-limit 0").refused(65),
        world.run("policy set app-password-length 15").refused(65),
        world.run("policy set app-password-max-age 1mo").refused(65),
        world.run("policy set mail-command sendmail").refused(65),
        world
            .run_with(&["policy", "set", "modern-apps", "a\u{1b}[2J"], b"")
            .refused(65)
            .err,
        world.run("policy set app-password-limit").refused(2),
        world.run("policy set").refused(2),
    );
    assert_eq!(world.run("policy show").ok(), before);
    assert_eq!(crate::cli::entries(&world), 1);
}

#[test]
fn every_refusal_of_a_value_says_what_to_do() {
    let world = World::enrolled();
    for line in [
        "policy set app-password-limit 41",
        "apppw create X --only a!b",
        "apppw create X --from home",
        "apppw create X --expires later",
        "account set alain@contoso.com --email nowhere",
        "account set alain@contoso.com --phone 1",
        "log --since later",
        "apppw rotate X --overlap soon",
        "apppw verify --from home",
        "apppw verify --service a!b",
    ] {
        let ran = world.fed(line, "abcdefghijklmnop").refused(65);
        assert!(ran.err.contains("\nhint: "), "{ran}");
    }
}

#[test]
fn misspelt_keys_and_values_are_recognised() {
    let world = World::new();
    world.run("store init").ok();
    for (line, code, meant) in [
        ("set app-password-lenght 20", 2, "app-password-length"),
        ("show mail-comand", 2, "mail-command"),
        ("set app-passwords frozn", 65, "frozen"),
        ("set contact-codes recovery", 65, "recovery-only"),
    ] {
        let ran = world.run(&format!("policy {line}")).refused(code);
        let hint = format!("hint: did you mean '{meant}'?\n");
        assert!(ran.err.contains(&hint), "{ran}");
    }
}

#[test]
fn a_command_that_cannot_be_run_is_set_with_a_warning() {
    let world = World::new();
    world.run("store init").ok();
    told!(
        world.run("policy set mail-command /nonexistent"),
        world.run("policy set phone-command /etc/passwd"),
        world.run("policy set mail-command /nonexistent --json"),
        world.run("policy set phone-command /etc/passwd --quiet"),
        world.run("policy set mail-command /bin/sh"),
        world.run("policy set phone-command none"),
    );
}
