//! How many, for how long, and what policy says to one more.

use crate::cli::{create, reason, values};
use crate::support::World;
use crate::support::database::Tables;

#[test]
fn one_more_than_the_limit_is_refused_until_one_is_deleted() {
    let world = World::enrolled();
    world.run("policy set app-password-limit 2").ok();
    create(&world, "Outlook");
    told!(
        world.run("apppw create Printer Phone").refused(73),
        world.run("apppw create Printer"),
        world.run("apppw create Phone").refused(73),
        world.watched().run("apppw create Phone").refused(73),
        world.run("apppw create Phone --json").refused(73),
        world.run("apppw list"),
        world.run("apppw delete Outlook --yes"),
        world.run("apppw create Phone"),
    );
}

#[test]
fn the_forty_first_is_refused() {
    let world = World::enrolled();
    let names: Vec<_> = (1..=40).map(|number| format!("app-{number}")).collect();
    world.run(&format!("apppw create {}", names.join(" "))).ok();
    let ran = world.run("apppw create app-41").refused(73);
    assert!(ran.err.contains("40"), "{ran}");
    assert_eq!(world.run("apppw list").ok().lines().count(), 40);
    world.run("apppw rotate app-40 --overlap 24h").ok();
    world.run("apppw rotate app-39").ok();
    world.run("apppw create app-41").refused(73);
}

#[test]
fn a_limit_lowered_below_what_is_there_takes_nothing_away() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    create(&world, "Printer");
    world.run("policy set app-password-limit 1").ok();
    assert_eq!(reason(&world, "", &password), "yes");
    let list = world.watched().run("apppw list");
    let refused = world.run("apppw create Phone").refused(73);
    // The existing number comes first, then the limit.
    assert!(refused.err.contains("2 of 1 app passwords"), "{refused}");
    told!(list);
}

#[test]
fn frozen_means_no_new_ones_and_the_old_ones_work() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    told!(
        world.run("policy set app-passwords frozen"),
        world.run("apppw create Printer").refused(77),
        world.fed("apppw verify", &password),
        world.run("apppw rotate Outlook"),
        world.run("apppw list"),
        world.run("apppw delete Outlook --yes"),
    );
}

#[test]
fn blocked_means_none_is_accepted_anywhere_and_allowed_lets_them_in_again() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    told!(
        world.run("policy set app-passwords blocked"),
        world.run("apppw create Printer").refused(77),
        world.run("apppw rotate Outlook").refused(77),
        world.fed("apppw verify", &password),
        world.fed("apppw verify --json", &password),
        world.run("policy set app-passwords allowed"),
        world.fed("apppw verify", &password),
    );
}

#[test]
fn a_greatest_age_ends_app_passwords_also_those_there_already() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world.run("policy set app-password-max-age 30d").ok();
    world.pass(30 * 86_400 - 1);
    assert_eq!(reason(&world, "", &password), "yes");
    world.pass(1);
    assert_eq!(reason(&world, "", &password), "expired");
    told!(
        world.run("apppw list --json"),
        world.watched().run("apppw list"),
        world.run("policy set app-password-max-age none"),
    );
    assert_eq!(reason(&world, "", &password), "yes");
}

#[test]
fn the_end_that_policy_sets_is_told_on_creation() {
    let world = World::enrolled();
    world.run("policy set app-password-max-age 30d").ok();
    let created = world.run("apppw create Outlook --json").json();
    let listed = world.run("apppw list --json").json();
    assert_eq!(
        created["expires_at"],
        listed["app_passwords"][0]["expires_at"]
    );
}

#[test]
fn idleness_ends_app_passwords_and_use_keeps_them() {
    let world = World::enrolled();
    let used = create(&world, "Used");
    let idle = create(&world, "Idle");
    world.run("policy set app-password-idle-expiry 7d").ok();
    world.pass(6 * 86_400);
    assert_eq!(reason(&world, "", &used), "yes");
    world.pass(86_400);
    assert_eq!(reason(&world, "", &used), "yes");
    assert_eq!(reason(&world, "", &idle), "expired");
    // A refused attempt isn't a use.
    world.pass(7 * 86_400);
    assert_eq!(reason(&world, "", &used), "expired");
    assert_eq!(reason(&world, "", &used), "expired");
}

#[test]
fn rotating_gives_what_aged_a_new_life() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world.run("policy set app-password-max-age 30d").ok();
    world.pass(31 * 86_400);
    let ran = world.run("apppw rotate Outlook --overlap 24h");
    assert!(ran.err.contains("no longer works"), "{ran}");
    assert_eq!(reason(&world, "", &ran.word()), "yes");
}

