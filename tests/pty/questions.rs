//! Every kind of question that a command may ask, in a real pseudo-terminal. This program plays
//! both parts: it starts itself there to ask, and types the answer.

use std::fmt::Debug;
use std::io;

use crate::support::pty::{CTRL_C, CTRL_D, ENTER, Left, Pty, Size};
use keyfob::terminal::Terminal;
use portable_pty::CommandBuilder;
use rustix::process::Signal;

const ASK: &str = "KEYFOB_TEST_ASK";
/// Between the kind of question and each thing that goes with it.
const BETWEEN: &str = "|";

const ESC: &str = "\u{1b}";
/// A terminal keeps at most so much of a line.
const LONGEST_LINE: usize = 4095;

/// Asks what it was told to ask and prints the answer. As one of the tests it does nothing.
#[test]
fn the_side_that_asks() {
    let Ok(told) = std::env::var(ASK) else {
        return;
    };
    let mut told = told.split(BETWEEN);
    let terminal = &mut Terminal::real(true, true);
    match told.next().unwrap() {
        "yes" => answered(terminal.ask_yes("Go on?", told.next() == Some("yes"))),
        "line" => answered(terminal.ask_line("Name", told.next())),
        "choice" => {
            let items: Vec<_> = told.map(str::to_owned).collect();
            answered(terminal.ask_choice("Which one?", &items));
        }
        other => panic!("{other} is no question"),
    }
}

fn answered(answer: io::Result<impl Debug>) {
    match answer {
        Ok(answer) => println!("answer: {answer:?}"),
        Err(error) => println!("error: {:?}", error.kind()),
    }
}

/// What is asked, and the last that is shown of it.
#[derive(Clone, Copy)]
struct Question<'t> {
    told: &'t str,
    shown: &'t str,
}

const DEFAULT_NO: Question = Question {
    told: "yes|no",
    shown: "Go on? [y/N]",
};
const DEFAULT_YES: Question = Question {
    told: "yes|yes",
    shown: "Go on? [Y/n]",
};
const LINE: Question = Question {
    told: "line",
    shown: "Name:",
};
const LINE_OR_DEFAULT: Question = Question {
    told: "line|Büro",
    shown: "Name [Büro]:",
};
const CHOICE: Question = Question {
    told: "choice|Outlook|電話|Backup",
    shown: CHOOSE,
};
const CHOOSE: &str = "Choose a number, or q for none [1]:";
const ALL: [Question; 5] = [DEFAULT_NO, DEFAULT_YES, LINE, LINE_OR_DEFAULT, CHOICE];

