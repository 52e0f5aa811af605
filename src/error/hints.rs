//! What the errors of each folder mean to the user: a code and a hint.

use std::io;

use super::{Code, Error, Kind};
use crate::crypto::CryptoError;
use crate::daemon::socket::SocketError;
use crate::domain::app_password::{ChoiceError, NoteError};
use crate::domain::contact::ContactError;
use crate::domain::escape::{argument, system_words};
use crate::domain::method::{CodeRefusal, MethodChoiceError};
use crate::domain::names::NameError;
use crate::domain::password::PasswordError;
use crate::domain::period::PeriodError;
use crate::domain::policy::{Key, PolicyError};
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;
use crate::domain::scope::ScopeError;
use crate::domain::throttle::{Proof, Throttled};
use crate::messenger::MessengerError;
#[cfg(feature = "postgres")]
use crate::service::DatabaseError;
use crate::service::{DaemonError, ServiceError, StoreError, StoreFile};
use crate::terminal::{StdoutClosed, TerminalError};

impl From<TerminalError> for Error {
    fn from(TerminalError(error): TerminalError) -> Self {
        // Ctrl-C, or the input ended where an answer was needed.
        if matches!(
            error.kind(),
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof
        ) {
            return Self::interrupted();
        }
        if error.kind() == io::ErrorKind::InvalidData {
            let message = format!("the input can't be read: {}", system_words(&error));
            return Self::new(Kind::BadData, message).hint("use shorter text, in UTF-8");
        }
        Self::new(
            Kind::Io,
            format!("reading or writing failed: {}", system_words(&error)),
        )
        .hint("check that stdin can be read and stdout can be written to")
        .because(error)
    }
}

impl From<SocketError> for Error {
    fn from(error: SocketError) -> Self {
        let message = error.to_string();
        match error {
            SocketError::InUse(_) => Self::new(Kind::Taken, message)
                .hint("stop that server first, or choose another socket"),
            SocketError::NoSocket(_) => {
                Self::new(Kind::Taken, message).hint("choose another path; nothing was changed")
            }
            SocketError::NotMade(_, cause) => {
                let hint = match cause.kind() {
                    io::ErrorKind::PermissionDenied => {
                        "you need to be in the group and able to write to the folder, or be root"
                    }
                    io::ErrorKind::InvalidInput => "choose a shorter path",
                    _ => "check that its folder exists and that you may write to it",
                };
                Self::new(Kind::Io, format!("{message}: {}", system_words(&cause))).hint(hint)
            }
        }
    }
}

impl From<NameError> for Error {
    fn from(error: NameError) -> Self {
        let hint = match error {
            NameError::Character(0x20) => "an account name can't contain spaces",
            NameError::Character(_) => "use printable characters only",
            _ => "choose another name",
        };
        Self::of(Code::BadName, error.to_string()).hint(hint)
    }
}

impl From<PasswordError> for Error {
    fn from(error: PasswordError) -> Self {
        let hint = match error {
            PasswordError::Empty => "type it, or pipe it in; it ends at the first newline",
            PasswordError::TooLong => {
                "servers don't pass on a longer one; if it was piped in, check that nothing else was"
            }
            PasswordError::Nul | PasswordError::NotText | PasswordError::Unprintable => {
                "use UTF-8 text without control characters"
            }
            PasswordError::TooShort(_) => {
                "several uncommon words in a row are long and easy to remember"
            }
            PasswordError::Guessable => {
                "use several uncommon words, or let a password manager make one"
            }
            PasswordError::Same => "choose a new one",
        };
        Self::of(Code::BadPassword, error.to_string()).hint(hint)
    }
}

impl From<NoteError> for Error {
    fn from(error: NoteError) -> Self {
        Self::of(Code::BadInput, error.to_string()).hint("shorten it, and leave out line breaks")
    }
}

