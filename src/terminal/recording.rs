//! A terminal's output kept in memory: for commands run inside the program, and for tests.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Clone, Default)]
pub struct Recording {
    output: Buffer,
    talk: Buffer,
    /// Both as a person would have seen them.
    seen: Buffer,
}

impl Recording {
    pub(super) fn output(&self) -> impl Write + use<> {
        Both(self.output.clone(), self.seen.clone())
    }

    pub(super) fn talk(&self) -> impl Write + use<> {
        Both(self.talk.clone(), self.seen.clone())
    }

    pub fn output_text(&self) -> String {
        self.output.text()
    }

    pub fn talk_text(&self) -> String {
        self.talk.text()
    }

    pub fn seen_text(&self) -> String {
        self.seen.text()
    }
}

#[derive(Debug, Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the same into two buffers.
struct Both(Buffer, Buffer);

impl Write for Both {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(bytes)?;
        self.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
