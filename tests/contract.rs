//! Exit statuses and JSON shapes of the commands, compared with those of a release. What scripts rely
//! on changes on purpose only, and each difference is listed here.
//!
//! The commands are those of the release: what is renamed or gone since then shows as a difference.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;
use std::thread;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{ALAIN, Ran, World, fed};

/// What the commands came to at commit 4731b46.
const RELEASED: &str = include_str!("fixtures/contract-4731b46.txt");
/// What is different since, each line as the test tells it, with the reason above.
const DIFFERENCES: [&str; 5] = [
    // With --json an error is one too.
    "errors: on stderr --json: text -> text or {error: {code: string, exit: number, hints: [string], message: string}}",
    // `auth serve --socket` became `serve --auth-socket`.
    "front ends: auth serve --socket /nowhere/auth.sock: 74 -> 2",
    "front ends: auth serve --socket /nowhere/auth.sock --json: 74 nothing -> 2 nothing",
    "front ends: auth serve --socket /nowhere/auth.sock --mode 777: 65 -> 2",
    "front ends: auth serve --socket /nowhere/auth.sock --mode 777 --json: 65 nothing -> 2 nothing",
];
/// Keys of JSON objects that are new since, which no script misses.
const ADDED: [&str; 23] = [
    "accounts_by_mfa",
    "accounts_disabled",
    "admin_group",
    "app_passwords_expired",
    "app_passwords_usable",
    "auditor_group",
    "expected",
    "external_password",
    "head",
    "head_bytes",
    "helpdesk_group",
    "language",
    "last_backup_at",
    "last_backup_seconds",
    "log_heads",
    "log_keep",
    "log_last",
    "log_pruned",
    "notices",
    "password_command",
    "pruned",
    "server",
    "wal_bytes",
];

const PASSWORD: &str = "seven purple marmots sing";
const ANOTHER: &str = "eleven quiet herons waded";
const WRONG: &str = "aaaabbbbccccdddd";
const BEA: &str = "bea@contoso.com";

#[test]
fn exit_statuses_and_json_shapes_are_those_released() {
    let played = |json| {
        let mut play = Play::new(json);
        play.all();
        play.told
    };
    let present = thread::scope(|scope| {
        let both = [false, true].map(|json| scope.spawn(move || played(json)));
        both.map(|one| one.join().unwrap()).concat()
    });
    println!("{present}");
    for key in ADDED {
        for start in ["{", ", "] {
            let released = RELEASED.contains(&format!("{start}{key}: "));
            assert!(!released, "{key} isn't new");
        }
    }
    let differences = differences(&rows(RELEASED), &rows(&present));
    assert!(
        differences == DIFFERENCES,
        "different from what was released:\n{}\n",
        differences.join("\n")
    );
}

/// What each command line comes to, by section and line.
fn rows(told: &str) -> BTreeMap<String, String> {
    let mut section = "";
    let mut rows = BTreeMap::new();
    for line in told.lines().filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            section = title;
        } else {
            let (line, outcome) = line.split_once(" => ").unwrap();
            let other = rows.insert(format!("{section}: {line}"), outcome.to_owned());
            assert_eq!(other, None, "{section}: {line} stands there twice");
        }
    }
    rows
}

fn differences(
    released: &BTreeMap<String, String>,
    present: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut lines: Vec<_> = released.keys().chain(present.keys()).collect();
    lines.sort();
    lines.dedup();
    lines
        .into_iter()
        .filter(|&line| released.get(line) != present.get(line))
        .map(|line| {
            let outcome = |rows: &BTreeMap<String, String>| {
                rows.get(line).map_or("nothing", String::as_str).to_owned()
            };
            format!("{line}: {} -> {}", outcome(released), outcome(present))
        })
        .collect()
}

/// The type of a value, with an object's keys; of what a list holds, or several lines, all of it.
fn shape(value: &Value) -> Shape {
    let mut shape = Shape::default();
    shape.add(value);
    shape
}

#[derive(Default)]
struct Shape {
    plain: Vec<&'static str>,
    list: Option<Box<Self>>,
    object: Option<Object>,
}

