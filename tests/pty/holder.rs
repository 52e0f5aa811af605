//! Everything that an account's holder is asked, in a real pseudo-terminal.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::support::holder::{Holder, PASSWORD, until, wrong_codes_of_key};
use crate::support::pty::{
    CHOOSE, CLEAR, CTRL_C, CTRL_D, CTRL_Z, DOWN, ENTER, ESC, Left, Pty, STAYS, Size, code_shown,
    key_shown,
};
use crate::support::{ALAIN, Program, has, rounds, totp_now, with_key};
use rustix::process::Signal;

const NEW: &str = "amber-Ladder: kocht 9";
/// More than a password may have.
const TOO_LONG: usize = 513;
/// No secret that is shown can have a part of it by chance: neither keys nor codes have a '#'.
const TYPED: &str = "#w#w";

const PASSWORD_OF: &str = "Password of alain@contoso.com: ";
const NEW_PASSWORD: &str = "New password (8 characters or more): ";
const CODE_FROM: &str = "Code from Authenticator (Enter for another way): ";
const SHOWN_BY_APP: &str = "Code from the app: ";
const FILE: &str = "keyfob-recovery-codes-alain@contoso.com.txt";
const OTHER_FILE: &str = "Another file: ";
/// To the last of three ways to keep recovery codes.
const DOWN_TWICE: &str = "\u{1b}[B\u{1b}[B";
const KEPT: &str = "Have you saved them? [Y/n] ";
const NAME_OF_APP: &str = "Name of the app [First app]: ";
const SET_IT_UP: &str =
    "MFA is required for this account and isn't set up yet. Set it up now? [Y/n] ";

/// The tables that say what an account is, has, and did.
const ALL: [&str; 11] = [
    "store",
    "policy",
    "account",
    "method",
    "contact",
    "contact_code",
    "recovery_code",
    "app_password",
    "throttle",
    "ticket",
    "log",
];
/// Those of them that nothing but the end of a command changes.
const KEPT_TABLES: [&str; 5] = [
    "account",
    "contact",
    "recovery_code",
    "app_password",
    "policy",
];

/// What somebody types.
#[derive(Clone, Copy, Debug)]
enum Keys {
    Text(&'static str),
    Password,
    Temporary,
    /// Of the authenticator there is.
    Code,
    /// Of the authenticator whose key is on the screen.
    ShownCode,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Hidden(&'static str),
    Shown(&'static str),
}

use Asked::{Hidden, Shown};
use Keys::{Code, Password, ShownCode, Temporary, Text};

const ENTERED: Keys = Text("");

struct Desk {
    holder: Holder,
    temporary: String,
}

impl Desk {
    fn of(holder: Holder) -> Self {
        Self {
            holder,
            temporary: String::new(),
        }
    }

    fn enabled() -> Self {
        Self::of(Holder::enabled())
    }

    fn enforced() -> Self {
        Self::of(Holder::enforced())
    }

    /// No store yet.
    fn empty() -> Self {
        Self::of(Holder {
            program: Program::new(),
            uri: String::new(),
            recovery_codes: vec![],
        })
    }

    fn temporary() -> Self {
        let holder = Holder::enabled();
        let line = format!("account password {ALAIN} --temporary");
        let temporary = holder.program.run(&line).word();
        Self { holder, temporary }
    }

    fn modern() -> Self {
        let desk = Self::enforced();
        desk.holder.program.set_policy("modern-apps", "Outlook*");
        desk
    }

    fn full() -> Self {
        let desk = Self::enforced();
        desk.holder.program.run("apppw create Printer Laptop").ok();
        desk.holder
            .program
            .run("policy set app-password-limit 2")
            .ok();
        desk
    }

    #[track_caller]
    fn asked(pty: &mut Pty, asked: Asked) {
        match asked {
            Hidden(question) => pty.asked_hidden(question),
            Shown(question) => pty.asked(question),
        };
    }

    fn types(&self, pty: &mut Pty, keys: Keys) {
        match keys {
            Text(text) => pty.types(text),
            Password => pty.types(PASSWORD),
            Temporary => pty.types(&self.temporary),
            Code => pty.types(self.holder.code()),
            ShownCode => {
                let code = code_shown(pty.view());
                pty.types(code)
            }
        };
    }

    /// Starts it and answers each question, with Enter behind it.
    #[track_caller]
    fn goes(&self, line: &str, steps: &[(Asked, Keys)]) -> Pty {
        let mut pty = Pty::holder(&self.holder.program, line);
        self.goes_on(&mut pty, steps);
        pty
    }

    #[track_caller]
    fn goes_on(&self, pty: &mut Pty, steps: &[(Asked, Keys)]) {
        for &(asked, keys) in steps {
            Self::asked(pty, asked);
            self.types(pty, keys);
            pty.types(ENTER);
        }
    }

    #[track_caller]
    fn ends(&self, line: &str, steps: &[(Asked, Keys)]) -> Left {
        self.goes(line, steps)
            .left()
            .never_printed(PASSWORD)
            .never_printed(NEW)
    }

    fn has_store(&self) -> bool {
        self.holder.program.store().exists()
    }

    fn everything(&self) -> String {
        if !self.has_store() {
            return String::new();
        }
        self.holder.tables(&ALL)
    }

    /// What whoever stops on the way doesn't change. Of methods, that one was used is left out.
    fn kept(&self) -> String {
        let methods = "(SELECT id, account_id, label, secret, confirmed_at FROM method)";
        let tables = [&KEPT_TABLES[..], &[methods]].concat();
        self.holder.tables(&tables)
    }
}

// --- stopping

/// A question, and the way to it.
struct Stop {
    desk: fn() -> Desk,
    line: &'static str,
    steps: &'static [(Asked, Keys)],
    at: Asked,
}

const SIGN_IN: &[(Asked, Keys)] = &[(Hidden(PASSWORD_OF), Password)];
const TO_LIST: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Hidden(CODE_FROM), ENTERED),
];
const TO_RECOVERY: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Hidden(CODE_FROM), ENTERED),
    (Shown(CHOOSE), Text(DOWN)),
];
const SIGNED_IN: &[(Asked, Keys)] = &[(Hidden(PASSWORD_OF), Password), (Hidden(CODE_FROM), Code)];
const TO_EMAIL: &[(Asked, Keys)] = &[(Hidden(PASSWORD_OF), Password), (Shown(CHOOSE), Text(DOWN))];
const TO_EMAIL_CODE: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Shown(CHOOSE), Text(DOWN)),
    (Shown("E-mail address: "), Text("alain@example.org")),
];
const TO_APP_CODE: &[(Asked, Keys)] = &[(Hidden(PASSWORD_OF), Password), (Shown(CHOOSE), ENTERED)];
const TO_ALTERNATE: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Shown(CHOOSE), ENTERED),
    (Shown(SHOWN_BY_APP), ShownCode),
];
const TO_KEEP: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Shown(CHOOSE), ENTERED),
    (Shown(SHOWN_BY_APP), ShownCode),
    (Shown(CHOOSE), ENTERED),
];
const TO_WIPE: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Shown(CHOOSE), ENTERED),
    (Shown(SHOWN_BY_APP), ShownCode),
    (Shown(CHOOSE), ENTERED),
    (Shown(CHOOSE), Text(DOWN_TWICE)),
];
const TO_KEPT: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Shown(CHOOSE), ENTERED),
    (Shown(SHOWN_BY_APP), ShownCode),
    (Shown(CHOOSE), ENTERED),
    (Shown(CHOOSE), Text(DOWN_TWICE)),
    (Hidden(CLEAR), ENTERED),
];
const TO_APP: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Shown(CHOOSE), ENTERED),
    (Shown(SHOWN_BY_APP), ShownCode),
    (Shown(CHOOSE), ENTERED),
    (Shown(CHOOSE), Text(DOWN_TWICE)),
    (Hidden(CLEAR), ENTERED),
    (Shown(KEPT), ENTERED),
];
const TO_NEW: &[(Asked, Keys)] = &[(Hidden(PASSWORD_OF), Temporary)];
const TO_AGAIN: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Temporary),
    (Hidden(NEW_PASSWORD), Text(NEW)),
];
const TO_DELETE: &[(Asked, Keys)] = &[
    (Hidden(PASSWORD_OF), Password),
    (Hidden(CODE_FROM), Code),
    (Shown(CHOOSE), ENTERED),
];
const FIRST_NAME: &[(Asked, Keys)] = &[(Shown("Continue? [Y/n] "), ENTERED)];
const FIRST_PASSWORD: &[(Asked, Keys)] = &[
    (Shown("Continue? [Y/n] "), ENTERED),
    (Shown("Name of your account ["), Text(ALAIN)),
];
const FIRST_AGAIN: &[(Asked, Keys)] = &[
    (Shown("Continue? [Y/n] "), ENTERED),
    (Shown("Name of your account ["), Text(ALAIN)),
    (Hidden(NEW_PASSWORD), Text(NEW)),
];

