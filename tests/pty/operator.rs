//! Every question, and what is shown, in a real pseudo-terminal.

use crate::support::pty::{CLEAR, CTRL_C, CTRL_D, DOWN, ENTER, ESC, Left, Pty, STAYS, Size, View};
use crate::support::{ALAIN, Program, rounds};
use rustix::process::Signal;
use serde_json::Value;

const CHOSEN: &str = "correct horse: pässwörd";
/// More than a password may have.
const TOO_LONG: usize = 513;
/// How often a new password is asked for.
const TRIES: usize = 10;

/// A command that asks, and what it asks first.
struct Asking {
    line: &'static str,
    question: &'static str,
}

const PASSWORD: Asking = Asking {
    line: "account password alain@contoso.com",
    question: "New password",
};
const VERIFY: Asking = Asking {
    line: "apppw verify",
    question: "App password",
};
const DELETE: Asking = Asking {
    line: "apppw delete Outlook",
    question: "Delete the app password Outlook of alain@contoso.com? [y/N]",
};
const ROTATE: Asking = Asking {
    line: "apppw rotate Outlook",
    question: "Replace the app password Outlook of alain@contoso.com? The old one stops working at once. [y/N]",
};
const DELETE_ALL: Asking = Asking {
    line: "apppw delete --all",
    question: "Delete all 2 app passwords of alain@contoso.com? [y/N]",
};
const DELETE_ACCOUNT: Asking = Asking {
    line: "account delete alain@contoso.com",
    question: "Delete the account alain@contoso.com and its 2 app passwords? [y/N]",
};
/// Why a secret is shown: the tmux around the program is gone.
const NOT_COPIED: &str = "Not copied: tmux doesn't answer.";
/// Above a list in which any number can be marked.
const MARK: &str = "Space marks, Enter confirms; Esc cancels";
const HIDDEN: [Asking; 2] = [PASSWORD, VERIFY];
const YES_OR_NO: [Asking; 3] = [DELETE, DELETE_ALL, DELETE_ACCOUNT];

impl Asking {
    /// Waits for the question.
    #[track_caller]
    fn ask(&self, program: &Program) -> Pty {
        let mut pty = Pty::start(program, self.line);
        if self.question.ends_with("[y/N]") {
            pty.asked(self.question);
        } else {
            pty.until_asked_hidden(self.question);
        }
        pty
    }

    #[track_caller]
    fn answer(&self, program: &Program, keys: &str) -> Left {
        let mut pty = self.ask(program);
        pty.types(keys);
        pty.left()
    }
}

/// A new password, typed twice.
#[track_caller]
fn set_password(program: &Program, first: &str, second: &str) -> Left {
    let mut pty = PASSWORD.ask(program);
    pty.types(first).types(ENTER);
    pty.until_asked_hidden("Repeat password");
    pty.types(second).types(ENTER);
    pty.left()
}

/// Alain with two app passwords, and the first of them.
fn with_app_passwords() -> (Program, String) {
    let program = Program::enrolled();
    let secret = program.run("apppw create Outlook").word();
    program.run("apppw create Thunderbird").ok();
    (program, secret)
}

/// Whatever a command may change, the audit trail included.
fn kept(program: &Program) -> String {
    ["account list --json", "apppw list --json", "log --json"]
        .map(|line| program.run(line).ok())
        .concat()
}

fn app_names(program: &Program) -> Vec<String> {
    let listed = program.run("apppw list --json").json();
    let apps = listed["app_passwords"].as_array().unwrap();
    apps.iter()
        .map(|app| app["name"].as_str().unwrap().to_owned())
        .collect()
}

fn must_change_password(program: &Program) -> bool {
    let shown = program.run("account show alain@contoso.com --json").json();
    shown["must_change_password"].as_bool().unwrap()
}

#[test]
fn a_password_that_is_typed_twice_is_set_and_never_shown() {
    let program = Program::enrolled();
    assert!(must_change_password(&program));
    set_password(&program, CHOSEN, CHOSEN)
        .with(0)
        .showing("Set the password of alain@contoso.com.")
        .never_printed(CHOSEN)
        .never_printed("horse");
    assert!(!must_change_password(&program));
}

#[test]
fn two_passwords_that_differ_change_nothing() {
    let program = Program::enrolled();
    let before = kept(&program);
    let mut pty = PASSWORD.ask(&program);
    let others = ["correct horse: passwörd", "", "correct horse: pässwörd "];
    for (number, second) in others.into_iter().cycle().take(TRIES).enumerate() {
        pty.until_asked_hidden_for_the(PASSWORD.question, number + 1);
        pty.types(CHOSEN).types(ENTER);
        pty.until_asked_hidden_for_the("Repeat password", number + 1);
        pty.types(second).types(ENTER);
    }
    let left = pty
        .left()
        .with(65)
        .showing("error: the two passwords differ\nhint: type the same password twice")
        .never_printed("horse");
    let again = "the two passwords differ";
    assert_eq!(left.view.text().matches(again).count(), TRIES, "{left}");
    assert_eq!(kept(&program), before);
}

