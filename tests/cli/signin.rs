//! Signing in, being signed in, and what ends it.

use crate::cli::people::{
    ANOTHER, BEA, PASSWORD, add, deliver_to_file, enrol, holder, is_signed_in, known, policy, wrong,
};
use crate::cli::{create, values};
use crate::support::{ALAIN, Answer, World};
use keyfob::domain::sign_in::TerminalSession;
use std::rc::Rc;

#[test]
fn a_password_is_enough_where_mfa_is_not_required() {
    let world = known("disabled");
    told!(
        world
            .talking([("Password of alain@contoso.com", PASSWORD.into())])
            .run("signin"),
        world.run("signout"),
        world.fed("signin --password-stdin", PASSWORD),
        world.fed("signin --password-stdin --json", &format!("{PASSWORD}\n")),
        world.run("apppw list"),
    );
    assert!(is_signed_in(&world));
}

#[test]
fn mfa_that_is_not_set_up_yet_is_told() {
    let world = known("enabled");
    told!(
        world.fed("signin --password-stdin", PASSWORD),
        world
            .talking([
                ("Password of alain@contoso.com", PASSWORD.into()),
                ("MFA is required for this account", "no".into()),
            ])
            .run("signin"),
        world.run("mfa status"),
    );
}

#[test]
fn a_second_factor_is_asked_for_where_mfa_is_set_up() {
    let (world, kit) = holder();
    told!(
        world.talking(kit.answers(&world)).run("signin"),
        world.run("apppw create Outlook"),
        world.run("signout"),
        world.run("signout"),
        world.run("signout --json"),
        world.run("apppw create Printer").refused(77),
    );
    world.pass(30);
    told!(
        world.fed("signin --password-stdin", &kit.lines(&world)),
        world.run("signout --json"),
    );
    world.pass(30);
    let json = world
        .fed("signin --password-stdin --json", &kit.lines(&world))
        .json();
    assert_eq!(json["mfa"], "enforced");
    assert_eq!(json["until"], "2026-11-21T12:11:30Z");
    told!(
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n"))
            .refused(65),
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n\n"))
            .refused(65),
    );
}

/// What needs attention is said there.
#[test]
fn a_sign_in_at_a_terminal_ends_with_what_the_account_has() {
    let (world, kit) = holder();
    let signin = |line: &str| {
        world.pass(30);
        world.talking(kit.answers(&world)).run(line)
    };
    let usual = signin("signin");
    create(&world, "Outlook");
    policy(&world, "app-passwords blocked");
    told!(usual, signin("signin"), signin("signin --quiet"));
    let ran = signin("signin --json");
    assert_eq!(
        (ran.code, ran.out.lines().count(), ran.err.as_str()),
        (0, 1, "")
    );
    // The last recovery codes.
    for code in &kit.codes[..8] {
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n{code}\n"))
            .ok();
    }
    let ran = signin("signin");
    assert!(
        ran.err
            .contains("Recovery codes left: 2. Make new ones with 'keyfob mfa recovery'."),
        "{ran}"
    );
}

#[test]
fn somebody_with_a_second_factor_alone_is_asked_for_the_password_first() {
    let (world, kit) = holder();
    let code = world.code(&kit.uri);
    world
        .fed(
            "signin --password-stdin",
            &format!("not the password\n{code}\n"),
        )
        .refused(77);
    // The code wasn't looked at.
    world
        .fed("signin --password-stdin", &kit.lines(&world))
        .ok();
}

#[test]
fn a_wrong_password_may_be_typed_again_twice() {
    let world = known("disabled");
    told!(
        world
            .talking([
                ("Password of", "wrong".into()),
                ("Password of", "wrong again".into()),
                ("Password of", "and again".into()),
            ])
            .run("signin")
            .ended(77),
        world
            .talking([
                ("Password of", "wrong".into()),
                ("Password of", PASSWORD.into()),
            ])
            .run("signin"),
        world
            .talking([
                ("Password of", "".into()),
                ("Password of", "a\tb".into()),
                ("Password of", PASSWORD.into()),
            ])
            .run("signin"),
        world
            .talking([
                ("Password of", "".into()),
                ("Password of", "".into()),
                ("Password of", "".into()),
            ])
            .run("signin")
            .ended(65),
    );
}

