//! Promise 10: unknown, wrong, disabled and expired look alike to a server: the same words, and the cost
//! of one Argon2. What is written for each of them is counted in `serve/existence.rs`.

use std::fs;

use keyfob::crypto::argon2id::{CHOSEN, Cost, GENERATED, Hasher};
use keyfob::crypto::secret::TypedPassword;
use keyfob::domain::names::AccountName;
use keyfob::domain::scope::Source;
use keyfob::service::{LogIn, Service};
use zeroize::Zeroizing;

use crate::serve::Served;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, Program, Ran, service, with_key};

/// As long as an app password, of the same letters, and none.
const WRONG: &str = "aaaabbbbccccdddd";
const BOB: &str = "bob@contoso.com";
const NOBODY: &str = "nobody@contoso.com";

/// What is asked for, and why it is refused.
struct Refused {
    why: &'static str,
    user: &'static str,
    password: String,
}

fn refused(why: &'static str, user: &'static str, password: &str) -> Refused {
    Refused {
        why,
        user,
        password: password.to_owned(),
    }
}

/// A store where app passwords are accepted, and one refusal of every kind.
fn by_app_password() -> (Program, Vec<Refused>) {
    let holder = Holder::enforced();
    let program = holder.program;
    let make = |line: &str| program.run(&format!("apppw create {line}")).word();
    make(&format!("Works -a {ALAIN}"));
    let deleted = make(&format!("Deleted -a {ALAIN}"));
    let expired = make(&format!("Expired -a {ALAIN}"));
    let scoped = make(&format!("Scoped --only sieve -a {ALAIN}"));
    let away = make(&format!("Away --from 198.51.100.0/24 -a {ALAIN}"));
    program
        .run(&format!("apppw delete Deleted -a {ALAIN} --yes"))
        .ok();
    with_key::change(
        &program.store(),
        "UPDATE app_password SET expires_at = created_at WHERE name = ?",
        ["Expired"],
    );
    program
        .fed(
            &format!("account add {BOB} --mfa enabled --password-stdin"),
            PASSWORD,
        )
        .ok();
    let enforce = "UPDATE account SET mfa = 'enforced'";
    with_key::change(&program.store(), enforce, []);
    let disabled = make(&format!("Works -a {BOB}"));
    program.run(&format!("account set {BOB} --disable")).ok();
    let all = vec![
        refused("unknown", NOBODY, WRONG),
        refused("wrong", ALAIN, WRONG),
        refused("disabled", BOB, &disabled),
        refused("disabled and wrong", BOB, WRONG),
        refused("expired", ALAIN, &expired),
        refused("deleted", ALAIN, &deleted),
        refused("for another service", ALAIN, &scoped),
        refused("for another network", ALAIN, &away),
        refused("the account's own password", ALAIN, PASSWORD),
    ];
    (program, all)
}

/// The same where the accounts' own passwords are accepted.
fn by_own_password() -> (Program, Vec<Refused>) {
    let program = Program::new();
    for name in [ALAIN, BOB] {
        program
            .fed(&format!("account add {name} --password-stdin"), PASSWORD)
            .ok();
    }
    program.run(&format!("account set {BOB} --disable")).ok();
    let all = vec![
        refused("unknown", NOBODY, "a wrong guess"),
        refused("wrong", ALAIN, "a wrong guess"),
        refused("disabled", BOB, PASSWORD),
        refused("disabled and wrong", BOB, "a wrong guess"),
    ];
    (program, all)
}

/// Five failures in a row are free. Here nobody waits.
fn forget_failures(program: &Program) {
    with_key::change(&program.store(), "DELETE FROM throttle", []);
}

/// Asks in each way that a server has. What comes out differs in nothing but the name that went in.
fn answers(program: &Program, served: &Served, one: &Refused) -> Vec<String> {
    let Refused { user, password, .. } = one;
    let lines = format!("{user}\n{password}\n");
    let text = |ran: Ran| format!("{} {:?} {:?}", ran.code, ran.out, ran.err);
    let from = "--service imap --from 192.0.2.7";
    forget_failures(program);
    let mut client = served.client();
    let said = client.ask_from("service=imap\trip=192.0.2.7", user, password);
    let said = format!("{said:?}").replace(user, "USER");
    forget_failures(program);
    let answers = vec![
        said,
        text(program.fed(&format!("auth check {from}"), &lines)),
        text(program.fed(&format!("auth check --via auth.sock {from}"), &lines)),
        text(program.pam("", Some(("imap", "192.0.2.7")), user, password)),
        text(program.checkpassword(from, user, password)),
    ];
    forget_failures(program);
    answers
}

#[test]
fn every_refusal_says_the_same() {
    for (program, all) in [by_app_password(), by_own_password()] {
        let served = Served::start(&program);
        let first = answers(&program, &served, &all[0]);
        assert_eq!(
            first,
            [
                "No(Some(\"USER\"))",
                "1 \"\" \"\"",
                "1 \"\" \"\"",
                "1 \"\" \"\"",
                "1 \"\" \"\""
            ],
            "{}",
            all[0].why
        );
        for one in &all {
            assert_eq!(answers(&program, &served, one), first, "{}", one.why);
        }
    }
}

/// The processor time that this thread has taken, in nanoseconds.
fn processor_time() -> u64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse().unwrap()
}

/// The processor time of what is done, which other processes don't add to.
fn cost_of(work: impl FnOnce()) -> f64 {
    // Handing the processor over brings the count up to date.
    std::thread::yield_now();
    let before = processor_time();
    work();
    std::thread::yield_now();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
    let taken = (processor_time() - before) as f64;
    taken
}

fn log_in(service: &mut Service, one: &Refused) {
    let log_in = LogIn {
        account: &AccountName::parse(one.user).unwrap(),
        typed: &TypedPassword::new(Zeroizing::new(one.password.clone())),
        source: &Source::default(),
    };
    let now = service::requester(jiff::Timestamp::now());
    let answered = service.log_in(&now, &log_in).answer.unwrap();
    assert!(answered.answer.is_err(), "{}", one.why);
}

/// Each costs one hash: more than none, less than two. The least of what each took in some rounds is
/// compared, and there are more rounds only as long as something else took part of the time.
#[test]
fn every_refusal_costs_one_argon2() {
    const MOST_ROUNDS: usize = 40;
    for ((program, all), cost) in [(by_app_password(), GENERATED), (by_own_password(), CHOSEN)] {
        let mut service = service::open(&program.store());
        let mut reference = Hasher::default();
        let mut one_hash = f64::INFINITY;
        let mut least = vec![f64::INFINITY; all.len()];
        for round in 0..MOST_ROUNDS {
            one_hash = one_hash.min(cost_of(|| hash(&mut reference, cost)));
            for (one, least) in all.iter().zip(&mut least) {
                *least = least.min(cost_of(|| log_in(&mut service, one)));
                forget_failures(&program);
            }
            let is_one = |taken: &f64| (0.75..1.6).contains(&(taken / one_hash));
            if round > 2 && least.iter().all(is_one) {
                break;
            }
            if round == MOST_ROUNDS - 1 {
                let taken: Vec<_> = all
                    .iter()
                    .zip(&least)
                    .map(|(one, taken)| format!("{}: {:.2} hashes", one.why, taken / one_hash))
                    .collect();
                panic!("{taken:#?}");
            }
        }
    }
}

fn hash(hasher: &mut Hasher, cost: Cost) {
    hasher.hash(b"a secret", &[7; 16], cost).unwrap();
}
