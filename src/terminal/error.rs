//! Errors of the terminal.

use std::io;

use thiserror::Error;

pub type Result<T> = std::result::Result<T, TerminalError>;

/// Something couldn't be read from the terminal or stdin, or be written to stdout. It is a type of its
/// own so that no other error of input or output is reported as this one.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct TerminalError(#[from] pub io::Error);

impl TerminalError {
    /// Returns whether the reader of the output has gone.
    pub fn is_closed_pipe(&self) -> bool {
        self.0.kind() == io::ErrorKind::BrokenPipe
    }
}
