//! Runs a command with a text on its stdin, without a shell, without our environment, and with a
//! time limit.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Access, access};
use rustix::io::{Errno, ioctl_fionbio, retry_on_intr, write};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::error::MessengerError;
use crate::domain::escape::system_words;
use crate::domain::policy::Key;

/// The time limit of a command. It only has to pass a text on, or to check a password.
const LIMIT: Duration = Duration::from_secs(10);
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The process groups of the running commands.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(vec![]);

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Kills the running commands. It is called when the program is interrupted.
pub fn stop() {
    for group in running().drain(..) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Why a command can't be started by this user, as far as its program's file shows.
pub fn fault(command: &str) -> Option<Fault> {
    let program = command.split_whitespace().next().unwrap_or_default();
    let path = Path::new(program);
    if !path.exists() {
        return Some(Fault::NotThere(program.to_owned()));
    }
    let may_run = path.is_file() && access(path, Access::EXEC_OK).is_ok();
    (!may_run).then(|| Fault::NotExecutable(program.to_owned()))
}

/// What is wrong with the program of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    NotThere(String),
    NotExecutable(String),
}

/// Runs the command of a policy key. `last` is appended to its arguments.
pub fn run(key: Key, command: &str, last: Option<&str>, text: &[u8]) -> Result<(), MessengerError> {
    run_within(LIMIT, key, command, last, text)
}

fn run_within(
    limit: Duration,
    key: Key,
    command: &str,
    last: Option<&str>,
    text: &[u8],
) -> Result<(), MessengerError> {
    let mut words = command.split_whitespace();
    let path = words.next().unwrap_or_default();
    let not_started = |why: &str| MessengerError::NotStarted(key, path.to_owned(), why.to_owned());
    if !path.starts_with('/') {
        return Err(not_started("its path doesn't begin with '/'"));
    }
    let mut child = Command::new(path)
        .args(words)
        .args(last)
        .env_clear()
        .env("PATH", PATH)
        .env("LANG", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::piped())
        // Its output is never shown, because it might repeat the text.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| match error.kind() {
            // If only a script's interpreter is missing, the script itself exists.
            io::ErrorKind::NotFound if !Path::new(path).exists() => {
                MessengerError::NotThere(key, path.to_owned())
            }
            _ => not_started(&system_words(&error)),
        })?;
    let group = Pid::from_child(&child);
    running().push(group);
    let ended = feed(&mut child, text, limit);
    if !matches!(ended, Ok(true)) {
        // It isn't reaped yet, so its process id, which is also its group's id, is still its own.
        let _ = kill_process_group(group, Signal::KILL);
        // It may have joined another group.
        let _ = child.kill();
    }
    // Once it is reaped, another process may get its id.
    running().retain(|other| *other != group);
    let status = child.wait();
    match ended.and_then(|in_time| Ok((in_time, status?))) {
        Ok((true, status)) if status.success() => Ok(()),
        Ok((true, status)) => Err(MessengerError::Failed(key, path.to_owned(), status)),
        Ok((false, _)) => Err(MessengerError::Hung(key, path.to_owned(), limit)),
        Err(error) => Err(not_started(&system_words(&error))),
    }
}

