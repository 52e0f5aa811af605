use crate::support::{Answer, Program, World};

#[test]
fn no_command_at_all_shows_help_and_is_wrong_usage() {
    let world = World::new();
    told!(world.run(""), world.run("apppw"), world.run("policy"));
}

#[test]
fn help_is_data() {
    let world = World::new();
    told!(world.run("--help"), world.run("-h"));
    told!(
        world.run("account --help"),
        world.run("mfa --help"),
        world.run("apppw --help"),
        world.run("policy --help"),
        world.run("store --help"),
    );
    told!(
        world.run("apppw create --help"),
        world.run("apppw verify --help"),
        world.run("log --help"),
        world.run("help apppw rotate"),
    );
}

#[test]
fn the_version_is_data() {
    let world = World::new();
    let version = concat!("keyfob ", env!("CARGO_PKG_VERSION"), "\n");
    for line in ["--version", "-V"] {
        assert_eq!(world.run(line).ok(), version);
    }
}

#[test]
fn wrong_usage_is_one_sentence_and_hints() {
    let world = World::new();
    told!(
        world.run("apppws").refused(2),
        world.run("apppw creat Outlook").refused(2),
        world.run("apppw create").refused(2),
        world.run("apppw list Outlook").refused(2),
        world.run("apppw list --frobnicate").refused(2),
        world.run("apppw list --jsno").refused(2),
        world.run("apppw create Outlook --expires").refused(2),
        world.run("account add").refused(2),
        world.run("account add a --mfa perhaps").refused(2),
        world.run("account set a").refused(2),
        world.run("account set a --email x@y --no-email").refused(2),
        world.run("apppw list --store x --system").refused(2),
        world.run("apppw list --color sometimes").refused(2),
        world.run("apppw list --json=yes").refused(2),
        world.run("apppw list --json --json").refused(2),
        world.run("log chekc").refused(2),
    );
}

#[test]
fn control_characters_in_arguments_are_written_out_and_never_break_the_line() {
    let world = World::enrolled();
    let evil = [
        "\u{1b}[2J\u{1b}]0;title\u{7}",
        "\u{1b}]0;unended",
        "\u{9b}31m",
        "a\nerror: something else",
        "a\n\nb",
        "a\r\nhint: run rm -rf",
        "a\u{202e}b\u{200b}c",
        "\0",
    ];
    for text in evil {
        for line in [
            &[text][..],
            &["apppw", text],
            &["apppw", "list", text],
            &["apppw", "list", &format!("--{text}")],
            &["apppw", "list", "--color", text],
            &["account", "add", "a", "--mfa", text],
            &["completions", text],
            &["policy", "show", text],
            &["policy", "set", text, "x"],
        ] {
            let ran = world.run_with(line, b"").refused(2);
            let bare: String = ran.err.chars().filter(|&c| c != '\n').collect();
            assert!(!bare.chars().any(char::is_control), "{line:?}: {bare:?}");
            assert!(
                !bare.contains(['\u{202e}', '\u{200b}']),
                "{line:?}: {bare:?}"
            );
            assert!(!ran.err.contains("\nhint: run rm"), "{line:?}: {ran}");
            assert!(ran.err.contains("hint: "), "{line:?}: {ran}");
        }
    }
}

#[test]
fn what_was_wrong_is_still_told_where_it_has_control_characters() {
    let world = World::new();
    for (typed, shown) in [
        ("\u{1b}[31mred", "'\\u{1b}[31mred'"),
        ("\u{1b}]0;unended", "'\\u{1b}]0;unended'"),
        ("a\n\nb", "'a\\u{a}\\u{a}b'"),
        ("a\nerror: b", "'a\\u{a}error: b'"),
        ("a\u{202e}b", "'a\\u{202e}b'"),
    ] {
        for line in [
            &["apppw", "list", typed][..],
            &["apppw", "list", "--color", typed],
            &["policy", "show", typed],
        ] {
            let ran = world.run_with(line, b"").refused(2);
            assert!(ran.err.contains(shown), "{line:?}: {}", ran.err);
        }
    }
}

#[test]
fn several_suggestions_are_not_one() {
    let world = World::new();
    let ran = world.run("apppw creat Outlook").refused(2);
    assert!(ran.err.contains("did you mean 'create' or"), "{ran}");
}

