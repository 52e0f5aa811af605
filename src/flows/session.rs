//! One command's run: its flags, the store and account they mean, and what it may show.

use std::cell::{LazyCell, OnceCell};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use serde::Serialize;

use super::Globals;
use crate::context::Context;
use crate::crypto::random::Random;
use crate::domain::ago::ago;
use crate::domain::escape::{argument, escaped, system_words};
use crate::domain::names::AccountName;
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;
use crate::error::{Code, Error, Kind, Result};
use crate::messages::{MOMENT, prompts, store};
use crate::people::{Actor, Desk, WhoAmI};
use crate::service::{
    self, Location, Requester, Service, ServiceError, StoreError, StoreFile, locate,
};
use crate::terminal::{self, Terminal};

const STORE_VARIABLE: &str = "KEYFOB_STORE";
const SOCKET_VARIABLE: &str = "KEYFOB_SOCKET";

/// How a command ends that didn't fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or yes.
    Done,
    /// Not right, damage found, or declined.
    No,
}

pub struct Session<'c> {
    pub context: &'c mut Context,
    pub flags: Globals,
    location: OnceCell<Location>,
    socket: OnceCell<Option<PathBuf>>,
    /// Whether mails to holders are to be sent after the command.
    pub sends_notices: Arc<AtomicBool>,
}

impl<'c> Session<'c> {
    pub fn new(context: &'c mut Context, flags: Globals) -> Self {
        Self {
            context,
            flags,
            location: OnceCell::new(),
            socket: OnceCell::new(),
            sends_notices: Arc::default(),
        }
    }

    pub fn terminal(&mut self) -> &mut Terminal {
        &mut self.context.terminal
    }

    /// Tells a person at the terminal what may take a while.
    pub fn say_waiting(&mut self, text: &str) {
        if self.context.terminal.talk_is_terminal() && !self.flags.json {
            self.terminal().say(text);
        }
    }

    pub fn now(&self) -> Timestamp {
        (self.context.clock)()
    }

    /// The process that asks, now.
    pub fn requester(&self) -> Requester {
        Requester {
            at: self.now(),
            caller: self.context.caller.clone(),
            session: self.context.terminal_session.clone(),
        }
    }

    /// The actor of a command that acts on others' accounts, the policy or the store.
    pub fn admin(&self, service: &Desk) -> Actor {
        service.operator(&self.requester())
    }

    /// The actor of a command that needs the store itself.
    pub fn owner(&self, service: &Service) -> service::Actor {
        service.admin(&self.requester())
    }

    /// The daemon's socket, if that is the way to the store: it was named, or the system's store is closed
    /// to this user.
    pub fn socket(&self) -> Result<Option<PathBuf>> {
        if let Some(socket) = self.socket.get() {
            return Ok(socket.clone());
        }
        let socket = self.find_socket()?;
        Ok(self.socket.get_or_init(|| socket).clone())
    }

    fn find_socket(&self) -> Result<Option<PathBuf>> {
        if self.flags.socket.is_some() {
            return Ok(self.flags.socket.clone());
        }
        if self.flags.store.is_some() {
            return Ok(None);
        }
        if let Some(named) = self.variable(SOCKET_VARIABLE) {
            return Ok(Some(PathBuf::from(named)));
        }
        if self.variable(STORE_VARIABLE).is_some() {
            return Ok(None);
        }
        Ok(self.context.roots.socket_instead(self.flags.system)?)
    }

    /// Where the store is. Every way to it begins here: when root asks, this process becomes the owner of
    /// the store's folder.
    pub fn location(&self) -> Result<Location> {
        if let Some(location) = self.location.get() {
            return Ok(location.clone());
        }
        self.refuse_socket()?;
        let location = self.reached(self.locate(self.flags.store.as_deref())?)?;
        Ok(self.location.get_or_init(|| location).clone())
    }

    /// As `location`, of the store with this path or address.
    pub fn location_of(&self, store: &Path) -> Result<Location> {
        self.refuse_socket()?;
        self.reached(self.locate(Some(store))?)
    }

    /// What needs the store itself isn't done through the daemon.
    fn refuse_socket(&self) -> Result<()> {
        match self.socket()? {
            Some(_) => Err(Refusal::NeedsRole(Role::Owner).into()),
            None => Ok(()),
        }
    }

    fn reached(&self, location: Location) -> Result<Location> {
        if let Some(owner) = location.user_to_become()? {
            self.become_user(owner)?;
        }
        Ok(location)
    }

