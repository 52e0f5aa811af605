//! Setting MFA up step by step, as a person at a terminal does.

use std::cell::RefCell;
use std::fs;
use std::rc::Rc;

use crate::cli::people::{
    PASSWORD, deliver_to_file, holder, is_signed_in, known, policy, script, set_command, status,
};
use crate::cli::{create, entries, reason};
use crate::support::{ALAIN, Answer, World};

const METHOD: &str = "Step 1";
const APP: &str = "An authenticator app";
const MAIL: &str = "A code by e-mail";
const TEXT: &str = "A code by text message";
const ALTERNATE: &str = "Which one?";
const KEEP: &str = "How do you want to keep them?";
const KEPT: &str = "Have you saved them?";

/// Signed in, and MFA not set up yet.
fn enabled() -> World {
    let world = known("enabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    world
}

/// Everything that the store says of the account.
fn state(world: &World) -> (serde_json::Value, String) {
    (
        status(world),
        world.run(&format!("account show {ALAIN} --json")).ok(),
    )
}

fn app_password(output: &str) -> String {
    let line = output.lines().rev().find(|line| !line.is_empty()).unwrap();
    line.trim().to_owned()
}

/// As the sheet shows them, two beside each other.
fn codes_shown(output: &str) -> Vec<String> {
    output
        .lines()
        .filter(|line| line.starts_with("    ") && line.matches('-').count() == 6)
        .flat_map(|line| line.split_whitespace().map(str::to_owned))
        .collect()
}

#[test]
fn an_authenticator_is_set_up_step_by_step() {
    let world = known("enabled");
    let ran = world
        .talking([
            ("Password of alain@contoso.com", PASSWORD.into()),
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "Outlook".into()),
        ])
        .run("mfa enroll");
    told!(ran);
    assert_eq!(reason(&world, "", &app_password(&ran.out)), "yes");
    assert!(is_signed_in(&world), "with a second factor by now");
    let codes = codes_shown(&ran.out);
    assert_eq!(codes.len(), 10, "{ran}");
    world.run("signout").ok();
    world
        .fed(
            "signin --password-stdin",
            &format!("{PASSWORD}\n{}\n", codes[9]),
        )
        .ok();
    told!(world.watched().run("mfa status"));
}

/// The code that proved the authenticator is used up.
#[test]
fn the_code_that_proved_it_signs_nobody_in() {
    let world = enabled();
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll --no-app");
    assert_eq!(ran.code, 0, "{ran}");
    let key = crate::support::key_shown(&ran.out);
    let lines = |world: &World| {
        let code = crate::support::code_at(&key, world.now());
        format!("{PASSWORD}\n{code}\n")
    };
    world
        .fed("signin --password-stdin", &lines(&world))
        .refused(77);
    world.pass(30);
    world.fed("signin --password-stdin", &lines(&world)).ok();
}

