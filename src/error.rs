//! Every way a command can end without doing what was asked: one sentence, hints, an exit code.
//! All exit codes are decided here.

use std::io;

use thiserror::Error as ThisError;

use crate::crypto::CryptoError;
use crate::domain::account::ContactError;
use crate::domain::app_password::{ChoiceError, NoteError};
use crate::domain::escape::escaped;
use crate::domain::names::NameError;
use crate::domain::password::PasswordError;
use crate::domain::period::PeriodError;
use crate::domain::policy::PolicyError;
use crate::domain::refusal::Refusal;
use crate::domain::scope::ScopeError;
use crate::store::{StoreError, in_words};
use crate::terminal::NoWay;

pub type Result<T> = std::result::Result<T, Error>;

/// What kind of failure it is. The numbers are published and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Not right, or damage found.
    No = 1,
    Usage = 2,
    BadData = 65,
    NotThere = 67,
    /// A terminal, a clipboard, a mail command.
    Unavailable = 69,
    Bug = 70,
    /// A name is taken, or a limit reached.
    Taken = 73,
    /// The store or a file can't be read or written.
    Io = 74,
    Later = 75,
    NotPermitted = 77,
    /// The key file or the set-up is wrong.
    SetUp = 78,
    Interrupted = 130,
}

impl Kind {
    pub fn exit_code(self) -> u8 {
        self as u8
    }
}

#[derive(Debug, ThisError)]
#[error("{message}")]
pub struct Error {
    pub kind: Kind,
    pub message: String,
    pub hints: Vec<String>,
    /// What lies beneath, for those who look into it.
    #[source]
    pub cause: Option<anyhow::Error>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hints: vec![],
            cause: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// A secret that may not have reached anybody. What became of it is for the caller to say.
    pub fn undelivered(what_became: &str, cause: &io::Error) -> Self {
        // Without its cause: a closed pipe is no reason to end quietly here.
        Self::new(Kind::Io, format!("{what_became}: {}", in_words(cause)))
            .hint("see that stdout can be written to, then try again")
    }

    fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Whoever was to read the output has gone.
    pub fn is_closed_pipe(&self) -> bool {
        let cause = self
            .cause
            .as_ref()
            .and_then(|cause| cause.downcast_ref::<io::Error>());
        cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing was changed")
    }

    /// What a person sees. Whatever came from data is escaped by then; this is the last sieve.
    pub fn render(&self) -> String {
        let mut text = format!("error: {}\n", escaped(&self.message));
        for hint in &self.hints {
            text.extend(["hint: ", &escaped(hint), "\n"]);
        }
        text
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::Interrupted {
            return Self::interrupted();
        }
        Self::new(
            Kind::Io,
            format!("reading or writing failed: {}", in_words(&error)),
        )
        .hint("see that stdin can be read and stdout be written to")
        .because(error)
    }
}

impl From<NameError> for Error {
    fn from(error: NameError) -> Self {
        let hint = match error {
            NameError::Character(0x20) => "an account's name has no spaces in it",
            NameError::Character(_) => "a name is made of printable characters",
            _ => "choose another name",
        };
        Self::new(Kind::BadData, error.to_string()).hint(hint)
    }
}

impl From<PasswordError> for Error {
    fn from(error: PasswordError) -> Self {
        let hint = match error {
            PasswordError::Empty => "type it, or pipe it in; it ends at the first newline",
            PasswordError::TooLong => "more is never typed, and never passed on by servers",
            PasswordError::Nul | PasswordError::NotText | PasswordError::Unprintable => {
                "a password is UTF-8 text without control characters"
            }
        };
        Self::new(Kind::BadData, error.to_string()).hint(hint)
    }
}

macro_rules! bad_data {
    ($($error:ty: $hint:literal),* $(,)?) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::new(Kind::BadData, error.to_string()).hint($hint)
            }
        }
    )*};
}

bad_data!(
    ContactError: "an address is like alain@example.org, a number like +49 30 123456",
    NoteError: "shorten it, and leave out line breaks",
    PeriodError: "write it like 30m, 24h, 90d or 12w, or a day like 2027-01-31",
    PolicyError: "'keyfob policy set --help' shows each key and its values",
    ScopeError: "services and networks have commas between them, as in imap,smtp and 192.0.2.0/24",
);

impl From<NoWay> for Error {
    fn from(error: NoWay) -> Self {
        Self::new(Kind::Unavailable, error.to_string())
            .hint("leave stdout open, to a terminal, a pipe or a file of your own")
    }
}

impl From<ChoiceError> for Error {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::None(_) => {
                Self::new(Kind::NotThere, error.to_string()).hint("'keyfob apppw list --operator' shows those there are")
            }
            ChoiceError::Ambiguous(_) => Self::new(Kind::BadData, error.to_string())
                .hint("put 'id:' before it to mean the id, or rename the one with that name by its own id"),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let (kind, hint) = match refusal {
            Refusal::MfaNotRequired => (
                Kind::NotPermitted,
                "an operator turns it on with 'keyfob account set NAME --mfa enabled'",
            ),
            Refusal::MfaNotSetUp => (
                Kind::NotPermitted,
                "set it up with 'keyfob mfa enroll --operator'",
            ),
            Refusal::AccountDisabled => (
                Kind::NotPermitted,
                "an operator enables it with 'keyfob account set NAME --enable'",
            ),
            Refusal::AppPasswordsFrozen | Refusal::AppPasswordsBlocked => (
                Kind::NotPermitted,
                "an administrator decides it with 'keyfob policy set app-passwords allowed'",
            ),
            Refusal::AppPasswordLimit { .. } => (
                Kind::Taken,
                "delete one first, with 'keyfob apppw delete NAME --operator'",
            ),
            Refusal::AuthenticatorLimit(_) => (Kind::Taken, "use one of those that are set up"),
        };
        Self::new(kind, refusal.to_string()).hint(hint)
    }
}