#[derive(Default)]
struct Object {
    seen: usize,
    /// With how many of them had the key.
    keys: BTreeMap<String, (usize, Shape)>,
}

impl Shape {
    fn add(&mut self, value: &Value) {
        let plain = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(items) => {
                let list = self.list.get_or_insert_default();
                for item in items {
                    list.add(item);
                }
                return;
            }
            Value::Object(members) => {
                let object = self.object.get_or_insert_default();
                object.seen += 1;
                let released = |key: &str| !ADDED.contains(&key);
                for (key, member) in members.iter().filter(|(key, _)| released(key)) {
                    let (times, shape) = object.keys.entry(key.clone()).or_default();
                    *times += 1;
                    shape.add(member);
                }
                return;
            }
        };
        if !self.plain.contains(&plain) {
            self.plain.push(plain);
            self.plain.sort_unstable();
        }
    }

    fn text(&self) -> String {
        let mut all: Vec<_> = self.plain.iter().map(|&plain| plain.to_owned()).collect();
        if let Some(list) = &self.list {
            all.push(format!("[{}]", list.text()));
        }
        if let Some(Object { seen, keys }) = &self.object {
            let keys: Vec<_> = keys
                .iter()
                .map(|(key, (times, shape))| {
                    let sometimes = if times < seen { "?" } else { "" };
                    format!("{key}{sometimes}: {}", shape.text())
                })
                .collect();
            all.push(format!("{{{}}}", keys.join(", ")));
        }
        all.join("|")
    }
}

/// What was printed: nothing, text, or JSON of this shape.
fn form(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    if let Ok(value) = serde_json::from_str(text) {
        return shape(&value).text();
    }
    let mut lines = Shape::default();
    for line in text.lines() {
        match serde_json::from_str(line) {
            Ok(value) => lines.add(&value),
            Err(_) => return "text".to_owned(),
        }
    }
    format!("lines of {}", lines.text())
}

/// All command lines in turn, once as they are and once with `--json`.
struct Play {
    json: bool,
    world: World,
    told: String,
    /// How errors were told.
    errors: Vec<String>,
}

impl Play {
    fn new(json: bool) -> Self {
        Self {
            json,
            world: World::new(),
            told: String::new(),
            errors: vec![],
        }
    }

    fn section(&mut self, title: &str, world: World) {
        writeln!(self.told, "# {title}").unwrap();
        self.world = world;
    }

    fn run(&mut self, line: &str) -> Ran {
        self.told_as(line, line, "")
    }

    /// Told as this line, since the real one or its input differs from run to run.
    fn told_as(&mut self, told: &str, line: &str, input: &str) -> Ran {
        let arguments: Vec<_> = line.split_whitespace().collect();
        self.told_with(told, &arguments, input)
    }

    fn told_with(&mut self, told: &str, arguments: &[&str], input: &str) -> Ran {
        let flag = if self.json { &["--json"][..] } else { &[] };
        let ran = self
            .world
            .run_with(&[arguments, flag].concat(), input.as_bytes());
        self.tell(told, &ran);
        ran
    }

    fn tell(&mut self, told: &str, ran: &Ran) {
        let code = ran.code;
        if !self.json {
            writeln!(self.told, "{told} => {code}").unwrap();
            return;
        }
        writeln!(self.told, "{told} --json => {code} {}", form(&ran.out)).unwrap();
        if ran.err.contains("error") {
            self.errors.push(form(&ran.err));
        }
    }

    /// What is in the output alone, or in JSON under this key.
    #[track_caller]
    fn word(&self, ran: Ran, key: &str) -> String {
        if self.json {
            ran.json()[key].as_str().unwrap().to_owned()
        } else {
            ran.word()
        }
    }

    fn all(&mut self) {
        self.without_a_store();
        self.accounts();
        self.enrolment();
        self.app_passwords();
        self.what_verifies();
        self.policy();
        self.front_ends();
        self.sign_in();
        self.methods();
        self.throttled();
        self.log_and_store();
        self.damaged();
        self.usage();
        self.errors.sort();
        self.errors.dedup();
        if self.json {
            let forms = self.errors.join(" or ");
            writeln!(self.told, "# errors\non stderr --json => {forms}").unwrap();
        }
    }

