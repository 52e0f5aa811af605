//! Promise 2: a recovery code is accepted once, has at least 64 random bits, and is kept hashed.

use std::collections::BTreeSet;

use keyfob::crypto::argon2id::{self, Cost, GENERATED, Salt};
use keyfob::crypto::random::Random;
use keyfob::crypto::seal::Place;
use keyfob::crypto::secret::RecoveryCode;
use keyfob::crypto::verifier::{Purpose, Verifier};

use crate::promises::{figure, whole};
use crate::support::database::is_in_a_file;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::race::{RACERS, Race, STEP, one_was_right, recovery_codes_left};
use crate::support::service::open;
use crate::support::{Program, rounds, unix_now, with_key};

#[test]
fn one_recovery_code_in_thirty_two_processes_at_once_is_accepted_once() {
    let holder = Holder::enforced();
    is_accepted_once(&holder, &[&holder.program], figure(rounds(20, 6), 200));
    whole(&holder.program);
}

/// Thirty-two processes on these machines have the same code, round after round.
pub fn is_accepted_once(holder: &Holder, machines: &[&Program], rounds: usize) {
    let mut codes = holder.recovery_codes.clone();
    let mut race = Race::across(machines);
    let begin = unix_now();
    for round in 0..rounds {
        if codes.is_empty() {
            let made = holder.program.run("mfa recovery --yes --json").json();
            let made = made["recovery_codes"].as_array().unwrap();
            codes.extend(made.iter().map(|code| code.as_str().unwrap().to_owned()));
        }
        let code = codes.pop().unwrap();
        let now = begin + STEP * round as u64;
        let words = race.run(RACERS, &format!("recovery {now} {code}"));
        one_was_right(&words, "wrong", holder, "recovery-code", round);
        let left = recovery_codes_left(&open(&holder.program.store()));
        assert_eq!(left as usize, codes.len(), "round {round}");
    }
}

/// However it is spelt the second time.
#[test]
fn a_used_recovery_code_is_refused_in_every_spelling() {
    let holder = Holder::enforced();
    let code = &holder.recovery_codes[0];
    let sign_in = |code: &str| {
        let input = format!("{PASSWORD}\n{code}\n");
        holder.program.holder_fed("signin --password-stdin", &input)
    };
    sign_in(code).ok();
    for again in [
        code.clone(),
        code.replace('-', ""),
        code.replace('-', " "),
        code.to_uppercase(),
    ] {
        sign_in(&again).refused(77);
    }
    assert_eq!(recovery_codes_left(&open(&holder.program.store())), 9);
    // The spellings are all right for one that wasn't used.
    holder.waits();
    sign_in(&holder.recovery_codes[1].to_uppercase().replace('-', " ")).ok();
}

/// Each of 16 characters is one of 32, so a code has 80 bits.
#[test]
fn a_recovery_code_has_more_than_sixty_four_random_bits() {
    let random = Random::system();
    let codes: BTreeSet<_> = (0..2000)
        .map(|_| RecoveryCode::generate(&random).expose().to_owned())
        .collect();
    assert_eq!(codes.len(), 2000);
    for place in 0..16 {
        let letters: BTreeSet<_> = codes.iter().map(|code| code.as_bytes()[place]).collect();
        assert_eq!(letters.len(), 32, "place {place}");
    }
}

/// Sealed, and what is sealed is derived from an Argon2 hash: whoever has the key too has to guess.
#[test]
fn recovery_codes_are_kept_hashed() {
    if !is_in_a_file() {
        return;
    }
    let holder = Holder::enforced();
    let seal = with_key::sealer(&holder.program.store());
    let connection = holder.connection();
    let sql = "SELECT recovery_code.id, recovery_code.account_id, verifier, salt, memory_kib, passes, lanes
               FROM recovery_code JOIN salt ON salt.id = salt_id";
    let mut statement = connection.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next().unwrap() {
        let id: String = row.get(0).unwrap();
        let sealed: Vec<u8> = row.get(2).unwrap();
        let salt: Salt = row.get(3).unwrap();
        let cost = Cost {
            memory_kib: row.get(4).unwrap(),
            passes: row.get(5).unwrap(),
            lanes: row.get(6).unwrap(),
        };
        assert_eq!(cost, GENERATED);
        let place = Place {
            table: "recovery_code",
            column: "verifier",
            row: &id,
            account: row.get(1).unwrap(),
        };
        let kept = seal.open(place, &sealed).unwrap();
        let is_kept = |code: &&String| {
            let typed = code.replace('-', "");
            let hash = argon2id::hash(typed.as_bytes(), &salt, cost).unwrap();
            Verifier::derive(&hash, Purpose::RecoveryCode, &id).expose()[..] == kept[..]
        };
        found.insert(holder.recovery_codes.iter().position(|code| is_kept(&code)));
    }
    assert_eq!(found, (0..10).map(Some).collect());
}
