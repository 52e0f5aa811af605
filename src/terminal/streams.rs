//! The process's own three streams: stdin read without a buffer, stdout and stderr written in large
//! pieces that are wiped.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use rustix::fs::{OFlags, fcntl_getfl, fstat, makedev};
use rustix::io::{Errno, fcntl_dupfd_cloexec};
use zeroize::Zeroize;

/// Whether this was closed when we began: Rust then puts /dev/null in its place, opened for reading
/// too, which a shell that means /dev/null doesn't.
pub fn was_closed(descriptor: impl AsFd) -> bool {
    let is_null = fstat(&descriptor).is_ok_and(|stat| stat.st_rdev == makedev(1, 3));
    is_null && fcntl_getfl(&descriptor).is_ok_and(|flags| flags & OFlags::ACCMODE == OFlags::RDWR)
}

/// The first descriptor that is ours: those before it are a caller's to hand over, as checkpassword's
/// is.
const OURS: i32 = 10;

/// A writer of a descriptor that stays open.
pub fn sink(descriptor: impl AsFd) -> Box<dyn Write> {
    match fcntl_dupfd_cloexec(descriptor, OURS) {
        Ok(own) => Box::new(WipedBuffer {
            file: File::from(own),
            waiting: Vec::with_capacity(SINK_BYTES),
        }),
        // There is no descriptor left to be had: whatever is written fails, as it should.
        Err(error) => Box::new(Closed(error)),
    }
}

/// Writes in large pieces, since a list may have a million lines, and keeps nothing of what it
/// wrote, since it may have been a secret.
struct WipedBuffer {
    file: File,
    /// Never grows, so that it leaves no copies.
    waiting: Vec<u8>,
}

const SINK_BYTES: usize = 64 * 1024;

impl Write for WipedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() + bytes.len() > SINK_BYTES {
            self.flush()?;
        }
        if bytes.len() > SINK_BYTES {
            return self.file.write(bytes);
        }
        self.waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.file.write_all(&self.waiting);
        // Also after a failure, because it isn't tried again. Only what was used: wiping all of it would
        // touch memory that never was.
        self.waiting.as_mut_slice().zeroize();
        self.waiting.clear();
        written
    }
}

impl Drop for WipedBuffer {
    fn drop(&mut self) {
        self.waiting.as_mut_slice().zeroize();
    }
}

struct Closed(Errno);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// stdin without a buffer, in which a secret would stay.
pub struct Unbuffered;

impl Read for Unbuffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::retry_on_intr(|| {
            rustix::io::read(rustix::stdio::stdin(), &mut *buffer)
        })?)
    }
}
