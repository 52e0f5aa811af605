//! Codes by e-mail and phone: for how long, how often, and for what.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use crate::cli::people::{
    ASKED, BEA, PASSWORD, add, deliver_to_file, enrol, holder, is_signed_in, prove_email,
    reachable, script, set_command, typing,
};
use crate::support::database::is_in_a_file;
use crate::support::{ALAIN, Answer, World, sent_code};

/// A code that was sent while somebody signed in who then went away.
fn sent_in_vain(world: &World, mail: &Path, account: &str) -> String {
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            (ASKED, "".into()),
            ("Choose a sign-in method", "esc".into()),
        ])
        .run(&format!("signin --method email -a {account}"));
    assert_eq!(ran.code, 1, "{ran}");
    sent_code(mail)
}

#[test]
fn a_code_has_six_digits_and_signs_in_once() {
    let (world, _, mail) = reachable();
    let ran = world
        .talking(typing([Answer::Sent(mail.clone())]))
        .run("signin --method email");
    assert_eq!(ran.code, 0, "{ran}");
    let code = sent_code(&mail);
    assert!(code.bytes().all(|b| b.is_ascii_digit()), "{code}");
    world.pass(60);
    let again = || Answer::from(code.as_str());
    let ran = world
        .talking(typing([again(), again(), again()]))
        .run("signin --method email")
        .ended(77);
    assert_ne!(sent_code(&mail), code, "{ran}");
    // As it may be typed.
    world.pass(60);
    let grouped = {
        let mail = mail.clone();
        Answer::Computed(Box::new(move || {
            let code = sent_code(&mail);
            format!(" {} {}", &code[..3], &code[3..])
        }))
    };
    let ran = world
        .talking(typing([grouped]))
        .run("signin --method email");
    assert_eq!(ran.code, 0, "{ran}");
}

/// Whoever waited too long gets another one, without beginning again.
#[test]
fn another_code_is_sent_in_place_of_one_that_is_over() {
    let (world, _, mail) = reachable();
    let world = Rc::new(world);
    let late = {
        let (world, mail) = (Rc::clone(&world), mail.clone());
        Answer::Computed(Box::new(move || {
            world.pass(600);
            sent_code(&mail)
        }))
    };
    let ran = world
        .talking([
            ("Password of", PASSWORD.into()),
            (ASKED, late),
            (ASKED, Answer::Sent(mail.clone())),
        ])
        .run("signin --method email");
    assert_eq!(ran.code, 0, "{ran}");
    told!(ran);
}

#[test]
fn one_message_is_sent_a_minute() {
    let (world, _, mail) = reachable();
    let tried = |code: u8| {
        let ran = world.fed(
            "signin --password-stdin --method email",
            &format!("{PASSWORD}\n1\n"),
        );
        assert_eq!(ran.code, code, "{ran}");
        ran
    };
    let first = tried(77);
    let code = sent_code(&mail);
    world.pass(59);
    let second = tried(75);
    assert_eq!(sent_code(&mail), code);
    told!(first, second);
    world.pass(1);
    tried(77);
    assert_ne!(sent_code(&mail), code);
    // The same goes for those that verify.
    world
        .fed("signin --password-stdin", &format!("{PASSWORD}\n1\n"))
        .refused(77);
}

/// A code that couldn't be sent keeps nobody waiting.
#[test]
fn what_was_not_sent_is_no_message() {
    let (world, _, mail) = reachable();
    let there = script(&world, "failing", "cat > /dev/null; exit 3");
    set_command(&world, "mail", &there);
    told!(
        world
            .fed(
                "signin --password-stdin --method email",
                &format!("{PASSWORD}\n1\n")
            )
            .refused(69)
    );
    let again = deliver_to_file(&world, "mail");
    assert_eq!(again, mail);
    let ran = world
        .talking(typing([Answer::Sent(mail)]))
        .run("signin --method email");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_code_is_of_no_use_to_another_request() {
    let (world, _, mail) = reachable();
    let refused = |what: &str, account: &str, code: &str| {
        let ran = world
            .talking([
                ("Password of", PASSWORD.into()),
                (ASKED, code.into()),
                (ASKED, "".into()),
                ("Choose a sign-in method", "esc".into()),
            ])
            .run(&format!("signin --method email -a {account}"));
        assert_eq!(ran.code, 1, "{what}: {ran}");
        assert!(
            ran.err.contains("error: the code isn't right"),
            "{what}: {ran}"
        );
        world.pass(60);
    };
    let code = sent_in_vain(&world, &mail, ALAIN);
    world.pass(60);
    refused("another sign-in", ALAIN, &code);

    add(&world, BEA, "enabled");
    let bea = enrol(&world, BEA);
    world.pass(30);
    world
        .fed(
            &format!("signin --password-stdin -a {BEA}"),
            &bea.lines(&world),
        )
        .ok();
    prove_email(&world, BEA, &mail);
    world.run("signout").ok();
    world.pass(60);
    let code = sent_in_vain(&world, &mail, ALAIN);
    refused("another account", BEA, &code);

    let ran = world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::End),
        ])
        .run(&format!("mfa enroll --operator -a {ALAIN}"));
    assert_eq!(ran.code, 130, "{ran}");
    let code = sent_code(&mail);
    world.pass(60);
    refused("verification", ALAIN, &code);
    assert!(!is_signed_in(&world));
}

