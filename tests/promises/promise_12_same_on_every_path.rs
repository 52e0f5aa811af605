//! Promise 12: limits are the same on every path. Each way in is asked in every state and under every
//! policy, and what is counted by one of them holds for all.

use std::fmt::Write;

use crate::serve::Served;
use crate::support::auth_client::Said;
use crate::support::cheap_hashes::{make_app_passwords_cheap, make_password_cheap};
use crate::support::database::Tables;
use crate::support::holder::PASSWORD;
use crate::support::{ALAIN, Program, Ran, totp_now, unix_now, with_key};

/// As long as an app password, of the same letters, and none.
const WRONG: &str = "aaaabbbbccccdddd";
const HERE: &str = "--service imap --from 192.0.2.7";

/// What a server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Yes,
    No,
    Undecided,
}

use Heard::{No, Undecided, Yes};

/// The ways in for servers, and an operator's test of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Check,
    CheckVia,
    Pam,
    PamVia,
    Checkpassword,
    CheckpasswordVia,
    Socket,
    Test,
}

const WAYS: [Way; 8] = [
    Way::Check,
    Way::CheckVia,
    Way::Pam,
    Way::PamVia,
    Way::Checkpassword,
    Way::CheckpasswordVia,
    Way::Socket,
    Way::Test,
];

/// Where no more attempts are accepted, those that have a status to say so say 77.
#[track_caller]
fn by_status(ran: &Ran, undecided: u8) -> Heard {
    match ran.code {
        0 => Yes,
        1 => No,
        code if code == undecided || code == 77 => Undecided,
        _ => panic!("{ran}"),
    }
}

/// Where a log-in comes from, as each way is told.
#[derive(Debug, Clone, Copy)]
enum From {
    /// IMAP from 192.0.2.7.
    Here,
    /// It isn't told.
    Unknown,
}

impl Way {
    #[track_caller]
    fn ask(
        self,
        program: &Program,
        served: &Served,
        from: From,
        user: &str,
        password: &str,
    ) -> Heard {
        let lines = format!("{user}\n{password}\n");
        let (flags, pam, fields) = match from {
            From::Here => (
                HERE,
                Some(("imap", "192.0.2.7")),
                "service=imap\trip=192.0.2.7",
            ),
            From::Unknown => ("", None, ""),
        };
        let via = "--via auth.sock";
        match self {
            Self::Check => by_status(&program.fed(&format!("auth check {flags}"), &lines), 75),
            Self::CheckVia => {
                let line = format!("auth check {via} {flags}");
                by_status(&program.fed(&line, &lines), 75)
            }
            Self::Pam => by_status(&program.pam("", pam, user, password), 75),
            Self::PamVia => by_status(&program.pam(via, pam, user, password), 75),
            Self::Checkpassword => by_status(&program.checkpassword(flags, user, password), 111),
            Self::CheckpasswordVia => {
                let flags = format!("{via} {flags}");
                by_status(&program.checkpassword(&flags, user, password), 111)
            }
            Self::Socket => match served.client().ask_from(fields, user, password) {
                Said::Yes(_) => Yes,
                Said::No(_) => No,
                Said::Closed | Said::Later(_) => Undecided,
                Said::GoOn(_) => panic!("it wasn't answered"),
            },
            Self::Test => {
                let line = format!("auth test -a {user} {flags}");
                by_status(&program.fed(&line, password), 75)
            }
        }
    }
}

fn forget_failures(program: &Program) {
    if failures(program) == 0 {
        return;
    }
    with_key::change(&program.store(), "DELETE FROM throttle", []);
}

// --- states

/// An account in some state.
struct Account {
    name: &'static str,
    /// Whether servers accept its own password there.
    takes_own: bool,
    /// Whether they accept an app password without limits.
    takes_app: bool,
    app: String,
}

fn enrol(program: &Program, name: &str) {
    let uri = program.run(&format!("mfa enroll -a {name}")).word();
    let code = totp_now(&uri);
    program
        .run(&format!("mfa enroll -a {name} --no-app --confirm {code}"))
        .ok();
}

fn create(program: &Program, line: &str) -> String {
    program.run(&format!("apppw create {line}")).word()
}