#[test]
fn a_password_that_was_wrong_at_first_is_set_and_never_shown() {
    let program = Program::enrolled();
    let mut pty = PASSWORD.ask(&program);
    pty.types("zq7").types(ENTER);
    pty.until_asked_hidden_for_the(PASSWORD.question, 2);
    pty.types(CHOSEN).types(ENTER);
    pty.until_asked_hidden("Repeat password");
    pty.types("zq8").types(ENTER);
    pty.until_asked_hidden_for_the(PASSWORD.question, 3);
    pty.types(CHOSEN).types(ENTER);
    pty.until_asked_hidden_for_the("Repeat password", 2);
    pty.types(CHOSEN).types(ENTER);
    pty.left()
        .with(0)
        .showing("error: the password has fewer than 8 characters")
        .showing(
            "error: the two passwords differ\nhint: type the same password twice\nNew password",
        )
        .showing("Set the password of alain@contoso.com.")
        .never_printed("horse")
        .never_printed("zq");
    assert!(!must_change_password(&program));
}

#[test]
fn the_right_app_password_is_recognised_however_it_is_typed_and_never_shown() {
    let (program, secret) = with_app_passwords();
    let grouped = [
        &secret[..4],
        " ",
        &secret[4..9],
        "-",
        &secret[9..].to_uppercase(),
    ]
    .concat();
    for typed in [&secret, &grouped] {
        VERIFY
            .answer(&program, &format!("{typed}{ENTER}"))
            .with(0)
            .showing("yes: this is the app password Outlook of alain@contoso.com")
            .never_printed(&typed[..8])
            .never_printed(&typed[8..]);
    }
}

/// Stopped at a hidden question, the shell would show what is typed after coming back to it.
#[test]
fn a_hidden_question_cannot_be_stopped_and_come_back_to() {
    let (program, _) = with_app_passwords();
    // A session's first process can't be stopped anyway, so that typing the key would prove nothing.
    for hidden in HIDDEN {
        let mut pty = hidden.ask(&program);
        assert_eq!(pty.quit_and_stop(), [0, 0]);
        pty.types("\u{3}");
        // The keys are back with the rest of the terminal's modes.
        pty.left().with(130).unchanged();
    }
}

/// Whoever presses them out of habit has typed nothing.
#[test]
fn keys_that_would_stop_the_program_are_no_part_of_a_hidden_answer() {
    let (program, secret) = with_app_passwords();
    let (head, tail) = secret.split_at(5);
    VERIFY
        .answer(&program, &format!("{head}\u{1a}{tail}\u{1c}{ENTER}"))
        .with(0);
}

#[test]
fn a_wrong_app_password_is_a_no_and_never_shown() {
    let (program, _) = with_app_passwords();
    VERIFY
        .answer(&program, "qzqzqzqzqzqzqzqz\r")
        .with(1)
        .showing("no: alain@contoso.com has no such app password")
        .never_printed("qz");
}

#[test]
fn a_hidden_answer_that_is_empty_or_too_long_is_refused_and_changes_nothing() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    let too_long = "q".repeat(TOO_LONG) + ENTER;
    // A new password is asked for more often, and what is wrong is an error each time.
    for (asking, tries, errors) in [(PASSWORD, TRIES, TRIES), (VERIFY, 3, 1)] {
        for (keys, said) in [
            (ENTER, "the password is empty"),
            (&too_long, "the password is longer than 512 bytes"),
        ] {
            let mut pty = asking.ask(&program);
            for number in 1..=tries {
                pty.until_asked_hidden_for_the(asking.question, number);
                pty.types(keys);
            }
            let left = pty.left().with(65).showing(said).never_printed("qq");
            assert_eq!(left.view.text().matches(said).count(), errors, "{left}");
        }
        // No answer at all, which no second try would mend.
        let left = asking.answer(&program, CTRL_D);
        left.with(130)
            .showing("error: interrupted")
            .showing("Nothing was changed.");
    }
    assert_eq!(kept(&program), before);
}

#[test]
fn a_hidden_answer_may_be_as_long_as_a_password_may_be() {
    let program = Program::enrolled();
    let longest: String = "qq, meadow quartz lantern biscuit gibbon "
        .chars()
        .cycle()
        .take(TOO_LONG - 1)
        .collect();
    set_password(&program, &longest, &longest)
        .with(0)
        .never_printed("qq");
}

#[test]
fn app_passwords_to_delete_are_marked_in_a_list() {
    for (answer, code) in [("y\r", 0), (ENTER, 1)] {
        let (program, _) = with_app_passwords();
        program.run("apppw create Backup").ok();
        let mut pty = Pty::start(&program, "apppw delete");
        pty.asked("Delete which?").asked_hidden(MARK);
        pty.until("three items", |pty| pty.view().lines().len() == 5);
        // What was made in the same second is in any order.
        let listed: Vec<_> = pty.view().lines()[2..]
            .iter()
            .map(|line| line.split([']', ',']).nth(1).unwrap().trim().to_owned())
            .collect();
        pty.types([DOWN, " ", DOWN, " ", ENTER].concat());
        let marked = listed[1..].join(", ");
        pty.asked(&format!(
            "Delete 2 app passwords of alain@contoso.com: {marked}? [y/N] "
        ));
        pty.types(answer);
        pty.left().with(code);
        let names = app_names(&program);
        assert_eq!(names.len(), if code == 0 { 1 } else { 3 });
        assert!(names.contains(&listed[0]), "{names:?}");
    }
}

