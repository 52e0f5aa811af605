//! External passwords: the organisation's command says whether one is right. It is asked as Apache's
//! `mod_authnz_external` asks, so a program that was made for that serves here too.

use zeroize::Zeroizing;

use super::{MessengerError, command};
use crate::domain::names::AccountName;
use crate::domain::password::prepare_primary;
use crate::domain::policy::Key;

/// The exit statuses that mean no: the password is wrong, or the name isn't known.
const NO: [i32; 2] = [1, 2];

/// Returns whether this is the password of the account's holder, as the command has it. Any other end than
/// yes or no is an error.
pub fn is_password_right(
    command: Option<&str>,
    account: &AccountName,
    password: &str,
) -> Result<bool, MessengerError> {
    let command = command.ok_or(MessengerError::NoCommand(Key::PasswordCommand))?;
    if prepare_primary(password).is_err() {
        // It is empty, for one: an LDAP server takes that for a client without a name, and says yes.
        return Ok(false);
    }
    let name = account.as_str();
    let mut lines = Zeroizing::new(Vec::with_capacity(name.len() + password.len() + 2));
    for line in [name, password] {
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
    }
    match command::run(Key::PasswordCommand, command, None, &lines) {
        Ok(()) => Ok(true),
        Err(MessengerError::Failed(_, _, status))
            if status.code().is_some_and(|code| NO.contains(&code)) =>
        {
            Ok(false)
        }
        Err(undecided) => Err(undecided),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::tests::Desk;
    use super::*;

    fn ask(command: &str, password: &str) -> Result<bool, MessengerError> {
        let name = AccountName::parse("alain@contoso.com").unwrap();
        is_password_right(Some(command), &name, password)
    }

    #[test]
    fn the_name_and_the_password_are_a_line_each() {
        let desk = Desk::new();
        let command = desk.script(r#"cat > "$here/asked"; exit 0"#);
        assert!(ask(&command, "pässword of mine ").unwrap());
        assert_eq!(desk.read("asked"), "alain@contoso.com\npässword of mine \n");
    }

    #[test]
    fn only_0_is_yes_only_1_and_2_are_no_and_all_else_is_undecided() {
        let desk = Desk::new();
        for (end, answer) in [
            ("exit 0", Some(true)),
            ("exit 1", Some(false)),
            ("exit 2", Some(false)),
            ("exit 3", None),
            ("exit 126", None),
            ("kill -KILL $$", None),
            ("kill -TERM $$", None),
        ] {
            let command = desk.script(&format!("cat > /dev/null\n{end}"));
            assert_eq!(ask(&command, "x").ok(), answer, "{end}");
        }
        assert!(ask(desk.path("missing").to_str().unwrap(), "x").is_err());
        let name = AccountName::parse("alain@contoso.com").unwrap();
        assert!(matches!(
            is_password_right(None, &name, "x"),
            Err(MessengerError::NoCommand(Key::PasswordCommand))
        ));
    }

    #[test]
    fn what_can_be_no_password_is_wrong_and_not_asked_about() {
        let desk = Desk::new();
        let command = desk.script(r#"cat > "$here/asked"; exit 0"#);
        for typed in [
            "",
            "right\nand more",
            "a\rb",
            "a\0b",
            "a\u{1b}b",
            &"x".repeat(513),
        ] {
            assert!(!ask(&command, typed).unwrap(), "{typed:?}");
        }
        assert!(fs::read(desk.path("asked")).is_err());
    }
}
