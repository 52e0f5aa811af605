use crate::cli::{create, reason};
use crate::support::database::is_in_a_file;
use crate::support::{ALAIN, World, with_key};

/// Long and hard to guess, with and without MFA.
const LONG: &str = "correct horse battery staple";
const OTHER: &str = "meadow quartz lantern biscuit";

#[test]
fn adding_to_no_store_makes_the_store_and_a_temporary_password() {
    let world = World::new();
    told!(
        world.run("account add alain@contoso.com --mfa enabled"),
        world.run("account show alain@contoso.com"),
    );
}

#[test]
fn a_temporary_password_is_shown_once_at_a_terminal() {
    let world = World::new();
    told!(
        world.watched().run("account add alain@contoso.com"),
        world.watched().run("account show alain@contoso.com"),
        world
            .watched()
            .run("account password alain@contoso.com --temporary"),
    );
}

#[test]
fn an_account_is_added_in_json() {
    let world = World::new();
    told!(
        world.run("account add alain@contoso.com --mfa enabled --email alain@example.org --phone +49-30-123456 --json"),
        world.fed("account add bea@contoso.com --password-stdin --json", &format!("{LONG}\n")),
        world.run("account show alain@contoso.com --json"),
    );
}

#[test]
fn a_password_from_stdin_ends_at_its_first_newline_and_is_never_printed() {
    let world = World::new();
    let ran = world.fed(
        "account add alain@contoso.com --password-stdin",
        &format!("{LONG}\nsecond line"),
    );
    assert!(!ran.to_string().contains("horse"), "{ran}");
    told!(ran, world.run("account show alain@contoso.com --json"));
}

#[test]
fn bad_passwords_on_stdin_add_nothing() {
    let world = World::new();
    world.run("store init").ok();
    let longest = in_bytes(512);
    let line = "account add alain@contoso.com --password-stdin";
    for (bad, said) in [
        (b"".as_slice(), "stdin has no new password"),
        (
            b"\ncorrect horse battery staple",
            "stdin has no new password",
        ),
        (
            b"correct horse\0battery staple\n",
            "the password contains a NUL character",
        ),
        (
            b"correct horse battery\xff\xfe staple\n",
            "the password isn't UTF-8 text",
        ),
        (
            b"correct horse battery\x1b staple\n",
            "the password contains a control character",
        ),
        (
            format!("{longest}q").as_bytes(),
            "the password is longer than 512 bytes",
        ),
        (
            b"kT9#vLq2mX4zPw\n",
            "the password has fewer than 15 characters",
        ),
        (
            b"qwertyuiopasdfghjkl\n",
            "the password is too easy to guess",
        ),
    ] {
        let words: Vec<_> = line.split(' ').collect();
        let ran = world.run_with(&words, bad).refused(65);
        assert!(ran.err.contains(&format!("error: {said}\n")), "{ran}");
        assert!(
            ran.err.contains("hint: "),
            "{ran} says nothing of what to do"
        );
    }
    assert_eq!(world.run("account list").ok(), "");
    world.fed(line, &longest).ok();
    signs_in(&world, ALAIN, &longest);
}

/// A good password with this number of bytes.
fn in_bytes(bytes: usize) -> String {
    LONG.chars()
        .chain(" gibbon 7 orchard & Velvet; ".chars().cycle())
        .take(bytes)
        .collect()
}

/// The holder of an account without MFA signs in with exactly this password.
#[track_caller]
fn signs_in(world: &World, account: &str, password: &str) {
    let line = format!("signin -a {account} --password-stdin");
    world.fed(&line, password).ok();
    let mut other = password.to_owned();
    let last = other.pop();
    other.push(if last == Some('x') { 'y' } else { 'x' });
    world.fed(&line, &other).refused(77);
}

/// Sets a password from stdin, and returns what was wrong with it.
#[track_caller]
fn fault_of(world: &World, account: &str, password: &str) -> Option<String> {
    let line = format!("account password {account} --password-stdin");
    let ran = world.fed(&line, password);
    if ran.code == 0 {
        return None;
    }
    let ran = ran.refused(65);
    let said = ran.err.strip_prefix("error: ").expect("an error");
    Some(said.lines().next().expect("a line").to_owned())
}