    fn without_a_store(&mut self) {
        self.section("no store", World::new());
        for line in [
            "account list",
            "account show alain@contoso.com",
            "apppw create Outlook --no-input",
            "apppw list",
            "mfa enroll --no-input",
            "mfa status",
            "policy show",
            "log",
            "log check",
            "store info",
            "store check",
            "signin --no-input",
            "signout",
            "auth check",
            "auth pam",
            "auth test --no-input",
            "completions bash",
            "completions zsh",
            "completions fish",
            "demo",
            "--version",
            "--help",
            "help apppw",
        ] {
            self.run(line);
        }
        // Only the real program has descriptors of its own: number 3 of this one may be another test's.
        let line = "auth checkpassword /bin/true";
        let ran = fed(self.outside(&format!("{line} 3<&-")), line, "");
        self.tell(line, &ran);
        self.run("store init");
        self.told_as("once more: store init", "store init", "");
        self.run("apppw list -a nobody@contoso.com");
        self.told_as("an empty store: account list", "account list", "");
        self.told_as(
            "no account: apppw create Outlook",
            "apppw create Outlook --no-input",
            "",
        );
    }

    fn accounts(&mut self) {
        self.section("accounts", World::new());
        self.run("account add alain@contoso.com");
        self.told_as("taken: account add", "account add alain@contoso.com", "");
        self.run(
            "account add bea@contoso.com --mfa enabled --email bea@contoso.com --phone +4930123456",
        );
        self.told_as(
            "account add --password-stdin < PASSWORD",
            "account add carl@contoso.com --password-stdin",
            PASSWORD,
        );
        for (told, input) in [
            ("nothing", ""),
            ("a short one", "short\n"),
            ("a common one", "password1\n"),
            ("a long one", &"x".repeat(600)),
        ] {
            self.told_as(
                &format!("account add --password-stdin < {told}"),
                "account add dora@contoso.com --password-stdin",
                input,
            );
        }
        for line in [
            "account add erik@contoso.com --email nowhere",
            "account add erik@contoso.com --phone 1",
            "account add erik@contoso.com --copy",
            "account add erik@contoso.com --print",
            "account add erik@contoso.com --password-stdin --copy",
            "account list",
            "account list --filter contoso",
            "account list --filter a*",
            "account list --filter nobody",
            "account show alain@contoso.com",
            "account show bea@contoso.com",
            "account show nobody@contoso.com",
            "account set alain@contoso.com --mfa enabled",
            "account set alain@contoso.com --email alain@contoso.com --phone +4930123457",
            "account set alain@contoso.com --no-email --no-phone",
            "account set alain@contoso.com --disable",
            "account set alain@contoso.com --enable",
            "account set alain@contoso.com --email nowhere",
            "account set nobody@contoso.com --disable",
            "account rename carl@contoso.com karl@contoso.com",
            "account rename karl@contoso.com bea@contoso.com",
            "account rename nobody@contoso.com x@contoso.com",
            "account password alain@contoso.com --temporary",
            "account password alain@contoso.com --no-input",
            "account password nobody@contoso.com --temporary",
            "account delete karl@contoso.com --no-input",
            "account delete karl@contoso.com --yes",
            "account delete nobody@contoso.com --yes",
        ] {
            self.run(line);
        }
        self.told_as(
            "account password --password-stdin < PASSWORD",
            "account password alain@contoso.com --password-stdin",
            PASSWORD,
        );
        self.told_with(
            "account add with a control character",
            &["account", "add", "a\u{7}"],
            "",
        );
        self.world.operator.set(false);
        for line in [
            "account add flo@contoso.com",
            "account list",
            "account show alain@contoso.com",
            "account set alain@contoso.com --disable",
            "account delete alain@contoso.com --yes",
            "account password alain@contoso.com --temporary",
        ] {
            self.told_as(&format!("no operator: {line}"), line, "");
        }
    }