impl From<ContactError> for Error {
    fn from(error: ContactError) -> Self {
        let hint = match error {
            ContactError::Email(_) => "write one address, as in alain@example.org",
            ContactError::Phone(_) => "begin with + and the country code",
        };
        Self::of(Code::BadContact, error.to_string()).hint(hint)
    }
}

impl From<PeriodError> for Error {
    fn from(error: PeriodError) -> Self {
        let hint = match error {
            PeriodError::Unreadable(_) => "write a number and a unit: m, h, d or y",
            PeriodError::OutOfRange => "choose one between 1s and 100y",
            PeriodError::UnreadableMoment(_) => {
                "write it like 30m, 24h, 90d or 1y, or a date like 2027-01-31"
            }
            PeriodError::Passed => "choose a later one, or a length of time such as 90d",
        };
        Self::of(Code::BadInput, error.to_string()).hint(hint)
    }
}

impl From<PolicyError> for Error {
    fn from(error: PolicyError) -> Self {
        let PolicyError::Value { similar, .. } = &error;
        Self::of(Code::BadPolicyValue, error.to_string())
            .meant(similar.as_deref())
            .hint("'keyfob policy set --help' lists the keys and their values")
    }
}

impl From<ScopeError> for Error {
    fn from(error: ScopeError) -> Self {
        let message = error.to_string();
        let hint = match error {
            ScopeError::Address(_) => "give the client's address".to_owned(),
            ScopeError::AddressInNetwork(network) => format!(
                "write {} for the whole network, or {} for the one address",
                network.trunc(),
                network.addr()
            ),
            ScopeError::Service(_) => {
                "write it as the server does, as in imap; separate several with commas".to_owned()
            }
            ScopeError::Network(_) => {
                "a network is an address, a slash and at most 32 bits (IPv6: 128); separate several with commas"
                    .to_owned()
            }
            ScopeError::TooMany => {
                "create several app passwords, or allow larger networks".to_owned()
            }
        };
        Self::new(Kind::BadData, message).hint(hint)
    }
}

impl From<StdoutClosed> for Error {
    fn from(error: StdoutClosed) -> Self {
        Self::of(Code::StdoutClosed, error.to_string())
            .hint("connect stdout to a terminal, a pipe or a file")
    }
}

impl From<MethodChoiceError> for Error {
    fn from(error: MethodChoiceError) -> Self {
        match error {
            MethodChoiceError::None(_) => Self::of(Code::NoMethod, error.to_string())
                .hint("'keyfob mfa status' lists the methods"),
            MethodChoiceError::Ambiguous(_) => Self::of(Code::Ambiguous, error.to_string())
                .hint("give its id; 'keyfob mfa status' shows it"),
        }
    }
}

