//! Questions to the person at the terminal, and errors that name the flag to add if there is none.

use zeroize::Zeroizing;

use super::Session;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::password::{PasswordError, check_typed, least, prepare_primary};
use crate::error::{Code, Error, Kind, Result};
use crate::messages::prompts::{self, Question, SecretLine};
use crate::service::{NewPassword, ServiceError};

/// Wrong answers to a question before the command ends.
pub const TRIES: u32 = 3;
/// A new password isn't guessed, so it may be tried more often. After the last try, the next one
/// would be typed into the shell.
const NEW_PASSWORD_TRIES: u32 = 10;

impl Session<'_> {
    /// Returns whether there is a person who may be asked.
    pub fn may_ask(&self) -> bool {
        self.context.terminal.can_prompt() && !self.flags.no_input
    }

    /// Returns whether there is a person to be led through steps, who sees the result.
    pub fn may_guide(&self) -> bool {
        self.may_ask() && self.context.terminal.output_is_terminal() && !self.flags.json
    }

    /// Returns whether the person or the flag says yes.
    pub fn confirm(&mut self, question: &str) -> Result<bool> {
        if self.flags.yes {
            return Ok(true);
        }
        self.require_prompt(prompts::NEEDS_CONFIRMATION, "--yes")?;
        Ok(self.terminal().confirm(question, false)?)
    }

    /// As `confirm`, where yes is what most people want.
    pub fn confirm_going_on(&mut self, question: &str) -> Result<bool> {
        Ok(self.flags.yes || self.terminal().confirm(question, true)?)
    }

    pub fn require_prompt(&self, need: &str, flag: &str) -> Result<()> {
        if self.flags.no_input {
            return Err(Error::new(Kind::Usage, prompts::asking_is_forbidden(need))
                .hint(prompts::add(flag)));
        }
        if !self.context.terminal.can_prompt() {
            return Err(
                Error::of(Code::NoTerminal, prompts::no_terminal_to_ask_on(need))
                    .hint(prompts::add(flag)),
            );
        }
        Ok(())
    }

    /// Asks until the answer can be parsed. An error that another answer can't avoid ends it.
    pub fn ask_for<T, E>(
        &mut self,
        question: Question,
        default: Option<&str>,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<T>
    where
        Error: From<E>,
    {
        let mut answer = Err(Error::interrupted());
        self.terminal().text(question.text, default, &mut |typed| {
            if typed.trim().is_empty() {
                return Err(question.if_empty.to_owned());
            }
            answer = parse(typed).map_err(Error::from);
            match &answer {
                Err(error) if matches!(error.kind, Kind::BadData | Kind::Taken) => {
                    Err(error.as_text())
                }
                _ => Ok(()),
            }
        })?;
        answer
    }

    /// Shows an error that doesn't end the command: the person may answer again.
    pub fn show_error(&mut self, error: &Error) {
        self.terminal().error(&error.as_text());
    }

    /// A new primary password: from stdin if the flag says so, else asked for twice, and again if the
    /// rules refuse it.
    pub fn new_password(
        &mut self,
        from_stdin: bool,
        mfa: bool,
        check: impl Fn(&NewPassword) -> std::result::Result<(), ServiceError>,
    ) -> Result<NewPassword> {
        if from_stdin {
            return chosen(&self.secret_from_stdin(SecretLine::NewPassword)?);
        }
        self.require_prompt(prompts::NEEDS_PASSWORD, "--password-stdin")?;
        let mut tries = NEW_PASSWORD_TRIES;
        loop {
            tries -= 1;
            match self.ask_new_password(mfa, &check) {
                Err(error) if error.kind == Kind::BadData && tries > 0 => self.show_error(&error),
                other => return other,
            }
        }
    }

    fn ask_new_password(
        &mut self,
        mfa: bool,
        check: impl Fn(&NewPassword) -> std::result::Result<(), ServiceError>,
    ) -> Result<NewPassword> {
        let first = self.terminal().secret(&prompts::new_password(least(mfa)))?;
        let password = chosen(check_typed(&first)?)?;
        check(&password)?;
        if *self.terminal().secret(prompts::REPEAT_PASSWORD)? != *first {
            return Err(
                Error::new(Kind::BadData, prompts::PASSWORDS_DIFFER).hint(prompts::TYPE_IT_TWICE)
            );
        }
        Ok(password)
    }

    /// Asks for a secret until it may be one.
    pub fn ask_secret<T>(
        &mut self,
        question: &str,
        parse: impl Fn(&[u8]) -> std::result::Result<T, PasswordError>,
    ) -> Result<T> {
        let mut tries = TRIES;
        loop {
            tries -= 1;
            let typed = self.terminal().secret(question)?;
            match parse(&typed) {
                Err(wrong) if tries > 0 => self.terminal().say(prompts::not_a_secret(wrong)),
                other => return Ok(other?),
            }
        }
    }

    /// A secret to be checked, from the person at the terminal or else from stdin.
    pub fn typed_secret(&mut self, question: &str) -> Result<Zeroizing<String>> {
        if self.may_ask() {
            return self.ask_secret(question, |typed| {
                Ok(Zeroizing::new(check_typed(typed)?.to_owned()))
            });
        }
        self.secret_from_stdin(SecretLine::Password)
    }

    pub fn secret_from_stdin(&mut self, expected: SecretLine) -> Result<Zeroizing<String>> {
        if self.terminal().input_is_terminal() {
            return Err(Error::new(Kind::Unavailable, prompts::SECRET_FROM_TERMINAL)
                .hint(prompts::PIPE_IT_IN));
        }
        let line = self.terminal().read_secret_line()?;
        // A line that was written on another system.
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line.is_empty() {
            return Err(Error::new(Kind::BadData, prompts::line_is_empty(expected))
                .hint(prompts::PIPE_A_LINE));
        }
        Ok(Zeroizing::new(check_typed(line)?.to_owned()))
    }
}

fn chosen(typed: &str) -> Result<NewPassword> {
    let prepared = prepare_primary(typed)?;
    Ok(NewPassword::Chosen(PrimaryPassword::new(prepared)))
}
