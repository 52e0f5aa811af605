//! A holder who knows a password and has an authenticator: a store of theirs is made once, and
//! every test gets a copy.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rusqlite::{Connection, Params};

use crate::support::database::{Database, Tables};
use crate::support::files::Files;
use crate::support::{ALAIN, PATIENCE, Program, totp_at, totp_now, unix_now, with_key};

pub const PASSWORD: &str = "violet-Kettle: schläft 7";

/// Alain's account, and what its holder has.
pub struct Holder {
    pub program: Program,
    /// The authenticator's otpauth address; empty where there is none yet.
    pub uri: String,
    pub recovery_codes: Vec<String>,
}

struct Template {
    files: Files,
    database: Option<Arc<Database>>,
    uri: String,
    recovery_codes: Vec<String>,
}

impl Template {
    fn new(holder: Holder) -> Self {
        let (files, database) = holder.program.into_template();
        Self {
            files,
            database,
            uri: holder.uri,
            recovery_codes: holder.recovery_codes,
        }
    }

    fn copy(&self) -> Holder {
        Holder {
            program: Program::like(&self.files, self.database.as_deref()),
            uri: self.uri.clone(),
            recovery_codes: self.recovery_codes.clone(),
        }
    }
}

impl Holder {
    /// MFA is required and not set up yet.
    pub fn enabled() -> Self {
        static ONCE: OnceLock<Template> = OnceLock::new();
        ONCE.get_or_init(|| Template::new(Self::enabled_in(Program::new())))
            .copy()
    }

    /// MFA is set up, with an authenticator and ten recovery codes.
    pub fn enforced() -> Self {
        static ONCE: OnceLock<Template> = OnceLock::new();
        ONCE.get_or_init(|| Template::new(Self::enforced_in(Program::new())))
            .copy()
    }

    /// As `enabled`, in a store that isn't there yet.
    pub fn enabled_in(program: Program) -> Self {
        let line = format!("account add {ALAIN} --mfa enabled --password-stdin");
        program.fed(&line, PASSWORD).ok();
        // Whether e-mail is offered doesn't depend on what this machine has.
        program.set_policy("mail-command", "/bin/true");
        Self {
            program,
            uri: String::new(),
            recovery_codes: vec![],
        }
    }

    /// As `enforced`, in a store that isn't there yet.
    pub fn enforced_in(program: Program) -> Self {
        let mut holder = Self::enabled_in(program);
        holder.uri = holder.program.run("mfa enroll").word();
        let code = totp_now(&holder.uri);
        let line = format!("mfa enroll --confirm {code} --no-app --json");
        let codes = holder.program.run(&line).json();
        let codes = codes["recovery_codes"].as_array().unwrap().iter();
        holder.recovery_codes = codes
            .map(|code| code.as_str().unwrap().to_owned())
            .collect();
        holder
    }

    /// Its tables, wherever they are.
    pub fn database(&self) -> Tables {
        Tables::of(&self.program.store())
    }

    /// The connection of a store in a file.
    pub fn connection(&self) -> Connection {
        let connection = Connection::open(self.program.store()).unwrap();
        connection.busy_timeout(Duration::from_secs(20)).unwrap();
        connection
    }

    /// Changes a table behind the program's back, by whoever has the key.
    pub fn sql(&self, sql: &str, values: impl Params) {
        with_key::change(&self.program.store(), sql, values);
    }

    /// The code that the authenticator shows, as if it had never shown one before: by the real
    /// clock the next one would be half a minute away.
    pub fn code(&self) -> String {
        self.sql("UPDATE method SET last_step = 0", []);
        totp_now(&self.uri)
    }

    /// Codes that the authenticator shows neither now nor in the next hour.
    pub fn wrong_codes(&self) -> impl Iterator<Item = String> + use<> {
        wrong_codes(&self.uri)
    }

    /// How many failures in a row are counted for this proof.
    pub fn failures(&self, proof: &str) -> i64 {
        let sql = "SELECT CAST(coalesce(sum(failures), 0) AS BIGINT) FROM throttle WHERE proof = ?";
        self.database().number(sql, [proof]).unwrap()
    }

    /// Every wait is over.
    pub fn waits(&self) {
        self.sql("UPDATE throttle SET failed_at = failed_at - 1000", []);
    }

    /// Password and code on stdin.
    pub fn signs_in(&self) {
        let input = format!("{PASSWORD}\n{}\n", self.code());
        self.program
            .holder_fed("signin --password-stdin", &input)
            .ok();
    }

    /// Everything that is in these tables.
    pub fn tables(&self, tables: &[&str]) -> String {
        let mut text = String::new();
        for table in tables {
            let sql = format!("SELECT * FROM {table} ORDER BY 1, 2");
            for row in self.database().rows(&sql, []) {
                writeln!(text, "{table} {row:?}").unwrap();
            }
        }
        text
    }
}

/// Waits until this is there.
#[track_caller]
pub fn until<T>(what: &str, find: impl Fn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn wrong_codes(uri: &str) -> impl Iterator<Item = String> + use<> {
    let now = unix_now();
    let right: Vec<_> = (now - 60..now + 3600)
        .step_by(30)
        .map(|at| totp_at(uri, at))
        .collect();
    (0..)
        .map(|number| format!("{:06}", (number * 7919 + 31) % 1_000_000))
        .filter(move |code| !right.contains(code))
}

/// As `Holder::wrong_codes`, for a key that an app was given.
pub fn wrong_codes_of_key(base32: &str) -> impl Iterator<Item = String> + use<> {
    wrong_codes(&format!("otpauth://totp/x?secret={base32}"))
}
