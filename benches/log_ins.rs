//! How many log-ins `keyfob serve` answers in a second: new ones, which cost a hash each, beside what
//! the machine hashes at the same moment with nothing around it, and repeated ones, which it
//! remembers; and Dovecot's own, hashed at the same cost, asked by the same client.
//!
//! `cargo bench --bench log_ins`; `KEYFOB_BENCH_ROUNDS` and `KEYFOB_BENCH_SECONDS` make it shorter. With the
//! address of an empty database in `KEYFOB_BENCH_STORE` the store is there, and what pgbench gets for one
//! select is measured beside it.

#![expect(clippy::print_stdout, reason = "the table is the output")]
#![expect(
    clippy::disallowed_methods,
    reason = "there is no Context to take the environment and arguments from"
)]

#[path = "../tests/support/auth_client.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with the tests")]
mod auth_client;
#[path = "../tests/support"]
mod support {
    #[expect(dead_code, clippy::unwrap_used, reason = "shared with the tests")]
    pub mod database;
}
#[path = "../tests/support/with_key.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with the tests")]
mod with_key;

use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use auth_client::{AuthClient, Said};
use keyfob::crypto::argon2id::{self, GENERATED, Hasher};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const ALAIN: &str = "alain@contoso.com";
/// As many as there can be.
const APP_PASSWORDS: usize = 40;
/// One question of each in flight.
const CONNECTIONS: [usize; 5] = [1, 2, 8, 64, 256];
const STARTING: Duration = Duration::from_secs(30);
/// Of what hashing alone comes to.
const NEW_MARK: f64 = 0.9;
/// Of new ones.
const REPEATED_MARK: f64 = 20.0;
/// Of what pgbench gets for one select.
const SELECT_MARK: f64 = 0.5;
/// What the system's own bookkeeping may come to, in MiB.
const GROWTH_MARK: f64 = 2.0;

fn main() -> Result<()> {
    // `cargo test --all-targets` runs this too, and wants no benchmark.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    Bench::prepare()?.run()
}

struct Bench {
    rounds: usize,
    slice: Duration,
    cores: usize,
    passwords: Vec<String>,
    new: Server,
    repeated: Server,
    dovecot: Option<Server>,
    scratch: TempDir,
}

/// Log-ins per second in each round, and those that were answered wrongly.
#[derive(Default)]
struct Rates {
    per_second: Vec<f64>,
    wrong: usize,
}

