//! Every byte of a small store, of its WAL and of its head flipped in turn: the answer is right or an
//! error. Nothing wrong and nothing deleted is ever accepted.

use std::sync::OnceLock;
use std::thread;

use keyfob::crypto::random::Random;
use keyfob::crypto::secret::TypedPassword;
use keyfob::domain::names::AccountName;
use keyfob::front_ends;
use keyfob::service::{Location, LogIn, Service};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::promises::figure;
use crate::support::cheap_hashes::make_app_passwords_cheap;
use crate::support::files::Files;
use crate::support::{ALAIN, World, service};

const BOB: &str = "bob@contoso.com";
/// As long as an app password, of the same letters, and none.
const WRONG: &str = "aaaabbbbccccdddd";

/// A small store, and what it is asked.
struct Small {
    /// Its last changes are in the WAL alone.
    with_wal: Files,
    /// All of it is in the database.
    without_wal: Files,
    questions: Vec<Question>,
}

#[derive(Clone)]
struct Question {
    what: &'static str,
    account: &'static str,
    password: String,
    is_right: bool,
}

fn question(what: &'static str, account: &'static str, password: &str, is_right: bool) -> Question {
    Question {
        what,
        account,
        password: password.to_owned(),
        is_right,
    }
}

impl Small {
    fn get() -> &'static Self {
        static MADE: OnceLock<Small> = OnceLock::new();
        MADE.get_or_init(Self::make)
    }

    fn make() -> Self {
        let world = World::enrolled();
        world.add_enrolled(BOB);
        let make = |line: &str| world.run(&format!("apppw create {line}")).word();
        let right = make(&format!("Right -a {ALAIN}"));
        let deleted = make(&format!("Deleted -a {ALAIN}"));
        let scoped = make(&format!("Scoped --only smtp -a {ALAIN}"));
        let expired = make(&format!("Expired --expires 1h -a {ALAIN}"));
        let bobs = make(&format!("Bobs -a {BOB}"));
        let alains = [&right, &deleted, &scoped, &expired].map(|secret| (ALAIN, secret.as_str()));
        let secrets = [&alains[..], &[(BOB, &bobs)]].concat();
        make_app_passwords_cheap(&world.store(), &secrets);
        world.pass(2 * 60 * 60);
        // Used before from where it is used later, so that accepting it again would change nothing.
        for (account, secret) in [(ALAIN, &right), (ALAIN, &deleted), (BOB, &bobs)] {
            let input = format!("{account}\n{secret}\n");
            world.fed("auth check --service imap", &input).ok();
        }
        // A reader that stays keeps what was written before out of the WAL, and all else in it.
        let reader = Connection::open(world.store()).unwrap();
        reader
            .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE); BEGIN; SELECT * FROM store")
            .unwrap();
        world
            .run(&format!("apppw delete Deleted -a {ALAIN} --yes"))
            .ok();
        world.run(&format!("account set {BOB} --disable")).ok();
        let mut with_wal = Files::of(world.path());
        with_wal.remove("keyfob.db-shm");
        reader
            .execute_batch("ROLLBACK; PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        drop(reader);
        Self {
            with_wal,
            without_wal: Files::of(world.path()),
            questions: vec![
                question("right", ALAIN, &right, true),
                question("deleted", ALAIN, &deleted, false),
                question("of a disabled account", BOB, &bobs, false),
                question("for another service", ALAIN, &scoped, false),
                question("expired", ALAIN, &expired, false),
                question("wrong", ALAIN, WRONG, false),
            ],
        }
    }

    /// Asks the questions after this change, and returns what is wrong with the answers. One is asked
    /// by a command, then all of a service that stays open. What is asked first differs from number to
    /// number, since it may change the files.
    fn asked(&self, world: &World, at: &str, number: usize) -> Vec<String> {
        let from = number % self.questions.len();
        let mut wrong = vec![];
        wrong.extend(self.questions[from].wrong_by_command(world, at));
        let key = world.path().join("keyfob.db.key");
        let location = Location::new(world.store(), key);
        // What can't be opened is refused by each command as by the one above.
        if let Ok(mut service) = Service::open(&location, &Random::system()) {
            let questions = self.questions.iter().cycle().skip(from);
            for one in questions.take(self.questions.len()) {
                wrong.extend(one.wrong_by_service(world, &mut service, at));
            }
        }
        wrong
    }
}

impl Question {
    /// That it can't be decided is never wrong, as long as that is told.
    fn wrong_by_command(&self, world: &World, at: &str) -> Option<String> {
        let input = format!("{}\n{}\n", self.account, self.password);
        let ran = world.fed("auth check --service imap", &input);
        let allowed = [u8::from(!self.is_right), 74, 75, 78];
        (!allowed.contains(&ran.code)).then(|| format!("{at}: {}: {ran}", self.what))
    }

