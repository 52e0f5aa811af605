//! Anything at all, said at the socket: nobody is let in. What is said to the protocol alone is in
//! `tests/fuzzed`.

use std::io::ErrorKind;
use std::time::Duration;

use keyfob::front_ends::auth_client::parse_client_line;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::fuzzed::mutated;
use crate::serve::{Served, WRONG, with_apps, yes};
use crate::support::auth_client::{AuthClient, SOURCE, base64, plain};
use crate::support::{ALAIN, rounds};

/// What clients say, with a wrong password.
fn lines() -> Vec<String> {
    let (user, password, both) = (
        base64(ALAIN.as_bytes()),
        base64(WRONG.as_bytes()),
        plain(ALAIN, WRONG),
    );
    let lines_of = |id: u32| {
        [
            format!("AUTH\t{id}\tPLAIN\t{SOURCE}"),
            format!("AUTH\t{id}\tPLAIN\t{SOURCE}\tresp={both}"),
            format!("AUTH\t{id}\tLOGIN\t{SOURCE}\tresp={user}"),
            format!("CONT\t{id}\t{password}"),
            format!("CANCEL\t{id}"),
        ]
    };
    (0..40).flat_map(lines_of).collect()
}

#[test]
fn whatever_is_said_at_the_socket_nobody_is_let_in_and_the_right_one_is_still() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut known = served.client();
    assert_eq!(known.ask(ALAIN, &secret), yes());
    let mut random = StdRng::seed_from_u64(2);
    let lines = lines();
    let lines: Vec<_> = lines.iter().map(String::as_bytes).collect();
    let mut number = 0;
    while number < rounds(60_000, 6_000) {
        let mut client = served.client();
        client
            .stream()
            .set_read_timeout(Some(Duration::from_millis(1)))
            .unwrap();
        loop {
            // Mostly lines that it goes on after, so that it gets far.
            let mut text = mutated(&mut random, &lines);
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
