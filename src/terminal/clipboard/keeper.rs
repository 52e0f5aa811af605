//! The process that keeps a secret on a clipboard: this program, started once more. It outlives the
//! command, and ends after its time, with another copy, or with the display. It takes the secret from a
//! pipe, and none of the command's open files, so that nothing waits for it.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};
use zeroize::Zeroizing;

use super::desktop::Desktop;
use super::keep::Keep;
use super::surroundings::{Kept, Surroundings};
use super::tmux::Tmux;
use super::wl_copy::WlCopy;

/// What `ps` calls it.
pub const KEEPER_NAME: &str = "keyfob-clipboard";
/// A display that doesn't answer by then isn't waited for.
pub const PATIENCE: Duration = Duration::from_millis(1500);
/// How often the keeper looks whether it is over.
const LOOK: Duration = Duration::from_millis(500);
const NEVER: &str = "never";
/// More than any secret has.
const SECRET_BYTES: u64 = 4096;

const READY: u8 = b'R';
const KEEPING: u8 = b'H';

/// A keeper as the command that started it sees it.
pub struct Keeper {
    child: Child,
    to: Option<ChildStdin>,
    from: ChildStdout,
    is_keeping: bool,
}

impl Keeper {
    /// A keeper that has reached its clipboard.
    pub fn start(
        kept: Kept,
        surroundings: &Surroundings,
        clear_after: Option<u32>,
        deadline: Instant,
    ) -> Option<Self> {
        // The process that started us may hold a lock by a descriptor that it left open.
        close_fds::set_fds_cloexec(3, &[]);
        let seconds = clear_after.map_or_else(|| NEVER.to_owned(), |seconds| seconds.to_string());
        let mut child = Command::new(std::env::current_exe().ok()?)
            .arg0(KEEPER_NAME)
            .args([kept.into_str(), &seconds])
            .env_clear()
            .envs(surroundings.leading_to(kept))
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (to, from) = (child.stdin.take(), child.stdout.take()?);
        let mut keeper = Self {
            child,
            to,
            from,
            is_keeping: false,
        };
        keeper.says(READY, deadline).then_some(keeper)
    }

    /// Hands it the secret, and hears whether it is there to be pasted.
    pub fn keep(mut self, secret: &str) -> bool {
        let Some(mut to) = self.to.take() else {
            return false;
        };
        if to.write_all(secret.as_bytes()).is_err() {
            return false;
        }
        drop(to);
        self.is_keeping = self.says(KEEPING, Instant::now() + PATIENCE);
        self.is_keeping
    }

    fn says(&mut self, expected: u8, deadline: Instant) -> bool {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(left) = Timespec::try_from(left) else {
                return false;
            };
            match poll(&mut [PollFd::new(&self.from, PollFlags::IN)], Some(&left)) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(1..) => {
                    let mut said = [0];
                    return self.from.read_exact(&mut said).is_ok() && said[0] == expected;
                }
                _ => return false,
            }
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if !self.is_keeping {
            // With what it started, which may have been given the secret.
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The keeper's whole life.
pub fn keep(mut arguments: impl Iterator<Item = OsString>) -> u8 {
    let mut next = || arguments.next()?.into_string().ok();
    let (Some(kept), Some(seconds)) = (next(), next()) else {
        return 2;
    };
    let Ok(kept) = kept.parse() else {
        return 2;
    };
    // A terminal that closes doesn't end it, nor wait for it.
    let _ = rustix::process::setsid();
    let Some(mut clipboard) = connect(kept) else {
        return 1;
    };
    if !say(READY) {
        return 1;
    }
    let mut secret = Zeroizing::new(String::with_capacity(4096));
    let Ok(stdin) = rustix::stdio::stdin().try_clone_to_owned() else {
        return 1;
    };
    let read = File::from(stdin)
        .take(SECRET_BYTES)
        .read_to_string(&mut secret);
    // An empty one means that there is none after all.
    if read.is_err() || secret.is_empty() {
        return 1;
    }
    if !clipboard.put(&secret) || !say(KEEPING) {
        // The command delivers it in another way, or has gone.
        if !clipboard.is_over() {
            clipboard.clear();
        }
        return 1;
    }
    drop(secret);
    let_go();
    let deadline = seconds
        .parse()
        .ok()
        .map(|seconds| Instant::now() + Duration::from_secs(seconds));
    loop {
        let left = deadline.map(|end| end.saturating_duration_since(Instant::now()));
        // First, so that another program's copy isn't cleared.
        if clipboard.is_over() {
            return 0;
        }
        if left.is_some_and(|left| left.is_zero()) {
            clipboard.clear();
            return 0;
        }
        thread::sleep(left.map_or(LOOK, |left| left.min(LOOK)));
    }
}

fn connect(kept: Kept) -> Option<Box<dyn Keep>> {
    Some(match kept {
        Kept::Desktop => Box::new(Desktop::connect()?),
        Kept::WlCopy => Box::new(WlCopy::connect()?),
        Kept::Tmux => Box::new(Tmux::connect()?),
    })
}

fn say(what: u8) -> bool {
    let Ok(stdout) = rustix::stdio::stdout().try_clone_to_owned() else {
        return false;
    };
    File::from(stdout).write_all(&[what]).is_ok()
}

/// Closes the streams that the command shares, so that a reader of them doesn't wait for the keeper.
fn let_go() {
    if let Ok(null) = File::options().read(true).write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdin(null.as_fd());
        let _ = rustix::stdio::dup2_stdout(null.as_fd());
    }
}