impl Question<'_> {
    /// Waits for the question.
    #[track_caller]
    fn ask(&self, size: Size, term: &str) -> Pty {
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        // Quiet, or the name of the test would stand on the line of the question.
        command.args([
            "--quiet",
            "--nocapture",
            "--exact",
            "pty::questions::the_side_that_asks",
        ]);
        command.env_clear();
        command.env("TERM", term);
        command.env(ASK, self.told);
        let mut pty = Pty::run(size, self.told, command);
        pty.until_shown(self.shown);
        pty
    }

    #[track_caller]
    fn sized(&self, size: Size, keys: impl AsRef<[u8]>) -> Left {
        let mut pty = self.ask(size, "xterm-256color");
        pty.types(keys);
        pty.left()
    }

    #[track_caller]
    fn typed(&self, keys: impl AsRef<[u8]>) -> Left {
        self.sized(Size::default(), keys)
    }

    #[track_caller]
    fn answered(&self, keys: impl AsRef<[u8]>, answer: impl Debug) -> Left {
        self.answered_in_turn(&[keys.as_ref()], answer)
    }

    /// Types each of these once it is asked for, and nothing else is.
    #[track_caller]
    fn answered_in_turn(&self, turns: &[&[u8]], answer: impl Debug) -> Left {
        let times = |pty: &Pty| pty.view().text().matches(self.shown).count();
        let mut pty = self.ask(Size::default(), "xterm-256color");
        for (keys, turn) in turns.iter().zip(1..) {
            pty.until("the next question", |pty| times(pty) == turn);
            pty.types(keys);
        }
        let left = pty.left().with(0);
        let asked = left.view.text().matches(self.shown).count();
        assert_eq!(asked, turns.len(), "{left}");
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
    for question in [DEFAULT_NO, DEFAULT_YES] {
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
    DEFAULT_NO.answered(ENTER, false);
    DEFAULT_YES.answered(ENTER, true);
    LINE.answered(ENTER, "");
    LINE_OR_DEFAULT.answered(ENTER, "Büro");
    CHOICE.answered(ENTER, Some(0));
}

#[test]
fn the_end_of_the_input_is_never_a_yes_and_nothing_to_go_by() {
    for keys in [CTRL_D, "y\u{4}\u{4}"] {
        DEFAULT_NO.answered(keys, false);
        DEFAULT_YES.answered(keys, false);
    }
    for keys in [CTRL_D, "2\u{4}\u{4}"] {
        CHOICE.answered(keys, None::<usize>);
        for line in [LINE, LINE_OR_DEFAULT] {
            line.refused(keys, io::ErrorKind::UnexpectedEof);
        }
    }
}

#[test]
fn what_is_neither_yes_nor_no_is_a_no_or_asked_again() {
    let unclear: [&[u8]; 5] = [
        b"maybe\r",
        b" \r",
        b"yesterday\r",
        b"\x1b[B\r",
        b"\xff\xfe\r",
    ];
    for unclear in unclear {
        DEFAULT_NO.answered(unclear, false);
        DEFAULT_YES.answered_in_turn(&[unclear, b"\r"], true);
        DEFAULT_YES.answered_in_turn(&[unclear, unclear, b"y\r"], true);
        DEFAULT_YES.answered_in_turn(&[unclear, b"n\r"], false);
        DEFAULT_YES.answered_in_turn(&[unclear; 3], false);
    }
}

#[test]
fn a_line_is_what_was_typed() {
    for line in [LINE, LINE_OR_DEFAULT] {
        line.answered("Thunderbird\r", "Thunderbird");
        line.answered(" zwei Wörter \r", " zwei Wörter ");
        line.answered("wrong\u{15}電話\r", "電話");
    }
}

/// Whoever asked decides what to make of them; on the screen they do nothing.
#[test]
fn control_characters_in_a_line_are_handed_on_and_do_nothing() {
    let left = LINE.answered("a\u{1b}[2Jb\u{7}\r", "a\u{1b}[2Jb\u{7}");
    left.showing("Name: a^[[2Jb^G").never_printed(ESC);
}

#[test]
fn a_line_that_is_no_text_or_may_be_incomplete_is_refused() {
    LINE.refused(b"a\xffb\r", io::ErrorKind::InvalidData);
    for length in [LONGEST_LINE, LONGEST_LINE + 1, 2 * LONGEST_LINE] {
        LINE.refused("q".repeat(length) + ENTER, io::ErrorKind::InvalidData);
    }
    let longest = "q".repeat(LONGEST_LINE - 1);
    let left = LINE.typed(longest.clone() + ENTER).with(0);
    assert!(left.view.text().contains(&format!("answer: {longest:?}")));
}

#[test]
fn a_number_chooses_and_a_wrong_one_is_asked_for_again() {
    let left = CHOICE.answered("2\r", Some(1));
    left.showing("Which one?\n  1  Outlook\n  2  電話\n  3  Backup\nChoose a number");
    let wrong: [&[u8]; 7] = [
        b"0\r",
        b"4\r",
        b"-1\r",
        b"Outlook\r",
        b" \r",
        b"\x1b[B\r",
        b"\xc3\r",
    ];
    for wrong in wrong {
        let left = CHOICE.answered_in_turn(&[wrong, b"3\r"], Some(2));
        // The list is still there to be seen.
        let lists = left.view.text().matches("  1  Outlook\r\n").count();
        assert_eq!(lists, 1, "{left}");
        CHOICE.answered_in_turn(&[wrong, wrong, b"\r"], Some(0));
        CHOICE.answered_in_turn(&[wrong; 3], None::<usize>);
    }
}

#[test]
fn nothing_of_the_list_may_be_chosen() {
    for keys in ["q\r", "Q\r", "\u{1b}\r"] {
        CHOICE.answered(keys, None::<usize>);
    }
}

#[test]
fn nobody_is_asked_to_choose_from_nothing() {
    let empty = Question {
        told: "choice",
        shown: "answer: None",
    };
    empty.typed("").with(0).never_printed("Which");
}

#[test]
fn a_list_longer_than_the_screen_loses_nothing() {
    let items: Vec<_> = (1..=40).map(|n| format!("item {n}")).collect();
    let told = ["choice", &items.join(BETWEEN)].join(BETWEEN);
    let long = Question {
        told: &told,
        shown: CHOOSE,
    };
    let left = long.answered("40\r", Some(39));
    for n in 1..=40 {
        let line = format!("\n{n:3}  item {n}\r\n");
        assert_eq!(left.view.text().matches(&line).count(), 1, "{left}");
    }
    left.showing(" 40  item 40\nChoose a number");
}

#[test]
fn no_item_is_wider_than_the_terminal() {
    let items = ["name ", "Тандербёрд", "電話", "e\u{301}", "📧", "\u{202e}"];
    let items = items.map(|item| BETWEEN.to_owned() + &item.repeat(60));
    let told = format!("choice{}", items.concat());
    let wide = Question {
        told: &told,
        shown: CHOOSE,
    };
    for columns in [40, 80] {
        let left = wide.sized(Size(columns, 24), "5\r").with(0);
        let left = left.showing("answer: Some(4)").never_printed("\u{202e}");
        // What the test harness says at its end is as long as it likes.
        let wrapped = left.view.wrapped();
        let first = wrapped.first();
        assert!(
            first.is_none_or(|line| line.starts_with("test result: ")),
            "{left}"
        );
        let lines = left.view.lines();
        for n in 1..=items.len() {
            let line = lines
                .iter()
                .find(|line| line.starts_with(&format!("  {n}  ")));
            assert!(line.unwrap().ends_with('…') || columns == 80, "{left}");
        }
    }
    // Narrower it isn't for reading, but doesn't end in a bug.
    let tiny = Question {
        shown: "1]:",
        ..wide
    };
    tiny.sized(Size(12, 2), "5\r").with(0);
}

/// Also where the terminal can do more.
#[test]
fn questions_take_nothing_but_lines() {
    for term in ["dumb", "xterm-256color"] {
        for question in ALL {
            let mut pty = question.ask(Size::default(), term);
            assert!(pty.echoes());
            pty.types(ENTER);
            pty.left().with(0).never_printed(ESC);
        }
    }
}

/// Each many times: where a signal and an answer race, that shows only now and then.
#[test]
fn ctrl_c_at_any_question_leaves_the_terminal_as_it_was() {
    for question in ALL {
        for answer in ["", "2"] {
            for _ in 0..24 {
                let left = question.typed(format!("{answer}{CTRL_C}")).with(130);
                left.never_printed("answer");
            }
        }
    }
}

#[test]
fn a_signal_at_any_question_leaves_the_terminal_as_it_was() {
    for question in ALL {
        for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
            for answer in ["", "j"] {
                let mut pty = question.ask(Size::default(), "xterm-256color");
                // Once it is on the screen, that is, so that it can't come behind the end.
                pty.types(answer)
                    .until_shown(&format!("{} {answer}", question.shown))
                    .signal(signal);
                pty.left().with(130).never_printed("answer");
            }
        }
    }
}

#[test]
fn what_comes_from_data_is_escaped_in_every_question() {
    let line = Question {
        told: "line|a\u{1b}[2J",
        shown: "Name [a\\u{1b}[2J]:",
    };
    // As it was given, not as it was shown.
    line.answered(ENTER, "a\u{1b}[2J").never_printed(ESC);
    let choice = Question {
        told: "choice|a\u{1b}[2J|b\nc",
        shown: CHOOSE,
    };
    choice
        .answered("2\r", Some(1))
        .showing("  1  a\\u{1b}[2J\n  2  b\\u{a}c\n")
        .never_printed(ESC);
}