impl From<ChoiceError> for Error {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::None { ref similar, .. } => {
                Self::of(Code::NoAppPassword, error.to_string())
                    .meant(similar.as_deref())
                    .hint("'keyfob apppw list' lists the app passwords")
            }
            ChoiceError::Ambiguous(_) => Self::of(Code::Ambiguous, error.to_string())
                .hint("write 'id:' before the id, or rename the app password that has this name"),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        const ALLOW: &str =
            "an administrator can allow them with 'keyfob policy set app-passwords allowed'";
        let message = refusal.to_string();
        let (code, hint) = match refusal {
            Refusal::MfaNotRequired(account) => {
                let account = argument(account.as_str());
                return Self::of(Code::MfaNotRequired, message).hint(format!(
                    "an operator can turn it on: keyfob account set --mfa enabled {account}"
                ));
            }
            Refusal::MfaNotSetUp => (Code::MfaNotSetUp, "set it up with 'keyfob mfa enroll'"),
            Refusal::ServiceAccount(account) => {
                let account = argument(account.as_str());
                return Self::of(Code::ServiceAccount, message).hint(format!(
                    "for another app password: keyfob apppw create NAME --account {account}"
                ));
            }
            Refusal::ExternalPassword(account) => {
                let account = argument(account.as_str());
                return Self::of(Code::ExternalPassword, message)
                    .hint("it is changed where the organisation keeps it")
                    .hint(format!(
                        "to unlock it after too many attempts: keyfob account set --external-password {account}"
                    ))
                    .hint(format!(
                        "to replace it by one in keyfob: keyfob account password --replace-external {account}"
                    ));
            }
            Refusal::AccountDisabled(account) => {
                let account = argument(account.as_str());
                return Self::of(Code::AccountDisabled, message).hint(format!(
                    "an operator can enable it: keyfob account set --enable {account}"
                ));
            }
            Refusal::AppPasswordsFrozen => (Code::AppPasswordsFrozen, ALLOW),
            Refusal::AppPasswordsBlocked => (Code::AppPasswordsBlocked, ALLOW),
            Refusal::AppPasswordLimit { .. } => (
                Code::LimitReached,
                "delete one first, with 'keyfob apppw delete NAME'",
            ),
            Refusal::AppPasswordsUnmanaged => (
                Code::AppPasswordsFrozen,
                "ask your administrator; your existing ones still work",
            ),
            Refusal::AuthenticatorLimit(_) => (
                Code::LimitReached,
                "remove one first, with 'keyfob mfa remove'",
            ),
            Refusal::ContactCodes => (
                Code::ContactCodesOff,
                "use an authenticator app; set one up with 'keyfob mfa enroll'",
            ),
            Refusal::LastMethod => (
                Code::LastMethod,
                "set up another method first, with 'keyfob mfa enroll'",
            ),
            Refusal::SignIn => (
                Code::SignInFailed,
                "check both; app passwords don't work here",
            ),
            Refusal::NoAlternateContact => (
                Code::AlternateContactMissing,
                "'keyfob mfa enroll' at a terminal guides you through it",
            ),
            Refusal::NotSignedIn => (Code::NotSignedIn, "sign in again"),
            Refusal::NeedsRole(Role::Owner) => (
                Code::RoleMissing,
                "run it as root there, or as the store's owner",
            ),
            Refusal::NeedsRole(_) => (
                Code::RoleMissing,
                "'keyfob whoami' shows your role; --operator, or KEYFOB_OPERATOR=1 in a script, acts in it",
            ),
        };
        Self::of(code, message).hint(hint)
    }
}

impl From<MessengerError> for Error {
    fn from(error: MessengerError) -> Self {
        let message = format!("the code couldn't be sent, because {error}");
        Self::of(Code::CodeNotSent, message).hint(command_hint(&error))
    }
}

impl From<DaemonError> for Error {
    fn from(error: DaemonError) -> Self {
        let plain = |code| Self::of(code, error.to_string());
        match error {
            DaemonError::Unreachable(..) => plain(Code::TryLater)
                .hint("an administrator can start it: systemctl start keyfob-people.socket"),
            DaemonError::NotOurs(_) => {
                plain(Code::TooOpen).hint("don't use it; tell an administrator")
            }
            DaemonError::Lost(_) => {
                plain(Code::NotDecided).hint("look whether it was done before you try again")
            }
            DaemonError::OtherVersion => plain(Code::WrongSetUp)
                .hint("an administrator can restart it: systemctl restart keyfob"),
            DaemonError::Busy => plain(Code::TryLater).hint("nothing was changed; try again later"),
            DaemonError::NotSent(_) => plain(Code::CodeNotSent)
                .hint("an administrator can find out more in the daemon's log"),
            DaemonError::Undecided(_) => plain(Code::NotDecided)
                .hint("an administrator can find out more in the daemon's log"),
        }
    }
}

fn command_hint(error: &MessengerError) -> String {
    let set = |key: Key| format!("with 'keyfob policy set {} COMMAND'", key.as_str());
    match error {
        MessengerError::NoCommand(key) => format!("an administrator can set one {}", set(*key)),
        MessengerError::NotThere(key, _)
        | MessengerError::NotStarted(key, ..)
        | MessengerError::Failed(key, ..)
        | MessengerError::Hung(key, ..) => format!(
            "check that it works by hand; an administrator can set another one {}",
            set(*key)
        ),
        MessengerError::Address(_) => {
            "an operator can change it with 'keyfob account set NAME --email ADDRESS'".into()
        }
        MessengerError::Host(_) => "give this machine a valid host name".into(),
    }
}

