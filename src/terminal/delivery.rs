//! Where a new secret goes. That is settled before it is created, and it goes there only after it is
//! durably stored.

use std::io::{self, Write};

use thiserror::Error;
use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

use super::{Terminal, error};

/// Before a secret that is shown to a person.
pub(super) const INDENTATION: &str = "    ";
/// Between what stands side by side.
pub(super) const GAP: &str = "  ";

/// One way for a secret to reach its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Shown once to the person at the terminal.
    Shown,
    /// On stdout, for the program that reads it.
    Piped,
}

/// stdout was closed: what is written there would be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stdout is closed, and a secret is to go there")]
pub struct StdoutClosed;

impl Delivery {
    pub fn settle(terminal: &Terminal) -> Result<Self, StdoutClosed> {
        if terminal.output_is_closed {
            Err(StdoutClosed)
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
    pub fn deliver(&mut self, secrets: &[(&str, &str)]) -> error::Result<()> {
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

    /// Secrets without labels, for a person: two in a line, or one if two don't fit.
    pub fn in_columns(&self, secrets: &[Zeroizing<String>]) -> Zeroizing<String> {
        let widest = secrets.iter().map(|secret| secret.width()).max();
        let pair = INDENTATION.len() + 2 * widest.unwrap_or_default() + GAP.len();
        let beside = if pair < self.width.into() { 2 } else { 1 };
        let lines = secrets.chunks(beside).map(|secrets| match secrets {
            [one, other] => line(&[INDENTATION, one, GAP, other]),
            alone => line(&[INDENTATION, &alone[0]]),
        });
        line(&["\n", &joined(lines)])
    }

    /// What is written to a closed stdout is lost without an error.
    pub fn refuse_closed(&self) -> error::Result<()> {
        if self.output_is_closed {
            return Err(io::Error::new(io::ErrorKind::NotConnected, StdoutClosed).into());
        }
        Ok(())
    }
}

/// A secret alone, as it is shown to a person; several beside what each is for.
pub fn indented(secrets: &[(&str, &str)]) -> Zeroizing<String> {
    let lines = if let [(_, only)] = secrets {
        line(&[INDENTATION, only])
    } else {
        let widths = secrets.iter().map(|(label, _)| label.width());
        let widest = widths.max().unwrap_or_default();
        joined(secrets.iter().map(|(label, secret)| {
            let blank = " ".repeat(widest - label.width() + 2);
            line(&[INDENTATION, label, &blank, secret])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_broken_where_one_fits_into_a_line() {
        let secrets =
            ["abcd-efgh", "ijkl-mnop", "qrst-uvwx"].map(|one| Zeroizing::new(one.to_owned()));
        for (width, shown) in [
            (25, "\n    abcd-efgh  ijkl-mnop\n    qrst-uvwx\n\n"),
            (24, "\n    abcd-efgh\n    ijkl-mnop\n    qrst-uvwx\n\n"),
        ] {
            let (mut terminal, _) = Terminal::recorded(b"");
            terminal.width = width;
            assert_eq!(*terminal.in_columns(&secrets), shown, "{width}");
        }
    }
}