#[test]
fn marking_none_in_a_list_deletes_nothing() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    for keys in [ENTER, ESC, "q"] {
        let mut pty = Pty::start(&program, "apppw delete");
        pty.asked_hidden(MARK).types(keys);
        pty.left().with(1).showing("Nothing was deleted.");
    }
    for signal in [Signal::TERM, Signal::INT] {
        let mut pty = Pty::start(&program, "apppw delete");
        pty.asked_hidden(MARK).types(" ").signal(signal);
        pty.left().with(130);
    }
    Pty::start(&program, "apppw delete --no-input")
        .left()
        .with(2)
        .showing("hint: give its name, or add --all");
    program.run("apppw delete").refused(2);
    assert_eq!(kept(&program), before);
}

#[test]
fn yes_deletes() {
    for yes in ["y\r", "Y\r", "yes\r", "YES\r"] {
        let (program, _) = with_app_passwords();
        DELETE
            .answer(&program, yes)
            .with(0)
            .showing("Deleted the app password Outlook of alain@contoso.com.");
        assert_eq!(app_names(&program), ["Thunderbird"]);
    }

    let (program, _) = with_app_passwords();
    DELETE_ALL
        .answer(&program, "y\r")
        .with(0)
        .showing("Deleted 2 app passwords of alain@contoso.com: Outlook, Thunderbird.");
    assert!(app_names(&program).is_empty());

    let (program, _) = with_app_passwords();
    DELETE_ACCOUNT
        .answer(&program, "y\r")
        .with(0)
        .showing("Deleted the account alain@contoso.com.");
    program.run("account show alain@contoso.com").refused(67);
}

#[test]
fn no_and_enter_alone_delete_nothing() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    for asking in YES_OR_NO {
        for no in [ENTER, "n\r", "N\r", "no\r"] {
            asking
                .answer(&program, no)
                .with(1)
                .showing("Nothing was deleted.");
        }
    }
    assert_eq!(kept(&program), before);
}

/// A y somewhere in an answer is no yes.
#[test]
fn an_answer_that_is_neither_yes_nor_no_deletes_nothing() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    let endless = "q".repeat(TOO_LONG);
    for asking in YES_OR_NO {
        for answer in [&endless, " ", "maybe", "no way", "nay"] {
            let mut pty = asking.ask(&program);
            pty.types(answer).types(ENTER);
            pty.until_shown("Please answer yes or no.").types("n\r");
            let left = pty.left().with(1);
            assert_eq!(kept(&program), before, "{answer}: {left}");
        }
    }
}

/// Each many times: where a signal and an answer race, that shows only now and then.
#[test]
fn ctrl_c_at_any_question_leaves_the_terminal_and_the_store_as_they_were() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    for asking in HIDDEN.iter().chain(&YES_OR_NO) {
        for _ in 0..10 {
            asking
                .answer(&program, CTRL_C)
                .with(130)
                .showing(asking.question);
        }
    }
    assert_eq!(kept(&program), before);
}

/// Between a question and the silence of the keyboard there is a moment.
#[test]
fn ctrl_c_as_soon_as_a_question_is_seen_leaves_the_terminal_as_it_was() {
    let (program, _) = with_app_passwords();
    for asking in HIDDEN {
        for _ in 0..20 {
            let mut pty = Pty::start(&program, asking.line);
            pty.until_shown(asking.question).types(CTRL_C);
            pty.left().with(130);
        }
    }
}

#[test]
fn ctrl_c_in_the_middle_of_an_answer_leaves_everything_as_it_was() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    for asking in HIDDEN {
        asking
            .answer(&program, &format!("qqqq{CTRL_C}"))
            .with(130)
            .never_printed("qq");
    }
    for asking in YES_OR_NO {
        asking.answer(&program, &format!("y{CTRL_C}")).with(130);
    }
    let mut pty = PASSWORD.ask(&program);
    pty.types(CHOSEN).types(ENTER);
    pty.until_asked_hidden("Repeat password");
    pty.types("corr").types(CTRL_C);
    pty.left().with(130).never_printed("corr");
    assert_eq!(kept(&program), before);
}

#[test]
fn a_signal_at_any_question_leaves_the_terminal_and_the_store_as_they_were() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    for asking in HIDDEN.iter().chain(&YES_OR_NO) {
        for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
            let mut pty = asking.ask(&program);
            pty.signal(signal);
            let left = pty.left().unchanged();
            assert_ne!(left.code, 0, "{left}");
        }
    }
    assert_eq!(kept(&program), before);
}

#[test]
fn a_question_wider_than_the_terminal_is_shown_once() {
    let (program, _) = with_app_passwords();
    for answer in ["n\r", ENTER, "y\r"] {
        let mut pty = Pty::sized(&program, Size(40, 24), DELETE.line);
        pty.until_shown(DELETE.question).types(answer);
        let left = pty.left().unchanged();
        let shown = left.view.screen().contents();
        assert_eq!(shown.matches("Delete the").count(), 1, "{answer:?}: {left}");
    }
}

#[test]
fn names_are_recognisable_in_a_narrow_list_and_end_in_an_ellipsis_where_they_do_not_fit() {
    let program = Program::enrolled();
    for name in [
        "Printer-third-floor-by-the-window",
        "電話のメールプリンター三階窓際",
    ] {
        program.run(&format!("apppw create {name}")).ok();
    }
    let mut pty = Pty::sized(&program, Size(40, 24), "apppw delete");
    pty.until_shown("Space marks")
        .until_shown("電話のメールプリンター三…");
    let lines = pty.view().lines();
    assert!(
        lines.contains(&"> [ ] Printer-third-floor-by-the-windo…".to_owned()),
        "{lines:?}"
    );
    pty.types(ESC);
    pty.left().with(1);
}

