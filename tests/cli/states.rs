//! What each MFA state lets each command do.

use crate::cli::{create, reason};
use crate::support::{ALAIN, World};

/// A world with alain's account in each state, in the order of the table's columns.
fn worlds() -> [(World, &'static str); 4] {
    let disabled = World::with_account();
    let enabled = World::new();
    enabled
        .run(&format!("account add {ALAIN} --mfa enabled"))
        .ok();
    let enforced = World::enrolled();
    create(&enforced, "Outlook");
    let off = World::enrolled();
    create(&off, "Outlook");
    off.run(&format!("account set {ALAIN} --mfa disabled")).ok();
    [
        (disabled, "disabled"),
        (enabled, "enabled"),
        (enforced, "enforced"),
        (off, "switched off"),
    ]
}

#[test]
fn each_state_refuses_what_the_table_says() {
    // disabled, enabled, enforced, enforced once and switched off
    let table = [
        ("mfa enroll", [77, 0, 0, 77]),
        // By then, the enforced account has a pending enrolment too.
        ("mfa enroll --confirm 000000", [77, 1, 1, 77]),
        ("apppw create Printer", [77, 77, 0, 77]),
        ("apppw rotate Outlook", [77, 77, 0, 77]),
        ("apppw verify", [1, 1, 1, 1]),
        ("apppw list", [0, 0, 0, 0]),
        ("apppw show Outlook", [67, 67, 0, 0]),
        ("apppw rename Outlook Thunderbird", [67, 67, 0, 0]),
        ("apppw delete Thunderbird --yes", [67, 67, 0, 0]),
        ("apppw delete --all --yes", [0, 0, 0, 0]),
        ("account show alain@contoso.com", [0, 0, 0, 0]),
        (
            "account password alain@contoso.com --temporary",
            [0, 0, 0, 0],
        ),
    ];
    for (column, (world, state)) in worlds().into_iter().enumerate() {
        for (line, codes) in table {
            let ran = world.fed(line, "abcdefghijklmnop");
            assert_eq!(ran.code, codes[column], "MFA {state}: {ran}");
        }
    }
}

#[test]
fn the_words_for_each_state() {
    let [(disabled, _), (enabled, _), _, (off, _)] = worlds();
    told!(
        disabled.run("mfa enroll").refused(77),
        disabled.run("apppw create Outlook").refused(77),
        enabled.run("apppw create Outlook").refused(77),
        off.run("apppw create Printer").refused(77),
    );
    let contract = "MFA isn't required for this account; ask your administrator";
    for line in ["mfa enroll", "apppw create Outlook"] {
        let ran = disabled.run(line);
        assert!(
            ran.err.starts_with(&format!("error: {contract}\n")),
            "{ran}"
        );
    }
}

#[test]
fn asking_for_mfa_anew_of_an_account_that_has_it_changes_nothing() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let before = crate::cli::entries(&world);
    let said = world.run(&format!("account set {ALAIN} --mfa enabled"));
    assert!(said.err.contains("enforced"), "{said}");
    assert_eq!(crate::cli::entries(&world), before);
    assert_eq!(reason(&world, "", &password), "yes");
}