#[test]
fn every_key_in_json_is_in_snake_case_and_none_is_null() {
    fn check(value: &serde_json::Value, line: &str) {
        match value {
            serde_json::Value::Object(object) => {
                for (key, value) in object {
                    let snake = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                    assert!(key.bytes().all(snake), "{line}: {key}");
                    assert_ne!(value, "none", "{line}: {key}");
                    check(value, line);
                }
            }
            serde_json::Value::Array(array) => {
                for value in array {
                    check(value, line);
                }
            }
            _ => {}
        }
    }
    let world = World::enrolled();
    for line in [
        "account list",
        "account show alain@contoso.com",
        "account set alain@contoso.com --no-email",
        "apppw create Outlook",
        "apppw list",
        "apppw show Outlook",
        "apppw rotate Outlook --overlap 1h",
        "mfa enroll",
        "log",
        "log check",
        "store info",
        "store check",
        "policy show",
        "policy set app-password-max-age 30d",
    ] {
        let out = world.run(&format!("{line} --json")).ok();
        for value in crate::cli::values(&out) {
            check(&value, line);
        }
    }
}

#[test]
fn the_environment_names_the_account_and_a_flag_outweighs_it() {
    let program = Program::enrolled();
    program.run("account add bea@contoso.com").ok();
    let listed = |line: &str| {
        let output = program
            .command(line)
            .env("KEYFOB_ACCOUNT", "bea@contoso.com")
            .output()
            .unwrap();
        let ran = crate::support::ran(line, &output).json();
        ran["account"].as_str().unwrap().to_owned()
    };
    assert_eq!(listed("apppw list --json"), "bea@contoso.com");
    assert_eq!(
        listed("apppw list --json -a alain@contoso.com"),
        "alain@contoso.com"
    );
}

#[test]
fn global_flags_mean_the_same_before_and_after_the_command() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com").ok();
    crate::cli::create(&world, "Outlook -a alain@contoso.com");
    world.operator.set(false);
    let expected = world
        .run("apppw list --json --operator -a alain@contoso.com")
        .json();
    for line in [
        "--json --operator -a alain@contoso.com apppw list",
        "--operator apppw --json list -a alain@contoso.com",
        "apppw --account alain@contoso.com list --operator --json",
        "--account=alain@contoso.com apppw list --json --operator",
    ] {
        assert_eq!(world.run(line).json(), expected, "{line}");
    }
    let other = world.path().join("other.db");
    let other = other.to_str().unwrap();
    world
        .run_with(&["--store", other, "store", "init"], b"")
        .ok();
    let after = world.run_with(&["account", "list", "--store", other], b"");
    assert_eq!(after.ok(), "");
}

#[test]
fn quiet_leaves_data_and_errors() {
    let world = World::new();
    told!(
        world.run("store init --quiet"),
        world.run("account add alain@contoso.com --quiet"),
        world.watched().run("account add bea@contoso.com -q"),
        world.run("account set alain@contoso.com --mfa enabled -q"),
        world.run("account show nobody -q").refused(67),
        world.run("account delete alain@contoso.com -qy"),
    );
}

#[test]
fn colour_is_where_it_is_wanted() {
    let world = World::enrolled();
    for line in [
        "apppw show Fax",
        "apppw show Fax --color never",
        "apppw show Fax --color auto",
    ] {
        assert!(!world.run(line).err.contains('\u{1b}'), "{line}");
        assert!(!world.watched().run(line).err.contains('\u{1b}'), "{line}");
    }
    let ran = world.run("apppw show Fax --color always");
    assert_eq!(ran.code, 67);
    assert!(ran.err.starts_with("\u{1b}[1;31merror:\u{1b}[0m "), "{ran}");
}

#[test]
fn json_keeps_errors_on_stderr() {
    let world = World::enrolled();
    told!(
        world.run("apppw show Fax --json").refused(67),
        world
            .run("apppw create X --expires later --json")
            .refused(65),
        world.run("apppw delete Fax --json").refused(67),
    );
}

#[test]
fn with_json_stopping_ends_in_one_value_too() {
    let world = World::enrolled();
    world.run("apppw create Outlook").ok();
    let ran = world
        .talking([("Delete the app password Outlook", Answer::End)])
        .run("apppw delete Outlook --json");
    assert_eq!(ran.code, 130, "{ran}");
    let last = ran.err.lines().last().unwrap();
    let error: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!(error["error"]["code"], "interrupted", "{ran}");
}
