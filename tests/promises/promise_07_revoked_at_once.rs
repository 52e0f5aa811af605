//! Promise 7: what is revoked is refused from the next verification on, by a running server too.

use keyfob::crypto::secret::TypedPassword;
use keyfob::domain::names::AccountName;
use keyfob::domain::scope::Source;
use keyfob::service::{LogIn, Service};
use zeroize::Zeroizing;

use crate::promises::{figure, whole};
use crate::serve::memory::warmed;
use crate::serve::{Served, with_apps, yes};
use crate::support::auth_client::Said;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, Program, rounds, service};

const BOB: &str = "bob@contoso.com";

#[test]
fn a_deletion_holds_from_the_very_next_log_in() {
    let holder = Holder::enforced();
    let program = &holder.program;
    program
        .fed(&format!("account add {BOB} --password-stdin"), PASSWORD)
        .ok();
    holder.sql("UPDATE account SET mfa = 'enforced'", []);
    let served = Served::start(program);
    // By two accounts at once.
    let number = figure(rounds(50, 12), 500);
    let (accepted, tried) = std::thread::scope(|scope| {
        let both = [ALAIN, BOB].map(|account| {
            let served = &served;
            scope.spawn(move || deletions(program, served, account, number))
        });
        both.map(|one| one.join().unwrap())
            .into_iter()
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    assert_eq!(accepted, 0, "of {tried}");
    assert_eq!(tried, 2 * number);
    whole(program);
}

/// How many were accepted after they were deleted, and how many that was tried with.
fn deletions(program: &Program, served: &Served, account: &str, number: usize) -> (usize, usize) {
    let mut operator = service::Operator::new(&program.store(), account);
    // A process of its own, with the store open all the time.
    let mut other = service::open(&program.store());
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
            accepted += usize::from(is_accepted(&mut other, account, secret));
        }
        program
            .run(&format!("apppw delete --all -a {account} --yes"))
            .ok();
    }
    (accepted, tried)
}

fn is_accepted(service: &mut Service, account: &str, secret: &str) -> bool {
    let log_in = LogIn {
        account: &AccountName::parse(account).unwrap(),
        typed: &TypedPassword::new(Zeroizing::new(secret.to_owned())),
        source: &Source::default(),
    };
    let now = service::requester(jiff::Timestamp::now());
    service.log_in(&now, &log_in).answer.unwrap().answer.is_ok()
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
    for round in 0..figure(2, 15) {
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