#[test]
fn many_refusals_from_one_source_in_a_minute_are_one_row() {
    let world = World::enrolled();
    create(&world, "Outlook");
    let before = crate::cli::entries(&world);
    let imap = "--service imap --from 192.0.2.7";
    for _ in 0..5 {
        assert_eq!(reason(&world, imap, "abcdefghijklmnop"), "no_match");
        world.pass(10);
    }
    assert_eq!(crate::cli::events_since(&world, before), ["apppw.refused"]);
    assert_eq!(
        reason(&world, "--service smtp --from 192.0.2.7", "wrong"),
        "no_match"
    );
    assert_eq!(
        reason(&world, "--service imap --from 192.0.2.8", "wrong"),
        "no_match"
    );
    assert_eq!(reason(&world, "", "wrong"), "no_match");
    assert_eq!(crate::cli::events_since(&world, before).len(), 4);
    world.pass(10);
    assert_eq!(reason(&world, imap, "wrong"), "no_match");
    assert_eq!(crate::cli::events_since(&world, before).len(), 5);
    let last = values(&world.run("log --json").ok()).pop().unwrap();
    assert_eq!(
        (&last["outcome"], &last["at"]),
        (&"refused".into(), &"2026-11-21T12:01:00Z".into())
    );
}

#[test]
fn refusals_of_one_account_do_not_hide_those_of_another() {
    let world = World::enrolled();
    world.add_enrolled("bea@contoso.com");
    let before = crate::cli::entries(&world);
    assert_eq!(reason(&world, "-a alain@contoso.com", "wrong"), "no_match");
    assert_eq!(reason(&world, "-a bea@contoso.com", "wrong"), "no_match");
    assert_eq!(crate::cli::events_since(&world, before).len(), 2);
}

#[test]
fn a_first_use_is_told_once_for_each_source() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let before = crate::cli::entries(&world);
    for _ in 0..3 {
        for flags in [
            "--service imap --from 192.0.2.7",
            "--service smtp --from 192.0.2.7",
            "",
        ] {
            assert_eq!(reason(&world, flags, &password), "yes");
        }
        world.pass(3_600);
    }
    assert_eq!(
        crate::cli::events_since(&world, before),
        ["apppw.first-used"; 3]
    );
}

/// Nothing is accepted under a name that isn't listed, however it came about.
#[test]
fn rotating_and_deleting_by_id_leaves_nothing_behind_the_limit() {
    let world = World::enrolled();
    world.run("policy set app-password-limit 1").ok();
    let first = create(&world, "Box");
    let rotated = world.run("apppw rotate Box --overlap 90d --json").json();
    assert_eq!(reason(&world, "", &first), "yes");
    let id = rotated["id"].as_str().unwrap();
    world.run(&format!("apppw delete id:{id} --yes")).ok();
    assert_eq!(reason(&world, "", &first), "deleted");
    create(&world, "Box");
    world.run("apppw rotate Box --overlap 91d").refused(65);
}

#[test]
fn tombstones_of_rotations_are_forgotten_in_time() {
    let world = World::enrolled();
    let oldest = create(&world, "Cron");
    for _ in 0..101 {
        world.pass(1);
        world.run("apppw rotate Cron").ok();
    }
    assert_eq!(reason(&world, "", &oldest), "no_match");
    let tables = Tables::of(&world.store());
    assert_eq!(
        tables.number("SELECT count(*) FROM app_password", []),
        Some(101)
    );
}

#[test]
fn a_clock_that_was_ahead_stops_no_traces() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world.pass(10 * 365 * 86_400);
    assert_eq!(reason(&world, "", &password), "yes");
    assert_eq!(reason(&world, "", "abcd efgh ijkl mnop"), "no_match");
    world.pass(-10 * 365 * 86_400);
    assert_eq!(reason(&world, "", &password), "yes");
    assert_eq!(reason(&world, "", "abcd efgh ijkl mnop"), "no_match");
    let list = world.run("apppw list --json").json();
    assert_eq!(
        list["app_passwords"][0]["last_used_at"],
        world.now().to_string()
    );
    let refused = world.run("log").ok();
    assert_eq!(refused.matches("apppw.refused").count(), 2, "{refused}");
}

/// The name that was typed may have been a password: it is never kept.
#[test]
fn a_refusal_of_no_account_is_recorded_without_the_name() {
    let world = World::enrolled();
    for _ in 0..3 {
        world
            .fed("apppw verify -a hunter2 --service imap", "x")
            .refused(67);
    }
    let log = world.run("log --json").ok();
    assert_eq!(log.matches("no_account").count(), 1, "{log}");
    assert!(!log.contains("hunter2"), "{log}");
}
