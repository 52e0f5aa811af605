//! Whether an account exists can't be told from an answer, nor from its time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use crate::promises::figure;
use crate::serve::{Served, WRONG};
use crate::support::auth_client::Said;
use crate::support::database::is_in_a_file;
use crate::support::holder::{Holder, PASSWORD, until};
use crate::support::{Program, can_trace, totp_now, under_strace};
use tempfile::TempDir;

/// The files that were synced around an answer.
#[derive(Debug, PartialEq, Eq)]
struct Syncs {
    before: Vec<String>,
    after: Vec<String>,
}

const WAL: &str = "keyfob.db-wal";
/// Written last, when an entry is added to the audit trail.
const HEAD: &str = "keyfob.db.head";

/// A server whose calls are written down in the order in which they are made.
struct Traced {
    served: Served,
    trace: PathBuf,
    _folder: TempDir,
}

impl Traced {
    fn start(program: &Program) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let trace = folder.path().join("trace");
        // Begun with -D, strace is no parent: what is signalled and killed is the server.
        let told = [
            "-D",
            "-o",
            trace.to_str().unwrap(),
            "--decode-fds=path",
            "--trace=read,write,fsync,fdatasync",
            "--string-limit=200",
            // So that what isn't waited for would come long after.
            "--inject=fsync,fdatasync:delay_enter=4000",
        ];
        let command = program.command("serve --auth-socket auth.sock --no-memory");
        let mut strace = under_strace(&command, told);
        strace.stdout(Stdio::null());
        Self {
            served: Served::of(strace, &program.path().join("auth.sock")),
            trace,
            _folder: folder,
        }
    }

    /// Asks, and waits until the answer is recorded.
    fn ask(&self, user: &str, password: &str) -> Syncs {
        let already = lines(&self.trace).len();
        let said = self.served.ask(user, password);
        assert_eq!(said, Said::No(Some(user.to_owned())));
        until("its record", || {
            let syncs = synced(&lines(&self.trace).split_off(already))?;
            syncs.after.contains(&HEAD.to_owned()).then_some(syncs)
        })
    }
}

fn lines(trace: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&fs::read(trace).unwrap()).into_owned();
    // The last one may be half written.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(ToOwned::to_owned).collect()
}

/// `None` until the answer was given.
fn synced(lines: &[String]) -> Option<Syncs> {
    let at = |text: &str| lines.iter().position(|line| line.contains(text));
    let (asked, answered) = (at("AUTH\\t1\\tPLAIN")?, at("\"FAIL\\t1\\t")?);
    // Where another thread's call came between, a call is a line when it begins and one when it ends.
    let synced = |line: &String| {
        let (_, call) = line.split_once("sync(")?;
        let (path, _) = call.split_once('>')?;
        Some(path.rsplit('/').next()?.to_owned())
    };
    Some(Syncs {
        before: lines[asked..answered].iter().filter_map(synced).collect(),
        after: lines[answered..].iter().filter_map(synced).collect(),
    })
}

fn name(number: usize) -> String {
    format!("someone{number}@contoso.com")
}

/// Known accounts, which accept their own password, or app passwords if MFA is set up.
fn with_accounts(enforced: bool, count: usize) -> Program {
    let program = Holder::enforced().program;
    if !enforced {
        program
            .run("account set alain@contoso.com --mfa disabled --operator --yes")
            .ok();
    }
    for number in 0..count {
        let (name, mfa) = (name(number), if enforced { "enabled" } else { "disabled" });
        let line = format!("account add {name} --mfa {mfa} --password-stdin");
        program.fed(&line, PASSWORD).ok();
        if enforced {
            let uri = program
                .run(&format!("mfa enroll -a {name} --operator"))
                .word();
            let confirm = format!("mfa enroll -a {name} --operator --no-app --confirm");
            program
                .run(&format!("{confirm} {} --json", totp_now(&uri)))
                .ok();
        }
    }
    program
}

