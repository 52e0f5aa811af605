//! What is remembered of a yes is worth nothing once it is no yes any more, and spares the hash
//! until then.

use std::time::Instant;

use keyfob::service::Service;

use crate::serve::{Served, with_apps, yes};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, PATIENCE, Program, rounds, service};

const BOB: &str = "bob@contoso.com";

/// Logs in until it is remembered.
#[track_caller]
fn warmed(client: &mut AuthClient, user: &str, password: &str) {
    for _ in 0..2 {
        assert_eq!(client.ask(user, password), Said::Yes(user.to_owned()));
    }
}

#[test]
fn what_is_remembered_costs_no_hash_and_nothing_is_where_nothing_may_be() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    holder
        .program
        .fed(&format!("account add {BOB} --password-stdin"), PASSWORD)
        .ok();
    // Processor time, which doesn't depend on what else the machine does.
    let work = |flags: &str, user: &str, password: &str| {
        let served = Served::start_with(&holder.program, flags);
        let mut client = served.client();
        warmed(&mut client, user, password);
        let before = served.ticks();
        for _ in 0..20 {
            assert_eq!(client.ask(user, password), Said::Yes(user.to_owned()));
        }
        served.ticks() - before
    };
    for (user, password) in [(ALAIN, secret.as_str()), (BOB, PASSWORD)] {
        let hashed = work("--no-memory", user, password);
        let remembered = work("", user, password);
        assert!(remembered * 4 < hashed, "{user}: {remembered}, {hashed}");
    }
}

/// The service, used by the test itself: a deletion takes less than the start of a program.
struct Operator {
    service: Service,
    account: keyfob::domain::account::AccountId,
}

impl Operator {
    fn new(program: &Program, account: &str) -> Self {
        let service = service::open(&program.store());
        let account = service::account(&service, account);
        Self { service, account }
    }

    fn delete(&mut self, name: &str) {
        let requester = service::requester(jiff::Timestamp::now());
        let admin = self.service.admin(&requester);
        let all = self.service.app_passwords(&admin, self.account).unwrap();
        let doomed: Vec<_> = all
            .iter()
            .filter(|one| one.name.as_str() == name)
            .map(|one| one.id.clone())
            .collect();
        let deleted = self
            .service
            .delete_app_passwords(&admin, self.account, &doomed);
        assert_eq!(deleted.unwrap().len(), 1);
    }
}

