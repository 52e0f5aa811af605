//! keyfob beside other programs, at the same moment on the same machine. Milliseconds differ from
//! one machine to the next and from one minute to the next; the ratio of two runs, one right after
//! the other, is what a mark can be set on.
//!
//! `cargo bench --bench compare`; `KEYFOB_BENCH_PAIRS` and `KEYFOB_BENCH_ACCOUNTS` make it shorter.

#![expect(clippy::print_stdout, reason = "the table is the output")]
#![expect(
    clippy::disallowed_methods,
    reason = "there is no Context to take the environment and arguments from"
)]

#[path = "../tests/support"]
mod support {
    #[expect(dead_code, clippy::unwrap_used, reason = "shared with the tests")]
    pub mod database;
}
#[path = "../tests/support/with_key.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with the tests")]
mod with_key;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::Connection;
use tempfile::TempDir;

/// The account that is asked about has as many app passwords as there can be.
const APP_PASSWORDS: usize = 40;
const FEW_ACCOUNTS: u32 = 10;
const SOME_ACCOUNTS: u32 = 1_000;
/// What Argon2 itself takes for an app password.
const ARGON2_KIB: f64 = 19_456.0;
/// A list of all accounts takes too long to be run as often as the rest.
const LIST_PAIRS: usize = 3;
/// Memory is measured so often, and the most counts.
const PEAKS: usize = 3;

fn main() -> Result<()> {
    // `cargo test --all-targets` runs this too, and wants no benchmark.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let bench = Bench::prepare()?;
    print_header();
    bench.verification()?;
    bench.program()?;
    bench.lists()
}

/// Everything that is measured, in a folder that goes when this does.
struct Bench {
    scratch: TempDir,
    pairs: usize,
    accounts: u32,
    few: BenchStore,
    some: BenchStore,
    many: BenchStore,
}

impl Bench {
    fn prepare() -> Result<Self> {
        let pairs = from_environment("KEYFOB_BENCH_PAIRS", 30)?;
        let accounts = from_environment("KEYFOB_BENCH_ACCOUNTS", 1_000_000)?;
        ensure!(pairs > 0, "there must be a pair");
        ensure!(
            accounts > SOME_ACCOUNTS,
            "there must be more than {SOME_ACCOUNTS} accounts"
        );
        // A store isn't opened where others could swap its files.
        let scratch = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        println!("Making stores of {FEW_ACCOUNTS}, {SOME_ACCOUNTS} and {accounts} accounts ...");
        let start = Instant::now();
        let make = |accounts| BenchStore::make(scratch.path(), accounts);
        let (few, some, many) = (make(FEW_ACCOUNTS)?, make(SOME_ACCOUNTS)?, make(accounts)?);
        println!(
            "... took {:.0} s; the last has {:.0} MB. {pairs} pairs of runs each, of long lists {LIST_PAIRS}:\n",
            start.elapsed().as_secs_f64(),
            megabytes(&many.path)?,
        );
        Ok(Self {
            scratch,
            pairs,
            accounts,
            few,
            some,
            many,
        })
    }

    fn verification(&self) -> Result<()> {
        let accounts = self.accounts;
        let ours = self.many.verify();
        let argon2 = Run::of("argon2")
            .arguments("somesaltsomesalt -id -k 19456 -t 2 -p 1 -r -l 32".split(' '))
            .input(&self.many.password);
        print_ratio(
            &format!("apppw verify, 40 among {accounts} accounts / argon2, one hash"),
            0.70,
            compare(&ours, &argon2, self.pairs)?.as_ref(),
        );
        print_ratio(
            &format!("the same / among {FEW_ACCOUNTS} accounts"),
            1.1,
            compare(&ours, &self.few.verify(), self.pairs)?.as_ref(),
        );
        let peak = self.peak_kib(&ours)?;
        print_value(
            "its peak memory without Argon2's 19 MiB, in MiB",
            8.0,
            peak.map(|peak| (f64::from(peak) - ARGON2_KIB) / 1024.0),
        );
        Ok(())
    }

    fn program(&self) -> Result<()> {
        let version = keyfob(["--version"]);
        let measured = compare(&version, &self.compile_hello()?, self.pairs)?;
        print_ratio("--version / hello world", 1.5, measured.as_ref());
        Ok(())
    }

