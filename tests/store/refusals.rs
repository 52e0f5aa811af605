//! What is wrong around the program is refused in one sentence with the right exit code, and
//! nothing is changed by it.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::machine::without_system_store;
use crate::support::{ALAIN, Program, Ran, install_program, permitted, ran, totp_now};
use rusqlite::Connection;
use rustix::fs::{CWD, FileType, Mode, mknodat};

const NOBODY: u32 = 65534;

/// A line of every kind: reading, writing, making, deciding.
const LINES: [&str; 8] = [
    "account list",
    "account add berta@contoso.com",
    "account show alain@contoso.com",
    "apppw create Outlook",
    "apppw verify",
    "policy set app-passwords frozen",
    "store check",
    "log check",
];

fn key(program: &Program) -> PathBuf {
    program.path().join("keyfob.db.key")
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o7777
}

/// Everything below a folder: the kind and mode of each, with a file's bytes or a link's target.
fn contents(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = path.symlink_metadata().unwrap();
        let bytes = if metadata.is_dir() {
            all.extend(contents(&path));
            vec![]
        } else if metadata.is_symlink() {
            fs::read_link(&path)
                .unwrap()
                .into_os_string()
                .into_encoded_bytes()
        } else if metadata.is_file() {
            fs::read(&path).unwrap()
        } else {
            vec![]
        };
        all.insert(path, (metadata.mode(), bytes));
    }
    all
}

/// One sentence, a hint at least, nothing on stdout, and nothing of a panic.
#[track_caller]
fn refused(ran: Ran, code: u8) -> Ran {
    let ran = ran.refused(code);
    assert!(
        ran.err.lines().any(|line| line.starts_with("hint: ")),
        "no hint: {ran}"
    );
    assert!(
        !ran.err.contains("panicked") && !ran.err.contains("RUST_BACKTRACE"),
        "{ran}"
    );
    ran
}

/// Every line is refused with this code, and nothing is changed by any.
#[track_caller]
fn all_refused(program: &Program, lines: &[&str], code: u8) {
    let before = contents(program.path());
    for line in lines {
        let ran = refused(program.run(line), code);
        assert!(
            contents(program.path()) == before,
            "changed something: {ran}"
        );
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The command as a user whom file modes mean something to, or none where that can't be.
fn as_nobody(program: &Program, line: &str) -> Option<Command> {
    let command = program.command(line);
    if !is_root() {
        return Some(command);
    }
    let setpriv = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
    ];
    if !permitted(&setpriv, "util-linux") {
        return None;
    }
    // The build folder may be closed to that user.
    let copy = program.path().join("keyfob-copy");
    if !copy.exists() {
        install_program(&copy);
    }
    let mut outer = Command::new("setpriv");
    outer
        .args(&setpriv[1..])
        .arg(copy)
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        outer.env(name, value.unwrap());
    }
    outer.current_dir(program.path()).stdin(Stdio::null());
    Some(outer)
}

