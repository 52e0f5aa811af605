//! The codes of errors in JSON, finer than exit statuses. They are published and never change.

use std::fmt::Write;

use strum::{IntoStaticStr, VariantArray};

use super::kind::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[expect(clippy::enum_variant_names, reason = "the words are those published")]
pub enum Code {
    Declined,
    WrongCode,

    Usage,
    SeveralAccounts,

    BadInput,
    BadName,
    BadPassword,
    BadContact,
    BadPolicyValue,
    UnknownService,
    Ambiguous,
    EntriesPruned,

    NotFound,
    NoAccount,
    NoAppPassword,
    NoMethod,
    NoEnrolment,

    Unavailable,
    NoTerminal,
    NoClipboard,
    StdoutClosed,
    CodeNotSent,
    NoServer,

    Bug,

    NameTaken,
    LimitReached,
    AlreadyExists,

    IoError,
    StoreDamaged,
    StoreUnusable,
    StoreNotCurrent,
    DiskFull,
    Undelivered,

    TryLater,
    StoreBusy,
    Conflict,
    Throttled,
    NotDecided,

    NotPermitted,
    SignInFailed,
    NotSignedIn,
    AttemptsUsedUp,
    RoleMissing,
    MfaNotRequired,
    MfaNotSetUp,
    ServiceAccount,
    ExternalPassword,
    AccountDisabled,
    AppPasswordsFrozen,
    AppPasswordsBlocked,
    ContactCodesOff,
    AlternateContactMissing,
    LastMethod,

    WrongSetUp,
    NoStore,
    NoKey,
    WrongKey,
    TooOpen,
    NewerStore,

    Interrupted,
}

impl Code {
    pub fn kind(self) -> Kind {
        match self {
            Self::Declined | Self::WrongCode => Kind::No,
            Self::Usage | Self::SeveralAccounts => Kind::Usage,
            Self::BadInput
            | Self::BadName
            | Self::BadPassword
            | Self::BadContact
            | Self::BadPolicyValue
            | Self::UnknownService
            | Self::Ambiguous
            | Self::EntriesPruned => Kind::BadData,
            Self::NotFound
            | Self::NoAccount
            | Self::NoAppPassword
            | Self::NoMethod
            | Self::NoEnrolment => Kind::NotThere,
            Self::Unavailable
            | Self::NoTerminal
            | Self::NoClipboard
            | Self::StdoutClosed
            | Self::CodeNotSent
            | Self::NoServer => Kind::Unavailable,
            Self::Bug => Kind::Bug,
            Self::NameTaken | Self::LimitReached | Self::AlreadyExists => Kind::Taken,
            Self::IoError
            | Self::StoreDamaged
            | Self::StoreUnusable
            | Self::StoreNotCurrent
            | Self::DiskFull
            | Self::Undelivered => Kind::Io,
            Self::TryLater
            | Self::StoreBusy
            | Self::Conflict
            | Self::Throttled
            | Self::NotDecided => Kind::Later,
            Self::NotPermitted
            | Self::SignInFailed
            | Self::NotSignedIn
            | Self::AttemptsUsedUp
            | Self::RoleMissing
            | Self::MfaNotRequired
            | Self::MfaNotSetUp
            | Self::ServiceAccount
            | Self::ExternalPassword
            | Self::AccountDisabled
            | Self::AppPasswordsFrozen
            | Self::AppPasswordsBlocked
            | Self::ContactCodesOff
            | Self::AlternateContactMissing
            | Self::LastMethod => Kind::NotPermitted,
            Self::WrongSetUp
            | Self::NoStore
            | Self::NoKey
            | Self::WrongKey
            | Self::TooOpen
            | Self::NewerStore => Kind::SetUp,
            Self::Interrupted => Kind::Interrupted,
        }
    }
}

/// How many codes fit on a line of help.
const PER_LINE: usize = 4;

/// Lists the codes of each exit status, for help and man pages.
pub fn by_exit_status() -> String {
    let mut text = String::new();
    let groups = Code::VARIANTS.chunk_by(|one, other| one.kind() == other.kind());
    for codes in groups {
        let words: Vec<_> = codes.iter().map(<&str>::from).collect();
        let mut exit = codes[0].kind().exit_code().to_string();
        for line in words.chunks(PER_LINE) {
            writeln!(text, "  {exit:<4}{}", line.join(" ")).expect("writing to a string");
            exit.clear();
        }
    }
    text
}

impl From<Kind> for Code {
    /// Returns the code for errors without a specific one.
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::No => Self::Declined,
            Kind::Usage => Self::Usage,
            Kind::BadData => Self::BadInput,
            Kind::NotThere => Self::NotFound,
            Kind::Unavailable => Self::Unavailable,
            Kind::Bug => Self::Bug,
            Kind::Taken => Self::AlreadyExists,
            Kind::Io => Self::IoError,
            Kind::Later => Self::TryLater,
            Kind::NotPermitted => Self::NotPermitted,
            Kind::SetUp => Self::WrongSetUp,
            Kind::TryAgain => Self::NotDecided,
            Kind::Interrupted => Self::Interrupted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_codes_and_their_exit_statuses() {
        let mut found = String::new();
        for code in Code::VARIANTS {
            let (word, exit) = (code.into_str(), code.kind().exit_code());
            writeln!(found, "{exit} {word}").unwrap();
        }
        assert_eq!(found, include_str!("codes.txt"), "\n{found}");
    }
}