impl From<CryptoError> for Error {
    fn from(error: CryptoError) -> Self {
        match error {
            CryptoError::OutOfMemory => Self::new(Kind::Later, error.to_string()),
            CryptoError::Parameters | CryptoError::Sealed => {
                Self::of(Code::StoreDamaged, error.to_string())
                    .hint("'keyfob store check' shows what is damaged")
            }
        }
    }
}

const PLANTED: &str = "keyfob leaves no such file: find out who made it, and remove it";
const AS_WHOM: &str = "run by root, keyfob becomes the owner of the store's folder";

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let plain = |code| Self::of(code, message.clone());
        match error {
            StoreError::Missing(StoreFile::Store, _) => plain(Code::NoStore).hint(
                "at a terminal, 'keyfob apppw create NAME' sets one up; in a script, start with 'keyfob account add NAME'",
            ),
            StoreError::Missing(StoreFile::Backup, _) => plain(Code::NotFound).hint("check the path"),
            StoreError::Missing(_, _) => plain(Code::NoKey)
                .hint("give it with --key-file, or restore it from your backup"),
            StoreError::Exists(..) => plain(Code::AlreadyExists)
                .hint("nothing was changed; 'keyfob store info' shows what is in it"),
            StoreError::NotRegular(StoreFile::Head | StoreFile::Journal, _) => {
                plain(Code::WrongSetUp).hint(PLANTED)
            }
            StoreError::NotRegular(..) => plain(Code::WrongSetUp).hint("give the file itself"),
            StoreError::TooOpen(..) => plain(Code::TooOpen)
                .hint("if it is keyfob's, make it private (mode 0600); otherwise choose another file"),
            StoreError::FolderTooOpen(_) => plain(Code::TooOpen)
                .hint("let only root and the file's owner write there, or keep the file in another folder"),
            StoreError::NotOurs(..) => {
                plain(Code::WrongSetUp)
                    .hint("run keyfob as its owner, or name another store with --store FILE")
                    .hint("one that root made is given to the owner of its folder with 'chown'")
            }
            StoreError::Planted(_) => plain(Code::WrongSetUp).hint(PLANTED),
            StoreError::Linked(..) => plain(Code::WrongSetUp)
                .hint("find out who made it, and remove the other name"),
            StoreError::MayNotOpen { .. } => plain(Code::StoreUnusable)
                .hint("give it and its folder to that user with 'chown'")
                .hint(AS_WHOM),
            StoreError::MayNotCreate { .. } => plain(Code::StoreUnusable)
                .hint("create its folder with mode 0700, and give it to that user with 'chown'")
                .hint(AS_WHOM),
            StoreError::KeyLength { .. } | StoreError::WrongKey { .. } => plain(Code::WrongKey).hint(
                "give the right one with --key-file, or restore it from your backup",
            ),
            StoreError::NotAStore(_) => plain(Code::WrongSetUp).hint("choose another with --store"),
            StoreError::IsABackup(_) => plain(Code::WrongSetUp)
                .hint("restore it with 'keyfob store restore FILE'"),
            StoreError::NotABackup(_) => {
                plain(Code::BadInput).hint("give a file that 'keyfob store backup FILE' wrote")
            }
            StoreError::DamagedBackup(..) => plain(Code::StoreDamaged)
                .hint("nothing was changed; try an older backup"),
            StoreError::Occupied(_) | StoreError::OwnFile(_) => plain(Code::AlreadyExists)
                .hint("nothing was changed; choose another file for the backup"),
            StoreError::NoFolder(_) => plain(Code::IoError).hint("create it first"),
            StoreError::RestoreInterrupted(_) => plain(Code::NoStore)
                .hint("run 'keyfob store restore FILE' again, with the same backup")
                .hint("the old store, if there was one, is beside it: its name ends in .before-restore"),
            StoreError::Newer(_) => {
                plain(Code::NewerStore).hint("install that version; nothing was changed")
            }
            StoreError::NoPlace => {
                plain(Code::WrongSetUp).hint("give both files with --store and --key-file, or set HOME")
            }
            StoreError::SystemStoreLost(_) => plain(Code::NoStore)
                .hint("restore it with 'keyfob store restore FILE --system'")
                .hint("or create a new one with 'keyfob store init --system'")
                .hint("name another store with --store FILE"),
            StoreError::Address(_) => plain(Code::WrongSetUp)
                .hint("give the path of a file, or an address that begins with postgresql://"),
            StoreError::NotCurrent(_) => plain(Code::StoreNotCurrent)
                .hint("find out why; 'keyfob store check --repair' accepts the store as it is"),
            StoreError::Busy => plain(Code::StoreBusy)
                .hint("another process has kept it locked for five seconds; try again later"),
            StoreError::Conflict => {
                plain(Code::Conflict).hint("check its current state, then try again")
            }
            StoreError::Pruned { last, .. } => plain(Code::EntriesPruned)
                .hint(format!("go on with --after {last}; the pruned entries are gone")),
            StoreError::Full => plain(Code::DiskFull).hint("free some space; the change wasn't made"),
            StoreError::ReadOnly => {
                plain(Code::StoreUnusable).hint("its folder must be writable too; nothing was changed")
            }
            StoreError::Damaged(_) => {
                plain(Code::StoreDamaged).hint("'keyfob store check' shows what is damaged")
            }
            StoreError::Sqlite(cause) => plain(Code::StoreUnusable)
                .hint("check that its folder exists and can be read and written")
                .because(cause),
            StoreError::File(_, cause) => plain(Code::StoreUnusable)
                .hint("check that the folder exists and that you may read and write it")
                .because(cause),
            #[cfg(feature = "postgres")]
            StoreError::Database(error) => error.into(),
            StoreError::Crypto(error) => error.into(),
        }
    }
}

