use crate::cli::{create, reason, values, verdict};
use crate::support::{ALAIN, World};

#[test]
fn an_app_password_alone_is_on_stdout_where_that_is_a_pipe() {
    let world = World::enrolled();
    let ran = world.run("apppw create Outlook");
    let password = ran.out.trim_end();
    assert_eq!(ran.out.len(), 17);
    assert!(password.bytes().all(|b| b.is_ascii_lowercase()), "{ran}");
    assert_eq!(reason(&world, "", password), "yes");
    told!(ran);
}

#[test]
fn an_app_password_is_shown_once_at_a_terminal() {
    let world = World::enrolled();
    told!(
        world.watched().run("apppw create Outlook"),
        world
            .answering([])
            .run("apppw create Printer --only smtp --from 192.0.2.0/24 --expires 90d"),
        world.watched().run("apppw create Phone --quiet"),
    );
}

#[test]
fn several_app_passwords_are_a_line_each() {
    let world = World::enrolled();
    told!(
        world.run("apppw create Outlook Printer"),
        world
            .watched()
            .run("apppw create Phone Tablet-in-the-kitchen"),
        world.run("apppw create Laptop Watch --json"),
    );
    assert_eq!(world.run("apppw list").ok().lines().count(), 6);
}

#[test]
fn an_app_password_is_created_in_json() {
    let world = World::enrolled();
    let full = world.run_with(
        &[
            "apppw",
            "create",
            "Printer",
            "--only",
            "SMTP,imap,smtp",
            "--from",
            "192.0.2.0/24,2001:db8::7",
            "--expires",
            "2027-01-31",
            "--note",
            " third floor ",
            "--json",
        ],
        b"",
    );
    let password = values(&full.out)[0]["password"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        reason(&world, "--service imap --from 192.0.2.9", &password),
        "yes"
    );
    told!(
        full,
        world.run("apppw create Outlook --json"),
        world.watched().run("apppw create Phone --json"),
    );
}

#[test]
fn several_at_once_are_made_all_or_none() {
    let world = World::enrolled();
    create(&world, "Outlook");
    told!(
        world.run("apppw create Phone OUTLOOK Tablet").refused(73),
        world.run("apppw create Phone phone").refused(65),
        world
            .run_with(&["apppw", "create", "Phone", ""], b"")
            .refused(65),
        world.run("apppw list"),
    );
}

#[test]
fn a_policy_length_makes_longer_app_passwords() {
    let world = World::enrolled();
    world.run("policy set app-password-length 32").ok();
    let password = create(&world, "Outlook");
    assert_eq!(password.len(), 32);
    assert_eq!(reason(&world, "", &password), "yes");
}

#[test]
fn app_passwords_are_listed() {
    let world = World::enrolled();
    told!(
        world.run("apppw list"),
        world.watched().run("apppw list"),
        world.run("apppw list --json"),
    );
    let outlook = create(&world, "Outlook");
    create(
        &world,
        "Printer --only smtp,submission --from 192.0.2.0/24,2001:db8::/32 --expires 90d --note third-floor",
    );
    world.pass(3 * 86_400);
    assert_eq!(
        reason(&world, "--service imap --from 192.0.2.7", &outlook),
        "yes"
    );
    create(&world, "Temp --expires 1h");
    world.pass(3_600);
    told!(
        world.run("apppw list"),
        world.watched().run("apppw list"),
        world.run("apppw list --json"),
        world.watched().run("apppw list --quiet"),
    );
}

#[test]
fn a_list_stays_readable_with_long_names_and_many_limits() {
    let world = World::enrolled();
    world
        .run_with(
            &[
                "apppw",
                "create",
                &"Outlook on the laptop in the kitchen ".repeat(2),
            ],
            b"",
        )
        .ok();
    create(
        &world,
        "打印机 --only imap,smtp,submission,sieve,pop3 --from 192.0.2.0/24,198.51.100.0/24,2001:db8::/32",
    );
    told!(world.watched().run("apppw list"));
}