    fn lists(&self) -> Result<()> {
        let (ours, theirs) = self.many.list_app_passwords();
        print_ratio(
            "apppw list of 40 / sqlite3, the same query",
            1.5,
            compare(&ours, &theirs, self.pairs)?.as_ref(),
        );
        let (ours, theirs) = self.many.list_accounts();
        print_ratio(
            &format!(
                "account list of {} / sqlite3, the same query",
                self.accounts
            ),
            1.3,
            compare(&ours, &theirs, LIST_PAIRS)?.as_ref(),
        );
        let (shorter, _) = self.some.list_accounts();
        let peaks = self.peak_kib(&ours)?.zip(self.peak_kib(&shorter)?);
        // SQLite's page cache fills up to 2 MB, and stays at that.
        print_value(
            &format!("its peak memory above that of a list of {SOME_ACCOUNTS}, in MiB"),
            2.0,
            peaks.map(|(ours, shorter)| (f64::from(ours) - f64::from(shorter)) / 1024.0),
        );
        Ok(())
    }

    /// Without a compiler the program will be missing, which is said where it is run.
    fn compile_hello(&self) -> Result<Run> {
        let source = self.scratch.path().join("hello.rs");
        let program = self.scratch.path().join("hello");
        fs::write(&source, "fn main() { println!(\"Hello, world!\"); }\n")?;
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let compiler = Run::of(rustc).arguments(["-O".as_ref(), source.as_os_str()]);
        compiler
            .arguments(["-o".as_ref(), program.as_os_str()])
            .time()?;
        Ok(Run::of(program))
    }

    /// The most memory that a run takes at once; none where there is no GNU time. That starts it
    /// from a tiny process: no peak is lower than that of the process which a run was started by.
    fn peak_kib(&self, run: &Run) -> Result<Option<u32>> {
        let report = self.scratch.path().join("peak");
        let mut wrapped = Run::of("time")
            .arguments(["-f", "%M", "-o"])
            .arguments([report.as_os_str(), &run.program])
            .arguments(&run.arguments);
        wrapped.input.clone_from(&run.input);
        let mut most = 0;
        for _ in 0..PEAKS {
            if wrapped.time()?.is_none() {
                return Ok(None);
            }
            most = fs::read_to_string(&report)?
                .trim()
                .parse::<u32>()?
                .max(most);
        }
        Ok(Some(most))
    }
}

fn from_environment<T: FromStr>(variable: &str, otherwise: T) -> Result<T> {
    match std::env::var(variable) {
        Err(_) => Ok(otherwise),
        Ok(text) => text
            .parse()
            .map_err(|_| anyhow!("{variable} can't be {text}")),
    }
}

fn megabytes(path: &Path) -> Result<f64> {
    let kilobytes = u32::try_from(fs::metadata(path)?.len() / 1_000)?;
    Ok(f64::from(kilobytes) / 1_000.0)
}

/// A store in which one account, the holder, has all the app passwords there can be.
struct BenchStore {
    path: PathBuf,
    holder: String,
    /// A file with one of the holder's app passwords.
    password: PathBuf,
}

impl BenchStore {
    fn make(folder: &Path, accounts: u32) -> Result<Self> {
        let store = Self {
            path: folder.join(format!("{accounts}.db")),
            // Sorts into the middle of the others' names.
            holder: format!("user{:07}-holder@contoso.com", accounts / 2),
            password: folder.join(format!("{accounts}.password")),
        };
        store.add_holder().context("making the holder")?;
        store
            .add_others(accounts - 1)
            .context("making the others")?;
        Ok(store)
    }

    fn add_holder(&self) -> Result<()> {
        output_of(&self.keyfob(["account", "add", &self.holder]))?;
        // Stands for an enrolment, without which there are no app passwords.
        with_key::change(&self.path, "UPDATE account SET mfa = 'enforced'", []);
        let names = (1..=APP_PASSWORDS).map(|number| format!("App {number}"));
        let create = self.keyfob(["apppw", "create", "--operator"]);
        let created = output_of(&create.arguments(names))?;
        let one = created.lines().nth(APP_PASSWORDS / 2);
        let (_, password) = one
            .and_then(|line| line.split_once('\t'))
            .context("no app passwords were made")?;
        Ok(fs::write(&self.password, format!("{password}\n"))?)
    }

