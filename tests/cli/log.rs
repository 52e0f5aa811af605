use crate::cli::{create, reason, values};
use crate::support::{Program, World};

/// A day of one account's life.
fn lived() -> World {
    let world = World::enrolled();
    let password = create(&world, "Outlook --only imap");
    world.pass(60);
    assert_eq!(
        reason(&world, "--service imap --from 192.0.2.7", &password),
        "yes"
    );
    assert_eq!(
        reason(&world, "--service smtp --from 192.0.2.7", &password),
        "wrong_service"
    );
    world.pass(60);
    world.run("apppw rename Outlook Mail").ok();
    world.run("apppw rotate Mail --overlap 24h").ok();
    world.run("apppw delete Mail --yes").ok();
    world.run("account add bea@contoso.com").ok();
    world.run("policy set app-passwords frozen").ok();
    world
}

#[test]
fn the_audit_trail_is_shown() {
    let world = lived();
    told!(
        world.run("log"),
        world.watched().run("log"),
        world.watched().run("log -a alain@contoso.com"),
        world.run("log --json"),
    );
}

#[test]
fn the_audit_trail_is_cut_to_some_events_and_to_the_latest() {
    let world = lived();
    told!(
        world.run("log --event apppw.r"),
        world.run("log --event apppw --limit 2"),
        world.run("log --limit 1 -a bea@contoso.com"),
        world.run("log --limit 2 --json --event mfa.enrolled"),
        world.run("log --event apppw.eaten").refused(65),
        world.run("log --limit 0").refused(2),
    );
    let all = world.run("log").ok();
    assert_eq!(all, world.run("log --limit 1000").ok());
}

#[test]
fn a_collector_goes_on_after_the_last_number_it_got() {
    let world = lived();
    let all = world.run("log --json").ok();
    let last = all.lines().count();
    for got in [0, 1, last - 1, last, last + 1] {
        let rest: String = all.split_inclusive('\n').skip(got).collect();
        assert_eq!(world.run(&format!("log --json --after {got}")).ok(), rest);
    }
    told!(
        world.run(&format!("log --after {last}")),
        world.run(&format!("log --after {} --limit 1", last - 3)),
        world.run(&format!("log --after {} --event policy", last - 3)),
        world.run("log --after -1").refused(2),
        world.run("log --after Monday").refused(2),
    );
}

/// The user that the system knows by no name, and one that sudo only claims.
#[test]
fn a_user_without_a_name_is_told_by_number() {
    let world = World::new();
    world.run("store init").ok();
    crate::cli::store::tamper(
        &world,
        "UPDATE log SET who = '{\"role\":\"admin\",\"uid\":6003,\"sudo_user\":\"bea\"}'",
    );
    let ran = world.watched().run("log").ok();
    assert!(
        ran.ends_with("  by operator uid 6003, sudo by bea\n"),
        "{ran}"
    );
}

