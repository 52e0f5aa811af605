//! Every question, and what is shown, in a real pseudo-terminal.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stand outside of what these rules are for"
)]

#[path = "support/pty.rs"]
mod pty;
mod support;

use pty::{CTRL_C, CTRL_D, ENTER, Left, Pty, Size, View};
use rustix::process::Signal;
use serde_json::Value;
use support::{ALAIN, Program};

const CHOSEN: &str = "correct horse: pässwörd";
/// More than a password may have.
const TOO_LONG: usize = 513;

/// A command that asks, and what it asks first.
struct Asking {
    line: &'static str,
    question: &'static str,
    hidden: bool,
}

const PASSWORD: Asking = Asking {
    line: "account password alain@contoso.com",
    question: "New password",
    hidden: true,
};
const VERIFY: Asking = Asking {
    line: "apppw verify",
    question: "App password",
    hidden: true,
};
const DELETE: Asking = Asking {
    line: "apppw delete Outlook",
    question: "Delete the app password Outlook of alain@contoso.com? [y/N]",
    hidden: false,
};
const DELETE_ALL: Asking = Asking {
    line: "apppw delete --all",
    question: "Delete all 2 app passwords of alain@contoso.com? [y/N]",
    hidden: false,
};
const DELETE_ACCOUNT: Asking = Asking {
    line: "account delete alain@contoso.com",
    question: "Delete the account alain@contoso.com and its 2 app passwords? [y/N]",
    hidden: false,
};
const HIDDEN: [Asking; 2] = [PASSWORD, VERIFY];
const YES_OR_NO: [Asking; 3] = [DELETE, DELETE_ALL, DELETE_ACCOUNT];

impl Asking {
    /// Waits for the question.
    #[track_caller]
    fn ask(&self, program: &Program) -> Pty {
        let mut pty = Pty::start(program, self.line);
        if self.hidden {
            pty.until_asked_hidden(self.question);
        } else {
            pty.until_shown(self.question);
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
    pty.until_asked_hidden("The same again");
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
    for second in ["correct horse: passwörd", ""] {
        set_password(&program, CHOSEN, second)
            .with(65)
            .showing("error: the two passwords differ; nothing was changed")
            .never_printed("horse");
    }
    assert_eq!(kept(&program), before);
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
            .never_printed(&typed[..4])
            .never_printed(&typed[10..]);
    }
}

/// Stopped at a hidden question, the shell would show what is typed after coming back to it.
#[test]
fn a_hidden_question_cannot_be_stopped_and_come_back_to() {
    let (program, _) = with_app_passwords();
    // A session's first process can't be stopped anyway, so that typing the key would prove nothing.
    let before = DELETE.ask(&program).quit_and_stop();
    assert!(before.iter().all(|&key| key != 0), "{before:?}");
    for hidden in HIDDEN {
        let mut pty = hidden.ask(&program);
        assert_eq!(pty.quit_and_stop(), [0, 0]);
        pty.types("\u{3}");
        // The keys are back with the rest of the terminal's modes.
        pty.left().with(130).unchanged();
    }
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
    for asking in HIDDEN {
        for nothing in [ENTER, CTRL_D] {
            asking
                .answer(&program, nothing)
                .with(65)
                .showing("error: the password is empty");
        }
        asking
            .answer(&program, &("q".repeat(TOO_LONG) + ENTER))
            .with(65)
            .showing("error: the password is longer than 512 bytes")
            .never_printed("qq");
    }
    assert_eq!(kept(&program), before);
}

#[test]
fn a_hidden_answer_may_be_as_long_as_a_password_may_be() {
    let program = Program::enrolled();
    let longest = "q".repeat(TOO_LONG - 1);
    set_password(&program, &longest, &longest)
        .with(0)
        .never_printed("qq");
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
        for answer in [&endless, " ", "maybe", "no way", "nay", "\u{1b}[A"] {
            let left = asking.answer(&program, &format!("{answer}{ENTER}"));
            assert_eq!(kept(&program), before, "{answer}: {left}");
            left.with(1);
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
    pty.until_asked_hidden("The same again");
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
    assert!(ran.err.contains("hint: give --password-stdin"), "{ran}");
    for asking in YES_OR_NO {
        let ran = program.run(asking.line).refused(69);
        assert!(ran.err.contains("hint: give --yes"), "{ran}");
    }
    assert_eq!(kept(&program), before);
}

#[test]
fn where_asking_is_forbidden_the_flag_is_named() {
    let (program, _) = with_app_passwords();
    let before = kept(&program);
    let cases = [
        (PASSWORD, "hint: give --password-stdin"),
        (DELETE, "hint: give --yes"),
        (DELETE_ALL, "hint: give --yes"),
        (DELETE_ACCOUNT, "hint: give --yes"),
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
        .view
        .lines()
        .into_iter()
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
    let left = Pty::start(&program, "apppw create Outlook 電話 Backup")
        .left()
        .with(0);
    for name in ["Outlook", "電話", "Backup"] {
        let lines = left.view.lines();
        let line = lines.iter().find(|line| line.trim().starts_with(name));
        let secret = line
            .and_then(|line| line.split_whitespace().last())
            .expect(name);
        program
            .fed(&format!("apppw verify {name}"), &format!("{secret}\n"))
            .ok();
        // Each password begins below the others.
        let starts: Vec<_> = (0..24)
            .filter(|&row| column_text(&left.view, row, 0, 80).trim().ends_with(secret))
            .map(|row| 80 - blank_end(&left.view, row) - 16)
            .collect();
        assert_eq!(starts, [13], "{left}");
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
        joined("CREATED", &|app| text(app, "created_at")[..10].to_owned()),
        joined("LASTUSED", &|_| "-".to_owned()),
        joined("EXPIRES", &|app| text(app, "expires_at")[..10].to_owned()),
        joined("ONLYFOR", &|_| "imap,smtp,192.0.2.0/24".to_owned()),
    ];
    for width in [40, 80, 120] {
        let left = Pty::sized(&program, Size(width, 200), "apppw list")
            .left()
            .with(0)
            .showing("alain@contoso.com: 7 of 40 app passwords");
        assert!(left.view.wrapped().is_empty(), "at {width}: {left}");
        assert_eq!(columns(&left.view), expected, "at {width}: {left}");
    }
}

#[test]
fn a_day_and_an_id_stay_in_one_piece_where_the_terminal_is_as_wide_as_terminals_are() {
    let (program, _) = with_app_passwords();
    let listed = program.run("apppw list --json").json();
    let app = &listed["app_passwords"][0];
    let left = Pty::start(&program, "apppw list").left().with(0);
    left.showing(app["id"].as_str().unwrap())
        .showing(&app["created_at"].as_str().unwrap()[..10]);
}

fn begin_enrolment(program: &Program, size: Size) -> Left {
    Pty::sized(program, size, "mfa enroll").left().with(0)
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
        .showing("Scan this with the authenticator app, or type this key into it:")
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
    let code = support::totp_now(&format!("otpauth://totp/x?secret={key}"));
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
