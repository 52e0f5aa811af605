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
    /// Hands over secrets, each with what it is for. An error means that it can't be known that
    /// they arrived.
    pub fn deliver(&mut self, how: Delivery, secrets: &[(&str, &str)]) -> io::Result<()> {
        self.refuse_closed()?;
        let width = secrets
            .iter()
            .map(|(label, _)| UnicodeWidthStr::width(*label))
            .max()
            .unwrap_or_default();
        // Room for all of it, padding included: a buffer that grows leaves copies.
        let size = secrets
            .iter()
            .map(|(label, secret)| label.len() + secret.len() + width + 16)
            .sum();
        let mut text = Zeroizing::new(Vec::with_capacity(size));
        for (label, secret) in secrets {
            match (how, secrets.len()) {
                (Delivery::Piped, 1) => writeln!(text, "{secret}")?,
                (Delivery::Piped, _) => writeln!(text, "{label}\t{secret}")?,
                (Delivery::Shown, 1) => writeln!(text, "\n    {secret}\n")?,
                (Delivery::Shown, _) => {
                    let blank = width - UnicodeWidthStr::width(*label) + 2;
                    writeln!(text, "    {label}{:blank$}{secret}", "")?;
                }
            }
        }
        self.count(str::from_utf8(&text).expect("text"));
        self.out().write_all(&text)?;
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