#[test]
fn the_audit_trail_holds_no_secret() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world
        .fed(
            "account password alain@contoso.com --password-stdin",
            "correct horse",
        )
        .ok();
    assert_eq!(reason(&world, "", "abcdefghijklmnop"), "no_match");
    assert_eq!(reason(&world, "", &password), "yes");
    let log = world.run("log --json").ok();
    for secret in [&*password, "horse", "abcdefghijklmnop"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn the_audit_trail_is_filtered() {
    let world = lived();
    told!(
        world.run("log -a BEA@contoso.com"),
        world.run("log --since 30s"),
        world.run("log --since 2026-11-21T12:02:00Z -a alain@contoso.com"),
        world.run("log --since 2026-11-22"),
        world.watched().run("log --since 2026-11-22"),
        world.run("log --since 2026-11-22 --json"),
        world.run("log --since later").refused(65),
        world.run("log check --since 1h").refused(2),
    );
    let all = world.run("log --since 2026-11-21").ok();
    assert_eq!(all, world.run("log").ok());
    assert_eq!(all, world.run("log --since 24h").ok());
}

#[test]
fn a_deleted_accounts_trail_is_still_found() {
    let world = World::enrolled();
    world.run("account delete alain@contoso.com --yes").ok();
    let log = values(&world.run("log -a Alain@contoso.com --json").ok());
    assert_eq!(log.last().unwrap()["event"], "account.deleted");
}

#[test]
fn an_account_whose_entries_were_pruned_is_no_unknown_one() {
    let world = World::enrolled();
    world.pass(100 * 24 * 60 * 60);
    world.run("policy set app-passwords allowed").ok();
    let pruned = world.run("log prune --before 90d --yes");
    assert_eq!(world.run("log -a alain@contoso.com").ok(), "", "{pruned}");
    world.run("log -a nobody@contoso.com").refused(67);
}

#[test]
fn a_deleted_accounts_trail_is_found_in_another_spelling() {
    let world = World::new();
    world.run("account add zoé@contoso.com").ok();
    world.run("account delete zoé@contoso.com --yes").ok();
    let log = values(&world.run("log -a ZOÉ@contoso.com --json").ok());
    assert_eq!(log.len(), 2);
}

#[test]
fn a_whole_trail_checks_out() {
    let world = lived();
    told!(
        world.run("log check"),
        world.watched().run("log check"),
        world.run("log check --json"),
        world.run("log check --quiet"),
        world.run("log check --expect 13").refused(2),
    );
    let head = world.run("log check").word();
    assert_eq!(world.run("log check --json").json()["head"], head);
    world.run(&format!("log check --expect {head}")).ok();
}

#[test]
fn a_trail_that_was_touched_does_not_check_out() {
    for (damage, says) in [
        (
            "UPDATE log SET subject = 'Printer' WHERE event = 'apppw.created'",
            "was changed or moved",
        ),
        (
            "UPDATE log SET at = at + 1 WHERE seq = 2",
            "was changed or moved",
        ),
        ("DELETE FROM log WHERE seq = 3", "missing before entry 4"),
        ("DELETE FROM log WHERE seq = 1", "missing before entry 2"),
        (
            "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)",
            "it ends at entry",
        ),
        ("DELETE FROM log", "it ends at entry 0"),
    ] {
        let world = World::enrolled();
        create(&world, "Outlook");
        world.run("log check").ok();
        crate::cli::store::tamper(&world, damage);
        let json = world.run("log check --json").out;
        assert!(json.contains(r#""head":null"#), "{damage}: {json}");
        let ran = world.run("log check");
        assert_eq!(ran.code, 1, "{damage}: {ran}");
        assert!(ran.out.contains(says), "{damage}: {ran}");
        assert_eq!(world.run("store check").code, 1, "{damage}");
    }
}

#[test]
fn a_cut_trail_stops_everything_until_it_is_accepted() {
    let world = World::enrolled();
    create(&world, "Outlook");
    crate::cli::store::tamper(
        &world,
        "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)",
    );
    let accept = || world.talking([("Accept the store as it is?", "yes".into())]);
    told!(
        world.run("log check"),
        world.run("log check --json"),
        world.run("apppw create Printer").refused(74),
        world.run("apppw create Printer --json").ended(74),
        world.run("store check --repair").ended(69),
        world
            .talking([("Accept the store as it is?", "".into())])
            .run("store check --repair"),
        accept().run("store check --repair"),
        world.run("store check --repair --json"),
    );
}

#[test]
fn a_trail_without_its_head_does_not_check_out() {
    let world = World::enrolled();
    std::fs::remove_file(world.head()).unwrap();
    told!(world.run("log check"), world.watched().run("log check"));
}

#[test]
fn an_account_that_never_was_has_no_trail_to_show() {
    let world = World::enrolled();
    world.run("log -a nobody@contoso.com").refused(67);
}

#[test]
fn a_single_fault_is_counted() {
    let world = World::enrolled();
    std::fs::remove_file(world.head()).unwrap();
    for line in ["log check", "store check"] {
        let ran = world.run(line);
        assert!(ran.code == 1 && ran.err.ends_with(": 1.\n"), "{ran}");
    }
}

#[test]
fn the_audit_trail_is_pruned() {
    let world = lived();
    world.pass(30 * 24 * 60 * 60);
    world.run("policy set app-passwords allowed").ok();
    world.pass(2 * 24 * 60 * 60);
    let answer = |answer: &'static str| world.talking([("Prune 13 of the 14", answer.into())]);
    told!(
        world.run("log prune").refused(2),
        world.run("log prune --before later").refused(65),
        world.run("log prune --before 2030-01-01").refused(65),
        world.run("log prune --before 90d"),
        world.run("log prune --before 90d --json"),
        world.run("log prune --before 7d").refused(69),
        world.run("log prune --before 7d --no-input").refused(2),
        answer("no").run("log prune --before 7d"),
        answer("yes").run("log prune --before 7d"),
        world.run("log"),
        world.watched().run("log"),
        world.run("log check"),
        world.watched().run("log check"),
        world.run("log check --json"),
        world.run("log --after 3").refused(65),
        world.run("log --json --after 3").refused(65),
    );
    let info = world.run("store info --json").json();
    let counts = ["log_entries", "log_last", "log_pruned"].map(|key| info[key].as_i64());
    assert_eq!(counts, [Some(2), Some(15), Some(13)]);
}

#[test]
fn the_audit_trail_is_pruned_by_policy() {
    let world = lived();
    world.run("policy set log-keep 7d").ok();
    world.pass(30 * 24 * 60 * 60);
    told!(
        world.run("policy set log-keep 12h").refused(65),
        world.run("policy show log-keep"),
        world.run("log prune --yes --json"),
        world.run("log prune --yes --quiet"),
        world.run("log check"),
    );
    world.operator.set(false);
    world.run("log prune --yes").ok();
}

/// What sudo claims can be anything.
#[test]
fn a_claimed_user_cannot_write_to_the_terminal_of_whoever_reads_the_trail() {
    let program = Program::new();
    let claimed = "bea\u{1b}[2J\n9 2026-01-01 account.deleted\u{202e}";
    let mut command = program.command("account add alain@contoso.com");
    let ran = command.env("SUDO_USER", claimed).output().unwrap();
    assert!(ran.status.success());
    for line in ["log", "log --json"] {
        let shown = program.run(line).ok();
        assert!(shown.contains("bea"), "{shown}");
        assert_eq!(shown.lines().count(), 2, "{shown}");
        let is_clean = |c: char| c == '\n' || c == '\t' || !c.is_control() && c != '\u{202e}';
        assert!(shown.chars().all(is_clean), "{shown:?}");
    }
}
