//! Many processes that have the same code at the same moment. The test program plays all of them: it
//! starts itself again and again, and each of these processes opens the store for itself.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use keyfob::domain::method::{CodeRefusal, MethodId, MethodKey};
use keyfob::service::{Service, ServiceError};

use crate::support::cheap_hashes::make_password_cheap;
use crate::support::database::{KEY_FILE, is_in_a_database, key_file};
use crate::support::holder::{Holder, PASSWORD};
use crate::support::service::{account, at, open, prove_password};
use crate::support::{ALAIN, Program, Ran, UNHEARD, ran, unix_now};

const RACER: &str = "KEYFOB_TEST_RACER";
const START: &str = "KEYFOB_TEST_START";
/// What each word of a racer begins with.
const SAYS: &str = "racer says: ";
pub const RACERS: usize = 32;
/// Later than any step of the clock that was used before, in a store that was just made.
pub const STEP: u64 = 30;

/// The number of Alain's authenticator.
pub fn authenticator(service: &Service) -> MethodId {
    let alain = account(service, ALAIN);
    let methods = service.methods(&service.admin(&at(0)), alain).unwrap();
    let MethodKey::Authenticator(id) = methods[0].key else {
        panic!("no authenticator");
    };
    id
}

pub fn recovery_codes_left(service: &Service) -> u32 {
    let alain = account(service, ALAIN);
    let admin = service.admin(&at(0));
    service.recovery_codes_left(&admin, alain).unwrap()
}

/// What an attempt came to, in a word.
pub fn word<T>(result: &Result<T, ServiceError>) -> String {
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
    let mut service = open(Path::new(&store));
    let method = authenticator(&service);
    let password = prove_password(&mut service, &at(unix_now()), ALAIN, PASSWORD);
    let start = File::open(std::env::var_os(START).unwrap()).unwrap();
    for line in stdin().lock().lines() {
        let line = line.unwrap();
        let [kind, second, code] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let now = at(second.parse().unwrap());
        println!("{SAYS}ready");
        // No racer gets it before all are to have it.
        start.lock_shared().unwrap();
        let word = match kind {
            "authenticator" => word(&service.check_authenticator(&now, &password, method, code)),
            "recovery" => word(&service.check_recovery_code(&now, &password, code)),
            other => panic!("{other} is no kind of code"),
        };
        start.unlock().unwrap();
        println!("{SAYS}{word}");
    }
}

pub fn start_of(store: &Path) -> PathBuf {
    key_file(store).with_file_name("start")
}

struct Racer {
    child: Child,
    told: Option<ChildStdin>,
    says: BufReader<ChildStdout>,
}

impl Racer {
    /// What it says next. The test harness says something in between.
    fn word(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.says.read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "a racer has died");
            if let Some((_, word)) = line.trim_end().split_once(SAYS) {
                return word.to_owned();
            }
        }
    }
}

/// Thirty-two processes, each with the store open.
pub struct Race {
    racers: Vec<Racer>,
    start: File,
}

impl Race {
    /// On these machines, by turns.
    pub fn across(machines: &[&Program]) -> Self {
        let store = machines[0].store();
        // Each of them proves that it knows it before it can race.
        make_password_cheap(&store, PASSWORD);
        let start_file = start_of(&store);
        let start = File::create(&start_file).unwrap();
        let racers = machines
            .iter()
            .cycle()
            .take(RACERS)
            .map(|machine| {
                let store = machine.store();
                let mut child = Command::new(std::env::current_exe().unwrap())
                    .args([
                        "--quiet",
                        "--nocapture",
                        "--exact",
                        "support::race::the_side_that_races",
                    ])
                    .env_clear()
                    .env(RACER, &store)
                    .env(START, &start_file)
                    .env(KEY_FILE, key_file(&store))
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
    pub fn run(&mut self, many: usize, told: &str) -> BTreeMap<String, usize> {
        let racers = &mut self.racers[..many];
        self.start.lock().unwrap();
        for racer in racers.iter_mut() {
            writeln!(racer.told.as_mut().unwrap(), "{told}").unwrap();
        }
        for racer in racers.iter_mut() {
            assert_eq!(racer.word(), "ready");
        }
        self.start.unlock().unwrap();
        let mut words = BTreeMap::new();
        for racer in racers {
            *words.entry(racer.word()).or_default() += 1;
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
pub fn one_was_right(
    words: &BTreeMap<String, usize>,
    refused: &str,
    holder: &Holder,
    proof: &str,
    round: usize,
) {
    let number = |word: &str| words.get(word).copied().unwrap_or_default();
    assert_eq!(number("right"), 1, "round {round}: {words:?}");
    let all: usize = words.values().sum();
    // A server may be too busy to hear all of them, who are told neither.
    let unheard = if is_in_a_database() {
        UNHEARD
            .iter()
            .map(|why| number(&format!("failed: {why}")))
            .sum()
    } else {
        0
    };
    let others = number(refused) + number("throttled");
    assert_eq!(1 + others + unheard, all, "round {round}: {words:?}");
    assert!(
        number(refused) >= 5 || unheard > 0,
        "round {round}: {words:?}"
    );
    assert_eq!(
        usize::try_from(holder.failures(proof)).unwrap(),
        number(refused),
        "round {round}: {words:?}"
    );
}

/// Starts this number of processes at once, each with this on stdin, and returns what each came to.
pub fn at_once(many: usize, holder: &Holder, line: &str, input: &str) -> Vec<Ran> {
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