const UNDER_8: &str = "the password has fewer than 8 characters";
const UNDER_15: &str = "the password has fewer than 15 characters";
const GUESSABLE: &str = "the password is too easy to guess";

#[test]
fn a_new_password_has_fifteen_characters_or_eight_beside_mfa() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com --mfa enabled").ok();
    world.run("account add cleo@contoso.com").ok();
    let all = "kT9#vLq2mX4zPwR7";
    let fault = |account, chars| fault_of(&world, account, &all[..chars]);
    for with_mfa in [ALAIN, "bea@contoso.com"] {
        assert_eq!(fault(with_mfa, 7).as_deref(), Some(UNDER_8));
        // zxcvbn rates any 8 characters as weak, but 8 aren't too few.
        assert_ne!(fault(with_mfa, 8).as_deref(), Some(UNDER_8));
        assert_eq!(fault(with_mfa, 9), None);
    }
    assert_eq!(fault("cleo@contoso.com", 7).as_deref(), Some(UNDER_15));
    assert_eq!(fault("cleo@contoso.com", 14).as_deref(), Some(UNDER_15));
    assert_eq!(fault("cleo@contoso.com", 15), None);

    // The account's MFA at the time of setting the password decides.
    world.run("account set cleo@contoso.com --mfa enabled").ok();
    assert_eq!(fault("cleo@contoso.com", 9), None);
    world
        .run("account set alain@contoso.com --mfa disabled")
        .ok();
    assert_eq!(fault(ALAIN, 14).as_deref(), Some(UNDER_15));

    for (line, chars, said) in [
        ("account add dora@contoso.com", 14, Some(UNDER_15)),
        ("account add dora@contoso.com", 15, None),
        (
            "account add emil@contoso.com --mfa disabled",
            14,
            Some(UNDER_15),
        ),
        (
            "account add emil@contoso.com --mfa enabled",
            7,
            Some(UNDER_8),
        ),
        ("account add emil@contoso.com --mfa enabled", 9, None),
    ] {
        let ran = world.fed(&format!("{line} --password-stdin"), &all[..chars]);
        match said {
            Some(said) => {
                let ran = ran.refused(65);
                assert!(ran.err.contains(&format!("error: {said}\n")), "{ran}");
            }
            None => {
                ran.ok();
            }
        }
    }
    assert_eq!(world.run("account list").ok().lines().count(), 5);
}

#[test]
fn characters_count_and_not_bytes() {
    let world = World::with_account();
    let fault = |password: &str| fault_of(&world, ALAIN, password);
    // Each has four bytes.
    let signs: Vec<_> = "🐎🐟🌲🔔🔋📎🎻🌙🍊🎲🚲🏰🍯🌋🐧".chars().collect();
    assert_eq!(
        fault(&signs[..14].iter().collect::<String>()).as_deref(),
        Some(UNDER_15)
    );
    assert_eq!(fault(&signs.iter().collect::<String>()), None);
    // 14 characters, typed as 15 code points.
    let decomposed = "kT9#vLq2mX4zPe\u{301}";
    assert_eq!(decomposed.chars().count(), 15);
    assert_eq!(fault(decomposed).as_deref(), Some(UNDER_15));
    assert_eq!(fault(&format!("{decomposed}w")), None);
    signs_in(&world, ALAIN, "kT9#vLq2mX4zP\u{e9}w");
}

#[test]
fn an_easy_password_is_refused_however_long() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com").ok();
    for easy in [
        "passwordpassword",
        "qwertyuiopasdfghjkl",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "1234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "P@ssw0rdP@ssw0rd",
        // Only two words.
        "helicopterscientist",
        "lanternbicycles",
    ] {
        for account in [ALAIN, "bea@contoso.com"] {
            assert_eq!(
                fault_of(&world, account, easy).as_deref(),
                Some(GUESSABLE),
                "{easy}"
            );
        }
    }
    for easy in ["password", "iloveyou", "12345678", "letmein1"] {
        assert_eq!(fault_of(&world, ALAIN, easy).as_deref(), Some(GUESSABLE));
        assert_eq!(
            fault_of(&world, "bea@contoso.com", easy).as_deref(),
            Some(UNDER_15)
        );
    }
}