fn stop(
    desk: fn() -> Desk,
    line: &'static str,
    steps: &'static [(Asked, Keys)],
    at: Asked,
) -> Stop {
    Stop {
        desk,
        line,
        steps,
        at,
    }
}

/// Every question but those of which another test says more.
fn stops() -> Vec<Stop> {
    let create = "apppw create Outlook";
    vec![
        stop(Desk::enforced, "signin", &[], Hidden(PASSWORD_OF)),
        stop(Desk::enforced, "mfa status", &[], Hidden(PASSWORD_OF)),
        stop(Desk::enforced, "signin", SIGN_IN, Hidden(CODE_FROM)),
        stop(Desk::enforced, "signin", TO_LIST, Shown(CHOOSE)),
        stop(
            Desk::enforced,
            "signin",
            TO_RECOVERY,
            Hidden("Recovery code (Enter"),
        ),
        stop(Desk::temporary, "signin", TO_NEW, Hidden(NEW_PASSWORD)),
        stop(
            Desk::temporary,
            "signin",
            TO_AGAIN,
            Hidden("Repeat password: "),
        ),
        stop(Desk::enabled, "signin", SIGN_IN, Shown(SET_IT_UP)),
        stop(Desk::enabled, "mfa enroll", SIGN_IN, Shown(CHOOSE)),
        stop(
            Desk::enabled,
            "mfa enroll",
            TO_EMAIL,
            Shown("E-mail address: "),
        ),
        stop(
            Desk::enabled,
            "mfa enroll",
            TO_EMAIL_CODE,
            Shown("Code in the message: "),
        ),
        stop(
            Desk::enabled,
            "mfa enroll",
            TO_APP_CODE,
            Shown(SHOWN_BY_APP),
        ),
        stop(Desk::enabled, "mfa enroll", TO_KEEP, Shown(CHOOSE)),
        stop(Desk::enabled, "mfa enroll", TO_ALTERNATE, Shown(CHOOSE)),
        stop(Desk::enabled, "mfa enroll", TO_WIPE, Hidden(CLEAR)),
        stop(Desk::enabled, "mfa enroll", TO_KEPT, Shown(KEPT)),
        stop(Desk::enabled, "mfa enroll", TO_APP, Shown(NAME_OF_APP)),
        stop(
            Desk::modern,
            create,
            SIGNED_IN,
            Shown("Create one for Outlook anyway? [y/N] "),
        ),
        stop(Desk::full, create, SIGNED_IN, Shown(CHOOSE)),
        stop(
            Desk::full,
            create,
            TO_DELETE,
            Shown("of alain@contoso.com? [y/N] "),
        ),
        stop(
            Desk::enforced,
            "mfa recovery",
            SIGNED_IN,
            Shown("stop working. [y/N] "),
        ),
        stop(Desk::enforced, "mfa remove", SIGNED_IN, Shown(CHOOSE)),
        stop(Desk::enforced, "mfa default", SIGNED_IN, Shown(CHOOSE)),
        stop(Desk::empty, create, &[], Shown("Continue? [Y/n] ")),
        stop(
            Desk::empty,
            create,
            FIRST_NAME,
            Shown("Name of your account ["),
        ),
        stop(Desk::empty, create, FIRST_PASSWORD, Hidden(NEW_PASSWORD)),
        stop(
            Desk::empty,
            create,
            FIRST_AGAIN,
            Hidden("Repeat password: "),
        ),
    ]
}

impl Stop {
    /// Goes there, does this, and sees that nothing is changed by it.
    #[track_caller]
    fn at_it(&self, what: &str, act: impl Fn(&mut Pty)) -> Left {
        let desk = (self.desk)();
        let begun = desk.has_store().then(|| desk.kept());
        let mut pty = desk.goes(self.line, self.steps);
        Desk::asked(&mut pty, self.at);
        let before = desk.everything();
        act(&mut pty);
        let left = pty
            .left()
            .never_printed(PASSWORD)
            .never_printed(NEW)
            .unchanged();
        let at = format!("{what} at {:?} of {}: {left}", self.at, self.line);
        assert_eq!(desk.everything(), before, "{at}");
        if let Some(begun) = begun {
            assert_eq!(desk.kept(), begun, "{at}");
        }
        if desk.has_store() {
            desk.holder.program.run("log check").ok();
        }
        left
    }

    fn asks_hidden(&self) -> bool {
        matches!(self.at, Hidden(_))
    }
}