    fn enrolment(&mut self) {
        self.section("enrolment", World::new());
        self.world.run("account add alain@contoso.com").ok();
        self.told_as("not required: mfa enroll", "mfa enroll", "");
        self.told_as("not required: mfa status", "mfa status", "");
        self.told_as("not required: apppw create", "apppw create Outlook", "");
        self.told_as("not required: apppw list", "apppw list", "");
        self.told_as("not required: mfa reset", "mfa reset --yes", "");
        self.world
            .run("account set alain@contoso.com --mfa enabled")
            .ok();
        self.told_as("required: mfa status", "mfa status", "");
        self.told_as(
            "required: apppw create",
            "apppw create Outlook --no-input",
            "",
        );
        self.run("mfa recovery --yes");
        self.told_as(
            "nothing begun: mfa enroll --confirm 123456",
            "mfa enroll --confirm 123456",
            "",
        );
        let begun = self.run("mfa enroll");
        let uri = self.word(begun, "uri");
        let wrong = wrong(&self.world.code(&uri));
        self.told_as(
            "wrong: mfa enroll --confirm CODE",
            &format!("mfa enroll --confirm {wrong}"),
            "",
        );
        self.run("mfa enroll --confirm abc");
        let code = self.world.code(&uri);
        self.told_as(
            "mfa enroll --confirm CODE",
            &format!("mfa enroll --confirm {code}"),
            "",
        );
        self.told_as(
            "used: mfa enroll --confirm CODE",
            &format!("mfa enroll --confirm {code}"),
            "",
        );
        self.told_as("enforced: mfa status", "mfa status", "");

        let begun = self.run("mfa enroll --label Tablet");
        let uri = self.word(begun, "uri");
        let code = self.world.code(&uri);
        let line = format!("mfa enroll --confirm {code} --no-app");
        self.told_as("mfa enroll --confirm CODE --no-app", &line, "");
        let begun = self.told_as("a third: mfa enroll", "mfa enroll", "");
        let uri = self.word(begun, "uri");
        let code = self.world.code(&uri);
        let line = format!("mfa enroll --confirm {code} --app Printer");
        self.told_as("mfa enroll --confirm CODE --app Printer", &line, "");
        let begun = self.told_as("a fourth: mfa enroll", "mfa enroll", "");
        let uri = self.word(begun, "uri");
        self.world.pass(901);
        let code = self.world.code(&uri);
        let line = format!("mfa enroll --confirm {code} --no-app");
        self.told_as("too late: mfa enroll --confirm CODE", &line, "");
        self.run("mfa enroll --app Printer --no-app");
        self.run("mfa enroll -a nobody@contoso.com");
        self.world.operator.set(false);
        self.told_as("no operator: mfa enroll", "mfa enroll --no-input", "");
    }

    fn app_passwords(&mut self) {
        self.section("app passwords", World::enrolled());
        for line in [
            "apppw list",
            "apppw create Outlook",
            "apppw create Printer --only imap,smtp --from 192.0.2.0/24 --expires 90d --note hall",
            "apppw create A B C",
            "apppw create D --print",
            "apppw create E --copy",
            "apppw create F --copy --print",
            "apppw create E --expires 2020-01-01",
            "apppw create E --expires later",
            "apppw create E --expires 5m",
            "apppw create E --only a!b",
            "apppw create E --from home",
            "apppw create E -a nobody@contoso.com",
        ] {
            self.run(line);
        }
        self.told_as("several: apppw list", "apppw list", "");
        for line in [
            "apppw show Outlook",
            "apppw show Printer",
            "apppw show nothing",
            "apppw rename Outlook Mail",
            "apppw rename Mail Printer",
            "apppw rename nothing Mail",
            "apppw rotate Mail",
            "apppw rotate Mail --overlap 1h",
            "apppw rotate Mail --overlap 91d",
            "apppw rotate Mail --overlap soon",
            "apppw rotate nothing",
            "apppw delete Mail --no-input",
            "apppw delete Mail --yes",
            "apppw delete Mail A --yes",
            "apppw delete A B --yes",
            "apppw delete nothing --yes",
            "apppw delete --all --no-input",
            "apppw delete --all --yes",
        ] {
            self.run(line);
        }
        self.told_as(
            "none: apppw delete --all --yes",
            "apppw delete --all --yes",
            "",
        );
        self.told_as("none: apppw list", "apppw list", "");
        self.world.run("apppw create Outlook").ok();
        self.told_as("taken: apppw create Outlook", "apppw create Outlook", "");
        self.told_as("twice: apppw create X X", "apppw create X X", "");
        self.told_with(
            "apppw create with a control character",
            &["apppw", "create", "a\u{7}"],
            "",
        );
        self.world.run("policy set app-password-limit 1").ok();
        self.told_as("at the limit: apppw create Y", "apppw create Y", "");
        self.world.operator.set(false);
        for line in [
            "apppw create Y --no-input",
            "apppw list --no-input",
            "apppw show Outlook --no-input",
            "apppw rename Outlook Y --no-input",
            "apppw rotate Outlook --no-input",
            "apppw delete Outlook --yes --no-input",
        ] {
            self.told_as(&format!("nobody signed in: {line}"), line, "");
        }
    }

