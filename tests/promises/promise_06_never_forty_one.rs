//! Promise 6: an account never has a forty-first app password, however many are created at once.

use crate::promises::{figure, whole};
use crate::support::{Program, ran, rounds};

#[test]
fn of_sixty_four_creators_at_once_one_gets_the_fortieth_app_password() {
    let program = Program::enrolled();
    one_gets_the_fortieth(&[&program], 64, figure(rounds(20, 5), 200));
    whole(&program);
}

/// So many creators on these machines want the last place, round after round.
pub fn one_gets_the_fortieth(machines: &[&Program], creators: usize, rounds: usize) {
    let program = machines[0];
    let names: Vec<_> = (1..=39).map(|number| format!("App{number}")).collect();
    program
        .run(&format!("apppw create {}", names.join(" ")))
        .ok();
    for round in 0..rounds {
        let started: Vec<_> = machines
            .iter()
            .cycle()
            .take(creators)
            .zip(1..)
            .map(|(machine, number)| {
                let line = format!("apppw create Racer{number}");
                (machine.command(&line).spawn().unwrap(), line)
            })
            .collect();
        let all: Vec<_> = started
            .into_iter()
            .map(|(child, line)| ran(&line, &child.wait_with_output().unwrap()))
            .collect();
        let created: Vec<_> = all.iter().filter(|ran| ran.code == 0).collect();
        assert_eq!(created.len(), 1, "round {round}: {all:#?}");
        for ran in &all {
            if ran.code != 0 {
                ran.clone().refused(if ran.was_unheard() { 75 } else { 73 });
            }
        }
        let other = machines[round % machines.len()];
        assert_eq!(other.app_passwords().len(), 40, "round {round}");
        let verified = other.fed("apppw verify", &created[0].out);
        assert_eq!(verified.code, 0, "round {round}: {verified}");
        let name = created[0].line.rsplit(' ').next().unwrap();
        other.run(&format!("apppw delete {name} --yes")).ok();
    }
}
