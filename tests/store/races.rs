//! Many processes at once: what may happen once happens once, and nothing that is counted is
//! miscounted.

use std::fs;
use std::sync::Barrier;
use std::thread;

use keyfob::crypto::secret::TypedPassword;
use keyfob::domain::names::AccountName;
use keyfob::domain::scope::Source;
use keyfob::service::LogIn;
use zeroize::Zeroizing;

use crate::support::database::{Tables, is_in_a_database};
use crate::support::{ALAIN, Program, Ran, rounds, service, totp_now};

fn with_code(all: &[Ran], code: u8) -> Vec<&Ran> {
    all.iter().filter(|ran| ran.code == code).collect()
}

fn count(program: &Program, sql: &str) -> i64 {
    Tables::of(&program.store()).number(sql, []).unwrap()
}

#[track_caller]
fn whole(program: &Program) {
    program.run("store check").ok();
    program.run("log check").ok();
}

#[test]
fn sixteen_first_accounts_at_once_share_one_store_and_one_key() {
    for round in 0..rounds(8, 4) {
        let program = Program::new();
        let lines: Vec<_> = (1..=16)
            .map(|number| format!("account add user{number}@contoso.com"))
            .collect();
        for ran in program.run_at_once(&lines) {
            assert_eq!(ran.code, 0, "round {round}: {ran}");
        }
        assert_eq!(
            program.run("account list").ok().lines().count(),
            16,
            "round {round}"
        );
        let mut files: Vec<_> = fs::read_dir(program.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        files.sort();
        let expected: &[_] = if is_in_a_database() {
            &["keyfob.db.key", "keyfob.db.key.head"]
        } else {
            &["keyfob.db", "keyfob.db.head", "keyfob.db.key"]
        };
        assert_eq!(files, expected, "round {round}");
        whole(&program);
    }
}

#[test]
fn of_two_accounts_of_one_name_at_once_one_is_added() {
    for round in 0..rounds(8, 5) {
        let program = Program::new();
        // With the store there already and without.
        if round % 2 == 0 {
            program.run("store init").ok();
        }
        let lines = [
            format!("account add {ALAIN}"),
            "account add ALAIN@contoso.com".to_owned(),
        ];
        let all = program.run_at_once(&lines);
        assert_eq!(
            (with_code(&all, 0).len(), with_code(&all, 73).len()),
            (1, 1),
            "round {round}: {all:#?}"
        );
        assert_eq!(
            count(&program, "SELECT count(*) FROM account"),
            1,
            "round {round}"
        );
        whole(&program);
    }
}

#[test]
fn one_code_confirms_an_enrolment_once_however_many_try() {
    // Five authenticators are the most.
    for group in 0..rounds(4, 2) {
        let program = Program::new();
        program
            .run(&format!("account add {ALAIN} --mfa enabled"))
            .ok();
        for round in 1..=5 {
            let uri = program.run("mfa enroll").word();
            let line = format!("mfa enroll --confirm {} --no-app", totp_now(&uri));
            let all = program.run_at_once(&vec![line; 32]);
            assert_eq!(
                with_code(&all, 0).len(),
                1,
                "group {group}, round {round}: {all:#?}"
            );
            for ran in &all {
                assert!(
                    [0, 1, 67, 73].contains(&ran.code),
                    "group {group}, round {round}: {ran}"
                );
            }
            let confirmed = count(
                &program,
                "SELECT count(*) FROM method WHERE confirmed_at IS NOT NULL",
            );
            assert_eq!(confirmed, round, "group {group}");
            assert_eq!(
                count(&program, "SELECT count(*) FROM method"),
                round,
                "group {group}"
            );
            assert_eq!(
                count(&program, "SELECT count(*) FROM recovery_code"),
                10,
                "group {group}, round {round}"
            );
        }
        whole(&program);
    }
}

#[test]
fn of_many_rotations_at_once_the_last_alone_is_accepted() {
    for round in 0..rounds(8, 3) {
        let program = Program::enrolled();
        let first = program.run("apppw create Outlook").word();
        let all = program.run_at_once(&vec!["apppw rotate Outlook".to_owned(); 8]);
        let secrets: Vec<_> = all
            .iter()
            .filter(|ran| ran.code == 0)
            .map(|ran| ran.out.clone())
            .collect();
        assert!(!secrets.is_empty(), "round {round}: {all:#?}");
        assert_eq!(
            count(
                &program,
                "SELECT count(*) FROM app_password WHERE deleted_at IS NULL"
            ),
            1
        );
        let accepted = secrets
            .iter()
            .filter(|secret| program.fed("apppw verify", secret).code == 0)
            .count();
        assert_eq!(accepted, 1, "round {round}: {all:#?}");
        assert_eq!(program.fed("apppw verify", &first).code, 1, "round {round}");
        whole(&program);
    }
}

#[test]
fn the_trail_is_whole_while_many_write_it_and_after() {
    let program = Program::enrolled();
    for round in 0..rounds(8, 4) {
        let mut lines = vec![];
        for number in 0..12 {
            lines.push(format!(
                "account set {ALAIN} --email a{round}x{number}@contoso.com"
            ));
            lines.push(format!("policy set app-password-limit {}", 1 + number));
            lines.push("log check".to_owned());
        }
        let before = count(&program, "SELECT max(seq) FROM log");
        for ran in program.run_at_once(&lines) {
            assert_eq!(ran.code, 0, "round {round}: {ran}");
        }
        assert!(
            count(&program, "SELECT max(seq) FROM log") >= before + 12,
            "round {round}"
        );
        assert_eq!(
            count(&program, "SELECT max(seq) - count(*) FROM log"),
            0,
            "round {round}"
        );
    }
    whole(&program);
}

/// Many clients of a server that begin at the same moment, each with a store of its own.
#[test]
fn log_ins_at_once_from_one_place_are_recorded_once() {
    const PASSWORD: &str = "seven purple marmots sing";
    let program = Program::new();
    program
        .fed(&format!("account add {ALAIN} --password-stdin"), PASSWORD)
        .ok();
    for (round, event) in [
        (1, "account.password-used"),
        (2, "apppw.refused"),
        (3, "apppw.refused"),
    ] {
        // Five wrong ones are free, of an unknown name too.
        let nobody = format!("nobody{round}@contoso.com");
        let name = if round == 1 { ALAIN } else { &nobody };
        let begin = Barrier::new(5);
        thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    let mut service = service::open(&program.store());
                    begin.wait();
                    let log_in = LogIn {
                        account: &AccountName::parse(name).unwrap(),
                        typed: &TypedPassword::new(Zeroizing::new(PASSWORD.to_owned())),
                        source: &Source::default(),
                    };
                    let at = service::at(1_800_000_000 + 60 * round);
                    let logged_in = service.log_in(&at, &log_in);
                    logged_in.answer.unwrap();
                    let traces: Vec<_> = logged_in.trace.into_iter().collect();
                    service.leave(&traces).unwrap();
                });
            }
        });
        let sql = format!(
            "SELECT count(*) FROM log WHERE event = '{event}' AND at >= {}",
            1_800_000_000 + 60 * round
        );
        assert_eq!(count(&program, &sql), 1, "in round {round}");
    }
    whole(&program);
}