/// One account in each state, in one store.
fn accounts(program: &Program) -> Vec<Account> {
    let states: [(&str, &[&str], bool, bool); 9] = [
        ("off", &[], true, false),
        ("enabled", &["account set NAME --mfa enabled"], true, false),
        ("enforced", &["ENROL"], false, true),
        (
            "switched-off",
            &["ENROL", "account set NAME --mfa disabled --yes"],
            true,
            false,
        ),
        ("reset", &["ENROL", "mfa reset -a NAME --yes"], true, false),
        (
            "enforced-disabled",
            &["ENROL", "account set NAME --disable"],
            false,
            false,
        ),
        (
            "off-disabled",
            &["account set NAME --disable"],
            false,
            false,
        ),
        (
            "enabled-again",
            &[
                "ENROL",
                "account set NAME --disable",
                "account set NAME --enable",
            ],
            false,
            true,
        ),
        ("temporary", &["TEMPORARY"], false, false),
    ];
    let mut accounts = vec![];
    for (name, steps, takes_own, takes_app) in states {
        let line = format!("account add {name} --password-stdin");
        program.fed(&line, PASSWORD).ok();
        let mut app = WRONG.to_owned();
        for step in steps {
            match *step {
                "ENROL" => {
                    let line = format!("account set {name} --mfa enabled");
                    program.run(&line).ok();
                    enrol(program, name);
                    app = create(program, &format!("App -a {name}"));
                }
                // Its own password, which it would have to change first.
                "TEMPORARY" => with_key::change(
                    &program.store(),
                    "UPDATE account SET must_change_password = 1 WHERE name = ?",
                    [name],
                ),
                line => drop(program.run(&line.replace("NAME", name)).ok()),
            }
        }
        accounts.push(Account {
            name,
            takes_own,
            takes_app,
            app,
        });
    }
    accounts
}

/// App passwords of the account `enforced`, and whether they are accepted for this log-in.
fn app_passwords(program: &Program) -> Vec<(&'static str, String, bool)> {
    let make = |line: &str| create(program, &format!("{line} -a enforced"));
    let (deleted, expired) = (make("Deleted"), make("Expired"));
    let (replaced, overlapped) = (make("Replaced"), make("Overlapped"));
    program.run("apppw delete Deleted -a enforced --yes").ok();
    with_key::change(
        &program.store(),
        "UPDATE app_password SET expires_at = created_at WHERE name = 'Expired'",
        [],
    );
    let rotate = |line: &str| {
        program
            .run(&format!("apppw rotate {line} -a enforced"))
            .word()
    };
    vec![
        ("for this service", make("Mail --only imap,smtp"), true),
        ("for another service", make("Sieve --only sieve"), false),
        ("for this network", make("Here --from 192.0.2.0/24"), true),
        ("for another network", make("Away --from 10.0.0.0/8"), false),
        ("for both", make("Both --only imap --from 192.0.2.7"), true),
        (
            "for one of both",
            make("Half --only imap --from 10.0.0.0/8"),
            false,
        ),
        ("deleted", deleted, false),
        ("expired", expired, false),
        ("in place of another", rotate("Replaced"), true),
        ("replaced", replaced, false),
        ("beside another", rotate("Overlapped --overlap 1h"), true),
        ("in its overlap", overlapped, true),
        ("never made", WRONG.to_owned(), false),
    ]
}