#[test]
fn an_app_password_is_shown_without_its_secret() {
    let world = World::enrolled();
    let password = create(
        &world,
        "Printer --only smtp --from 192.0.2.0/24 --expires 90d --note third-floor",
    );
    let never = world.run("apppw show Printer");
    assert!(!never.out.contains(&password), "{never}");
    assert_eq!(
        reason(&world, "--service smtp --from 192.0.2.7", &password),
        "yes"
    );
    told!(
        never,
        world.run("apppw show printer"),
        world.watched().run("apppw show PRINTER"),
        world.run("apppw show Printer --json"),
        world.run("apppw show Fax").refused(67),
        world.watched().run("apppw show Fax").refused(67),
        world.run("apppw show id:0000000000").refused(67),
    );
}

#[test]
fn a_misspelt_name_is_recognised_by_who_may_see_the_names() {
    let world = World::enrolled();
    create(&world, "Outlook");
    for line in [
        "show Outlok",
        "rotate Outlok",
        "rename Outlok X",
        "delete Outlok",
    ] {
        let ran = world.run(&format!("apppw {line}")).refused(67);
        assert!(ran.err.contains("hint: did you mean 'Outlook'?\n"), "{ran}");
    }
    for line in ["apppw show Thunderbird", "apppw verify Outlok"] {
        let ran = world.fed(line, "abcd").refused(67);
        assert!(!ran.err.contains("did you mean"), "{ran}");
    }
}

/// Its state is its own, and is the same again once the reason is gone.
#[test]
fn a_list_says_where_none_is_accepted_and_why() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    for (set, unset, why) in [
        (
            "account set alain@contoso.com --disable",
            "account set alain@contoso.com --enable",
            "the account is disabled",
        ),
        (
            "policy set app-passwords blocked",
            "policy set app-passwords allowed",
            "your organisation blocks them",
        ),
        (
            "mfa reset --yes",
            "account show alain@contoso.com",
            "MFA isn't set up",
        ),
    ] {
        let before = world.run("apppw list");
        assert!(!before.err.contains("accepted"), "{before}");
        world.run(set).ok();
        assert_eq!(world.fed("apppw verify", &password).code, 1, "{set}");
        for line in ["apppw list", "apppw show Outlook"] {
            let ran = world.run(line);
            let said = format!("No app password is accepted: {why}.\n");
            assert!(ran.err.ends_with(&said), "{ran}");
            assert!(ran.ok().contains("active"));
            let json = world.run(&format!("{line} --json"));
            assert!(json.out.contains(r#""state":"active""#), "{json}");
            assert!(!json.err.contains("accepted"), "{json}");
        }
        world.run(unset).ok();
    }
    world.run("apppw delete --all --yes").ok();
    let none = world.run("apppw list");
    assert!(!none.err.contains("accepted"), "{none}");
}

#[test]
fn last_use_names_what_is_known_of_the_source() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let mut shown = vec![];
    for flags in [
        "",
        "--service imap",
        "--from 2001:db8::7",
        "--service imap --from 192.0.2.7",
    ] {
        world.pass(60);
        assert_eq!(reason(&world, flags, &password), "yes");
        let all = world.run("apppw show Outlook").ok();
        shown.extend(
            all.lines()
                .filter(|line| line.starts_with("Last used"))
                .map(str::to_owned),
        );
    }
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn last_use_is_written_at_most_once_a_minute() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let last = || {
        let list = world.run("apppw list --json").json();
        list["app_passwords"][0]["last_used_at"]
            .as_str()
            .map(str::to_owned)
    };
    assert_eq!(last(), None);
    world.pass(10);
    assert_eq!(reason(&world, "", &password), "yes");
    assert_eq!(last().as_deref(), Some("2026-11-21T12:00:10Z"));
    world.pass(59);
    assert_eq!(reason(&world, "", &password), "yes");
    assert_eq!(last().as_deref(), Some("2026-11-21T12:00:10Z"));
    world.pass(1);
    assert_eq!(reason(&world, "", &password), "yes");
    assert_eq!(last().as_deref(), Some("2026-11-21T12:01:10Z"));
}

