//! One command's run: its flags, the store and account they mean, and what it may ask.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Answer;
use crate::cli::Globals;
use crate::context::Context;
use crate::crypto::secret::PrimaryPassword;
use crate::domain::audit::{Act, Role};
use crate::domain::names::AccountName;
use crate::domain::password::{check_typed, prepare_primary};
use crate::error::{Error, Kind, Result};
use crate::store::{Location, Store, StoreError, What, locate};
use crate::terminal::Terminal;

pub struct Session<'c> {
    pub context: &'c mut Context,
    pub flags: Globals,
}

impl<'c> Session<'c> {
    pub fn new(context: &'c mut Context, flags: Globals) -> Self {
        Self { context, flags }
    }

    pub fn terminal(&mut self) -> &mut Terminal {
        &mut self.context.terminal
    }

    pub fn now(&self) -> Timestamp {
        (self.context.clock)()
    }

    pub fn act(&self, role: Role) -> Act {
        Act {
            at: self.now(),
            role,
            caller: self.context.caller.clone(),
        }
    }

    pub fn location(&self) -> Result<Location> {
        // --system on the line outweighs what the environment names.
        let named = |flag: &Option<PathBuf>, variable: &str| {
            let variable = (!self.flags.system).then_some(variable);
            flag.clone().or_else(|| {
                let value = self.context.environment.get_os(variable?)?;
                Some(value.into())
            })
        };
        let store = named(&self.flags.store, "KEYFOB_STORE");
        let key = named(&self.flags.key_file, "KEYFOB_KEY_FILE");
        Ok(locate(store, key, self.flags.system, &self.context.roots)?)
    }

    pub fn open_store(&self) -> Result<Store> {
        Ok(Store::open(&self.location()?, &self.context.random)?)
    }

    /// The store, made on first use.
    pub fn open_or_create_store(&mut self) -> Result<Store> {
        match self.open_store() {
            Err(error) if error.kind == Kind::SetUp && !self.is_store_there()? => {
                self.create_store()
            }
            other => other,
        }
    }

    fn is_store_there(&self) -> Result<bool> {
        // A link to nowhere is there too: it is refused, not replaced.
        Ok(self.location()?.store.symlink_metadata().is_ok())
    }

    fn create_store(&mut self) -> Result<Store> {
        let location = self.location()?;
        match Store::create(&location, &self.act(Role::Operator), &self.context.random) {
            Ok(store) => {
                let (path, key) = (location.store.display(), location.key.display());
                self.terminal()
                    .say(&format!("Made the store {path} and its key file {key}."));
                Ok(store)
            }
            // Another process was faster.
            Err(StoreError::Exists(What::Store, _)) => self.open_store(),
            Err(other) => Err(other.into()),
        }
    }

    /// The account that is meant.
    pub fn account(&self, store: &Store) -> Result<AccountName> {
        let named = match (
            &self.flags.account,
            self.context.environment.get_os("KEYFOB_ACCOUNT"),
        ) {
            (Some(flag), _) => Some(flag.as_str()),
            // Another account than the one that is meant would be the worst of answers.
            (None, Some(variable)) => Some(variable.to_str().ok_or_else(|| {
                Error::new(Kind::BadData, "KEYFOB_ACCOUNT isn't UTF-8 text")
                    .hint("name the account with --account")
            })?),
            (None, None) => None,
        };
        match named {
            Some(name) => Ok(AccountName::parse(name)?),
            None => Ok(store.only_account()?.name),
        }
    }

    /// Refuses to act for a holder unless that was said outright.
    pub fn require_operator(&self) -> Result<()> {
        if self.flags.operator || self.context.environment.get("KEYFOB_OPERATOR") == Some("1") {
            return Ok(());
        }
        Err(Error::new(
            Kind::NotPermitted,
            "this acts for the account's holder, which only an operator may do",
        )
        .hint("say so with --operator, or KEYFOB_OPERATOR=1 in a script"))
    }

    /// An answer and the words for it: a pipe that closes in the middle takes away only the words.
    pub fn answer(answer: Answer, words: io::Result<()>) -> Result<Answer> {
        match words {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(answer),
        }
    }