    fn verify(&mut self, told: &str, flags: &str, password: &str) {
        let line = format!("apppw verify {flags}");
        self.told_as(&format!("{told}: apppw verify"), &line, password);
    }

    fn what_verifies(&mut self) {
        self.section("verification", World::enrolled());
        let create = |world: &World, line: &str| world.run(&format!("apppw create {line}")).word();
        let world = &self.world;
        let outlook = create(world, "Outlook");
        let scoped = create(world, "Scoped --only imap --from 192.0.2.0/24");
        let ends = create(world, "Ends --expires 1d");
        let deleted = create(world, "Deleted");
        world.run("apppw delete Deleted --yes").ok();
        let old = create(world, "Rotated");
        world.run("apppw rotate Rotated").ok();
        self.verify("right", "", &outlook);
        self.verify("wrong", "", WRONG);
        self.verify("empty", "", "");
        self.verify("no password", "", "not one");
        self.verify("the right one", "Outlook", &outlook);
        self.verify("another", "Scoped", &outlook);
        self.verify("not there", "nothing", &outlook);
        self.verify("deleted", "", &deleted);
        self.verify("replaced", "", &old);
        self.verify("in its place", "--service imap --from 192.0.2.7", &scoped);
        self.verify(
            "another service",
            "--service smtp --from 192.0.2.7",
            &scoped,
        );
        self.verify(
            "another network",
            "--service imap --from 198.51.100.7",
            &scoped,
        );
        self.verify("no place", "", &scoped);
        self.verify("a bad address", "--from home", &outlook);
        self.verify("a bad service", "--service a!b", &outlook);
        self.verify("not expired", "", &ends);
        self.world.pass(86_401);
        self.verify("expired", "", &ends);
        self.verify("no such account", "-a nobody@contoso.com", &outlook);
        self.told_as("used: apppw list", "apppw list", "");
        for (told, breaks, mends) in [
            (
                "disabled",
                "account set alain@contoso.com --disable",
                "account set alain@contoso.com --enable",
            ),
            (
                "blocked",
                "policy set app-passwords blocked",
                "policy set app-passwords allowed",
            ),
            (
                "not required",
                "account set alain@contoso.com --mfa disabled --yes",
                "account set alain@contoso.com --mfa enabled",
            ),
        ] {
            self.world.run(breaks).ok();
            self.verify(told, "", &outlook);
            self.world.run(mends).ok();
        }
        self.verify("required again", "", &outlook);
    }