#[test]
fn an_app_password_is_renamed_and_goes_on_working() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    create(&world, "Printer");
    told!(
        world.run_with(
            &["apppw", "rename", "Outlook", "Outlook on the laptop"],
            b""
        ),
        world.fed("apppw verify", &password),
        world.run_with(
            &[
                "apppw",
                "rename",
                "outlookonthelaptop",
                "OUTLOOK on the laptop",
                "--json"
            ],
            b""
        ),
        world
            .run_with(
                &["apppw", "rename", "Printer", " outlook  ON the LAPTOP "],
                b""
            )
            .refused(73),
        world.run("apppw rename Fax Printer").refused(67),
        world.run("apppw rename Printer id:abc").refused(65),
        world.run("apppw list"),
    );
}

#[test]
fn an_app_password_is_found_by_its_id() {
    let world = World::enrolled();
    let made = world.run("apppw create Outlook --json").json();
    let id = made["id"].as_str().unwrap();
    let password = made["password"].as_str().unwrap();
    for line in [
        format!("apppw show {id}"),
        format!("apppw show id:{id}"),
        format!("apppw rename {id} Thunderbird"),
        format!("apppw rename id:{id} Outlook"),
    ] {
        world.run(&line).ok();
    }
    assert_eq!(reason(&world, &format!("id:{id}"), password), "yes");
    world.run(&format!("apppw delete id:{id} --yes")).ok();
    assert_eq!(reason(&world, "", password), "deleted");
}

#[test]
fn a_word_that_is_a_name_and_an_id_is_refused_until_it_is_said_which() {
    let world = World::enrolled();
    let made = world.run("apppw create Outlook --json").json();
    let id = made["id"].as_str().unwrap();
    create(&world, id);
    told!(
        world.run(&format!("apppw show {id}")).refused(65),
        world.run(&format!("apppw delete {id} --yes")).refused(65),
        world.run(&format!("apppw rotate {id}")).refused(65),
        world.run(&format!("apppw rename {id} X")).refused(65),
        world
            .fed(&format!("apppw verify {id}"), "abcdefghijklmnop")
            .refused(65),
        world.run(&format!("apppw show id:{id}")),
        world.run(&format!("apppw delete id:{id} --yes")),
        world.run("apppw list"),
    );
}

#[test]
fn a_rotation_replaces_the_secret_at_once() {
    let world = World::enrolled();
    let old = create(&world, "Backup --only imap --expires 10d --note nightly");
    world.pass(86_400);
    let ran = world.run("apppw rotate Backup");
    let new = ran.out.trim_end().to_owned();
    assert_ne!(old, new);
    assert_eq!(reason(&world, "--service imap", &new), "yes");
    assert_eq!(reason(&world, "--service smtp", &new), "wrong_service");
    told!(
        ran,
        world.fed("apppw verify --service imap", &old),
        world.fed("apppw verify --service imap --json", &old),
        world.run("apppw show Backup"),
        world.watched().run("apppw rotate Backup"),
        world.run("apppw rotate Backup --json"),
        world.run("apppw rotate Fax").refused(67),
    );
    // A deleted one isn't reported as replaced.
    world.run("apppw delete Backup --yes").ok();
    let deleted = world.fed("apppw verify --service imap", &old);
    assert!(deleted.out.contains("was deleted"), "{deleted}");
}

#[test]
fn a_rotation_with_an_overlap_accepts_the_old_one_until_its_end() {
    let world = World::enrolled();
    world.run("policy set app-password-limit 1").ok();
    let old = create(&world, "Backup");
    let ran = world.run("apppw rotate Backup --overlap 24h");
    let new = ran.out.trim_end().to_owned();
    told!(
        ran,
        world.run("apppw list"),
        world.watched().run("apppw list"),
        world.run("apppw list --json"),
        world.run("apppw show Backup"),
        world.watched().run("apppw show Backup"),
        world.run("account show alain@contoso.com --json"),
    );
    world.pass(24 * 3_600 - 1);
    assert_eq!(reason(&world, "", &old), "yes");
    assert_eq!(reason(&world, "", &new), "yes");
    world.pass(1);
    assert_ne!(reason(&world, "", &old), "yes");
    assert_eq!(reason(&world, "", &new), "yes");
    told!(
        world.fed("apppw verify", &old),
        world.fed("apppw verify --json", &old),
        world.watched().run("apppw list"),
    );
}

