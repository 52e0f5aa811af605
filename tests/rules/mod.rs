//! The rules as a whole: whatever happens in whatever order, each answer is that of a small model of
//! them.

mod model;
mod operation;
mod subject;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::thread;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use self::model::{Model, Yes};
use self::operation::{
    ACCOUNTS, AccountTyped, AppTyped, By, From, Limits, Operation, Rule, Typed, operations,
};
use self::subject::{Subject, Template};
use crate::support::rounds;

/// A Saturday noon.
const BEGIN: i64 = 1_795_262_400;

/// Two accounts, one of them with MFA, signed in, and with an app password in use; and a service account.
fn template() -> &'static (Template, Model) {
    static MADE: OnceLock<(Template, Model)> = OnceLock::new();
    MADE.get_or_init(|| {
        let account = |name| AccountTyped { name, spelling: 0 };
        let (first, second) = (account(0), account(1));
        let add = |name, mfa| Operation::AddAccount {
            name,
            mfa,
            temporary: false,
        };
        let from = From {
            service: Some(0),
            address: Some(0),
        };
        let app = AppTyped {
            name: 0,
            spelling: 0,
        };
        let mut subject = Subject::new(BEGIN);
        let mut model = Model::new(BEGIN);
        for operation in [
            add(first, true),
            add(second, false),
            Operation::AddServiceAccount(account(3)),
            Operation::Enrol {
                account: first,
                by: By::Admin,
                right: true,
                app: Some(app),
            },
            Operation::Wait(30),
            Operation::SignIn {
                account: first,
                right: true,
                wrong_codes: 0,
            },
            Operation::Create {
                account: first,
                by: By::Holder,
                name: AppTyped {
                    name: 1,
                    spelling: 0,
                },
                limits: Limits {
                    service: Some(0),
                    network: true,
                },
                lasts: Some(3_600),
            },
            Operation::LogIn {
                account: first,
                typed: Typed::Own(0),
                grouped: true,
                from,
            },
            Operation::SetPolicy(Rule::Limit(3)),
            Operation::Wait(29),
        ] {
            let answer = subject.apply(&operation, &model);
            assert!(answer.is_ok(), "{operation:?}: {answer:?}");
            assert_eq!(model.apply(&operation), answer, "{operation:?}");
        }
        model.forget_remembered();
        (Template::of(subject, 2), model)
    })
}

/// How often each answer was given, so that it shows if the sequences no longer reach one.
type Answers = BTreeMap<String, usize>;

fn agree(sequence: &[Operation], answers: &mut Answers) -> Result<(), TestCaseError> {
    let (template, model) = template();
    let (mut subject, mut model) = (template.subject(), model.clone());
    let differs = |what: String| Err(TestCaseError::fail(what));
    for (at, operation) in sequence.iter().enumerate() {
        let answer = subject.apply(operation, &model);
        let expected = model.apply(operation);
        if answer != expected {
            return differs(format!(
                "{at}: {operation:?}: {answer:?}, and by the rules {expected:?}"
            ));
        }
        for name in 0..ACCOUNTS.len() {
            let (seen, expected) = (subject.see(name), model.see(name));
            if seen != expected {
                return differs(format!(
                    "after {at}: {operation:?}: {seen:#?}, and by the rules {expected:#?}"
                ));
            }
        }
        let word = match answer {
            Ok(Yes::Accepted(_)) => "Accepted".to_owned(),
            Ok(_) => "Done".to_owned(),
            Err(no) => format!("{no:?}"),
        };
        *answers.entry(word).or_default() += 1;
    }
    subject.open_again();
    let faults = subject.faults();
    if faults.is_empty() {
        return Ok(());
    }
    differs(format!("at the end: {faults:#?}"))
}

/// Runs this many sequences, the same ones each time. One that shows a difference is made as short as it
/// can be.
fn sequences(seed: u8, cases: u32) -> Answers {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let answers = RefCell::default();
    let ran = runner.run(&operations(), |sequence| {
        agree(&sequence, &mut answers.borrow_mut())
    });
    match ran {
        Ok(()) => answers.into_inner(),
        Err(TestError::Fail(why, sequence)) => panic!("{why}\nafter {sequence:#?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// `KEYFOB_TEST_WHOLE=1` runs ten thousand.
#[test]
fn every_answer_is_that_of_the_rules_whatever_happened_before() {
    let whole = std::env::var_os("KEYFOB_TEST_WHOLE").is_some();
    let each = if whole { 5_000 } else { rounds(40, 25) };
    let each = u32::try_from(each).unwrap();
    let both = thread::scope(|scope| {
        let both = [8, 9].map(|seed| scope.spawn(move || sequences(seed, each)));
        both.map(|one| one.join().unwrap())
    });
    let mut answers = Answers::new();
    for (word, count) in both.into_iter().flatten() {
        *answers.entry(word).or_default() += count;
    }
    println!("{answers:?}");
    let least = [
        "Accepted",
        "AccountDisabled",
        "AppNameTaken",
        "Deleted",
        "Expired",
        "Limit",
        "MfaNotEnforced",
        "NotRemembered",
        "Replaced",
        "ServiceAccount",
        "WrongNetwork",
        "WrongService",
    ];
    for word in least {
        assert!(answers.contains_key(word), "never {word}: {answers:?}");
    }
}
