//! Promise 3: failures are counted durably before they are told, wait longer and longer, and are never
//! more than a hundred in a row; success clears the count.

use std::hint::spin_loop;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::promises::{figure, whole};
use crate::support::cheap_hashes::make_password_cheap;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::pty::{ENTER, Pty};
use crate::support::race::at_once;
use crate::support::{ALAIN, Program, unix_now};

const WRONG: &str = "quite another password";
const ACROSS: [&str; 4] = [
    "alain@contoso.com",
    "ALAIN@contoso.com",
    "Alain@Contoso.Com",
    "alain@CONTOSO.COM",
];

fn signin(name: &str) -> String {
    format!("signin --password-stdin -a {name}")
}

// --- SIGKILL

/// What was heard on stderr until the program was killed.
struct Killed {
    heard: String,
}

/// Starts a sign-in with this on stdin, and kills it at the first byte on stderr, or so long after
/// its start.
fn killed(program: &Program, input: &str, after: Option<Duration>) -> Killed {
    let mut child = program
        .holder_command("signin --password-stdin")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let end = after.map(|delay| Instant::now() + delay);
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let mut heard = vec![];
    if let Some(end) = end {
        while Instant::now() < end {
            spin_loop();
        }
    } else {
        let mut first = [0];
        let read = child.stderr.as_mut().unwrap().read(&mut first).unwrap();
        heard.extend(&first[..read]);
    }
    child.kill().unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_end(&mut heard)
        .unwrap();
    child.wait().unwrap();
    Killed {
        heard: String::from_utf8(heard).unwrap(),
    }
}

/// Kills it in round after round. The count is never behind the refusals that were heard of.
fn no_count_is_lost(input: impl Fn(&Holder) -> String, proof: &str, at_first_byte: bool) {
    let holder = Holder::enforced();
    let began = Instant::now();
    holder
        .program
        .holder_fed("signin --password-stdin", &input(&holder))
        .refused(77);
    let whole_run = began.elapsed();
    assert_eq!(holder.failures(proof), 1);
    let mut refusals = 1;
    let number = figure(10, 99);
    for round in 0..number {
        holder.waits();
        let at = u32::try_from(round * 7 % number).unwrap();
        let delay = whole_run * 5 / 4 * at / u32::try_from(number).unwrap();
        let before = holder.failures(proof);
        let killed = killed(
            &holder.program,
            &input(&holder),
            (!at_first_byte).then_some(delay),
        );
        let after = holder.failures(proof);
        let what = format!("round {round}, after {delay:?}: {:?}", killed.heard);
        assert!(after <= before + 1, "{what}");
        if !killed.heard.is_empty() {
            assert!(!killed.heard.contains("too many"), "{what}");
            assert_eq!(after, before + 1, "{what}");
            refusals += 1;
        }
        assert!(after >= refusals, "{what}");
        holder.program.run("log check").ok();
    }
    if at_first_byte {
        assert_eq!(refusals, 1 + i64::try_from(number).unwrap());
    }
    whole(&holder.program);
}

#[test]
fn a_refused_password_is_counted_though_it_is_killed_at_the_first_word() {
    no_count_is_lost(|_| format!("{WRONG}\n"), "password", true);
}

#[test]
fn a_refused_password_is_counted_whenever_it_is_killed() {
    no_count_is_lost(|_| format!("{WRONG}\n"), "password", false);
}

#[test]
fn a_refused_code_is_counted_though_it_is_killed_at_the_first_word() {
    no_count_is_lost(with_wrong_code, "authenticator", true);
}

#[test]
fn a_refused_code_is_counted_whenever_it_is_killed() {
    no_count_is_lost(with_wrong_code, "authenticator", false);
}

fn with_wrong_code(holder: &Holder) -> String {
    format!("{PASSWORD}\n{}\n", holder.wrong_codes().next().unwrap())
}

#[test]
fn a_refusal_at_a_prompt_is_counted_though_it_is_killed_as_soon_as_it_is_seen() {
    for proof in ["password", "authenticator"] {
        let holder = Holder::enforced();
        for round in 1..=figure(2, 20) {
            holder.waits();
            let mut pty = Pty::holder(&holder.program, "signin");
            pty.asked_hidden("Password of alain@contoso.com: ");
            if proof == "authenticator" {
                pty.types(PASSWORD).types(ENTER);
                pty.asked_hidden("Code from Authenticator");
                pty.types(holder.wrong_codes().next().unwrap());
            } else {
                pty.types(WRONG);
            }
            pty.types(ENTER).asked("isn't right").signal(Signal::KILL);
            assert!(
                holder.failures(proof) >= i64::try_from(round).unwrap(),
                "{proof}, round {round}"
            );
        }
    }
}

// --- the waits

/// The waits as DESIGN.md has them: 5 free, then a second, doubling up to a quarter of an hour.
const WAITS: [(i64, &str); 9] = [
    (5, "1 second"),
    (6, "2 seconds"),
    (7, "4 seconds"),
    (8, "8 seconds"),
    (10, "32 seconds"),
    (12, "3 minutes"),
    (14, "9 minutes"),
    (15, "15 minutes"),
    (99, "15 minutes"),
];