#[test]
fn rotations_with_an_overlap_are_told_in_json_and_at_a_terminal() {
    let world = World::enrolled();
    create(&world, "Backup --expires 2d");
    told!(
        world.run("apppw rotate Backup --overlap 24h --json"),
        world.watched().run("apppw rotate Backup --overlap 1w"),
        world.run("apppw rotate Backup --overlap soon").refused(65),
        world.run("apppw rotate Backup --overlap 0s").refused(65),
        world.run("apppw rotate Backup --overlap=-3d").refused(65),
    );
}

#[test]
fn a_second_rotation_leaves_one_overlap_at_a_time() {
    let world = World::enrolled();
    let first = create(&world, "Backup");
    let second = world.run("apppw rotate Backup --overlap 24h").word();
    let third = world.run("apppw rotate Backup --overlap 24h").word();
    assert_ne!(reason(&world, "", &first), "yes");
    assert_eq!(reason(&world, "", &second), "yes");
    assert_eq!(reason(&world, "", &third), "yes");
    assert_eq!(world.run("apppw list").ok().lines().count(), 2);
}

#[test]
fn a_rotation_gives_an_expired_one_its_time_again_and_no_overlap_in_the_past() {
    let world = World::enrolled();
    let old = create(&world, "Backup --expires 1h");
    world.pass(7_200);
    let ran = world.run("apppw rotate Backup --overlap 24h");
    let new = ran.clone().word();
    assert_eq!(reason(&world, "", &new), "yes");
    assert_ne!(reason(&world, "", &old), "yes");
    assert!(ran.err.contains("no longer works"), "{ran}");
}

/// A script that kept the first id keeps working: its successor is rotated.
#[test]
fn the_id_of_a_replaced_one_means_the_one_in_its_place() {
    let world = World::enrolled();
    let made = world.run("apppw create Backup --json").json();
    let id = made["id"].as_str().unwrap();
    let second = world.run("apppw rotate Backup --overlap 24h").word();
    let third = world
        .run(&format!("apppw rotate id:{id} --overlap 1h"))
        .word();
    assert_eq!(
        reason(&world, "", made["password"].as_str().unwrap()),
        "replaced"
    );
    assert_eq!(reason(&world, "", &second), "yes");
    assert_eq!(reason(&world, "", &third), "yes");
    world.run("store check").ok();
}

#[test]
fn a_replaced_one_alone_is_no_reason_for_a_store_error() {
    let world = World::enrolled();
    create(&world, "Backup");
    let made = world.run("apppw rotate Backup --overlap 24h --json").json();
    let id = made["id"].as_str().unwrap();
    world.run(&format!("apppw delete id:{id} --yes")).ok();
    let ran = world.run("apppw rotate Backup");
    assert!(![70, 74].contains(&ran.code), "{ran}");
    world.run("store check").ok();
}

#[test]
fn what_is_not_listed_any_more_is_not_deleted_once_more() {
    let world = World::enrolled();
    create(&world, "Backup");
    let made = world.run("apppw rotate Backup --overlap 1h --json").json();
    let id = made["id"].as_str().unwrap();
    world.run(&format!("apppw delete id:{id} --yes")).ok();
    world.pass(3_600);
    assert_eq!(world.run("apppw list").ok(), "");
    let ran = world.run("apppw delete Backup --yes");
    assert_eq!(ran.code, 67, "{ran}");
}

#[test]
fn what_is_deleted_in_json_is_what_was_listed() {
    let world = World::enrolled();
    create(&world, "Backup");
    world.run("apppw rotate Backup --overlap 1h").ok();
    world.pass(3_600);
    let listed = world.run("apppw list --json").json()["app_passwords"]
        .as_array()
        .unwrap()
        .len();
    let deleted = world.run("apppw delete --all --yes --json").json();
    assert_eq!(
        (listed, deleted["deleted"].as_array().unwrap().len()),
        (1, 1),
        "{deleted}"
    );
}