#[test]
fn a_wrong_code_may_be_typed_again_twice() {
    let (world, kit) = holder();
    let right = world.code(&kit.uri);
    let no = wrong(&right);
    told!(
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code from Authenticator", no.into()),
                ("Code from Authenticator", no.into()),
                ("Code from Authenticator", no.into()),
            ])
            .run("signin")
            .ended(77),
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n{no}\n"))
            .refused(77),
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code from Authenticator", no.into()),
                ("Code from Authenticator", right.into()),
            ])
            .run("signin"),
    );
}

/// Whoever tries names learns nothing of who is there.
#[test]
fn unknown_wrong_and_disabled_look_alike() {
    let world = known("disabled");
    add(&world, BEA, "disabled");
    world.run(&format!("account set {BEA} --disable")).ok();
    let tried = |name: &str, password: &str| {
        let line = format!("signin --password-stdin -a {name}");
        let piped = world.fed(&line, password).refused(77);
        let talked = world
            .talking([
                ("Password of", Answer::from(password)),
                ("Password of", "x".into()),
                ("Password of", "y".into()),
            ])
            .run(&format!("signin -a {name}"))
            .ended(77);
        (
            piped.err,
            talked.err,
            talked.talk.unwrap().replace(name, "NAME"),
        )
    };
    let wrong = tried(ALAIN, "not it");
    assert_eq!(tried("nobody@contoso.com", "not it"), wrong);
    let disabled = tried(BEA, PASSWORD);
    let hidden = |talk: &str| talk.replace(PASSWORD, "not it");
    assert_eq!(
        (disabled.0, disabled.1, hidden(&disabled.2)),
        wrong,
        "a disabled account's own password"
    );
    told!(world.fed(&format!("signin --password-stdin -a {BEA}"), PASSWORD));
}

#[test]
fn an_app_password_signs_nobody_in() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let app = create(&world, "Outlook");
    world.run("signout").ok();
    world.pass(30);
    let code = world.code(&kit.uri);
    told!(
        world
            .fed("signin --password-stdin", &format!("{app}\n{code}\n"))
            .refused(77)
    );
    // Nor is it a second factor.
    world
        .fed("signin --password-stdin", &format!("{PASSWORD}\n{app}\n"))
        .refused(77);
    assert!(!is_signed_in(&world));
}

#[test]
fn a_temporary_password_must_be_changed() {
    let world = World::new();
    world.operator.set(false);
    let temporary = world.run(&format!("account add {ALAIN}")).word();
    told!(
        world.fed("signin --password-stdin", &temporary).refused(65),
        world
            .fed(
                "signin --password-stdin",
                &format!("{temporary}\n{temporary}\n")
            )
            .refused(65),
        world
            .fed("signin --password-stdin", &format!("{temporary}\nshort\n"))
            .refused(65),
    );
    assert!(!is_signed_in(&world));
    told!(
        world
            .talking([
                ("Password of", temporary.clone().into()),
                ("New password", temporary.clone().into()),
                ("New password", "alain@contoso.com1".into()),
                ("New password", ANOTHER.into()),
                ("Repeat password", ANOTHER.into()),
            ])
            .run("apppw list"),
        world.run("log -a alain@contoso.com"),
    );
    assert!(is_signed_in(&world));
    world.fed("signin --password-stdin", &temporary).refused(77);
    world.fed("signin --password-stdin", ANOTHER).ok();
    let account = world.run(&format!("account show {ALAIN} --json")).json();
    assert_eq!(account["must_change_password"], false);
}

#[test]
fn a_temporary_password_is_changed_on_the_last_line_of_stdin() {
    let (world, kit) = holder();
    let temporary = world
        .run(&format!("account password {ALAIN} --temporary"))
        .word();
    let code = world.code(&kit.uri);
    told!(world.fed(
        "signin --password-stdin",
        &format!("{temporary}\n{code}\n{ANOTHER}\n")
    ));
    assert!(is_signed_in(&world));
    world.pass(30);
    let code = world.code(&kit.uri);
    world
        .fed("signin --password-stdin", &format!("{ANOTHER}\n{code}\n"))
        .ok();
}

