//! The service, used by a test itself: for what is too fast or too odd for the commands.

use std::cell::RefCell;
use std::path::Path;

use crate::support::database::key_file;
use jiff::Timestamp;
use keyfob::crypto::random::Random;
use keyfob::crypto::secret::PrimaryPassword;
use keyfob::domain::account::AccountId;
use keyfob::domain::contact::Contact;
use keyfob::domain::names::AccountName;
use keyfob::domain::role::Caller;
use keyfob::service::{
    CodePurpose, CodeRequest, Message, PasswordProven, Requester, Roots, Service, ServiceError,
    locate,
};
use zeroize::Zeroizing;

pub fn open(store: &Path) -> Service {
    let (named, key) = (store.to_owned(), key_file(store));
    let location = locate(Some(named), Some(key), false, &Roots::new(None, None));
    Service::open(&location.unwrap(), &Random::system()).unwrap()
}

pub fn requester(at: Timestamp) -> Requester {
    Requester {
        at,
        caller: Caller::default(),
        session: None,
    }
}

pub fn at(second: u64) -> Requester {
    requester(Timestamp::from_second(second.try_into().unwrap()).unwrap())
}

pub fn account(service: &Service, name: &str) -> AccountId {
    let name = AccountName::parse(name).unwrap();
    let actor = service.admin(&at(0));
    service.account(&actor, &name).unwrap().id
}

pub fn prove_password(
    service: &mut Service,
    requester: &Requester,
    name: &str,
    password: &str,
) -> PasswordProven {
    let name = AccountName::parse(name).unwrap();
    let typed = PrimaryPassword::new(Zeroizing::new(password.to_owned()));
    service.check_password(requester, &name, typed).unwrap()
}

/// Has a code sent, and reads it.
pub fn send_code(
    service: &mut Service,
    requester: &Requester,
    password: &PasswordProven,
    contact: &Contact,
    purpose: CodePurpose,
) -> (CodeRequest, String) {
    let sent = RefCell::new(String::new());
    let message = Message {
        host: "mail.example",
        subject: "Code",
        text: &|code| {
            code.expose().clone_into(&mut sent.borrow_mut());
            Zeroizing::new(code.expose().to_owned())
        },
    };
    let request = match purpose {
        CodePurpose::SignIn => service.send_sign_in_code(requester, password, contact, &message),
        CodePurpose::Enrolment => {
            let actor = service.admin(requester);
            service.send_enrolment_code(&actor, password.account().id, contact, &message)
        }
    };
    (request.unwrap(), sent.into_inner())
}

pub fn check_code(
    service: &mut Service,
    requester: &Requester,
    password: &PasswordProven,
    request: &CodeRequest,
    purpose: CodePurpose,
    typed: &str,
) -> Result<(), ServiceError> {
    match purpose {
        CodePurpose::SignIn => service
            .check_sent_code(requester, password, request, typed)
            .map(drop),
        CodePurpose::Enrolment => {
            let actor = service.admin(requester);
            service
                .check_enrolment_code(&actor, request, typed)
                .map(drop)
        }
    }
}

/// Who deletes app passwords of an account: that takes less here than the start of a program.
pub struct Operator {
    service: Service,
    account: AccountId,
}

impl Operator {
    pub fn new(store: &Path, name: &str) -> Self {
        let service = open(store);
        let account = account(&service, name);
        Self { service, account }
    }

    pub fn delete(&mut self, name: &str) {
        let requester = requester(Timestamp::now());
        let admin = self.service.admin(&requester);
        let security = self.service.security(&admin, self.account).unwrap();
        let doomed: Vec<_> = security
            .app_passwords
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