#[test]
fn renaming_a_rotated_one_renames_both() {
    let world = World::enrolled();
    let old = create(&world, "Backup");
    let new = world.run("apppw rotate Backup --overlap 24h").word();
    world.run("apppw rename Backup Nightly").ok();
    for password in [&old, &new] {
        assert_eq!(
            verdict(&world, "", password)["app_password"]["name"],
            "Nightly"
        );
    }
    world.run("apppw delete Nightly --yes").ok();
    for password in [&old, &new] {
        assert_eq!(reason(&world, "", password), "deleted");
    }
}

#[test]
fn deleting_asks_and_says_what_is_deleted() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world.run("apppw create Printer Phone Tablet Watch").ok();
    told!(
        world
            .answering([(
                "Delete the app password Outlook of alain@contoso.com?",
                "no"
            )])
            .run("apppw delete outlook"),
        world.run("apppw delete Outlook").refused(69),
        world.watched().run("apppw delete Outlook").refused(69),
        world.run("apppw delete Outlook --no-input").refused(2),
        world
            .answering([])
            .run("apppw delete Outlook --no-input")
            .refused(2),
    );
    assert_eq!(reason(&world, "", &password), "yes");
    told!(
        world
            .answering([(
                "Delete the app password Outlook of alain@contoso.com?",
                "yes"
            )])
            .run("apppw delete outlook"),
        world
            .answering([(
                "Delete 2 app passwords of alain@contoso.com: Printer, Phone?",
                "yes"
            )])
            .run("apppw delete Printer phone PRINTER"),
        world.run("apppw delete Tablet --yes --json"),
        world.run("apppw delete Watch Fax --yes").refused(67),
        world.run("apppw delete Outlook --yes").refused(67),
        world.run("apppw list"),
    );
    assert_eq!(reason(&world, "", &password), "deleted");
}

#[test]
fn deleting_all_asks_once() {
    let world = World::enrolled();
    world.run("apppw create Outlook Printer Phone").ok();
    told!(
        world
            .answering([("Delete all 3 app passwords of alain@contoso.com?", "no")])
            .run("apppw delete --all"),
        world
            .answering([("Delete all 3 app passwords of alain@contoso.com?", "yes")])
            .run("apppw delete --all"),
        world.run("apppw delete --all"),
        world.run("apppw delete --all --json"),
        world.run("apppw delete").refused(2),
        world.run("apppw delete Outlook --all").refused(2),
    );
}

#[test]
fn a_deleted_name_is_free_again_and_its_tombstone_stays() {
    let world = World::enrolled();
    world.run("policy set app-password-limit 1").ok();
    let old = create(&world, "Laptop");
    world.run("apppw delete Laptop --yes").ok();
    world.pass(60);
    let new = create(&world, "Laptop");
    assert_eq!(reason(&world, "", &new), "yes");
    told!(
        world.fed("apppw verify --service imap --from 192.0.2.7", &old),
        world.fed("apppw verify --service imap --from 192.0.2.7 --json", &old),
        world.run("apppw list"),
        world.run("log -a alain@contoso.com --since 60s --json"),
    );
}

#[test]
fn an_app_password_expires_at_its_very_second() {
    let world = World::enrolled();
    let password = create(&world, "Outlook --expires 1h");
    world.pass(3_599);
    assert_eq!(reason(&world, "", &password), "yes");
    world.pass(1);
    told!(
        world.fed("apppw verify", &password),
        world.fed("apppw verify --json", &password),
        world.watched().run("apppw show Outlook"),
    );
}