#[test]
fn the_waits_are_as_published() {
    let holder = Holder::enforced();
    holder
        .program
        .holder_fed(&signin(ALAIN), &format!("{WRONG}\n"))
        .refused(77);
    for (failures, words) in WAITS {
        // From a moment that doesn't pass while this runs.
        let later = i64::try_from(unix_now()).unwrap() + 600;
        holder.sql(
            "UPDATE throttle SET failures = ?, failed_at = ?",
            (failures, later),
        );
        for name in ACROSS {
            let ran = holder
                .program
                .holder_fed(&signin(name), &format!("{PASSWORD}\n"))
                .refused(75);
            let sentence = format!("try again in {words}\n");
            assert!(ran.err.contains(&sentence), "after {failures}: {ran}");
        }
        assert_eq!(
            holder.failures("password"),
            failures,
            "a wait isn't a failure"
        );
    }
    // And four are free.
    holder.sql(
        "UPDATE throttle SET failures = 4, failed_at = ?",
        [i64::try_from(unix_now()).unwrap() + 600],
    );
    holder.signs_in();
    assert_eq!(holder.failures("password"), 0, "success clears");
}

#[test]
fn a_name_that_no_account_has_waits_as_long_and_looks_the_same() {
    let holder = Holder::enforced();
    let mut seen = vec![];
    for name in [ALAIN, "nobody@contoso.com"] {
        let mut talk = vec![];
        for round in 0..7 {
            if round == 6 {
                let later = i64::try_from(unix_now()).unwrap() + 600;
                holder.sql("UPDATE throttle SET failed_at = ?", [later]);
            }
            let ran = holder
                .program
                .holder_fed(&signin(name), &format!("{WRONG}\n"));
            talk.push((ran.code, ran.err));
            if round == 4 {
                holder.waits();
            }
        }
        assert_eq!(talk[6].0, 75, "{talk:?}");
        holder.sql("DELETE FROM throttle", []);
        seen.push(talk);
    }
    assert_eq!(seen[0], seen[1]);
}

// --- a hundred

/// Wrong codes, one after another, each way in with its own.
struct Attacker<'h> {
    holder: &'h Holder,
    codes: Box<dyn Iterator<Item = String>>,
    refused: i64,
}

impl Attacker<'_> {
    fn counted(&mut self) {
        self.refused += 1;
        assert_eq!(self.holder.failures("authenticator"), self.refused);
        self.holder.waits();
    }

    fn wrong(&mut self) -> String {
        // A code as it is typed, in one spelling or another.
        let code = self.codes.next().unwrap();
        match self.refused % 3 {
            0 => code,
            1 => format!("{} {}", &code[..3], &code[3..]),
            _ => format!("{}-{}", &code[..3], &code[3..]),
        }
    }

    fn by_stdin(&mut self) {
        let name = ACROSS[usize::try_from(self.refused).unwrap() % ACROSS.len()];
        let input = format!("{PASSWORD}\n{}\n", self.wrong());
        let line = signin(name);
        self.holder.program.holder_fed(&line, &input).refused(77);
        self.counted();
    }

    /// Up to three, where a command asks who is there.
    fn at_a_prompt(&mut self, line: &str, most: i64) {
        let name = ACROSS[usize::try_from(self.refused).unwrap() % ACROSS.len()];
        let mut pty = Pty::holder(&self.holder.program, &format!("{line} -a {name}"));
        pty.asked_hidden("Password of ")
            .types(PASSWORD)
            .types(ENTER);
        let tries = 3.min(most - self.refused);
        for round in 0..tries {
            pty.asked_hidden("Code from Authenticator");
            let code = self.wrong();
            pty.types(code).types(ENTER);
            if round == 2 {
                pty.asked("the sign-in failed: the code isn't right");
            } else {
                pty.asked("the code isn't right");
            }
            self.counted();
        }
        if tries < 3 {
            pty.signal(Signal::TERM);
        }
        let left = pty.left();
        assert!([77, 130].contains(&left.code), "{left}");
    }
}

