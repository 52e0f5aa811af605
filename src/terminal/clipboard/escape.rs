//! OSC 52 asks a terminal to put something on its clipboard. Many do, some don't, and none reports
//! which.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use base64ct::{Base64, Encoding};
use rustix::fs::OFlags;
use zeroize::Zeroizing;

/// The program between us and the terminal, which needs the sequence to be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    None,
    /// screen passes on what is wrapped for it.
    Screen,
}

fn terminal() -> Option<File> {
    let no_controlling = i32::try_from(OFlags::NOCTTY.bits()).ok()?;
    OpenOptions::new()
        .write(true)
        .custom_flags(no_controlling)
        .open("/dev/tty")
        .ok()
}

pub fn can_be_sent() -> bool {
    terminal().is_some()
}

pub fn send(secret: &str, wrapping: Wrapping) -> bool {
    let Some(mut terminal) = terminal() else {
        return false;
    };
    terminal.write_all(&sequence(secret, wrapping)).is_ok()
}

fn sequence(secret: &str, wrapping: Wrapping) -> Zeroizing<Vec<u8>> {
    let encoded = Zeroizing::new(Base64::encode_string(secret.as_bytes()));
    let (begin, end): (&[u8], &[u8]) = match wrapping {
        Wrapping::None => (b"", b""),
        Wrapping::Screen => (b"\x1bP", b"\x1b\\"),
    };
    let mut sequence = Zeroizing::new(Vec::with_capacity(encoded.len() + 16));
    for part in [begin, b"\x1b]52;c;", encoded.as_bytes(), b"\x07", end] {
        sequence.extend_from_slice(part);
    }
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_asked_by_osc_52() {
        assert_eq!(
            *sequence("secret", Wrapping::None),
            b"\x1b]52;c;c2VjcmV0\x07"
        );
        assert_eq!(
            *sequence("secret", Wrapping::Screen),
            b"\x1bP\x1b]52;c;c2VjcmV0\x07\x1b\\"
        );
    }
}
