//! One code and many who have it at once: it is accepted once. This program plays all of them: it
//! starts itself again and again, and every one opens the store for itself.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Instant;

use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::contact::{Contact, Email};
use keyfob::domain::method::{CodeRefusal, MethodId, MethodKey, TotpShape};
use keyfob::service::{CodePurpose, Service, ServiceError};

use crate::support::holder::{Holder, PASSWORD};
use crate::support::service::{account, at, check_code, open, prove_password, send_code};
use crate::support::{ALAIN, Ran, ran, rounds, unix_now};

const RACER: &str = "KEYFOB_TEST_RACER";
const RACERS: usize = 32;
/// Later than any step of the clock that was used before, in a store that was just made.
const STEP: u64 = 30;

/// The number of Alain's authenticator.
fn authenticator(service: &Service) -> MethodId {
    let alain = account(service, ALAIN);
    let methods = service.methods(&service.admin(&at(0)), alain).unwrap();
    let MethodKey::Authenticator(id) = methods[0].key else {
        panic!("no authenticator");
    };
    id
}

fn recovery_codes_left(service: &Service) -> u32 {
    let alain = account(service, ALAIN);
    let admin = service.admin(&at(0));
    service.recovery_codes_left(&admin, alain).unwrap()
}

/// What an attempt came to, in a word.
fn word<T>(result: &Result<T, ServiceError>) -> String {
    match result {
        Ok(_) => "right".to_owned(),
        Err(ServiceError::Code(CodeRefusal::Used)) => "used".to_owned(),
        Err(ServiceError::Code(CodeRefusal::Wrong | CodeRefusal::NoRecoveryCode)) => {
            "wrong".to_owned()
        }
        Err(ServiceError::ContactCode(_)) => "over".to_owned(),
        Err(ServiceError::Throttled(..)) => "throttled".to_owned(),
        Err(other) => format!("failed: {other}"),
    }
}

/// One of many. Among the tests it does nothing.
#[test]
fn the_side_that_races() {
    let Ok(store) = std::env::var(RACER) else {
        return;
    };
    let store_path = Path::new(&store);
    let mut service = open(store_path);
    let method = authenticator(&service);
    let password = prove_password(&mut service, &at(unix_now()), ALAIN, PASSWORD);
    let start = File::open(start_of(store_path)).unwrap();
    for line in stdin().lock().lines() {
        let line = line.unwrap();
        let [kind, second, code] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let now = at(second.parse().unwrap());
        println!("ready");
        // No racer gets it before all are to have it.
        start.lock_shared().unwrap();
        let word = match kind {
            "authenticator" => word(&service.check_authenticator(&now, &password, method, code)),
            "recovery" => word(&service.check_recovery_code(&now, &password, code)),
            other => panic!("{other} is no kind of code"),
        };
        start.unlock().unwrap();
        println!("{word}");
    }
}

fn start_of(store: &Path) -> PathBuf {
    store.with_file_name("start")
}

struct Racer {
    child: Child,
    told: Option<ChildStdin>,
    says: BufReader<ChildStdout>,
}

impl Racer {
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.says.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "a racer has died");
        line.trim_end().to_owned()
    }
}

/// Thirty-two processes, each with the store open.
struct Race {
    racers: Vec<Racer>,
    start: File,
}

impl Race {
    fn new(store: &Path) -> Self {
        let start = File::create(start_of(store)).unwrap();
        let racers = (0..RACERS)
            .map(|_| {
                let mut child = Command::new(std::env::current_exe().unwrap())
                    .args([
                        "--quiet",
                        "--nocapture",
                        "--exact",
                        "sign_in::races::the_side_that_races",
                    ])
                    .env_clear()
                    .env(RACER, store)
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap();
                Racer {
                    told: child.stdin.take(),
                    says: BufReader::new(child.stdout.take().unwrap()),
                    child,
                }
            })
            .collect();
        Self { racers, start }
    }

    /// Gives so many of them the same, starts them at once, and counts what it came to.
    fn run(&mut self, many: usize, told: &str) -> BTreeMap<String, usize> {
        let racers = &mut self.racers[..many];
        self.start.lock().unwrap();
        for racer in racers.iter_mut() {
            writeln!(racer.told.as_mut().unwrap(), "{told}").unwrap();
        }
        for racer in racers.iter_mut() {
            // What the test harness says of itself comes first.
            while racer.line() != "ready" {}
        }
        self.start.unlock().unwrap();
        let mut words = BTreeMap::new();
        for racer in racers {
            *words.entry(racer.line()).or_default() += 1;
        }
        words
    }
}

impl Drop for Race {
    fn drop(&mut self) {
        for racer in &mut self.racers {
            drop(racer.told.take());
            let _ = racer.child.wait();
        }
    }
}