#[test]
fn what_is_hard_to_guess_for_others_is_easy_for_whoever_has_that_name() {
    let world = World::new();
    let named = "quaspel.zvornik@trelbimo.example";
    let mailed = "alain@contoso.com --email quaspel.zvornik@trelbimo.example";
    world.run("account add bea@contoso.com").ok();
    world.run(&format!("account add {named}")).ok();
    for password in [
        "quaspel.zvornik@trelbimo.example",
        "QUASPEL.ZVORNIK@TRELBIMO.EXAMPLE",
        "elpmaxe.omiblert@kinrovz.lepsauq",
        "ZvornikTrelbimo",
        "Tr3lbimoZvornik",
    ] {
        let fault = |account| fault_of(&world, account, password);
        assert_eq!(fault("bea@contoso.com"), None, "{password}");
        assert_eq!(fault(named).as_deref(), Some(GUESSABLE), "{password}");
        // The address of a new account is known too.
        world
            .fed(&format!("account add {mailed} --password-stdin"), password)
            .refused(65);
        world
            .fed("account add alain@contoso.com --password-stdin", password)
            .ok();
        world
            .run("account set alain@contoso.com --email quaspel.zvornik@trelbimo.example")
            .ok();
        assert_eq!(fault(ALAIN).as_deref(), Some(GUESSABLE), "{password}");
        world.run("account delete alain@contoso.com --yes").ok();
    }
    // So is the name of a new account.
    world.run(&format!("account delete {named} --yes")).ok();
    let line = format!("account add {named} --password-stdin");
    let ran = world.fed(&line, "ZvornikTrelbimo").refused(65);
    assert!(ran.err.contains(GUESSABLE), "{ran}");
    world.fed(&line, LONG).ok();
}

#[test]
fn a_password_is_of_any_characters_that_can_be_seen() {
    let world = World::with_account();
    for password in [
        "🐎 under a 🌲, with a 🔔 and two 🎻",
        "правильная лошадь батарея скрепка",
        "正しい馬の電池とホッチキスを探す人",
        "ναι στο άλογο της μπαταρίας",
        "الحصان الصحيح بطارية دباسة",
        "correct\u{3000}horse\u{a0}battery staple",
        " spaces, ahead and behind them ",
        "\\\"$`'<>&|;*?[]{}()~#%!^=+-_@:,./ kT",
    ] {
        assert_eq!(fault_of(&world, ALAIN, password), None, "{password}");
        signs_in(&world, ALAIN, password);
    }
}

#[test]
fn a_password_is_of_characters_that_are_newer() {
    let world = World::with_account();
    for password in [
        "🦆 under a 🌲, with a 🔔 and two 🎻",
        "correct 🤔 battery 🥰 staple",
        "a 👩\u{200d}💻 with a ❤\u{fe0f} for horses",
        "лошадь за 17 ₽ и батарея",
        "nineteen ꭰ ꭱ ꭲ and a ₿",
    ] {
        assert_eq!(fault_of(&world, ALAIN, password), None, "{password}");
        signs_in(&world, ALAIN, password);
    }
}

/// The upper limit is in bytes, whatever the characters.
#[test]
fn a_password_has_at_most_512_bytes() {
    let world = World::with_account();
    let too_long = "the password is longer than 512 bytes";
    let signs = format!("{}{}", in_bytes(112), "🐎".repeat(100));
    for longest in [in_bytes(512), signs] {
        assert_eq!(longest.len(), 512);
        assert_eq!(fault_of(&world, ALAIN, &longest), None);
        assert_eq!(
            fault_of(&world, ALAIN, &format!("{longest}q")).as_deref(),
            Some(too_long)
        );
        world
            .fed("signin -a alain@contoso.com --password-stdin", &longest)
            .ok();
    }
}

/// They are generated, so no rule applies to them, not even that a password isn't the name.
#[test]
fn no_rule_is_for_temporary_passwords() {
    let temporary = |name: &str| {
        let world = World::new();
        let added = world.run(&format!("account add {name}")).word();
        let set = world
            .run(&format!("account password {name} --temporary"))
            .word();
        [added, set]
    };
    let passwords = temporary(ALAIN);
    for (number, password) in passwords.iter().enumerate() {
        assert_eq!(password.len(), 16, "{password}");
        // The same randomness makes the same password, here for an account of that name.
        assert_eq!(&temporary(password)[number], password);
        let world = World::new();
        world.run(&format!("account add {password}")).ok();
        assert_eq!(
            fault_of(&world, password, password).as_deref(),
            Some(GUESSABLE)
        );
    }
}