/// The thorough take all, elsewhere every third, another one for each way to stop.
fn some(offset: usize) -> impl Iterator<Item = Stop> {
    let every = rounds(1, 3);
    stops().into_iter().skip(offset % every).step_by(every)
}

#[test]
fn ctrl_c_at_any_question_leaves_everything_as_it_was() {
    for stop in stops() {
        let left = stop.at_it("Ctrl-C", |pty| {
            pty.types(CTRL_C);
        });
        left.with(130);
    }
}

#[test]
fn ctrl_c_in_the_middle_of_an_answer_leaves_everything_as_it_was() {
    for stop in some(1) {
        let left = stop.at_it("Ctrl-C", |pty| {
            pty.types(TYPED).types(CTRL_C);
        });
        let left = left.with(130);
        if stop.asks_hidden() {
            left.never_printed(&TYPED[..2]);
        }
    }
}

#[test]
fn sigterm_at_any_question_leaves_everything_as_it_was() {
    for stop in some(0) {
        stop.at_it("SIGTERM", |pty| {
            pty.signal(Signal::TERM);
        })
        .with(130);
    }
}

#[test]
fn sighup_at_any_question_leaves_everything_as_it_was() {
    for stop in some(2) {
        stop.at_it("SIGHUP", |pty| {
            pty.signal(Signal::HUP);
        })
        .with(130);
    }
}

/// Where keys are read one by one Ctrl-D is one that does nothing; elsewhere, as at a yes or no, the
/// input ends.
#[test]
fn ctrl_d_at_any_question_is_no_answer_and_leaves_everything_as_it_was() {
    for stop in some(1) {
        let goes_on = match stop.at {
            Shown(question) => !question.ends_with("/n] ") && !question.ends_with("/N] "),
            Hidden(question) => question == CLEAR,
        };
        stop.at_it("Ctrl-D", |pty| {
            pty.types(CTRL_D);
            if goes_on {
                pty.types(CTRL_C);
            }
        })
        .with(130);
    }
}

/// Nothing of what was typed before it is lost.
#[test]
fn ctrl_z_at_any_question_does_nothing() {
    for stop in some(2) {
        let left = stop.at_it("Ctrl-Z", |pty| {
            assert_eq!(pty.quit_and_stop(), [0, 0]);
            pty.types(CTRL_Z).types(TYPED).types(CTRL_C);
        });
        left.with(130);
    }
}

/// The window is closed: a hang-up from the kernel, and nobody there to print to.
#[test]
fn a_closed_terminal_ends_it_and_leaves_everything_as_it_was() {
    if !has("script", "bsdutils") {
        return;
    }
    let every = rounds(3, 9);
    for stop in stops().iter().step_by(every) {
        // What is typed must not come before its question, so that steps are taken by a person.
        if !stop.steps.is_empty() && stop.steps.len() > 2 {
            continue;
        }
        let desk = (stop.desk)();
        let folder = desk.holder.program.path().to_owned();
        let inner = format!(
            "trap : HUP; \"$keyfob\" {}; echo $? >\"$HOME/code\"",
            stop.line
        );
        let mut terminal = Command::new("script")
            .args(["-q", "-c", &inner, "/dev/null"])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SHELL", "/bin/sh")
            .env("TERM", "xterm-256color")
            .env("HOME", &folder)
            .env("USER", "alain")
            .env("KEYFOB_STORE", desk.holder.program.store())
            .env("keyfob", env!("CARGO_BIN_EXE_keyfob"))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut screen = terminal.stdout.take().unwrap();
        let mut keyboard = terminal.stdin.take().unwrap();
        let mut seen = vec![];
        let mut shown = |question: &str| {
            let mut buffer = [0; 4096];
            while !String::from_utf8_lossy(&seen).contains(question) {
                let read = screen.read(&mut buffer).unwrap();
                assert!(read > 0, "{question}: {}", String::from_utf8_lossy(&seen));
                seen.extend(&buffer[..read]);
            }
            seen.clear();
        };
        let text = |asked: Asked| match asked {
            Hidden(text) | Shown(text) => text,
        };
        for &(asked, keys) in stop.steps {
            shown(text(asked));
            let keys = match keys {
                Text(text) => text.to_owned(),
                Password => PASSWORD.to_owned(),
                Temporary => desk.temporary.clone(),
                Code => desk.holder.code(),
                ShownCode => unreachable!("too far along"),
            };
            keyboard.write_all(format!("{keys}\r").as_bytes()).unwrap();
        }
        shown(text(stop.at));
        let before = desk.everything();
        terminal.kill().unwrap();
        terminal.wait().unwrap();
        let code = until("the end", || {
            fs::read_to_string(folder.join("code"))
                .ok()
                .filter(|code| !code.is_empty())
        });
        // Whether the signal is heard first, or the question finds nobody there.
        let code = code.trim_end();
        assert!(
            ["130", "74"].contains(&code),
            "{code}: {:?} of {}",
            stop.at,
            stop.line
        );
        assert_eq!(desk.everything(), before, "{:?} of {}", stop.at, stop.line);
    }
}

#[test]
fn ctrl_c_says_what_stands() {
    const CREATED: &str = "Added the account alain@contoso.com.";
    const AGAIN: &str = "MFA isn't set up yet. Start again with 'keyfob mfa enroll'.";
    const ENTRY: &str = "The authenticator wasn't added: you can delete the new entry";
    const CODES: &str = "The new recovery codes aren't valid.";
    let stopped = |pty: &mut Pty| {
        pty.types(CTRL_C);
    };
    for (steps, at, said) in [
        (SIGN_IN, Shown(CHOOSE), &[][..]),
        (TO_APP_CODE, Shown(SHOWN_BY_APP), &[ENTRY]),
        (TO_KEPT, Shown(KEPT), &[ENTRY, CODES]),
        (TO_APP, Shown(NAME_OF_APP), &[ENTRY, CODES]),
    ] {
        let left = stop(Desk::enabled, "mfa enroll", steps, at).at_it("Ctrl-C", stopped);
        for sentence in [ENTRY, CODES] {
            assert_eq!(
                left.view.shows(sentence),
                said.contains(&sentence),
                "{left}"
            );
        }
        left.with(130).showing(AGAIN);
    }
    let desk = Desk::empty();
    let steps = [FIRST_AGAIN, &[(Hidden("Repeat password: "), Text(NEW))]].concat();
    let mut pty = desk.goes("mfa enroll", &steps);
    to_the_code(&mut pty);
    pty.types(CTRL_C);
    let left = pty.left().with(130).showing(AGAIN).showing(ENTRY);
    assert_eq!(left.view.text().matches(CREATED).count(), 2, "{left}");
    let desk = Desk::enforced();
    let mut pty = desk.goes("mfa recovery", SIGNED_IN);
    pty.asked("stop working. [y/N] ").types("y\r");
    pty.asked(CHOOSE).types(CTRL_C);
    pty.left()
        .with(130)
        .showing("The new recovery codes aren't valid; earlier ones still work.");
    let mut pty = desk.goes("mfa recovery", SIGNED_IN);
    pty.asked("stop working. [y/N] ").types("y\r");
    pty.asked(CHOOSE).types(ESC);
    pty.left()
        .with(1)
        .showing("error: cancelled")
        .showing("The new recovery codes aren't valid; earlier ones still work.");
}