#[test]
fn three_wrong_codes_end_it_and_nothing_is_changed() {
    let world = enabled();
    let before = state(&world);
    let log = entries(&world);
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::NeverShown),
            ("Code from the app", "".into()),
            ("Code from the app", "12345".into()),
            ("Code from the app", Answer::NeverShown),
            ("Code from the app", Answer::NeverShown),
        ])
        .run("mfa enroll")
        .ended(1);
    told!(ran);
    assert_eq!(state(&world), before);
    assert_eq!(entries(&world), log);
    // Twice wrong is still in time.
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::NeverShown),
            ("Code from the app", Answer::NeverShown),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll --no-app");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn stopping_at_any_step_changes_nothing() {
    let world = enabled();
    let before = state(&world);
    let steps = || -> Vec<(&'static str, Answer)> {
        vec![
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "Outlook".into()),
        ]
    };
    for (stop, answer, code) in [
        (0, Answer::from("esc"), 1),
        (1, Answer::End, 130),
        (2, "esc".into(), 1),
        (3, "esc".into(), 1),
        (4, Answer::End, 130),
        (5, Answer::End, 130),
    ] {
        let mut script = steps();
        script.truncate(stop + 1);
        script[stop].1 = answer;
        let ran = world.talking(script).run("mfa enroll").ended(code);
        let entry = "The authenticator wasn't added: you can delete the new entry in your app.\n";
        let codes = "The new recovery codes aren't valid.\n";
        let said = match stop {
            0 => String::new(),
            1 | 2 => entry.to_owned(),
            _ => format!("{entry}{codes}"),
        };
        let again = "MFA isn't set up yet. Start again with 'keyfob mfa enroll'.\n";
        let why = if code == 1 {
            "cancelled"
        } else {
            "interrupted"
        };
        assert!(
            ran.err.ends_with(&format!("error: {why}\n{again}{said}")),
            "{ran}"
        );
        assert_eq!(state(&world), before, "at {}", steps()[stop].0);
    }
    let mut script = steps();
    script.last_mut().unwrap().1 = "a\tb".into();
    script.push(("Name of the app", "Outlook".into()));
    let ran = world.talking(script).run("mfa enroll");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_code_by_e_mail() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    let ran = world
        .talking([
            (METHOD, MAIL.into()),
            ("E-mail address", "not an address".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", "000000".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "".into()),
        ])
        .run("mfa enroll");
    told!(ran);
    assert_eq!(reason(&world, "", &app_password(&ran.out)), "yes");
    let text = fs::read_to_string(mail).unwrap();
    assert!(text.contains("\nTo: alain@example.org\n"), "{text}");
    // By the real clock, and by chance.
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with("Date: ") && !line.starts_with("Message-ID: "))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    told!(
        world.watched().run("mfa status"),
        world.run("mfa status --json")
    );
}

#[test]
fn a_code_by_text_message() {
    let world = enabled();
    let phone = deliver_to_file(&world, "phone");
    world
        .run("account set alain@contoso.com --phone +49-30-123456")
        .ok();
    let ran = world
        .talking([
            (METHOD, TEXT.into()),
            ("Phone number", "".into()),
            ("Code in the message", Answer::Sent(phone.clone())),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "Outlook".into()),
        ])
        .run("mfa enroll");
    told!(ran);
    insta::assert_snapshot!(fs::read_to_string(&phone).unwrap());
    world.run("signout").ok();
    world.pass(60);
    told!(
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code sent to …56", Answer::Sent(phone.clone())),
            ])
            .run("apppw list")
    );
    insta::assert_snapshot!(fs::read_to_string(&phone).unwrap());
}

#[test]
fn text_messages_are_offered_where_there_is_a_command_for_them() {
    let world = enabled();
    let ran = world.talking([(METHOD, "esc".into())]).run("mfa enroll");
    assert!(!ran.talk.unwrap().contains(TEXT));
    deliver_to_file(&world, "phone");
    let ran = world.talking([(METHOD, "esc".into())]).run("mfa enroll");
    assert!(ran.talk.unwrap().contains(TEXT));
}

#[test]
fn three_wrong_codes_of_a_message_end_it_and_nothing_is_changed() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    let before = state(&world);
    let wrong = || Answer::NotSent(mail.clone());
    told!(
        world
            .talking([
                (METHOD, MAIL.into()),
                ("E-mail address", "alain@example.org".into()),
                ("Code in the message", wrong()),
                ("Code in the message", "".into()),
                ("Code in the message", "12345678".into()),
                ("Code in the message", wrong()),
                ("Code in the message", wrong()),
            ])
            .run("mfa enroll")
            .ended(1)
    );
    assert_eq!(state(&world), before);
}

