//! `pam_exec` with `expose_authtok`: all of stdin is the password, everything else is in the
//! environment. A PAM module only succeeds or fails, so that a server can't tell a log-in that couldn't
//! be decided from a refusal; the exit status and the message differ.

use zeroize::Zeroizing;

use super::{Question, source};
use crate::domain::scope::Service;

/// The variables that `pam_exec` sets.
pub struct PamVariables<'a> {
    /// `PAM_TYPE`
    pub kind: Option<&'a str>,
    /// `PAM_USER`
    pub user: Option<&'a str>,
    /// `PAM_SERVICE`
    pub service: Option<&'a str>,
    /// `PAM_RHOST`
    pub host: Option<&'a str>,
}

/// Why it isn't a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misuse {
    /// Not called by `pam_exec`.
    NoUser,
    /// Called for something other than a password.
    NotAuth,
}

/// The question. `None` if the answer is no whatever is in the store.
pub fn question(
    environment: &PamVariables<'_>,
    service: Option<Service>,
    stdin: &Zeroizing<Vec<u8>>,
) -> Result<Option<Question>, Misuse> {
    let user = environment.user.ok_or(Misuse::NoUser)?;
    if environment.kind.is_some_and(|kind| kind != "auth") {
        return Err(Misuse::NotAuth);
    }
    // Some systems end it with a NUL.
    let password = stdin.strip_suffix(b"\0").unwrap_or(stdin);
    let mut from = source(environment.service, environment.host);
    from.service = service.or(from.service);
    Ok(Question::new(user.as_bytes(), password, from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(kind: &str, stdin: &[u8]) -> Result<Option<String>, Misuse> {
        let environment = PamVariables {
            kind: Some(kind),
            user: Some("alain"),
            service: Some("dovecot"),
            host: Some("192.0.2.7"),
        };
        let question = question(&environment, None, &Zeroizing::new(stdin.to_vec()))?;
        Ok(question.map(|question| question.typed.expose().to_owned()))
    }

    #[test]
    fn the_password_is_all_of_stdin_without_a_nul_at_its_end() {
        assert_eq!(asked("auth", b"ab c"), Ok(Some("ab c".into())));
        assert_eq!(asked("auth", b"abc\0"), Ok(Some("abc".into())));
        assert_eq!(asked("auth", b"abc\n"), Ok(Some("abc\n".into())));
        assert_eq!(asked("auth", b"a\0bc"), Ok(None));
        assert_eq!(asked("auth", b"abc\0\0"), Ok(None));
        assert_eq!(asked("auth", b""), Ok(None));
    }

    #[test]
    fn only_a_password_is_answered() {
        assert_eq!(asked("account", b"abc"), Err(Misuse::NotAuth));
    }
}
