//! Where log-ins come from is remembered by network: changing addresses can't fill the audit trail.

use jiff::Timestamp;
use keyfob::crypto::secret::TypedPassword;
use keyfob::domain::names::AccountName;
use keyfob::domain::scope::{Source, parse_address};
use keyfob::service::{LogIn, Remembered, Service};
use zeroize::Zeroizing;

use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, Program, service};

struct Client {
    service: Service,
    typed: TypedPassword,
    remembered: Option<Remembered>,
    now: Timestamp,
}

impl Client {
    fn new(program: &Program, secret: &str) -> Self {
        Self {
            service: service::open(&program.store()),
            typed: TypedPassword::new(Zeroizing::new(secret.to_owned())),
            remembered: None,
            now: Timestamp::now(),
        }
    }

    /// Logs in, as a server does that remembers log-ins: only the first one costs a hash.
    fn logs_in_from(&mut self, address: &str) {
        let source = Source {
            service: "imap".parse().ok(),
            address: parse_address(address).ok(),
        };
        let name = AccountName::parse(ALAIN).unwrap();
        let log_in = LogIn {
            account: &name,
            typed: &self.typed,
            source: &source,
        };
        let at = service::requester(self.now);
        if let Some(remembered) = &self.remembered {
            let again = self.service.log_in_again(&at, &log_in, remembered, true);
            again.unwrap().unwrap().answer.unwrap();
        } else {
            let logged_in = self.service.log_in(&at, &log_in);
            logged_in.answer.unwrap().answer.unwrap();
            self.remembered = logged_in.remembered;
        }
    }
}

fn recorded(holder: &Holder, event: &str) -> i64 {
    let sql = "SELECT count(*) FROM log WHERE event = ?";
    holder.database().number(sql, [event]).unwrap()
}

#[test]
fn changing_addresses_write_an_entry_for_each_network_and_few_a_minute() {
    const MANY: usize = 2_000;
    let with_app = Holder::enforced();
    let secret = with_app.program.run("apppw create Outlook").word();
    for (holder, secret, event) in [
        (with_app, secret, "apppw.first-used"),
        (
            Holder::enabled(),
            PASSWORD.to_owned(),
            "account.password-used",
        ),
    ] {
        let mut client = Client::new(&holder.program, &secret);
        for number in 0..MANY {
            client.logs_in_from(&format!("2001:db8::{number:x}"));
        }
        assert_eq!(recorded(&holder, event), 1, "one network");
        client.now = "2031-01-01T00:00:00Z".parse().unwrap();
        for number in 0..MANY {
            client.logs_in_from(&format!("2001:db8:1:{number:x}::1"));
        }
        assert_eq!(
            recorded(&holder, event),
            1 + 10,
            "many networks, in a minute"
        );
        client.now = "2031-01-01T00:01:00Z".parse().unwrap();
        client.logs_in_from("192.0.2.7");
        client.logs_in_from("192.0.2.8");
        client.logs_in_from("198.51.100.7");
        assert_eq!(recorded(&holder, event), 1 + 10 + 2, "the next minute");
        let sql = "SELECT count(*) FROM log WHERE address = '198.51.100.7'";
        let exact = holder.database().number(sql, []);
        assert_eq!(exact, Some(1), "the trail has the address itself");
    }
}