#[test]
fn a_command_that_fails_leaves_the_other_methods_and_enrols_nothing() {
    let world = enabled();
    deliver_to_file(&world, "phone");
    let failing = script(&world, "failing", "cat > /dev/null; exit 3");
    set_command(&world, "mail", &failing);
    let before = state(&world);
    told!(
        world
            .talking([
                (METHOD, MAIL.into()),
                ("E-mail address", "alain@example.org".into()),
                (METHOD, "esc".into()),
            ])
            .run("mfa enroll")
            .ended(1)
    );
    assert_eq!(state(&world), before);
    // The next may be tried at once, and the authenticator is still to be had.
    let ran = world
        .talking([
            (METHOD, MAIL.into()),
            ("E-mail address", "alain@example.org".into()),
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll --no-app");
    told!(ran);
    let methods = status(&world)["methods"].clone();
    assert_eq!(methods.as_array().unwrap().len(), 1, "{methods}");
    assert_eq!(methods[0]["kind"], "authenticator");
    // It was asked for, and wasn't sent.
    let log = world.run("log --json").ok();
    assert!(!log.contains("mfa.code-sent"), "{log}");
    assert!(log.contains("mfa.code-not-sent"), "{log}");
}

#[test]
fn where_no_mail_can_be_sent_and_nothing_else_is_left_the_error_says_why() {
    let (world, kit) = holder();
    for _ in 2..=5 {
        let uri = world.run("mfa enroll --operator").word();
        let code = world.code(&uri);
        world
            .run(&format!("mfa enroll --operator --confirm {code}"))
            .ok();
    }
    let failing = script(&world, "failing", "cat > /dev/null; exit 3");
    set_command(&world, "mail", &failing);
    kit.sign_in(&world);
    let to = [("E-mail address", "alain@example.org".into())];
    told!(world.talking(to).run("mfa enroll").ended(69));
    set_command(&world, "mail", "/nowhere/sendmail");
    told!(world.talking([]).run("mfa enroll").ended(73));
    assert_eq!(status(&world)["can_add"], serde_json::json!([]));
    deliver_to_file(&world, "mail");
    policy(&world, "contact-codes off");
    told!(world.talking([]).run("mfa enroll").ended(73));
}

#[test]
fn contact_codes_that_are_off_are_not_offered() {
    let world = enabled();
    deliver_to_file(&world, "phone");
    for codes in ["off", "recovery-only"] {
        policy(&world, &format!("contact-codes {codes}"));
        // There is nothing to choose from.
        let ran = world
            .talking([("Code from the app", Answer::End)])
            .run("mfa enroll");
        assert_eq!(ran.code, 130, "{ran}");
    }
}

#[test]
fn what_mfa_status_says_can_be_added_is_what_is_offered() {
    let world = enabled();
    for codes in ["off", "recovery-only"] {
        policy(&world, &format!("contact-codes {codes}"));
        assert_eq!(
            status(&world)["can_add"],
            serde_json::json!(["authenticator"]),
            "{codes}"
        );
    }
}

#[test]
fn contacts_for_recovery_only_are_no_second_factor_by_themselves() {
    let (world, kit) = holder();
    let mail = deliver_to_file(&world, "mail");
    policy(&world, "contact-codes recovery-only");
    kit.sign_in(&world);
    let ran = world
        .talking([
            (METHOD, MAIL.into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
        ])
        .run("mfa enroll");
    assert_eq!(ran.code, 0, "{ran}");
    told!(
        world.run("mfa default email").refused(77),
        world.run("mfa remove Authenticator --yes").refused(77),
        world.watched().run("mfa status"),
    );
    world.pass(60);
    // It still helps out who has lost the authenticator.
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            ("Code from Authenticator", "".into()),
            ("Choose a sign-in method", "E-mail".into()),
            ("Code sent to", Answer::Sent(mail.clone())),
        ])
        .run("signin");
    assert_eq!(ran.code, 0, "{ran}");
    policy(&world, "contact-codes off");
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            ("Code from Authenticator", "".into()),
            ("Choose a sign-in method", "esc".into()),
        ])
        .run("signin");
    assert!(!ran.talk.as_ref().unwrap().contains("E-mail"), "{ran}");
    told!(
        world
            .fed("signin --password-stdin --method email", PASSWORD)
            .refused(67),
        world.watched().run("mfa status"),
    );
}