/// The old codes still count as long as nobody has seen the new ones.
#[test]
fn new_recovery_codes_that_nobody_saw_take_nothing_away() {
    let desk = Desk::enforced();
    let before = desk.holder.tables(&["recovery_code"]);
    let mut pty = desk.goes("mfa recovery", SIGNED_IN);
    pty.asked("stop working. [y/N] ").types("y\r");
    pty.asked(CHOOSE).types(CTRL_C);
    let left = pty.left().with(130);
    let after = desk.holder.tables(&["recovery_code"]);
    assert!(after == before, "the old ones are gone: {left}");
}

// --- signing in

#[test]
fn password_and_code_sign_in_and_are_never_shown() {
    let desk = Desk::enforced();
    let mut pty = desk.goes("signin", SIGN_IN);
    pty.asked_hidden(CODE_FROM);
    let code = desk.holder.code();
    pty.types(&code).types(ENTER);
    pty.left()
        .with(0)
        .showing("Signed in to alain@contoso.com for ten minutes.")
        .never_printed(PASSWORD)
        .never_printed("Kettle")
        .never_printed(&code);
}

#[test]
fn a_wrong_password_may_be_typed_again_twice() {
    let desk = Desk::enforced();
    let left = desk.ends(
        "signin",
        &[
            (Hidden(PASSWORD_OF), Text("zqzqzqzqzq")),
            (Hidden(PASSWORD_OF), Text("zqzqzqzqzr")),
            (Hidden(PASSWORD_OF), Text("zqzqzqzqzs")),
        ],
    );
    let left = left.with(77).never_printed("zq");
    assert_eq!(
        left.view
            .text()
            .matches("That isn't right. Try again.")
            .count(),
        2
    );
    assert_eq!(desk.holder.failures("password"), 3);
    let steps = [
        (Hidden(PASSWORD_OF), Text("zqzqzqzqzq")),
        (Hidden(PASSWORD_OF), Password),
        (Hidden(CODE_FROM), Code),
    ];
    desk.ends("signin", &steps).with(0);
    assert_eq!(desk.holder.failures("password"), 0);
}

#[test]
fn an_empty_or_too_long_answer_is_asked_for_again_and_counts_for_nothing() {
    let too_long: &'static str = "q".repeat(TOO_LONG).leak();
    let desk = Desk::enforced();
    let before = desk.holder.tables(&ALL);
    for (keys, sentence) in [
        (ENTERED, "Nothing was typed."),
        (Text(too_long), "That is too long."),
        (
            Text("q\tq"),
            "That has a character that can't be typed here.",
        ),
    ] {
        let left = desk.ends("signin", &[(Hidden(PASSWORD_OF), keys)].repeat(3));
        let left = left.with(65).never_printed("qq").never_printed("q\tq");
        assert_eq!(left.view.text().matches(sentence).count(), 2, "{left}");
    }
    assert_eq!(desk.holder.tables(&ALL), before);
    let steps = [SIGN_IN, &[(Hidden(CODE_FROM), Text(too_long))].repeat(3)].concat();
    desk.ends("signin", &steps)
        .with(65)
        .showing("is longer than 512 bytes")
        .never_printed("qqq");
    assert_eq!(desk.holder.tables(&["throttle", "ticket"]), "");
    let steps = [
        (Hidden(PASSWORD_OF), ENTERED),
        (Hidden(PASSWORD_OF), Password),
        (Hidden(CODE_FROM), Text(too_long)),
        (Hidden(CODE_FROM), Code),
    ];
    desk.ends("signin", &steps).with(0).never_printed("qqq");
}

#[test]
fn a_wrong_code_may_be_typed_again_twice_and_then_nobody_is_signed_in() {
    let desk = Desk::enforced();
    let mut pty = desk.goes("signin", SIGN_IN);
    let codes: Vec<_> = desk.holder.wrong_codes().take(3).collect();
    for code in &codes {
        pty.asked_hidden(CODE_FROM);
        pty.types(code).types(ENTER);
    }
    let left = pty.left().with(77).showing("the sign-in failed");
    let left = codes
        .iter()
        .fold(left, |left, code| left.never_printed(code));
    assert_eq!(left.view.text().matches("the code isn't right").count(), 3);
    assert_eq!(desk.holder.tables(&["ticket"]), "");

    let mut pty = desk.goes("signin", SIGN_IN);
    pty.asked_hidden(CODE_FROM);
    pty.types(&codes[0]).types(ENTER);
    pty.asked("the code isn't right");
    desk.goes_on(&mut pty, &[(Hidden(CODE_FROM), Code)]);
    pty.left().with(0);
}

#[test]
fn another_way_can_be_chosen_and_a_recovery_code_works_once() {
    let desk = Desk::enforced();
    let recovery = desk.holder.recovery_codes[0].clone();
    let mut pty = desk.goes("signin", TO_LIST);
    pty.asked(CHOOSE)
        .asked("Authenticator app: Authenticator")
        .asked("Recovery code\r\n")
        .types(["7", DOWN, ENTER].concat());
    pty.asked_hidden("Recovery code (Enter");
    pty.types(&recovery).types(ENTER);
    pty.left()
        .with(0)
        .showing("That recovery code is used up; 9 are left.")
        .showing("Signed in to alain@contoso.com")
        .never_printed(&recovery);

    // Where a code of the authenticator is asked for, it is known by its length; once.
    for (code, exit) in [(&recovery, 77), (&desk.holder.recovery_codes[1], 0)] {
        let spelled = code.replace('-', " ").to_uppercase();
        let mut pty = desk.goes("signin", SIGN_IN);
        pty.asked_hidden(CODE_FROM);
        pty.types(&spelled).types(ENTER);
        if exit == 77 {
            for _ in 0..2 {
                pty.asked_hidden(CODE_FROM);
                pty.types(&spelled).types(ENTER);
            }
        }
        pty.left().with(exit).never_printed(&spelled);
    }
    let status = desk.holder.program.run("mfa status --json").json();
    assert_eq!(status["recovery_codes_left"], 8);
}

