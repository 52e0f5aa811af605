//! Where a new secret goes. That is settled before it is made, and it goes there only once it is
//! durably stored.

use std::io::{self, Write};

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

impl Delivery {
    pub fn settle(terminal: &Terminal) -> Self {
        if terminal.output_is_terminal() {
            Self::Shown
        } else {
            Self::Piped
        }
    }
}

impl Terminal {
    /// Hands over secrets, each with what it is for. An error means that it can't be known that
    /// they arrived.
    pub fn deliver(&mut self, how: Delivery, secrets: &[(&str, &str)]) -> io::Result<()> {
        let size = secrets
            .iter()
            .map(|(label, secret)| label.len() + 2 * secret.len() + 16)
            .sum();
        let mut text = Zeroizing::new(Vec::with_capacity(size));
        let width = secrets
            .iter()
            .map(|(label, _)| UnicodeWidthStr::width(*label))
            .max()
            .unwrap_or_default();
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
        self.output.write_all(&text)?;
        self.output.flush()
    }
}