#[test]
fn what_a_log_in_would_be_told_breaks_between_words() {
    let program = Program::enrolled();
    let secret = program
        .run("apppw create Scanner --only smtp --from 192.0.2.7")
        .word();
    for columns in [40, 80] {
        let size = Size(columns, 40);
        let left = Pty::sized(&program, size, "auth test --without-password")
            .left()
            .with(0)
            .showing("only app passwords are accepted");
        assert!(left.view.wrapped().is_empty(), "{left}");
        let mut pty = Pty::sized(&program, size, "auth test");
        pty.asked_hidden("Password as the app sends it: ");
        pty.types(&secret).types(ENTER);
        let left = pty.left().with(1).showing("name one with --service");
        assert!(left.view.wrapped().is_empty(), "{left}");
        let mut pty = Pty::sized(&program, size, "apppw verify");
        pty.asked_hidden("App password: ");
        pty.types(&secret).types(ENTER);
        let left = pty.left().with(1).showing("name one with --service");
        assert!(left.view.wrapped().is_empty(), "{left}");
    }
}

#[test]
fn the_app_password_that_was_asked_about_is_rotated_whatever_has_its_name_by_then() {
    let (program, old) = with_app_passwords();
    let mut pty = ROTATE.ask(&program);
    program.run("apppw rename Outlook Mail").ok();
    let ran = program.run("apppw create Outlook").ok();
    let other = ran.trim();
    pty.types("y\r").asked_hidden(CLEAR).types(ENTER);
    pty.left().with(0);
    let verify = |secret: &str| program.fed("apppw verify", &format!("{secret}\n")).code;
    assert_eq!((verify(&old), verify(other)), (1, 0));
}

#[test]
fn a_wait_for_a_key_is_broken_between_words() {
    let (program, _) = with_app_passwords();
    let mut pty = Pty::sized(&program, Size(24, 24), "apppw create Fax --print");
    pty.asked_hidden(CLEAR);
    let lines = pty.view().lines();
    assert!(
        lines.ends_with(&["Press Enter to clear".to_owned(), "this.".to_owned()]),
        "{lines:?}"
    );
    pty.types(ENTER);
    pty.left().with(0);
}

#[test]
fn a_question_is_asked_also_where_the_output_goes_elsewhere() {
    let (program, secret) = with_app_passwords();
    let mut pty = Pty::shell(&program, "exec \"$keyfob\" apppw delete Outlook >output");
    pty.until_shown(DELETE.question).types("y\r");
    pty.left().with(0);
    assert_eq!(app_names(&program), ["Thunderbird"]);

    let mut pty = Pty::shell(&program, "exec \"$keyfob\" apppw verify >output");
    pty.until_asked_hidden(VERIFY.question);
    pty.types(&secret).types(ENTER);
    pty.left().with(1).never_printed(&secret);
}

/// A password that somebody types where nobody asks would be shown.
#[test]
fn what_is_typed_is_hidden_also_where_the_question_goes_elsewhere() {
    let (program, _) = with_app_passwords();
    for line in [
        "\"$keyfob\" apppw verify 2>talk; echo code $?",
        "\"$keyfob\" account password alain@contoso.com 2>talk; echo code $?",
    ] {
        let mut pty = Pty::shell(&program, line);
        pty.until("a hidden question, or a refusal", |pty| {
            pty.view().shows("code 69") || !pty.echoes()
        });
        if pty.view().shows("code 69") {
            pty.left().with(0);
        } else {
            pty.types("qqqq\r").types("qqqq\r");
            pty.left().never_printed("qq");
        }
    }
}

#[test]
fn where_there_is_no_terminal_the_flag_is_named() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    let ran = program.run(PASSWORD.line).refused(69);
    assert!(ran.err.contains("hint: add --password-stdin"), "{ran}");
    for asking in YES_OR_NO {
        let ran = program.run(asking.line).refused(69);
        assert!(ran.err.contains("hint: add --yes"), "{ran}");
    }
    assert_eq!(kept(&program), before);
}

#[test]
fn where_asking_is_forbidden_the_flag_is_named() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    let cases = [
        (PASSWORD, "hint: add --password-stdin"),
        (DELETE, "hint: add --yes"),
        (DELETE_ALL, "hint: add --yes"),
        (DELETE_ACCOUNT, "hint: add --yes"),
    ];
    for (asking, hint) in cases {
        let line = format!("{} --no-input", asking.line);
        Pty::start(&program, &line)
            .left()
            .with(2)
            .showing(hint)
            .never_printed(asking.question);
        let ran = program.run(&line).refused(2);
        assert!(ran.err.contains(hint), "{ran}");
    }
    assert_eq!(kept(&program), before);
}

/// It would be shown as it is typed.
#[test]
fn no_secret_is_read_from_a_keyboard_without_being_asked_for() {
    let (program, secret) = with_app_passwords();
    let before = kept(&program);
    for line in [
        "apppw verify --no-input",
        "account password alain@contoso.com --password-stdin",
        "account add other@contoso.com --password-stdin",
    ] {
        let mut pty = Pty::start(&program, line);
        // Ends it also where it reads the keyboard after all.
        pty.types("qzqz\r");
        pty.left().with(69).showing("hint: pipe it in");
    }
    assert_eq!(kept(&program), before);
    // A pipe is no question.
    program
        .fed("apppw verify --no-input", &format!("{secret}\n"))
        .ok();
}