#[test]
fn choosing_no_other_way_ends_the_sign_in() {
    for nothing in ["q", ESC] {
        let desk = Desk::enforced();
        let mut pty = desk.goes("signin", TO_LIST);
        pty.asked_hidden(CHOOSE).types(nothing);
        pty.left().with(1);
        assert_eq!(desk.holder.tables(&["ticket", "throttle"]), "");
    }
}

// --- a temporary password

#[test]
fn a_temporary_password_is_changed_at_the_first_sign_in() {
    let desk = Desk::temporary();
    let steps = [TO_AGAIN, &[(Hidden("Repeat password: "), Text(NEW))]].concat();
    let mut pty = desk.goes("signin", &steps);
    pty.asked("Your password was changed.");
    pty.asked(SET_IT_UP).types("n\r");
    pty.left()
        .with(0)
        .showing("This password is temporary. Choose one of your own.")
        .never_printed(&desk.temporary)
        .never_printed(NEW);
    let fed = |password: &str| {
        let input = format!("{password}\n");
        desk.holder
            .program
            .holder_fed("signin --password-stdin", &input)
    };
    fed(&desk.temporary).refused(77);
    fed(PASSWORD).refused(77);
    fed(NEW).ok();
}

#[test]
fn a_new_password_that_will_not_do_is_asked_for_again() {
    let desk = Desk::temporary();
    let before = desk.holder.tables(&["account", "ticket"]);
    let too_long: &'static str = "q".repeat(TOO_LONG).leak();
    for (keys, sentence) in [
        (ENTERED, "the password is empty"),
        (Text(too_long), "the password is longer than 512 bytes"),
        (Text("zqzqzqz"), "the password has fewer than 8 characters"),
        (Text("alaincontoso"), "the password is too easy to guess"),
    ] {
        let steps = [TO_NEW, &[(Hidden(NEW_PASSWORD), keys)].repeat(10)].concat();
        let left = desk
            .ends("signin", &steps)
            .with(65)
            .never_printed("qqq")
            .never_printed("zqz")
            .never_printed("alaincontoso");
        assert_eq!(left.view.text().matches(sentence).count(), 10, "{left}");
    }
    let same = [(Hidden(NEW_PASSWORD), Temporary)];
    let steps = [TO_NEW, &same.repeat(10)].concat();
    let left = desk.ends("signin", &steps).with(65);
    let sentence = "that is the old password";
    assert_eq!(left.view.text().matches(sentence).count(), 10, "{left}");
    let differ = [
        (Hidden(NEW_PASSWORD), Text(NEW)),
        (Hidden("Repeat password: "), Text("zqzqzqzqzq")),
    ];
    let steps = [TO_NEW, &differ.repeat(10)].concat();
    let left = desk.ends("signin", &steps).with(65).never_printed("zq");
    let sentence = "the two passwords differ";
    assert_eq!(left.view.text().matches(sentence).count(), 10, "{left}");
    assert_eq!(desk.holder.tables(&["account", "ticket"]), before);
}

#[test]
fn a_new_password_of_the_most_bytes_is_taken() {
    let desk = Desk::temporary();
    let longest: &'static str = format!("amber-Ladder {}", "vQ".repeat(250))[..512]
        .to_owned()
        .leak();
    let again = [
        (Hidden(NEW_PASSWORD), Text(longest)),
        (Hidden("Repeat password: "), Text(longest)),
    ];
    let mut pty = desk.goes("signin", &[TO_NEW, &again].concat());
    pty.asked(SET_IT_UP).types("n\r");
    pty.left().with(0).never_printed("vQ");
    let input = format!("{longest}\n");
    desk.holder
        .program
        .holder_fed("signin --password-stdin", &input)
        .ok();
}

// --- setting MFA up

fn mfa(desk: &Desk) -> String {
    let line = format!("account show {ALAIN} --json");
    let shown = desk.holder.program.run(&line).json();
    shown["mfa"].as_str().unwrap().to_owned()
}

/// The app password that stands alone on its line.
fn app_password_shown(left: &Left) -> String {
    let line = left.cleared.iter().rev().find(|line| {
        let word = line.trim();
        line.starts_with("    ") && word.len() == 16 && word.bytes().all(|b| b.is_ascii_lowercase())
    });
    line.expect("an app password").trim().to_owned()
}

#[test]
fn enrolling_leads_from_the_sign_in_to_the_first_app_password() {
    let desk = Desk::enabled();
    let mut pty = desk.goes("signin", SIGN_IN);
    pty.asked(SET_IT_UP).types(ENTER);
    pty.asked("Step 1").asked(CHOOSE).types(ENTER);
    pty.asked("Step 2 of 5").asked(SHOWN_BY_APP);
    assert!(pty.view().text().contains('▀') || pty.view().text().contains('▄'));
    // Two wrong ones first.
    let key = key_shown(pty.view());
    for wrong in ["000 000x", "\u{1b}[A"] {
        pty.types(wrong).types(ENTER);
        pty.asked("A code has six digits.").asked(SHOWN_BY_APP);
    }
    for wrong in wrong_codes_of_key(&key).take(2) {
        pty.types(wrong).types(ENTER);
        pty.asked("That code isn't right.").asked(SHOWN_BY_APP);
    }
    let code = totp_now(&format!("otpauth://totp/x?secret={key}"));
    pty.types(&code).types(ENTER);
    pty.asked("Step 3 of 5").asked(CHOOSE);
    // Once the app has the key, nobody else is to.
    let screen = pty.view().screen().contents();
    assert!(screen.contains("Step 2 of 5"), "{screen}");
    assert!(!screen.contains(['█', '▀', '▄']), "{screen}");
    for group in key.to_lowercase().as_bytes().chunks(8) {
        let (head, tail) = str::from_utf8(group).unwrap().split_at(4);
        assert!(!screen.contains(&format!("{head} {tail}")), "{screen}");
    }
    pty.types(ENTER);
    pty.asked("Step 4 of 5").asked(CHOOSE).types(ENTER);
    pty.asked(&format!("Saved to {FILE}. Only you can read it."));
    pty.asked("Step 5 of 5")
        .asked(NAME_OF_APP)
        .types("Thunderbird\r");
    let left = pty
        .clears()
        .left()
        .with(0)
        .showing("MFA is on for alain@contoso.com.")
        .showing("App password for Thunderbird:")
        .never_printed(PASSWORD);
    let app_password = app_password_shown(&left);
    let program = &desk.holder.program;
    assert_eq!(program.fed("apppw verify", &app_password).code, 0);
    assert_eq!(mfa(&desk), "enforced");

    let file = program.path().join(FILE);
    assert_eq!(
        file.metadata().unwrap().permissions().mode() & 0o7777,
        0o600
    );
    let text = fs::read_to_string(file).unwrap();
    let codes: Vec<_> = text
        .lines()
        .skip_while(|line| !line.is_empty())
        .skip(1)
        .collect();
    assert_eq!(codes.len(), 10, "{text}");
    for code in &codes {
        left.view
            .text()
            .contains(code)
            .then(|| panic!("{code} was printed: {left}"));
    }
    for code in [codes[0], codes[9]] {
        let input = format!("{PASSWORD}\n{code}\n");
        program.holder_fed("signin --password-stdin", &input).ok();
    }
    // The code that set it up counts no second time.
    let input = format!("{PASSWORD}\n{code}\n");
    program
        .holder_fed("signin --password-stdin", &input)
        .refused(77);
}