#[test]
fn an_own_new_password_takes_app_passwords_with_it_where_policy_says_so() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    create(&world, "Outlook");
    let temporary = world
        .run(&format!("account password {ALAIN} --temporary"))
        .word();
    policy(&world, "on-password-change delete");
    world.pass(30);
    let code = world.code(&kit.uri);
    told!(
        world.fed(
            "signin --password-stdin",
            &format!("{temporary}\n{code}\n{ANOTHER}\n")
        ),
        world.run("apppw list"),
    );
}

#[test]
fn a_recovery_code_works_once_and_says_how_many_are_left() {
    let (world, kit) = holder();
    let lines = |code: &str| format!("{PASSWORD}\n{code}\n");
    told!(
        world.fed("signin --password-stdin", &lines(&kit.codes[0])),
        world
            .fed("signin --password-stdin", &lines(&kit.codes[0]))
            .refused(77),
        // As it may be typed.
        world.fed(
            "signin --password-stdin --method recovery",
            &lines(&kit.codes[1].replace('-', " ").to_uppercase())
        ),
    );
    for code in &kit.codes[2..8] {
        world.fed("signin --password-stdin", &lines(code)).ok();
    }
    told!(
        world.fed("signin --password-stdin", &lines(&kit.codes[8])),
        world.fed("signin --password-stdin", &lines(&kit.codes[9])),
        world
            .fed("signin --password-stdin", &lines(&kit.codes[9]))
            .refused(77),
        world
            .fed(
                "signin --password-stdin --method recovery",
                &lines(&kit.codes[9])
            )
            .refused(67),
    );
}

#[test]
fn a_recovery_code_may_be_typed_where_a_code_is_asked_for() {
    let (world, kit) = holder();
    told!(
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code from Authenticator", kit.codes[3].clone().into()),
            ])
            .run("signin"),
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code from Authenticator", "".into()),
                ("Choose a sign-in method", "Recovery".into()),
                ("Recovery code", "abcd-efgh-jkmn-pqrs".into()),
                ("Recovery code", "".into()),
                ("Choose a sign-in method", "Authenticator app".into()),
                ("Code from Authenticator", world.code(&kit.uri).into()),
            ])
            .run("signin"),
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code from Authenticator", "".into()),
                ("Choose a sign-in method", "esc".into()),
            ])
            .run("signin")
            .ended(1),
    );
}

#[test]
fn a_code_of_an_authenticator_is_good_once() {
    let (world, kit) = holder();
    let lines = kit.lines(&world);
    world.fed("signin --password-stdin", &lines).ok();
    told!(world.fed("signin --password-stdin", &lines).refused(77));
    // Nor is one that came before it.
    world.pass(-30);
    let earlier = kit.lines(&world);
    world.pass(30);
    world.fed("signin --password-stdin", &earlier).refused(77);
    // An hour back it shows codes again that were never typed. They don't count either.
    world.pass(-3600);
    world
        .fed("signin --password-stdin", &kit.lines(&world))
        .refused(77);
    world.pass(3600 + 30);
    world
        .fed("signin --password-stdin", &kit.lines(&world))
        .ok();
}

/// Which code was used last is no longer known: this one may have been.
#[test]
fn where_the_last_step_is_damaged_no_code_is_accepted() {
    let (world, kit) = holder();
    let lines = kit.lines(&world);
    world.fed("signin --password-stdin", &lines).ok();
    crate::cli::store::tamper(&world, "UPDATE method SET last_step = -1");
    let ran = world.fed("signin --password-stdin", &lines).refused(74);
    assert!(
        ran.err.contains("row 1 of method wasn't written by keyfob"),
        "{ran}"
    );
}

