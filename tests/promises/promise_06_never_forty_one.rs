//! Promise 6: an account never has a forty-first app password, however many are created at once.

use crate::promises::{figure, whole};
use crate::support::Program;

#[test]
fn of_sixty_four_creators_at_once_one_gets_the_fortieth_app_password() {
    let program = Program::enrolled();
    let names: Vec<_> = (1..=39).map(|number| format!("App{number}")).collect();
    program
        .run(&format!("apppw create {}", names.join(" ")))
        .ok();
    let lines: Vec<_> = (1..=64)
        .map(|number| format!("apppw create Racer{number}"))
        .collect();
    for round in 0..figure(20, 200) {
        let all = program.run_at_once(&lines);
        let created: Vec<_> = all.iter().filter(|ran| ran.code == 0).collect();
        assert_eq!(created.len(), 1, "round {round}: {all:#?}");
        for ran in &all {
            if ran.code != 0 {
                ran.clone().refused(73);
            }
        }
        assert_eq!(program.app_passwords().len(), 40, "round {round}");
        let verified = program.fed("apppw verify", &created[0].out);
        assert_eq!(verified.code, 0, "round {round}: {verified}");
        let name = created[0].line.rsplit(' ').next().unwrap();
        program.run(&format!("apppw delete {name} --yes")).ok();
    }
    whole(&program);
}
