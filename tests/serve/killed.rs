//! Killed at any moment: nobody hears a wrong answer, and the next server answers everybody.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::serve::{Served, WRONG, no, whole, with_apps, yes};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::{ALAIN, rounds};

/// What a client heard until the server was gone.
#[derive(Default)]
struct Heard {
    answers: usize,
    wrong: Vec<String>,
    /// When it was last told yes.
    last_yes: Option<i64>,
}

fn load(socket: &std::path::Path, secret: &str, is_over: &AtomicBool) -> Heard {
    let mut heard = Heard::default();
    let Ok(mut client) = AuthClient::connect(socket) else {
        return heard;
    };
    while !is_over.load(Ordering::Relaxed) {
        for (password, right) in [(secret, yes()), (WRONG, no())] {
            let said = match client.begin(ALAIN, password) {
                Ok(_) => client.said().map_or(Said::Closed, |(_, said)| said),
                Err(_) => Said::Closed,
            };
            match said {
                Said::Closed => return heard,
                said if said == right => {
                    heard.answers += 1;
                    if said == yes() {
                        heard.last_yes = Some(jiff::Timestamp::now().as_second());
                    }
                }
                said => heard.wrong.push(format!("{said:?} to {password}")),
            }
        }
    }
    heard
}

#[test]
fn whenever_it_is_killed_nobody_hears_a_wrong_answer_and_nothing_is_lost() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let (mut answers, number) = (0, rounds(40, 8));
    for round in 0..number {
        let flags = if round % 2 == 0 { "" } else { "--no-memory" };
        let mut served = Served::start_with(program, flags);
        // A use that is due is written under load.
        holder.sql(
            "UPDATE app_password SET last_used_at = last_used_at - 61",
            [],
        );
        let socket = served.socket.clone();
        let is_over = AtomicBool::new(false);
        let all: Vec<_> = std::thread::scope(|scope| {
            let loads: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| load(&socket, &secret, &is_over)))
                .collect();
            std::thread::sleep(Duration::from_millis(30 + 31 * (round as u64 * 5 % 13)));
            served.kill();
            is_over.store(true, Ordering::Relaxed);
            loads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for heard in &all {
            assert_eq!(heard.wrong, [""; 0], "round {round}");
            answers += heard.answers;
        }
        if let Some(last) = all.iter().filter_map(|heard| heard.last_yes).max() {
            let used: i64 = holder
                .connection()
                .query_row("SELECT last_used_at FROM app_password", [], |row| {
                    row.get(0)
                })
                .unwrap();
            assert!(last - used <= 61, "round {round}: {} s behind", last - used);
        }
        whole(program);
    }
    assert!(answers > number, "{answers} in {number} rounds are no load");
    let served = Served::start(program);
    assert_eq!(served.ask(ALAIN, &secret), yes());
    assert_eq!(served.ask(ALAIN, WRONG), no());
}