    /// Others with five app passwords each. What is sealed is copied from the holder: it opens
    /// nowhere else, but takes the same room.
    fn add_others(&self, count: u32) -> Result<()> {
        let mut connection = Connection::open(&self.path)?;
        // Nothing is lost with this store, so it needn't be safe while it is made.
        connection.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;
             PRAGMA foreign_keys = ON;",
        )?;
        let transaction = connection.transaction()?;
        transaction.execute(ADD_ACCOUNTS, [count])?;
        transaction.execute(ADD_SALTS, [])?;
        transaction.execute(ADD_APP_PASSWORDS, [count])?;
        transaction.commit()?;
        connection.execute_batch("PRAGMA journal_mode = WAL;")?;
        for table in ["account", "salt", "app_password"] {
            with_key::tag_all(&self.path, table);
        }
        Ok(())
    }

    fn keyfob<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        let store = [
            "--no-input".as_ref(),
            "--store".as_ref(),
            self.path.as_os_str(),
        ];
        keyfob(arguments).arguments(store)
    }

    fn sqlite3(&self, query: &str) -> Run {
        let arguments = ["-batch".as_ref(), "-tabs".as_ref(), self.path.as_os_str()];
        Run::of("sqlite3").arguments(arguments).arguments([query])
    }

    fn verify(&self) -> Run {
        self.keyfob(["apppw", "verify", "--account", &self.holder])
            .input(&self.password)
    }

    fn list_app_passwords(&self) -> (Run, Run) {
        let ours = self.keyfob(["apppw", "list", "--operator", "--account", &self.holder]);
        let query = format!(
            "SELECT name, id, replaced, created_at, last_used_at, expires_at, services, networks
             FROM app_password
             WHERE account_id = (SELECT id FROM account WHERE name_key = '{}') AND deleted_at IS NULL
             ORDER BY created_at, name_key",
            self.holder
        );
        (ours, self.sqlite3(&query))
    }

    fn list_accounts(&self) -> (Run, Run) {
        let query = "SELECT name, mfa, disabled,
                            (SELECT count(*) FROM app_password
                             WHERE account_id = account.id AND deleted_at IS NULL AND replaced = 0),
                            created_at
                     FROM account ORDER BY name_key";
        (self.keyfob(["account", "list"]), self.sqlite3(query))
    }
}

/// Their numbers are spread evenly, so that the holder's, which is random, lies among them.
const ADD_ACCOUNTS: &str = "
    INSERT INTO account (id, name, name_key, mfa, password, must_change_password, created_at)
    WITH RECURSIVE
        number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < ?1),
        named (id, name) AS
            (SELECT n * (9223372036854775807 / (?1 + 1)), printf('user%07d@contoso.com', n) FROM number),
        holder AS MATERIALIZED (SELECT mfa, password, created_at FROM account)
    SELECT named.id, named.name, named.name, mfa, password, 0, created_at FROM named, holder";

const ADD_SALTS: &str = "
    INSERT INTO salt (account_id, salt, memory_kib, passes, lanes)
    SELECT account.id, randomblob(16), memory_kib, passes, lanes
    FROM account, (SELECT memory_kib, passes, lanes FROM salt LIMIT 1)
    WHERE account.name_key NOT LIKE '%-holder@contoso.com'";

/// Ids only grow, since a row is added to the end of a table much faster than elsewhere. But they
/// begin with anything an id can begin with, so that the holder's lie scattered among them, and a
/// prime deals them out to the accounts.
const ADD_APP_PASSWORDS: &str = "
    INSERT INTO app_password
        (id, account_id, salt_id, name, name_key, services, networks, verifier, created_at)
    WITH RECURSIVE
        number (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM number WHERE n + 1 < 5 * ?1),
        dealt (n, place, account_id) AS MATERIALIZED
            (SELECT n, n * 1048576 / (5 * ?1), (1 + n * 2147483647 % ?1) * (9223372036854775807 / (?1 + 1)) FROM number),
        letters (a) AS (VALUES ('0123456789abcdefghjkmnpqrstvwxyz')),
        sample (verifier, created_at) AS (SELECT verifier, created_at FROM app_password LIMIT 1)
    SELECT substr(a, 1 + (place >> 15), 1) || substr(a, 1 + ((place >> 10) & 31), 1)
               || substr(a, 1 + ((place >> 5) & 31), 1) || substr(a, 1 + (place & 31), 1)
               || printf('%06x', n % 16777216),
           dealt.account_id, salt.id, 'App ' || (n / ?1), 'app' || (n / ?1), '', '',
           sample.verifier, sample.created_at
    FROM sample CROSS JOIN letters CROSS JOIN dealt CROSS JOIN salt ON salt.account_id = dealt.account_id";

