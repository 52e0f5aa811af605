//! What holders do for themselves once they are set up: look at their methods, choose, remove,
//! new recovery codes, make room; and what is done for them where that is not enough.

use std::rc::Rc;

use crate::cli::people::{
    ANOTHER, Kit, PASSWORD, deliver_to_file, enrol, holder, is_signed_in, known, policy,
    recovery_codes, status,
};
use crate::cli::{create, reason};
use crate::support::{ALAIN, Answer, World, with_key};

/// Signed in.
fn signed_in() -> (World, Kit) {
    let (world, kit) = holder();
    kit.sign_in(&world);
    (world, kit)
}

fn add_mail(world: &World) -> std::path::PathBuf {
    let mail = deliver_to_file(world, "mail");
    let ran = world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
        ])
        .run("mfa enroll");
    assert_eq!(ran.code, 0, "{ran}");
    mail
}

#[test]
fn the_status_of_each_state() {
    let world = known("disabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    told!(
        world.watched().run("mfa status"),
        world.run("mfa status"),
        world.run("mfa status --json"),
    );
    let world = known("enabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    told!(
        world.watched().run("mfa status"),
        world.run("mfa status"),
        world.run("mfa status --json"),
    );
    let (world, _) = signed_in();
    create(&world, "Outlook");
    add_mail(&world);
    deliver_to_file(&world, "phone");
    told!(
        world.watched().run("mfa status"),
        world.run("mfa status"),
        world.run("mfa status --json"),
        world.run("mfa status --quiet"),
    );
}

#[test]
fn the_status_names_app_passwords_and_says_why_none_is_accepted() {
    let (world, _) = signed_in();
    create(&world, "Outlook");
    create(&world, "Printer");
    world.run("apppw rotate Printer --overlap 24h").ok();
    policy(&world, "app-passwords frozen");
    let status = || world.watched().run("mfa status --operator");
    let frozen = status();
    policy(&world, "app-passwords blocked");
    let blocked = status();
    policy(&world, "app-passwords allowed");
    world.run("mfa reset --operator --yes").ok();
    let reset = status();
    world.run("account set alain@contoso.com --disable").ok();
    told!(frozen, blocked, reset, status());
}

#[test]
fn the_default_is_what_a_sign_in_asks_for_first() {
    let (world, kit) = signed_in();
    let mail = add_mail(&world);
    told!(
        world.run("mfa default email"),
        world.run("mfa default email --json"),
        world.watched().run("mfa status"),
        world.run("mfa default phone").refused(67),
        world.run("mfa default").refused(69),
        world
            .talking([(
                "Which method should sign-in ask for first?",
                "Authenticator".into()
            )])
            .run("mfa default"),
        world
            .talking([("Which method should sign-in ask for first?", "esc".into())])
            .run("mfa default")
            .ended(1),
    );
    world.run("mfa default email").ok();
    world.run("signout").ok();
    world.pass(60);
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            ("Code sent to a…@example.org", Answer::Sent(mail)),
        ])
        .run("apppw list");
    assert_eq!(ran.code, 0, "{ran}");
    // Where it is gone another one takes its place.
    world.run("mfa remove email --yes").ok();
    assert_eq!(status(&world)["methods"][0]["default"], true);
    world.run("signout").ok();
    world.pass(30);
    let ran = world.talking(kit.answers(&world)).run("apppw list");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_method_is_removed_but_never_the_last_one() {
    let (world, kit) = signed_in();
    told!(
        world.run("mfa remove Authenticator --yes").refused(77),
        // Nothing is asked first.
        world.talking([]).run("mfa remove 1").ended(77),
        world.run("mfa remove nothing --yes").refused(67),
    );
    add_mail(&world);
    told!(
        world
            .talking([
                ("Remove which method?", "alain@example.org".into()),
                ("Remove the method", "".into()),
            ])
            .run("mfa remove"),
        world.run("mfa remove Authenticator --yes --json"),
        world.run("mfa remove email --yes").refused(77),
        world.run("mfa status"),
    );
    // What was removed signs nobody in.
    world.pass(60);
    world
        .fed(
            "signin --password-stdin --method Authenticator",
            &kit.lines(&world),
        )
        .refused(67);
    // Where MFA isn't required any more, the last one may go.
    world
        .run("account set alain@contoso.com --mfa disabled")
        .ok();
    world.run("mfa remove email --yes --operator").ok();
    told!(
        world.run("mfa remove --operator").refused(67),
        world.run("mfa default --operator").refused(67),
    );
    world
        .run("account set alain@contoso.com --mfa enabled")
        .ok();
    assert_eq!(status(&world)["mfa"], "enabled");
}

