//! What can't be decided is neither yes nor no, in the way that each client understands; and once it
//! can be decided again it is, without a restart.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rusqlite::Connection;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::serve::{Served, WRONG, no, whole, with_apps, yes};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::database::is_in_a_file;
use crate::support::holder::{Holder, until};
use crate::support::{ALAIN, Program, can_trace, has, rounds, under_strace};

/// A server that has answered, and remembers a yes, with each of its workers' stores open.
fn warm() -> (Holder, String, Served) {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    for _ in 0..8 {
        assert_eq!(served.ask(ALAIN, &secret), yes());
        assert_eq!(served.ask_until_recorded(&holder.program, WRONG), no());
    }
    (holder, secret, served)
}

#[track_caller]
fn is_undecided(served: &Served, secret: &str, why: &str) {
    for _ in 0..3 {
        for password in [secret, WRONG] {
            assert_eq!(served.ask(ALAIN, password), Said::Closed, "{why}");
        }
    }
    assert!(served.said().contains("could not be decided"), "{why}");
}

#[track_caller]
fn is_decided(served: &Served, secret: &str, why: &str) {
    for _ in 0..3 {
        assert_eq!(served.ask(ALAIN, secret), yes(), "{why}");
        assert_eq!(served.ask(ALAIN, WRONG), no(), "{why}");
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn moved(from: &Path, to: &Path) {
    fs::rename(from, to).unwrap();
}

#[test]
fn without_a_store_or_with_another_in_its_place_nothing_is_decided() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let (store, aside) = (holder.program.store(), holder.program.path().join("aside"));
    // A store without its WAL is a part of one.
    empty_the_wal(&holder.program);
    moved(&store, &aside);
    is_undecided(&served, &secret, "the store is gone");
    moved(&aside, &store);
    is_decided(&served, &secret, "the store is back");

    empty_the_wal(&holder.program);
    moved(&store, &aside);
    for (content, why) in [("", "an empty file"), ("no store at all", "another file")] {
        fs::write(&store, content).unwrap();
        set_mode(&store, 0o600);
        is_undecided(&served, &secret, why);
    }
    moved(&aside, &store);
    is_decided(&served, &secret, "the store is back");

    let folder = holder.program.path().join("folder");
    fs::create_dir(&folder).unwrap();
    empty_the_wal(&holder.program);
    moved(&store, &folder.join("keyfob.db"));
    std::os::unix::fs::symlink(folder.join("keyfob.db"), &store).unwrap();
    is_undecided(&served, &secret, "a link to the store");
    fs::remove_file(&store).unwrap();
    moved(&folder.join("keyfob.db"), &store);
    is_decided(&served, &secret, "the store is back");
    whole(&holder.program);
}

#[test]
fn postfix_and_exim_are_cut_off_and_other_clients_told_of_a_temporary_failure() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let key = holder.program.path().join("keyfob.db.key");
    let aside = holder.program.path().join("aside");
    moved(&key, &aside);
    served.reopen();
    for service in ["smtp", "SMTP", "smtps", "submission", "submissions"] {
        for password in [&secret, WRONG] {
            let source = format!("service={service}\trip=192.0.2.7");
            let said = served.client().ask_from(&source, ALAIN, password);
            assert_eq!(said, Said::Closed, "{service}");
        }
    }
    // One connection for all, which goes on.
    let mut client = served.client();
    let later = Said::Later(ALAIN.to_owned());
    for source in [
        "service=xmpp\trip=192.0.2.7",
        "service=imap",
        "service=smtp2",
        "service=",
        "rip=192.0.2.7",
    ] {
        for password in [&secret, WRONG] {
            assert_eq!(
                client.ask_from(source, ALAIN, password),
                later,
                "{source:?}"
            );
        }
    }
    // Many at once are each told of it.
    let mut asked: Vec<_> = (0..20)
        .map(|_| client.begin_from("service=xmpp", ALAIN, &secret).unwrap())
        .collect();
    while !asked.is_empty() {
        let (id, said) = client.said().unwrap();
        assert_eq!(said, later);
        asked.retain(|other| *other != id);
    }
    moved(&aside, &key);
    let said = client.ask_from("service=xmpp", ALAIN, &secret);
    assert_eq!(said, yes());
    assert_eq!(client.ask_from("service=xmpp", ALAIN, WRONG), no());
}

#[test]
fn what_was_open_before_is_not_looked_at_once_the_store_was_away() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let (store, aside) = (holder.program.store(), holder.program.path().join("aside"));
    empty_the_wal(&holder.program);
    moved(&store, &aside);
    // One worker notices; the others have files open that are no part of the store any more.
    assert_eq!(served.ask(ALAIN, WRONG), Said::Closed);
    for end in ["-wal", "-shm"] {
        fs::remove_file(holder.program.path().join(format!("keyfob.db{end}"))).unwrap();
    }
    moved(&aside, &store);
    holder.program.run("apppw delete Outlook --yes").ok();
    for _ in 0..8 {
        assert_eq!(served.ask(ALAIN, &secret), no());
    }
}

