use crate::cli::{create, reason, verdict};
use crate::support::World;

#[test]
fn yes_and_no_are_said_and_are_the_exit_status() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    told!(
        world.fed("apppw verify", &password),
        world.fed("apppw verify", "abcdefghijklmnop"),
        world.fed("apppw verify --json", &password),
        world.fed("apppw verify --json", "abcdefghijklmnop"),
        world.fed("apppw verify --quiet", &password),
        world.fed("apppw verify --quiet", "abcdefghijklmnop"),
        world.watched().fed("apppw verify", &password),
    );
}

#[test]
fn the_password_is_asked_for_at_a_terminal() {
    let world = World::enrolled();
    let made = create(&world, "Outlook");
    let password: &'static str = Box::leak(made.into_boxed_str());
    told!(
        world
            .answering([("App password", password)])
            .run("apppw verify"),
        world
            .answering([("App password", "wrong")])
            .run("apppw verify --json"),
        world
            .answering([("App password", ""); 3])
            .run("apppw verify")
            .ended(65),
    );
}

/// Without a prompt, what is typed would be visible on the screen.
#[test]
fn no_input_reads_no_password_from_a_terminal() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world
        .answering([])
        .run("apppw verify --no-input")
        .refused(69);
}

#[test]
fn verifying_needs_no_operator() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world.operator.set(false);
    assert_eq!(reason(&world, "", &password), "yes");
    let last = world.run("log --json").ok();
    assert!(
        last.lines()
            .last()
            .unwrap()
            .contains(r#""role":"verifier""#),
        "{last}"
    );
}

#[test]
fn grouping_case_and_spaces_do_not_matter() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let groups: Vec<_> = password
        .as_bytes()
        .chunks(4)
        .map(|group| str::from_utf8(group).unwrap())
        .collect();
    for typed in [
        groups.join(" "),
        groups.join("-"),
        groups.join("\u{a0}"),
        password.to_uppercase(),
        format!("  {password}  "),
        format!("{password}\n"),
        format!("{password}\r\n"),
        format!("{password}\nanother line"),
    ] {
        assert_eq!(reason(&world, "", &typed), "yes", "{typed:?}");
    }
    for typed in [
        password[1..].to_owned(),
        format!("{password}x"),
        format!("{}\u{131}", &password[..15]),
        format!("{}\n{}", &password[..8], &password[8..]),
    ] {
        assert_eq!(reason(&world, "", &typed), "no_match", "{typed:?}");
    }
}

#[test]
fn what_can_be_no_password_is_bad_data_and_not_a_no() {
    let world = World::enrolled();
    create(&world, "Outlook");
    let run = |input: &[u8]| world.run_with(&["apppw", "verify"], input);
    told!(
        run(b"").refused(65),
        run(b"\n").refused(65),
        run(b"abcd\0efgh").refused(65),
        run(&[b'x'; 513]).refused(65),
        run(b"\xff\xfe").refused(65),
        run(&[b'x'; 512]),
    );
}

#[test]
fn nothing_but_spaces_is_no_password() {
    let world = World::enrolled();
    create(&world, "Outlook");
    for typed in [" ", "---", " - \n"] {
        let ran = world.fed("apppw verify", typed);
        assert!([1, 65].contains(&ran.code), "{ran}");
    }
}

#[test]
fn only_the_named_one_will_do() {
    let world = World::enrolled();
    let outlook = create(&world, "Outlook");
    let printer = create(&world, "Printer");
    assert_eq!(reason(&world, "OUTLOOK", &outlook), "yes");
    assert_eq!(reason(&world, "Outlook", &printer), "no_match");
    told!(
        world.fed("apppw verify outlook", &outlook),
        world.fed("apppw verify outlook", &printer),
        world.fed("apppw verify Fax", &outlook).refused(67),
    );
}

#[test]
fn a_rotated_name_means_both_secrets() {
    let world = World::enrolled();
    let old = create(&world, "Backup");
    let new = world.run("apppw rotate Backup --overlap 1h").word();
    assert_eq!(reason(&world, "Backup", &old), "yes");
    assert_eq!(reason(&world, "Backup", &new), "yes");
}

#[test]
fn a_service_limit_is_kept() {
    let world = World::enrolled();
    let password = create(&world, "Mail --only imap,smtp");
    for (flags, answer) in [
        ("--service imap", "yes"),
        ("--service SMTP", "yes"),
        ("--service smtp --from 192.0.2.7", "yes"),
        ("--service sieve", "wrong_service"),
        ("--service imaps", "wrong_service"),
        ("", "wrong_service"),
        ("--from 192.0.2.7", "wrong_service"),
    ] {
        assert_eq!(reason(&world, flags, &password), answer, "{flags}");
    }
    told!(
        world.fed("apppw verify --service sieve", &password),
        world.fed("apppw verify", &password),
        world.fed("apppw verify --json", &password),
    );
}

#[test]
fn a_network_limit_is_kept() {
    let world = World::enrolled();
    let password = create(&world, "Printer --from 192.0.2.0/24,2001:db8::/32");
    for (flags, answer) in [
        ("--from 192.0.2.7", "yes"),
        ("--from ::ffff:192.0.2.7", "yes"),
        ("--from 2001:db8::7", "yes"),
        ("--from 192.0.3.7", "wrong_network"),
        ("--from 2001:db9::7", "wrong_network"),
        ("", "wrong_network"),
        ("--service imap", "wrong_network"),
    ] {
        assert_eq!(reason(&world, flags, &password), answer, "{flags}");
    }
    told!(
        world.fed("apppw verify --from 198.51.100.7", &password),
        world.fed("apppw verify", &password),
        world.fed("apppw verify --json --from 198.51.100.7", &password),
    );
}

#[test]
fn wrong_flags_are_bad_data_and_not_a_no() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    told!(
        world.fed("apppw verify --from home", &password).refused(65),
        world
            .fed("apppw verify --from 192.0.2.0/24", &password)
            .refused(65),
        world
            .fed("apppw verify --service a/b", &password)
            .refused(65),
    );
}

#[test]
fn what_was_typed_is_in_no_output() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    for line in [
        "apppw verify",
        "apppw verify --json",
        "apppw verify Fax",
        "apppw verify -a nobody",
    ] {
        for typed in [&*password, "hunter2hunter2ab"] {
            let ran = world.fed(line, typed);
            assert!(
                !ran.out.contains(typed) && !ran.err.contains(typed),
                "{ran}"
            );
        }
    }
}

#[test]
fn a_deletion_holds_from_the_very_next_verification() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    assert_eq!(verdict(&world, "", &password)["ok"], true);
    world.run("apppw delete Outlook --yes").ok();
    let after = verdict(&world, "", &password);
    assert_eq!(after["reason"], "deleted");
    assert_eq!(after["app_password"]["name"], "Outlook");
}
