//! The programs that reach a clipboard where a library can't.

use std::io::Write;
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

/// Runs it with this on stdin. Returns whether it succeeded.
pub fn feed(command: &mut Command, input: &[u8]) -> bool {
    let started = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else { return false };
    let written = match child.stdin.take() {
        Some(mut stdin) => stdin.write_all(input).is_ok(),
        None => false,
    };
    child.wait().is_ok_and(|status| status.success()) && written
}

/// Runs it. Returns what it printed, if it succeeded.
pub fn read(command: &mut Command) -> Option<Zeroizing<Vec<u8>>> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| Zeroizing::new(output.stdout))
}