    fn become_user(&self, owner: u32) -> Result<()> {
        // Who asks is recorded, not who keyfob becomes.
        LazyCell::force(&self.context.caller);
        LazyCell::force(&self.context.terminal_session);
        (self.context.become_user)(owner).map_err(|error| {
            let message = store::not_become(owner, &system_words(&error));
            Error::new(Kind::SetUp, message).hint(store::RUN_AS_OWNER)
        })
    }

    fn locate(&self, store: Option<&Path>) -> Result<Location> {
        let named = |given: Option<&Path>, variable: &str| {
            let given = given.map(Path::to_owned);
            given.or_else(|| self.variable(variable).map(PathBuf::from))
        };
        let store = named(store, STORE_VARIABLE);
        let key = named(self.flags.key_file.as_deref(), "KEYFOB_KEY_FILE");
        Ok(locate(store, key, self.flags.system, &self.context.roots)?)
    }

    /// A path in the environment. `--system` on the line outweighs it.
    fn variable(&self, name: &str) -> Option<&OsStr> {
        let variable = (!self.flags.system).then_some(name)?;
        self.context.environment.get_os(variable)
    }

    /// The store, or the daemon that has it open.
    pub fn open(&self) -> Result<Desk> {
        match self.socket()? {
            Some(socket) => Ok(self.ask_at(&socket)?.0),
            None => Ok(Desk::here(self.open_store()?)),
        }
    }

    /// As `open`, to look at a trail that may be older than its head.
    pub fn open_to_see(&self) -> Result<Desk> {
        match self.socket()? {
            Some(socket) => Ok(self.ask_at(&socket)?.0),
            None => Ok(Desk::here(self.open_to_examine()?)),
        }
    }

    /// The daemon at this socket, and as what it sees this user.
    pub fn ask_at(&self, socket: &Path) -> Result<(Desk, WhoAmI)> {
        Ok(Desk::there(socket, self.context.roots.system_owner())?)
    }

    /// The store itself, for what isn't done through the daemon.
    pub fn open_store(&self) -> Result<Service> {
        self.opened_by(Service::open)
    }

    /// As `open_store`, for a store that may be older than its head.
    pub fn open_to_examine(&self) -> Result<Service> {
        self.opened_by(Service::open_to_examine)
    }

    fn opened_by(
        &self,
        open: impl FnOnce(&Location, &Random) -> service::Result<Service>,
    ) -> Result<Service> {
        let opened = open(&self.location()?, &self.context.random);
        let noting = |service: Service| service.noting_notices_in(&self.sends_notices);
        opened.map(noting).map_err(|error| match error {
            ServiceError::Store(missing @ StoreError::Missing(StoreFile::Store, _)) => {
                self.no_store(missing)
            }
            other => other.into(),
        })
    }

    /// The error of a store that doesn't exist, with what named it: it may have been mistyped.
    fn no_store(&self, missing: StoreError) -> Error {
        let named_by = match &self.flags.store {
            Some(_) => Some("--store"),
            None => self.variable(STORE_VARIABLE).map(|_| STORE_VARIABLE),
        };
        let mut error = match self.store_flags() {
            Some(flags) => {
                Error::of(Code::NoStore, missing.to_string()).hint(store::restore_or_create(&flags))
            }
            None => missing.into(),
        };
        if let Some(named_by) = named_by {
            error.hints.insert(0, store::check_path(named_by));
        }
        error
    }

    /// The flags that name the store, to be typed again. Without them, another store would be meant.
    fn store_flags(&self) -> Option<String> {
        let named = |flag: &str, path: &Option<PathBuf>| {
            let path = path.as_ref()?.to_string_lossy().into_owned();
            Some(format!("{flag} {}", argument(&path)))
        };
        let store = if self.flags.system {
            "--system".to_owned()
        } else {
            named("--store", &self.flags.store)?
        };
        Some(match named("--key-file", &self.flags.key_file) {
            Some(key) => format!("{store} {key}"),
            None => store,
        })
    }

    /// The store, created if there is none. Returns whether it was.
    pub fn open_or_create(&self) -> Result<(Desk, bool)> {
        if self.socket()?.is_some() {
            return Ok((self.open()?, false));
        }
        let (service, is_new) = self.open_or_create_store()?;
        Ok((Desk::here(service), is_new))
    }

    fn open_or_create_store(&self) -> Result<(Service, bool)> {
        match Service::open(&self.location()?, &self.context.random) {
            // Another process may be creating it right now; `create` notices.
            Err(ServiceError::Store(StoreError::Missing(StoreFile::Store, _))) => self.create(),
            other => Ok((other?.noting_notices_in(&self.sends_notices), false)),
        }
    }

