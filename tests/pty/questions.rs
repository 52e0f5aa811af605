//! Every kind of question that a command may ask, in a real pseudo-terminal. This program plays
//! both parts: it starts itself there to ask, and types the answer.

use std::fmt::Debug;
use std::io;

use crate::support::pty::{CHOOSE, CTRL_C, CTRL_D, CTRL_Z, DOWN, ENTER, ESC, Left, Pty, Size};
use keyfob::terminal::{self, Abilities, Terminal};
use portable_pty::CommandBuilder;
use rustix::process::Signal;

const ASK: &str = "KEYFOB_TEST_ASK";
/// Between the kind of question and each thing that goes with it.
const BETWEEN: &str = "|";

const BACKSPACE: &str = "\u{7f}";
const LEFT: &str = "\u{1b}[D";
/// A terminal keeps at most so much of a line.
const LONGEST_LINE: usize = 4095;

/// Asks what it was told to ask and prints the answer. As one of the tests it does nothing.
#[test]
fn the_side_that_asks() {
    let Ok(told) = std::env::var(ASK) else {
        return;
    };
    let term = std::env::var("TERM").unwrap();
    let mut told = told.split(BETWEEN);
    let terminal = &mut Terminal::real(Abilities::read(|name| match name {
        "TERM" => Some(term.as_str()),
        "NO_COLOR" => term.ends_with("mono").then_some("1"),
        _ => None,
    }));
    match told.next().unwrap() {
        "yes" => answered(terminal.confirm("Go on?", told.next() == Some("yes"))),
        "text" => answered(terminal.text("Name", told.next(), &mut |typed| {
            if typed.contains("wrong") {
                Err("That name is wrong.".to_owned())
            } else {
                Ok(())
            }
        })),
        "secret" => {
            let answer = terminal.secret("Password");
            answered(answer.map(|typed| String::from_utf8_lossy(&typed).into_owned()));
        }
        "pause" => answered(terminal.pause("Press Enter. ")),
        "choose" => {
            let items: Vec<_> = told.map(str::to_owned).collect();
            answered(terminal.choose("Which one?", &items));
        }
        "several" => {
            let items: Vec<_> = told.map(str::to_owned).collect();
            answered(terminal.choose_several("Which ones?", &items));
        }
        other => panic!("{other} is no question"),
    }
}

fn answered(answer: terminal::Result<impl Debug>) {
    match answer {
        Ok(answer) => println!("answer: {answer:?}"),
        Err(error) => println!("error: {:?}", error.0.kind()),
    }
}

/// What is asked, on which terminal, and the last that is shown of it.
#[derive(Clone, Copy)]
struct Question<'t> {
    told: &'t str,
    shown: &'t str,
    term: &'t str,
}

const fn ask<'t>(told: &'t str, shown: &'t str) -> Question<'t> {
    Question {
        told,
        shown,
        term: "xterm-256color",
    }
}

/// On a terminal that can do nothing, or for somebody who wants it like that.
const fn plain<'t>(told: &'t str, shown: &'t str) -> Question<'t> {
    Question {
        told,
        shown,
        term: "dumb",
    }
}

const MARKS: &str = "Space marks, Enter confirms; Esc cancels";
const NUMBER: &str = "Number, or q to cancel [1]: ";
const NUMBERS: &str = "Numbers (as 1,3), or q to cancel: ";
const THREE: &str = "choose|Outlook|電話|Backup";
const SEVERAL: &str = "several|Outlook|電話|Backup";

const DEFAULT_NO: Question = ask("yes|no", "Go on? [y/N] ");
const DEFAULT_YES: Question = ask("yes|yes", "Go on? [Y/n] ");
const TEXT: Question = ask("text", "Name: ");
const TEXT_OR_DEFAULT: Question = ask("text|Büro", "Name [Büro]: ");
const ONE: Question = ask(THREE, "  Backup");
const MANY: Question = ask(SEVERAL, "  [ ] Backup");
const BY_KEYS: [Question; 6] = [DEFAULT_NO, DEFAULT_YES, TEXT, TEXT_OR_DEFAULT, ONE, MANY];

const PLAIN_NO: Question = plain("yes|no", "Go on? [y/N] ");
const PLAIN_YES: Question = plain("yes|yes", "Go on? [Y/n] ");
const PLAIN_TEXT: Question = plain("text", "Name: ");
const PLAIN_DEFAULT: Question = plain("text|Büro", "Name [Büro]: ");
const PLAIN_ONE: Question = plain(THREE, NUMBER);
const PLAIN_MANY: Question = plain(SEVERAL, NUMBERS);
const IN_LINES: [Question; 6] = [
    PLAIN_NO,
    PLAIN_YES,
    PLAIN_TEXT,
    PLAIN_DEFAULT,
    PLAIN_ONE,
    PLAIN_MANY,
];