#[test]
fn an_alternate_contact_is_asked_for_where_policy_requires_it() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    let phone = deliver_to_file(&world, "phone");
    policy(&world, "alternate-contact required");
    let before = state(&world);
    told!(
        world
            .talking([
                (METHOD, APP.into()),
                ("Code from the app", Answer::Shown),
                ("Which one?", "esc".into()),
            ])
            .run("mfa enroll")
            .ended(1)
    );
    assert_eq!(
        state(&world),
        before,
        "the authenticator alone isn't enough"
    );
    told!(
        world
            .talking([
                (METHOD, APP.into()),
                ("Code from the app", Answer::Shown),
                ("Which one?", MAIL.into()),
                ("E-mail address", "alain@example.org".into()),
                ("Code in the message", Answer::Sent(mail.clone())),
                (KEEP, "Show".into()),
                (KEPT, "".into()),
                ("Name of the app", "Outlook".into()),
            ])
            .run("mfa enroll")
    );
    let now = status(&world);
    let kinds: Vec<_> = now["methods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|method| method["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["authenticator", "email"]);
    assert_eq!(now["methods"][0]["default"], true);
    // Whoever has one isn't asked again.
    let ran = world
        .talking([
            (METHOD, TEXT.into()),
            ("Phone number", "+49 30 123456".into()),
            ("Code in the message", Answer::Sent(phone.clone())),
        ])
        .run("mfa enroll");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn an_optional_alternate_contact_may_be_given_or_skipped_and_its_failure_ends_nothing() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    let failing = script(&world, "failing", "cat > /dev/null; exit 3");
    set_command(&world, "phone", &failing);
    told!(
        world
            .talking([
                (METHOD, APP.into()),
                ("Code from the app", Answer::Shown),
                (ALTERNATE, TEXT.into()),
                ("Phone number", "+49 30 123456".into()),
                (ALTERNATE, MAIL.into()),
                ("E-mail address", "alain@example.org".into()),
                ("Code in the message", Answer::Sent(mail)),
                (KEEP, "Show".into()),
                (KEPT, "".into()),
            ])
            .run("mfa enroll --no-app")
    );
    let methods = status(&world)["methods"].clone();
    let kinds: Vec<_> = methods
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, ["authenticator", "email"]);
}

#[test]
fn a_code_for_an_optional_alternate_contact_that_comes_too_soon_ends_nothing() {
    let world = enabled();
    deliver_to_file(&world, "mail");
    let wrong = || ("Code in the message", "000000".into());
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, MAIL.into()),
            ("E-mail address", "alain@example.org".into()),
            wrong(),
            wrong(),
            wrong(),
            (ALTERNATE, MAIL.into()),
            ("E-mail address", "alain@example.org".into()),
            (ALTERNATE, "None".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll --no-app");
    assert!(ran.err.contains("another can be sent in"), "{ran}");
    ran.ok();
    assert_eq!(status(&world)["methods"].as_array().unwrap().len(), 1);
}

/// Where the first method is a contact itself, another kind is the alternate, if there is one.
#[test]
fn the_steps_are_counted_right_where_the_first_method_is_a_contact() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    policy(&world, "alternate-contact required");
    told!(
        world
            .talking([
                (METHOD, MAIL.into()),
                ("E-mail address", "alain@example.org".into()),
                ("Code in the message", Answer::Sent(mail.clone())),
                (KEEP, "Show".into()),
                (KEPT, "".into()),
                ("Name of the app", "Outlook".into()),
            ])
            .run("mfa enroll")
    );
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    let phone = deliver_to_file(&world, "phone");
    policy(&world, "alternate-contact required");
    told!(
        world
            .talking([
                (METHOD, MAIL.into()),
                ("E-mail address", "alain@example.org".into()),
                ("Code in the message", Answer::Sent(mail.clone())),
                ("Phone number", "+4930123456".into()),
                ("Code in the message", Answer::Sent(phone.clone())),
                (KEEP, "Show".into()),
                (KEPT, "".into()),
                ("Name of the app", "Outlook".into()),
            ])
            .run("mfa enroll")
    );
}