/// Codes that go on and on being asked for are codes that go on and on being guessed.
#[test]
fn asking_again_gives_no_tries_back() {
    let (world, _, _) = reachable();
    let wrong = || Answer::from("1");
    let ran = world
        .talking(typing([wrong(), wrong(), wrong()]))
        .run("signin --method email")
        .ended(77);
    drop(ran);
    world.pass(60);
    told!(
        world
            .talking(typing([wrong(), wrong(), wrong()]))
            .run("signin --method email")
            .ended(75)
    );
}

#[test]
fn a_code_that_went_to_an_address_that_was_changed_signs_nobody_in() {
    for by_operator in [true, false] {
        let (world, _, mail) = reachable();
        let world = Rc::new(world);
        let changed = {
            let (world, mail) = (Rc::clone(&world), mail.clone());
            Answer::Computed(Box::new(move || {
                let code = sent_code(&mail);
                if by_operator {
                    world
                        .run("account set alain@contoso.com --email new@example.org")
                        .ok();
                    return code;
                }
                // In another window.
                world.pass(60);
                let ran = world
                    .talking([
                        ("Step 1", "A code by e-mail".into()),
                        ("E-mail address", "new@example.org".into()),
                        ("Code in the message", Answer::Sent(mail)),
                    ])
                    .run("mfa enroll --operator");
                assert_eq!(ran.code, 0, "{ran}");
                code
            }))
        };
        let ran = world
            .talking([
                ("Password of", PASSWORD.into()),
                (ASKED, changed),
                ("Choose a sign-in method", "esc".into()),
            ])
            .run("signin --method email");
        assert_eq!(ran.code, 1, "{ran}");
        assert!(!is_signed_in(&world), "{ran}");
    }
}

/// It isn't a sign-in that was refused.
#[test]
fn a_wrong_code_of_an_enrolment_is_recorded_as_that() {
    let (world, kit) = holder();
    let mail = deliver_to_file(&world, "mail");
    kit.sign_in(&world);
    let before = crate::cli::entries(&world);
    let ran = world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::NotSent(mail)),
            ("Code in the message", Answer::End),
        ])
        .run("mfa enroll");
    assert_eq!(ran.code, 130, "{ran}");
    assert_eq!(
        crate::cli::events_since(&world, before),
        [
            "mfa.code-requested",
            "mfa.code-sent",
            "mfa.enrolment-refused"
        ]
    );
}

/// Somebody who mistyped the address and corrects it.
#[test]
fn a_message_to_another_address_is_not_told_of_as_one_to_this() {
    let (world, kit) = holder();
    deliver_to_file(&world, "mail");
    kit.sign_in(&world);
    let tried = |address: &'static str| {
        let mut script = vec![
            ("Step 1", Answer::from("A code by e-mail")),
            ("E-mail address", address.into()),
        ];
        if address.contains("typo") {
            script.push(("Code in the message", Answer::End));
        }
        world.talking(script).run("mfa enroll")
    };
    assert_eq!(tried("alain@typo.example").code, 130);
    let ran = tried("alain@example.org");
    assert_eq!(ran.code, 75, "{ran}");
    told!(ran);
}

#[test]
fn neither_the_code_nor_the_whole_address_is_told() {
    if !is_in_a_file() {
        return;
    }
    let (world, _, mail) = reachable();
    let ran = world.fed(
        "signin --password-stdin --method email",
        &format!("{PASSWORD}\n1\n"),
    );
    let code = sent_code(&mail);
    assert!(
        !ran.err.contains(&code) && !ran.err.contains("alain@example.org"),
        "{ran}"
    );
    let log = world.run("log --json").ok();
    assert!(!log.contains(&code), "{log}");
    let store = fs::read(world.store()).unwrap();
    assert!(!store.windows(6).any(|six| six == code.as_bytes()));
}

/// A code that was sent signs in, and why one wasn't sent is told, also if neither can be recorded. That
/// it was asked for was recorded before.
#[test]
fn what_happened_to_a_message_is_told_whether_or_not_it_can_be_recorded() {
    let (world, _, mail) = reachable();
    let (head, aside) = (world.head(), world.path().join("aside"));
    // Without its head the store can't be written.
    let lose_head = format!("mv {} {}", head.display(), aside.display());
    let sending = script(
        &world,
        "sending",
        &format!("cat > {}; {lose_head}", mail.display()),
    );
    set_command(&world, "mail", &sending);
    let before = crate::cli::entries(&world);
    let code = Answer::Computed(Box::new({
        let (head, aside) = (head.clone(), aside.clone());
        move || {
            fs::rename(aside, head).unwrap();
            sent_code(&mail)
        }
    }));
    let ran = world.talking(typing([code])).run("signin --method email");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(
        crate::cli::events_since(&world, before),
        ["mfa.code-requested", "account.signed-in"]
    );

    world.run("signout").ok();
    world.pass(60);
    let failing = "cat > /dev/null; exit 3";
    let failing_so = script(&world, "failing-so", &format!("{lose_head}; {failing}"));
    set_command(&world, "mail", &failing_so);
    let before = crate::cli::entries(&world);
    let line = "signin --password-stdin --method email";
    let ran = world.fed(line, PASSWORD);
    assert_eq!(ran.code, 69, "{ran}");
    assert!(ran.err.contains("exit status 3"), "{ran}");
    fs::rename(aside, head).unwrap();
    assert_eq!(
        crate::cli::events_since(&world, before),
        ["mfa.code-requested"]
    );
    set_command(&world, "mail", &script(&world, "failing", failing));
    world.pass(60);
    let before = crate::cli::entries(&world);
    assert_eq!(world.fed(line, PASSWORD).code, 69);
    assert_eq!(
        crate::cli::events_since(&world, before),
        ["mfa.code-requested", "mfa.code-not-sent"]
    );
}