#[test]
fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let (world, kit) = signed_in();
    told!(world.run("mfa recovery").refused(69));
    let ran = world.run("mfa recovery --yes");
    told!(ran);
    let new = recovery_codes(&ran.out);
    assert_eq!(new.len(), 10);
    assert_eq!(status(&world)["recovery_codes_left"], 10);
    let with = |code: &str| format!("{PASSWORD}\n{code}\n");
    for old in &kit.codes[..2] {
        world.fed("signin --password-stdin", &with(old)).refused(77);
    }
    world.fed("signin --password-stdin", &with(&new[0])).ok();
    told!(
        world
            .talking([("Make new recovery codes", "".into())])
            .run("mfa recovery"),
        world.run("mfa recovery --yes --json"),
        world.watched().run("mfa recovery --yes"),
    );
    let ran = world
        .talking([
            ("Make new recovery codes", "yes".into()),
            ("How do you want to keep them?", "Show".into()),
            ("Have you saved", "".into()),
        ])
        .run("mfa recovery");
    told!(ran);
}

#[test]
fn recovery_codes_are_for_those_whose_mfa_is_set_up() {
    for mfa in ["disabled", "enabled"] {
        let world = known(mfa);
        world.fed("signin --password-stdin", PASSWORD).ok();
        told!(world.run("mfa recovery --yes").refused(77));
        // Nothing is asked before it is refused.
        world.talking([]).run("mfa recovery").ended(77);
    }
}

#[test]
fn stopping_while_new_recovery_codes_are_kept_leaves_the_old_ones_and_says_so() {
    let (world, kit) = signed_in();
    let ran = world
        .talking([
            ("Make new recovery codes", "yes".into()),
            ("How do you want to keep them?", "Show".into()),
            ("Have you saved them?", Answer::End),
        ])
        .run("mfa recovery")
        .ended(130);
    let old = world.fed(
        "signin --password-stdin",
        &format!("{PASSWORD}\n{}\n", kit.codes[0]),
    );
    let said =
        "error: interrupted\nThe new recovery codes aren't valid; earlier ones still work.\n";
    assert!(ran.err.ends_with(said), "{ran}");
    assert_eq!(old.code, 0, "{old}");
}

#[test]
fn a_reset_is_an_operators_and_takes_everything_that_was_set_up() {
    let (world, kit) = signed_in();
    let app = create(&world, "Outlook");
    add_mail(&world);
    told!(
        world.run("mfa reset --yes").refused(77),
        world.run("mfa reset --operator").refused(69),
        world
            .talking([("Remove every method", "".into())])
            .run("mfa reset --operator"),
    );
    assert!(is_signed_in(&world));
    told!(
        world
            .talking([("Remove every method", "yes".into())])
            .run("mfa reset --operator"),
        world.run("mfa status --operator"),
        world.fed("apppw verify", &app),
    );
    assert!(!is_signed_in(&world));
    assert_eq!(reason(&world, "", &app), "mfa_not_enforced");
    let account = status(&world);
    assert_eq!(account["recovery_codes_left"], 0);
    assert_eq!(account["mfa"], "enabled");
    // The password alone is enough until it is set up anew; what there was signs nobody in.
    world.fed("signin --password-stdin", PASSWORD).ok();
    let new = enrol(&world, ALAIN);
    assert_eq!(new.codes.len(), 10);
    assert_eq!(reason(&world, "", &app), "yes");
    for old in [
        &kit.lines(&world),
        &format!("{PASSWORD}\n{}\n", kit.codes[0]),
    ] {
        world.fed("signin --password-stdin", old).refused(77);
    }
    new.sign_in(&world);
}

#[test]
fn a_reset_of_an_account_without_methods_asks_changes_and_records_nothing() {
    let world = known("enabled");
    let log = || world.run("log --operator").ok();
    let before = log();
    told!(
        world.run("mfa reset --operator"),
        world.run("mfa reset --operator --delete-app-passwords --json"),
    );
    assert_eq!(log(), before);
    // But a sign-in is ended.
    world.fed("signin --password-stdin", PASSWORD).ok();
    told!(world.run("mfa reset --operator --yes"));
    assert!(!is_signed_in(&world));
}