#[test]
fn one_that_expired_and_one_in_its_overlap_outlive_what_is_done_to_another() {
    let world = World::enrolled();
    let expired = create(&world, "Outlook --expires 1h");
    let replaced = create(&world, "Backup");
    world.run("apppw rotate Backup --overlap 24h").ok();
    create(&world, "Printer");
    world.pass(3_600);
    for line in ["rotate Printer", "delete Printer --yes"] {
        world.run(&format!("apppw {line}")).ok();
        assert_eq!(reason(&world, "", &expired), "expired", "{line}");
        assert_eq!(reason(&world, "", &replaced), "yes", "{line}");
    }
}

#[test]
fn an_expiry_is_a_moment_to_come() {
    let world = World::enrolled();
    let made = |when: &str| {
        let name = format!("a{}", when.len());
        let made = world
            .run(&format!(
                "apppw create {name}{when} --expires {when} --json"
            ))
            .json();
        made["expires_at"].as_str().unwrap().to_owned()
    };
    assert_eq!(made("90d"), "2027-02-19T12:00:00Z");
    assert_eq!(made("12w"), "2027-02-13T12:00:00Z");
    assert_eq!(made("1y"), "2027-11-21T12:00:00Z");
    assert_eq!(made("2026-11-21"), "2026-11-22T00:00:00Z");
    assert_eq!(made("2027-01-31T18:00:00+01:00"), "2027-01-31T17:00:00Z");
    told!(
        world.run("apppw create X --expires 2026-11-20").refused(65),
        world
            .run("apppw create X --expires 2026-11-21T12:00:00Z")
            .refused(65),
        world.run("apppw create X --expires later").refused(65),
        world.run("apppw create X --expires tomorrow").refused(65),
        world.run("apppw create X --expires=-3d").refused(65),
        world.run("apppw create X --expires 0d").refused(65),
        world.run("apppw create X --expires 3").refused(65),
        world.run("apppw create X --expires 2026-02-30").refused(65),
        world.run("apppw create X --expires 5000w --json"),
        world.run("apppw create Y --expires 6000w").refused(65),
    );
}

#[test]
fn scope_flags_are_checked() {
    let world = World::enrolled();
    let noted = |note: &str| {
        world
            .run_with(&["apppw", "create", "X", "--note", note], b"")
            .refused(65)
    };
    told!(
        world
            .run_with(&["apppw", "create", "X", "--only", "im ap"], b"")
            .refused(65),
        world
            .run_with(&["apppw", "create", "X", "--only", "imap,"], b"")
            .refused(65),
        world.run("apppw create X --from home").refused(65),
        world.run("apppw create X --from 192.0.2.0/33").refused(65),
        world.run("apppw create X --from 10.0.0.1/8").refused(65),
        noted("a\u{1b}[2J").err,
        noted(&"n".repeat(501)).err,
        world.run("apppw list"),
    );
}

#[test]
fn a_service_that_no_server_is_known_to_ask_for_is_refused_unless_a_flag_allows_it() {
    let world = World::enrolled();
    told!(
        world.run("apppw create X --only iamp").refused(65),
        world.run("apppw create X --only smtp,RADIUS").refused(65),
        world.run("apppw create X --only iamp --json").refused(65),
        world.run("apppw create X --any-service-name").refused(2),
        world.run("apppw list"),
    );
    // Neither is "yes" an answer to which one was meant.
    let yes = "apppw create X --only iamp --yes";
    world.watched().run(yes).refused(65);
    for line in [
        "apppw create Radius --only radius,imap --any-service-name",
        "apppw create Known --only Ftp,http,imap,pop3,sieve,smtp,ssh,sshd,submission,xmpp",
    ] {
        world.run(line).ok();
    }
    // It goes on with its services.
    let rotated = world.run("apppw rotate Radius").word();
    assert_eq!(reason(&world, "--service radius", &rotated), "yes");
    assert_eq!(reason(&world, "--service imap", &rotated), "yes");
    assert_eq!(reason(&world, "--service iamp", &rotated), "wrong_service");
}

