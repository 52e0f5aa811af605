use crate::support::{ALAIN, World};
use crate::{create, reason};

#[test]
fn adding_to_no_store_makes_the_store_and_a_temporary_password() {
    let world = World::new();
    told!(
        world.run("account add alain@contoso.com --mfa enabled"),
        world.run("account show alain@contoso.com"),
    );
}

#[test]
fn a_temporary_password_is_shown_once_at_a_terminal() {
    let world = World::new();
    told!(
        world.watched().run("account add alain@contoso.com"),
        world.watched().run("account show alain@contoso.com"),
        world
            .watched()
            .run("account password alain@contoso.com --temporary"),
    );
}

#[test]
fn an_account_is_added_in_json() {
    let world = World::new();
    told!(
        world.run("account add alain@contoso.com --mfa enabled --email alain@example.org --phone +49-30-123456 --json"),
        world.fed("account add bea@contoso.com --password-stdin --json", "correct horse\n"),
        world.run("account show alain@contoso.com --json"),
    );
}

#[test]
fn a_password_from_stdin_ends_at_its_first_newline_and_is_never_printed() {
    let world = World::new();
    let ran = world.fed(
        "account add alain@contoso.com --password-stdin",
        "correct horse\nsecond line",
    );
    assert!(!ran.to_string().contains("horse"), "{ran}");
    told!(ran, world.run("account show alain@contoso.com --json"));
}

#[test]
fn bad_passwords_on_stdin_add_nothing() {
    let world = World::new();
    world.run("store init").ok();
    let line = "account add alain@contoso.com --password-stdin";
    for bad in [
        b"".as_slice(),
        b"\nsecret",
        b"a\0b\n",
        b"\xff\xfe\n",
        b"a\x1bb\n",
        &[b'x'; 513],
    ] {
        let words: Vec<_> = line.split(' ').collect();
        let ran = world.run_with(&words, bad).refused(65);
        assert!(
            ran.err.contains("hint: "),
            "{ran} says nothing of what to do"
        );
    }
    assert_eq!(world.run("account list").ok(), "");
    let longest = world.run_with(&line.split(' ').collect::<Vec<_>>(), &[b'x'; 512]);
    longest.ok();
}

#[test]
fn an_account_that_is_there_is_not_added_again() {
    let world = World::new();
    world.run("account add alain@contoso.com").ok();
    told!(
        world.run("account add alain@contoso.com").refused(73),
        world.run("account add ALAIN@Contoso.com").refused(73),
        world
            .watched()
            .run("account add ALAIN@Contoso.com")
            .refused(73),
        world.run("account list"),
    );
}

#[test]
fn wrong_contacts_are_refused() {
    let world = World::new();
    world.run("account add alain@contoso.com").ok();
    told!(
        world
            .run("account add bea@contoso.com --email nowhere")
            .refused(65),
        world
            .run("account add bea@contoso.com --phone 030-123456")
            .refused(65),
        world
            .run("account set alain@contoso.com --email a@b@c")
            .refused(65),
        world
            .run("account set alain@contoso.com --phone +1")
            .refused(65),
    );
}

#[test]
fn accounts_are_listed() {
    let world = World::new();
    told!(
        world.run("store init"),
        world.run("account list"),
        world.watched().run("account list"),
        world.run("account list --json"),
    );
    world.add_enrolled(ALAIN);
    create(&world, "Outlook");
    create(&world, "Printer");
    world.run("account add Bea@contoso.com").ok();
    world.run("account set bea@contoso.com --disable").ok();
    world.run("account add zoé@example.org --mfa enabled").ok();
    told!(
        world.run("account list"),
        world.watched().run("account list"),
        world.run("account list --json"),
        world.watched().run("account list --json"),
        world.run("account list --filter BEA"),
        world.run("account list --filter *@example.org"),
        world.run("account list --filter [a]"),
        world.watched().run("account list --filter nobody"),
    );
}

#[test]
fn an_account_is_shown_with_its_counts() {
    let world = World::enrolled();
    create(&world, "Outlook");
    told!(
        world.run("account show alain@contoso.com"),
        world.watched().run("account show ALAIN@contoso.com"),
        world.run("account show alain@contoso.com --json"),
    );
}

