//! When an app password was used last is noted by many machines at once, but never beside a change.

use std::sync::Barrier;
use std::thread;

use keyfob::crypto::secret::AppPasswordText;
use keyfob::domain::names::{AccountName, AppName};
use keyfob::domain::scope::Source;
use keyfob::service::{Service, VerificationRequest};
use zeroize::Zeroizing;

use super::{first_machine, tables, whole_on};
use crate::promises::figure;
use crate::support::service::{account, at, open};
use crate::support::{ALAIN, Program, unix_now};

const MACHINES: usize = 3;
/// A last use is noted this often.
const MINUTE: u64 = 60;

fn machines(one: Program) -> Vec<Program> {
    let others: Vec<_> = (1..MACHINES).map(|_| one.another_machine()).collect();
    [one].into_iter().chain(others).collect()
}

/// Whether it is accepted at this second.
fn is_accepted(service: &mut Service, secret: &str, second: u64) -> bool {
    let name = AccountName::parse(ALAIN).unwrap();
    let typed = AppPasswordText::new(Zeroizing::new(secret.to_owned()));
    let request = VerificationRequest {
        account: &name,
        typed: &typed,
        only: None,
        source: Source::default(),
    };
    service
        .verify(&at(second), &request)
        .unwrap()
        .answer
        .is_ok()
}

#[test]
fn nobody_who_notes_a_last_use_waits_for_another_one() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let machines = machines(one);
    let secrets: Vec<_> = (0..MACHINES)
        .map(|number| machines[0].run(&format!("apppw create App{number}")).word())
        .collect();
    let tables = tables(&machines[0]);
    let first = unix_now();
    for secret in &secrets {
        assert!(is_accepted(&mut open(&machines[0].store()), secret, first));
    }
    // As a machine that is in the middle of noting one.
    tables.batch("SELECT pg_advisory_lock_shared(1262899017)");
    let rounds = u64::try_from(figure(3, 50)).unwrap();
    let start = Barrier::new(MACHINES);
    thread::scope(|scope| {
        for machine in &machines {
            let (secrets, start) = (&secrets, &start);
            scope.spawn(move || {
                let mut service = open(&machine.store());
                start.wait();
                for round in 1..=rounds {
                    for secret in secrets {
                        assert!(is_accepted(&mut service, secret, first + round * MINUTE));
                    }
                }
            });
        }
    });
    let last = i64::try_from(first + rounds * MINUTE).unwrap();
    let sql = "SELECT count(*) FROM app_password WHERE last_used_at = ?";
    assert_eq!(
        tables.number(sql, [last]),
        Some(i64::try_from(MACHINES).unwrap())
    );
    drop(tables);
    whole_on(&machines.iter().collect::<Vec<_>>());
}

/// A note that was made by what a row was before would give it its old name again.
#[test]
fn what_is_changed_while_a_last_use_is_noted_stays_changed() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let machines = machines(one);
    let secret = machines[0].run("apppw create App").word();
    let mut operator = open(&machines[0].store());
    let alain = account(&operator, ALAIN);
    let first = unix_now();
    assert!(is_accepted(&mut operator, &secret, first));
    let notes = u64::try_from(figure(20, 200)).unwrap();
    let renames = figure(80, 800);
    let start = Barrier::new(MACHINES + 1);
    thread::scope(|scope| {
        for machine in &machines {
            let (secret, start) = (&secret, &start);
            scope.spawn(move || {
                let mut service = open(&machine.store());
                start.wait();
                for note in 1..=notes {
                    assert!(is_accepted(&mut service, secret, first + note * MINUTE));
                }
            });
        }
        let admin = operator.admin(&at(first));
        let mut name = "App".to_owned();
        start.wait();
        for number in 0..renames {
            let new = format!("App{number}");
            let parsed = AppName::parse(&new).unwrap();
            // It fails if the app password hasn't the name that it was given last.
            operator
                .rename_app_password(&admin, alain, &name, &parsed)
                .unwrap();
            name = new;
        }
    });
    whole_on(&machines.iter().collect::<Vec<_>>());
}