#[test]
fn an_account_that_is_there_is_not_added_again() {
    let world = World::with_account();
    told!(
        world.run("account add alain@contoso.com").refused(73),
        world.run("account add ALAIN@Contoso.com").refused(73),
        world
            .watched()
            .run("account add ALAIN@Contoso.com")
            .refused(73),
        world.run("account list"),
    );
}

#[test]
fn an_account_that_exists_can_be_left_alone() {
    let world = World::new();
    let line = "account add alain@contoso.com --mfa enabled --if-absent";
    assert!(!world.run(line).word().is_empty());
    let shown = world.run("account show").ok();
    told!(
        world.run(line),
        world
            .watched()
            .run("account add ALAIN@contoso.com --if-absent"),
        world.run(&format!("{line} --json")),
        world.run(&format!("{line} --quiet")),
    );
    assert_eq!(world.run("account show").ok(), shown);
}

#[test]
fn wrong_contacts_are_refused() {
    let world = World::with_account();
    told!(
        world
            .run("account add bea@contoso.com --email nowhere")
            .refused(65),
        world
            .run("account add bea@contoso.com --phone 030-123456")
            .refused(65),
        world
            .run("account set alain@contoso.com --email a@b@c")
            .refused(65),
        world
            .run("account set alain@contoso.com --phone +1")
            .refused(65),
    );
}

#[test]
fn accounts_are_listed() {
    let world = World::new();
    told!(
        world.run("store init"),
        world.run("account list"),
        world.watched().run("account list"),
        world.run("account list --json"),
    );
    world.add_enrolled(ALAIN);
    create(&world, "Outlook");
    create(&world, "Printer");
    world.run("account add Bea@contoso.com").ok();
    world.run("account set bea@contoso.com --disable").ok();
    world.run("account add zoé@example.org --mfa enabled").ok();
    told!(
        world.run("account list"),
        world.watched().run("account list"),
        world.run("account list --json"),
        world.watched().run("account list --json"),
        world.run("account list --filter BEA"),
        world.run("account list --filter *@example.org"),
        world.run("account list --filter [a]"),
        world.watched().run("account list --filter nobody"),
    );
}

#[test]
fn the_list_at_a_terminal_says_when_people_signed_in_and_how_to_reach_them() {
    let world = World::new();
    let added = "account add bea@contoso.com --email bea@example.org --password-stdin";
    world.fed(added, LONG).ok();
    world.run("account add zoé@example.org").ok();
    world.pass(3 * 24 * 60 * 60);
    world
        .answering([("Password of bea@contoso.com", LONG)])
        .run("signin -a bea@contoso.com")
        .ok();
    told!(
        world.watched().run("account list"),
        world.watched().run("account list --filter bea --verbose"),
        world.watched().run("account list --quiet"),
    );
}

#[test]
fn showing_an_account_and_setting_its_password_take_the_usual_default() {
    let world = World::with_account();
    let shown = world.run("account show alain@contoso.com").ok();
    assert_eq!(world.run("account show").ok(), shown);
    assert_eq!(world.run("account show -a ALAIN@contoso.com").ok(), shown);
    world.fed("account password --password-stdin", LONG).ok();
    world.run("account add bea@contoso.com").ok();
    world
        .fed(
            "account password --password-stdin -a bea@contoso.com",
            OTHER,
        )
        .ok();
    let both = "-a bea@contoso.com alain@contoso.com";
    told!(
        world.run("account show").refused(2),
        world.run("account password --temporary").refused(2),
        world.run(&format!("account show {both}")).refused(2),
    );
}