const SECRET: Question = ask("secret", "Password: ");
const PAUSE: Question = ask("pause", "Press Enter. ");

fn all() -> impl Iterator<Item = Question<'static>> {
    BY_KEYS.into_iter().chain(IN_LINES).chain([SECRET, PAUSE])
}

impl Question<'_> {
    /// Returns whether the terminal shows what is typed. A yes or no is a line on every terminal.
    fn is_shown(&self) -> bool {
        self.told.starts_with("yes|") || !["xterm-256color", "xterm-mono"].contains(&self.term)
    }

    /// Waits for the question.
    #[track_caller]
    fn ask(&self, size: Size) -> Pty {
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        // Quiet, or the name of the test would stand on the line of the question.
        command.args([
            "--quiet",
            "--nocapture",
            "--exact",
            "pty::questions::the_side_that_asks",
        ]);
        command.env_clear();
        command.env("TERM", self.term);
        command.env(ASK, self.told);
        // Left alone, it would be the home of whoever runs the tests, who may have none.
        command.cwd("/");
        let mut pty = Pty::run(size, self.told, command);
        if self.is_shown() {
            pty.asked(self.shown);
        } else {
            pty.asked_hidden(self.shown);
        }
        pty
    }

    #[track_caller]
    fn sized(&self, size: Size, keys: impl AsRef<[u8]>) -> Left {
        let mut pty = self.ask(size);
        pty.types(keys);
        pty.left()
    }

    #[track_caller]
    fn typed(&self, keys: impl AsRef<[u8]>) -> Left {
        self.sized(Size::default(), keys)
    }

    #[track_caller]
    fn answered(&self, keys: impl AsRef<[u8]>, answer: impl Debug) -> Left {
        let left = self.typed(keys).with(0);
        let line = format!("answer: {answer:?}");
        assert!(left.view.lines().contains(&line), "not {line}: {left}");
        left
    }

    #[track_caller]
    fn refused(&self, keys: impl AsRef<[u8]>, kind: io::ErrorKind) {
        let left = self.typed(keys).with(0);
        left.showing(&format!("error: {kind:?}"));
    }
}

#[test]
fn yes_and_no_are_that_whichever_is_the_default() {
    for question in [DEFAULT_NO, DEFAULT_YES, PLAIN_NO, PLAIN_YES] {
        for yes in ["y\r", "Y\r", "yes\r", "YES\r", " yes \r"] {
            question.answered(yes, true);
        }
        for no in ["n\r", "N\r", "no\r", "NO\r"] {
            question.answered(no, false);
        }
    }
}

#[test]
fn enter_alone_is_the_default() {
    for question in [DEFAULT_NO, PLAIN_NO] {
        question.answered(ENTER, false);
    }
    for question in [DEFAULT_YES, PLAIN_YES] {
        question.answered(ENTER, true);
    }
    for question in [TEXT, PLAIN_TEXT] {
        question.answered(ENTER, "");
    }
    for question in [TEXT_OR_DEFAULT, PLAIN_DEFAULT] {
        question.answered(ENTER, "Büro");
    }
    for question in [ONE, PLAIN_ONE] {
        question.answered(ENTER, Some(0));
    }
    for question in [MANY, PLAIN_MANY] {
        question.answered(ENTER, Some(Vec::<usize>::new()));
    }
}

/// Where keys are read one by one, Ctrl-D is one that does nothing. A yes or no isn't read like that.
#[test]
fn the_end_of_the_input_is_an_error_whatever_was_asked() {
    for question in IN_LINES.into_iter().chain([DEFAULT_NO, DEFAULT_YES]) {
        for keys in [CTRL_D, "2\u{4}\u{4}"] {
            question.refused(keys, io::ErrorKind::UnexpectedEof);
        }
    }
    SECRET.refused(CTRL_D, io::ErrorKind::UnexpectedEof);
    PAUSE.answered(CTRL_D, false);
    ONE.answered([CTRL_D, DOWN, ENTER].concat(), Some(1));
}