impl From<CryptoError> for Error {
    fn from(error: CryptoError) -> Self {
        match error {
            CryptoError::OutOfMemory => Self::new(Kind::Later, error.to_string()),
            CryptoError::Parameters | CryptoError::Sealed => Self::new(Kind::Io, error.to_string())
                .hint("'keyfob store check' tells what is damaged"),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let plain = |kind| Self::new(kind, message.clone());
        match error {
            StoreError::Missing(crate::store::What::Store, _) => plain(Kind::SetUp).hint(
                "'keyfob store init' makes one, and so does the first 'keyfob account add NAME'",
            ),
            StoreError::Missing(_, _) => plain(Kind::SetUp)
                .hint("name it with --key-file, or put it back from where it is kept safe"),
            StoreError::Exists(..) => plain(Kind::Taken)
                .hint("nothing was changed; 'keyfob store info' shows what is in it"),
            StoreError::NotRegular(..) => plain(Kind::SetUp).hint("name the file itself"),
            StoreError::TooOpen(..) => plain(Kind::SetUp)
                .hint("if it is keyfob's, close it to others (mode 0600); else name another"),
            StoreError::FolderTooOpen(_) => plain(Kind::SetUp)
                .hint("keep the file in a folder that nobody else can write in"),
            StoreError::NotOurs(..) => {
                plain(Kind::SetUp).hint("run keyfob as the user it belongs to")
            }
            StoreError::KeyLength { .. } | StoreError::WrongKey { .. } => plain(Kind::SetUp).hint(
                "name the right one with --key-file, or put it back from where it is kept safe",
            ),
            StoreError::NotAStore(_) => plain(Kind::SetUp).hint("name another with --store"),
            StoreError::Newer(_) => {
                plain(Kind::SetUp).hint("install that version; nothing was changed")
            }
            StoreError::NoPlace => {
                plain(Kind::SetUp).hint("name the files with --store and --key-file, or set HOME")
            }
            StoreError::Busy => plain(Kind::Later)
                .hint("another process has held it for five seconds; try again later"),
            StoreError::Meanwhile => {
                plain(Kind::Later).hint("look at it as it is now, then try again")
            }
            StoreError::Full => plain(Kind::Io).hint("make room; nothing was changed"),
            StoreError::ReadOnly => {
                plain(Kind::Io).hint("its folder must be writable too; nothing was changed")
            }
            StoreError::Damaged(_) => {
                plain(Kind::Io).hint("'keyfob store check' tells what is damaged")
            }
            StoreError::Sqlite(cause) => plain(Kind::Io)
                .hint("is its folder there, readable and writable?")
                .because(cause),
            StoreError::File(_, cause) => plain(Kind::Io)
                .hint("see that the folder is there, and that you may read and write in it")
                .because(cause),
            StoreError::NoAccount(_) => {
                plain(Kind::NotThere).hint("'keyfob account list' shows those there are")
            }
            StoreError::NoAccounts => {
                plain(Kind::NotThere).hint("'keyfob account add NAME' adds one")
            }
            StoreError::SeveralAccounts => plain(Kind::Usage).hint("say which with --account NAME"),
            StoreError::AccountTaken(_) => {
                plain(Kind::Taken).hint("choose another name; nothing was changed")
            }
            StoreError::AppNameTaken(_) => plain(Kind::Taken).hint(
                "choose another name, or give it a new secret with 'keyfob apppw rotate NAME --operator'",
            ),
            StoreError::NoEnrolment => plain(Kind::NotThere).hint("begin with 'keyfob mfa enroll --operator'"),
            StoreError::Code(_) => plain(Kind::No).hint(
                "type the one that the authenticator shows now, and see that its clock is right",
            ),
            StoreError::Crypto(error) => error.into(),
            StoreError::Choice(error) => error.into(),
            StoreError::Refused(refusal) => refusal.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_sentence_and_its_hints_with_nothing_unescaped() {
        let error =
            Error::new(Kind::BadData, "the name 'a\u{1b}[2J' is wrong").hint("try\nanother");
        assert_eq!(
            error.render(),
            "error: the name 'a\\u{1b}[2J' is wrong\nhint: try\\u{a}another\n"
        );
    }

    #[test]
    fn the_published_exit_codes() {
        let codes = [
            (Kind::No, 1),
            (Kind::Usage, 2),
            (Kind::BadData, 65),
            (Kind::NotThere, 67),
            (Kind::Unavailable, 69),
            (Kind::Bug, 70),
            (Kind::Taken, 73),
            (Kind::Io, 74),
            (Kind::Later, 75),
            (Kind::NotPermitted, 77),
            (Kind::SetUp, 78),
            (Kind::Interrupted, 130),
        ];
        for (kind, code) in codes {
            assert_eq!(kind.exit_code(), code);
        }
    }
}
