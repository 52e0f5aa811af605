//! `keyfob serve`

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use crate::daemon::socket::{OwnSocket, SocketPermissions, group_number, handed_over, parse_mode};
use crate::daemon::{Endpoint, Report, Server, tell_ready};
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::front_ends::answering::{Undecided, worker_count};
use crate::front_ends::auth_client::AuthConversation;
use crate::service::{Requester, ServiceError, StoreError};

const HELP: &str = "\
Speaks the protocol of Dovecot's auth socket, so that Postfix and Exim can ask keyfob without Dovecot. Without \
--auth-socket, it answers at the sockets that systemd hands over, and tells systemd when it is ready.

On SIGTERM it answers what was asked before and ends. On SIGHUP it opens the store and its key file again, and \
forgets the log-ins that it remembers.

It starts without a store or key file too, and then decides nothing until both can be opened. If a log-in \
can't be decided, Postfix and Exim (service=smtp) find the connection closed, so that the app is told to try again \
later; other clients are told of a temporary failure.

keyfob-servers(7) shows how each server is connected.

Example:
  keyfob serve --auth-socket /run/keyfob/auth.sock --mode 660 --group postfix";

const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Answer servers at a socket
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Where to listen for servers' questions
    #[arg(long, value_name = "PATH")]
    auth_socket: Option<PathBuf>,
    /// Who may connect, as for chmod
    #[arg(
        long,
        value_name = "MODE",
        default_value = "600",
        requires = "auth_socket"
    )]
    mode: String,
    /// The group that the socket belongs to
    #[arg(long, value_name = "NAME", requires = "auth_socket")]
    group: Option<String>,
    /// Don't remember log-ins that were accepted
    #[arg(long)]
    no_memory: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    if session.flags.account.is_some() {
        return Err(Error::new(
            Kind::Usage,
            "--account is given, but servers say themselves whose log-in they ask about",
        )
        .hint("leave it out"));
    }
    let telling = session.context.telling;
    let location = session.location()?;
    let (listeners, _socket) = listen(arguments)?;
    // It serves all the same: the store is opened again for each question until it can be.
    if let Err(error) = session.open() {
        session
            .terminal()
            .error(&error.while_serving().render(telling));
    }
    let endpoints = listeners.into_iter().map(auth_endpoint);
    let endpoints = endpoints.collect::<Result<_>>()?;
    let notify = session.context.environment.get_os("NOTIFY_SOCKET");
    let notify = notify.map(ToOwned::to_owned);
    let context = &mut *session.context;
    let (clock, caller) = (&context.clock, context.caller.clone());
    let requester = || Requester {
        at: clock(),
        caller: caller.clone(),
        session: None,
    };
    let terminal = RefCell::new(&mut context.terminal);
    let mut told_at = HashMap::new();
    let mut report = |report: &Report<'_>| {
        let mut terminal = terminal.borrow_mut();
        let (error, topic) = match report {
            Report::Reopening => return terminal.say("Opening the store and its key file again."),
            Report::Stopping => return terminal.say("Answering what was asked, then stopping."),
            Report::Undecided(Undecided::Service(error)) => {
                (Error::undecided(error), Some(Topic::of(error)))
            }
            Report::Undecided(Undecided::Panicked) => (Error::bug(), None),
            Report::NotLetIn(error) => (Error::not_let_in(error), None),
        };
        // Many clients meet the same failure at the same moment.
        let last = told_at.get(&topic);
        if last.is_none_or(|at: &Instant| at.elapsed() >= TOLD_EVERY) {
            told_at.insert(topic, Instant::now());
            terminal.error(&error.render(telling));
        }
    };
    let mut server = Server::new(
        endpoints,
        &location,
        &context.random,
        !arguments.no_memory,
        &requester,
        &mut report,
    )
    .map_err(|error| Error::not_serving(&error))?;
    let place = match &arguments.auth_socket {
        Some(path) => path.display().to_string(),
        None => "the sockets that systemd handed over".to_owned(),
    };
    terminal.borrow_mut().say(&format!(
        "Answering at {place}, {} at a time.",
        worker_count()
    ));
    // Clients are answered even if the service manager can't be told.
    if let Some(Err(error)) = notify.map(|notify| tell_ready(&notify)) {
        terminal
            .borrow_mut()
            .error(&Error::not_told_ready(&error).render(telling));
    }
    server.run().map_err(|error| Error::not_serving(&error))?;
    Ok(Answer::Done)
}

/// Failures that are told once for all clients that meet them.
#[derive(PartialEq, Eq, Hash)]
struct Topic(Discriminant<ServiceError>, Option<Discriminant<StoreError>>);

impl Topic {
    fn of(error: &ServiceError) -> Self {
        let store = match error {
            ServiceError::Store(error) => Some(discriminant(error)),
            _ => None,
        };
        Self(discriminant(error), store)
    }
}

fn auth_endpoint(listener: UnixListener) -> Result<Endpoint> {
    let endpoint = Endpoint::new(listener, |number, random| {
        Box::new(AuthConversation::new(number, random))
    });
    endpoint.map_err(|error| Error::not_serving(&error))
}

fn listen(arguments: &Arguments) -> Result<(Vec<UnixListener>, Option<OwnSocket>)> {
    let Some(path) = &arguments.auth_socket else {
        let listeners = handed_over().map_err(|error| Error::bad_descriptor(&error))?;
        if listeners.is_empty() {
            return Err(Error::new(Kind::Usage, "there is no socket to listen at")
                .hint("name one with --auth-socket PATH, or let systemd start keyfob.socket"));
        }
        return Ok((listeners, None));
    };
    let mode = parse_mode(&arguments.mode).ok_or_else(|| {
        Error::new(Kind::BadData, "--mode isn't a socket's mode")
            .hint("give one such as 600, 660 or 666")
    })?;
    let group = match &arguments.group {
        None => None,
        Some(name) => Some(group_number(name).ok_or_else(|| {
            Error::new(Kind::NotThere, "there is no such group")
                .hint("'getent group' shows the groups")
        })?),
    };
    let (listener, socket) = OwnSocket::make(path, SocketPermissions { mode, group })?;
    Ok((vec![listener], Some(socket)))
}