/// A y somewhere in an answer is no yes.
#[test]
fn what_is_neither_yes_nor_no_is_asked_again() {
    for question in [DEFAULT_NO, DEFAULT_YES, PLAIN_NO, PLAIN_YES] {
        for unclear in ["maybe", "yesterday", " ", "ny", "\u{1b}[B."] {
            let mut pty = question.ask(Size::default());
            for _ in 0..2 {
                pty.types(unclear).types(ENTER);
                pty.asked("Please answer yes or no.").asked(question.shown);
            }
            pty.types("yes\r");
            pty.left().with(0).showing("answer: true");
        }
    }
}

#[test]
fn text_is_what_was_typed() {
    for question in [TEXT, TEXT_OR_DEFAULT, PLAIN_TEXT, PLAIN_DEFAULT] {
        question.answered("Thunderbird\r", "Thunderbird");
        question.answered(" zwei Wörter \r", " zwei Wörter ");
        question.answered("電話\r", "電話");
        question.answered(["Büxx", BACKSPACE, BACKSPACE, "ro\r"].concat(), "Büro");
    }
}

#[test]
fn text_can_be_edited_in_the_middle() {
    let keys = ["Otlook", LEFT, LEFT, LEFT, LEFT, LEFT, "u", ENTER].concat();
    TEXT.answered(keys, "Outlook").showing("Name: Outlook");
}

#[test]
fn a_wrong_answer_is_told_in_place_and_asked_for_again() {
    for question in [TEXT, PLAIN_TEXT] {
        let mut pty = question.ask(Size::default());
        for wrong in ["wrong\r", "wrong again\r"] {
            pty.types(wrong);
            pty.asked("That name is wrong.").asked(question.shown);
        }
        pty.types("right\r");
        let left = pty.left().with(0).showing("answer: \"right\"");
        let told = left.view.screen().contents().matches("is wrong").count();
        let times = if question.is_shown() { 2 } else { 0 };
        assert_eq!(told, times, "{left}");
    }
}

/// They do nothing on the screen either.
#[test]
fn control_characters_in_text_are_dropped_or_shown_as_such() {
    let typed = "a\u{1b}[2Jb\u{7}\r";
    TEXT.answered(typed, "ab").showing("Name: ab");
    PLAIN_TEXT
        .answered(typed, "a\u{1b}[2Jb\u{7}")
        .showing("Name: a^[[2Jb^G")
        .never_printed(ESC);
}

#[test]
fn what_a_terminal_cuts_off_is_no_answer_to_go_by() {
    let longest = "q".repeat(LONGEST_LINE - 1);
    let left = TEXT.typed(longest.clone() + ENTER).with(0);
    assert!(left.view.text().contains(&format!("answer: {longest:?}")));
}

#[test]
fn the_arrow_keys_choose_one_and_the_choice_stays_on_the_screen() {
    for (keys, item, number) in [
        ("", "Outlook", 0),
        (DOWN, "電話", 1),
        ("\u{1b}[A", "Backup", 2),
        ("jj", "Backup", 2),
        ("\u{1b}[B\u{1b}[B\u{1b}[B", "Outlook", 0),
        ("7x\u{4}", "Outlook", 0),
    ] {
        let left = ONE.answered(keys.to_owned() + ENTER, Some(number));
        left.showing(&format!("Which one?\n> {item}\nanswer:"));
    }
}

#[test]
fn a_number_chooses_one_and_a_wrong_one_is_asked_for_again() {
    let left = PLAIN_ONE.answered("2\r", Some(1));
    left.showing("Which one?\n  1  Outlook\n  2  電話\n  3  Backup\nNumber, or q");
    let wrong: [&[u8]; 6] = [
        b"0\r",
        b"4\r",
        b"-1\r",
        b"Outlook\r",
        b"\x1b[B\r",
        b"\xc3\r",
    ];
    for wrong in wrong {
        let mut pty = PLAIN_ONE.ask(Size::default());
        pty.types(wrong);
        pty.asked("Please type a number from the list.")
            .asked(NUMBER);
        pty.types("3\r");
        let left = pty.left().with(0).showing("answer: Some(2)");
        // The list is still there to be seen.
        let lists = left.view.text().matches("  1  Outlook\r\n").count();
        assert_eq!(lists, 1, "{left}");
    }
}

