//! How often a log-in waits for the server, which is what a store on another machine costs.

use keyfob::crypto::secret::TypedPassword;
use keyfob::domain::names::AccountName;
use keyfob::domain::scope::Source;
use keyfob::service::{LogIn, Service};
use zeroize::Zeroizing;

use super::first_machine;
use super::proxy::Proxy;
use crate::support::holder::PASSWORD;
use crate::support::service::{at, open};
use crate::support::{ALAIN, Program, unix_now};

const WRONG: &str = "abcdefghijklmnop";

/// A machine whose questions to the server are counted.
struct Counted {
    proxy: Proxy,
    _machine: Program,
    service: Service,
}

impl Counted {
    fn new(one: &Program) -> Self {
        let proxy = Proxy::new(one);
        let machine = Program::at(proxy.address());
        machine.copies_key(one);
        let mut counted = Self {
            proxy,
            service: open(&machine.store()),
            _machine: machine,
        };
        // What is asked for often is prepared first.
        for number in 0..8 {
            counted.waits(&format!("nobody{number}@contoso.com"), WRONG);
        }
        counted
    }

    /// Returns how often this log-in waited for the server.
    fn waits(&mut self, name: &str, typed: &str) -> usize {
        let before = self.proxy.asked();
        let log_in = LogIn {
            account: &AccountName::parse(name).unwrap(),
            typed: &TypedPassword::new(Zeroizing::new(typed.to_owned())),
            source: &Source::default(),
        };
        let logged_in = self.service.log_in(&at(unix_now()), &log_in);
        let accepted = logged_in.answer.unwrap().answer.is_ok();
        assert_eq!(accepted, typed != WRONG);
        self.proxy.asked() - before
    }
}

#[test]
fn what_a_log_in_needs_is_asked_for_at_once() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    let mut counted = Counted::new(&one);
    // The first use is recorded.
    for _ in 0..4 {
        counted.waits(ALAIN, &secret);
    }
    // The account; its app passwords; where this one was used.
    assert_eq!(counted.waits(ALAIN, &secret), 3);
}

#[test]
fn an_unknown_name_waits_as_often_as_a_known_one() {
    let Some(one) = first_machine() else {
        return;
    };
    one.enrol();
    let mut counted = Counted::new(&one);
    let known = counted.waits(ALAIN, WRONG);
    assert_eq!(counted.waits("nobody@contoso.com", WRONG), known);

    let Some(one) = first_machine() else {
        return;
    };
    one.fed(&format!("account add {ALAIN} --password-stdin"), PASSWORD)
        .ok();
    let mut counted = Counted::new(&one);
    let known = counted.waits(ALAIN, WRONG);
    assert_eq!(counted.waits("nobody@contoso.com", WRONG), known);
}