/// One was right; the others were told so or had to wait, and those who were told are counted.
#[track_caller]
fn one_was_right(
    words: &BTreeMap<String, usize>,
    refused: &str,
    holder: &Holder,
    proof: &str,
    round: usize,
) {
    let number = |word: &str| words.get(word).copied().unwrap_or_default();
    assert_eq!(number("right"), 1, "round {round}: {words:?}");
    let all: usize = words.values().sum();
    let others = number(refused) + number("throttled");
    assert_eq!(1 + others, all, "round {round}: {words:?}");
    assert!(number(refused) >= 5, "round {round}: {words:?}");
    assert_eq!(
        usize::try_from(holder.failures(proof)).unwrap(),
        number(refused),
        "round {round}: {words:?}"
    );
}

#[test]
fn one_time_code_in_thirty_two_processes_at_once_is_accepted_once() {
    let holder = Holder::enforced();
    let secret = holder.uri.split("secret=").nth(1).unwrap();
    let secret = TotpSecret::from_base32(secret.split('&').next().unwrap()).unwrap();
    let authenticator = Authenticator::new(&secret, TotpShape::default());
    let mut race = Race::new(&holder.program.store());
    let begin = unix_now() + 2 * STEP;
    for round in 0..rounds(50, 4) {
        let now = begin + STEP * round as u64;
        let code = authenticator.code(now);
        let words = race.run(RACERS, &format!("authenticator {now} {code}"));
        one_was_right(&words, "used", &holder, "authenticator", round);
    }
    drop(race);
    holder.program.run("store check").ok();
    holder.program.run("log check").ok();
}

#[test]
fn one_recovery_code_in_thirty_two_processes_at_once_is_accepted_once() {
    let holder = Holder::enforced();
    let mut codes = holder.recovery_codes.clone();
    let mut race = Race::new(&holder.program.store());
    let begin = unix_now();
    for round in 0..rounds(50, 3) {
        if codes.is_empty() {
            let made = holder.program.run("mfa recovery --yes --json").json();
            let made = made["recovery_codes"].as_array().unwrap();
            codes.extend(made.iter().map(|code| code.as_str().unwrap().to_owned()));
        }
        let code = codes.pop().unwrap();
        let now = begin + STEP * round as u64;
        // Each of them computes a hash that is made to be slow.
        let many = if round % 5 == 0 { RACERS } else { 6 };
        let words = race.run(many, &format!("recovery {now} {code}"));
        one_was_right(&words, "wrong", &holder, "recovery-code", round);
        let left = recovery_codes_left(&open(&holder.program.store()));
        assert_eq!(left as usize, codes.len(), "round {round}");
    }
    drop(race);
    holder.program.run("store check").ok();
    holder.program.run("log check").ok();
}

/// Such a code is bound to a request that only one process knows: its threads race.
#[test]
fn one_code_that_was_sent_is_accepted_once_of_thirty_two_at_once() {
    let holder = Holder::enforced();
    let path = holder.program.store();
    let line = format!("account set {ALAIN} --email alain@contoso.com");
    holder.program.run(&line).ok();
    holder.program.run("policy set mail-command /bin/true").ok();
    let mut services: Vec<_> = (0..RACERS).map(|_| open(&path)).collect();
    let alain = account(&services[0], ALAIN);
    let email = Contact::Email(Email::parse("alain@contoso.com").unwrap());
    // As a confirmed one.
    holder.sql(
        "INSERT INTO contact (account_id, kind, verified_at) VALUES (?, 'email', 0)",
        [alain.0],
    );
    let begin = unix_now();
    let password = prove_password(&mut services[0], &at(begin), ALAIN, PASSWORD);
    for round in 0..rounds(50, 10) {
        let purpose = [CodePurpose::SignIn, CodePurpose::Enrolment][round % 2];
        // A message a minute.
        let now = at(begin + 61 * round as u64);
        let (request, code) = send_code(&mut services[0], &now, &password, &email, purpose);
        let start = File::create(start_of(&path)).unwrap();
        start.lock().unwrap();
        let words = thread::scope(|scope| {
            let racers: Vec<_> = services
                .iter_mut()
                .map(|service| {
                    let (request, now, password, code) = (&request, &now, &password, &code);
                    let waits = File::open(start_of(&path)).unwrap();
                    scope.spawn(move || {
                        waits.lock_shared().unwrap();
                        word(&check_code(service, now, password, request, purpose, code))
                    })
                })
                .collect();
            start.unlock().unwrap();
            let mut words = BTreeMap::new();
            for racer in racers {
                *words.entry(racer.join().unwrap()).or_default() += 1;
            }
            words
        });
        one_was_right(&words, "over", &holder, "email", round);
    }
    drop(services);
    holder.program.run("store check").ok();
    holder.program.run("log check").ok();
}

/// What so many processes come to that are started at once, each with this on stdin.
fn at_once(many: usize, holder: &Holder, line: &str, input: &str) -> Vec<Ran> {
    let children: Vec<_> = (0..many)
        .map(|_| {
            let mut command = holder.program.holder_command(line);
            let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(input.as_bytes()).unwrap();
            child
        })
        .collect();
    children
        .into_iter()
        .map(|child| ran(line, &child.wait_with_output().unwrap()))
        .collect()
}