#[test]
fn several_can_be_marked() {
    for (keys, answer) in [
        (" \r", &[0][..]),
        (&[" ", DOWN, DOWN, " \r"].concat(), &[0, 2]),
        (&[" ", DOWN, " ", "\u{1b}[A", " \r"].concat(), &[1]),
        ("a\r", &[0, 1, 2]),
    ] {
        MANY.answered(keys, Some(answer));
    }
    let left = MANY.answered([" ", DOWN, DOWN, " \r"].concat(), Some([0, 2]));
    left.showing("Which ones?\n> Outlook\n> Backup\nanswer:");
    for (keys, answer) in [("1\r", &[0][..]), ("3,1\r", &[0, 2]), ("3 1, 3\r", &[0, 2])] {
        PLAIN_MANY.answered(keys, Some(answer));
    }
    let mut pty = PLAIN_MANY.ask(Size::default());
    pty.types("1,4\r")
        .asked("Please type a number from the list.");
    pty.types("2\r");
    pty.left().with(0).showing("answer: Some([1])");
}

#[test]
fn choosing_can_be_cancelled() {
    for keys in [ESC, "q"] {
        ONE.answered(keys, None::<usize>);
        MANY.answered(keys, None::<usize>);
    }
    for keys in ["q\r", "Q\r", "\u{1b}\r"] {
        PLAIN_ONE.answered(keys, None::<usize>);
        PLAIN_MANY.answered(keys, None::<usize>);
    }
}

#[test]
fn nobody_is_asked_to_choose_from_nothing() {
    for told in ["choose", "several"] {
        let mut pty = plain(told, "answer: None").ask(Size::default());
        pty.types("");
        pty.left().with(0).never_printed("Which");
    }
}

fn long_list(kind: &str) -> String {
    let items: Vec<_> = (1..=40).map(|n| format!("item {n}")).collect();
    [kind, &items.join(BETWEEN)].join(BETWEEN)
}

#[test]
fn typing_filters_a_long_list() {
    let told = long_list("choose");
    let long = ask(&told, "Type to filter");
    for (keys, number) in [
        (ENTER, 0),
        ("37\r", 36),
        (&["31", BACKSPACE, "9\r"].concat(), 38),
        (&[DOWN, DOWN, ENTER].concat(), 2),
        // Nothing matches: Enter has nothing to take.
        (&["nothing\r", &BACKSPACE.repeat(7), "40\r"].concat(), 39),
    ] {
        let left = long.answered(keys, Some(number));
        left.showing(&format!("Which one?\n> item {}\nanswer:", number + 1));
    }
    long.answered(["37", ESC].concat(), None::<usize>);
}

#[test]
fn a_list_longer_than_the_screen_has_pages() {
    let told = long_list("several");
    let long = ask(&told, "[Page 1/2]");
    // The question, a hint, 21 items and the cursor.
    let left = long.answered(["\u{1b}[C", " ", ENTER].concat(), Some([21]));
    left.showing("Which ones?\n> item 22\nanswer:");
    // Equal items can't be told apart by what is typed.
    let twins = told
        .replace("several", "choose")
        .replace("item 2", "item 1");
    ask(&twins, CHOOSE).answered([DOWN, ENTER].concat(), Some(1));
}

#[test]
fn a_plain_list_longer_than_the_screen_loses_nothing() {
    let told = long_list("choose");
    let left = plain(&told, NUMBER).answered("40\r", Some(39));
    for n in 1..=40 {
        let line = format!("\n{n:3}  item {n}\r\n");
        assert_eq!(left.view.text().matches(&line).count(), 1, "{left}");
    }
    left.showing(" 40  item 40\nNumber, or q");
}

#[test]
fn no_item_is_wider_than_the_terminal() {
    let items = ["name ", "Тандербёрд", "電話", "e\u{301}", "📧", "\u{202e}"];
    let items = items.map(|item| BETWEEN.to_owned() + &item.repeat(60));
    for (kind, columns) in [("choose", 40), ("choose", 80), ("several", 40)] {
        let told = format!("{kind}{}", items.concat());
        let lines = plain(&told, "cancel");
        let left = lines.sized(Size(columns, 24), "5\r").with(0);
        assert_unwrapped(&left);
        left.showing("answer: Some(").never_printed("\u{202e}");

        let shown = if kind == "choose" { CHOOSE } else { MARKS };
        // Drawn anew at each key, and nothing of it is left but the choice.
        let keys = [&DOWN.repeat(4), " ", ENTER].concat();
        let left = ask(&told, &shown[..20])
            .sized(Size(columns, 24), keys)
            .with(0);
        assert_unwrapped(&left);
        let lines = left.view.lines();
        let asked = lines.iter().position(|line| line.starts_with("Which one"));
        let [_, chosen, answer] = &lines[asked.unwrap()..][..3] else {
            panic!("{left}");
        };
        assert!(chosen.starts_with("> 📧"), "{left}");
        assert!(answer.starts_with("answer: Some("), "{left}");
    }
    // Smaller it isn't for reading, but doesn't end in a bug.
    let told = format!("choose{}", items.concat());
    for size in [Size(12, 2), Size(1, 1)] {
        let tiny = Question {
            term: "xterm",
            ..ask(&told, "Number")
        };
        tiny.sized(size, "5\r").with(0);
    }
}

