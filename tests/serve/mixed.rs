//! Many processes that do everything at once beside a running server: none is told that the store is
//! busy, each comes to what it would come to alone, and in the end all counts are right.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::promises::figure;
use crate::serve::{Served, WRONG, whole};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::holder::PASSWORD;
use crate::support::{Program, Ran, totp_now};

const PROCESSES: usize = 16;
const MOST_APPS: usize = 5;

/// What one of them knows of its account. All that it does is about that account, or changes nothing
/// that the others count.
struct Actor<'a> {
    program: &'a Program,
    client: AuthClient,
    random: StdRng,
    number: usize,
    account: String,
    /// Each with its secret.
    apps: BTreeMap<String, String>,
    ended: Vec<String>,
    recovery_codes: Vec<String>,
    /// Accounts that it added besides.
    others: Vec<String>,
    /// For names that weren't used before.
    made: usize,
}

impl<'a> Actor<'a> {
    fn new(program: &'a Program, served: &Served, number: usize) -> Self {
        let account = format!("user{number}");
        let line = format!("account add {account} --mfa enabled --password-stdin");
        program.fed(&line, PASSWORD).ok();
        let mut actor = Self {
            program,
            client: served.client(),
            random: StdRng::seed_from_u64(number as u64),
            number,
            account,
            apps: BTreeMap::new(),
            ended: vec![],
            recovery_codes: vec![],
            others: vec![],
            made: 0,
        };
        actor.enrol();
        actor
    }

    /// A command about its account.
    fn run(&self, line: &str) -> Ran {
        self.program.run(&format!("{line} -a {}", self.account))
    }

    fn new_name(&mut self) -> String {
        self.made += 1;
        format!("App{}x{}", self.number, self.made)
    }

    fn pick(&mut self, count: usize) -> usize {
        self.random.random_range(0..count)
    }

    /// One of its app passwords, which is made where there is none.
    fn one(&mut self) -> (String, String) {
        if self.apps.is_empty() {
            self.create();
        }
        let at = self.pick(self.apps.len());
        let (name, secret) = self.apps.iter().nth(at).unwrap();
        (name.clone(), secret.clone())
    }

    /// A secret that isn't accepted.
    fn wrong(&mut self) -> String {
        let at = self.pick(self.ended.len() + 1);
        self.ended.get(at).cloned().unwrap_or(WRONG.to_owned())
    }

    fn enrol(&mut self) {
        let uri = self.run("mfa enroll").word();
        let code = totp_now(&uri);
        let ended = self.run(&format!("mfa enroll --no-app --json --confirm {code}"));
        if let Some(codes) = ended.json()["recovery_codes"].as_array() {
            self.recovery_codes = codes
                .iter()
                .map(|one| one.as_str().unwrap().to_owned())
                .collect();
        }
    }

    // --- what it does

    fn create(&mut self) {
        if self.apps.len() == MOST_APPS {
            self.delete();
            return;
        }
        let name = self.new_name();
        let secret = self.run(&format!("apppw create {name}")).word();
        self.apps.insert(name, secret);
    }

    fn delete(&mut self) {
        let (name, secret) = self.one();
        self.run(&format!("apppw delete {name} --yes")).ok();
        self.apps.remove(&name);
        self.ended.push(secret);
    }

    fn rename(&mut self) {
        let (name, secret) = self.one();
        let new = self.new_name();
        self.run(&format!("apppw rename {name} {new}")).ok();
        self.apps.remove(&name);
        self.apps.insert(new, secret);
    }

    fn rotate(&mut self) {
        let (name, secret) = self.one();
        let new = self.run(&format!("apppw rotate {name}")).word();
        self.apps.insert(name, new);
        self.ended.push(secret);
    }

    fn verify(&mut self) {
        let (name, secret) = self.one();
        let wrong = self.wrong();
        let verify = |line: &str, secret: &str| {
            let line = format!("apppw verify {line} -a {}", self.account);
            self.program.fed(&line, secret)
        };
        verify(&name, &secret).ok();
        let ran = verify("--service imap", &wrong);
        assert_eq!(ran.code, 1, "{ran}");
    }

    fn ask_like_servers(&mut self) {
        let ((_, right), wrong) = (self.one(), self.wrong());
        for (secret, code) in [(&right, 0), (&wrong, 1)] {
            let lines = format!("{}\n{secret}\n", self.account);
            let all = [
                self.program.fed("auth check --service smtp", &lines),
                self.program.fed("auth check --via auth.sock", &lines),
                self.program.pam("", None, &self.account, secret),
                self.program.checkpassword("", &self.account, secret),
                self.program
                    .fed(&format!("auth test -a {}", self.account), secret),
            ];
            for ran in all {
                assert_eq!(ran.code, code, "{ran}");
            }
        }
    }

    fn ask_the_server(&mut self) {
        for _ in 0..5 {
            let ((_, right), wrong) = (self.one(), self.wrong());
            let source = format!("service=imap\trip=192.0.2.{}", self.pick(20));
            let said = self.client.ask_from(&source, &self.account, &right);
            assert_eq!(said, Said::Yes(self.account.clone()));
            let said = self.client.ask_from(&source, &self.account, &wrong);
            assert_eq!(said, Said::No(Some(self.account.clone())));
        }
    }

