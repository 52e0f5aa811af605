//! Each fuzz target with seeds that were changed, the same ones in each run. `tests/fuzz/run` goes on
//! from there for as long as one likes.

pub mod targets;

use std::panic::catch_unwind;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use targets::{TARGETS, Target};

use crate::support::rounds;

/// Pieces that mean something to somebody.
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\x01",
    b"\t",
    b"\n",
    b"\r\n",
    b"\x1b[2J",
    b" ",
    b"-",
    b"=",
    b"%",
    b"$",
    b",",
    b"*",
    b"'",
    b"\xff",
    b"4294967296",
    b"-1",
    b"none",
    "\u{202e}".as_bytes(),
    "\u{301}".as_bytes(),
    "\u{3c2}".as_bytes(),
    "\u{ff21}".as_bytes(),
    "\u{130}".as_bytes(),
    "\u{1f642}".as_bytes(),
];

/// One of these inputs with whatever may go wrong with it.
pub fn mutated(random: &mut StdRng, seeds: &[&[u8]]) -> Vec<u8> {
    let mut input = seeds[random.random_range(0..seeds.len())].to_vec();
    for _ in 0..random.random_range(0..5) {
        let from = random.random_range(0..=input.len());
        let to = random.random_range(from..=input.len().min(from + 12));
        match random.random_range(0..6) {
            0 => input.truncate(from),
            1 => drop(input.drain(from..to)),
            2 => {
                let again = input[from..to].to_vec();
                let times = [1, 1, 1, 2, 100][random.random_range(0..5)];
                input.splice(from..from, again.repeat(times));
            }
            3 => {
                let piece = PIECES[random.random_range(0..PIECES.len())];
                input.splice(from..to, piece.iter().copied());
            }
            4 => {
                let other = seeds[random.random_range(0..seeds.len())];
                let cut = random.random_range(0..=other.len());
                input.splice(from..to, other[cut..].iter().copied());
            }
            _ if from < to => input[from] = random.random(),
            _ => input.push(random.random()),
        }
    }
    input
}

/// Calls a target's check, and shows the input if something doesn't hold.
fn holds(target: &Target, input: &[u8]) {
    let held = catch_unwind(|| (target.check)(input)).is_ok();
    assert!(held, "{}: b\"{}\"", target.name, input.escape_ascii());
}

#[test]
fn whatever_is_read_the_rules_hold() {
    for (number, target) in TARGETS.iter().enumerate() {
        target.seeds.iter().for_each(|seed| holds(target, seed));
        let mut random = StdRng::seed_from_u64(number as u64);
        for _ in 0..rounds(5_000, 2_000) {
            holds(target, &mutated(&mut random, target.seeds));
        }
    }
}