/// Each thing that a reset takes away is a reason for one.
#[test]
fn a_reset_is_done_for_whatever_there_is() {
    fn begin(world: &World) {
        world.run("mfa enroll --operator").ok();
    }
    fn keep_the_method_alone(world: &World) {
        enrol(world, ALAIN);
        world
            .run("account set alain@contoso.com --mfa disabled")
            .ok();
        with_key::change(&world.store(), "DELETE FROM recovery_code", []);
    }
    fn keep_the_codes_alone(world: &World) {
        enrol(world, ALAIN);
        world
            .run("account set alain@contoso.com --mfa disabled")
            .ok();
        world.run("mfa remove Authenticator --operator --yes").ok();
    }
    fn keep_an_app_password_alone(world: &World) {
        enrol(world, ALAIN);
        world.run("apppw create Outlook --operator").ok();
        world.run("mfa reset --operator --yes").ok();
    }
    let all = [
        (begin as fn(&World), ""),
        (keep_the_method_alone, ""),
        (keep_the_codes_alone, ""),
        (keep_an_app_password_alone, "--delete-app-passwords"),
    ];
    for (number, (set_up, flags)) in all.into_iter().enumerate() {
        let world = known("enabled");
        set_up(&world);
        let reset = || world.run(&format!("mfa reset --operator --yes {flags}"));
        let done = reset();
        assert_eq!(done.code, 0, "{number}: {done}");
        assert!(
            !done.err.contains("Nothing was changed"),
            "{number}: {done}"
        );
        let again = reset();
        assert!(
            again.err.contains("Nothing was changed"),
            "{number}: {again}"
        );
    }
}

#[test]
fn a_reset_may_take_the_app_passwords_with_it() {
    let (world, _) = signed_in();
    let app = create(&world, "Outlook");
    create(&world, "Printer");
    world.run("apppw rotate Printer --overlap 24h").ok();
    told!(
        world
            .talking([("Remove every method", "no".into())])
            .run("mfa reset --delete-app-passwords --operator"),
        world.run("mfa reset --delete-app-passwords --operator --yes --json"),
    );
    assert_eq!(reason(&world, "", &app), "deleted");
    enrol(&world, ALAIN);
    assert_eq!(reason(&world, "", &app), "deleted");
}

#[test]
fn at_the_limit_one_may_be_deleted_to_make_room() {
    let (world, kit) = signed_in();
    policy(&world, "app-password-limit 3");
    let never = create(&world, "Never");
    let old = create(&world, "Old");
    let new = create(&world, "New");
    assert_eq!(reason(&world, "", &old), "yes");
    world.pass(86_400);
    assert_eq!(reason(&world, "", &new), "yes");
    kit.sign_in(&world);
    let question = "Delete which one to make room?";
    let ran = world
        .talking([
            (question, "Old".into()),
            ("Delete the app password Old of", "yes".into()),
        ])
        .run("apppw create Phone");
    told!(
        ran,
        world
            .talking([(question, "esc".into())])
            .run("apppw create Tablet")
            .ended(73),
        world
            .talking([(question, "Never".into()), ("Delete the app", "".into())])
            .run("apppw create Tablet")
            .ended(73),
        // Several at once.
        world
            .talking([
                ("Create 2 app passwords", "".into()),
                (question, "Never".into()),
                ("Delete the app", "yes".into()),
                (question, "New".into()),
                ("Delete the app", "yes".into()),
            ])
            .run("apppw create Tablet Watch"),
    );
    assert_eq!(reason(&world, "", &never), "deleted");
    assert_eq!(reason(&world, "", &old), "deleted");
}

/// Who couldn't have the new one anyway isn't to lose an old one.
#[test]
fn at_the_limit_nothing_is_deleted_for_a_name_that_is_taken() {
    let (world, _) = signed_in();
    policy(&world, "app-password-limit 2");
    let outlook = create(&world, "Outlook");
    let printer = create(&world, "Printer");
    let ran = world.talking([]).run("apppw create Printer").ended(73);
    assert!(
        ran.err.contains("already has an app password 'Printer'"),
        "{ran}"
    );
    assert_eq!(reason(&world, "", &outlook), "yes");
    assert_eq!(reason(&world, "", &printer), "yes");
}

#[test]
fn more_than_the_limit_at_once_can_never_be_made() {
    let (world, _) = signed_in();
    policy(&world, "app-password-limit 2");
    let outlook = create(&world, "Outlook");
    let ran = world.talking([]).run("apppw create a b c --yes").ended(73);
    told!(ran);
    assert_eq!(reason(&world, "", &outlook), "yes");
}

#[test]
fn an_app_that_needs_none_is_told_and_asked_about() {
    let (world, _) = signed_in();
    world
        .run_with(
            &["policy", "set", "modern-apps", "Outlook 365*,Thunderbird"],
            b"",
        )
        .ok();
    told!(
        world
            .talking([
                ("Create 2 app passwords", "".into()),
                ("Create one for thunderbird anyway?", "".into()),
            ])
            .run("apppw create thunderbird Printer"),
        world
            .talking([
                ("Create 2 app passwords", "".into()),
                ("Create one for thunderbird anyway?", "yes".into()),
            ])
            .run("apppw create thunderbird Printer"),
        world.talking([]).run("apppw create Thunderbird --yes"),
        world.run("apppw delete --all --yes"),
        // Nobody to ask.
        world.run("apppw create Thunderbird"),
        world.talking([]).run("apppw create Printer"),
    );
}