#[test]
fn an_account_is_changed() {
    let world = World::new();
    world.run("account add alain@contoso.com").ok();
    told!(
        world.run("account set alain@contoso.com --mfa enabled"),
        world
            .watched()
            .run("account set alain@contoso.com --email alain@example.org --phone +49-30-123456"),
        world.run("account set alain@contoso.com --no-email --no-phone --disable"),
        world.run("account set alain@contoso.com --enable --json"),
        world.run("account set alain@contoso.com").refused(2),
        world
            .run("account set alain@contoso.com --enable --disable")
            .refused(2),
        world
            .run("account set alain@contoso.com --mfa enforced")
            .refused(2),
        world.run("log -a alain@contoso.com --json"),
    );
}

#[test]
fn a_disabled_account_is_accepted_nowhere_until_it_is_enabled() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world.run("account set alain@contoso.com --disable").ok();
    told!(
        world.fed("apppw verify", &password),
        world.fed("apppw verify --json", &password),
        world.run("apppw create Printer").refused(77),
        world.run("apppw rotate Outlook").refused(77),
        world.run("mfa enroll").refused(77),
    );
    world.run("account set alain@contoso.com --enable").ok();
    assert_eq!(reason(&world, "", &password), "yes");
}

#[test]
fn mfa_switched_off_and_on_again_keeps_what_was_set_up() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world
        .run("account set alain@contoso.com --mfa disabled")
        .ok();
    assert_eq!(reason(&world, "", &password), "blocked_by_policy");
    told!(
        world.run("account show alain@contoso.com"),
        world.fed("apppw verify", &password),
        world.run("account set alain@contoso.com --mfa enabled"),
    );
    assert_eq!(reason(&world, "", &password), "yes");
}

#[test]
fn an_account_is_renamed_with_everything_of_it() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    told!(
        world.run("account rename alain@contoso.com alain.dupont@contoso.com"),
        world.fed("apppw verify -a alain.dupont@contoso.com", &password),
        world.run("account show alain@contoso.com").refused(67),
        world.run("account rename alain.dupont@contoso.com Alain.Dupont@contoso.com --json"),
    );
    world.run("account add bea@contoso.com").ok();
    told!(
        world
            .run("account rename bea@contoso.com ALAIN.DUPONT@CONTOSO.COM")
            .refused(73),
        world
            .run("account rename nobody@contoso.com x@contoso.com")
            .refused(67),
        world.run("log -a alain.dupont@contoso.com"),
    );
}

#[test]
fn a_password_is_asked_for_twice() {
    let world = World::enrolled();
    told!(
        world
            .answering([
                ("New password", "correct horse"),
                ("The same again", "correct horse")
            ])
            .run("account password alain@contoso.com"),
        world
            .answering([
                ("New password", "correct horse"),
                ("The same again", "battery staple")
            ])
            .run("account password alain@contoso.com"),
        world
            .answering([("New password", "")])
            .run("account password alain@contoso.com")
            .refused(65),
        world
            .answering([])
            .run("account password alain@contoso.com --no-input")
            .refused(2),
        world.run("account password alain@contoso.com").refused(69),
        world
            .watched()
            .run("account password alain@contoso.com")
            .refused(69),
        world
            .run("account password alain@contoso.com --no-input")
            .refused(2),
    );
}

#[test]
fn passwords_that_differ_come_with_a_hint_and_change_nothing() {
    let world = World::enrolled();
    let before = crate::entries(&world);
    let ran = world
        .answering([
            ("New password", "correct horse"),
            ("The same again", "battery staple"),
        ])
        .run("account password alain@contoso.com")
        .refused(65);
    assert_eq!(crate::entries(&world), before);
    assert!(ran.err.contains("hint: "), "{ran}");
}

#[test]
fn a_password_is_set_from_stdin() {
    let world = World::enrolled();
    told!(
        world.fed(
            "account password alain@contoso.com --password-stdin",
            "correct horse\r\n"
        ),
        world.fed(
            "account password alain@contoso.com --password-stdin --json",
            "correct horse\n"
        ),
        world.run("account password alain@contoso.com --temporary"),
        world.run("account password alain@contoso.com --temporary --json"),
        world
            .fed("account password alain@contoso.com --password-stdin", "")
            .refused(65),
        world
            .fed(
                "account password alain@contoso.com --password-stdin --temporary",
                "x"
            )
            .refused(2),
        world
            .run("account password nobody@contoso.com --temporary")
            .refused(67),
        world.run("account show alain@contoso.com"),
    );
}

