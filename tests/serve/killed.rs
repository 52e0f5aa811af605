//! Killed at any moment: nobody hears a wrong answer, and the next server answers everybody.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::serve::{Served, WRONG, no, whole, with_apps, yes};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::{ALAIN, PATIENCE, rounds};

/// What a client heard until the server was gone.
#[derive(Default)]
struct Heard {
    wrong: Vec<String>,
    /// When it asked what it was last told yes to.
    last_yes: Option<i64>,
}

fn load(socket: &Path, secret: &str, is_over: &AtomicBool, answers: &AtomicUsize) -> Heard {
    let mut heard = Heard::default();
    let Ok(mut client) = AuthClient::connect(socket) else {
        return heard;
    };
    while !is_over.load(Ordering::Relaxed) {
        for (password, right) in [(secret, yes()), (WRONG, no())] {
            let asked_at = jiff::Timestamp::now().as_second();
            let said = match client.begin(ALAIN, password) {
                Ok(_) => client.said().map_or(Said::Closed, |(_, said)| said),
                Err(_) => Said::Closed,
            };
            match said {
                Said::Closed => return heard,
                said if said == right => {
                    answers.fetch_add(1, Ordering::Relaxed);
                    if said == yes() {
                        heard.last_yes = Some(asked_at);
                    }
                }
                said => heard.wrong.push(format!("{said:?} to {password}")),
            }
        }
    }
    heard
}

/// How many answers are waited for before it is killed.
fn wanted_answers(round: usize) -> usize {
    [0, 1, 5, 20][round % 4]
}

#[test]
fn whenever_it_is_killed_nobody_hears_a_wrong_answer_and_nothing_is_lost() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    for round in 0..rounds(40, 8) {
        let flags = if round % 2 == 0 { "" } else { "--no-memory" };
        let mut served = Served::start_with(program, flags);
        // A use that is due is written under load.
        holder.sql(
            "UPDATE app_password SET last_used_at = last_used_at - 61",
            [],
        );
        let socket = served.socket.clone();
        let (is_over, answers) = (AtomicBool::new(false), AtomicUsize::new(0));
        let all: Vec<_> = std::thread::scope(|scope| {
            let loads: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| load(&socket, &secret, &is_over, &answers)))
                .collect();
            // At the first answers, or among later ones, at moments that differ.
            let (wanted, began) = (wanted_answers(round), Instant::now());
            while answers.load(Ordering::Relaxed) < wanted && began.elapsed() < PATIENCE {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_millis(7 * (round as u64 * 5 % 13)));
            served.kill();
            is_over.store(true, Ordering::Relaxed);
            loads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(
            answers.into_inner() >= wanted_answers(round),
            "it never answered"
        );
        for heard in &all {
            assert_eq!(heard.wrong, [""; 0], "round {round}");
        }
        if let Some(last) = all.iter().filter_map(|heard| heard.last_yes).max() {
            let sql = "SELECT last_used_at FROM app_password";
            let used = holder.database().number(sql, []).unwrap();
            assert!(last - used <= 61, "round {round}: {} s behind", last - used);
        }
        whole(program);
    }
    let served = Served::start(program);
    assert_eq!(served.ask(ALAIN, &secret), yes());
    assert_eq!(served.ask(ALAIN, WRONG), no());
}