/// Those after the first rows, which lay the table out, have long names and other states.
#[test]
fn later_rows_of_a_long_list_stay_in_their_columns() {
    if !is_in_a_file() {
        return;
    }
    // The second takes more columns than it has characters.
    for name in [
        "250@a-department.example.org",
        "250@情報システム部.example.org",
    ] {
        let world = World::new();
        world.run("store init").ok();
        crate::cli::store::tamper(
            &world,
            &format!(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
                 INSERT INTO account (name, name_key, mfa, disabled, email, password, must_change_password, created_at)
                 SELECT printf('%03d@example.org', i), printf('%03d@example.org', i), 'enabled', 0, NULL, x'00', 0, 1790000000 FROM n;
                 UPDATE account SET name = '{name}', name_key = '{name}', mfa = 'enforced', disabled = 1 WHERE id = 250;"
            ),
        );
        with_key::tag_all(&world.store(), "account");
        let ran = world.watched().run("account list");
        let lines: Vec<_> = ran.out.lines().collect();
        assert_eq!(lines.len(), 251, "{ran}");
        assert_eq!(ran.err, "250 accounts.\n");
        told!([lines[0], lines[1], lines[250]].join("\n"));
    }
}

#[test]
fn an_account_is_shown_with_its_counts() {
    let world = World::enrolled();
    create(&world, "Outlook");
    told!(
        world.run("account show alain@contoso.com"),
        world.watched().run("account show ALAIN@contoso.com"),
        world.run("account show alain@contoso.com --json"),
    );
}

#[test]
fn an_account_is_changed() {
    let world = World::with_account();
    told!(
        world.run("account set alain@contoso.com --mfa enabled"),
        world
            .watched()
            .run("account set alain@contoso.com --email alain@example.org --phone +49-30-123456"),
        world.run("account set alain@contoso.com --no-email --no-phone --disable"),
        world.run("account set alain@contoso.com --enable --json"),
        world.run("account set alain@contoso.com").refused(2),
        world
            .run("account set alain@contoso.com --enable --disable")
            .refused(2),
        world
            .run("account set alain@contoso.com --mfa enforced")
            .refused(2),
        world.run("log -a alain@contoso.com --json"),
    );
}

#[test]
fn a_disabled_account_is_accepted_nowhere_until_it_is_enabled() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world.run("account set alain@contoso.com --disable").ok();
    told!(
        world.fed("apppw verify", &password),
        world.fed("apppw verify --json", &password),
        world.run("apppw create Printer").refused(77),
        world.run("apppw rotate Outlook").refused(77),
        world.run("mfa enroll").refused(77),
    );
    world.run("account set alain@contoso.com --enable").ok();
    assert_eq!(reason(&world, "", &password), "yes");
}

/// A new password, other settings or MFA set up again are no reason to enable it.
#[test]
fn only_enabling_it_enables_a_disabled_account() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    let disable = format!("account set {ALAIN} --disable");
    world.run(&disable).ok();
    for line in [
        "account password alain@contoso.com --password-stdin",
        "account password alain@contoso.com --temporary",
        "account set alain@contoso.com --email alain@example.org",
        "account set alain@contoso.com --mfa disabled --yes",
        "account set alain@contoso.com --mfa enabled",
        "account rename alain@contoso.com al@contoso.com --yes",
        "account rename al@contoso.com alain@contoso.com --yes",
        "mfa reset --yes",
    ] {
        world.fed(line, "violet-Kettle: schläft 7").ok();
        let account = world.run("account show --json").json();
        assert_eq!(account["disabled"], true, "after {line}: {account}");
        let name = account["account"].as_str().unwrap();
        for secret in [&password, "violet-Kettle: schläft 7"] {
            let ran = world.fed("auth check", &format!("{name}\n{secret}\n"));
            assert_eq!(ran.code, 1, "after {line}: {ran}");
        }
    }
}

#[test]
fn mfa_switched_off_and_on_again_keeps_what_was_set_up() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    world
        .run("account set alain@contoso.com --mfa disabled")
        .ok();
    assert_eq!(reason(&world, "", &password), "mfa_not_enforced");
    told!(
        world.run("account show alain@contoso.com"),
        world.fed("apppw verify", &password),
        world.run("account set alain@contoso.com --mfa enabled"),
    );
    assert_eq!(reason(&world, "", &password), "yes");
}

#[test]
fn an_account_is_renamed_with_everything_of_it() {
    let world = World::enrolled();
    let password = create(&world, "Outlook");
    told!(
        world.run("account rename alain@contoso.com alain.dupont@contoso.com"),
        world.fed("apppw verify -a alain.dupont@contoso.com", &password),
        world.run("account show alain@contoso.com").refused(67),
        world.run("account rename alain.dupont@contoso.com Alain.Dupont@contoso.com --json"),
    );
    world.run("account add bea@contoso.com").ok();
    told!(
        world
            .run("account rename bea@contoso.com ALAIN.DUPONT@CONTOSO.COM")
            .refused(73),
        world
            .run("account rename nobody@contoso.com x@contoso.com")
            .refused(67),
        world.run("log -a alain.dupont@contoso.com"),
    );
}