#[test]
fn a_second_authenticator_gets_another_label_and_a_sixth_is_refused() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let add = || world.talking([(METHOD, APP.into()), ("Code from the app", Answer::Shown)]);
    let second = add().run("mfa enroll");
    assert_eq!(second.code, 0, "{second}");
    assert_eq!(
        codes_shown(&second.out).len(),
        0,
        "those there are still count"
    );
    for number in 3..=5 {
        let ran = add().run("mfa enroll");
        assert_eq!(ran.code, 0, "{number}: {ran}");
    }
    let labels: Vec<_> = status(&world)["methods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|method| method["label"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        labels,
        [
            "Authenticator",
            "Authenticator 2",
            "Authenticator 3",
            "Authenticator 4",
            "Authenticator 5"
        ]
    );
    // No sixth is offered, and with e-mail alone there is nothing to choose.
    let ran = world
        .talking([("E-mail address", Answer::End)])
        .run("mfa enroll");
    assert_eq!(ran.code, 130, "{ran}");
    assert_eq!(status(&world)["can_add"], serde_json::json!(["email"]));
    told!(
        second,
        world.run("mfa enroll").refused(73),
        world.watched().run("mfa status"),
    );
}

#[test]
fn an_authenticator_may_be_given_a_label() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let ran = world
        .talking([(METHOD, APP.into()), ("Code from the app", Answer::Shown)])
        .run("mfa enroll --label Tablet");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(status(&world)["methods"][1]["label"], "Tablet");
    world.run("mfa default Tablet").ok();
    world.run("mfa remove Tablet --yes").ok();
    assert_eq!(status(&world)["methods"][0]["default"], true);
}

/// Codes that are all used up aren't codes that are there.
#[test]
fn whoever_has_no_recovery_codes_left_gets_new_ones_that_count() {
    let (world, kit) = holder();
    for code in &kit.codes {
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n{code}\n"))
            .ok();
    }
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(status(&world)["recovery_codes_left"], 10);
    let shown = codes_shown(&ran.out);
    world
        .fed(
            "signin --password-stdin",
            &format!("{PASSWORD}\n{}\n", shown[0]),
        )
        .ok();
}

/// Codes that were made in another window while these were shown.
#[test]
fn codes_that_came_too_late_are_told() {
    let world = Rc::new(enabled());
    let uri = Rc::new(RefCell::new(String::new()));
    let other = Rc::clone(&world);
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (
                KEPT,
                Answer::Computed(Box::new(move || {
                    *uri.borrow_mut() = other.run("mfa enroll --operator").word();
                    let code = other.code(&uri.borrow());
                    other
                        .run(&format!("mfa enroll --operator --no-app --confirm {code}"))
                        .ok();
                    "yes".to_owned()
                })),
            ),
        ])
        .run("mfa enroll --no-app");
    told!(ran);
    assert_eq!(status(&world)["recovery_codes_left"], 10);
}

#[test]
fn a_changed_e_mail_is_verified_again_before_it_counts() {
    let (world, kit) = holder();
    let mail = deliver_to_file(&world, "mail");
    kit.sign_in(&world);
    let verify = |address: &'static str| {
        let ran = world
            .talking([
                (METHOD, MAIL.into()),
                ("E-mail address", address.into()),
                ("Code in the message", Answer::Sent(mail.clone())),
            ])
            .run("mfa enroll");
        assert_eq!(ran.code, 0, "{ran}");
        world.pass(60);
    };
    verify("alain@example.org");
    let kinds = || status(&world)["methods"].as_array().unwrap().len();
    assert_eq!(kinds(), 2);
    // By the holder: verified in one go.
    verify("alain@example.net");
    assert_eq!(kinds(), 2);
    assert_eq!(status(&world)["methods"][1]["label"], "alain@example.net");
    // By an operator: no method until its holder has verified it.
    world
        .run("account set alain@contoso.com --email new@example.org")
        .ok();
    assert_eq!(kinds(), 1);
    assert_eq!(status(&world)["mfa"], "enforced");
    world
        .fed("signin --password-stdin --method email", PASSWORD)
        .refused(67);
    kit.sign_in(&world);
    // Enter: the one that the operator set.
    verify("");
    assert_eq!(status(&world)["methods"][1]["label"], "new@example.org");
    // The same one again changes nothing.
    world
        .run("account set alain@contoso.com --email new@example.org")
        .ok();
    assert_eq!(kinds(), 2);
}

