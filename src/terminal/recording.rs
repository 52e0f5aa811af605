//! A terminal's output kept in memory: for commands run inside the program, and for tests.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Clone, Default)]
pub struct Recording {
    output: Buffer,
    talk: Buffer,
}

impl Recording {
    pub(super) fn output(&self) -> impl Write + use<> {
        self.output.clone()
    }

    pub(super) fn talk(&self) -> impl Write + use<> {
        self.talk.clone()
    }

    pub fn output_text(&self) -> String {
        self.output.text()
    }

    pub fn talk_text(&self) -> String {
        self.talk.text()
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
