//! Promise 1: a code of an authenticator is accepted once, across processes and ways in.

use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::method::TotpShape;

use crate::cli::people::{self, Kit};
use crate::promises::{figure, whole};
use crate::support::holder::{Holder, PASSWORD};
use crate::support::race::{RACERS, Race, STEP, at_once, one_was_right};
use crate::support::secrets::totp_secret;
use crate::support::{Program, Ran, World, rounds, unix_now};

fn authenticator(holder: &Holder, shape: TotpShape) -> Authenticator {
    let secret = TotpSecret::from_base32(&totp_secret(&holder.uri)).unwrap();
    Authenticator::new(&secret, shape)
}

#[test]
fn one_time_code_in_thirty_two_processes_at_once_is_accepted_once() {
    let holder = Holder::enforced();
    is_accepted_once(&holder, &[&holder.program], figure(rounds(20, 6), 200));
    whole(&holder.program);
}

/// Thirty-two processes on these machines have the same code, round after round.
pub fn is_accepted_once(holder: &Holder, machines: &[&Program], rounds: usize) {
    let authenticator = authenticator(holder, TotpShape::default());
    let mut race = Race::across(machines);
    let begin = unix_now() + 2 * STEP;
    for round in 0..rounds {
        let now = begin + STEP * round as u64;
        let code = authenticator.code(now);
        let words = race.run(RACERS, &format!("authenticator {now} {code}"));
        one_was_right(&words, "used", holder, "authenticator", round);
    }
}

/// The whole program.
#[test]
fn of_many_sign_ins_at_once_with_one_code_one_succeeds() {
    let holder = Holder::enforced();
    // A code that isn't over before the last of them begins, however slow they are.
    let shape = TotpShape {
        step_seconds: 24 * 60 * 60,
        ..TotpShape::default()
    };
    let authenticator = authenticator(&holder, shape);
    for round in 0..figure(2, 12) {
        let sql = "UPDATE method SET step_seconds = ?, last_step = 0";
        holder.sql(sql, [shape.step_seconds.cast_signed()]);
        let (code, many) = (authenticator.code(unix_now()), [4, 8][round % 2]);
        let input = format!("{PASSWORD}\n{code}\n");
        let all = at_once(many, &holder, "signin --password-stdin", &input);
        let succeeded = all.iter().filter(|ran| ran.code == 0).count();
        for ran in &all {
            assert!([0, 75, 77].contains(&ran.code), "round {round}: {ran}");
            if ran.code != 0 {
                ran.clone().refused(ran.code);
            }
        }
        assert_eq!(succeeded, 1, "round {round}: {all:#?}");
        holder.sql("DELETE FROM throttle", []);
    }
    whole(&holder.program);
}

fn sign_in(world: &World, code: &str) -> Ran {
    let input = format!("{}\n{code}\n", people::PASSWORD);
    world.fed("signin --password-stdin", &input)
}

#[test]
fn no_code_counts_again_when_the_clock_goes_back() {
    let (world, Kit { uri, .. }) = people::holder();
    world.pass(-30);
    let enrolled_with = world.code(&uri);
    // The one that enrolled counts no second time either.
    sign_in(&world, &enrolled_with).refused(77);
    world.pass(30);
    sign_in(&world, &enrolled_with).refused(77);
    let code = world.code(&uri);
    sign_in(&world, &code).ok();
    sign_in(&world, &code).refused(77);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    sign_in(&world, &spaced).refused(77);
    world.pass(-3600);
    let then = [-30, 30, 30].map(|seconds| {
        world.pass(seconds);
        world.code(&uri)
    });
    world.pass(-30);
    for code in then.iter().chain([&code]) {
        let ran = sign_in(&world, code);
        assert!([75, 77].contains(&ran.code), "{ran}");
    }
    // As it was, with every wait over.
    world.pass(3600);
    let ran = sign_in(&world, &code).refused(77);
    assert!(ran.err.contains("the code was used already"), "{ran}");
    world.pass(3600);
    sign_in(&world, &code).refused(77);
    world.pass(3600);
    sign_in(&world, &world.code(&uri)).ok();
}

/// An hour back, with the wait over and nobody counted, the codes of that hour are still refused.
#[test]
fn the_codes_of_an_hour_ago_are_refused_once_later_ones_were_used() {
    for back in [30, 60, 3600, 86_400] {
        let (world, Kit { uri, .. }) = people::holder();
        world.pass(back + 60);
        sign_in(&world, &world.code(&uri)).ok();
        world.pass(-back);
        let ran = sign_in(&world, &world.code(&uri)).refused(77);
        assert!(ran.err.contains("the code was used already"), "{ran}");
        world.pass(back);
        let ran = sign_in(&world, &world.code(&uri)).refused(77);
        assert!(ran.err.contains("the code was used already"), "{ran}");
        world.pass(30);
        sign_in(&world, &world.code(&uri)).ok();
    }
}