#[test]
fn a_person_who_waits_for_a_code_to_be_sent_is_told() {
    let words = "Sending the code";
    let desk = Desk::enabled();
    let program = &desk.holder.program;
    // It takes until somebody has seen that it takes long.
    let (command, seen) = (program.path().join("mail"), program.path().join("seen"));
    let waits = "cat >/dev/null\nuntil [ -e \"${0%/*}/seen\" ]; do sleep 0.02; done\n";
    fs::write(&command, waits).unwrap();
    program.set_policy("mail-command", &format!("/bin/sh {}", command.display()));
    let mut pty = desk.goes("mfa enroll", TO_EMAIL);
    pty.asked("E-mail address: ").types("alain@example.org\r");
    pty.until_shown(words);
    fs::write(seen, "").unwrap();
    pty.asked("A code was sent to alain@example.org.");
    pty.asked("Code in the message: ").types(CTRL_C);
    let left = pty.left().with(130);
    left.showing("E-mail address: alain@example.org\nSending the code…\nA code was sent");
}

#[test]
fn three_wrong_codes_end_an_enrolment_and_leave_the_account_as_it_was() {
    let desk = Desk::enabled();
    let before = desk.kept();
    let mut pty = desk.goes("mfa enroll", TO_APP_CODE);
    for no_code in ["", "123", "abcdef"] {
        pty.asked(SHOWN_BY_APP).types(no_code).types(ENTER);
    }
    pty.asked(SHOWN_BY_APP);
    for wrong in wrong_codes_of_key(&key_shown(pty.view())).take(3) {
        pty.types(wrong).types(ENTER);
    }
    pty.left().with(1);
    assert_eq!(desk.kept(), before);
    assert_eq!(mfa(&desk), "enabled");
}

#[test]
fn recovery_codes_are_shown_and_no_file_is_ever_replaced() {
    let desk = Desk::enabled();
    let path = desk.holder.program.path();
    fs::write(path.join(FILE), "somebody's").unwrap();
    let mut pty = desk.goes("mfa enroll", TO_KEEP);
    let at_home = path.join("nowhere/codes").display().to_string();
    for (typed, file) in [
        (FILE, FILE),
        ("nowhere/codes", "nowhere/codes"),
        ("~/nowhere/codes", &at_home),
    ] {
        pty.asked(CHOOSE).types(ENTER);
        pty.asked(&format!("Not saved to {FILE}: "));
        pty.asked(OTHER_FILE).types(typed).types(ENTER);
        pty.asked(&format!("Not saved to {file}: "));
    }
    let show = [DOWN_TWICE, ENTER].concat();
    pty.asked(CHOOSE).types(&show);
    pty.asked_hidden(CLEAR).types(ENTER);
    // Not yet: then they are shown once more.
    pty.asked(KEPT).types("n\r").asked(CHOOSE).types(&show);
    pty.asked_hidden(CLEAR).types(ENTER);
    pty.asked(KEPT).types("y\r").asked(NAME_OF_APP).types(ENTER);
    let left = pty.clears().left().with(0);
    assert_eq!(fs::read_to_string(path.join(FILE)).unwrap(), "somebody's");
    let text = left.view.text();
    let codes: Vec<_> = text
        .split_whitespace()
        .filter(|word| word.len() == 19 && word.split('-').all(|group| group.len() == 4))
        .collect();
    assert_eq!(codes.len(), 20, "{left}");
    let input = format!("{PASSWORD}\n{}\n", codes[3]);
    desk.holder
        .program
        .holder_fed("signin --password-stdin", &input)
        .ok();
}

#[test]
fn a_name_of_an_app_that_will_not_do_is_asked_for_again() {
    let desk = Desk::enabled();
    let mut pty = desk.goes("mfa enroll", TO_APP);
    for (wrong, said) in [
        ("a\u{202e}b", "the name contains "),
        ("   ", "Please type a name."),
    ] {
        pty.asked(NAME_OF_APP).types(wrong).types(ENTER);
        pty.asked(said);
    }
    pty.asked(NAME_OF_APP).types("Büro\r");
    pty.clears()
        .left()
        .with(0)
        .showing("App password for Büro:");
    assert_eq!(mfa(&desk), "enforced");
}

/// As scripts do it, at a terminal: recovery codes and the app password are seen together, or stay.
#[test]
fn what_an_enrolment_ends_with_is_shown_together() {
    for (rows, is_cleared) in [(24, true), (13, false)] {
        let desk = Desk::enabled();
        let program = &desk.holder.program;
        let uri = program.run("mfa enroll").word();
        let line = format!("mfa enroll --confirm {}", totp_now(&uri));
        let mut pty = Pty::sized(program, Size(80, rows), &line);
        if is_cleared {
            pty = pty.clears();
        }
        let left = pty.left().with(0);
        let seen = if is_cleared {
            left.cleared.join("\n")
        } else {
            left.view.text()
        };
        assert_eq!(
            seen.matches("Keep these recovery codes safe.").count(),
            1 + usize::from(!is_cleared) * 2,
            "{left}"
        );
        assert!(seen.contains("App password for First app:"), "{left}");
        assert_eq!(left.view.shows(STAYS), !is_cleared, "{left}");
    }
}

// --- the first run

fn sends_mail() -> bool {
    fs::exists("/usr/sbin/sendmail").unwrap()
}

/// The choice there is where this machine can send e-mail, and the code of the authenticator.
fn to_the_code(pty: &mut Pty) {
    if sends_mail() {
        pty.asked(CHOOSE).types(ENTER);
    }
    pty.asked(SHOWN_BY_APP);
}