#[test]
fn a_name_that_something_has_already_changes_and_records_nothing() {
    let world = World::enrolled();
    create(&world, "Outlook");
    let log = crate::cli::entries(&world);
    told!(
        world.run("account rename ALAIN@contoso.com alain@contoso.com"),
        world.run("account rename alain@contoso.com alain@contoso.com --json"),
        world.run("apppw rename outlook Outlook"),
    );
    assert_eq!(crate::cli::entries(&world), log);
}

/// How often keyfob asks for a new password.
const TRIES: usize = 10;

/// Two passwords that differ, each time.
fn differing() -> [(&'static str, &'static str); 2 * TRIES] {
    let others = [OTHER, "", "correct horse battery stapl"];
    std::array::from_fn(|at| match at % 2 {
        0 => ("New password", LONG),
        _ => ("Repeat password", others[at / 2 % others.len()]),
    })
}

#[test]
fn a_password_is_asked_for_twice() {
    let world = World::enrolled();
    let line = "account password alain@contoso.com";
    told!(
        world
            .answering([("New password", LONG), ("Repeat password", LONG)])
            .run(line),
        world.answering(differing()).run(line),
        world.answering([("New password", ""); TRIES]).run(line),
        world
            .answering([])
            .run(&format!("{line} --no-input"))
            .refused(2),
        world.run(line).refused(69),
        world.watched().run(line).refused(69),
        world.run(&format!("{line} --no-input")).refused(2),
    );
}

#[test]
fn passwords_that_differ_come_with_a_hint_and_change_nothing() {
    let world = World::enrolled();
    let before = crate::cli::entries(&world);
    let ran = world
        .answering(differing())
        .run("account password alain@contoso.com");
    assert_eq!(ran.code, 65, "{ran}");
    assert_eq!(crate::cli::entries(&world), before);
    assert!(ran.err.contains("hint: "), "{ran}");
}

#[test]
fn a_bad_new_password_is_asked_for_again() {
    let world = World::with_account();
    let line = "account password alain@contoso.com";
    told!(
        world
            .answering([
                ("New password", "kT9#vLq2mX4zPw"),
                ("New password", "qwertyuiopasdfghjkl"),
                ("New password", LONG),
                ("Repeat password", LONG),
            ])
            .run(line),
        world
            .answering([
                ("New password", OTHER),
                ("Repeat password", LONG),
                ("New password", "correct\u{1b}horse battery staple"),
                ("New password", OTHER),
                ("Repeat password", OTHER),
            ])
            .run(line),
        world
            .answering(
                ["", "short", "", "", "", "", "", "", "", "alain@contoso.com"]
                    .map(|bad| ("New password", bad)),
            )
            .run(line),
    );
    // The last good one was set, and none of the others.
    signs_in(&world, ALAIN, OTHER);
}

#[test]
fn a_password_is_set_from_stdin() {
    let world = World::enrolled();
    told!(
        world.fed(
            "account password alain@contoso.com --password-stdin",
            "correct horse\r\n"
        ),
        world.fed(
            "account password alain@contoso.com --password-stdin --json",
            "correct horse\n"
        ),
        world.run("account password alain@contoso.com --temporary"),
        world.run("account password alain@contoso.com --temporary --json"),
        world
            .fed("account password alain@contoso.com --password-stdin", "")
            .refused(65),
        world
            .fed(
                "account password alain@contoso.com --password-stdin --temporary",
                "x"
            )
            .refused(2),
        world
            .run("account password nobody@contoso.com --temporary")
            .refused(67),
        world.run("account show alain@contoso.com"),
    );
}