#[cfg(feature = "postgres")]
impl From<DatabaseError> for Error {
    fn from(error: DatabaseError) -> Self {
        let message = error.to_string();
        let plain = |code| Self::of(code, message.clone());
        match error {
            DatabaseError::Address(_) => plain(Code::WrongSetUp)
                .hint("for example: postgresql://keyfob@db1.example.org,db2.example.org/keyfob"),
            DatabaseError::PasswordInAddress | DatabaseError::NoPassword => plain(Code::WrongSetUp)
                .hint("put it into ~/.pgpass, or into the file that PGPASSFILE names"),
            DatabaseError::NoService(_) => plain(Code::WrongSetUp).hint(
                "it is read from ~/.pg_service.conf, or from the file that PGSERVICEFILE names",
            ),
            DatabaseError::OpenPasswords(_) => {
                plain(Code::TooOpen).hint("make it private (mode 0600)")
            }
            DatabaseError::Unreachable(_) => {
                plain(Code::TryLater).hint("nothing was changed; try again later")
            }
            DatabaseError::Untrusted(_) => plain(Code::StoreUnusable)
                .hint("'man keyfob-fleet' says which certificate it needs, and how to trust it"),
            DatabaseError::Unknown => {
                plain(Code::NotDecided).hint("look whether it was done before you try again")
            }
            DatabaseError::Refused { cause, .. } => plain(Code::StoreUnusable)
                .hint("check that this user may use the database, and that keyfob made its tables")
                .because(cause),
        }
    }
}