#[test]
fn enter_at_every_question_of_the_first_run_gives_something_sensible() {
    let desk = Desk::empty();
    let program = &desk.holder.program;
    let mut pty = desk.goes("apppw create Outlook", FIRST_NAME);
    pty.asked("Name of your account [alain@").types(ENTER);
    for question in [NEW_PASSWORD, "Repeat password: "] {
        pty.asked_hidden(question);
        pty.types(NEW).types(ENTER);
    }
    pty.asked("Added the account alain@");
    to_the_code(&mut pty);
    let code = code_shown(pty.view());
    pty.types(&code).types(ENTER);
    if sends_mail() {
        pty.asked(CHOOSE).types(ENTER);
    }
    pty.asked(CHOOSE).types(ENTER);
    pty.asked("Saved to keyfob-recovery-codes-alain@");
    let left = pty
        .clears()
        .left()
        .with(0)
        .showing("App password for Outlook:")
        .never_printed(NEW);
    let app_password = app_password_shown(&left);
    assert_eq!(program.fed("apppw verify", &app_password).code, 0);
    let account = program.run("account list --json").json();
    assert_eq!(account["mfa"], "enforced");

    // From then on it is just a sign-in.
    let mut pty = desk.goes("apppw create Laptop", &[]);
    pty.asked_hidden("Password of alain@");
    pty.types(NEW).types(ENTER);
    pty.asked_hidden(CODE_FROM);
    program_forgets_steps(program);
    let key = key_shown(&left.view);
    let code = totp_now(&format!("otpauth://totp/x?secret={key}"));
    pty.types(&code).types(ENTER);
    pty.clears()
        .left()
        .with(0)
        .showing("App password for Laptop:")
        .never_printed(NEW);
}

fn program_forgets_steps(program: &Program) {
    let sql = "UPDATE method SET last_step = 0";
    with_key::change(&program.store(), sql, []);
}