/// A sync takes milliseconds. Counting them, in the order of calls, tells more than any clock.
#[test]
fn as_much_is_written_for_an_unknown_name_and_none_of_it_before_its_answer() {
    if !is_in_a_file() {
        return;
    }
    if !can_trace() {
        return;
    }
    let count = figure(8, 60);
    for enforced in [true, false] {
        let program = with_accounts(enforced, count);
        let traced = Traced::start(&program);
        // A process that is new to the store's files syncs more.
        traced.ask("first@contoso.com", "a wrong guess");
        let usual = traced.ask("second@contoso.com", "a wrong guess").after;
        assert!(usual.contains(&WAL.to_owned()), "{usual:?}");
        for number in 0..count {
            for (user, password) in [
                (name(number), "a wrong guess"),
                (format!("nobody{number}@contoso.com"), "a wrong guess"),
                (name(number), WRONG),
                (format!("nobody{number}@contoso.com"), WRONG),
            ] {
                let syncs = traced.ask(&user, password);
                // A failure of the account's own password is counted before it is told.
                let counted = if enforced {
                    vec![]
                } else {
                    vec![WAL.to_owned()]
                };
                let expected = Syncs {
                    before: counted,
                    after: usual.clone(),
                };
                assert_eq!(syncs, expected, "{user} {password}, {enforced}");
            }
        }
    }
}

/// How many standard deviations the ranks of these times are from what they are if both are of one
/// kind: Mann and Whitney's test.
#[expect(clippy::cast_precision_loss, reason = "counts of a few dozen")]
fn deviation(some: &[f64], others: &[f64]) -> f64 {
    let (count, others_count) = (some.len() as f64, others.len() as f64);
    let above = |time: &f64| others.iter().filter(|other| time > other).count() as f64;
    let above: f64 = some.iter().map(above).sum();
    let variance = count * others_count * (count + others_count + 1.0) / 12.0;
    (above - count * others_count / 2.0) / variance.sqrt()
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Run it on an idle machine: its result is one of clocks.
#[test]
#[ignore = "measures times"]
fn times_of_answers_tell_nothing() {
    const NAMES: usize = 60;
    for enforced in [true, false] {
        let program = with_accounts(enforced, NAMES);
        let told = [
            "-D",
            "-o",
            "/dev/null",
            "--seccomp-bpf",
            "--trace=fsync,fdatasync",
            "--inject=fsync,fdatasync:delay_enter=4000",
        ];
        let command = program.command("serve --auth-socket auth.sock --no-memory");
        let mut strace = under_strace(&command, told);
        strace.stdout(Stdio::null());
        let served = Served::of(strace, &program.path().join("auth.sock"));
        served.ask("first@contoso.com", WRONG);
        // Five wrong ones in a row are free where they are counted.
        for in_a_row in [1, if enforced { 10 } else { 4 }] {
            let mut times = [vec![], vec![]];
            for number in 0..NAMES {
                let mut both = [
                    (0, name(number)),
                    (1, format!("nobody{number}@contoso.com")),
                ];
                both.rotate_left(number % 2);
                for (kind, user) in both {
                    let mut client = served.client();
                    let began = Instant::now();
                    for _ in 0..in_a_row {
                        assert_eq!(client.ask(&user, WRONG), Said::No(Some(user.clone())));
                    }
                    times[kind].push(began.elapsed().as_secs_f64() * 1000.0);
                }
            }
            let [known, unknown] = &times;
            let deviation = deviation(known, unknown);
            println!(
                "{}, {in_a_row} in a row: known {:.2} ms, unknown {:.2} ms, {deviation:+.2} standard deviations",
                if enforced {
                    "app passwords"
                } else {
                    "own passwords"
                },
                median(known),
                median(unknown),
            );
            assert!(deviation.abs() < 3.3, "{times:?}");
        }
    }
}
