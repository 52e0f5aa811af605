//! Anything at all, said to the protocol: no panic, and nobody is let in.

use std::io::ErrorKind;
use std::time::Duration;

use keyfob::front_ends::auth_client::{
    LINE_BYTES, LineBuffer, decoded, parse_client_line, parse_server_line, user_and_password,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::serve::{Served, WRONG, with_apps, yes};
use crate::support::auth_client::{AuthClient, SOURCE, base64, plain};
use crate::support::{ALAIN, rounds};

const WORDS: [&str; 36] = [
    "AUTH",
    "CONT",
    "CANCEL",
    "VERSION",
    "CPID",
    "OK",
    "FAIL",
    "DONE",
    "MECH",
    "PLAIN",
    "LOGIN",
    "\t",
    "\t",
    "\t",
    "\t",
    "1",
    "2",
    "0",
    "4294967295",
    "4294967296",
    "-1",
    "resp=",
    "service=",
    "rip=",
    "user=",
    "smtp",
    "192.0.2.7",
    "::1",
    "\u{1}",
    "\u{1}t",
    "\u{1}n",
    "\0",
    "=",
    "temp",
    "nologin",
    "AGFsYWluAGFiY2Q=",
];

/// A line that a client could say, with whatever may go wrong with it.
fn line(random: &mut StdRng) -> Vec<u8> {
    let id = random.random_range(0..40_u32);
    let mut line = match random.random_range(0..8) {
        0 => {
            let length = random.random_range(0..40);
            (0..length).map(|_| random.random()).collect()
        }
        1 | 2 => {
            let number = random.random_range(0..10);
            let words = (0..number).map(|_| WORDS[random.random_range(0..WORDS.len())]);
            words.collect::<String>().into_bytes()
        }
        3 => format!("AUTH\t{id}\tPLAIN\t{SOURCE}").into_bytes(),
        4 => format!(
            "AUTH\t{id}\tLOGIN\t{SOURCE}\tresp={}",
            base64(ALAIN.as_bytes())
        )
        .into_bytes(),
        5 => format!("CONT\t{id}\t{}", base64(WRONG.as_bytes())).into_bytes(),
        6 => format!("CANCEL\t{id}").into_bytes(),
        _ => {
            let right = plain(ALAIN, WRONG);
            format!("AUTH\t{id}\tPLAIN\t{SOURCE}\tresp={right}").into_bytes()
        }
    };
    for _ in 0..random.random_range(0..3) {
        if line.is_empty() {
            break;
        }
        let at = random.random_range(0..line.len());
        match random.random_range(0..4) {
            0 => line[at] = random.random(),
            1 => drop(line.remove(at)),
            2 => line.insert(at, b'\t'),
            _ => line.truncate(at),
        }
    }
    line
}

#[test]
fn a_million_lines_are_understood_or_refused() {
    let mut random = StdRng::seed_from_u64(1);
    let mut lines = LineBuffer::default();
    for _ in 0..rounds(1_000_000, 50_000) {
        let line = line(&mut random);
        let _ = parse_client_line(&line);
        let _ = parse_server_line(&line);
        if let Some(message) = decoded(&line) {
            let _ = user_and_password(&message);
        }
        let _ = user_and_password(&line);
        // In pieces of any length.
        let mut bytes = &line[..];
        while !bytes.is_empty() {
            let most = bytes.len().min(lines.room());
            let (piece, rest) = bytes.split_at(random.random_range(1..=most));
            lines.add(piece);
            bytes = rest;
            loop {
                match lines.next_line() {
                    Ok(Some(line)) => assert!(!line.contains(&b'\n') && line.len() < LINE_BYTES),
                    Ok(None) => break,
                    Err(_) => lines = LineBuffer::default(),
                }
            }
        }
    }
}

#[test]
fn whatever_is_said_at_the_socket_nobody_is_let_in_and_the_right_one_is_still() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut known = served.client();
    assert_eq!(known.ask(ALAIN, &secret), yes());
    let mut random = StdRng::seed_from_u64(2);
    let mut number = 0;
    while number < rounds(60_000, 6_000) {
        let mut client = served.client();
        client
            .stream()
            .set_read_timeout(Some(Duration::from_millis(1)))
            .unwrap();
        loop {
            // Mostly lines that it goes on after, so that it gets far.
            let mut text = line(&mut random);
            if parse_client_line(&text).is_err() && random.random_range(0..20) > 0 {
                continue;
            }
            number += 1;
            if random.random_range(0..50) > 0 {
                text.push(b'\n');
            }
            if client.say_bytes(&text).is_err() || !refuses(&mut client, number) {
                break;
            }
        }
        assert_eq!(known.ask(ALAIN, &secret), yes());
    }
    assert!(!served.said().contains("bug"), "{}", served.said());
}

/// Whether the connection goes on; it may say anything but yes.
fn refuses(client: &mut AuthClient, number: usize) -> bool {
    // Answers are looked at now and then: waiting for each would take too long.
    if !number.is_multiple_of(16) {
        return true;
    }
    loop {
        match client.line() {
            Ok(Some(line)) => assert!(
                line.starts_with("FAIL\t") || line.starts_with("CONT\t"),
                "{line:?}"
            ),
            Ok(None) => return false,
            Err(error) => {
                assert!(
                    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                    "{error}"
                );
                return true;
            }
        }
    }
}