#[test]
fn an_app_that_signs_in_by_itself_is_told_so() {
    let world = World::enrolled();
    world
        .run_with(
            &["policy", "set", "modern-apps", "Outlook 365*,Thunderbird"],
            b"",
        )
        .ok();
    told!(
        world.run("apppw create thunderbird"),
        world.run_with(&["apppw", "create", "Outlook 365 (Mac)", "Printer"], b""),
        world
            .watched()
            .run_with(&["apppw", "create", "Outlook 365"], b""),
        world.run("apppw create Outlook"),
        world.run_with(&["apppw", "create", "Outlook 365 at home", "--quiet"], b""),
        world.run_with(&["apppw", "create", "Outlook 365 at work", "--json"], b""),
    );
}

#[test]
fn app_passwords_of_one_account_are_none_of_another() {
    let world = World::enrolled();
    world.add_enrolled("bea@contoso.com");
    let alains = create(&world, "Outlook -a alain@contoso.com");
    let beas = create(&world, "Outlook -a bea@contoso.com");
    assert_eq!(reason(&world, &format!("-a {ALAIN}"), &beas), "no_match");
    assert_eq!(reason(&world, "-a bea@contoso.com", &alains), "no_match");
    world
        .run("apppw delete --all --yes -a bea@contoso.com")
        .ok();
    assert_eq!(reason(&world, &format!("-a {ALAIN}"), &alains), "yes");
}

/// What belongs to one account isn't found under another, whoever asks.
#[test]
fn an_id_of_another_account_is_worth_nothing() {
    let world = World::enrolled();
    world.add_enrolled("bea@contoso.com");
    let alains = create(&world, "Outlook -a alain@contoso.com");
    let list = world.run("apppw list --json -a alain@contoso.com").json();
    let id = list["app_passwords"][0]["id"].as_str().unwrap();
    let status = world.run("mfa status --json -a alain@contoso.com").json();
    let method = status["methods"][0]["id"].to_string();
    let (id, method) = (id.to_owned(), method.trim_matches('"').to_owned());
    for line in [
        format!("apppw show id:{id}"),
        format!("apppw rename id:{id} Hers"),
        format!("apppw rotate id:{id}"),
        format!("apppw delete id:{id} --yes"),
        format!("apppw show {id}"),
        format!("apppw delete {id} --yes"),
        format!("mfa default {method}"),
        format!("mfa remove {method} --yes"),
    ] {
        world.run(&format!("{line} -a bea@contoso.com")).refused(67);
    }
    let only = format!("apppw verify id:{id} -a bea@contoso.com");
    world.fed(&only, &alains).refused(67);
    assert_eq!(reason(&world, &format!("-a {ALAIN}"), &alains), "yes");
    assert_eq!(
        world.run("mfa status --json -a alain@contoso.com").json(),
        status
    );
}

#[test]
fn acting_for_a_holder_is_said_outright() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world.operator.set(false);
    for line in [
        "mfa enroll",
        "mfa enroll --confirm 123456",
        "apppw create Printer",
        "apppw list",
        "apppw show Outlook",
        "apppw rename Outlook Thunderbird",
        "apppw rotate Outlook",
        "apppw delete Outlook --yes",
        "apppw delete --all --yes",
    ] {
        world.run(line).refused(77);
        assert_ne!(world.run(&format!("{line} --operator")).code, 77, "{line}");
        if line.contains("delete") || line.contains("rename") {
            world.run("apppw create Outlook --operator");
        }
    }
    told!(
        world.run("apppw list"),
        world.watched().run("apppw create X")
    );
}

/// A rotated one is reported as replaced, however its overlap ended.
#[test]
fn a_rotated_secret_is_told_apart_from_a_deleted_one() {
    let world = World::enrolled();
    let first = create(&world, "Backup");
    let second = world.run("apppw rotate Backup").word();
    world.run("apppw rotate Backup --overlap 1h").ok();
    world.pass(3_600);
    let said = |typed: &str| {
        let ran = world.fed("apppw verify", typed);
        assert_eq!(ran.code, 1, "{ran}");
        ran.out
    };
    let ended = said(&second);
    // The next change marks it as deleted.
    create(&world, "Printer");
    for out in [said(&first), ended, said(&second)] {
        assert!(
            out.contains("the app password Backup of alain@contoso.com was replaced"),
            "{out}"
        );
    }
}
