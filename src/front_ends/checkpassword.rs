//! checkpassword, as qmail and Dovecot 2.3 have it: user, password and a time on descriptor 3, each
//! ended by a NUL; exit status 1 is no and 111 "try again"; a yes runs the program that follows.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::BorrowedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use zeroize::Zeroizing;

use super::{INPUT_BYTES, Question};
use crate::domain::scope::Source;

/// The caller sent no such message, so that the answer is neither yes nor no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

pub fn read_message() -> io::Result<Zeroizing<Vec<u8>>> {
    let mut message = Zeroizing::new(Vec::with_capacity(INPUT_BYTES + 1));
    File::from(handed_over()?.try_clone_to_owned()?)
        .take(INPUT_BYTES as u64 + 1)
        .read_to_end(&mut message)?;
    Ok(message)
}

/// The descriptor that the caller opened. Opening it again by its name needs permissions that the
/// child of root lacks on root's pipe.
#[expect(
    unsafe_code,
    reason = "a number that a caller agreed on has no safe interface"
)]
fn handed_over() -> io::Result<BorrowedFd<'static>> {
    Path::new("/dev/fd/3").symlink_metadata()?;
    // SAFETY: it is open, and stays so until the program ends: what this program opens and closes
    // again was closed before, or has a higher number.
    Ok(unsafe { BorrowedFd::borrow_raw(3) })
}

/// The question. `None` if the answer is no whatever is in the store.
pub fn question(message: &[u8], source: Source) -> Result<Option<Question>, Malformed> {
    if message.len() > INPUT_BYTES {
        // Longer than any user and password may be.
        return Ok(None);
    }
    let mut fields = message.split(|&byte| byte == 0);
    match (fields.next(), fields.next(), fields.next()) {
        // The third field is the time, which isn't used.
        (Some(user), Some(password), Some(_)) => Ok(Question::new(user, password, source)),
        _ => Err(Malformed),
    }
}

/// Replaces this process by the program that runs for the user. Returns only if that fails.
/// `was_root`: this process became the store's owner to answer.
pub fn run(program: &[OsString], account: &str, was_root: bool) -> io::Error {
    let Some((program, arguments)) = program.split_first() else {
        return io::ErrorKind::InvalidInput.into();
    };
    // The program must not inherit the password's descriptor. Its own begin at 4.
    let others: Vec<_> = (4..1024).collect();
    close_fds::set_fds_cloexec(3, &others);
    let mut command = Command::new(program);
    command.args(arguments).env("USER", account);
    if was_root {
        // Dovecot's program refuses to run as another user, who could change its answer. The store's
        // owner decides every answer anyway.
        command.env("INSECURE_SETUID", "1");
    }
    command.exec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_two_fields_and_a_time() {
        let asked = |message: &[u8]| {
            question(message, Source::default())
                .map(|question| question.map(|question| question.typed.expose().to_owned()))
        };
        assert_eq!(asked(b"alain\0ab c\0Y123\0"), Ok(Some("ab c".into())));
        assert_eq!(asked(b"alain\0abc\0"), Ok(Some("abc".into())));
        assert_eq!(asked(b"alain\0\0\0"), Ok(None));
        assert_eq!(asked(b"\0abc\0\0"), Ok(None));
        assert_eq!(asked(&[b'a'; INPUT_BYTES + 1]), Ok(None));
        for cut in [&b""[..], b"alain", b"alain\0abc"] {
            assert_eq!(asked(cut), Err(Malformed), "{cut:?}");
        }
    }
}