#[test]
fn a_new_password_keeps_or_deletes_app_passwords_as_policy_has_it() {
    let world = World::enrolled();
    let kept = create(&world, "Outlook");
    world
        .fed("account password alain@contoso.com --password-stdin", LONG)
        .ok();
    assert_eq!(reason(&world, "", &kept), "yes");

    world.run("policy set on-password-change delete").ok();
    told!(
        world.fed("account password alain@contoso.com --password-stdin", OTHER),
        world.fed("apppw verify", &kept),
    );
    create(&world, "Printer");
    create(&world, "Phone");
    told!(
        world
            .watched()
            .fed("account password alain@contoso.com --password-stdin", LONG),
        world.run("apppw list"),
        world.fed(
            "account password alain@contoso.com --password-stdin --json",
            OTHER
        ),
    );
}

#[test]
fn the_primary_password_is_no_app_password() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world
        .fed(
            "account password alain@contoso.com --password-stdin",
            "correct horse",
        )
        .ok();
    let primary = world.fed("apppw verify", "correct horse");
    let other = world.fed("apppw verify", "battery staple");
    assert_eq!((primary.code, &primary.out), (1, &other.out));
    assert_eq!(primary.err, other.err);
}

#[test]
fn deleting_an_account_needs_a_yes() {
    let world = World::enrolled();
    world.run("account add bea@contoso.com").ok();
    create(&world, "Outlook -a alain@contoso.com");
    told!(
        world.run("account delete alain@contoso.com").refused(69),
        world
            .watched()
            .run("account delete alain@contoso.com")
            .refused(69),
        world
            .answering([])
            .run("account delete alain@contoso.com --no-input")
            .refused(2),
        world
            .answering([(
                "Delete the account alain@contoso.com and its app password?",
                "no"
            )])
            .run("account delete alain@contoso.com"),
        world
            .answering([("Delete the account bea@contoso.com?", "yes")])
            .run("account delete BEA@contoso.com"),
        world.run("account delete alain@contoso.com --yes --json"),
        world
            .run("account delete alain@contoso.com --yes")
            .refused(67),
        world.run("account list"),
        world.run("log --json"),
    );
}

#[test]
fn the_question_counts_the_app_passwords() {
    let world = World::enrolled();
    create(&world, "Outlook");
    world.run("apppw create Printer Phone").ok();
    told!(
        world
            .answering([(
                "Delete the account alain@contoso.com and its 3 app passwords?",
                "yes"
            )])
            .run("account delete alain@contoso.com"),
        world.run("apppw list").refused(67),
        world.run("store check"),
    );
}

#[test]
fn an_account_that_is_not_there_is_an_error_everywhere() {
    let world = World::enrolled();
    for line in [
        "account show nobody@contoso.com",
        "account set nobody@contoso.com --disable",
        "account rename nobody@contoso.com x@contoso.com",
        "account password nobody@contoso.com --temporary",
        "account delete nobody@contoso.com --yes",
        "mfa enroll -a nobody@contoso.com",
        "mfa enroll -a nobody@contoso.com --confirm 123456",
        "apppw create Outlook -a nobody@contoso.com",
        "apppw list -a nobody@contoso.com",
        "apppw show Outlook -a nobody@contoso.com",
        "apppw rename Outlook Thunderbird -a nobody@contoso.com",
        "apppw rotate Outlook -a nobody@contoso.com",
        "apppw delete Outlook -a nobody@contoso.com --yes",
        "apppw delete --all -a nobody@contoso.com --yes",
        "apppw verify -a nobody@contoso.com",
    ] {
        let ran = world.fed(line, "abcdefghijklmnop").refused(67);
        assert!(ran.err.contains("'nobody@contoso.com'"), "{ran}");
        assert!(ran.err.contains("\nhint: "), "{ran}");
    }
}

#[test]
fn the_only_account_is_meant_where_none_is_named() {
    let world = World::new();
    world.run("store init").ok();
    told!(world.run("apppw list").refused(67));
    world.add_enrolled(ALAIN);
    told!(world.run("apppw list"));
    world.run("account add bea@contoso.com").ok();
    for line in [
        "mfa enroll",
        "apppw create Outlook",
        "apppw list",
        "apppw show Outlook",
        "apppw rename Outlook Thunderbird",
        "apppw rotate Outlook",
        "apppw delete Outlook --yes",
        "apppw verify",
    ] {
        let ran = world.fed(line, "abcdefghijklmnop").refused(2);
        assert!(
            ran.err.contains("hint: choose one with --account NAME"),
            "{ran}"
        );
    }
    told!(
        world.run("apppw list"),
        world.run("apppw list -a ALAIN@contoso.com")
    );
}