#[test]
fn a_method_is_named_by_label_kind_or_id() {
    let (world, kit) = holder();
    let mail = deliver_to_file(&world, "mail");
    kit.sign_in(&world);
    world
        .run("account set alain@contoso.com --email alain@example.org")
        .ok();
    world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
        ])
        .run("mfa enroll")
        .ok();
    let second = world.run("mfa enroll --label Tablet --no-input").word();
    let code = world.code(&second);
    world.run(&format!("mfa enroll --confirm {code}")).ok();
    let id = crate::cli::people::status(&world)["methods"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    world.pass(30);
    world
        .fed(
            &format!("signin --password-stdin --method {id}"),
            &kit.lines(&world),
        )
        .ok();
    world.pass(60);
    let tablet = format!("{PASSWORD}\n{}\n", world.code(&second));
    told!(
        world.fed("signin --password-stdin --method tablet", &tablet),
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code sent to a…@example.org", Answer::Sent(mail.clone())),
            ])
            .run("signin --method email"),
        world
            .fed("signin --password-stdin --method phone", &tablet)
            .refused(67),
        world
            .fed("signin --password-stdin --method 99", &tablet)
            .refused(67),
    );
}

/// The first authenticator is called as its kind is.
#[test]
fn a_method_that_is_called_exactly_so_is_meant_before_others_of_that_kind() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let second = world.run("mfa enroll").word();
    let code = world.code(&second);
    world.run(&format!("mfa enroll --confirm {code}")).ok();
    world.run("mfa default Authenticator").ok();
    world.pass(30);
    world
        .fed(
            "signin --password-stdin --method authenticator",
            &kit.lines(&world),
        )
        .ok();
}

#[test]
fn another_way_can_be_chosen_with_enter() {
    let (world, kit) = holder();
    let mail = deliver_to_file(&world, "mail");
    kit.sign_in(&world);
    world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail.clone())),
        ])
        .run("mfa enroll")
        .ok();
    world.run("signout").ok();
    world.pass(60);
    told!(
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Code from Authenticator", "".into()),
                ("Choose a sign-in method", "E-mail to".into()),
                ("Code sent to a…@example.org", "".into()),
                // No other message is sent.
                ("Choose a sign-in method", "E-mail to".into()),
                ("Code sent to a…@example.org", Answer::Sent(mail.clone())),
            ])
            .run("signin"),
        // The next one can't be sent yet.
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Choose a sign-in method", "Authenticator".into()),
                ("Code from Authenticator", world.code(&kit.uri).into()),
            ])
            .run("signin --method email"),
    );
    let log = values(&world.run("log --json").ok());
    let sent = log.iter().filter(|entry| entry["event"] == "mfa.code-sent");
    assert_eq!(sent.count(), 2);
}

/// Where policy has taken away every method, the recovery codes are left, and then an operator.
#[test]
fn who_has_no_method_that_policy_allows_signs_in_with_a_recovery_code() {
    let world = known("enabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    let mail = deliver_to_file(&world, "mail");
    let ran = world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail)),
            ("How do you want to keep them?", "Show".into()),
            ("Have you saved", "".into()),
        ])
        .run("mfa enroll --no-app");
    assert_eq!(ran.code, 0, "{ran}");
    policy(&world, "contact-codes off");
    world.run("signout").ok();
    let codes: Vec<String> = ran
        .out
        .split_whitespace()
        .filter(|word| word.len() == 19)
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 10, "{ran}");
    told!(
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Recovery code", codes[0].clone().into()),
            ])
            .run("signin"),
        world
            .talking([
                ("Password of", PASSWORD.into()),
                ("Recovery code", "".into()),
                ("Recovery code", "".into()),
                ("Recovery code", "".into()),
            ])
            .run("signin")
            .ended(65),
    );
    for code in &codes[1..] {
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n{code}\n"))
            .ok();
    }
    told!(
        world
            .fed("signin --password-stdin", &format!("{PASSWORD}\n1\n"))
            .refused(77)
    );
}

