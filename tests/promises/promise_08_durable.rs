//! Promise 8: what was said to be done is durable. Killed at any moment, nothing that was acknowledged
//! is lost, and the store is undamaged.

use std::hint::spin_loop;
use std::io::Read;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::promises::figure;
use crate::support::database::is_in_a_database;
use crate::support::{ALAIN, Program, rounds};

/// What was heard of a process until its end.
struct Heard {
    out: String,
    succeeded: bool,
}

fn hear(mut child: Child) -> Heard {
    let mut out = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    let succeeded = child.wait().unwrap().success();
    Heard { out, succeeded }
}

/// Starts it and kills it this long after.
fn killed_after(program: &Program, line: &str, delay: Duration) -> Heard {
    let mut child = program.command(line).spawn().unwrap();
    let end = Instant::now() + delay;
    // A sleep would miss the moment by more than lies between two of them.
    while Instant::now() < end {
        spin_loop();
    }
    child.kill().unwrap();
    hear(child)
}

/// Starts it and kills it with its first byte of output.
fn killed_at_first_output(program: &Program, line: &str) -> Heard {
    let mut child = program.command(line).spawn().unwrap();
    let mut first = [0];
    let read = child.stdout.as_mut().unwrap().read(&mut first).unwrap();
    child.kill().unwrap();
    let mut heard = hear(child);
    heard
        .out
        .insert_str(0, str::from_utf8(&first[..read]).unwrap());
    heard
}

/// Moments over the whole run of such a command and a little beyond, in an order that has early
/// and late ones in every stretch.
fn moments(number: usize, whole_run: Duration) -> impl Iterator<Item = Duration> {
    let number = u32::try_from(number).unwrap();
    (0..number).map(move |one| whole_run * 5 / 4 * (one * 7 % number) / number)
}

fn timed(mut run: impl FnMut()) -> Duration {
    let began = Instant::now();
    run();
    began.elapsed()
}

#[track_caller]
fn whole(program: &Program, after: &str) {
    for line in ["store check", "log check"] {
        let ran = program.run(line);
        assert_eq!(ran.code, 0, "after {after}: {ran}");
    }
}

#[test]
fn an_app_password_that_was_printed_survives_the_death_of_its_maker() {
    let program = Program::enrolled();
    let whole_run = timed(|| {
        program.run("apppw create Probe").ok();
    });
    let number = figure(rounds(40, 10), 400);
    let mut printed = vec![];
    for (at, delay) in moments(number, whole_run).enumerate() {
        let line = format!("apppw create App{at}");
        let heard = if at % 5 == 4 {
            killed_at_first_output(&program, &line)
        } else {
            killed_after(&program, &line, delay)
        };
        let after = format!("a kill of creator {at} after {delay:?}");
        assert!(
            !heard.succeeded || heard.out.ends_with('\n'),
            "{after}: success without a password"
        );
        if heard.out.ends_with('\n') {
            printed.push((format!("App{at}"), heard.out));
        } else {
            assert_eq!(heard.out, "", "{after}: a part of a password");
        }
        whole(&program, &after);
        // Forty are the most.
        if at % 35 == 34 || at + 1 == number {
            for (name, secret) in printed.drain(..) {
                let verified = program.fed(&format!("apppw verify {name}"), &secret);
                assert_eq!(verified.code, 0, "{name}: {verified}");
            }
            program.run("apppw delete --all --yes").ok();
        }
    }
    whole(&program, "all");
}

#[test]
fn a_deletion_that_was_reported_survives_too_and_one_that_was_not_is_all_or_nothing() {
    let program = Program::enrolled();
    program.run("apppw create Probe").ok();
    let whole_run = timed(|| {
        program.run("apppw delete Probe --yes --json").ok();
    });
    for (at, delay) in moments(figure(rounds(30, 8), 300), whole_run).enumerate() {
        let secret = program.run("apppw create Outlook").ok();
        let heard = if at % 5 == 4 {
            killed_at_first_output(&program, "apppw delete Outlook --yes --json")
        } else {
            killed_after(&program, "apppw delete Outlook --yes --json", delay)
        };
        let after = format!("a kill of deleter {at} after {delay:?}");
        let there = program.run("apppw list").ok().lines().count() == 1;
        let accepted = program.fed("apppw verify", &secret);
        assert_eq!(accepted.code, u8::from(!there), "{after}: {accepted}");
        assert!(
            !(there && (heard.succeeded || !heard.out.is_empty())),
            "{after}: {}",
            heard.out
        );
        whole(&program, &after);
        if there {
            program.run("apppw delete Outlook --yes").ok();
        }
    }
}

#[test]
fn a_first_use_that_was_killed_leaves_no_store_or_a_whole_one() {
    let whole_run = timed(|| {
        Program::new().run("store init").ok();
    });
    for (at, delay) in moments(figure(rounds(30, 8), 300), whole_run).enumerate() {
        let program = Program::new();
        let heard = killed_after(&program, "store init --json", delay);
        let after = format!("a kill of first use {at} after {delay:?}");
        let is_there = program.run("account list").code == 0;
        assert!(!heard.succeeded || is_there, "{after}");
        if is_there {
            whole(&program, &after);
        }
        // Whatever was left is gone on with.
        if !is_there && is_in_a_database() {
            // The server may have ended the transaction of the one that was killed only now.
            let made = program.run("store init");
            assert!([0, 73].contains(&made.code), "{after}: {made}");
        }
        program.run(&format!("account add {ALAIN}")).ok();
        whole(&program, &after);
        assert_eq!(
            program.run("account list").ok().lines().count(),
            1,
            "{after}"
        );
    }
}