/// Its caller makes the pipe, as root, and gives up its rights before it runs this.
#[test]
fn checkpassword_reads_what_its_caller_opened_whoever_that_was() {
    let program = Program::enrolled();
    let password = program.run("apppw create Outlook").word();
    give_to_nobody(&program);
    let decided = |then: &str| {
        let asked = as_nobody(&program, &format!("auth checkpassword {then}"))?;
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 </dev/null"])
            .arg(asked.get_program())
            .args(asked.get_args())
            .env_clear()
            .envs(
                asked
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .current_dir(program.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        let message = format!("{ALAIN}\0{password}\0now\0");
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(message.as_bytes()).unwrap();
        drop(pipe);
        Some(ran(then, &child.wait_with_output().unwrap()))
    };
    let Some(accepted) = decided("/bin/echo in") else {
        return;
    };
    assert_eq!(accepted.ok(), "in\n");
    let failed = decided("/nowhere/at/all").unwrap().refused(111);
    assert!(
        failed.err.contains("'/nowhere/at/all' can't be run"),
        "{failed}"
    );
}

fn give_to_nobody(program: &Program) {
    if is_root() {
        for path in contents(program.path())
            .into_keys()
            .chain([program.path().to_owned()])
        {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
}

#[test]
fn without_a_store_every_command_says_so_and_makes_nothing() {
    let program = Program::new();
    let lines: Vec<_> = LINES
        .into_iter()
        .filter(|line| !line.starts_with("account add"))
        .collect();
    all_refused(&program, &lines, 78);
    let elsewhere = program.path().join("no/such/folder/keyfob.db");
    for line in lines {
        let ran = ran(
            line,
            &program
                .command(line)
                .env("KEYFOB_STORE", &elsewhere)
                .output()
                .unwrap(),
        );
        refused(ran, 78);
    }
    assert!(contents(program.path()).is_empty());
}

#[test]
fn a_key_file_that_is_missing_is_never_replaced_by_a_new_one() {
    let program = Program::enrolled();
    fs::remove_file(key(&program)).unwrap();
    all_refused(&program, &LINES, 78);
    all_refused(&program, &["store init"], 73);
}

#[test]
fn a_key_file_of_a_wrong_length_or_of_another_store_is_refused() {
    let program = Program::enrolled();
    let right = fs::read(key(&program)).unwrap();
    let wrong = [
        vec![],
        right[..31].to_vec(),
        [&right[..], b"\n"].concat(),
        vec![7; 32],
    ];
    for bytes in wrong {
        fs::write(key(&program), bytes).unwrap();
        all_refused(&program, &LINES, 78);
    }
    fs::write(key(&program), right).unwrap();
    program.run("store check").ok();
}

#[test]
fn a_key_file_that_is_no_good_is_not_used_for_a_new_store() {
    for (bytes, open) in [(&[7; 31][..], 0o600), (&[7; 32], 0o644), (&[], 0o600)] {
        let program = Program::new();
        fs::write(key(&program), bytes).unwrap();
        set_mode(&key(&program), open);
        all_refused(
            &program,
            &["account add alain@contoso.com", "store init"],
            78,
        );
    }
}

#[test]
fn a_store_or_key_that_others_can_read_or_write_is_refused() {
    let program = Program::enrolled();
    for path in [program.store(), key(&program)] {
        for open in [0o640, 0o604, 0o620, 0o602, 0o666] {
            set_mode(&path, open);
            all_refused(&program, &LINES, 78);
        }
        set_mode(&path, 0o600);
    }
    program.run("store check").ok();
}

#[test]
fn a_link_in_place_of_the_store_or_the_key_is_not_followed() {
    let program = Program::enrolled();
    for path in [program.store(), key(&program)] {
        let aside = path.with_extension("aside");
        fs::rename(&path, &aside).unwrap();
        symlink(&aside, &path).unwrap();
        all_refused(&program, &LINES, 78);
        all_refused(
            &program,
            &["store init"],
            if path == key(&program) { 73 } else { 78 },
        );
        fs::remove_file(&path).unwrap();
        symlink(program.path().join("nowhere"), &path).unwrap();
        all_refused(&program, &LINES, 78);
        fs::remove_file(&path).unwrap();
        fs::rename(&aside, &path).unwrap();
    }
    program.run("store check").ok();
}

#[test]
fn a_first_use_writes_through_no_dangling_link() {
    for name in ["keyfob.db", "keyfob.db.key"] {
        let program = Program::new();
        symlink(program.path().join("nowhere"), program.path().join(name)).unwrap();
        all_refused(
            &program,
            &["account add alain@contoso.com", "store init"],
            78,
        );
    }
}

#[test]
fn a_folder_that_others_can_write_in_is_refused() {
    let program = Program::enrolled();
    for open in [0o777, 0o1777, 0o770, 0o702] {
        set_mode(program.path(), open);
        all_refused(&program, &LINES, 78);
    }
    set_mode(program.path(), 0o700);
    program.run("store check").ok();

    let keys = program.path().join("keys");
    fs::create_dir(&keys).unwrap();
    let moved = keys.join("keyfob.key");
    fs::rename(key(&program), &moved).unwrap();
    set_mode(&keys, 0o1777);
    let line = format!("account list --key-file {}", moved.display());
    all_refused(&program, &[&line], 78);
    set_mode(&keys, 0o755);
    program.run(&line).ok();

    let fresh = Program::new();
    set_mode(fresh.path(), 0o1777);
    all_refused(&fresh, &["account add alain@contoso.com", "store init"], 78);
}

#[test]
fn a_store_of_a_newer_keyfob_is_left_untouched() {
    let program = Program::enrolled();
    let connection = Connection::open(program.store()).unwrap();
    let ours: i32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    connection
        .pragma_update(None, "user_version", ours + 1)
        .unwrap();
    drop(connection);
    all_refused(&program, &LINES, 78);
    all_refused(&program, &["store init"], 73);
}

#[test]
fn what_is_no_store_is_refused_and_left_untouched() {
    let program = Program::enrolled();
    let write = |bytes: &[u8]| {
        fs::write(program.store(), bytes).unwrap();
        all_refused(&program, &LINES, 78);
    };
    write(b"");
    write(b"this is a text and no database at all\n");
    write(&[0; 8192]);

    fs::remove_file(program.store()).unwrap();
    let other = Connection::open(program.store()).unwrap();
    other
        .execute_batch("CREATE TABLE account (id INTEGER); PRAGMA user_version = 1;")
        .unwrap();
    drop(other);
    set_mode(&program.store(), 0o600);
    all_refused(&program, &LINES, 78);
}

#[test]
fn what_is_no_regular_file_is_refused_without_waiting() {
    for (name, code_of_init) in [("keyfob.db", 78), ("keyfob.db.key", 73)] {
        let program = Program::enrolled();
        let path = program.path().join(name);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        set_mode(&path, 0o700);
        all_refused(&program, &LINES, 78);
        all_refused(&program, &["store init"], code_of_init);
        fs::remove_dir(&path).unwrap();
        // Opening one to read would wait for a writer.
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        all_refused(&program, &LINES, 78);
    }
}

#[test]
fn a_store_with_garbled_pages_is_called_damaged_and_never_a_bug() {
    let program = Program::enrolled();
    let whole = fs::read(program.store()).unwrap();
    for page in 1..whole.len() / 4096 {
        let mut garbled = whole.clone();
        garbled[page * 4096..(page + 1) * 4096].fill(0xa5);
        fs::write(program.store(), garbled).unwrap();
        let checked = program.run("store check");
        assert!([1, 74].contains(&checked.code), "page {page}: {checked}");
        for line in LINES {
            let ran = program.run(line);
            assert_ne!(ran.code, 70, "page {page}: {ran}");
            assert!(!ran.err.contains("panicked"), "page {page}: {ran}");
        }
        // Its log would be replayed over the next page's damage.
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(program.path().join(format!("keyfob.db{suffix}")));
        }
    }
}

#[test]
fn somebody_elses_store_is_refused() {
    let program = Program::enrolled();
    let Some(mut command) = as_nobody(&program, "account list") else {
        return;
    };
    if !is_root() {
        eprintln!("SKIPPED: this test needs root, for files of two users");
        assert!(
            std::env::var_os("KEYFOB_TEST_REQUIRE").is_none(),
            "run the tests as root"
        );
        return;
    }
    set_mode(program.path(), 0o755);
    refused(ran("account list", &command.output().unwrap()), 78);
    let locked = program.path().join("locked");
    fs::create_dir(&locked).unwrap();
    set_mode(&locked, 0o700);
    command.env("KEYFOB_STORE", locked.join("keyfob.db"));
    let ran = ran("account list", &command.output().unwrap());
    assert!([74, 78].contains(&ran.code), "{ran}");
    let code = ran.code;
    refused(ran, code);
}

#[test]
fn in_a_folder_that_cannot_be_written_nothing_is_done_and_that_is_said() {
    let program = Program::enrolled();
    if as_nobody(&program, "").is_none() {
        return;
    }
    give_to_nobody(&program);
    set_mode(program.path(), 0o500);
    let before = contents(program.path());
    for line in [
        "apppw create Outlook",
        "account add berta@contoso.com",
        "policy set app-passwords frozen",
    ] {
        refused(
            ran(line, &as_nobody(&program, line).unwrap().output().unwrap()),
            74,
        );
        assert!(
            contents(program.path()) == before,
            "{line} changed something"
        );
    }
    set_mode(program.path(), 0o700);
    ran(
        "store check",
        &as_nobody(&program, "store check")
            .unwrap()
            .output()
            .unwrap(),
    )
    .ok();

    let fresh = Program::new();
    as_nobody(&fresh, "").unwrap();
    give_to_nobody(&fresh);
    set_mode(fresh.path(), 0o500);
    let before = contents(fresh.path());
    for line in ["account add alain@contoso.com", "store init"] {
        refused(
            ran(line, &as_nobody(&fresh, line).unwrap().output().unwrap()),
            74,
        );
        assert!(contents(fresh.path()) == before, "{line} changed something");
    }
    set_mode(fresh.path(), 0o700);
}

#[test]
fn on_a_full_disk_a_password_is_shown_only_if_it_was_stored() {
    const SCRIPT: &str = r#"
        set -eu
        mkdir disk results
        mount -t tmpfs -o size=1m,mode=0700 tmpfs disk
        export KEYFOB_STORE="$PWD/disk/keyfob.db"
        for room in $(seq 0 4 160); do
            rm -f disk/*
            cp -p keyfob.db keyfob.db.key keyfob.db.head disk/
            cat /dev/zero >disk/fill 2>/dev/null || true
            truncate -s -"${room}k" disk/fill
            code=0; "$KEYFOB" apppw create Outlook >results/$room.out 2>results/$room.err || code=$?
            echo $code >results/$room.code
            rm disk/fill
            "$KEYFOB" apppw list >results/$room.list
            code=0; "$KEYFOB" apppw verify <results/$room.out >results/$room.verified || code=$?
            echo $code >results/$room.verified-code
            "$KEYFOB" store check >results/$room.check 2>&1 || echo damaged >>results/$room.check
        done
        rm -f disk/*
        cat /dev/zero >disk/fill 2>/dev/null || true
        code=0; "$KEYFOB" account add alain@contoso.com >results/first.out 2>results/first.err || code=$?
        echo $code >results/first.code
        ls -A disk >results/first.list
    "#;
    let mut unshare = vec!["unshare", "-m"];
    if !is_root() {
        unshare.push("-r");
    }
    if !permitted(&unshare, "util-linux") {
        return;
    }
    let program = Program::enrolled();
    let output = Command::new(unshare[0])
        .args(&unshare[1..])
        .args(["sh", "-c", SCRIPT])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", program.path())
        .env("KEYFOB", env!("CARGO_BIN_EXE_keyfob"))
        .env("KEYFOB_OPERATOR", "1")
        .current_dir(program.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    let read =
        |name: String| fs::read_to_string(program.path().join("results").join(name)).unwrap();
    let of = |case: &str| Ran {
        line: format!("with room for {case} KiB"),
        code: read(format!("{case}.code")).trim().parse().unwrap(),
        out: read(format!("{case}.out")),
        err: read(format!("{case}.err")),
        talk: None,
    };
    let (mut stored, mut not) = (0, 0);
    for room in (0..=160).step_by(4) {
        let ran = of(&room.to_string());
        let listed = read(format!("{room}.list"));
        let check = read(format!("{room}.check"));
        assert!(!check.contains("damaged"), "{ran}{check}");
        if ran.code == 0 {
            stored += 1;
            assert_eq!(read(format!("{room}.verified-code")).trim(), "0", "{ran}");
        } else {
            not += 1;
            refused(ran, 74);
            assert_eq!(listed, "", "with room for {room} KiB");
        }
    }
    assert!(
        stored > 0 && not > 0,
        "{stored} stored, {not} not: the disk was of the wrong size"
    );
    refused(of("first"), 74);
    assert_eq!(read("first.list".to_owned()), "fill\n");
}

#[test]
fn a_store_held_by_another_process_is_waited_for_and_then_called_busy() {
    let program = Program::enrolled();
    let password = program.run("apppw create Outlook").word();
    let holder = Connection::open(program.store()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    let lines = [
        "apppw create Laptop",
        "account add berta@contoso.com",
        "policy set app-passwords frozen",
    ];
    let waiting = lines.map(|line| (line, program.command(line).spawn().unwrap()));
    // Its first use would have to be recorded, so this can't be decided; it isn't a no.
    let verified = program.fed("apppw verify", &password);
    refused(verified, 75);
    for (line, child) in waiting {
        refused(ran(line, &child.wait_with_output().unwrap()), 75);
    }
    let waited = began.elapsed();
    assert!(waited >= Duration::from_secs(4), "gave up after {waited:?}");
    // Readers don't wait for a writer.
    assert_eq!(program.run("apppw list").ok().lines().count(), 1);
    holder.execute_batch("ROLLBACK").unwrap();
    drop(holder);
    assert_eq!(program.run("account list").ok().lines().count(), 1);
    assert_eq!(program.fed("apppw verify", &password).code, 0);
    program.run("log check").ok();
}

fn full() -> Stdio {
    File::options()
        .write(true)
        .open("/dev/full")
        .unwrap()
        .into()
}

fn closed_pipe() -> Stdio {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// stdout takes nothing: on a full disk, and where its reader has gone.
const DEAD_ENDS: [fn() -> Stdio; 2] = [full, closed_pipe];

/// Runs it into a dead end, and wants an error with a hint and without a claim to the contrary.
#[track_caller]
fn undelivered(program: &Program, line: &str, dead_end: fn() -> Stdio) -> Ran {
    let ran = ran(
        line,
        &program.command(line).stdout(dead_end()).output().unwrap(),
    );
    assert_eq!(ran.code, 74, "{ran}");
    assert!(!ran.err.contains("panicked"), "{ran}");
    let count = |label| {
        ran.err
            .lines()
            .filter(|line| line.starts_with(label))
            .count()
    };
    if line.ends_with("--json") {
        assert!(ran.is_json_error(), "{ran}");
        assert_eq!(count("error: "), 0, "{ran}");
    } else {
        assert_eq!(count("error: "), 1, "{ran}");
        assert!(count("hint: ") >= 1, "no hint: {ran}");
    }
    ran
}

#[test]
fn an_app_password_that_could_not_be_handed_over_is_gone_again() {
    for dead_end in DEAD_ENDS {
        let program = Program::enrolled();
        for line in [
            "apppw create Outlook",
            "apppw create Outlook --json",
            "apppw create Outlook Laptop Phone",
        ] {
            undelivered(&program, line, dead_end);
            assert_eq!(program.run("apppw list").ok(), "", "{line}");
        }
        // The name is free again.
        program.run("apppw create Outlook").ok();
        program.run("store check").ok();
    }
}

#[test]
fn an_account_whose_password_could_not_be_handed_over_is_gone_again() {
    for dead_end in DEAD_ENDS {
        let program = Program::new();
        for line in [
            "account add alain@contoso.com",
            "account add alain@contoso.com --json",
        ] {
            let ran = undelivered(&program, line, dead_end);
            assert!(!ran.err.contains("Added"), "claims what was undone: {ran}");
            assert_eq!(program.run("account list").ok(), "", "{line}");
        }
        program.run("account add alain@contoso.com").ok();
        program.run("store check").ok();
    }
}

#[test]
fn other_secrets_that_could_not_be_handed_over_are_told_as_lost() {
    for dead_end in DEAD_ENDS {
        let program = Program::enrolled();
        program.run("apppw create Outlook").ok();
        for line in [
            "apppw rotate Outlook",
            "apppw rotate Outlook --json",
            "account password alain@contoso.com --temporary",
            "account password alain@contoso.com --temporary --json",
            "mfa enroll",
            "mfa enroll --json",
        ] {
            undelivered(&program, line, dead_end);
        }
        let uri = program.run("mfa enroll").word();
        program
            .run("account add berta@contoso.com --mfa enabled")
            .ok();
        let other = program.run("mfa enroll -a berta@contoso.com").word();
        let line = format!(
            "mfa enroll -a berta@contoso.com --confirm {}",
            totp_now(&other)
        );
        undelivered(&program, &line, dead_end);
        // Nothing had to be handed over.
        program
            .run(&format!(
                "mfa enroll -a {ALAIN} --confirm {}",
                totp_now(&uri)
            ))
            .ok();
        program.run("store check").ok();
    }
}

#[test]
fn a_list_into_a_full_disk_fails_and_into_a_closed_pipe_ends_quietly() {
    let program = Program::enrolled();
    for line in [
        "account list",
        "log",
        "log --json",
        "policy show",
        "store info --json",
        "--help",
    ] {
        undelivered(&program, line, full);
        let ran = ran(
            line,
            &program
                .command(line)
                .stdout(closed_pipe())
                .output()
                .unwrap(),
        );
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
    }
}

/// The command with a umask of its own, and no store named.
#[track_caller]
fn under(umask: &str, program: &Program, line: &str) -> Option<Command> {
    let inner = program.command(line);
    let words = without_system_store("/bin/sh")?;
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .env("HOME", program.path())
        .env("KEYFOB_OPERATOR", "1")
        .current_dir(program.path());
    Some(command)
}

#[test]
fn the_first_account_makes_the_store_and_its_key_closed_to_others_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let program = Program::new();
        let line = format!("account add {ALAIN}");
        let Some(mut command) = under(umask, &program, &line) else {
            return;
        };
        ran(&line, &command.output().unwrap()).ok();
        let (data, conf) = (
            program.path().join(".local/share/keyfob"),
            program.path().join(".config/keyfob"),
        );
        // Kept open, so that SQLite's own two files are there to be looked at.
        let reader = Connection::open(data.join("keyfob.db")).unwrap();
        let accounts: i64 = reader
            .query_row("SELECT count(*) FROM account", [], |row| row.get(0))
            .unwrap();
        assert_eq!(accounts, 1);
        let mut command = under(umask, &program, "policy set app-passwords frozen").unwrap();
        ran("", &command.output().unwrap()).ok();
        let files: Vec<_> = contents(program.path()).into_keys().collect();
        for path in &files {
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(path), wanted, "umask {umask}: {}", path.display());
        }
        for name in [
            "keyfob.db",
            "keyfob.db-wal",
            "keyfob.db-shm",
            "keyfob.db.head",
        ] {
            assert!(
                files.contains(&data.join(name)),
                "{name} isn't there: {files:?}"
            );
        }
        assert!(files.contains(&conf.join("keyfob.key")), "{files:?}");
        // Never the key beside the store, where one copy would take both.
        assert!(
            !files.iter().any(|path| path.starts_with(&data)
                && path.to_string_lossy().contains("key")
                && path.to_string_lossy().ends_with(".key")),
            "{files:?}"
        );
    }
}

#[test]
fn a_personal_store_is_where_the_xdg_folders_are() {
    let program = Program::new();
    let line = format!("account add {ALAIN}");
    let Some(mut command) = under("022", &program, &line) else {
        return;
    };
    command
        .env("XDG_DATA_HOME", program.path().join("data"))
        .env("XDG_CONFIG_HOME", program.path().join("conf"));
    ran(&line, &command.output().unwrap()).ok();
    let files: Vec<_> = contents(program.path())
        .into_iter()
        .filter(|(path, _)| path.is_file())
        .map(|(path, _)| {
            path.strip_prefix(program.path())
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(
        files,
        [
            "conf/keyfob/keyfob.key",
            "data/keyfob/keyfob.db",
            "data/keyfob/keyfob.db.head"
        ]
    );
}

#[test]
fn a_named_store_has_its_key_where_it_was_named() {
    let program = Program::new();
    program
        .run("account add alain@contoso.com --store sub/a.db --key-file keys/a.key")
        .ok();
    program
        .run("account list --store sub/a.db --key-file keys/a.key")
        .ok();
    assert!(
        program.path().join("sub/a.db").is_file() && program.path().join("keys/a.key").is_file()
    );
    assert!(!program.path().join("sub/a.db.key").exists());
    program.run("account add alain@contoso.com").ok();
    assert!(key(&program).is_file());
}

/// The answer is the exit status: a reader that went away takes only the words with it.
#[test]
fn a_no_is_a_no_also_when_nobody_reads_it() {
    let program = Program::enrolled();
    let verify = |flags: &str, input: &str| {
        let line = format!("apppw verify {flags}");
        let mut child = program
            .command(&line)
            .stdin(Stdio::piped())
            .stdout(closed_pipe())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        ran(&line, &child.wait_with_output().unwrap()).code
    };
    let password = program.run("apppw create Outlook").word();
    for flags in ["", "--json"] {
        assert_eq!(verify(flags, "abcd efgh ijkl mnop"), 1, "{flags}");
        assert_eq!(verify(flags, &password), 0, "{flags}");
    }
    fs::remove_file(program.path().join("keyfob.db.head")).unwrap();
    // More to say than is written at once, so that the pipe breaks in the middle of it.
    Connection::open(program.store())
        .unwrap()
        .execute_batch(
            "WITH RECURSIVE odd (n) AS (SELECT 1001 UNION ALL SELECT n + 2 FROM odd WHERE n < 9001)
             INSERT INTO log (seq, at, event, outcome, who, tag)
             SELECT n, 0, '', 'done', '{}', zeroblob(32) FROM odd",
        )
        .unwrap();
    for line in [
        "log check",
        "log check --json",
        "store check",
        "store check --json",
    ] {
        let output = program
            .command(line)
            .stdout(closed_pipe())
            .output()
            .unwrap();
        assert_eq!(ran(line, &output).code, 1, "{line}");
    }
}

#[test]
fn data_that_was_lost_before_the_last_word_is_no_success() {
    let program = Program::enrolled();
    program.run("apppw create Outlook").ok();
    undelivered(&program, "apppw list", full);
}

/// A shell's `>&-`: there is nothing to hand a secret to, and that shows before one is made.
#[test]
fn with_stdout_closed_no_secret_is_made() {
    let program = Program::enrolled();
    let before = program.run("log").ok();
    for line in [
        "apppw create Outlook",
        "account add bea@contoso.com",
        "account password alain@contoso.com --temporary",
    ] {
        let shell = format!("exec {} {line} >&-", env!("CARGO_BIN_EXE_keyfob"));
        let output = program
            .command("")
            .get_envs()
            .fold(
                Command::new("/bin/sh").args(["-c", &shell]).env_clear(),
                |command, (name, value)| command.env(name, value.unwrap_or_default()),
            )
            .output()
            .unwrap();
        refused(ran(line, &output), 69);
    }
    assert_eq!(program.run("log").ok(), before);
}

/// `ulimit -f`, in blocks of 512 bytes: the system would end the program with a signal.
#[test]
fn a_limit_of_the_size_of_files_is_an_error_and_no_death() {
    let program = Program::enrolled();
    let before = program.run("log").ok();
    let shell = format!(
        "ulimit -f 1; exec {} account add bea@contoso.com",
        env!("CARGO_BIN_EXE_keyfob")
    );
    let command = program.command("");
    let mut limited = Command::new("/bin/sh");
    limited.args(["-c", &shell]).env_clear();
    for (name, value) in command.get_envs() {
        limited.env(name, value.unwrap_or_default());
    }
    let output = limited.stdin(Stdio::null()).output().unwrap();
    refused(ran("account add", &output), 74);
    assert_eq!(program.run("log").ok(), before);
}

/// What is written into the head must not land in a file that has another name too.
#[test]
fn a_head_that_is_somebody_elses_file_as_well_is_refused() {
    let program = Program::enrolled();
    let head = program.path().join("keyfob.db.head");
    let other = program.path().join("other");
    fs::write(&other, b"precious").unwrap();
    set_mode(&other, 0o600);
    fs::remove_file(&head).unwrap();
    fs::hard_link(&other, &head).unwrap();
    refused(program.run("account add bea@contoso.com"), 78);
    assert_eq!(fs::read(&other).unwrap(), b"precious");
    fs::remove_file(&head).unwrap();
    program.run("store check --repair --yes").ok();
    assert_eq!(program.run("account show bea@contoso.com").code, 67);
}

#[test]
fn a_rotation_that_could_not_be_handed_over_leaves_the_old_one_as_it_was() {
    let program = Program::enrolled();
    let first = program.run("apppw create Outlook --expires 90d").word();
    let password = program.run("apppw rotate Outlook --overlap 24h").word();
    let before = program.run("apppw show Outlook --json").ok();
    for flags in ["", " --overlap 1h", " --json"] {
        for dead_end in DEAD_ENDS {
            undelivered(&program, &format!("apppw rotate Outlook{flags}"), dead_end);
            assert_eq!(program.run("apppw show Outlook --json").ok(), before);
        }
    }
    // So is the one before, which is accepted beside it for a while.
    for secret in [&first, &password] {
        assert_eq!(program.fed("apppw verify Outlook", secret).code, 0);
    }
    // Of a rotation that was handed over only one before it goes on.
    let newest = program.run("apppw rotate Outlook --overlap 1h").word();
    for (secret, code) in [(&first, 1), (&password, 0), (&newest, 0)] {
        assert_eq!(program.fed("apppw verify Outlook", secret).code, code);
    }
    program.run("store check").ok();
}