#[test]
fn where_yes_was_said_before_nothing_is_asked() {
    let (program, _) = with_app_passwords();
    Pty::start(&program, "apppw delete Outlook --yes")
        .left()
        .with(0)
        .never_printed("[y/N]");
    assert_eq!(app_names(&program), ["Thunderbird"]);
}

/// The line that holds nothing but an app password.
fn shown_secret(left: &Left) -> String {
    let secrets: Vec<_> = left
        .cleared
        .iter()
        .filter(|line| {
            line.starts_with("    ")
                && line.trim().len() == 16
                && line.trim().bytes().all(|byte| byte.is_ascii_lowercase())
        })
        .collect();
    assert_eq!(secrets.len(), 1, "{left}");
    secrets[0].trim().to_owned()
}

#[test]
fn a_new_app_password_is_shown_once() {
    let program = Program::enrolled();
    let left = Pty::start(&program, "apppw create Outlook")
        .clears()
        .left()
        .with(0)
        .showing("App password for Outlook:");
    let secret = shown_secret(&left);
    assert_eq!(left.view.text().matches(&secret).count(), 1, "{left}");
    program
        .fed("apppw verify Outlook", &format!("{secret}\n"))
        .ok();
    for line in ["apppw list", "apppw show Outlook", "log"] {
        Pty::start(&program, line)
            .left()
            .with(0)
            .never_printed(&secret);
    }
}

#[test]
fn several_new_app_passwords_are_shown_with_their_names() {
    let program = Program::enrolled();
    let mut pty = Pty::start(&program, "apppw create Outlook 電話 Backup --yes");
    pty.asked_hidden(CLEAR);
    for name in ["Outlook", "電話", "Backup"] {
        let lines = pty.view().lines();
        let line = lines.iter().find(|line| line.trim().starts_with(name));
        let secret = line
            .and_then(|line| line.split_whitespace().last())
            .expect(name);
        program
            .fed(&format!("apppw verify {name}"), &format!("{secret}\n"))
            .ok();
        // Each password begins below the others.
        let view = pty.view();
        let starts: Vec<_> = (0..24)
            .filter(|&row| column_text(view, row, 0, 80).trim().ends_with(secret))
            .map(|row| 80 - blank_end(view, row) - 16)
            .collect();
        assert_eq!(starts, [13], "{lines:#?}");
    }
    pty.types(ENTER);
    pty.left().with(0);
}

/// The shell takes a name with spaces in it for several.
#[test]
fn several_are_created_only_if_they_are_meant() {
    let (program, _) = with_app_passwords();
    let question = "Create 3 app passwords ('Printer,', 'third', 'floor')? [Y/n] ";
    let line = "apppw create Printer, third floor";
    for (answer, code, count) in [("n\r", 1, 2), (ENTER, 0, 5)] {
        let mut pty = Pty::start(&program, line);
        pty.asked(question).types(answer);
        if code == 0 {
            pty = pty.clears();
        }
        let left = pty.left().with(code);
        assert_eq!(left.view.shows("Nothing was created."), code == 1, "{left}");
        assert_eq!(app_names(&program).len(), count);
    }
    program.run("apppw create Phone Tablet").ok();
    let out = "words=$($keyfob apppw create Watch Desk); echo $words";
    Pty::shell(&program, out).left().with(0).showing("Watch ");
}

#[test]
fn a_service_that_may_be_misspelt_is_asked_about() {
    let program = Program::enrolled();
    let meant = "keyfob knows no service iamp. Did you mean imap? [Y/n] ";
    let anyway = |name: &str| format!("Limit it to {name}, which keyfob doesn't know? [y/N] ");
    let services = |app: &str| {
        let line = format!("apppw show {app} --json");
        program.run(&line).json()["services"].clone()
    };

    let mut pty = Pty::start(&program, "apppw create One --only iamp,smtp");
    pty.asked(meant).types(ENTER);
    pty.clears().left().with(0);
    assert_eq!(services("One"), serde_json::json!(["imap", "smtp"]));

    let mut pty = Pty::start(&program, "apppw create Two --only iamp");
    pty.asked(meant).types("n\r");
    pty.asked(&anyway("iamp")).types(ENTER);
    pty.left().with(1).showing("Nothing was created.");

    let mut pty = Pty::start(&program, "apppw create Two --only radius");
    pty.asked(&anyway("radius")).types("y\r");
    pty.clears().left().with(0);
    assert_eq!(services("Two"), serde_json::json!(["radius"]));
    assert_eq!(app_names(&program).len(), 2);
}

#[test]
fn without_a_name_the_app_is_asked_for() {
    let program = Program::enrolled();
    let mut pty = Pty::start(&program, "apppw create");
    for (typed, wrong) in [
        ("", "Please type a name."),
        (
            "a\u{202e}b",
            "the name contains a character that isn't allowed",
        ),
    ] {
        pty.asked("Name of the app: ").types(typed).types(ENTER);
        pty.asked(wrong);
    }
    pty.asked("Name of the app: ").types("Outlook 2\r");
    pty.clears()
        .left()
        .with(0)
        .showing("App password for Outlook 2:");
    assert_eq!(app_names(&program), ["Outlook 2"]);

    for line in ["apppw create --no-input", "apppw create --json"] {
        let left = Pty::start(&program, line).left().with(2);
        left.showing("no app is named");
    }
}