    pub fn store_exists(&self) -> Result<bool> {
        if self.socket()?.is_some() {
            return Ok(true);
        }
        Ok(self.location()?.is_store_there()?)
    }

    fn create(&self) -> Result<(Service, bool)> {
        let location = self.location()?;
        match Service::create(&location, &self.requester(), &self.context.random) {
            Ok(service) => Ok((service, true)),
            // Another process created it meanwhile.
            Err(ServiceError::Store(StoreError::Exists(StoreFile::Store, _))) => {
                Ok((self.open_store()?, false))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// The account that is named, or the only one.
    pub fn account_name(&self, service: &Desk) -> Result<AccountName> {
        match self.named_account()? {
            Some(name) => Ok(name),
            None => Ok(service.only_account(&self.requester())?),
        }
    }

    /// The account that an argument names, else as `account_name`.
    pub fn account_of(&self, argument: Option<&str>, service: &Desk) -> Result<AccountName> {
        match argument {
            Some(name) => Ok(AccountName::parse(name)?),
            None => self.account_name(service),
        }
    }

    /// The account that the flag or the environment names.
    pub fn named_account(&self) -> Result<Option<AccountName>> {
        let named = match (
            &self.flags.account,
            self.context.environment.get_os("KEYFOB_ACCOUNT"),
        ) {
            (Some(flag), _) => Some(flag.as_str()),
            // Ignoring it could pick another account.
            (None, Some(variable)) => Some(variable.to_str().ok_or_else(|| {
                Error::new(Kind::BadData, prompts::ACCOUNT_VARIABLE_IS_NO_TEXT)
                    .hint(prompts::NAME_THE_ACCOUNT)
            })?),
            (None, None) => None,
        };
        Ok(named.map(AccountName::parse).transpose()?)
    }

    /// Returns whether the command acts on the holder's behalf.
    pub fn is_operator(&self) -> bool {
        self.flags.operator || self.context.environment.get("KEYFOB_OPERATOR") == Some("1")
    }

    /// The answer, whether or not its words could be written to a pipe that was closed.
    pub fn answer(answer: Answer, words: terminal::Result<()>) -> Result<Answer> {
        match words {
            Err(error) if !error.is_closed_pipe() => Err(error.into()),
            _ => Ok(answer),
        }
    }

    /// Sentences as data: one line each, but broken between words on a terminal.
    pub fn lines(&mut self, lines: &[String]) -> terminal::Result<()> {
        lines
            .iter()
            .try_for_each(|line| self.terminal().paragraph("", &escaped(line)))
    }

    /// JSON with a secret in it, which is handed over only once it has left this process.
    pub fn hand_over_json(&mut self, value: &impl Serialize) -> terminal::Result<()> {
        self.terminal().refuse_closed()?;
        self.terminal().json(value)?;
        self.terminal().flush()
    }

    pub fn json(&mut self, value: &impl Serialize) -> Result<Answer> {
        self.terminal().json(value)?;
        Ok(Answer::Done)
    }

    /// How far off a moment is, for people at a terminal who didn't ask for exact times.
    pub fn distance(&self, at: Timestamp) -> Option<String> {
        let is_read_by_people = self.context.terminal.output_is_terminal() && !self.flags.json;
        (is_read_by_people && !self.flags.verbose).then(|| ago(at, self.now()))
    }

    /// A moment: as people read it at a terminal, as programs do elsewhere.
    pub fn moment(&self, at: Timestamp) -> String {
        match self.distance(at) {
            Some(distance) => distance,
            None if self.context.terminal.output_is_terminal() => in_words(at),
            None => at.to_string(),
        }
    }

    pub fn moment_or_dash(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| "-".to_owned(), |at| self.moment(at))
    }

    /// The day of a moment in a table, or the moment itself if exact times were asked for.
    pub fn day(&self, at: Timestamp) -> String {
        if self.flags.verbose {
            in_words(at)
        } else {
            at.strftime("%Y-%m-%d").to_string()
        }
    }

    /// A moment to the minute, in a column that says it is UTC.
    pub fn minute(&self, at: Timestamp) -> String {
        if self.context.terminal.output_is_terminal() {
            at.strftime("%Y-%m-%d %H:%M").to_string()
        } else {
            at.to_string()
        }
    }

    /// Titles and values of one thing.
    pub fn details(&mut self, rows: &[(&str, &str)]) -> Result<Answer> {
        self.terminal().details(rows)?;
        Ok(Answer::Done)
    }
}

/// An exact moment in a sentence.
pub fn in_words(at: Timestamp) -> String {
    at.strftime(MOMENT).to_string()
}