impl Bench {
    fn prepare() -> Result<Self> {
        let rounds = from_environment("KEYFOB_BENCH_ROUNDS", 5)?;
        let seconds = from_environment("KEYFOB_BENCH_SECONDS", 2.0)?;
        ensure!(rounds > 0, "there must be a round");
        // Dovecot's own user comes by here; a store isn't opened where others could swap its files.
        let scratch = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o711))
            .tempdir()?;
        let passwords = make_store(scratch.path()).context("making the store")?;
        let new = Server::keyfob(scratch.path(), "new", &["--no-memory"])?;
        let repeated = Server::keyfob(scratch.path(), "repeated", &[])?;
        let dovecot = Server::dovecot(scratch.path(), &passwords[0])?;
        Ok(Self {
            rounds,
            slice: Duration::from_secs_f64(seconds),
            cores: thread::available_parallelism().map_or(1, usize::from),
            passwords,
            new,
            repeated,
            dovecot,
            scratch,
        })
    }

    fn run(&self) -> Result<()> {
        println!(
            "{} rounds of {:.1} s each, {} at a time; the account has {APP_PASSWORDS} app passwords.\n",
            self.rounds,
            self.slice.as_secs_f64(),
            self.cores,
        );
        println!(
            "{:<44} {:>9} {:>17} {:>8}  mark",
            "log-ins per second", "median", "min-max", "ratio"
        );
        // Each of them once: from here on there are no first uses, and everything is remembered.
        for server in [&self.new, &self.repeated] {
            let mut clients = server.clients(1)?;
            let all: Vec<_> = self.passwords.iter().map(String::as_str).collect();
            for _ in 0..2 {
                let loaded = load(&mut clients, &all, Until::Number(all.len()))?;
                ensure!(loaded.wrong == 0, "a right password was refused");
            }
            // Its memory as it is with all of its clients.
            let mut clients = server.clients(*CONNECTIONS.iter().max().unwrap_or(&1))?;
            load(&mut clients, &all, Until::At(Instant::now() + self.slice))?;
        }
        let before = [&self.new, &self.repeated].map(Server::resident_mib);
        let mut wrong = 0;
        for connections in CONNECTIONS {
            wrong += self.at(connections)?;
        }
        println!();
        print_value(
            "right passwords refused",
            f64::from(u32::try_from(wrong)?),
            0.0,
        );
        for (server, before) in [&self.new, &self.repeated].into_iter().zip(before) {
            let (before, after) = (before?, server.resident_mib()?);
            print_value(
                &format!(
                    "growth of {} in MiB: {:.1} to {:.1}, {:.1} at most",
                    server.name, before.now, after.now, after.most
                ),
                after.now - before.now,
                GROWTH_MARK,
            );
        }
        Ok(())
    }

    /// Everything in turn, so that whatever else the machine does meets all of it.
    fn at(&self, connections: usize) -> Result<usize> {
        let threads = connections.min(self.cores);
        let all: Vec<_> = self.passwords.iter().map(String::as_str).collect();
        let (mut hashes, mut new, mut repeated, mut dovecot) = Default::default();
        let mut selects = Rates::default();
        for _ in 0..self.rounds {
            let rates: &mut Rates = &mut hashes;
            rates.per_second.push(self.hash_rate(threads)?);
            self.measure(&mut new, &self.new, connections, &all)?;
            self.measure(&mut repeated, &self.repeated, connections, &all)?;
            if let Some(store) = database() {
                let rate = self.select_rate(&store)?;
                selects.per_second.push(rate);
            }
            if let Some(server) = &self.dovecot {
                self.measure(&mut dovecot, server, connections, &all[..1])?;
            }
        }
        let of = |what: &str| format!("{what}, {connections} connections");
        print_rates(&format!("hashes alone, {threads} threads"), &hashes, None);
        print_rates(&of("  new"), &new, Some((&hashes, Some(NEW_MARK))));
        print_rates(
            &of("  repeated"),
            &repeated,
            Some((&new, Some(REPEATED_MARK))),
        );
        if database().is_some() {
            let beside = Some((&selects, Some(SELECT_MARK)));
            print_rates(
                "  the same, beside one select by pgbench",
                &repeated,
                beside,
            );
        }
        if self.dovecot.is_some() {
            print_rates(&of("  Dovecot's own"), &dovecot, Some((&hashes, None)));
        }
        Ok(new.wrong + repeated.wrong)
    }

    /// Hashes per second in so many threads.
    fn hash_rate(&self, threads: usize) -> Result<f64> {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let all: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| -> Result<f64> {
                        let mut hasher = Hasher::default();
                        let mut hash = || {
                            hasher
                                .hash(b"abcdefghijklmnop", &[7; argon2id::SALT_BYTES], GENERATED)
                                .map_err(|error| anyhow!(error))
                        };
                        hash()?;
                        let (began, mut number) = (Instant::now(), 0.0);
                        while !is_over.load(Ordering::Relaxed) {
                            std::hint::black_box(hash()?);
                            number += 1.0;
                        }
                        Ok(number / began.elapsed().as_secs_f64())
                    })
                })
                .collect();
            thread::sleep(self.slice);
            is_over.store(true, Ordering::Relaxed);
            all.into_iter()
                .map(|one| one.join().map_err(|_| anyhow!("a thread panicked"))?)
                .sum()
        })
    }

    /// How often pgbench reads one row in a second, by one connection, as a server asks for repeated ones.
    fn select_rate(&self, store: &str) -> Result<f64> {
        let script = self.scratch.path().join("select.sql");
        fs::write(&script, "SELECT version FROM keyfob.schema_version;\n")?;
        let said = output_of(
            Command::new("pgbench")
                .args(["--no-vacuum", "--protocol=prepared"])
                .arg(format!("--time={}", self.slice.as_secs().max(1)))
                .arg("--file")
                .arg(script)
                .arg(store),
        )?;
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rest| rest.split(' ').next());
        Ok(rate.context("pgbench gave no rate")?.parse()?)
    }

    fn measure(
        &self,
        rates: &mut Rates,
        server: &Server,
        connections: usize,
        passwords: &[&str],
    ) -> Result<()> {
        let mut clients = server.clients(connections)?;
        let began = Instant::now();
        let loaded = load(&mut clients, passwords, Until::At(began + self.slice))?;
        rates.per_second.push(loaded.per_second);
        rates.wrong += loaded.wrong;
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Until {
    At(Instant),
    Number(usize),
}

struct Loaded {
    per_second: f64,
    wrong: usize,
}

/// One question of each client in flight, all the time.
fn load(clients: &mut [AuthClient], passwords: &[&str], until: Until) -> Result<Loaded> {
    let mut next = passwords.iter().cycle();
    let mut ask = |client: &mut AuthClient| -> Result<()> {
        let password = next.next().context("there are no passwords")?;
        client.begin(ALAIN, password)?;
        Ok(())
    };
    let began = Instant::now();
    for client in &mut *clients {
        ask(client)?;
    }
    let (mut answered, mut wrong, mut in_flight) = (0, 0, clients.len());
    let mut end = None;
    while in_flight > 0 {
        for at in ready(clients)? {
            let client = &mut clients[at];
            match client.said()?.1 {
                Said::Yes(_) => {}
                Said::Closed => bail!("a log-in could not be decided"),
                _ => wrong += 1,
            }
            in_flight -= 1;
            let goes_on = match until {
                Until::At(end) => Instant::now() < end,
                Until::Number(number) => answered + 1 < number,
            };
            // What comes after the end isn't counted: the others have nothing to do by then.
            if goes_on {
                answered += 1;
                in_flight += 1;
                ask(client)?;
            } else if end.is_none() {
                end = Some(began.elapsed());
            }
        }
    }
    let took = end.unwrap_or_else(|| began.elapsed());
    Ok(Loaded {
        per_second: f64::from(u32::try_from(answered)?) / took.as_secs_f64(),
        wrong,
    })
}

/// The clients that something was said to.
fn ready(clients: &[AuthClient]) -> Result<Vec<usize>> {
    let mut polled: Vec<_> = clients
        .iter()
        .map(|client| PollFd::new(client.stream(), PollFlags::IN))
        .collect();
    poll(&mut polled, None)?;
    let ready = polled.iter().enumerate();
    Ok(ready
        .filter(|(_, polled)| !polled.revents().is_empty())
        .map(|(at, _)| at)
        .collect())
}

/// One that is ended with this.
struct Server {
    name: &'static str,
    child: Child,
    socket: PathBuf,
}

struct Resident {
    now: f64,
    most: f64,
}

impl Server {
    fn keyfob(folder: &Path, name: &'static str, flags: &[&str]) -> Result<Self> {
        let socket = folder.join(name);
        let mut command = keyfob(folder);
        command.args(["--quiet", "serve"]).args(flags);
        command.arg("--auth-socket").arg(&socket);
        Self::start(name, command, socket)
    }

    /// None where there is no Dovecot 2.3, or no way to run it.
    fn dovecot(folder: &Path, password: &str) -> Result<Option<Self>> {
        let version = Command::new("dovecot").arg("--version").output();
        if !version.is_ok_and(|output| output.stdout.starts_with(b"2.3")) {
            println!("Dovecot isn't measured: there is no Dovecot 2.3.\n");
            return Ok(None);
        }
        let phc = phc(password)?;
        fs::write(
            folder.join("passwd"),
            format!("{ALAIN}:{{ARGON2ID}}{phc}\n"),
        )?;
        let socket = folder.join("dovecot.sock");
        let configuration = folder.join("dovecot.conf");
        let place = folder.to_str().context("the folder's name is no text")?;
        fs::write(&configuration, DOVECOT.replace("FOLDER", place))?;
        let mut command = Command::new("dovecot");
        command.arg("-F").arg("-c").arg(configuration);
        Self::start("Dovecot", command, socket).map(Some)
    }

    fn start(name: &'static str, mut command: Command, socket: PathBuf) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()?;
        let server = Self {
            name,
            child,
            socket,
        };
        let began = Instant::now();
        while AuthClient::silent(&server.socket).is_err() {
            ensure!(began.elapsed() < STARTING, "{name} doesn't answer");
            thread::sleep(Duration::from_millis(10));
        }
        Ok(server)
    }

    fn clients(&self, number: usize) -> Result<Vec<AuthClient>> {
        (0..number)
            .map(|_| Ok(AuthClient::connect(&self.socket)?))
            .collect()
    }

    fn resident_mib(&self) -> Result<Resident> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
            Ok(kib.context("there is no such field")?.parse::<f64>()? / 1024.0)
        };
        Ok(Resident {
            now: field("VmRSS:")?,
            most: field("VmHWM:")?,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Dovecot has children, and ends them.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

/// Without what makes others wait after a wrong password, and without a cache.
const DOVECOT: &str = "\
base_dir = FOLDER/run
state_dir = FOLDER/state
log_path = FOLDER/log
protocols =
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_cache_size = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  client_limit = 2000
  vsz_limit = 1G
  unix_listener FOLDER/dovecot.sock {
    mode = 0600
  }
}
passdb {
  driver = passwd-file
  args = FOLDER/passwd
}
userdb {
  driver = static
  args = uid=5000 gid=5000 home=/nonexistent
}
";

/// The password's hash at the same cost, as Dovecot keeps it.
fn phc(password: &str) -> Result<String> {
    let salt = [7; argon2id::SALT_BYTES];
    let hash = argon2id::hash(password.as_bytes(), &salt, GENERATED)?;
    let text = |bytes: &[u8]| auth_client::base64(bytes).trim_end_matches('=').to_owned();
    Ok(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        GENERATED.memory_kib,
        GENERATED.passes,
        GENERATED.lanes,
        text(&salt),
        text(hash.as_slice())
    ))
}

fn keyfob(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyfob"));
    let file = folder.join("keyfob.db");
    command
        .env("KEYFOB_STORE", database().map_or(file, PathBuf::from))
        .env("KEYFOB_KEY_FILE", folder.join("keyfob.db.key"))
        .env("KEYFOB_OPERATOR", "1")
        .env_remove("KEYFOB_ACCOUNT");
    command
}

/// The address of the database for the store, if it is to be in one.
fn database() -> Option<String> {
    std::env::var("KEYFOB_BENCH_STORE").ok()
}

/// A store with one account, and its app passwords.
fn make_store(folder: &Path) -> Result<Vec<String>> {
    output_of(keyfob(folder).args(["account", "add", ALAIN]))?;
    // Stands for an enrolment, without which there are no app passwords.
    let store = database().map_or_else(|| folder.join("keyfob.db"), PathBuf::from);
    support::database::has_key(&store.to_string_lossy(), folder.join("keyfob.db.key"));
    with_key::change(&store, "UPDATE account SET mfa = 'enforced'", []);
    let names = (1..=APP_PASSWORDS).map(|number| format!("App {number}"));
    let created = output_of(keyfob(folder).args(["apppw", "create"]).args(names))?;
    let passwords: Vec<_> = created
        .lines()
        .filter_map(|line| Some(line.split_once('\t')?.1.to_owned()))
        .collect();
    ensure!(
        passwords.len() == APP_PASSWORDS,
        "no app passwords were made"
    );
    Ok(passwords)
}

fn output_of(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    let talk = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", talk.trim());
    Ok(String::from_utf8(output.stdout)?)
}

fn from_environment<T: FromStr>(variable: &str, otherwise: T) -> Result<T> {
    match std::env::var(variable) {
        Err(_) => Ok(otherwise),
        Ok(text) => text
            .parse()
            .map_err(|_| anyhow!("{variable} can't be {text}")),
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

/// Beside others of the same rounds, and the least that their ratio is to be.
fn print_rates(what: &str, rates: &Rates, beside: Option<(&Rates, Option<f64>)>) {
    let all = &rates.per_second;
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(0.0, f64::max);
    let range = format!("{least:.0}-{most:.0}");
    print!("{what:<44} {:>9.0} {range:>17}", median(all));
    if let Some((other, mark)) = beside {
        let pairs = all.iter().zip(&other.per_second);
        let ratio = median(
            &pairs
                .map(|(ours, theirs)| ours / theirs)
                .collect::<Vec<_>>(),
        );
        print!(" {ratio:>8.2}");
        if let Some(mark) = mark {
            print!(
                "  >= {mark:.2}: {}",
                if ratio >= mark { "met" } else { "MISSED" }
            );
        }
    }
    println!();
    let _ = std::io::stdout().flush();
}

fn print_value(what: &str, value: f64, mark: f64) {
    let word = if value <= mark { "met" } else { "MISSED" };
    println!("{what:<62} {value:>17.2}  <= {mark:.2}: {word}");
}