#[test]
fn a_deletion_holds_from_the_very_next_log_in() {
    let holder = Holder::enforced();
    let program = &holder.program;
    program
        .fed(&format!("account add {BOB} --password-stdin"), PASSWORD)
        .ok();
    holder.sql("UPDATE account SET mfa = 'enforced'", []);
    let served = Served::start(program);
    let (accepted, tried) = std::thread::scope(|scope| {
        let both = [ALAIN, BOB].map(|account| {
            let served = &served;
            scope.spawn(move || deletions(program, served, account, rounds(500, 20)))
        });
        both.map(|one| one.join().unwrap())
            .into_iter()
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    assert_eq!(accepted, 0, "of {tried}");
    assert_eq!(tried, 2 * rounds(500, 20));
}

/// How many were accepted after they were deleted, and how many that was tried with.
fn deletions(program: &Program, served: &Served, account: &str, number: usize) -> (usize, usize) {
    let mut operator = Operator::new(program, account);
    let mut client = served.client();
    let (mut accepted, mut tried) = (0, 0);
    while tried < number {
        let names: Vec<_> = (0..20).map(|at| format!("App{at}")).collect();
        let line = format!("apppw create -a {account} {}", names.join(" "));
        let created = program.run(&line).ok();
        for line in created.lines().take(number - tried) {
            let (name, secret) = line.split_once('\t').unwrap();
            warmed(&mut client, account, secret);
            operator.delete(name);
            tried += 1;
            match client.ask(account, secret) {
                Said::No(_) => {}
                Said::Yes(_) => accepted += 1,
                other => panic!("{other:?}"),
            }
        }
        program
            .run(&format!("apppw delete --all -a {account} --yes"))
            .ok();
    }
    (accepted, tried)
}

#[test]
fn whatever_ends_an_app_password_holds_from_the_very_next_log_in() {
    let (holder, []) = with_apps([]);
    let program = &holder.program;
    program.run("apppw create Other").ok();
    let served = Served::start(program);
    let mut client = served.client();
    // What ends it, and what lets it be made anew.
    let ways: [(&[&str], &[&str]); 8] = [
        (&["apppw delete Outlook --yes"], &[]),
        (&["apppw delete --all --yes"], &[]),
        (&["apppw rotate Outlook"], &["apppw delete Outlook --yes"]),
        (
            &["account set alain@contoso.com --disable"],
            &[
                "account set alain@contoso.com --enable",
                "apppw delete Outlook --yes",
            ],
        ),
        (
            &["policy set app-passwords blocked"],
            &[
                "policy set app-passwords allowed",
                "apppw delete Outlook --yes",
            ],
        ),
        (&["mfa reset --yes --delete-app-passwords"], &["ENFORCE"]),
        (
            &["mfa reset --yes"],
            &["ENFORCE", "apppw delete Outlook --yes"],
        ),
        (
            &["account set alain@contoso.com --mfa disabled --yes"],
            &["ENFORCE", "apppw delete Outlook --yes"],
        ),
    ];
    for round in 0..rounds(15, 2) {
        for (ends, mends) in ways {
            let secret = program.run("apppw create Outlook").word();
            warmed(&mut client, ALAIN, &secret);
            for line in ends {
                program.run(line).ok();
            }
            for _ in 0..2 {
                let said = client.ask(ALAIN, &secret);
                assert!(
                    matches!(said, Said::No(_)),
                    "round {round}, {ends:?}: {said:?}"
                );
            }
            for line in mends {
                if *line == "ENFORCE" {
                    holder.sql("UPDATE account SET mfa = 'enforced'", []);
                } else {
                    program.run(line).ok();
                }
            }
        }
        let secret = program.run("apppw create Outlook").word();
        warmed(&mut client, ALAIN, &secret);
        program
            .run("account rename alain@contoso.com al@contoso.com --yes")
            .ok();
        assert!(matches!(client.ask(ALAIN, &secret), Said::No(_)));
        program
            .run("account rename al@contoso.com alain@contoso.com --yes")
            .ok();
        assert_eq!(client.ask(ALAIN, &secret), yes());
        program.run("apppw delete Outlook --yes").ok();
    }
}

#[test]
fn an_expiry_that_passes_holds_to_the_second() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    for _ in 0..rounds(4, 1) {
        holder.sql("UPDATE app_password SET expires_at = unixepoch() + 2", []);
        let expires = holder
            .connection()
            .query_row("SELECT expires_at FROM app_password", [], |row| {
                row.get::<_, i64>(0)
            })
            .unwrap();
        let began = Instant::now();
        loop {
            let before = jiff::Timestamp::now();
            let said = client.ask(ALAIN, &secret);
            let after = jiff::Timestamp::now();
            match said {
                Said::Yes(_) => assert!(before.as_second() < expires, "{before}"),
                Said::No(_) => {
                    assert!(after.as_second() >= expires, "{after}");
                    break;
                }
                other => panic!("{other:?}"),
            }
            assert!(began.elapsed() < PATIENCE, "it never expires");
        }
    }
}

#[test]
fn another_password_of_the_account_holds_from_the_very_next_log_in() {
    let holder = Holder::enabled();
    let program = &holder.program;
    let served = Served::start(program);
    let mut client = served.client();
    let mut current = PASSWORD.to_owned();
    for round in 0..rounds(40, 4) {
        warmed(&mut client, ALAIN, &current);
        let next = format!("another Kettle, number {round}");
        program
            .fed(&format!("account password {ALAIN} --password-stdin"), &next)
            .ok();
        assert!(
            matches!(client.ask(ALAIN, &current), Said::No(_)),
            "round {round}"
        );
        warmed(&mut client, ALAIN, &next);
        program.run(&format!("account set {ALAIN} --disable")).ok();
        assert!(
            matches!(client.ask(ALAIN, &next), Said::No(_)),
            "round {round}"
        );
        program.run(&format!("account set {ALAIN} --enable")).ok();
        current = next;
    }
}
