//! Where a new secret goes. That is settled before it is made, and it goes there only once it is
//! durably stored.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use thiserror::Error;
use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

use super::Terminal;

/// One way for a secret to reach its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Shown once to the person at the terminal.
    Shown,
    /// On stdout, for the program that reads it.
    Piped,
}

/// stdout was closed: whatever was written there would be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stdout is closed, and a secret is to go there")]
pub struct NoWay;

impl Delivery {
    pub fn settle(terminal: &Terminal) -> Result<Self, NoWay> {
        if terminal.output_is_closed {
            Err(NoWay)
        } else if terminal.output_is_terminal() {
            Ok(Self::Shown)
        } else {
            Ok(Self::Piped)
        }
    }
}

impl Terminal {
    /// Hands secrets, each with what it is for, to the program that reads stdout. An error means that
    /// it can't be known that they arrived.
    pub fn deliver(&mut self, secrets: &[(&str, &str)]) -> io::Result<()> {
        self.refuse_closed()?;
        let text = match secrets {
            [(_, only)] => line(&[only]),
            several => joined(
                several
                    .iter()
                    .map(|(label, secret)| line(&[label, "\t", secret])),
            ),
        };
        self.output.write_all(text.as_bytes())?;
        self.flush()
    }

    /// What is written where nothing is open is lost, and nobody says so.
    pub fn refuse_closed(&self) -> io::Result<()> {
        if self.output_is_closed {
            return Err(io::Error::new(io::ErrorKind::NotConnected, NoWay));
        }
        Ok(())
    }
}

/// A secret alone, as it is shown to a person; several beside what each is for.
pub fn indented(secrets: &[(&str, &str)]) -> Zeroizing<String> {
    let lines = if let [(_, only)] = secrets {
        line(&["    ", only])
    } else {
        let widths = secrets.iter().map(|(label, _)| label.width());
        let widest = widths.max().unwrap_or_default();
        joined(secrets.iter().map(|(label, secret)| {
            let blank = " ".repeat(widest - label.width() + 2);
            line(&["    ", label, &blank, secret])
        }))
    };
    line(&["\n", &lines])
}

/// Text with a secret in it, and room for all of it: one that grows leaves copies.
pub(super) fn joined<T: AsRef<str>>(parts: impl Iterator<Item = T>) -> Zeroizing<String> {
    // Kept, so that each is wiped.
    let parts: Vec<_> = parts.collect();
    let size = parts.iter().map(|part| part.as_ref().len()).sum();
    let mut text = Zeroizing::new(String::with_capacity(size));
    text.extend(parts.iter().map(AsRef::as_ref));
    text
}

fn line(parts: &[&str]) -> Zeroizing<String> {
    joined(parts.iter().chain(&["\n"]))
}

/// Saves a secret to a file that wasn't there, for nobody else to read, durably.
pub fn save_closed(path: &Path, secret: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(secret)?;
    file.sync_all()
}
