//! The terminal session of a process, as /proc tells of it.

use crate::domain::sign_in::TerminalSession;

/// Returns the terminal session of a process of this user. Session numbers are used again, so it is
/// identified by its start time and by the boot too. `None` without a controlling terminal: everything that
/// a service starts shares one session. `None` too if the session's first process can't be seen from here;
/// its number is then 0.
pub fn of(process: &str, uid: u32) -> Option<TerminalSession> {
    field(process, 7).filter(|terminal| terminal != "0")?;
    let session: i32 = field(process, 6)?.parse().ok().filter(|&id| id > 0)?;
    let began = field(&session.to_string(), 22)?;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(TerminalSession::new(
        uid,
        session,
        &format!("{began} {}", boot.trim()),
    ))
}

/// Returns the user who logged in, whatever user the process became since.
pub fn login_uid(process: &str) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/proc/{process}/loginuid")).ok()?;
    text.trim().parse().ok().filter(|&uid| uid != u32::MAX)
}

/// Returns a field of /proc/…/stat by its number in proc(5), from 3 on. The second field is a name
/// that may contain anything, so the fields are counted from its end.
fn field(process: &str, number: usize) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let after_the_name = stat.rsplit_once(')')?.1;
    after_the_name
        .split_whitespace()
        .nth(number - 3)
        .map(str::to_owned)
}
