//! Errors as the user sees them: a sentence, hints and an exit code.

mod code;
mod hints;
mod kind;

use std::io;
use std::path::Path;

use serde::Serialize;
use thiserror::Error as ThisError;

pub use code::{Code, by_exit_status};
pub use kind::Kind;

use crate::domain::escape::{escaped, quoted, system_words};
use crate::front_ends::via::ViaError;
use crate::service::ServiceError;
use crate::terminal::TerminalError;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, ThisError)]
#[error("{message}")]
pub struct Error {
    pub kind: Kind,
    pub code: Code,
    pub message: String,
    pub hints: Vec<String>,
    /// The underlying error, shown with `--verbose`.
    #[source]
    pub cause: Option<anyhow::Error>,
}

#[derive(Serialize)]
struct View<'a> {
    error: ErrorView<'a>,
}

#[derive(Serialize)]
struct ErrorView<'a> {
    code: &'static str,
    message: &'a str,
    hints: &'a [String],
    exit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    causes: Option<Vec<String>>,
}

/// How errors are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Telling {
    pub json: bool,
    /// Show the causes too.
    pub verbose: bool,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            ..Self::of(Code::from(kind), message)
        }
    }

    /// An error with a code of its own.
    pub fn of(code: Code, message: impl Into<String>) -> Self {
        Self {
            kind: code.kind(),
            code,
            message: message.into(),
            hints: vec![],
            cause: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a hint with the name that may have been meant, if there is one.
    pub fn meant(self, similar: Option<&str>) -> Self {
        match similar {
            Some(name) => self.hint(did_you_mean(&[name])),
            None => self,
        }
    }

    /// A secret that couldn't be delivered. The caller says what happened to it.
    pub fn undelivered(what_became: &str, TerminalError(cause): &TerminalError) -> Self {
        let hint = match cause.kind() {
            io::ErrorKind::UnexpectedEof => "press Enter to see it, or n if you don't need that",
            _ => "check that stdout can be written to, then try again",
        };
        // The cause in words, so that a closed pipe isn't taken for a quiet end.
        Self::of(Code::Undelivered, what_became)
            .hint(hint)
            .because(anyhow::Error::msg(system_words(cause)))
    }

    fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Returns whether the reader of the output has closed the pipe.
    pub fn is_closed_pipe(&self) -> bool {
        let cause = self
            .cause
            .as_ref()
            .and_then(|cause| cause.downcast_ref::<io::Error>());
        cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// A log-in that `keyfob serve` could not decide.
    pub fn undecided(error: &ServiceError) -> Self {
        let hint = match error {
            ServiceError::Throttled(..) => {
                "the client was told to try again; 'keyfob log' shows the account, and a new password ends \
                 the wait"
            }
            ServiceError::PasswordUndecided(_) => {
                "the client was told to try again; check that the policy's password-command works by hand"
            }
            ServiceError::ExternalChecksBusy => "the client was told to try again",
            _ => "the client was told to try again; 'keyfob store check' may show the cause",
        };
        let message = format!("a log-in could not be decided: {error}");
        Self::new(Kind::Later, message).hint(hint)
    }

    /// What a person asked `keyfob serve`, and it couldn't do.
    pub fn unanswered(error: &ServiceError) -> Self {
        let message = format!("a request of a person couldn't be answered: {error}");
        Self::new(Kind::Later, message)
            .hint("they were told so; 'keyfob store check' may show the cause")
    }

    /// The answer was given, but not recorded.
    pub fn not_recorded(error: &ServiceError) -> Self {
        let message = format!("a refused log-in couldn't be recorded: {error}");
        Self::new(Kind::Io, message)
            .hint("the refusal holds; 'keyfob store check' may show the cause")
    }

    pub fn too_many_to_record() -> Self {
        let message = "some refused log-ins weren't recorded, because too many were waiting";
        Self::new(Kind::Later, message).hint("the refusals hold; check that the disk keeps up")
    }

    /// The reason why a server that has just started can't decide anything yet.
    pub fn while_serving(mut self) -> Self {
        self.message = format!("no log-in can be decided yet: {}", self.message);
        self.hint("the server has started, and answers as soon as it can")
    }

    pub fn undecided_via(socket: &Path, error: &ViaError) -> Self {
        let plain = Self::of(Code::NoServer, format!("{}: {error}", socket.display()));
        match error {
            ViaError::NotThere(cause) => Self::of(
                Code::NoServer,
                format!("{}: {error}: {}", socket.display(), system_words(cause)),
            )
            .hint("check that 'keyfob serve' is running and that this user may connect to it"),
            ViaError::NotTrusted => {
                plain.hint("check which process listens there, and who may write to its folder")
            }
            ViaError::Undecided => Self::of(Code::NotDecided, plain.message)
                .hint("'keyfob serve' gives the reason on its stderr"),
        }
    }

    pub fn bad_descriptor(error: &io::Error) -> Self {
        let message = format!(
            "a descriptor from systemd isn't a listening socket: {}",
            system_words(error)
        );
        Self::new(Kind::Io, message).hint("check LISTEN_FDS and keyfob.socket")
    }

    pub fn not_serving(error: &io::Error) -> Self {
        let message = format!("the server can't run: {}", system_words(error));
        Self::new(Kind::Io, message).hint("check the limits on open files and threads")
    }

    pub fn not_let_in(error: &io::Error) -> Self {
        Self::new(
            Kind::Later,
            format!("a client couldn't be accepted: {}", system_words(error)),
        )
        .hint("check the limit on open files")
    }

    pub fn not_told_ready(error: &io::Error) -> Self {
        Self::new(
            Kind::Io,
            format!(
                "the service manager can't be told that keyfob is ready: {}",
                system_words(error)
            ),
        )
        .hint("check NOTIFY_SOCKET")
    }

    pub fn bug() -> Self {
        Self::new(Kind::Bug, "keyfob has a bug and stopped")
            .hint("everything reported as done is done, and nothing else")
    }

    /// checkpassword has a single exit status for everything that is neither yes nor no.
    pub fn for_checkpassword(self) -> Self {
        Self {
            kind: Kind::TryAgain,
            code: Code::NotDecided,
            ..self
        }
    }

    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted")
    }

    /// The user was asked and declined.
    pub fn declined() -> Self {
        Self::of(Code::Declined, "cancelled")
    }

    /// Returns whether nothing went wrong: the person stopped.
    pub fn is_by_choice(&self) -> bool {
        matches!(self.code, Code::Declined | Code::Interrupted)
    }

    /// Renders the error for people. Data in it is escaped here once more.
    pub fn render(&self, telling: Telling) -> String {
        let mut text = format!("error: {}\n", escaped(&self.message));
        if let Some(cause) = self.cause.as_ref().filter(|_| telling.verbose) {
            for cause in cause.chain() {
                text.extend(["cause: ", &escaped(&cause.to_string()), "\n"]);
            }
        }
        for hint in &self.hints {
            text.extend(["hint: ", &escaped(hint), "\n"]);
        }
        text
    }

    /// The same without its causes, at a question that can be answered again.
    pub fn as_text(&self) -> String {
        self.render(Telling::default()).trim_end().to_owned()
    }

    /// Returns the error for scripts.
    pub fn to_json(&self, telling: Telling) -> impl Serialize + use<'_> {
        let cause = self.cause.as_ref().filter(|_| telling.verbose);
        View {
            error: ErrorView {
                code: self.code.into_str(),
                message: &self.message,
                hints: &self.hints,
                exit: self.kind.exit_code(),
                causes: cause.map(|cause| cause.chain().map(ToString::to_string).collect()),
            },
        }
    }
}

/// A hint with what may have been meant, the most similar first.
pub fn did_you_mean(similar: &[&str]) -> String {
    let similar: Vec<_> = similar.iter().map(|one| quoted(one)).collect();
    format!("did you mean {}?", similar.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_sentence_and_its_hints_with_nothing_unescaped() {
        let error =
            Error::new(Kind::BadData, "the name 'a\u{1b}[2J' is wrong").hint("try\nanother");
        assert_eq!(
            error.render(Telling::default()),
            "error: the name 'a\\u{1b}[2J' is wrong\nhint: try\\u{a}another\n"
        );
    }
}
