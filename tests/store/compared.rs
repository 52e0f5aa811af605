//! Older rows of the same store, put back by somebody who hasn't the key: their tags are right, but the
//! audit trail says otherwise.

use crate::support::database::Tables;
use crate::support::{ALAIN, World};

/// Keeps a table's rows, lets something be done, and puts them back.
fn put_back(world: &World, table: &str, done: impl FnOnce()) {
    let tables = Tables::unbound(&world.store());
    tables.batch(&format!("CREATE TEMP TABLE kept AS SELECT * FROM {table}"));
    done();
    tables.batch(&format!(
        "BEGIN; DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; COMMIT"
    ));
}

/// It is found, in these words, and nothing else is; what an operator does then mends it.
#[track_caller]
fn found(world: &World, words: &str, mended_by: &[&str]) {
    let checked = world.run("store check").ended(1);
    assert_eq!(checked.out, format!("{words}\n"), "{checked}");
    for line in mended_by {
        world.run(line).ok();
    }
    world.run("store check").ok();
}

#[test]
fn an_app_password_that_was_deleted_is_found_when_it_is_there_again() {
    let world = World::enrolled();
    world.run("apppw create Outlook").ok();
    world.run("apppw create Printer").ok();
    put_back(&world, "app_password", || {
        world.run("apppw delete Outlook --yes").ok();
    });
    let entry = world.run("log check").word();
    let (entry, _) = entry.split_once(':').unwrap();
    found(
        &world,
        &format!(
            "app password 'Outlook' of '{ALAIN}' was deleted by entry {entry}, but is there again"
        ),
        &["apppw delete Outlook --yes"],
    );
}

#[test]
fn an_app_password_that_was_replaced_is_found_when_it_counts_again() {
    let world = World::enrolled();
    world.run("apppw create Outlook").ok();
    put_back(&world, "app_password", || {
        world.run("apppw rotate Outlook --overlap 1h").ok();
    });
    let entry = world.run("log check").word();
    let (entry, _) = entry.split_once(':').unwrap();
    found(
        &world,
        &format!(
            "app password 'Outlook' of '{ALAIN}' was replaced by entry {entry}, but counts again"
        ),
        &["apppw delete Outlook --yes"],
    );
}

#[test]
fn an_account_that_was_deleted_disabled_or_secured_is_found_as_it_was_before() {
    let world = World::enrolled();
    let bea = "bea@contoso.com";
    world.run("account add bea@contoso.com").ok();
    let entry = || {
        let head = world.run("log check").word();
        head.split_once(':').unwrap().0.to_owned()
    };
    put_back(&world, "account", || {
        world.run("account set bea@contoso.com --disable").ok();
    });
    found(
        &world,
        &format!(
            "account '{bea}' was disabled by entry {}, but is enabled",
            entry()
        ),
        &["account set bea@contoso.com --disable"],
    );
    put_back(&world, "account", || {
        world.run("account set bea@contoso.com --mfa enabled").ok();
    });
    found(
        &world,
        &format!(
            "account '{bea}': MFA was enabled by entry {}, but is disabled",
            entry()
        ),
        &["account set bea@contoso.com --mfa enabled"],
    );
    let outside = "account set bea@contoso.com --external-password";
    put_back(&world, "account", || {
        world.run(outside).ok();
    });
    found(
        &world,
        &format!(
            "account '{bea}': the password was external by entry {}, but is keyfob's own",
            entry()
        ),
        &[outside],
    );
    put_back(&world, "account", || {
        world.run("account delete bea@contoso.com --yes").ok();
    });
    found(
        &world,
        &format!(
            "account '{bea}' was deleted by entry {}, but is there again",
            entry()
        ),
        &["account delete bea@contoso.com --yes"],
    );
    // What was undone in the usual way is no fault.
    world.run(&format!("mfa reset -a {ALAIN} --yes")).ok();
    world.run("store check").ok();
}

#[test]
fn an_enrolment_or_a_reset_is_found_when_it_is_undone() {
    let world = World::with_account();
    world
        .run(&format!("account set {ALAIN} --mfa enabled"))
        .ok();
    let uri = world.run("mfa enroll").word();
    let code = world.code(&uri);
    let enrol = format!("mfa enroll --confirm {code} --no-app");
    put_back(&world, "account", || {
        world.run(&enrol).ok();
    });
    let checked = world.run("store check").ended(1);
    let words = format!("account '{ALAIN}': MFA was enforced by entry ");
    assert!(checked.out.starts_with(&words), "{checked}");
    assert!(checked.out.ends_with(", but is enabled\n"), "{checked}");

    let world = World::enrolled();
    put_back(&world, "account", || {
        world.run("mfa reset --yes").ok();
    });
    let checked = world.run("store check").ended(1);
    let words = format!("account '{ALAIN}': MFA was enabled by entry ");
    assert!(checked.out.starts_with(&words), "{checked}");
    assert!(checked.out.ends_with(", but is enforced\n"), "{checked}");
}

#[test]
fn a_policy_that_was_changed_is_found_as_it_was_before() {
    let world = World::enrolled();
    world.run("policy set app-password-limit 7").ok();
    put_back(&world, "policy", || {
        world.run("policy set app-password-limit 3").ok();
    });
    let entry = world.run("log check").word();
    let (entry, _) = entry.split_once(':').unwrap();
    found(
        &world,
        &format!("policy app-password-limit was set to '3' by entry {entry}, but is '7'"),
        &["policy set app-password-limit 3"],
    );
}

/// A rotation whose result couldn't be handed over is undone by keyfob itself.
#[test]
fn what_is_undone_in_the_usual_way_is_no_fault() {
    let world = World::enrolled();
    world.run("apppw create Outlook").ok();
    world.run("apppw rotate Outlook").ok();
    world.run("apppw delete Outlook --yes").ok();
    world.run("apppw create Outlook").ok();
    world.run(&format!("account set {ALAIN} --disable")).ok();
    world.run(&format!("account set {ALAIN} --enable")).ok();
    world.run("policy set app-password-max-age 30d").ok();
    world.run("policy set app-password-max-age none").ok();
    world.run("store check").ok();
    world.run("store rekey --yes").ok();
    world.run("store check").ok();
}