#[test]
fn what_others_could_have_changed_is_not_believed_once_it_is_opened_anew() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let program = &holder.program;
    let (store, folder) = (program.store(), program.path().to_owned());
    let key = folder.join("keyfob.db.key");
    for (path, mode) in [(&store, 0o600), (&key, 0o600), (&folder, 0o700)] {
        let why = path.display().to_string();
        set_mode(path, mode | 0o022);
        served.reopen();
        is_undecided(&served, &secret, &why);
        set_mode(path, mode);
        is_decided(&served, &secret, &why);
    }
    let aside = folder.join("aside");
    moved(&key, &aside);
    served.reopen();
    is_undecided(&served, &secret, "no key");
    fs::write(&key, [7; 32]).unwrap();
    set_mode(&key, 0o600);
    is_undecided(&served, &secret, "another key");
    moved(&aside, &key);
    is_decided(&served, &secret, "the key is back");
}

/// keyfob would tag what a trigger makes of a row.
#[test]
fn nothing_is_decided_while_the_schema_is_not_keyfobs() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let connection = Connection::open(holder.program.store()).unwrap();
    for (planted, removed) in [
        (
            "CREATE TRIGGER evil AFTER UPDATE ON account
             BEGIN UPDATE account SET disabled = 0; END",
            "DROP TRIGGER evil",
        ),
        ("CREATE VIEW evil AS SELECT 1", "DROP VIEW evil"),
    ] {
        connection.execute_batch(planted).unwrap();
        is_undecided(&served, &secret, planted);
        connection.execute_batch(removed).unwrap();
        is_decided(&served, &secret, removed);
    }
}

/// A store as it was, with its head.
struct Copy {
    store: PathBuf,
    head: Vec<u8>,
}

fn copied(program: &Program, name: &str) -> Copy {
    let store = program.path().join(name);
    let connection = Connection::open(program.store()).unwrap();
    connection
        .execute("VACUUM INTO ?", [store.to_str().unwrap()])
        .unwrap();
    let head = fs::read(head(program)).unwrap();
    Copy { store, head }
}

fn head(program: &Program) -> PathBuf {
    program.path().join("keyfob.db.head")
}

#[test]
fn a_store_put_in_the_place_of_another_holds_from_the_very_next_answer() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let program = &holder.program;
    for round in 0..rounds(20, 4) {
        let with = copied(program, "with.db");
        program.run("apppw delete Outlook --yes").ok();
        let without = copied(program, "without.db");
        for (copy, accepted) in [(&with, true), (&without, false), (&with, true)] {
            let again = program.path().join("again.db");
            fs::copy(&copy.store, &again).unwrap();
            set_mode(&again, 0o600);
            // What is in the files beside a store belongs to it alone.
            empty_the_wal(program);
            moved(&again, &program.store());
            if accepted {
                is_undecided(&served, &secret, "an older store without its head");
            }
            fs::write(head(program), &copy.head).unwrap();
            for time in 0..3 {
                let (said, expected) = if accepted {
                    (served.ask(ALAIN, &secret), yes())
                } else {
                    (served.ask_until_recorded(program, &secret), no())
                };
                assert_eq!(said, expected, "round {round}, time {time}");
            }
        }
        for copy in [&with, &without] {
            fs::remove_file(&copy.store).unwrap();
        }
    }
}

#[test]
fn a_new_key_refuses_nothing_that_is_right_and_accepts_nothing_else() {
    if !is_in_a_file() {
        return;
    }
    let (holder, secret, served) = warm();
    let program = &holder.program;
    for round in 0..rounds(20, 4) {
        let mut rekeying = program.command("store rekey --yes").spawn().unwrap();
        loop {
            let is_over = rekeying.try_wait().unwrap();
            for (password, answer) in [(secret.as_str(), yes()), (WRONG, no())] {
                let said = served.ask(ALAIN, password);
                assert_eq!(said, answer, "round {round}: {}", served.said());
            }
            if let Some(status) = is_over {
                assert!(status.success(), "{status}");
                break;
            }
        }
    }
    is_decided(&served, &secret, "after the last");
    program.run("store check").ok();
}

fn empty_the_wal(program: &Program) {
    let connection = Connection::open(program.store()).unwrap();
    until("an empty WAL", || {
        let busy: i64 = connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .unwrap();
        (busy == 0).then_some(())
    });
}