    fn policy(&mut self) {
        self.section("policy", World::enrolled());
        self.run("policy show");
        for (key, right, wrong) in [
            ("app-passwords", "frozen", "perhaps"),
            ("app-password-limit", "30", "41"),
            ("app-password-length", "20", "15"),
            ("app-password-max-age", "90d", "later"),
            ("on-password-change", "delete", "perhaps"),
            ("contact-codes", "recovery-only", "perhaps"),
            ("alternate-contact", "required", "perhaps"),
            ("modern-apps", "Outlook*", "a\u{7}"),
            ("mail-command", "/bin/true", "relative"),
            ("phone-command", "/bin/true", "relative"),
            ("nothing", "1", "2"),
        ] {
            self.run(&format!("policy show {key}"));
            for value in [right, wrong] {
                let told = format!("policy set {key} {}", value.escape_default());
                self.told_with(&told, &["policy", "set", key, value], "");
            }
        }
        self.told_as(
            "none: policy set modern-apps none",
            "policy set modern-apps none",
            "",
        );
        self.told_as(
            "none: policy set mail-command none",
            "policy set mail-command none",
            "",
        );
        self.told_as("changed: policy show", "policy show", "");
        self.told_as("frozen: apppw create", "apppw create X", "");
        self.world.operator.set(false);
        self.told_as("no operator: policy show", "policy show", "");
        self.told_as(
            "no operator: policy set app-passwords allowed",
            "policy set app-passwords allowed",
            "",
        );
    }

    fn front_ends(&mut self) {
        self.section("front ends", World::enrolled());
        let outlook = self.world.run("apppw create Outlook").word();
        let right = format!("{ALAIN}\n{outlook}\n");
        let wrong = format!("{ALAIN}\n{WRONG}\n");
        for (told, input) in [
            ("right", right.as_str()),
            ("wrong", &wrong),
            ("unknown", &format!("nobody@contoso.com\n{WRONG}\n")),
            ("nothing", ""),
            ("half", ALAIN),
        ] {
            for line in ["auth check", "auth check --service imap --from 192.0.2.7"] {
                self.told_as(&format!("{told}: {line}"), line, input);
            }
        }
        self.told_as("auth check --from home", "auth check --from home", &right);
        self.told_as(
            "auth check --via nowhere",
            "auth check --via /nowhere/auth.sock",
            &right,
        );
        for (told, password) in [
            ("right", outlook.as_str()),
            ("wrong", WRONG),
            ("nothing", ""),
        ] {
            self.pam(told, password);
            self.checkpassword(told, password);
        }
        for (told, input) in [
            ("right", outlook.as_str()),
            ("wrong", WRONG),
            ("nothing", ""),
        ] {
            for line in ["auth test", "auth test --service imap --from 192.0.2.7"] {
                self.told_as(&format!("{told}: {line}"), line, input);
            }
        }
        self.told_as(
            "unknown: auth test",
            "auth test -a nobody@contoso.com",
            &outlook,
        );
        self.run("auth serve");
        self.run("auth serve --socket /nowhere/auth.sock");
        self.run("auth serve --socket /nowhere/auth.sock --mode 777");
        self.world.operator.set(false);
        self.told_as("no operator: auth test", "auth test", &outlook);
        self.world.operator.set(true);
        self.world
            .run("account set alain@contoso.com --mfa disabled --yes")
            .ok();
        self.told_as("not required: auth check", "auth check", &right);
    }