/// Where nothing else is known, the holder who is signed in here is meant.
#[test]
fn the_account_that_is_signed_in_here_is_meant() {
    let (world, kit) = holder();
    add(&world, BEA, "disabled");
    told!(
        world.run("apppw list").refused(77),
        world.fed("signin --password-stdin", PASSWORD).refused(2),
        world
            .talking([
                ("Account", "not a name".into()),
                ("Account", BEA.into()),
                ("Password of bea@contoso.com", PASSWORD.into()),
            ])
            .run("mfa status"),
        world.run("mfa status"),
    );
    world.pass(30);
    kit.sign_in(&world);
    // The last one who signed in.
    told!(
        world.run("apppw list"),
        world.run("apppw list -a bea@contoso.com")
    );
    told!(world.run("signout"), world.run("apppw list").refused(77));
}

#[test]
fn a_sign_in_holds_ten_minutes_to_the_second() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    world.pass(599);
    assert!(is_signed_in(&world));
    world.pass(1);
    assert!(!is_signed_in(&world));
    // Nor before it began.
    world.pass(-601);
    assert!(!is_signed_in(&world));
}

#[test]
fn using_it_makes_a_sign_in_last_no_longer() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    world.pass(590);
    create(&world, "Outlook");
    world.pass(10);
    assert!(!is_signed_in(&world));
}

#[test]
fn a_sign_in_is_for_one_user_in_one_session() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    for (other, what) in [
        (
            Some(TerminalSession::new(1001, 42, "first")),
            "another user",
        ),
        (
            Some(TerminalSession::new(1000, 43, "first")),
            "another session",
        ),
        (
            Some(TerminalSession::new(1000, 42, "second")),
            "a later session",
        ),
        (None, "no session"),
    ] {
        let here = world.terminal_session.replace(other);
        assert!(!is_signed_in(&world), "{what}");
        let refused = world.run("apppw list").refused(77);
        // Nor does whoever sits elsewhere end it.
        world.run("signout").ok();
        world.terminal_session.replace(here);
        assert!(is_signed_in(&world), "{what}");
        drop(refused);
    }
}

#[test]
fn without_a_session_nothing_is_held() {
    let (world, kit) = holder();
    world.terminal_session.replace(None);
    told!(
        world.fed("signin --password-stdin", &kit.lines(&world)),
        world.run("apppw list").refused(77),
        world.run("signout"),
    );
    world.pass(30);
    told!(
        world.fed("signin --password-stdin --json", &kit.lines(&world)),
        world.run("signout --json"),
    );
    world.pass(30);
    told!(
        world
            .talking(kit.answers(&world))
            .run("apppw create Outlook")
    );
}

#[test]
fn what_ends_a_sign_in() {
    for line in [
        "signout",
        "account password alain@contoso.com --temporary",
        "mfa reset --operator --yes -a alain@contoso.com",
        "account set alain@contoso.com --disable",
    ] {
        let (world, kit) = holder();
        add(&world, BEA, "disabled");
        world
            .fed(&format!("signin --password-stdin -a {BEA}"), PASSWORD)
            .ok();
        kit.sign_in(&world);
        assert!(is_signed_in(&world));
        world.run(line).ok();
        assert!(!is_signed_in(&world), "{line}");
        if line.ends_with("--disable") {
            world.run("account set alain@contoso.com --enable").ok();
            assert!(!is_signed_in(&world), "it doesn't come back");
        }
        if line != "signout" {
            let bea = world.run(&format!("apppw list -a {BEA}"));
            assert_eq!(bea.code, 0, "{line}: {bea}");
        }
    }
}