    fn look(&mut self) {
        let (name, _) = self.one();
        for line in [
            &format!("apppw show {name}"),
            "mfa status",
            "account show",
            "log --limit 5",
        ] {
            self.run(line).ok();
        }
        for line in [
            "account list",
            "policy show",
            "completions bash",
            "--version",
        ] {
            self.program.run(line).ok();
        }
        self.counts();
    }

    /// What is listed is what it knows.
    fn counts(&self) {
        let list = self.run("apppw list --json").json();
        let mut names: Vec<_> = list["app_passwords"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        assert_eq!(names, self.apps.keys().collect::<Vec<_>>());
        let status = self.run("mfa status --json").json();
        let left = status["recovery_codes_left"].as_u64().unwrap();
        assert_eq!(left, self.recovery_codes.len() as u64, "{status}");
    }

    fn sign_in(&mut self) {
        let line = format!("signin --password-stdin -a {}", self.account);
        if self.recovery_codes.is_empty() {
            let made = self.run("mfa recovery --yes --json").json();
            let made = made["recovery_codes"].as_array().unwrap();
            self.recovery_codes = made
                .iter()
                .map(|one| one.as_str().unwrap().to_owned())
                .collect();
        }
        let refused = self.program.holder_fed(&line, "a wrong guess\n");
        assert_eq!(refused.code, 77, "{refused}");
        let code = self.recovery_codes.pop().unwrap();
        self.program
            .holder_fed(&line, &format!("{PASSWORD}\n{code}\n"))
            .ok();
        self.program.holder_run("signout").ok();
    }

    fn change_the_account(&mut self) {
        let (_, secret) = self.one();
        let name = self.account.clone();
        let lines = format!("{name}\n{secret}\n");
        let is_accepted = || {
            let ran = self.program.fed("auth check", &lines);
            assert!(ran.code <= 1, "{ran}");
            ran.code == 0
        };
        let set = |flags: &str| {
            let line = format!("account set {name} {flags}");
            self.program.run(&line).ok();
        };
        self.made += 1;
        set(&format!("--email {name}x{}@contoso.com", self.made));
        set("--disable");
        assert!(!is_accepted());
        set("--enable");
        assert!(is_accepted());
        let line = format!("account password {name} --password-stdin");
        self.program.fed(&line, PASSWORD).ok();
    }

    fn enrol_again(&mut self) {
        let (_, secret) = self.one();
        self.run("mfa reset --yes").ok();
        let lines = format!("{}\n{secret}\n", self.account);
        let refused = self.program.fed("auth check", &lines);
        assert_eq!(refused.code, 1, "{refused}");
        self.enrol();
        self.program.fed("auth check", &lines).ok();
    }

    fn add_another(&mut self) {
        self.made += 1;
        let name = format!("other{}x{}", self.number, self.made);
        self.program.run(&format!("account add {name}")).ok();
        let twice = self.program.run(&format!("account add {name}"));
        assert_eq!(twice.code, 73, "{twice}");
        let new = format!("{name}-renamed");
        self.program
            .run(&format!("account rename {name} {new} --yes"))
            .ok();
        self.others.push(new);
        if self.others.len() > 2 {
            let name = self.others.remove(0);
            self.program
                .run(&format!("account delete {name} --yes"))
                .ok();
        }
    }

    fn maintain(&mut self) {
        let backup = format!("store backup backup{}", self.number);
        for line in [
            "log check",
            "store check",
            "store info",
            &backup,
            "policy set app-password-limit 39",
        ] {
            self.program.run(line).ok();
        }
    }

    fn act(&mut self) {
        match self.pick(24) {
            0..4 => self.create(),
            4..6 => self.delete(),
            6 => self.rename(),
            7..9 => self.rotate(),
            9..11 => self.verify(),
            11..14 => self.ask_like_servers(),
            14..17 => self.ask_the_server(),
            17 => self.look(),
            18 => self.sign_in(),
            19 => self.change_the_account(),
            20 => self.enrol_again(),
            21 => self.add_another(),
            22 => self.maintain(),
            _ => drop(self.program.run("demo").ok()),
        }
    }
}

/// Sixteen processes at a time, each of which ends before the next of its kind begins: for five minutes,
/// or in an ordinary run some actions each.
#[test]
fn sixteen_processes_that_do_everything_at_once_are_never_told_that_the_store_is_busy() {
    let program = Program::new();
    program.run("store init").ok();
    let served = Served::start(&program);
    let actions = figure(4, usize::MAX);
    let end = Instant::now() + Duration::from_mins(5);
    let done: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..PROCESSES)
            .map(|number| {
                let (program, served) = (&program, &served);
                scope.spawn(move || {
                    let mut actor = Actor::new(program, served, number);
                    let mut done = 0;
                    while done < actions && Instant::now() < end {
                        actor.act();
                        done += 1;
                    }
                    actor.counts();
                    (done, actor.apps.len(), 1 + actor.others.len())
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let sum = |of: fn(&(usize, usize, usize)) -> usize| done.iter().map(of).sum::<usize>();
    println!("{} actions", sum(|one| one.0));
    let info = program.run("store info --json").json();
    assert_eq!(info["app_passwords"], sum(|one| one.1), "{info}");
    assert_eq!(info["accounts"], sum(|one| one.2), "{info}");
    let said = served.said();
    assert_eq!(
        said.lines().count(),
        1,
        "more than where it listens: {said}"
    );
    whole(&program);
}