#[test]
fn after_a_hundred_wrong_codes_by_any_way_none_is_taken_any_more() {
    let holder = Holder::enforced();
    make_password_cheap(&holder.program.store(), PASSWORD);
    let mut attacker = Attacker {
        codes: Box::new(holder.wrong_codes()),
        holder: &holder,
        refused: 0,
    };
    // Thoroughly: each of the hundred. Elsewhere the first and the last of them.
    let skipped = i64::try_from(figure(84, 0)).unwrap();
    while attacker.refused < 100 {
        if skipped > 0 && attacker.refused == 8 {
            holder.sql("UPDATE throttle SET failures = failures + ?", [skipped]);
            attacker.refused += skipped;
        }
        match attacker.refused % 8 {
            0..3 => attacker.at_a_prompt("apppw create Outlook", 100),
            3..6 => attacker.at_a_prompt("mfa status", 100),
            _ => attacker.by_stdin(),
        }
    }
    assert_eq!(holder.failures("authenticator"), 100);
    // A year later, with the right code, under any name and by any way.
    holder.sql("UPDATE throttle SET failed_at = failed_at - 31536000", []);
    for name in ACROSS {
        let input = format!("{PASSWORD}\n{}\n", holder.code());
        let ran = holder.program.holder_fed(&signin(name), &input).refused(77);
        let sentence = "locked after 100 wrong attempts in a row";
        assert!(ran.err.contains(sentence), "{ran}");
    }
    for line in ["apppw create Outlook", "mfa status", "mfa enroll", "signin"] {
        let mut pty = Pty::holder(&holder.program, line);
        pty.asked_hidden("Password of ")
            .types(PASSWORD)
            .types(ENTER);
        pty.asked_hidden("Code from Authenticator");
        let code = holder.code();
        pty.types(&code).types(ENTER);
        pty.left()
            .with(77)
            .showing("locked after 100 wrong attempts")
            .never_printed(&code);
    }
    assert_eq!(holder.failures("authenticator"), 100);
    let apps = holder.program.run("apppw list --json").json();
    assert_eq!(apps["app_passwords"].as_array().unwrap().len(), 0);

    // Recovery codes are counted by themselves, and one that is right clears nothing else.
    let input = format!("{PASSWORD}\n{}\n", holder.recovery_codes[0]);
    holder.program.holder_fed(&signin(ALAIN), &input).ok();
    assert_eq!(holder.failures("recovery-code"), 0);
    assert_eq!(holder.failures("authenticator"), 100);
    let input = format!("{PASSWORD}\n{}\n", holder.code());
    holder
        .program
        .holder_fed(&signin(ALAIN), &input)
        .refused(77);

    // An operator takes it up again.
    holder.program.run("mfa reset --yes").ok();
    assert_eq!(holder.failures("authenticator"), 0);
    let input = format!("{PASSWORD}\n");
    holder.program.holder_fed(&signin(ALAIN), &input).ok();
}

#[test]
fn after_a_hundred_wrong_passwords_none_is_taken_any_more() {
    let holder = Holder::enforced();
    let skipped = i64::try_from(figure(90, 0)).unwrap();
    for round in 0..100 - skipped {
        holder.waits();
        let name = ACROSS[usize::try_from(round).unwrap() % ACROSS.len()];
        let ran = holder
            .program
            .holder_fed(&signin(name), &format!("{WRONG} {round}\n"));
        ran.refused(77);
        if round == 2 {
            holder.sql("UPDATE throttle SET failures = failures + ?", [skipped]);
        }
    }
    assert_eq!(holder.failures("password"), 100);
    holder.sql("UPDATE throttle SET failed_at = 0", []);
    let input = format!("{PASSWORD}\n{}\n", holder.code());
    let ran = holder
        .program
        .holder_fed(&signin(ALAIN), &input)
        .refused(77);
    assert!(ran.err.contains("locked after 100 wrong attempts"), "{ran}");
    assert_eq!(holder.failures("password"), 100);
}

#[test]
fn wrong_recovery_codes_have_a_count_of_their_own() {
    let holder = Holder::enforced();
    for round in 1..=4 {
        let input = format!("{PASSWORD}\n2222-3333-4444-555{}\n", round + 1);
        let ran = holder.program.holder_fed(&signin(ALAIN), &input);
        ran.refused(77);
        assert_eq!(holder.failures("recovery-code"), round);
        assert_eq!(holder.failures("authenticator"), 0);
    }
    let wrong = holder.wrong_codes().next().unwrap();
    let input = format!("{PASSWORD}\n{wrong}\n");
    holder
        .program
        .holder_fed(&signin(ALAIN), &input)
        .refused(77);
    assert_eq!(holder.failures("recovery-code"), 4);
    assert_eq!(holder.failures("authenticator"), 1);
    holder.signs_in();
    assert_eq!(holder.failures("recovery-code"), 4);
    assert_eq!(holder.failures("authenticator"), 0);
}

#[test]
fn of_many_guesses_at_once_no_more_are_looked_at_than_one_after_the_other() {
    let lines = [
        ("signin --password-stdin", "a wrong guess\n".to_owned(), 77),
        ("auth check", format!("{ALAIN}\na wrong guess\n"), 1),
    ];
    let many = figure(12, 64);
    for (line, input, no) in lines {
        let holder = Holder::enabled();
        let began = Instant::now();
        let all = at_once(many, &holder, line, &input);
        let seconds = began.elapsed().as_secs_f64();
        let refused = all.iter().filter(|ran| ran.code == no).count();
        let waits = all.iter().filter(|ran| ran.code == 75).count();
        assert_eq!(refused + waits, many, "{all:#?}");
        assert_eq!(holder.failures("password"), i64::try_from(refused).unwrap());
        // Five are free, then one after a second, one after two more, four, eight.
        let waits = (0..).take_while(|waits| f64::from((1 << waits) - 1) <= seconds);
        let most = 4 + waits.count();
        assert!((5..=most).contains(&refused), "{refused} of {line}");
    }
}
