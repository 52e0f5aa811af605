//! How other threads wake the one that waits for its sockets.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use rustix::event::{EventfdFlags, eventfd};
use rustix::io::{read, write};

#[derive(Clone)]
pub struct Wake(Arc<OwnedFd>);

impl Wake {
    pub fn new() -> io::Result<Self> {
        let descriptor = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self(Arc::new(descriptor)))
    }

    pub fn wake(&self) {
        // It fails only if it has been woken more often than it can count.
        let _ = write(&*self.0, &1_u64.to_ne_bytes());
    }

    /// Waits again from here on.
    pub fn reset(&self) {
        // It fails only if it hasn't been woken.
        let _ = read(&*self.0, &mut [0; 8]);
    }
}

/// Readable once it has been woken.
impl AsFd for Wake {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
