//! What a command asks of whoever is there, and what it says where nobody is.

use zeroize::Zeroizing;

use super::Session;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::password::{check_typed, least, prepare_primary};
use crate::error::{Code, Error, Kind, Result};
use crate::service::{NewPassword, ServiceError};

/// How often somebody may type it wrong before a command ends.
pub const TRIES: u32 = 3;
/// A new password is no guess. Whoever goes on typing when nobody asks any more shows it to a shell.
const NEW_PASSWORD_TRIES: u32 = 10;

impl Session<'_> {
    /// Whether somebody is there who may be asked.
    pub fn may_ask(&self) -> bool {
        self.context.terminal.can_prompt() && !self.flags.no_input
    }

    /// Whether somebody is there to be led through steps, and to see what they come to.
    pub fn may_guide(&self) -> bool {
        self.may_ask() && self.context.terminal.output_is_terminal() && !self.flags.json
    }

    /// Whether the person says yes; without one, whether the flag does.
    pub fn confirm(&mut self, question: &str) -> Result<bool> {
        if self.flags.yes {
            return Ok(true);
        }
        self.require_prompt("this needs a yes", "--yes")?;
        Ok(self.terminal().confirm(question, false)?)
    }

    /// As `confirm`, where yes is what most people want.
    pub fn confirm_going_on(&mut self, question: &str) -> Result<bool> {
        Ok(self.flags.yes || self.terminal().confirm(question, true)?)
    }

    pub fn require_prompt(&self, need: &str, flag: &str) -> Result<()> {
        if self.flags.no_input {
            return Err(Error::new(
                Kind::Usage,
                format!("{need}, and --no-input forbids asking"),
            )
            .hint(format!("give {flag}")));
        }
        if !self.context.terminal.can_prompt() {
            return Err(Error::of(
                Code::NoTerminal,
                format!("{need}, and there is no terminal to ask on"),
            )
            .hint(format!("give {flag}")));
        }
        Ok(())
    }

    /// Asks until the answer can be read. An answer that can't be mended ends it.
    pub fn ask_for<T, E>(
        &mut self,
        question: &str,
        default: Option<&str>,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<T>
    where
        Error: From<E>,
    {
        let mut answer = Err(Error::interrupted());
        self.terminal().text(question, default, &mut |typed| {
            answer = if typed.trim().is_empty() {
                Err(Error::new(Kind::BadData, "nothing was typed"))
            } else {
                parse(typed).map_err(Error::from)
            };
            match &answer {
                Err(error) if matches!(error.kind, Kind::BadData | Kind::Taken) => {
                    Err(try_again(error))
                }
                _ => Ok(()),
            }
        })?;
        answer
    }

    /// What was wrong with an answer that may be given again.
    pub fn say_again(&mut self, error: &Error) {
        self.terminal().say(&try_again(error));
    }

    /// What doesn't work where something else may.
    pub fn say_error(&mut self, error: &Error) {
        self.terminal().say(&sentence(error));
    }

    /// A new primary password: from stdin if the flag says so, else asked for twice. One that the
    /// rules refuse is asked for again.
    pub fn new_password(
        &mut self,
        from_stdin: bool,
        mfa: bool,
        check: impl Fn(&NewPassword) -> std::result::Result<(), ServiceError>,
    ) -> Result<NewPassword> {
        if from_stdin {
            return chosen(&self.secret_from_stdin("the new password")?);
        }
        self.require_prompt("a password is needed", "--password-stdin")?;
        let mut tries = NEW_PASSWORD_TRIES;
        loop {
            tries -= 1;
            match self.ask_new_password(mfa, &check) {
                Err(error) if error.kind == Kind::BadData && tries > 0 => self.say_again(&error),
                other => return other,
            }
        }
    }

    fn ask_new_password(
        &mut self,
        mfa: bool,
        check: impl Fn(&NewPassword) -> std::result::Result<(), ServiceError>,
    ) -> Result<NewPassword> {
        let question = format!("New password ({} characters or more)", least(mfa));
        let first = self.terminal().secret(&question)?;
        let password = chosen(check_typed(&first)?)?;
        check(&password)?;
        if *self.terminal().secret("The same again")? != *first {
            return Err(Error::new(Kind::BadData, "the two passwords differ")
                .hint("nothing was changed; type the same one twice"));
        }
        Ok(password)
    }

    /// A secret to be checked: from stdin, or from whoever sits at the terminal.
    pub fn typed_secret(&mut self, question: &str) -> Result<Zeroizing<String>> {
        if self.may_ask() {
            let typed = self.terminal().secret(question)?;
            return Ok(Zeroizing::new(check_typed(&typed)?.to_owned()));
        }
        self.secret_from_stdin("the password")
    }

    /// A line of stdin that has this in it.
    pub fn secret_from_stdin(&mut self, what: &str) -> Result<Zeroizing<String>> {
        if self.terminal().input_is_terminal() {
            // It would be shown as it is typed.
            let message = "a secret is to come from stdin, and that is a terminal";
            return Err(Error::new(Kind::Unavailable, message).hint(
                "pipe it in, or leave out --password-stdin and --no-input to be asked for it",
            ));
        }
        let line = self.terminal().read_secret_line()?;
        // A line that was written on another system.
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line.is_empty() {
            return Err(
                Error::new(Kind::BadData, format!("{what} is empty, or not there"))
                    .hint("pipe it in, on a line of its own"),
            );
        }
        Ok(Zeroizing::new(check_typed(line)?.to_owned()))
    }
}

fn sentence(error: &Error) -> String {
    let mut message = error.message.chars();
    let first: String = message
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", message.as_str())
}

/// What is wrong with an answer that may be given again.
pub fn try_again(error: &Error) -> String {
    format!("{} Try again.", sentence(error))
}

fn chosen(typed: &str) -> Result<NewPassword> {
    let prepared = prepare_primary(typed)?;
    Ok(NewPassword::Chosen(PrimaryPassword::new(prepared)))
}