    pub fn lines(&mut self, lines: &[String]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.terminal().line(line))
    }

    /// JSON with a secret in it, which is handed over only once it has left this process.
    pub fn hand_over_json(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.terminal().json(value)?;
        self.terminal().flush()
    }

    pub fn json(&mut self, value: &impl Serialize) -> Result<Answer> {
        self.terminal().json(value)?;
        Ok(Answer::Done)
    }

    /// A moment: as people read it at a terminal, as programs do elsewhere.
    pub fn moment(&self, at: Timestamp) -> String {
        if self.context.terminal.output_is_terminal() {
            in_words(at)
        } else {
            at.to_string()
        }
    }

    /// As `moment`, in a column that says it is UTC.
    pub fn minute(&self, at: Timestamp) -> String {
        if self.context.terminal.output_is_terminal() {
            at.strftime("%Y-%m-%d %H:%M").to_string()
        } else {
            at.to_string()
        }
    }

    pub fn moment_or_dash(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| "-".to_owned(), |at| self.moment(at))
    }

    /// As `moment`, where a table has room for the day only.
    pub fn day_or_dash(&self, at: Option<Timestamp>) -> String {
        match at {
            Some(at) if self.context.terminal.output_is_terminal() => {
                at.strftime("%Y-%m-%d").to_string()
            }
            other => self.moment_or_dash(other),
        }
    }

    /// What there is to know of one thing: aligned for people, tab-separated for pipes.
    pub fn details(&mut self, rows: &[(&str, &str)]) -> Result<Answer> {
        let width = rows
            .iter()
            .map(|(label, _)| label.len())
            .max()
            .unwrap_or_default();
        for (label, value) in rows {
            if self.context.terminal.output_is_terminal() {
                self.terminal().line(&format!("{label:width$}  {value}"))?;
            } else {
                self.terminal().fields(&[label, value])?;
            }
        }
        Ok(Answer::Done)
    }

    /// Whether the person says yes; without one, whether the flag does.
    pub fn confirm(&mut self, question: &str) -> Result<bool> {
        if self.flags.yes {
            return Ok(true);
        }
        self.require_prompt("this needs a yes", "--yes")?;
        Ok(self.terminal().ask_yes(question)?)
    }

    fn require_prompt(&self, need: &str, flag: &str) -> Result<()> {
        if self.flags.no_input {
            return Err(Error::new(
                Kind::Usage,
                format!("{need}, and --no-input forbids asking"),
            )
            .hint(format!("give {flag}")));
        }
        if !self.context.terminal.can_prompt() {
            return Err(Error::new(
                Kind::Unavailable,
                format!("{need}, and there is no terminal to ask on"),
            )
            .hint(format!("give {flag}")));
        }
        Ok(())
    }

    /// A new primary password: from stdin where the flag says so, else asked for twice.
    pub fn new_password(&mut self, from_stdin: bool) -> Result<PrimaryPassword> {
        let typed = if from_stdin {
            self.secret_from_stdin()?
        } else {
            self.require_prompt("a password is needed", "--password-stdin")?;
            let first = self.terminal().ask_secret("New password")?;
            let first = Zeroizing::new(check_typed(&first)?.to_owned());
            if *self.terminal().ask_secret("The same again")? != *first.as_bytes() {
                return Err(Error::new(
                    Kind::BadData,
                    "the two passwords differ; nothing was changed",
                )
                .hint("type the same one twice"));
            }
            first
        };
        Ok(PrimaryPassword::new(prepare_primary(&typed)?))
    }

    /// A secret to be checked: from stdin, or from whoever sits at the terminal.
    pub fn typed_secret(&mut self, question: &str) -> Result<Zeroizing<String>> {
        if self.context.terminal.can_prompt() && !self.flags.no_input {
            let typed = self.terminal().ask_secret(question)?;
            return Ok(Zeroizing::new(check_typed(&typed)?.to_owned()));
        }
        self.secret_from_stdin()
    }

    fn secret_from_stdin(&mut self) -> Result<Zeroizing<String>> {
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
        Ok(Zeroizing::new(check_typed(line)?.to_owned()))
    }
}

/// A moment in a sentence.
pub fn in_words(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