#[test]
fn an_account_whose_only_method_is_gone_has_to_enrol_again() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    let ran = world
        .talking([
            (METHOD, MAIL.into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "Outlook".into()),
        ])
        .run("mfa enroll");
    let app = app_password(&ran.out);
    assert_eq!(reason(&world, "", &app), "yes");
    world.pass(60);
    told!(
        world.run("account set alain@contoso.com --email new@example.org"),
        world.run("mfa status"),
        world.fed("apppw verify", &app),
    );
    assert_eq!(status(&world)["mfa"], "enabled");
    assert_eq!(reason(&world, "", &app), "mfa_not_enforced");
    // With the recovery codes there still are, and the app passwords.
    told!(
        world
            .talking([
                // Whoever was signed in no longer is.
                ("Password of", PASSWORD.into()),
                (METHOD, MAIL.into()),
                ("E-mail address", "".into()),
                ("Code in the message", Answer::Sent(mail.clone())),
            ])
            .run("mfa enroll")
    );
    assert_eq!(reason(&world, "", &app), "yes");
}

/// Only what it lost by this change costs an account its MFA.
#[test]
fn an_account_whose_method_stopped_counting_is_changed_and_stays_enforced() {
    let world = enabled();
    let mail = deliver_to_file(&world, "mail");
    world
        .talking([
            (METHOD, MAIL.into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "Outlook".into()),
        ])
        .run("mfa enroll")
        .ok();
    policy(&world, "contact-codes recovery-only");
    world
        .run("account set alain@contoso.com --phone +41791234567")
        .ok();
    assert_eq!(status(&world)["mfa"], "enforced");
}

#[test]
fn an_app_that_is_named_is_not_asked_for() {
    let world = enabled();
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll --app Outlook");
    assert!(ran.err.contains("App password for Outlook:"), "{ran}");
    policy(&world, "app-passwords frozen");
    told!(world.talking([]).run("mfa enroll --app Printer").ended(77));
}

#[test]
fn where_policy_has_no_app_passwords_none_is_asked_for() {
    let world = enabled();
    policy(&world, "app-passwords blocked");
    told!(
        world
            .talking([
                (METHOD, APP.into()),
                ("Code from the app", Answer::Shown),
                (ALTERNATE, "".into()),
                (KEEP, "Show".into()),
                (KEPT, "".into()),
            ])
            .run("mfa enroll")
    );
}

#[test]
fn creating_an_app_password_leads_through_it_first() {
    let world = known("enabled");
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            ("MFA is required for this account", "no".into()),
        ])
        .run("apppw create Outlook")
        .ended(77);
    told!(ran);
    let ran = world
        .talking([
            ("MFA is required for this account", "".into()),
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("apppw create Outlook");
    told!(ran);
    assert_eq!(reason(&world, "Outlook", &app_password(&ran.out)), "yes");
}

#[test]
fn signing_in_leads_through_it() {
    let world = known("enabled");
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            ("MFA is required for this account", "".into()),
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
            ("Name of the app", "".into()),
        ])
        .run("signin");
    assert_eq!(ran.code, 0, "{ran}");
    assert!(is_signed_in(&world));
    assert_eq!(reason(&world, "", &app_password(&ran.out)), "yes");
    assert_eq!(create(&world, "Second").len(), 16);
}

/// An operator who sits beside the holder.
#[test]
fn an_operator_may_lead_through_it() {
    let world = known("enabled");
    let ran = world
        .talking([
            (METHOD, APP.into()),
            ("Code from the app", Answer::Shown),
            (ALTERNATE, "".into()),
            (KEEP, "Show".into()),
            (KEPT, "".into()),
        ])
        .run("mfa enroll --no-app --operator");
    assert_eq!(ran.code, 0, "{ran}");
    assert!(!is_signed_in(&world), "the operator is nobody's holder");
}