#[test]
fn a_new_password_keeps_or_deletes_app_passwords_as_policy_has_it() {
    let world = World::enrolled();
    let kept = create(&world, "Outlook");
    world
        .fed("account password alain@contoso.com --password-stdin", "one")
        .ok();
    assert_eq!(reason(&world, "", &kept), "yes");

    world.run("policy set on-password-change delete").ok();
    told!(
        world.fed("account password alain@contoso.com --password-stdin", "two"),
        world.fed("apppw verify", &kept),
    );
    create(&world, "Printer");
    create(&world, "Phone");
    told!(
        world.watched().fed(
            "account password alain@contoso.com --password-stdin",
            "three"
        ),
        world.run("apppw list"),
        world.fed(
            "account password alain@contoso.com --password-stdin --json",
            "four"
        ),
    );
}

#[test]
fn the_primary_password_is_no_app_password() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world
        .fed(
            "account password alain@contoso.com --password-stdin",
            "correct horse",
        )
        .ok();
    let primary = world.fed("apppw verify", "correct horse");
    let other = world.fed("apppw verify", "battery staple");
    assert_eq!((primary.code, &primary.out), (1, &other.out));
    assert_eq!(primary.err, other.err);
}

#[test]
fn deleting_an_account_needs_a_yes() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com").ok();
    create(&world, "Outlook -a alain@contoso.com");
    told!(
        world.run("account delete alain@contoso.com").refused(69),
        world
            .watched()
            .run("account delete alain@contoso.com")
            .refused(69),
        world
            .answering([])
            .run("account delete alain@contoso.com --no-input")
            .refused(2),
        world
            .answering([(
                "Delete the account alain@contoso.com and its app password?",
                "no"
            )])
            .run("account delete alain@contoso.com"),
        world
            .answering([("Delete the account bea@contoso.com?", "yes")])
            .run("account delete BEA@contoso.com"),
        world.run("account delete alain@contoso.com --yes --json"),
        world
            .run("account delete alain@contoso.com --yes")
            .refused(67),
        world.run("account list"),
        world.run("log --json"),
    );
}

#[test]
fn the_question_counts_the_app_passwords() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world.run("apppw create Printer Phone").ok();
    told!(
        world
            .answering([(
                "Delete the account alain@contoso.com and its 3 app passwords?",
                "yes"
            )])
            .run("account delete alain@contoso.com"),
        world.run("apppw list").refused(67),
        world.run("store check"),
    );
}

#[test]
fn an_account_that_is_not_there_is_an_error_everywhere() {
    let world = World::enrolled();
    for line in [
        "account show nobody@contoso.com",
        "account set nobody@contoso.com --disable",
        "account rename nobody@contoso.com x@contoso.com",
        "account password nobody@contoso.com --temporary",
        "account delete nobody@contoso.com --yes",
        "mfa enroll -a nobody@contoso.com",
        "mfa enroll -a nobody@contoso.com --confirm 123456",
        "apppw create Outlook -a nobody@contoso.com",
        "apppw list -a nobody@contoso.com",
        "apppw show Outlook -a nobody@contoso.com",
        "apppw rename Outlook Thunderbird -a nobody@contoso.com",
        "apppw rotate Outlook -a nobody@contoso.com",
        "apppw delete Outlook -a nobody@contoso.com --yes",
        "apppw delete --all -a nobody@contoso.com --yes",
        "apppw verify -a nobody@contoso.com",
    ] {
        let ran = world.fed(line, "abcdefghijklmnop").refused(67);
        assert!(ran.err.contains("'nobody@contoso.com'"), "{ran}");
        assert!(ran.err.contains("\nhint: "), "{ran}");
    }
}

#[test]
fn the_only_account_is_meant_where_none_is_named() {
    let world = World::new();
    world.run("store init").ok();
    told!(world.run("apppw list").refused(67));
    world.add_enrolled(ALAIN);
    told!(world.run("apppw list"));
    world.run("account add bea@contoso.com").ok();
    for line in [
        "mfa enroll",
        "apppw create Outlook",
        "apppw list",
        "apppw show Outlook",
        "apppw rename Outlook Thunderbird",
        "apppw rotate Outlook",
        "apppw delete Outlook --yes",
        "apppw verify",
    ] {
        let ran = world.fed(line, "abcdefghijklmnop").refused(2);
        assert!(
            ran.err.contains("hint: say which with --account NAME"),
            "{ran}"
        );
    }
    told!(
        world.run("apppw list"),
        world.run("apppw list -a ALAIN@contoso.com")
    );
}