    fn wrong_by_service(&self, world: &World, service: &mut Service, at: &str) -> Option<String> {
        let log_in = LogIn {
            account: &AccountName::parse(self.account).unwrap(),
            typed: &TypedPassword::new(Zeroizing::new(self.password.clone())),
            source: &front_ends::source(Some("imap"), None),
        };
        let logged_in = service.log_in(&service::requester(world.now()), &log_in);
        // As the commands do.
        let _ = service.leave(&logged_in.trace.into_iter().collect::<Vec<_>>());
        match logged_in.answer {
            Ok(answered) => {
                let is_accepted = answered.answer.is_ok();
                let is_wrong = is_accepted != self.is_right;
                is_wrong.then(|| format!("{at}: {}: {is_accepted}", self.what))
            }
            // A command knows which status an error has.
            Err(_) => self.wrong_by_command(world, at),
        }
    }
}

/// The bytes to be flipped: all of them, or one of each stretch and all near this text.
fn positions(bytes: &[u8], sample: usize, near: &str) -> Vec<usize> {
    let stride = figure(bytes.len().div_ceil(sample), 1);
    // Which byte of a stretch it is differs from stretch to stretch, and is the same in every run.
    let mut random = StdRng::seed_from_u64(10);
    let mut positions: Vec<_> = (0..bytes.len())
        .step_by(stride)
        .map(|begin| (begin + random.random_range(0..stride)).min(bytes.len() - 1))
        .collect();
    if stride > 1 {
        let found = bytes
            .windows(near.len())
            .position(|text| text == near.as_bytes());
        let found = found.expect(near);
        positions.extend(found - 64..found + 136);
    }
    positions
}

/// Flips the bytes of this file one after the other.
fn flips(files: &Files, file: &str, sample: usize, near: &str) {
    let small = Small::get();
    let length = files.bytes(file).len();
    let positions = positions(files.bytes(file), sample, near);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..threads)
            .map(|one| {
                let positions = positions.iter().enumerate().skip(one).step_by(threads);
                scope.spawn(move || {
                    let world = World::new();
                    world.pass(2 * 60 * 60);
                    let mut wrong = vec![];
                    for (number, &position) in positions {
                        if number % 5_000 == 4_999 {
                            println!("{number} of {length} bytes of {file} flipped so far");
                        }
                        // Another bit of each byte in turn.
                        let bit = 1 << ((position / 7 + position) % 8);
                        files.replace(world.path());
                        Files::change(&world.path().join(file), |bytes| bytes[position] ^= bit);
                        let at = format!("byte {position} of {file} ^ {bit}");
                        wrong.extend(small.asked(&world, &at, number));
                    }
                    wrong
                })
            })
            .collect();
        all.into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    println!("{} of {length} bytes of {file} flipped", positions.len());
    let shown = &wrong[..wrong.len().min(20)];
    assert!(wrong.is_empty(), "{}: {shown:#?}", wrong.len());
}

#[test]
fn untouched_it_answers_rightly() {
    let small = Small::get();
    let world = World::new();
    world.pass(2 * 60 * 60);
    assert!(small.with_wal.bytes("keyfob.db-wal").len() > 20_000);
    for files in [&small.with_wal, &small.without_wal] {
        for number in 0..small.questions.len() {
            files.replace(world.path());
            assert_eq!(small.asked(&world, "untouched", number), [""; 0]);
        }
        // And they are decided.
        let right = &small.questions[0];
        let input = format!("{}\n{}\n", right.account, right.password);
        world.fed("auth check", &input).ok();
        world.run("store check").ok();
    }
}

#[test]
fn no_flipped_byte_of_the_database_makes_a_wrong_answer() {
    // The row of an expired app password, by its name and that in lower case.
    flips(
        &Small::get().without_wal,
        "keyfob.db",
        250,
        "Expiredexpired",
    );
}

/// As one flipped bit can, this hides rows from every search.
#[test]
fn no_page_that_lost_its_rows_makes_a_wrong_answer() {
    const PAGE: usize = 4096;
    const FILE_HEADER: usize = 100;
    let small = Small::get();
    let world = World::new();
    world.pass(2 * 60 * 60);
    let pages = small.without_wal.bytes("keyfob.db").len() / PAGE;
    let mut wrong = vec![];
    for page in 0..pages {
        let header = page * PAGE + if page == 0 { FILE_HEADER } else { 0 };
        // What is asked first may be answered by what is read first.
        for number in 0..2 {
            small.without_wal.replace(world.path());
            Files::change(&world.store(), |bytes| {
                // How many rows the page has.
                bytes[header + 3..][..2].fill(0);
            });
            let at = format!("page {} without rows", page + 1);
            wrong.extend(small.asked(&world, &at, number));
        }
    }
    assert!(pages > 20, "{pages}");
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn no_flipped_byte_of_the_wal_makes_a_wrong_answer() {
    let account = [BOB, BOB].concat();
    flips(&Small::get().with_wal, "keyfob.db-wal", 150, &account);
}

#[test]
fn no_flipped_byte_of_the_head_makes_a_wrong_answer() {
    for files in [&Small::get().with_wal, &Small::get().without_wal] {
        let all = files.bytes("keyfob.db.head").len();
        flips(files, "keyfob.db.head", all, "");
    }
}