#[test]
fn an_own_new_password_ends_the_sign_ins_elsewhere() {
    let world = known("disabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    let here = world
        .terminal_session
        .replace(Some(TerminalSession::new(1000, 7, "other")));
    let temporary = world
        .run(&format!("account password {ALAIN} --temporary"))
        .word();
    world
        .fed(
            "signin --password-stdin",
            &format!("{temporary}\n{ANOTHER}\n"),
        )
        .ok();
    assert!(is_signed_in(&world));
    world.terminal_session.replace(here);
    assert!(!is_signed_in(&world));
}

/// A password alone was enough, and is no longer.
#[test]
fn a_sign_in_by_password_ends_with_enrolment_elsewhere() {
    let world = known("enabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    assert!(is_signed_in(&world));
    enrol(&world, ALAIN);
    assert!(!is_signed_in(&world));
}

#[test]
fn whoever_enrols_is_signed_in_with_it() {
    let world = known("enabled");
    world.fed("signin --password-stdin", PASSWORD).ok();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
    assert!(is_signed_in(&world));
}

#[test]
fn without_a_terminal_the_way_to_sign_in_is_named() {
    let (world, _) = holder();
    told!(
        world.run("apppw create Outlook").refused(77),
        world.watched().run("mfa status").refused(77),
        world.talking([]).run("apppw list --no-input").ended(77),
        world.run("signin").refused(69),
        world.talking([]).run("signin --no-input").ended(2),
        world.talking([]).run("signin --password-stdin").ended(69),
    );
    for line in ["apppw list", "mfa default", "mfa enroll"] {
        let ran = world.run(line).refused(77);
        assert!(
            ran.err.contains("'keyfob signin --password-stdin'"),
            "{ran}"
        );
        assert!(ran.err.contains("--operator"), "{ran}");
    }
}

#[test]
fn sign_ins_are_recorded_with_what_they_were_proved_by() {
    let (world, kit) = holder();
    let before = values(&world.run("log --json").ok()).len();
    kit.sign_in(&world);
    world
        .fed("signin --password-stdin", "not the password")
        .refused(77);
    world
        .fed(
            "signin --password-stdin",
            &format!("{PASSWORD}\n{}\n", kit.codes[0]),
        )
        .ok();
    world.run("apppw create Outlook").ok();
    world.run("signout").ok();
    let entries: Vec<_> = values(&world.run("log --json").ok())
        .into_iter()
        .skip(before)
        .map(|entry| {
            format!(
                "{} {} {}",
                entry["event"].as_str().unwrap(),
                entry["who"]["role"].as_str().unwrap(),
                entry["detail"]
            )
        })
        .collect();
    insta::assert_snapshot!(entries.join("\n"));
}

/// Somebody at a prompt may wait for hours: what was true when it was asked may be so no longer.
#[test]
fn who_waits_at_a_prompt_is_not_signed_in_for_longer_than_that_holds() {
    for meanwhile in [
        "account password alain@contoso.com --temporary",
        "mfa reset --operator --yes",
        "account set alain@contoso.com --disable",
    ] {
        let world = Rc::new(known("enabled"));
        world.fed("signin --password-stdin", PASSWORD).ok();
        let change = {
            let world = Rc::clone(&world);
            Answer::Computed(Box::new(move || {
                world.run(meanwhile).ok();
                "1".to_owned()
            }))
        };
        let ran = world
            .talking([
                ("Step 1", "An authenticator".into()),
                ("Code from the app", Answer::Shown),
                ("Which one?", "".into()),
                ("How do you want to keep them?", "Show".into()),
                ("Have you saved", "".into()),
                ("Name of the app", change),
            ])
            .run("mfa enroll");
        assert_eq!(ran.code, 77, "{meanwhile}: {ran}");
        let words = ["you are no longer signed in", "this account is disabled"];
        assert!(words.iter().any(|words| ran.err.contains(words)), "{ran}");
        let shown = world
            .run("mfa status --operator -a alain@contoso.com --json")
            .json();
        assert_eq!(shown["methods"].as_array().unwrap().len(), 0, "{meanwhile}");
        assert_ne!(shown["mfa"], "enforced");
    }
}

/// A method that is gone takes those along who signed in, but for whoever removed it.
#[test]
fn a_method_that_is_removed_ends_the_sign_ins_of_others() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let here = world.terminal_session.borrow().clone();
    *world.terminal_session.borrow_mut() = Some(TerminalSession::new(1000, 77, "elsewhere"));
    world.pass(30);
    kit.sign_in(&world);
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    world
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
    world.run("mfa remove 2 --yes").ok();
    world.run("mfa status").ok();
    *world.terminal_session.borrow_mut() = here;
    world.run("mfa status").refused(77);
}
