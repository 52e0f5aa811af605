//! Wrong passwords and codes: how often, and how long one has to wait.

use crate::cli::people::{ANOTHER, PASSWORD, enrol, holder, known, wrong};
use crate::support::{ALAIN, Ran, World, rounds, with_key};

fn signin(world: &World, account: &str, lines: &str) -> Ran {
    world.run_with(
        &["signin", "--password-stdin", "-a", account],
        lines.as_bytes(),
    )
}

/// The wait before the next attempt, after so many wrong ones in a row.
fn published(failures: u32) -> i64 {
    match failures {
        0..5 => 0,
        5..15 => 1 << (failures - 5),
        _ => 900,
    }
}

#[track_caller]
fn waits(ran: &Ran, seconds: i64) {
    assert_eq!(ran.code, 75, "{ran}");
    let words = match seconds {
        1 => "1 second".to_owned(),
        2..120 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    };
    assert!(
        ran.err.starts_with(&format!(
            "error: too many wrong attempts; try again in {words}\n"
        )),
        "{ran}"
    );
}

/// Wrong ones up to the hundredth, each as soon as it may be made and not a second earlier, which
/// is tried for as long as the waits grow, and at the end.
fn a_hundred_wrong_ones(world: &World, tried: impl Fn() -> Ran) {
    let mut failures = 0;
    while failures < 100 {
        let wait = published(failures);
        if wait > 0 && (failures < 20 || failures == 99) {
            waits(&tried(), wait);
            world.pass(wait - 1);
            waits(&tried(), 1);
            world.pass(1);
        } else {
            world.pass(wait);
        }
        let ran = tried();
        assert_eq!(ran.code, 77, "after {failures}: {ran}");
        assert!(
            ran.err.contains("right") || ran.err.contains("wrong account"),
            "{ran}"
        );
        failures += 1;
        // Thoroughly: each of the hundred. Elsewhere the first and the last of them.
        if failures == 20 {
            let skipped = u32::try_from(rounds(0, 77)).unwrap();
            let sql = "UPDATE throttle SET failures = failures + ?";
            with_key::change(&world.store(), sql, [skipped]);
            failures += skipped;
        }
    }
}

#[test]
fn a_hundred_wrong_passwords_in_a_row_close_the_account_to_its_holder() {
    let world = known("disabled");
    a_hundred_wrong_ones(&world, || signin(&world, ALAIN, "wrong"));
    world.pass(365 * 86_400);
    told!(
        signin(&world, ALAIN, PASSWORD).refused(77),
        world
            .talking([("Password of", PASSWORD.into())])
            .run("apppw list")
            .ended(77),
        // An operator goes on as ever.
        world.run("apppw list --operator"),
    );
    world
        .fed(
            &format!("account password {ALAIN} --password-stdin"),
            ANOTHER,
        )
        .ok();
    signin(&world, ALAIN, ANOTHER).ok();
}

#[test]
fn a_hundred_wrong_codes_in_a_row_close_that_method_until_mfa_is_reset() {
    let (world, kit) = holder();
    let no = |world: &World| wrong(&world.code(&kit.uri));
    a_hundred_wrong_ones(&world, || {
        signin(&world, ALAIN, &format!("{PASSWORD}\n{}\n", no(&world)))
    });
    world.pass(365 * 86_400);
    told!(signin(&world, ALAIN, &kit.lines(&world)).refused(77));
    // A password that an operator set doesn't open it, and other methods are counted apart.
    world
        .fed(
            &format!("account password {ALAIN} --password-stdin"),
            PASSWORD,
        )
        .ok();
    signin(&world, ALAIN, &kit.lines(&world)).refused(77);
    signin(&world, ALAIN, &format!("{PASSWORD}\n{}\n", kit.codes[0])).ok();
    world.run("mfa reset --operator --yes").ok();
    let kit = enrol(&world, ALAIN);
    signin(&world, ALAIN, &kit.lines(&world)).ok();
}

#[test]
fn success_clears_the_count() {
    let (world, kit) = holder();
    let code = |world: &World| world.code(&kit.uri);
    for _ in 0..2 {
        for _ in 0..5 {
            signin(&world, ALAIN, "wrong").refused(77);
        }
        world.pass(1);
        let no = wrong(&code(&world));
        for _ in 0..5 {
            signin(&world, ALAIN, &format!("{PASSWORD}\n{no}\n")).refused(77);
        }
        world.pass(30);
        signin(&world, ALAIN, &kit.lines(&world)).ok();
    }
    // A password that was right doesn't clear the codes.
    world.pass(30);
    let no = wrong(&code(&world));
    for _ in 0..5 {
        signin(&world, ALAIN, &format!("{PASSWORD}\n{no}\n")).refused(77);
    }
    waits(&signin(&world, ALAIN, &kit.lines(&world)), 1);
}

#[test]
fn a_code_that_was_used_counts_as_wrong() {
    let (world, kit) = holder();
    let lines = kit.lines(&world);
    signin(&world, ALAIN, &lines).ok();
    for _ in 0..5 {
        signin(&world, ALAIN, &lines).refused(77);
    }
    waits(&signin(&world, ALAIN, &lines), 1);
}

#[test]
fn recovery_codes_are_counted_too() {
    let (world, kit) = holder();
    let lines = format!("{PASSWORD}\nabcd-efgh-jkmn-pqrs\n");
    for _ in 0..5 {
        signin(&world, ALAIN, &lines).refused(77);
    }
    waits(
        &signin(&world, ALAIN, &format!("{PASSWORD}\n{}\n", kit.codes[0])),
        1,
    );
    signin(&world, ALAIN, &kit.lines(&world)).ok();
}