fn keyfob<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Run {
    Run::of(env!("CARGO_BIN_EXE_keyfob")).arguments(arguments)
}

/// A program with its arguments, to be run as often as it takes.
struct Run {
    program: OsString,
    arguments: Vec<OsString>,
    /// The file that is its stdin.
    input: Option<PathBuf>,
}

impl Run {
    fn of(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            arguments: vec![],
            input: None,
        }
    }

    fn arguments<T: AsRef<OsStr>>(mut self, more: impl IntoIterator<Item = T>) -> Self {
        self.arguments
            .extend(more.into_iter().map(|one| one.as_ref().to_owned()));
        self
    }

    fn input(mut self, file: &Path) -> Self {
        self.input = Some(file.to_owned());
        self
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        for variable in ["KEYFOB_STORE", "KEYFOB_KEY_FILE", "KEYFOB_ACCOUNT"] {
            command.env_remove(variable);
        }
        command.stdin(match &self.input {
            Some(file) => File::open(file)?.into(),
            None => Stdio::null(),
        });
        Ok(command)
    }

    /// How long one run takes, from before its start to after its end; none where there is no
    /// such program. A run that fails tells nothing.
    fn time(&self) -> Result<Option<Duration>> {
        let mut command = self.command()?;
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let status = match command.status() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let took = start.elapsed();
        ensure!(status.success(), "{status} of {command:?}");
        Ok(Some(took))
    }
}

fn output_of(run: &Run) -> Result<String> {
    let output = run.command()?.output()?;
    let talk = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", talk.trim());
    Ok(String::from_utf8(output.stdout)?)
}

/// Pairs of runs, in the order they were made in.
struct Pairs {
    ratios: Vec<f64>,
    our_milliseconds: Vec<f64>,
    their_milliseconds: Vec<f64>,
}

/// Runs the two in turn, so that whatever else the machine does meets both. None where one of
/// them is missing.
fn compare(ours: &Run, theirs: &Run, pairs: usize) -> Result<Option<Pairs>> {
    let mut measured = Pairs {
        ratios: vec![],
        our_milliseconds: vec![],
        their_milliseconds: vec![],
    };
    // The first pair doesn't count: it fills the caches, and writes the last use, which is
    // written at most once a minute.
    for pair in 0..=pairs {
        let Some((our_time, their_time)) = ours.time()?.zip(theirs.time()?) else {
            return Ok(None);
        };
        if pair > 0 {
            measured.ratios.push(our_time.div_duration_f64(their_time));
            measured.our_milliseconds.push(our_time.as_secs_f64() * 1e3);
            measured
                .their_milliseconds
                .push(their_time.as_secs_f64() * 1e3);
        }
    }
    Ok(Some(measured))
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

fn print_header() {
    println!(
        "{:<66} {:>7} {:>13} {:>9} {:>9}  mark",
        "", "median", "min-max", "ours ms", "other ms"
    );
}

fn print_ratio(what: &str, mark: f64, measured: Option<&Pairs>) {
    let Some(measured) = measured else {
        return print_value(what, mark, None);
    };
    let ratio = median(&measured.ratios);
    let least = measured
        .ratios
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    let most = measured.ratios.iter().copied().fold(0.0, f64::max);
    println!(
        "{what:<66} {ratio:>7.2} {:>13} {:>9.2} {:>9.2}  {}",
        format!("{least:.2}-{most:.2}"),
        median(&measured.our_milliseconds),
        median(&measured.their_milliseconds),
        verdict(ratio, mark),
    );
}

fn print_value(what: &str, mark: f64, value: Option<f64>) {
    match value {
        Some(value) => println!(
            "{what:<66} {value:>7.2} {:>33}  {}",
            "",
            verdict(value, mark)
        ),
        None => println!("{what:<66} not measured: argon2, sqlite3, rustc or GNU time is missing"),
    }
}

fn verdict(value: f64, mark: f64) -> String {
    let word = if value <= mark { "met" } else { "MISSED" };
    format!("<= {mark:.2}: {word}")
}