/// Writes the text to the child as long as it reads, and returns whether it ended in time. The
/// caller must reap it. Its background processes aren't waited for.
fn feed(child: &mut Child, mut text: &[u8], limit: Duration) -> io::Result<bool> {
    let deadline = Instant::now() + limit;
    let mut pipe = child.stdin.take();
    if let Some(pipe) = &pipe {
        ioctl_fionbio(pipe, true)?;
    }
    // A thread reports the child's end by closing a pipe. A pidfd needs Linux 5.3.
    let (ended, held) = io::pipe()?;
    let pid = Pid::from_child(child);
    thread::Builder::new().spawn(move || {
        let how = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let _ = retry_on_intr(|| waitid(WaitId::Pid(pid), how));
        drop(held);
    })?;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(false);
        }
        let left = Timespec::try_from(left).map_err(io::Error::other)?;
        let mut waited = vec![PollFd::new(&ended, PollFlags::IN)];
        waited.extend(pipe.iter().map(|pipe| PollFd::new(pipe, PollFlags::OUT)));
        match poll(&mut waited, Some(&left)) {
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) if waited[0].revents().is_empty() => {}
            Ok(_) => return Ok(true),
            Err(error) => return Err(error.into()),
        }
        let Some(open) = &pipe else { continue };
        match write(open, text) {
            Ok(written) => text = &text[written..],
            Err(Errno::AGAIN | Errno::INTR) => continue,
            // It stopped reading. Its exit status tells whether that is an error.
            Err(_) => text = &[],
        }
        if text.is_empty() {
            pipe = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rustix::process::kill_process;

    use super::super::tests::Desk;
    use super::*;

    const SHORT: Duration = Duration::from_millis(500);
    const LONG: Duration = Duration::from_mins(1);

    /// More than a pipe holds.
    fn much() -> String {
        "0123456789abcde\n".repeat(1 << 16)
    }

    fn run(limit: Duration, command: &str, text: &str) -> Result<(), MessengerError> {
        let begun = Instant::now();
        let result = run_within(limit, Key::PhoneCommand, command, None, text.as_bytes());
        assert!(begun.elapsed() < LONG / 4, "it was waited for");
        result
    }

    fn pid(desk: &Desk) -> Pid {
        Pid::from_raw(desk.read("pid").trim().parse().unwrap()).unwrap()
    }

    /// Returns whether a process runs. A zombie doesn't.
    fn runs(pid: Pid) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid()));
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    }

    fn ends(pid: Pid) -> bool {
        let begun = Instant::now();
        while runs(pid) && begun.elapsed() < LONG / 4 {
            thread::sleep(Duration::from_millis(5));
        }
        !runs(pid)
    }

    #[test]
    fn the_environment_the_folder_and_the_group_are_its_own() {
        let desk = Desk::new();
        let command = desk.script(
            r#"tr '\0' '\n' < /proc/$$/environ > "$here/environment"
            pwd > "$here/folder"
            cut -d ' ' -f 1,5 /proc/$$/stat > "$here/group""#,
        );
        run(LONG, &command, "").unwrap();
        assert_eq!(
            desk.read("environment"),
            format!("LANG=C.UTF-8\nPATH={PATH}\n")
        );
        assert_eq!(desk.read("folder"), "/\n");
        let group = desk.read("group");
        let (own, group) = group.trim().split_once(' ').unwrap();
        assert_eq!(own, group);
    }

    #[test]
    fn one_that_hangs_is_killed_with_its_children() {
        let desk = Desk::new();
        let command = desk.script("trap '' TERM HUP; sleep 1000 & echo $! > $here/pid; wait");
        for text in ["123456", &much()] {
            assert!(matches!(
                run(SHORT, &command, text),
                Err(MessengerError::Hung(Key::PhoneCommand, path, SHORT)) if path == command
            ));
            assert!(ends(pid(&desk)));
        }
        // It is also killed if it keeps reading.
        let command = desk.script("echo $$ > $here/pid; while read -r line; do sleep 0.01; done");
        assert!(matches!(
            run(SHORT, &command, &much()),
            Err(MessengerError::Hung(..))
        ));
        assert!(ends(pid(&desk)));
    }

    #[test]
    fn what_stays_in_the_background_is_neither_waited_for_nor_killed() {
        let desk = Desk::new();
        // The second one keeps the text's pipe open.
        for lines in ["", "exec 3<&0"] {
            let command = desk.script(&format!(
                "{lines}\nsleep 1000 & echo $! > $here/pid; exit 0"
            ));
            run(LONG, &command, &much()).unwrap();
            let pid = pid(&desk);
            assert!(runs(pid));
            kill_process(pid, Signal::KILL).unwrap();
        }
    }

    #[test]
    fn a_text_that_nobody_reads_is_no_failure_by_itself() {
        let desk = Desk::new();
        for lines in [
            "exit 0",
            "exec <&-; sleep 0.2; exit 0",
            "head -c 5 >/dev/null",
        ] {
            run(LONG, &desk.script(lines), &much()).unwrap();
        }
        assert!(matches!(
            run(LONG, &desk.script("exec <&-; sleep 0.2; exit 75"), &much()),
            Err(MessengerError::Failed(_, _, status)) if status.code() == Some(75)
        ));
    }

    #[test]
    fn a_long_text_arrives_whole_however_late_it_is_read() {
        let desk = Desk::new();
        run(LONG, &desk.script("sleep 0.2; cat > $here/text"), &much()).unwrap();
        assert!(desk.read("text") == much());
        // Its output is discarded, however much it is.
        run(
            LONG,
            &desk.script("cat; cat >&2 $0; cat $here/text >&2"),
            &much(),
        )
        .unwrap();
    }

    #[test]
    fn what_cannot_be_run_is_told_apart() {
        let desk = Desk::new();
        let missing = desk.path("missing").to_str().unwrap().to_owned();
        assert!(matches!(
            run(LONG, &missing, "x"),
            Err(MessengerError::NotThere(Key::PhoneCommand, path)) if path == missing
        ));
        let why = |command: &str| match run(LONG, command, "x") {
            Err(MessengerError::NotStarted(Key::PhoneCommand, _, why)) => why,
            other => panic!("{command}: {other:?}"),
        };
        let closed = desk.file("closed", "#!/bin/sh\n", 0o644);
        assert_eq!(why(&closed), "permission denied");
        let orphan = desk.file("orphan", "#!/nowhere/sh\n", 0o755);
        assert_eq!(why(&orphan), "no such file or directory");
        for relative in ["true", "./true", "", " "] {
            assert_eq!(why(relative), "its path doesn't begin with '/'");
        }
    }
}