#[test]
fn every_spelling_of_a_name_counts_as_one() {
    let world = World::new();
    world.operator.set(false);
    // "é" as one character and as two, in both widths and cases.
    for (name, spellings) in [
        (
            "alain@contoso.com",
            [
                "alain@contoso.com",
                "ALAIN@CONTOSO.COM",
                "Alain@Contoso.com",
                "ａｌａｉｎ@contoso.com",
                "ＡＬＡＩＮ@contoso.com",
            ],
        ),
        (
            "zo\u{e9}@contoso.com",
            [
                "zo\u{e9}@contoso.com",
                "zoe\u{301}@contoso.com",
                "ZO\u{c9}@contoso.com",
                "ZOE\u{301}@contoso.com",
                "ｚｏ\u{e9}@contoso.com",
            ],
        ),
    ] {
        let count = |world: &World| {
            for spelling in spellings {
                let ran = signin(world, spelling, "wrong");
                assert_eq!(ran.code, 77, "{ran}");
            }
            for spelling in spellings {
                waits(&signin(world, spelling, PASSWORD), 1);
            }
        };
        // First while there is no such account, then when there is one.
        world.run("store init");
        count(&world);
        world
            .fed(&format!("account add {name} --password-stdin"), PASSWORD)
            .ok();
        count(&world);
        world.pass(1);
        signin(&world, spellings[4], PASSWORD).ok();
    }
}

#[test]
fn a_name_that_nobody_has_waits_just_as_long() {
    let world = known("disabled");
    let both = || {
        let there = signin(&world, ALAIN, "wrong");
        let not = signin(&world, "nobody@contoso.com", "wrong");
        assert_eq!((there.code, &there.err), (not.code, &not.err));
        there.code
    };
    let mut codes = vec![];
    for _ in 0..12 {
        codes.push(both());
        world.pass(2);
    }
    let free = [77; 5];
    // Then after 2 s, which is more than 1 s and just 2 s, and less than 4 s.
    assert_eq!(codes[..5], free);
    assert_eq!(codes[5..], [77, 77, 75, 77, 75, 75, 75]);
}

#[test]
fn a_clock_that_is_turned_back_ends_no_wait_early() {
    let world = known("disabled");
    for _ in 0..5 {
        signin(&world, ALAIN, "wrong").refused(77);
    }
    for beyond in 0..4 {
        world.pass(1 << beyond);
        signin(&world, ALAIN, "wrong").refused(77);
    }
    waits(&signin(&world, ALAIN, PASSWORD), 16);
    world.pass(-600);
    waits(&signin(&world, ALAIN, PASSWORD), 16);
    world.pass(15);
    waits(&signin(&world, ALAIN, PASSWORD), 16);
    world.pass(600);
    waits(&signin(&world, ALAIN, PASSWORD), 1);
    world.pass(1);
    signin(&world, ALAIN, PASSWORD).ok();
}

/// A failure that is counted for next week was counted while the clock was wrong, and keeps nobody
/// out until then.
#[test]
fn a_clock_that_was_ahead_keeps_nobody_out() {
    let world = known("disabled");
    world.pass(7 * 86_400);
    for _ in 0..5 {
        signin(&world, ALAIN, "wrong").refused(77);
    }
    world.pass(-7 * 86_400);
    // Wrong ones count on from where they were.
    signin(&world, ALAIN, "wrong").refused(77);
    waits(&signin(&world, ALAIN, PASSWORD), 2);
    world.pass(2);
    signin(&world, ALAIN, PASSWORD).ok();
}

/// What was recorded while the clock was ahead isn't taken for the same minute.
#[test]
fn a_clock_that_was_ahead_keeps_no_refusal_out_of_the_trail() {
    let world = known("disabled");
    let recorded = || {
        world
            .run("log --operator")
            .ok()
            .matches("sign-in-refused")
            .count()
    };
    world.pass(86_400);
    signin(&world, ALAIN, "wrong").refused(77);
    signin(&world, ALAIN, "wrong").refused(77);
    assert_eq!(recorded(), 1);
    world.pass(-86_400);
    signin(&world, ALAIN, "wrong").refused(77);
    assert_eq!(recorded(), 2);
}

/// A front end and 'apppw verify' count nothing: a phone with an old one retries for ever.
#[test]
fn wrong_app_passwords_throttle_nobody() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let app = crate::cli::create(&world, "Outlook");
    for _ in 0..20 {
        let ran = world.fed("apppw verify", "abcdefghijklmnop");
        assert_eq!(ran.code, 1, "{ran}");
    }
    assert_eq!(crate::cli::reason(&world, "", &app), "yes");
    kit.sign_in(&world);
}

#[test]
fn at_the_prompt_a_wait_ends_it() {
    let world = known("disabled");
    for _ in 0..3 {
        signin(&world, ALAIN, "wrong").refused(77);
    }
    told!(
        world
            .talking([
                ("Password of", "wrong".into()),
                ("Password of", "wrong".into()),
                ("Password of", PASSWORD.into()),
            ])
            .run("signin")
            .ended(75)
    );
    for beyond in 0..8 {
        world.pass(1 << beyond);
        signin(&world, ALAIN, "wrong").refused(77);
    }
    told!(signin(&world, ALAIN, PASSWORD).refused(75));
}
