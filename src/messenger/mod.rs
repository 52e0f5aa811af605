//! Reaches the organisation's commands, which `command` runs. E-mail is in `mail`, text messages are here,
//! and `password` asks about external passwords.

mod command;
mod error;
mod mail;
mod password;

use zeroize::Zeroizing;

use crate::domain::contact::Phone;
use crate::domain::policy::Key;

pub use command::{Fault, fault, stop};
pub use error::MessengerError;
pub use mail::{Mail, can_send_mail, send_mail};
pub use password::is_password_right;

/// Sends a text message: the command gets the text on stdin and the number as its last argument.
pub fn send_text(command: Option<&str>, to: &Phone, body: &str) -> Result<(), MessengerError> {
    let command = command.ok_or(MessengerError::NoCommand(Key::PhoneCommand))?;
    let mut text = Zeroizing::new(Vec::with_capacity(body.len() + 1));
    text.extend_from_slice(body.as_bytes());
    text.push(b'\n');
    command::run(Key::PhoneCommand, command, Some(to.as_str()), &text)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::time::Duration;

    use jiff::Timestamp;
    use tempfile::TempDir;

    use super::*;
    use crate::domain::contact::Email;
    use crate::domain::escape::quoted;

    /// A folder with scripts in it, which find it as `$here`.
    pub struct Desk {
        folder: TempDir,
        // A script can't be started while it is open for writing. The child of another test may
        // have inherited it for a moment.
        _alone: MutexGuard<'static, ()>,
    }

    impl Desk {
        pub fn new() -> Self {
            static ONE: Mutex<()> = Mutex::new(());
            Self {
                _alone: ONE.lock().unwrap_or_else(PoisonError::into_inner),
                folder: tempfile::tempdir().unwrap(),
            }
        }

        pub fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        pub fn file(&self, name: &str, content: &str, mode: u32) -> String {
            let path = self.path(name);
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            path.to_str().unwrap().to_owned()
        }

        pub fn script(&self, lines: &str) -> String {
            let content = format!("#!/bin/sh\nhere=${{0%/*}}\n{lines}\n");
            self.file("script", &content, 0o755)
        }

        pub fn read(&self, name: &str) -> String {
            fs::read_to_string(self.path(name)).unwrap()
        }
    }

    const RECORD: &str =
        r#"for word; do printf '%s\n' "$word"; done > "$here/words"; cat > "$here/text""#;

    #[test]
    fn a_text_arrives_as_it_is_with_the_number_as_the_last_word() {
        let desk = Desk::new();
        let phone = Phone::parse("+49 30 123456").unwrap();
        let command = format!(" {}  --from 'my\tkey;fob'  $HOME ", desk.script(RECORD));
        send_text(Some(&command), &phone, "your code is 123 456 – ok?").unwrap();
        assert_eq!(desk.read("text"), "your code is 123 456 – ok?\n");
        assert_eq!(
            desk.read("words"),
            "--from\n'my\nkey;fob'\n$HOME\n+4930123456\n"
        );
    }

    fn mail(to: &Email) -> Mail<'_> {
        Mail {
            from_host: "mail.example",
            to,
            subject: "Code",
            body: "it is 123456",
            sent_at: Timestamp::UNIX_EPOCH,
            id: "1",
        }
    }

    #[test]
    fn a_mail_arrives_whole() {
        let desk = Desk::new();
        let command = format!("{} -t", desk.script(RECORD));
        let to = Email::parse("alain@contoso.com").unwrap();
        send_mail(Some(&command), &mail(&to)).unwrap();
        let mail = desk.read("text");
        assert!(mail.contains("To: alain@contoso.com\n"), "{mail}");
        assert!(mail.ends_with("\n\nit is 123456\n"), "{mail}");
        assert_eq!(desk.read("words"), "-t\n");
    }

    #[test]
    fn errors_are_sentences_that_name_the_command_and_not_the_text() {
        let desk = Desk::new();
        let phone = Phone::parse("+4930123456").unwrap();
        let send = |command: Option<&str>| {
            send_text(command, &phone, "123456")
                .unwrap_err()
                .to_string()
        };
        let path = desk.script("cat; cat >&2; exit 3");
        let shown = quoted(&path);
        for (command, sentence) in [
            (None, "no phone-command is set".to_owned()),
            (
                Some("/nowhere/sms -x"),
                "'/nowhere/sms' doesn't exist".to_owned(),
            ),
            (
                Some("sh"),
                "the command 'sh' can't be started: its path doesn't begin with '/'".to_owned(),
            ),
            (
                Some(path.as_str()),
                format!("the command {shown} failed with exit status 3"),
            ),
        ] {
            assert_eq!(send(command), sentence);
        }
        desk.script("kill -TERM $$");
        assert_eq!(
            send(Some(&path)),
            format!("the command {shown} was killed by signal 15")
        );
        assert_eq!(
            MessengerError::Hung(Key::MailCommand, "/x\n".into(), Duration::from_secs(10))
                .to_string(),
            "the command '/x\\u{a}' didn't end within 10 seconds"
        );
        let to = Email::parse("alain@contoso.com").unwrap();
        assert!(matches!(
            send_mail(Some("/nowhere"), &mail(&to)),
            Err(MessengerError::NotThere(Key::MailCommand, _))
        ));
    }
}