/// The app passwords among these words.
fn secrets_in(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter(|word| word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

/// No part of it, however the rows break it. Shorter parts than these stand in other words too.
#[track_caller]
fn assert_cleared(left: &Left, secret: &str) {
    let shown = left.view.screen().contents();
    for part in secret.as_bytes().windows(6) {
        let part = str::from_utf8(part).unwrap();
        assert!(!shown.contains(part), "{part:?} of {secret:?}: {left}");
    }
}

#[test]
fn what_was_shown_is_cleared_at_enter_and_nothing_else_is() {
    let program = Program::enrolled();
    for width in [80, 20, 9] {
        for names in [
            "Outlook",
            "Outlook 電話 Büro",
            "a-name-that-is-longer-than-most-of-them x",
        ] {
            let line = format!("echo before; $keyfob apppw create {names} --yes; echo after");
            let mut pty = Pty::shell_sized(&program, Size(width, 60), &line);
            pty.asked_hidden(CLEAR);
            let secrets = secrets_in(&pty.view().text());
            assert_eq!(secrets.len(), names.split(' ').count());
            for secret in &secrets {
                // Broken into rows where there is no room for it.
                let shown = pty.view().screen().contents();
                assert!(shown.contains(secret.as_str()), "{shown}");
            }
            // What is typed before Enter isn't shown, and takes up no row.
            pty.types("4q".repeat(40)).types(ENTER);
            let left = pty.left().with(0);
            for secret in &secrets {
                assert_cleared(&left, secret);
            }
            let heading = match secrets.len() {
                1 => "App password for Outlook:".to_owned(),
                many => format!("{many} app passwords:"),
            };
            let rows = ["before", NOT_COPIED, &heading, "Cleared.", "after"];
            let expected: String = rows.join("").split_whitespace().collect();
            let shown = left.view.screen().contents();
            let shown: String = shown.split_whitespace().collect();
            assert_eq!(shown, expected, "at {width}: {left}");
            program.run("apppw delete --all --yes").ok();
        }
    }
}

#[test]
fn however_the_wait_for_enter_ends_the_secret_is_cleared_and_counts() {
    type End<'a> = (u32, &'a dyn Fn(&mut Pty));
    let program = Program::enrolled();
    let line = "apppw create Outlook";
    let ends: [End<'_>; 6] = [
        (0, &|pty| {
            pty.types(CTRL_D);
        }),
        (0, &|pty| {
            pty.types("4q4q\r");
        }),
        (130, &|pty| {
            pty.types(CTRL_C);
        }),
        (130, &|pty| {
            pty.types("4q4q").types(CTRL_C);
        }),
        (130, &|pty| {
            pty.signal(Signal::TERM);
        }),
        (130, &|pty| {
            pty.signal(Signal::HUP);
        }),
    ];
    for (code, end) in ends {
        for _ in 0..rounds(10, 3) {
            let mut pty = Pty::start(&program, line);
            pty.asked_hidden(CLEAR);
            let secret = secrets_in(&pty.view().text()).remove(0);
            end(&mut pty);
            let left = pty.left().with(code).never_printed("4q");
            assert_cleared(&left, &secret);
            program
                .fed("apppw verify Outlook", &format!("{secret}\n"))
                .ok();
            program.run("apppw delete Outlook --yes").ok();
        }
    }
}

/// After the old one has ended: whoever leaves here leaves nothing undone.
#[test]
fn a_rotation_is_over_before_the_new_secret_is_cleared() {
    let (program, old) = with_app_passwords();
    let mut pty = ROTATE.ask(&program);
    pty.types("y\r").asked_hidden(CLEAR).types(CTRL_C);
    pty.left().with(130);
    assert_eq!(program.fed("apppw verify", &old).code, 1);
}

#[test]
fn a_rotation_is_asked_about_where_the_old_one_ends_at_once() {
    let (program, old) = with_app_passwords();
    let before = kept(&program);
    for keys in [ENTER, "n\r"] {
        ROTATE
            .answer(&program, keys)
            .with(1)
            .showing("With --overlap 24h the old one keeps working for a day.")
            .showing("Nothing was changed.");
    }
    assert_eq!(kept(&program), before);
    Pty::start(&program, "apppw rotate Outlok")
        .left()
        .with(67)
        .never_printed("[y/N]");

    Pty::start(&program, "apppw rotate Outlook --overlap 1h")
        .clears()
        .left()
        .with(0)
        .never_printed("[y/N]");
    program.fed("apppw verify", &old).ok();
    Pty::start(&program, "apppw rotate Outlook --yes")
        .clears()
        .left()
        .with(0)
        .never_printed("[y/N]");
    assert_eq!(program.fed("apppw verify", &old).code, 1);
    // A script isn't asked, wherever it was started.
    Pty::shell(
        &program,
        "word=$($keyfob apppw rotate Outlook); echo ${#word}",
    )
    .left()
    .with(0)
    .showing("16")
    .never_printed("[y/N]");
}

#[test]
fn what_is_longer_than_the_screen_stays_where_it_can_be_scrolled_to() {
    let program = Program::enrolled();
    let left = Pty::sized(&program, Size(80, 8), "apppw create A B C D E --yes")
        .left()
        .with(0)
        .showing(STAYS)
        .never_printed(CLEAR);
    assert_eq!(secrets_in(&left.view.text()).len(), 5, "{left}");
    // One that fits just so: a heading, the secret between two blank rows, advice and the question.
    let left = Pty::sized(&program, Size(80, 6), "apppw create F")
        .clears()
        .left()
        .with(0);
    assert_eq!(left.cleared.len(), 6, "{left}");
    let secret = secrets_in(&left.view.text()).remove(0);
    assert_cleared(&left, &secret);
}

#[test]
fn where_nothing_can_be_cleared_what_is_shown_stays_and_that_is_said() {
    let program = Program::enrolled();
    for (line, is_said) in [
        ("$keyfob apppw create A --no-input", true),
        ("$keyfob apppw create B </dev/null", false),
        ("$keyfob apppw create C 2>/dev/null", false),
        ("TERM=dumb $keyfob apppw create D", true),
        ("unset TERM; $keyfob apppw create E", true),
        ("TERM=linux $keyfob apppw create F", true),
        ("STY=1.x $keyfob apppw create G --print", true),
    ] {
        let left = Pty::shell(&program, line)
            .left()
            .with(0)
            .never_printed("Enter");
        let shown = left.view.screen().contents();
        assert_eq!(secrets_in(&shown).len(), 1, "{line}: {left}");
        assert_eq!(left.view.shows(STAYS), is_said, "{line}: {left}");
        assert!(!left.view.bytes.contains(&0x1b), "{line}: {left}");
    }
}

/// How many cells at the end of a row are blank.
fn blank_end(view: &View, row: u16) -> u16 {
    let (_, columns) = view.screen().size();
    (0..columns.get())
        .rev()
        .take_while(|&column| is_blank(view, row, column))
        .count()
        .try_into()
        .unwrap()
}

fn is_blank(view: &View, row: u16, column: u16) -> bool {
    view.screen()
        .cell(row, column)
        .is_none_or(|cell| !cell.is_wide_continuation() && matches!(cell.contents(), "" | " "))
}

fn column_text(view: &View, row: u16, from: u16, to: u16) -> String {
    let screen = view.screen();
    (from..to)
        .filter_map(|column| screen.cell(row, column))
        .map(|cell| match cell.contents() {
            "" if !cell.is_wide_continuation() => " ",
            other => other,
        })
        .collect()
}

/// The cells of a table, column by column, without the breaks and blanks in them.
fn columns(view: &View) -> Vec<String> {
    let (_, width) = view.screen().size();
    // A title begins behind two blanks; one blank may be inside it.
    let mut starts: Vec<u16> = (0..width.get())
        .filter(|&column| {
            !is_blank(view, 0, column)
                && (column.saturating_sub(2)..column).all(|before| is_blank(view, 0, before))
        })
        .collect();
    let rows = u16::try_from(view.lines().len() - 1).unwrap();
    starts.push(width.get());
    starts
        .windows(2)
        .map(|edges| {
            (0..rows)
                .flat_map(|row| {
                    let text = column_text(view, row, edges[0], edges[1]);
                    text.split_whitespace()
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .collect()
        })
        .collect()
}

#[test]
fn a_list_keeps_its_columns_apart_at_every_width_and_with_every_script() {
    let program = Program::enrolled();
    let names = [
        "Outlook",
        "電話のメール",
        "e\u{323}\u{302}q\u{301}x\u{308}",
        "📧Mail",
        "हिन्दी",
        "Тандербёрд",
        "a-name-that-is-longer-than-most-of-them",
    ];
    for name in names {
        program
            .run(&format!(
                "apppw create {name} --only imap,smtp --from 192.0.2.0/24 --expires 90d"
            ))
            .ok();
    }
    let listed = program.run("apppw list --json").json();
    let apps = listed["app_passwords"].as_array().unwrap();
    assert_eq!(apps.len(), names.len());
    let joined = |title: &str, cell: &dyn Fn(&Value) -> String| {
        apps.iter()
            .map(cell)
            .fold(title.to_owned(), |all, one| all + &one)
    };
    let text = |app: &Value, key: &str| app[key].as_str().unwrap().to_owned();
    let expected = [
        joined("NAME", &|app| text(app, "name")),
        joined("ID", &|app| text(app, "id")),
        joined("STATE", &|_| "active".to_owned()),
        joined("CREATED", &|_| "justnow".to_owned()),
        joined("LASTUSED", &|_| "-".to_owned()),
        joined("EXPIRES", &|_| "in3months".to_owned()),
        joined("ONLYFOR", &|_| "imap,smtp,192.0.2.0/24".to_owned()),
    ];
    for width in [100, 140] {
        let left = Pty::sized(&program, Size(width, 200), "apppw list")
            .left()
            .with(0)
            .showing("alain@contoso.com: 7 of 40 app passwords");
        assert!(left.view.wrapped().is_empty(), "at {width}: {left}");
        assert_eq!(columns(&left.view), expected, "at {width}: {left}");
    }
}

/// Each row a block: no word is in pieces, and every value begins in the same column.
#[test]
fn a_list_is_a_block_for_each_where_the_terminal_is_narrow() {
    let program = Program::enrolled();
    for name in ["Outlook", "電話のメール", "e\u{323}\u{302}q\u{301}x\u{308}"] {
        program
            .run(&format!("apppw create {name} --only imap,smtp"))
            .ok();
    }
    let listed = program.run("apppw list --json").json();
    for width in [24, 40, 60] {
        let left = Pty::sized(&program, Size(width, 200), "apppw list")
            .left()
            .with(0)
            .showing("alain@contoso.com: 3 of 40 app passwords");
        assert!(left.view.wrapped().is_empty(), "at {width}: {left}");
        let lines = left.view.lines();
        let blocks: Vec<_> = lines.split(String::is_empty).collect();
        let apps = listed["app_passwords"].as_array().unwrap();
        assert_eq!(blocks.len(), apps.len(), "at {width}: {left}");
        for (app, block) in apps.iter().zip(blocks) {
            let id = app["id"].as_str().unwrap();
            let name = app["name"].as_str().unwrap();
            for (title, value) in [("NAME", name), ("ID", id), ("CREATED", "just now")] {
                let line = format!("{title:11}{value}");
                assert!(block.contains(&line), "{line:?} at {width}: {left}");
            }
        }
    }
}

#[test]
fn times_are_distances_at_a_terminal_and_exact_where_that_is_asked_for() {
    let (program, _) = with_app_passwords();
    let listed = program.run("apppw list --json").json();
    let app = &listed["app_passwords"][0];
    let (id, created) = (
        app["id"].as_str().unwrap(),
        app["created_at"].as_str().unwrap(),
    );
    let minute = format!("{} {}", &created[..10], &created[11..16]);
    let left = Pty::start(&program, "apppw list").left().with(0);
    left.showing(id)
        .showing("just now")
        .never_printed(&created[..10]);
    for line in ["apppw list -v", "--verbose apppw show Outlook"] {
        let left = Pty::sized(&program, Size(100, 24), line).left().with(0);
        left.showing(id).showing(&minute).never_printed("just now");
    }
    // Whoever reads fields or JSON gets what was always there.
    for line in ["apppw list", "apppw list -v", "apppw list --json -v"] {
        assert!(program.run(line).ok().contains(created), "{line}");
    }
}

#[test]
fn what_is_said_breaks_between_words_and_what_is_to_be_copied_does_not() {
    let program = Program::new();
    program
        .run(&format!("account add {ALAIN} --mfa enabled"))
        .ok();
    let left = Pty::sized(&program, Size(30, 60), "account show nobody@contoso.com")
        .left()
        .with(67)
        .showing("error: there is no account 'nobody@contoso.com'");
    assert!(left.view.wrapped().is_empty(), "{left}");
    assert!(left.view.lines().len() > 2, "{left}");
    let left = begin_enrolment(&program, Size(40, 60));
    let command = "  keyfob mfa enroll --operator -a alain@contoso.com --confirm CODE\r\n";
    assert!(left.view.text().contains(command), "{left}");
    // Nobody's terminal is at the other end of a pipe.
    let ran = program.run("account show nobody@contoso.com");
    assert_eq!(ran.err.lines().count(), 2, "{ran}");
}

/// The commands, their data and JSON are as they are, to be copied.
#[test]
fn what_the_demo_tells_is_wrapped_to_the_terminal() {
    let program = Program::new();
    let end =
        "That was the demo. Its temporary store is deleted. 'keyfob --help' shows how to begin.";
    for width in [40, 60, 80] {
        let left = Pty::sized(&program, Size(width, 300), "demo")
            .left()
            .with(0)
            .showing("# An operator adds")
            .showing(end);
        for row in left.view.wrapped() {
            let row = row.trim();
            assert!(
                !row.starts_with('#') && !end.contains(row),
                "{row:?}: {left}"
            );
        }
    }
}

fn begin_enrolment(program: &Program, size: Size) -> Left {
    Pty::sized(program, size, "mfa enroll --no-input")
        .left()
        .with(0)
}

fn half_blocks(left: &Left) -> usize {
    left.view
        .lines()
        .iter()
        .filter(|line| line.contains(['▀', '▄', '█']))
        .count()
}

#[test]
fn enrolling_shows_a_qr_code_and_the_same_key_to_type() {
    let program = Program::new();
    program
        .run(&format!("account add {ALAIN} --mfa enabled"))
        .ok();
    let left = begin_enrolment(&program, Size(80, 50))
        .showing("Scan this QR code with the authenticator app, or type this key:")
        .showing("keyfob mfa enroll --operator -a alain@contoso.com --confirm CODE");
    assert!(half_blocks(&left) > 15, "{left}");
    assert!(left.view.wrapped().is_empty(), "{left}");

    let lines = left.view.lines();
    let key = lines
        .iter()
        .skip_while(|line| !line.contains("type this key"))
        .find(|line| line.starts_with("    "))
        .expect("a key");
    let key = key.replace(' ', "").to_uppercase();
    assert_eq!(key.len(), 32, "{left}");
    let code = crate::support::totp_now(&format!("otpauth://totp/x?secret={key}"));
    program
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
}

/// A code whose lines are broken can't be scanned, and hides the key that could be typed.
#[test]
fn a_terminal_too_narrow_for_the_qr_code_shows_none() {
    let program = Program::new();
    program
        .run(&format!("account add {ALAIN} --mfa enabled"))
        .ok();
    let left = begin_enrolment(&program, Size(40, 60)).showing("Type this key");
    assert_eq!(half_blocks(&left), 0, "{left}");
}
