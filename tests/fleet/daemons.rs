//! Three machines with one store, each with its own server.

use std::sync::Barrier;
use std::thread;

use super::{first_machine, whole_on};
use crate::promises::{
    figure, promise_01_code_once, promise_02_recovery_code_once, promise_06_never_forty_one,
};
use crate::serve::memory::warmed;
use crate::serve::{Served, WRONG, no, yes};
use crate::support::auth_client::Said;
use crate::support::cheap_hashes::make_password_cheap;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::service::Operator;
use crate::support::{ALAIN, Program};

fn two_more(first: &Program) -> [Program; 2] {
    [(); 2].map(|()| first.another_machine())
}

#[test]
fn what_one_deletes_is_refused_by_all_from_the_next_log_in() {
    const APPS: usize = 40;
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let [two, three] = two_more(&one);
    let machines = [&one, &two, &three];
    let served = machines.map(Served::start);
    let mut clients = served.each_ref().map(Served::client);
    let mut operators = machines.map(|machine| Operator::new(&machine.store(), ALAIN));
    let mut tried = 0;
    for _ in 0..figure(1, 25) {
        let names: Vec<_> = (0..APPS).map(|at| format!("App{at}")).collect();
        let line = format!("apppw create {}", names.join(" "));
        for line in one.run(&line).ok().lines() {
            let (name, secret) = line.split_once('\t').unwrap();
            for client in &mut clients {
                warmed(client, ALAIN, secret);
            }
            operators[tried % machines.len()].delete(name);
            for (at, client) in clients.iter_mut().enumerate() {
                assert_eq!(client.ask(ALAIN, secret), no(), "{name} on machine {at}");
            }
            tried += 1;
        }
    }
    drop(served);
    whole_on(&machines);
}

#[test]
fn a_code_is_accepted_once_on_three_machines() {
    let Some(one) = first_machine() else {
        return;
    };
    let holder = Holder::enforced_in(one);
    let [two, three] = two_more(&holder.program);
    let machines = [&holder.program, &two, &three];
    promise_01_code_once::is_accepted_once(&holder, &machines, figure(3, 50));
    promise_02_recovery_code_once::is_accepted_once(&holder, &machines, figure(3, 50));
    whole_on(&machines);
}

#[test]
fn of_creators_on_three_machines_one_gets_the_fortieth_app_password() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let [two, three] = two_more(&one);
    let machines = [&one, &two, &three];
    promise_06_never_forty_one::one_gets_the_fortieth(&machines, 12, figure(3, 50));
    whole_on(&machines);
}

/// Of many guesses by three servers at once each is counted that was looked at.
#[test]
fn failures_are_counted_together() {
    let Some(one) = first_machine() else {
        return;
    };
    let holder = Holder::enabled_in(one);
    make_password_cheap(&holder.program.store(), PASSWORD);
    let [two, three] = two_more(&holder.program);
    let machines = [&holder.program, &two, &three];
    let served = machines.map(Served::start);
    let clients: Vec<_> = served.iter().cycle().take(12).collect();
    for round in 0..figure(3, 50) {
        let start = Barrier::new(clients.len());
        let said: Vec<_> = thread::scope(|scope| {
            let asking: Vec<_> = clients
                .iter()
                .map(|served| {
                    let mut client = served.client();
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        client.ask(ALAIN, WRONG)
                    })
                })
                .collect();
            asking.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let refused = said.iter().filter(|&said| *said == no()).count();
        let undecided = said
            .iter()
            .filter(|said| matches!(said, Said::Later(_) | Said::Closed));
        assert_eq!(refused + undecided.count(), said.len(), "{round}: {said:?}");
        assert!(refused >= 5, "round {round}: {said:?}");
        let counted = holder.failures("password");
        assert_eq!(usize::try_from(counted).unwrap(), refused, "round {round}");
        holder.waits();
        // A right one on any of them clears the count.
        assert_eq!(served[round % 3].ask(ALAIN, PASSWORD), yes());
        assert_eq!(holder.failures("password"), 0, "round {round}");
    }
    drop(served);
    whole_on(&machines);
}