#[test]
fn a_store_that_somebody_writes_for_too_long_decides_what_leaves_no_traces() {
    if !is_in_a_file() {
        return;
    }
    let (holder, [secret, fresh]) = with_apps(["Outlook", "Fresh"]);
    let served = Served::start(&holder.program);
    assert_eq!(served.ask(ALAIN, &secret), yes());
    let writer = holder.connection();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    // A first use is recorded before it is accepted.
    let mut waiting = served.client();
    let id = waiting.begin(ALAIN, &fresh).unwrap();
    assert_eq!(served.ask(ALAIN, &secret), yes());
    assert_eq!(waiting.answer_to(id), Said::Closed);
    assert!(
        served.said().contains("the store is busy"),
        "{}",
        served.said()
    );
    writer.execute_batch("ROLLBACK").unwrap();
    assert_eq!(served.ask(ALAIN, &fresh), yes());
}

/// Holds what readers must share, until its stdin ends.
const LOCK_READERS_OUT: &str = "
import fcntl, sys
file = open(sys.argv[1], 'r+b')
fcntl.lockf(file, fcntl.LOCK_EX, 8, 120)
print('locked', flush=True)
sys.stdin.read()
";

#[test]
fn a_store_that_nobody_can_read_for_too_long_keeps_no_client_from_being_heard() {
    if !is_in_a_file() {
        return;
    }
    // SQLite itself waits for ten seconds.
    if rounds(1, 0) == 0 || !has("python3", "python3") {
        return;
    }
    let (holder, secret, served) = warm();
    let wal_index = holder.program.path().join("keyfob.db-shm");
    let mut locker = std::process::Command::new("python3")
        .args(["-c", LOCK_READERS_OUT])
        .arg(&wal_index)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Read::read_exact(locker.stdout.as_mut().unwrap(), &mut [0; 6]).unwrap();

    // The first is waited for, and from then on nobody else is.
    assert_eq!(served.ask(ALAIN, &secret), Said::Closed);
    let mut clients: Vec<_> = (0..served_at_once()).map(|_| served.client()).collect();
    let ids: Vec<_> = clients
        .iter_mut()
        .map(|client| client.begin(ALAIN, &secret).unwrap())
        .collect();
    // A new client is greeted before the wait of any of these is over.
    AuthClient::silent(&served.socket).unwrap();
    let answered: Vec<_> = clients
        .iter()
        .map(|client| {
            let mut polled = [PollFd::new(client.stream(), PollFlags::IN)];
            poll(&mut polled, Some(&Timespec::default())) == Ok(1)
        })
        .collect();
    for ((client, id), answered) in clients.iter_mut().zip(ids).zip(answered) {
        // Once no process has the store open, the next to open it gets a lock of its own: it is
        // answered at once.
        let said = client.answer_to(id);
        assert!(
            said == yes() || (said == Said::Closed && !answered),
            "{said:?}, answered: {answered}"
        );
    }
    drop(locker.stdin.take());
    locker.wait().unwrap();
    is_decided(&served, &secret, "nobody has it locked");
}

/// What one call in this many comes to, where a disk goes bad.
const EVERY: u32 = 37;

#[test]
fn on_a_disk_that_fails_now_and_then_no_answer_is_a_wrong_one() {
    if !is_in_a_file() {
        return;
    }
    if !can_trace() {
        return;
    }
    let (holder, [secret]) = with_apps(["Outlook"]);
    // Begun with -D, strace is no parent: what is signalled and killed is the server.
    let mut told = ["-D", "-o", "/dev/null"].map(str::to_owned).to_vec();
    for call in ["fdatasync", "fsync", "newfstatat", "pread64", "pwrite64"] {
        // Not while it begins. Locks are left alone: giving one up never fails.
        told.push(format!("--inject={call}:error=EIO:when=100+{EVERY}"));
    }
    let command = holder.program.command("serve --auth-socket auth.sock");
    let mut strace = under_strace(&command, told);
    strace.stdout(Stdio::null());
    let mut served = Served::of(strace, &holder.program.path().join("auth.sock"));
    let (mut decided, mut undecided) = (0, 0);
    for round in 0..rounds(200, 50) {
        // What was read before is worth nothing now.
        let name = format!("apppw rename Outlook{round} Outlook{}", round + 1);
        let name = name.replace("Outlook0 ", "Outlook ");
        holder.program.run(&name).ok();
        for (password, right) in [(secret.as_str(), yes()), (WRONG, no())] {
            match served.ask(ALAIN, password) {
                Said::Closed => undecided += 1,
                said => {
                    assert_eq!(said, right, "round {round}");
                    decided += 1;
                }
            }
        }
    }
    assert!(decided > 10 && undecided > 10, "{decided}, {undecided}");
    assert!(
        served.child.try_wait().unwrap().is_none(),
        "{}",
        served.said()
    );
    drop(served);
    whole(&holder.program);
}

/// How many questions are worked on at a time.
fn served_at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