#[test]
fn no_to_the_first_run_makes_nothing() {
    let desk = Desk::empty();
    for line in ["apppw create Outlook", "mfa enroll"] {
        desk.ends(line, &[(Shown("Continue? [Y/n] "), Text("n"))])
            .with(1)
            .showing("Nothing was changed.");
        let left: Vec<_> = fs::read_dir(desk.holder.program.path()).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn the_first_run_asks_again_for_a_name_and_a_password_that_will_not_do() {
    let desk = Desk::empty();
    let steps = [
        (Shown("Continue? [Y/n] "), Text("y")),
        (Shown("Name of your account ["), Text("al ain")),
        (Shown("Name of your account ["), Text(ALAIN)),
        (Hidden(NEW_PASSWORD), Text("alain")),
        (Hidden(NEW_PASSWORD), Text(NEW)),
        (Hidden("Repeat password: "), Text("zqzqzqzqzq")),
        (Hidden(NEW_PASSWORD), Text(NEW)),
        (Hidden("Repeat password: "), Text(NEW)),
    ];
    let mut pty = desk.goes("mfa enroll", &steps);
    pty.asked("Added the account alain@contoso.com.");
    to_the_code(&mut pty);
    pty.types(CTRL_C);
    pty.left()
        .with(130)
        .never_printed("zqzqzqzqzq")
        .never_printed(NEW);
    assert_eq!(mfa(&desk), "enabled");
    // What was begun is gone on with.
    let input = format!("{NEW}\n");
    desk.holder
        .program
        .holder_fed("signin --password-stdin", &input)
        .ok();
}

// --- making app passwords

fn apps(desk: &Desk) -> Vec<String> {
    let listed = desk.holder.program.run("apppw list --json").json();
    let mut names: Vec<_> = listed["app_passwords"]
        .as_array()
        .unwrap()
        .iter()
        .map(|app| app["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn at_the_limit_one_is_chosen_and_deleted_and_the_other_made() {
    let desk = Desk::full();
    let mut pty = desk.goes("apppw create Outlook", SIGNED_IN);
    pty.asked("alain@contoso.com has 2 of 2 app passwords.");
    pty.asked(CHOOSE)
        .asked("Laptop, never used")
        .asked("Printer, never used\r\n")
        .types(ENTER);
    pty.asked("Delete the app password Laptop of alain@contoso.com? [y/N] ")
        .types("y\r");
    let left = pty
        .clears()
        .left()
        .with(0)
        .showing("App password for Outlook:");
    assert_eq!(apps(&desk), ["Outlook", "Printer"]);
    let secret = app_password_shown(&left);
    assert_eq!(desk.holder.program.fed("apppw verify", &secret).code, 0);
}

#[test]
fn at_the_limit_no_choice_and_no_yes_delete_nothing() {
    for answers in [&[ESC][..], &["\u{1b}[B\r", "n\r"], &["\u{1b}[B\r", ENTER]] {
        let desk = Desk::full();
        let mut pty = desk.goes("apppw create Outlook", SIGNED_IN);
        for (answer, question) in answers.iter().zip(1..) {
            let yes = question == 2 && answers.len() == 2;
            pty.asked(if yes { "? [y/N] " } else { CHOOSE })
                .types(answer);
        }
        pty.left().with(73);
        assert_eq!(apps(&desk), ["Laptop", "Printer"]);
    }
}

#[test]
fn an_app_that_needs_none_gets_one_only_after_a_yes() {
    let question = "Create one for Outlook anyway? [y/N] ";
    for (answer, code, made) in [
        ("y\r", 0, 1),
        ("n\r", 1, 0),
        (ENTER, 1, 0),
        ("maybe\rn\r", 1, 0),
    ] {
        let desk = Desk::modern();
        let mut pty = desk.goes("apppw create Outlook", SIGNED_IN);
        pty.asked("Outlook does MFA by itself and needs no app password");
        pty.asked(question).types(answer);
        if made > 0 {
            pty = pty.clears();
        }
        pty.left().with(code);
        assert_eq!(apps(&desk).len(), made, "{answer:?}");
    }
}

// --- how long a sign-in holds, and where

#[test]
fn a_sign_in_holds_for_the_next_command_in_the_same_terminal_and_for_no_other() {
    let desk = Desk::enforced();
    let program = &desk.holder.program;
    let line = "\"$keyfob\" apppw create Laptop && \"$keyfob\" apppw list --json && read go; \
                \"$keyfob\" mfa status; echo last $?";
    let mut pty = Pty::holder_shell(program, line);
    desk.goes_on(&mut pty, SIGNED_IN);
    pty.asked("App password for Laptop:")
        .asked_hidden(CLEAR)
        .types(ENTER)
        .asked("\"app_passwords\":[{");
    // Meanwhile, elsewhere: another terminal, and no terminal at all.
    let mut other = Pty::holder(program, "apppw list");
    other.asked_hidden(PASSWORD_OF);
    other.types(CTRL_C);
    other.left().with(130).never_printed("Laptop");
    program.holder_run("apppw list").refused(77);
    pty.types(ENTER).asked("last 0");
    let left = pty.left().with(0);
    assert_eq!(left.view.text().matches("Password of").count(), 1, "{left}");
}

#[test]
fn a_sign_in_does_not_hold_in_a_session_of_its_own_in_the_same_terminal() {
    if !has("setsid", "util-linux") {
        return;
    }
    let desk = Desk::enforced();
    let line = "\"$keyfob\" signin && setsid -w \"$keyfob\" apppw list --no-input; echo code $?";
    let mut pty = Pty::holder_shell(&desk.holder.program, line);
    desk.goes_on(&mut pty, SIGNED_IN);
    pty.asked("no account is signed in here").asked("code 77");
    pty.left().with(0);
}

#[test]
fn a_sign_in_without_a_controlling_terminal_is_not_kept() {
    if !has("setsid", "util-linux") {
        return;
    }
    let desk = Desk::enforced();
    let line = format!(
        "printf '%s\\n' '{PASSWORD}' {} | setsid -w \"$keyfob\" signin --password-stdin; echo code $?",
        desk.holder.code()
    );
    let left = Pty::holder_shell(&desk.holder.program, &line)
        .left()
        .with(0);
    left.showing("Signed in to alain@contoso.com for this command only")
        .showing("code 0");
    assert_eq!(desk.holder.tables(&["ticket"]), "");
}

#[test]
fn signing_out_a_new_password_and_a_reset_end_a_sign_in_at_once() {
    let desk = Desk::enforced();
    let program = &desk.holder.program;
    let ends: [(&str, &dyn Fn()); 5] = [
        ("signout", &|| ()),
        ("password", &|| {
            let line = format!("account password {ALAIN} --password-stdin");
            program.fed(&line, PASSWORD).ok();
        }),
        ("disabled", &|| {
            program.run(&format!("account set {ALAIN} --disable")).ok();
            program.run(&format!("account set {ALAIN} --enable")).ok();
        }),
        ("old", &|| {
            desk.holder
                .sql("UPDATE ticket SET issued_at = issued_at - 600", []);
        }),
        ("reset", &|| {
            program.run("mfa reset --yes").ok();
        }),
    ];
    for (end, act) in ends {
        let signout = if end == "signout" {
            "\"$keyfob\" signout; "
        } else {
            ""
        };
        let line = format!(
            "\"$keyfob\" signin && \"$keyfob\" apppw list && {signout}echo go on; read go; \
             \"$keyfob\" apppw list --no-input; echo code $?"
        );
        let mut pty = Pty::holder_shell(program, &line);
        desk.goes_on(&mut pty, SIGNED_IN);
        pty.asked("go on");
        act();
        pty.types(ENTER)
            .asked("no account is signed in here")
            .asked("code 77");
        pty.left().with(0);
    }
}

#[test]
fn a_sign_in_that_still_holds_is_worth_nothing_once_more_is_asked_for() {
    // With the password alone, before MFA was set up elsewhere.
    let desk = Desk::enabled();
    let program = &desk.holder.program;
    let line =
        "\"$keyfob\" signin; echo go on; read go; \"$keyfob\" apppw list --no-input; echo code $?";
    let mut pty = Pty::holder_shell(program, line);
    desk.goes_on(&mut pty, SIGN_IN);
    pty.asked(SET_IT_UP).types("n\r").asked("go on");
    let uri = program.run("mfa enroll").word();
    let code = totp_now(&uri);
    program
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
    pty.types(ENTER).asked("code 77");
    pty.left().with(0);
}

// --- where nobody can be asked

#[test]
fn without_a_terminal_the_way_to_go_on_is_named() {
    let desk = Desk::enforced();
    let program = &desk.holder.program;
    let before = desk.everything();
    let ran = program.holder_run("signin").refused(69);
    assert!(ran.err.contains("hint: add --password-stdin"), "{ran}");
    let ran = program.holder_run("signin --no-input").refused(2);
    assert!(ran.err.contains("hint: add --password-stdin"), "{ran}");
    for line in [
        "apppw create Outlook",
        "apppw list",
        "mfa status",
        "mfa enroll",
        "mfa recovery",
        "mfa remove",
        "mfa default",
    ] {
        // Whether a sign-in could be kept depends on where the tests run.
        let ran = program.holder_run(line).refused(77);
        assert!(
            ran.err.contains("hint: or act for the account's holder"),
            "{ran}"
        );
        let left = Pty::holder(program, &format!("{line} --no-input"))
            .left()
            .with(77)
            .showing("sign in first with 'keyfob signin --password-stdin'");
        assert!(!left.view.shows("Password"), "{left}");
    }
    assert_eq!(desk.everything(), before);
    // In a session that has its first process in sight, which the test's own may not have.
    let mut script = vec![format!(
        "printf '%s\\n' '{PASSWORD}' {} | $keyfob signin --password-stdin --quiet",
        desk.holder.code()
    )];
    let expected = [
        ("mfa recovery", "--yes"),
        ("mfa remove", "its name or id"),
        ("mfa default", "its name or id"),
    ];
    for (line, _) in expected {
        for flag in ["", "--no-input"] {
            script.push(format!(
                "$keyfob {line} {flag} </dev/null 2>>told; echo \"status $?;\" >>told"
            ));
        }
    }
    Pty::holder_shell(program, &script.join("; "))
        .left()
        .with(0);
    let told = fs::read_to_string(program.path().join("told")).unwrap();
    let mut told = told.split_inclusive(';');
    for (line, flag) in expected {
        for status in [69, 2] {
            let said = told.next().unwrap();
            let named = said.contains(&format!("hint: add {flag}"));
            assert!(
                named && said.ends_with(&format!("status {status};")),
                "{line}: {said}"
            );
        }
    }
    let nothing = Desk::empty();
    for line in ["apppw create Outlook", "mfa enroll"] {
        let ran = nothing.holder.program.holder_run(line).refused(78);
        assert!(ran.err.contains("keyfob account add NAME"), "{ran}");
    }
    assert!(!nothing.has_store());
}

#[test]
fn a_temporary_password_without_a_terminal_takes_a_third_line() {
    let desk = Desk::temporary();
    let fed = |input: &str| {
        desk.holder
            .program
            .holder_fed("signin --password-stdin", input)
    };
    let before = desk.holder.tables(&["account", "ticket"]);
    fed(&format!("{}\n", desk.temporary)).refused(65);
    fed(&format!("{}\nshort\n", desk.temporary)).refused(65);
    fed(&format!("{0}\n{0}\n", desk.temporary)).refused(65);
    assert_eq!(desk.holder.tables(&["account", "ticket"]), before);
    fed(&format!("{}\n{NEW}\n", desk.temporary)).ok();
    fed(&format!("{NEW}\n")).ok();
}