impl From<ServiceError> for Error {
    fn from(error: ServiceError) -> Self {
        let message = error.to_string();
        let plain = |code| Self::of(code, message.clone());
        match error {
            ServiceError::Store(error) => error.into(),
            ServiceError::Messenger(error) => error.into(),
            ServiceError::ExternalChecksBusy => plain(Code::NotDecided).hint("try again later"),
            ServiceError::Daemon(error) => error.into(),
            ServiceError::PasswordUndecided(cause) => {
                plain(Code::NotDecided).hint(command_hint(&cause))
            }
            ServiceError::NothingSendsMail(Key::Notices) => plain(Code::Unavailable)
                .hint("set one first: keyfob policy set mail-command '/usr/sbin/sendmail -i -t'"),
            ServiceError::NothingSendsMail(_) => plain(Code::Unavailable)
                .hint("turn notices off first: keyfob policy set notices off"),
            ServiceError::Password(error) => error.into(),
            ServiceError::Policy(error) => error.into(),
            ServiceError::NoAccount { similar, .. } => plain(Code::NoAccount)
                .meant(similar.as_deref())
                .hint("'keyfob account list' lists the accounts"),
            ServiceError::NoAccounts => {
                plain(Code::NoAccount).hint("'keyfob account add NAME' adds one")
            }
            ServiceError::SeveralAccounts => {
                plain(Code::SeveralAccounts).hint("choose one with --account NAME")
            }
            ServiceError::AccountTaken(_) => {
                plain(Code::NameTaken)
                    .hint("choose another name; 'keyfob account list' lists those that are taken")
            }
            ServiceError::AppNameTaken(name) => plain(Code::NameTaken).hint(format!(
                "choose another name, or give it a new secret: keyfob apppw rotate {}",
                argument(name.as_str())
            )),
            ServiceError::NoEnrolment => {
                plain(Code::NoEnrolment).hint("start with 'keyfob mfa enroll'")
            }
            ServiceError::Code(refusal) => plain(Code::WrongCode).hint(match refusal {
                CodeRefusal::Wrong => {
                    "type the code that the app shows now, and check the clock of its device"
                }
                CodeRefusal::Used => "wait until the app shows the next code",
                CodeRefusal::NoRecoveryCode => {
                    "a recovery code has 16 letters and digits, and works once"
                }
            }),
            ServiceError::NoMethods => {
                plain(Code::NoMethod).hint("set one up with 'keyfob mfa enroll'")
            }
            ServiceError::ContactCode(_) => {
                plain(Code::WrongCode).hint("type the latest code, within ten minutes")
            }
            ServiceError::MessageTooSoon(_) => plain(Code::Throttled)
                .hint("wait, then ask for another; a code works only for the request that it was sent for"),
            ServiceError::Throttled(_, Throttled::Wait(_)) => {
                plain(Code::Throttled).hint("each wrong attempt makes the wait longer")
            }
            ServiceError::Throttled(Proof::Password, Throttled::Closed) => plain(
                Code::AttemptsUsedUp,
            )
            .hint("an operator can set a new one with 'keyfob account password NAME --temporary'")
            .hint(
                "an external one is unlocked with 'keyfob account set NAME --external-password'",
            ),
            ServiceError::Throttled(_, Throttled::Closed) => plain(Code::AttemptsUsedUp)
                .hint("sign in with another method: 'keyfob signin --method METHOD'")
                .hint("an operator can reset MFA with 'keyfob mfa reset'"),
            ServiceError::Choice(error) => error.into(),
            ServiceError::Refused(refusal) => refusal.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_kept_a_text_back_names_the_policy_to_set() {
        for (error, key) in [
            (
                MessengerError::NoCommand(Key::PhoneCommand),
                "phone-command",
            ),
            (
                MessengerError::NotThere(Key::MailCommand, "/x".into()),
                "mail-command",
            ),
            (
                MessengerError::Hung(Key::PhoneCommand, "/x".into(), Duration::from_secs(10)),
                "phone-command",
            ),
        ] {
            let error = Error::from(error);
            assert_eq!(error.kind, Kind::Unavailable);
            let command = format!("'keyfob policy set {key} COMMAND'");
            assert!(error.hints[0].contains(&command), "{:?}", error.hints);
        }
    }
}