    /// What PAM gives in the environment, a world hasn't.
    fn outside(&self, line: &str) -> Command {
        let flag = if self.json { " --json" } else { "" };
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", &format!("exec \"$0\" {line}{flag}")])
            .arg(env!("CARGO_BIN_EXE_keyfob"))
            .env_clear()
            .env("KEYFOB_STORE", self.world.store())
            .current_dir(self.world.path());
        command
    }

    fn pam(&mut self, told: &str, password: &str) {
        let mut command = self.outside("auth pam");
        command
            .env("PAM_TYPE", "auth")
            .env("PAM_USER", ALAIN)
            .env("PAM_SERVICE", "imap");
        let ran = fed(command, "auth pam", password);
        self.tell(&format!("{told}: auth pam"), &ran);
    }

    fn checkpassword(&mut self, told: &str, password: &str) {
        let command = self.outside("auth checkpassword /bin/true 3<&0");
        let message = match password {
            "" => String::new(),
            password => format!("{ALAIN}\0{password}\0now\0"),
        };
        let ran = fed(command, "auth checkpassword", &message);
        self.tell(&format!("{told}: auth checkpassword"), &ran);
    }

    fn sign_in(&mut self) {
        self.section("sign-in", World::new());
        let line = "account add alain@contoso.com --mfa enabled --password-stdin";
        self.world.fed(line, PASSWORD).ok();
        self.world.operator.set(false);
        let sign_in = "signin --password-stdin";
        self.run("signin --no-input");
        self.told_as("not set up: signin", sign_in, PASSWORD);
        self.run("signout");
        self.told_as("nobody signed in: signout", "signout", "");
        self.told_as("wrong: signin", sign_in, ANOTHER);
        self.told_as("nothing: signin", sign_in, "");
        self.told_as(
            "unknown: signin",
            "signin --password-stdin -a nobody@contoso.com",
            PASSWORD,
        );
        self.world.operator.set(true);
        let uri = self.world.run("mfa enroll").word();
        let code = self.world.code(&uri);
        let line = format!("mfa enroll --confirm {code} --no-app --json");
        let made = self.world.run(&line).json();
        let recovery = made["recovery_codes"][0].as_str().unwrap().to_owned();
        self.world.operator.set(false);
        let lines = |code: &str| format!("{PASSWORD}\n{code}\n");
        self.told_as("used code: signin", sign_in, &lines(&code));
        self.told_as("no code: signin", sign_in, PASSWORD);
        let no_code = wrong(&self.world.code(&uri));
        self.told_as("wrong code: signin", sign_in, &lines(no_code));
        self.world.pass(30);
        let code = self.world.code(&uri);
        self.told_as("right code: signin", sign_in, &lines(&code));
        for line in [
            "apppw create Outlook",
            "apppw list",
            "mfa status",
            "mfa recovery --yes",
            "mfa reset --yes",
            "account show alain@contoso.com",
            "log",
            "store info",
        ] {
            self.told_as(&format!("signed in: {line}"), line, "");
        }
        self.told_as("signed in: signout", "signout", "");
        let line = format!("{sign_in} --method recovery");
        self.told_as("an old recovery code: signin", &line, &lines(&recovery));
        self.world.pass(30);
        let code = self.world.code(&uri);
        let line = format!("{sign_in} --method nothing");
        self.told_as("no such method: signin", &line, &lines(&code));
        self.world.operator.set(true);
        self.world
            .run("account set alain@contoso.com --disable")
            .ok();
        self.world.operator.set(false);
        self.told_as("disabled: signin", sign_in, &lines(&code));
        self.world.operator.set(true);
        self.world
            .run("account set alain@contoso.com --enable")
            .ok();
        let temporary = self
            .world
            .run("account password alain@contoso.com --temporary")
            .word();
        self.world.operator.set(false);
        self.world.pass(30);
        let code = self.world.code(&uri);
        let input = format!("{temporary}\n{code}\n");
        self.told_as("temporary, none new: signin", sign_in, &input);
        self.world.pass(30);
        let code = self.world.code(&uri);
        let input = format!("{temporary}\n{code}\nshort\n");
        self.told_as("temporary, a weak one: signin", sign_in, &input);
        self.world.pass(30);
        let code = self.world.code(&uri);
        let input = format!("{temporary}\n{code}\n{ANOTHER}\n");
        self.told_as("temporary, a new one: signin", sign_in, &input);
        *self.world.terminal_session.borrow_mut() = None;
        self.world.pass(30);
        let code = self.world.code(&uri);
        let input = format!("{ANOTHER}\n{code}\n");
        self.told_as("no session: signin", sign_in, &input);
    }

    fn methods(&mut self) {
        self.section("methods", World::enrolled());
        for line in [
            "mfa status",
            "mfa default",
            "mfa default authenticator",
            "mfa default nothing",
            "mfa remove",
            "mfa remove authenticator --no-input",
            "mfa remove authenticator --yes",
            "mfa remove nothing --yes",
            "mfa recovery --no-input",
            "mfa recovery --yes",
        ] {
            self.told_as(line, &format!("{line} --no-input"), "");
        }
        let uri = self.world.run("mfa enroll --label Tablet").word();
        let code = self.world.code(&uri);
        self.world
            .run(&format!("mfa enroll --confirm {code} --no-app"))
            .ok();
        for line in [
            "mfa status",
            "mfa default Tablet",
            "mfa remove Tablet --yes",
            "mfa reset --no-input",
            "mfa reset --yes --delete-app-passwords",
            "mfa status -a nobody@contoso.com",
        ] {
            self.told_as(&format!("two: {line}"), &format!("{line} --no-input"), "");
        }
        self.world.run("account add bea@contoso.com").ok();
        self.told_as("which account: mfa status", "mfa status", "");
        self.told_as("which account: apppw list", "apppw list", "");
    }

    fn throttled(&mut self) {
        self.section("throttled", World::new());
        let line = format!("account add {BEA} --password-stdin");
        self.world.fed(&line, PASSWORD).ok();
        for _ in 0..6 {
            self.world.fed("signin --password-stdin", ANOTHER);
        }
        self.told_as("signin", "signin --password-stdin", PASSWORD);
        let input = format!("{BEA}\n{PASSWORD}\n");
        self.told_as("auth check", "auth check", &input);
        self.told_as("auth test", "auth test", PASSWORD);
        self.told_as("account show", "account show bea@contoso.com", "");
    }

    fn log_and_store(&mut self) {
        self.section("log and store", World::enrolled());
        self.world.run("apppw create Outlook").ok();
        for line in [
            "log",
            "log -a alain@contoso.com",
            "log -a nobody@contoso.com",
            "log --since 2h",
            "log --since 2026-11-21",
            "log --since later",
            "log --verbose",
            "log check",
            "store info",
            "store check",
            "store check --quiet",
        ] {
            self.run(line);
        }
        let connection = Connection::open(self.world.store()).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        self.told_as("busy: apppw list", "apppw list", "");
        self.told_as(
            "busy: policy set app-password-limit 2",
            "policy set app-password-limit 2",
            "",
        );
        connection.execute_batch("ROLLBACK").unwrap();
        drop(connection);
        let key = self.world.path().join("keyfob.db.key");
        let aside = self.world.path().join("aside");
        std::fs::rename(&key, &aside).unwrap();
        for line in [
            "apppw list",
            "store check",
            "store info",
            "store init",
            "auth check",
        ] {
            self.told_as(
                &format!("no key: {line}"),
                line,
                &format!("{ALAIN}\n{WRONG}\n"),
            );
        }
        std::fs::rename(&aside, &key).unwrap();
        std::fs::remove_file(self.world.path().join("keyfob.db.head")).unwrap();
        self.told_as("no head: log check", "log check", "");
        self.told_as("no head: store check", "store check", "");
        std::fs::write(self.world.store(), "no store at all").unwrap();
        for line in ["apppw list", "store check", "auth check"] {
            self.told_as(
                &format!("no database: {line}"),
                line,
                &format!("{ALAIN}\n{WRONG}\n"),
            );
        }
    }

    fn damaged(&mut self) {
        self.section("damaged", World::enrolled());
        let connection = Connection::open(self.world.store()).unwrap();
        connection
            .execute_batch("DELETE FROM log WHERE seq = 2")
            .unwrap();
        drop(connection);
        for line in ["log check", "store check", "log", "apppw list"] {
            self.run(line);
        }
    }

    fn usage(&mut self) {
        self.section("usage", World::enrolled());
        for line in [
            "apppws",
            "apppw",
            "apppw create",
            "apppw list Outlook",
            "apppw list --frobnicate",
            "apppw list --color sometimes",
            "apppw list --store x --system",
            "account add",
            "account add a --mfa perhaps",
            "account set alain@contoso.com",
            "account set alain@contoso.com --email x@y.example --no-email",
            "mfa enroll --digits 7",
            "policy set",
            "policy set app-passwords",
            "completions cmd",
            "signin --method",
            "apppw create A --clear-after 0 --copy",
            "apppw create A --clear-after 5 --no-clear --copy",
        ] {
            self.run(line);
        }
    }
}

/// A code that the authenticator doesn't show.
fn wrong(right: &str) -> &'static str {
    if right == "000000" {
        "000001"
    } else {
        "000000"
    }
}