/// As a mail program does when it comes back.
#[test]
fn of_many_right_log_ins_at_once_none_is_sent_away() {
    let holder = Holder::enabled();
    let input = format!("{ALAIN}\n{PASSWORD}\n");
    for round in 0..rounds(5, 1) {
        for ran in at_once(16, &holder, "auth check --service imap", &input) {
            assert_eq!(ran.code, 0, "round {round}: {ran}");
        }
        assert_eq!(holder.failures("password"), 0, "round {round}");
    }
    let log = holder.program.run("log").ok();
    assert!(!log.contains("password-refused"), "{log}");
    holder.program.run("log check").ok();
}

#[test]
fn of_many_guesses_at_once_no_more_are_looked_at_than_one_after_the_other() {
    let lines = [
        ("signin --password-stdin", "a wrong guess\n".to_owned(), 77),
        ("auth check", format!("{ALAIN}\na wrong guess\n"), 1),
    ];
    let many = rounds(32, 12);
    for (line, input, no) in lines {
        let holder = Holder::enabled();
        let began = Instant::now();
        let all = at_once(many, &holder, line, &input);
        let seconds = began.elapsed().as_secs_f64();
        let refused = all.iter().filter(|ran| ran.code == no).count();
        let waits = all.iter().filter(|ran| ran.code == 75).count();
        assert_eq!(refused + waits, many, "{all:#?}");
        assert_eq!(holder.failures("password"), i64::try_from(refused).unwrap());
        // Five are free, then one after a second, one after two more, four, eight.
        let waits = (0..).take_while(|waits| f64::from((1 << waits) - 1) <= seconds);
        let most = 4 + waits.count();
        assert!((5..=most).contains(&refused), "{refused} of {line}");
    }
}

/// The whole program.
#[test]
fn of_many_sign_ins_at_once_with_one_code_one_succeeds() {
    let holder = Holder::enforced();
    for round in 0..rounds(12, 2) {
        let (code, many) = (holder.code(), [4, 8][round % 2]);
        let input = format!("{PASSWORD}\n{code}\n");
        let all = at_once(many, &holder, "signin --password-stdin", &input);
        let succeeded = all.iter().filter(|ran| ran.code == 0).count();
        for ran in &all {
            assert!([0, 75, 77].contains(&ran.code), "round {round}: {ran}");
            if ran.code != 0 {
                ran.clone().refused(ran.code);
            }
        }
        assert_eq!(succeeded, 1, "round {round}: {all:#?}");
        holder.sql("DELETE FROM throttle", []);
    }
    holder.program.run("store check").ok();
    holder.program.run("log check").ok();
}

#[test]
fn an_authenticator_of_another_account_is_worth_nothing() {
    let holder = Holder::enforced();
    let mut service = open(&holder.program.store());
    let line = "account add berta@contoso.com --mfa enabled";
    let temporary = holder.program.run(line).word();
    let method = authenticator(&service);
    let now = at(unix_now());
    let berta = prove_password(&mut service, &now, "berta@contoso.com", &temporary);
    let alain = prove_password(&mut service, &now, ALAIN, PASSWORD);
    let code = holder.code();
    let crossed = service.check_authenticator(&now, &berta, method, &code);
    assert!(crossed.is_err());
    let recovery = service.check_recovery_code(&now, &berta, &holder.recovery_codes[0]);
    assert!(recovery.is_err());
    assert_eq!(recovery_codes_left(&service), 10);
    service
        .check_authenticator(&now, &alain, method, &code)
        .unwrap();
}

/// Proofs of two accounts don't sign anyone in, nor does a proof that is too old.
#[test]
fn a_proof_is_for_its_own_account_and_a_short_time() {
    let holder = Holder::enforced();
    let mut service = open(&holder.program.store());
    let line = "account add berta@contoso.com --mfa enabled";
    let temporary = holder.program.run(line).word();
    let method = authenticator(&service);
    let now = unix_now();
    let mut factor = |second: u64, code: &str| {
        let password = prove_password(&mut service, &at(second), ALAIN, PASSWORD);
        let factor = service.check_authenticator(&at(second), &password, method, code);
        (password, factor.unwrap())
    };
    let (_, alains_factor) = factor(now, &holder.code());
    let berta = prove_password(&mut service, &at(now), "berta@contoso.com", &temporary);
    // A factor of another account is none, and hers is still to be set up; her password must be
    // changed first in any case.
    let crossed = service.sign_in(&at(now), berta, Some(alains_factor), None);
    assert!(crossed.is_err());

    let without = prove_password(&mut service, &at(now), ALAIN, PASSWORD);
    assert!(service.sign_in(&at(now), without, None, None).is_err());
    for (later, is_fresh) in [(1800, false), (1799, true)] {
        let password = prove_password(&mut service, &at(now), ALAIN, PASSWORD);
        let code = &holder.recovery_codes[usize::from(is_fresh)];
        let (factor, _) = service
            .check_recovery_code(&at(now), &password, code)
            .unwrap();
        let signed_in = service.sign_in(&at(now + later), password, Some(factor), None);
        assert_eq!(signed_in.is_ok(), is_fresh, "after {later} seconds");
    }
}