#[test]
fn each_way_in_answers_the_same_in_each_state_and_under_each_policy() {
    let program = Program::new();
    let accounts = accounts(&program);
    let apps = app_passwords(&program);
    let mut secrets: Vec<_> = accounts
        .iter()
        .map(|account| (account.name, account.app.as_str()))
        .collect();
    secrets.extend(
        apps.iter()
            .map(|(_, secret, _)| ("enforced", secret.as_str())),
    );
    make_app_passwords_cheap(&program.store(), &secrets);
    make_password_cheap(&program.store(), PASSWORD);
    let served = Served::start(&program);
    let mut wrong = String::new();
    for policy in ["allowed", "frozen", "blocked"] {
        program
            .run(&format!("policy set app-passwords {policy} --yes"))
            .ok();
        let apps_count = policy != "blocked";
        let mut questions = vec![];
        for account in &accounts {
            let takes_app = account.takes_app && apps_count;
            questions.push((account.name, "own", PASSWORD, account.takes_own));
            questions.push((account.name, "app", account.app.as_str(), takes_app));
            questions.push((account.name, "wrong", WRONG, false));
        }
        for (what, secret, accepted) in &apps {
            questions.push(("enforced", what, secret, *accepted && apps_count));
        }
        if policy == "allowed" {
            let others = apps
                .iter()
                .map(|(what, secret, _)| ("enabled-again", *what, secret.as_str(), false));
            questions.extend(others);
        }
        questions.push(("nobody", "own", PASSWORD, false));
        for (user, what, secret, accepted) in questions {
            for way in WAYS {
                forget_failures(&program);
                let heard = way.ask(&program, &served, From::Here, user, secret);
                if heard != if accepted { Yes } else { No } {
                    writeln!(wrong, "{user}, {what}, {policy}, {way:?}: {heard:?}").unwrap();
                }
            }
            // 'apppw verify' knows app passwords only.
            let line = format!("apppw verify -a {user} {HERE}");
            let verified = program.fed(&line, secret).code;
            let expected: &[u8] = if accepted && what != "own" {
                &[0]
            } else {
                &[1, 67]
            };
            if !expected.contains(&verified) {
                writeln!(wrong, "{user}, {what}, {policy}, verify: {verified}").unwrap();
            }
        }
    }
    program.run("policy set app-passwords allowed").ok();
    // An app password with a limit is refused where the source isn't known.
    for (what, secret, accepted) in &apps {
        let is_limited = what.contains("for ");
        for way in WAYS {
            let heard = way.ask(&program, &served, From::Unknown, "enforced", secret);
            if heard != if *accepted && !is_limited { Yes } else { No } {
                writeln!(wrong, "{what} from anywhere, {way:?}: {heard:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

// --- what is counted

fn failures(program: &Program) -> i64 {
    let sql = "SELECT CAST(coalesce(sum(failures), 0) AS BIGINT) FROM throttle";
    Tables::of(&program.store()).number(sql, []).unwrap()
}

/// A sign-in, which isn't a way in for servers but counts with them.
fn sign_in(program: &Program, password: &str) -> u8 {
    let line = format!("signin --password-stdin -a {ALAIN}");
    program.holder_fed(&line, &format!("{password}\n")).code
}

/// Five failures by one way make all ways wait, and a hundred close all of them.
#[test]
fn failures_by_one_way_hold_for_all() {
    let program = Program::new();
    let line = format!("account add {ALAIN} --password-stdin");
    program.fed(&line, PASSWORD).ok();
    make_password_cheap(&program.store(), PASSWORD);
    let served = Served::start(&program);
    let counting = WAYS.into_iter().filter(|&way| way != Way::Test);
    for way in counting.map(Some).chain([None]) {
        forget_failures(&program);
        for failed in 1..=5 {
            match way {
                Some(way) => assert_eq!(
                    way.ask(&program, &served, From::Here, ALAIN, "a wrong guess"),
                    No
                ),
                None => assert_eq!(sign_in(&program, "a wrong guess"), 77),
            }
            assert_eq!(failures(&program), failed, "{way:?}");
        }
        for (count, status) in [(12, 75), (100, 77)] {
            // From now on, and for longer than this takes.
            with_key::change(
                &program.store(),
                "UPDATE throttle SET failures = ?, failed_at = ?",
                [count, unix_now().cast_signed()],
            );
            for other in WAYS {
                let heard = other.ask(&program, &served, From::Here, ALAIN, PASSWORD);
                assert_eq!(heard, Undecided, "{count} by {way:?}, then {other:?}");
            }
            assert_eq!(sign_in(&program, PASSWORD), status, "{count} by {way:?}");
            assert_eq!(failures(&program), count);
        }
    }
}

/// Every command that could make one more.
#[test]
fn no_path_leads_beyond_the_limit_of_app_passwords() {
    let program = Program::enrolled();
    program.run("policy set app-password-limit 2").ok();
    program.run("apppw create One Two").ok();
    program.run("apppw create Three").refused(73);
    program.run("apppw create Three Four").refused(73);
    let uri = program.run("mfa enroll").word();
    let code = totp_now(&uri);
    program.run(&format!("mfa enroll --confirm {code} --app Three"));
    program.run("apppw rotate One --overlap 1h").ok();
    program.run("apppw create Three").refused(73);
    let info = program.run("store info --json").json();
    assert_eq!(info["app_passwords"], 2, "{info}");
    let mut names = program.app_passwords();
    names.sort();
    names.dedup();
    assert_eq!(names, ["One", "Two"]);
}

/// A password that people choose has to be hard to guess wherever it is set.
#[test]
fn no_path_takes_a_weak_password() {
    let program = Program::new();
    for weak in ["short", "password1234", "aaaaaaaaaaaaaaaa"] {
        let line = format!("account add {ALAIN} --password-stdin");
        program.fed(&line, weak).refused(65);
        let temporary = program.run(&format!("account add {ALAIN}")).word();
        let line = format!("account password {ALAIN} --password-stdin");
        program.fed(&line, weak).refused(65);
        let line = format!("signin --password-stdin -a {ALAIN}");
        let lines = format!("{temporary}\n{weak}\n");
        program.holder_fed(&line, &lines).refused(65);
        program.run(&format!("account delete {ALAIN} --yes")).ok();
    }
}