/// What the test harness says at its end is as long as it likes.
#[track_caller]
fn assert_unwrapped(left: &Left) {
    let wrapped = left.view.wrapped();
    let first = wrapped.first();
    assert!(
        first.is_none_or(|line| line.starts_with("test result: ")),
        "{left}"
    );
}

/// Neither for a terminal that can't, nor for a screen reader.
#[test]
fn plain_questions_take_nothing_but_lines() {
    for question in IN_LINES {
        let mut pty = question.ask(Size::default());
        assert!(pty.echoes());
        pty.types(ENTER);
        pty.left().with(0).never_printed(ESC);
    }
}

#[test]
fn colours_are_where_they_are_wanted() {
    for question in [ONE, MANY] {
        for (term, colored) in [("xterm-256color", true), ("xterm-mono", false)] {
            let left = Question { term, ..question }.typed(ENTER).with(0);
            let sets_colors = left.view.text().contains("m> ");
            assert_eq!(sets_colors, colored, "{left}");
        }
    }
}

/// Each many times: where a signal and an answer race, that shows only now and then.
#[test]
fn ctrl_c_at_any_question_leaves_the_terminal_as_it_was() {
    for question in all() {
        for answer in ["", "2"] {
            for _ in 0..12 {
                let left = question.typed(format!("{answer}{CTRL_C}")).with(130);
                left.never_printed("answer");
            }
        }
    }
}

#[test]
fn a_signal_at_any_question_leaves_the_terminal_as_it_was() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        for question in all() {
            let mut pty = question.ask(Size::default());
            pty.signal(signal);
            pty.left().with(130).never_printed("answer");
        }
        for question in BY_KEYS.iter().chain(&IN_LINES) {
            let mut pty = question.ask(Size::default());
            let before = pty.view().bytes.len();
            // Once it is on the screen, that is, so that it can't come behind the end.
            pty.types("j")
                .until("the key", |pty| pty.view().bytes.len() > before)
                .signal(signal);
            pty.left().with(130).never_printed("answer");
        }
    }
}

/// The key does nothing where the question couldn't be come back to as it was.
#[test]
fn ctrl_z_does_nothing_and_the_question_can_be_answered() {
    for (question, keys, answer) in [
        (DEFAULT_NO, "y\r", "true"),
        (TEXT, "Outlook\r", "\"Outlook\""),
        (ONE, "j\r", "Some(1)"),
        (MANY, "j \r", "Some([1])"),
        (SECRET, "horse\r", "\"horse\""),
        (PAUSE, "\r", "true"),
    ] {
        let mut pty = question.ask(Size::default());
        assert_eq!(pty.quit_and_stop(), [0, 0]);
        pty.types([CTRL_Z, "\u{1c}", keys].concat());
        pty.left().with(0).showing(&format!("answer: {answer}"));
    }
}

/// A shell that continues a program leaves the terminal in its own modes.
#[test]
fn a_program_that_was_stopped_from_outside_goes_on_with_its_question() {
    for (question, keys, answer) in [
        (DEFAULT_NO, "y\r", "true"),
        (TEXT, "Outlook\r", "\"Outlook\""),
        (ONE, "j\r", "Some(1)"),
        (PLAIN_TEXT, "Outlook\r", "\"Outlook\""),
        (PLAIN_ONE, "2\r", "Some(1)"),
    ] {
        let mut pty = question.ask(Size::default());
        pty.stopped_and_continued();
        pty.types(keys);
        pty.left().with(0).showing(&format!("answer: {answer}"));
    }
}

#[test]
fn what_comes_from_data_is_escaped_in_every_question() {
    let text = ask("text|a\u{1b}[2J", "Name [a\\u{1b}[2J]: ");
    // As it was given, not as it was shown.
    text.answered(ENTER, "a\u{1b}[2J")
        .never_printed("\u{1b}[2J");
    let told = "choose|a\u{1b}[2J|b\nc";
    let left = ask(told, "b\\u{a}c").answered([DOWN, ENTER].concat(), Some(1));
    left.showing("> b\\u{a}c").never_printed("\u{1b}[2J");
    plain(told, NUMBER)
        .answered("2\r", Some(1))
        .showing("  1  a\\u{1b}[2J\n  2  b\\u{a}c\n")
        .never_printed(ESC);
}