#[test]
fn an_app_that_needs_none_is_told_when_mfa_is_set_up_too() {
    let world = known("enabled");
    policy(&world, "modern-apps Thunderbird");
    world.fed("signin --password-stdin", PASSWORD).ok();
    let ran = world
        .talking([
            ("Step 1", "An authenticator".into()),
            ("Code from the app", Answer::Shown),
            ("Which one?", "".into()),
            ("How do you want to keep them?", "Show".into()),
            ("Have you saved", "".into()),
            ("Create one for Thunderbird anyway?", "no".into()),
        ])
        .run("mfa enroll --app Thunderbird");
    assert!(ran.err.contains("needs no app password"), "{ran}");
    assert_eq!(world.run("apppw list").ok(), "");
}

#[test]
fn who_asks_why_it_does_not_work_is_told_what_mends_it() {
    let (world, _) = signed_in();
    let asked = |world: &World, line: &str, typed: &str| {
        world.talking([("App password", typed.into())]).run(line)
    };
    let good = create(&world, "Outlook");
    let gone = create(&world, "Gone");
    world.run("apppw delete Gone --yes").ok();
    let scoped = create(&world, "Scoped --only imap --from 192.0.2.0/24");
    let rotated = create(&world, "Rotated");
    world.run("apppw rotate Rotated").ok();
    told!(
        asked(&world, "apppw verify", &good),
        asked(&world, "apppw verify", "abcdefghijklmnop"),
        asked(&world, "apppw verify", &good[..15]),
        asked(&world, "apppw verify", "my own p4ssword!"),
        asked(&world, "apppw verify", PASSWORD),
        asked(&world, "apppw verify", &gone),
        asked(&world, "apppw verify", &rotated),
        asked(&world, "apppw verify", &scoped),
        asked(
            &world,
            "apppw verify --service smtp --from 192.0.2.1",
            &scoped
        ),
        asked(&world, "apppw verify --service imap", &scoped),
        asked(
            &world,
            "apppw verify --service imap --from 198.51.100.1",
            &scoped
        ),
        asked(
            &world,
            "apppw verify --service imap --from 192.0.2.1",
            &scoped
        ),
        asked(&world, "apppw verify Scoped", &good),
    );
    let ending = create(&world, "Ending --expires 1d");
    world.pass(2 * 86_400);
    told!(asked(&world, "apppw verify", &ending));
    policy(&world, "app-passwords blocked");
    told!(asked(&world, "apppw verify", &good));
    policy(&world, "app-passwords allowed");
    world.run("mfa reset --operator --yes").ok();
    told!(asked(&world, "apppw verify", &good));
    world
        .run("account set alain@contoso.com --mfa disabled")
        .ok();
    told!(asked(&world, "apppw verify", &good));
    world.run("account set alain@contoso.com --disable").ok();
    told!(asked(&world, "apppw verify", &good));
}

/// What is advised works.
#[test]
fn an_expired_one_is_mended_by_rotating_it() {
    let (world, kit) = signed_in();
    let ending = create(&world, "Ending --expires 1d");
    world.pass(2 * 86_400);
    assert_eq!(reason(&world, "", &ending), "expired");
    kit.sign_in(&world);
    let new = world.run("apppw rotate Ending").word();
    assert_eq!(reason(&world, "", &new), "yes");
}

/// Nobody learns of the primary password that it is right.
#[test]
fn the_primary_password_is_like_any_wrong_one() {
    let (world, _) = signed_in();
    let asked = |typed: &'static str| {
        world
            .talking([("App password", typed.into())])
            .run("apppw verify")
    };
    let (right, other) = (asked(PASSWORD), asked(ANOTHER));
    assert_eq!(
        (right.code, right.out, right.err),
        (other.code, other.out, other.err)
    );
}

#[test]
fn an_operator_clears_the_way() {
    let (world, _) = signed_in();
    create(&world, "Outlook");
    create(&world, "Printer");
    told!(
        world
            .talking([("Delete all 2 app passwords of", "yes".into())])
            .run(&format!("apppw delete --all -a {ALAIN} --operator")),
        world.run("apppw list"),
    );
}

/// The holder's sign-in ends while a question is open.
#[test]
fn what_was_taken_away_meanwhile_is_not_done() {
    let (world, _) = signed_in();
    create(&world, "Outlook");
    let world = Rc::new(world);
    let other = Rc::clone(&world);
    let ran = world
        .talking([(
            "Delete the app password Outlook",
            Answer::Computed(Box::new(move || {
                other.run("apppw delete Outlook --yes --operator").ok();
                "yes".to_owned()
            })),
        )])
        .run("apppw delete Outlook");
    told!(ran);
}
