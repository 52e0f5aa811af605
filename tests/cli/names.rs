use crate::support::World;

const BAD: [(&str, &str); 8] = [
    ("empty", ""),
    ("blank", "   "),
    ("escape", "a\u{1b}[2Jb"),
    ("override", "a\u{202e}b"),
    ("zero width", "a\u{200b}b"),
    ("newline", "a\nb"),
    ("tab", "a\tb"),
    ("isolate", "a\u{2066}b"),
];

#[track_caller]
fn is_clean(text: &str) {
    assert!(
        !text
            .chars()
            .any(|c| c.is_control() && c != '\n' || "\u{202e}\u{200b}\u{2066}".contains(c)),
        "{text:?}"
    );
}

#[test]
fn app_names_that_deceive_are_refused_everywhere() {
    let world = World::enrolled();
    crate::cli::create(&world, "Outlook");
    for (what, name) in BAD {
        for line in [
            &["apppw", "create", name][..],
            &["apppw", "rename", "Outlook", name],
        ] {
            let ran = world.run_with(line, b"").refused(65);
            is_clean(&ran.err);
            assert!(ran.err.contains("\nhint: "), "{what}: {ran}");
        }
        for line in [
            &["apppw", "show", name][..],
            &["apppw", "rotate", name],
            &["apppw", "delete", name, "--yes"],
        ] {
            let ran = world.run_with(line, b"").refused(67);
            is_clean(&ran.err);
        }
    }
    assert_eq!(world.run("apppw list").ok().lines().count(), 1);
}

/// Whoever may list the accounts is told which one may have been meant, and nobody else.
#[test]
fn a_misspelt_account_is_recognised_for_operators_only() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com").ok();
    let meant = "hint: did you mean 'alain@contoso.com'?\n";
    for line in [
        "account show alian@contoso.com",
        "account delete alain@contso.com --yes",
        "apppw list -a alain",
        "log -a alian@contoso.com",
    ] {
        let ran = world.run(line).refused(67);
        assert!(ran.err.contains(meant), "{ran}");
    }
    let ran = world.run("account show zoe@contoso.com").refused(67);
    assert!(!ran.err.contains("did you mean"), "{ran}");
    world.operator.set(false);
    for (line, code) in [
        ("apppw verify -a alian@contoso.com", 67),
        ("signin --password-stdin -a alian@contoso.com", 77),
        ("apppw list -a alian@contoso.com", 77),
    ] {
        let ran = world.fed(line, "abcdefghijklmnop\n").refused(code);
        assert!(!ran.err.contains("did you mean"), "{ran}");
    }
}

#[test]
fn account_names_that_deceive_are_refused_everywhere() {
    let world = World::enrolled();
    for (what, name) in BAD {
        for line in [
            &["account", "add", name][..],
            &["account", "show", name],
            &["account", "rename", "alain@contoso.com", name],
            &["account", "set", name, "--disable"],
            &["account", "delete", name, "--yes"],
            &["apppw", "list", "--account", name],
        ] {
            let ran = world.run_with(line, b"").refused(65);
            is_clean(&ran.err);
            assert!(ran.err.contains("\nhint: "), "{what}: {ran}");
        }
    }
    assert_eq!(world.run("account list").ok().lines().count(), 1);
}

#[test]
fn the_words_for_names_that_deceive() {
    let world = World::enrolled();
    let escape = world.run_with(&["apppw", "create", "a\u{1b}[2Jb"], b"");
    let huge = "x".repeat(10_000);
    let shown = |mut ran: crate::support::Ran, line: &str| {
        line.clone_into(&mut ran.line);
        ran
    };
    told!(
        shown(escape, "apppw create a<ESC>[2Jb"),
        shown(
            world.run_with(&["apppw", "create", "a\u{202e}b"], b""),
            "apppw create a<RLO>b"
        ),
        shown(
            world.run_with(&["apppw", "create", ""], b""),
            "apppw create ''"
        ),
        shown(
            world.run_with(&["apppw", "create", &huge], b""),
            "apppw create xxx..."
        ),
        shown(
            world.run_with(&["apppw", "show", &huge], b""),
            "apppw show xxx..."
        ),
        shown(
            world.run_with(&["apppw", "show", "a\u{1b}[2Jb"], b""),
            "apppw show a<ESC>[2Jb"
        ),
        shown(world.run_with(&["apppw", "show", ""], b""), "apppw show ''"),
        shown(
            world.run_with(&["account", "add", &huge], b""),
            "account add xxx..."
        ),
        shown(
            world.run_with(&["account", "add", "alain dupont"], b""),
            "account add 'alain dupont'"
        ),
        world.run("apppw create id:abc"),
    );
}

#[test]
fn huge_names_are_refused_in_few_words() {
    let world = World::enrolled();
    let huge = "é".repeat(10_000);
    for (line, code) in [
        (&["apppw", "create", &huge][..], 65),
        (&["apppw", "show", &huge], 67),
        (&["apppw", "verify", &huge], 67),
        (&["account", "add", &huge], 65),
        (&["apppw", "list", "-a", &huge], 65),
        (&["apppw", "create", "X", "--note", &huge], 65),
        (&["apppw", "create", "X", "--only", &huge], 65),
        (&["apppw", "create", "X", "--expires", &huge], 65),
        (&["policy", "show", &huge], 2),
        (&["policy", "set", "modern-apps", &huge], 65),
        (&["log", "--since", &huge], 65),
        (&[&huge], 2),
        (&["apppw", "list", &huge], 2),
    ] {
        let ran = world.run_with(line, b"abcdefghijklmnop").refused(code);
        assert!(
            ran.err.chars().count() < 700,
            "{} characters",
            ran.err.len()
        );
    }
}

#[test]
fn the_same_name_in_another_case_or_spacing_is_taken() {
    let world = World::enrolled();
    world.run_with(&["apppw", "create", "My Phone"], b"").ok();
    for same in [
        "my phone",
        "MYPHONE",
        "  My   Phone ",
        "my\u{a0}phone",
        "Ｍy Phone",
    ] {
        world.run_with(&["apppw", "create", same], b"").refused(73);
        world.run_with(&["apppw", "show", same], b"").ok();
    }
    told!(world.run_with(&["apppw", "create", "MYPHONE"], b""));
    world.run_with(&["apppw", "create", "My Phone 2"], b"").ok();
}

#[test]
fn any_printable_name_goes_all_the_way() {
    let world = World::enrolled();
    for name in [
        "Büro-Drucker Nr.5",
        "打印机",
        "../../x",
        "📠",
        "=1+1",
        "O'Brien\"s",
        "--yes",
        "-a",
    ] {
        world.run_with(&["apppw", "create", "--", name], b"").ok();
        let shown = world
            .run_with(&["apppw", "show", "--json", "--", name], b"")
            .json();
        assert_eq!(shown["name"], name);
    }
    told!(world.run("apppw list"), world.watched().run("apppw list"));
    world
        .run_with(&["apppw", "delete", "--yes", "--", "📠", "--yes"], b"")
        .ok();
    assert_eq!(world.run("apppw list").ok().lines().count(), 6);
}
