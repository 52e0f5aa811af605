//! Promise 4: a contact code has six digits, lasts ten minutes, is accepted once and only for the
//! request that it was sent for; and asking for another gives no attempts back.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::rc::Rc;
use std::thread;

use keyfob::crypto::random::Random;
use keyfob::crypto::secret::ContactCode;
use keyfob::domain::contact::{Contact, ContactCodeRefusal, Email};
use keyfob::domain::throttle::Throttled;
use keyfob::service::{CodePurpose, CodeRequest, PasswordProven, Service, ServiceError};

use crate::cli::people::{ASKED, PASSWORD, reachable, typing};
use crate::promises::{figure, whole};
use crate::support::database::Tables;
use crate::support::holder::{self, Holder};
use crate::support::race::{RACERS, one_was_right, start_of, word};
use crate::support::service::{account, at, check_code, open, prove_password, send_code};
use crate::support::{ALAIN, Answer, World, rounds, sent_code, service, unix_now};

const SIGN_IN: CodePurpose = CodePurpose::SignIn;
const ENROLMENT: CodePurpose = CodePurpose::Enrolment;

struct Desk {
    world: World,
    service: Service,
    password: PasswordProven,
    contact: Contact,
}

impl Desk {
    fn new() -> Self {
        let (world, _, _) = reachable();
        let mut service = service::open(&world.store());
        let now = service::requester(world.now());
        let password = service::prove_password(&mut service, &now, ALAIN, PASSWORD);
        let contact = Contact::Email(Email::parse("alain@example.org").unwrap());
        Self {
            world,
            service,
            password,
            contact,
        }
    }

    /// The failures in a row that are counted for codes by e-mail.
    fn failures(&self) -> i64 {
        let sql = "SELECT CAST(coalesce(sum(failures), 0) AS BIGINT) FROM throttle
                   WHERE proof = 'email'";
        Tables::of(&self.world.store()).number(sql, []).unwrap()
    }

    fn send(&mut self, purpose: CodePurpose) -> (CodeRequest, String) {
        self.world.pass(60);
        let now = service::requester(self.world.now());
        let (password, contact) = (&self.password, &self.contact);
        service::send_code(&mut self.service, &now, password, contact, purpose)
    }

    fn check(
        &mut self,
        request: &CodeRequest,
        purpose: CodePurpose,
        code: &str,
    ) -> Result<(), ServiceError> {
        let now = service::requester(self.world.now());
        let password = &self.password;
        service::check_code(&mut self.service, &now, password, request, purpose, code)
    }
}

#[test]
fn a_code_has_six_random_digits() {
    let random = Random::system();
    let codes: Vec<_> = (0..1000)
        .map(|_| ContactCode::generate(&random).expose().to_owned())
        .collect();
    for place in 0..6 {
        let digits: std::collections::BTreeSet<_> =
            codes.iter().map(|code| code.as_bytes()[place]).collect();
        assert_eq!(digits, (b'0'..=b'9').collect(), "place {place}");
    }
    assert!(codes.iter().all(|code| code.len() == 6));
}

#[test]
fn a_code_is_good_for_ten_minutes_to_the_second() {
    for (seconds, is_over) in [(599, false), (600, true), (601, true), (-1, true)] {
        let (world, _, mail) = reachable();
        // Long after the message that showed that the address is his.
        world.pass(60);
        let world = Rc::new(world);
        let late = |mail: PathBuf, seconds| {
            let world = Rc::clone(&world);
            Answer::Computed(Box::new(move || {
                world.pass(seconds);
                sent_code(&mail)
            }))
        };
        let mut script = typing([late(mail.clone(), seconds)]);
        if is_over {
            // Another one was sent.
            script.push((ASKED, Answer::Sent(mail.clone())));
        }
        let ran = world.talking(script).run("signin --method email");
        assert_eq!(ran.code, 0, "after {seconds} s: {ran}");
        assert_eq!(ran.err.contains("has expired"), is_over, "{ran}");
    }
}

#[test]
fn a_code_may_be_tried_five_times() {
    for wrong in [4, 5] {
        let mut desk = Desk::new();
        let (request, code) = desk.send(SIGN_IN);
        for _ in 0..wrong {
            assert!(matches!(
                desk.check(&request, SIGN_IN, "1"),
                Err(ServiceError::ContactCode(ContactCodeRefusal::Wrong))
            ));
        }
        // The wait of who was wrong five times.
        desk.world.pass(1);
        let last = desk.check(&request, SIGN_IN, &code);
        match wrong {
            4 => assert!(last.is_ok(), "{last:?}"),
            _ => assert!(
                matches!(
                    last,
                    Err(ServiceError::ContactCode(ContactCodeRefusal::Over))
                ),
                "{last:?}"
            ),
        }
    }
}

#[test]
fn each_code_is_for_its_own_request_and_once() {
    let mut desk = Desk::new();
    let (first, first_code) = desk.send(SIGN_IN);
    let (second, second_code) = desk.send(SIGN_IN);
    let (third, third_code) = desk.send(ENROLMENT);
    assert!(desk.check(&first, SIGN_IN, &second_code).is_err());
    assert!(desk.check(&second, SIGN_IN, &third_code).is_err());
    assert!(desk.check(&third, ENROLMENT, &first_code).is_err());
    // A code isn't good for the other purpose.
    assert!(desk.check(&first, ENROLMENT, &first_code).is_err());
    assert!(desk.check(&third, SIGN_IN, &third_code).is_err());
    desk.world.pass(1);
    // Both of somebody's windows work.
    desk.check(&second, SIGN_IN, &second_code).unwrap();
    desk.check(&first, SIGN_IN, &first_code).unwrap();
    assert!(matches!(
        desk.check(&first, SIGN_IN, &first_code),
        Err(ServiceError::ContactCode(ContactCodeRefusal::Over))
    ));
    desk.check(&third, ENROLMENT, &third_code).unwrap();
}

/// As many as anyone can want, with every wrong code counted on from the one before.
#[test]
fn ten_reissues_reset_nothing() {
    let mut desk = Desk::new();
    let (first, first_code) = desk.send(SIGN_IN);
    for _ in 0..5 {
        assert!(desk.check(&first, SIGN_IN, "1").is_err());
    }
    assert_eq!(desk.failures(), 5);
    for reissue in 1..=10 {
        let (newest, newest_code) = desk.send(SIGN_IN);
        if reissue == 1 {
            // Its five attempts are used up, whatever was sent since.
            let right = desk.check(&first, SIGN_IN, &first_code);
            let over = ServiceError::ContactCode(ContactCodeRefusal::Over);
            assert_eq!(right.unwrap_err().to_string(), over.to_string());
        } else {
            assert!(desk.check(&newest, SIGN_IN, "1").is_err());
        }
        let failures = 5 + reissue;
        assert_eq!(desk.failures(), failures, "reissue {reissue}");
        // Nor is the next one looked at before the wait is over, which grows.
        let wait = (1 << (failures - 5)).min(900);
        let early = desk.check(&newest, SIGN_IN, &newest_code);
        assert!(
            matches!(early, Err(ServiceError::Throttled(_, Throttled::Wait(left))) if left == wait),
            "reissue {reissue}: {early:?}"
        );
        desk.world.pass(wait);
    }
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
    let password = prove_password(&mut services[0], &at(begin), ALAIN, holder::PASSWORD);
    for round in 0..figure(rounds(20, 6), 200) {
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
    whole(&holder.program);
}
