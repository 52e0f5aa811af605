//! What is typed at the terminal: reading a line of it, and checking it.

use std::io::{self, Read};

use rustix::io::Errno;
use zeroize::Zeroizing;

use super::streams::Unbuffered;

/// Returns what is wrong with an answer.
pub type Check<'c> = dyn FnMut(&str) -> Result<(), String> + 'c;

/// More than a line in a terminal can hold.
pub(super) const LINE_BYTES: usize = 4096;

/// What is typed up to Enter, and whether Enter ended it. No buffer keeps it, nor what comes behind.
pub(super) fn read_line() -> io::Result<(Zeroizing<Vec<u8>>, bool)> {
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_BYTES));
    let mut byte = Zeroizing::new([0]);
    while line.len() < LINE_BYTES && read(byte.as_mut())? != 0 {
        if byte[0] == b'\n' {
            return Ok((line, true));
        }
        line.push(byte[0]);
    }
    Ok((line, false))
}

fn read(byte: &mut [u8]) -> io::Result<usize> {
    match Unbuffered.read(byte) {
        Err(error) if is_gone(&error) => Ok(0),
        other => other,
    }
}

/// Whether the terminal is closed.
pub(super) fn is_gone(error: &io::Error) -> bool {
    Errno::from_io_error(error) == Some(Errno::IO)
}
