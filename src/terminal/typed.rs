//! Reading what is typed at the terminal: a line of it, or a key.

use std::io::{self, Read};

use rustix::io::Errno;
use zeroize::Zeroizing;

use super::streams::Unbuffered;

/// Returns what is wrong with an answer.
pub type Check<'c> = dyn FnMut(&str) -> Result<(), String> + 'c;

/// How a wait for a key ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    Enter,
    /// One of the other keys that were asked for.
    Key(char),
    /// The input ended.
    End,
}

/// More than a line in a terminal can hold.
pub(super) const LINE_BYTES: usize = 4096;

/// Returns what is typed up to Enter, and whether Enter ended it. It stays in no buffer, and what comes
/// after it isn't read.
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

const CTRL_D: u8 = 4;

/// Waits for Enter or one of the other keys, which count only alone: a secret that is pasted here
/// chooses nothing.
pub(super) fn read_key(others: &[char]) -> io::Result<Pressed> {
    let mut typed = Zeroizing::new([0; LINE_BYTES]);
    loop {
        let count = read(typed.as_mut())?;
        let typed = &typed[..count];
        if typed.is_empty() || typed.contains(&CTRL_D) {
            return Ok(Pressed::End);
        }
        let is_typed = |key: &&char| {
            let mut buffer = [0; 4];
            let key = key.encode_utf8(&mut buffer).as_bytes();
            typed.trim_ascii().eq_ignore_ascii_case(key)
        };
        if let Some(&key) = others.iter().find(is_typed) {
            return Ok(Pressed::Key(key));
        }
        if typed.contains(&b'\n') {
            return Ok(Pressed::Enter);
        }
    }
}

fn read(buffer: &mut [u8]) -> io::Result<usize> {
    match Unbuffered.read(buffer) {
        Err(error) if is_gone(&error) => Ok(0),
        other => other,
    }
}

/// Returns whether the error means that the terminal is closed.
pub(super) fn is_gone(error: &io::Error) -> bool {
    Errno::from_io_error(error) == Some(Errno::IO)
}
