//! `keyfob serve`

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use super::notices::writing;
use crate::context::now;
use crate::daemon::socket::{
    Listeners, OwnSocket, SocketPermissions, group_number, handed_over, parse_mode,
};
use crate::daemon::status::StatusSocket;
use crate::daemon::{Courier, Endpoint, PeopleSettings, Report, Server, Sockets, tell_ready};
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session, contact_codes};
use crate::front_ends::answering::{NotRecorded, Undecided, worker_count};
use crate::front_ends::auth_client::AuthConversation;
use crate::messages::{auth, serve};
use crate::service::{Requester, ServiceError, StoreError};

const HELP: &str = "\
Speaks the protocol of Dovecot's auth socket, so that Postfix, Exim and Prosody can ask keyfob without Dovecot.

At --people-socket it serves people: 'keyfob' on this machine asks there if its user can't open the system's store. \
What a user may do is decided by the groups that the policy names (admin-group, helpdesk-group, auditor-group), and \
by the account that they sign in to.

Without a named socket, it listens at the sockets that systemd passes (those with FileDescriptorName=people are for \
people), and tells systemd when it is ready. systemd can \
start it when the first client connects, and keeps the sockets if it ends: clients wait until it runs again.

On SIGTERM and SIGINT it accepts no more clients, answers what it was asked before, for ten seconds at most, and ends \
with status 0. On SIGHUP it reopens the store and its key file, and forgets the log-ins that it remembers; clients stay \
connected.

It also starts without a store or key file, and decides nothing until both can be opened. If a log-in can't be \
decided, it closes the connection to Postfix or Exim (service=smtp), which then tell the app to try again later; \
it tells other clients of a temporary failure.

It also closes a connection if the client breaks the protocol, hasn't introduced itself within ten seconds, or leaves \
256 KiB of answers unread. If too many clients are connected (1024, or what the limit on open files allows), the one \
that has been quiet longest is closed. Clients connect again when they need to.

Each client gets a turn. Those whose last log-in was refused let the others go first, so that many wrong passwords at \
one connection don't delay right ones at another.

A refusal that counts nothing is recorded in the log after it was answered, so that the time of an answer \
doesn't tell whether the account exists. On SIGTERM the rest is recorded too; a server that is killed may lose \
refusals of the last moments. Wrong passwords of accounts without MFA are counted before they are answered.

Run by root, it makes the socket, and then becomes the owner of the store's folder. If that user may not remove \
the socket at the end, the next server replaces it.

If the policy has notices on, it also sends the mails to holders. keyfob notices shows which wait.

keyfob store info shows how long it has run and what it answered. It tells this, at a socket beside the store, to \
the store's owner and root only.

keyfob-servers(7) shows how each server is connected.

Example:
  keyfob serve --system --auth-socket /run/keyfob/auth.sock --mode 660 --group postfix
  keyfob serve --system --people-socket /run/keyfob/keyfob.sock

Environment:
  LISTEN_FDS     how many sockets systemd passes
  LISTEN_FDNAMES their names
  NOTIFY_SOCKET  where systemd is told that keyfob is ready";

/// Everyone may ask: what each may do is decided by the daemon.
const FOR_ALL: u32 = 0o666;

/// The least time between two reports of the same failure.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Answer servers and people at sockets
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The socket at which servers ask
    #[arg(long, value_name = "PATH")]
    auth_socket: Option<PathBuf>,
    /// The socket at which people ask, whose roles and accounts decide what they may do
    #[arg(long, value_name = "PATH")]
    people_socket: Option<PathBuf>,
    /// Permissions of the servers' socket, as for chmod
    #[arg(
        long,
        value_name = "MODE",
        default_value = "600",
        requires = "auth_socket"
    )]
    mode: String,
    /// Group of the servers' socket
    #[arg(long, value_name = "NAME", requires = "auth_socket")]
    group: Option<String>,
    /// Don't remember accepted log-ins
    #[arg(long)]
    no_memory: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    if session.flags.account.is_some() {
        return Err(Error::new(Kind::Usage, auth::ACCOUNT_NOT_TAKEN).hint(serve::LEAVE_ACCOUNT_OUT));
    }
    let telling = session.context.telling;
    let environment = &session.context.environment;
    let of_sockets = environment.get("LISTEN_FDNAMES").unwrap_or_default();
    let (listeners, _sockets) = listen(arguments, of_sockets)?;
    // Root becomes another user here, who may not be able to make the socket, or to remove it at the end.
    let location = session.location()?;
    // The server starts anyway: each question opens the store again until that works.
    if let Err(error) = session.open_store() {
        session
            .terminal()
            .error(&error.while_serving().render(telling));
    }
    let status = StatusSocket::make(&location.serving());
    let status = status.map_err(|error| {
        let words = serve::no_status(&error.to_string());
        session.terminal().say(&words);
    });
    let endpoints = listeners.servers.into_iter().map(auth_endpoint);
    let endpoints = endpoints.collect::<Result<_>>()?;
    let notify = session.context.environment.get_os("NOTIFY_SOCKET");
    let notify = notify.map(ToOwned::to_owned);
    let writing = writing(session);
    let context = &mut *session.context;
    let people = PeopleSettings {
        listeners: listeners.people,
        letters: contact_codes::letters(&context.host),
        clock: now,
    };
    let (clock, caller) = (&context.clock, context.caller.clone());
    let requester = || Requester {
        at: clock(),
        caller: caller.clone(),
        session: None,
    };
    let terminal = RefCell::new(&mut context.terminal);
    let mut reported_at = HashMap::new();
    let mut report = |report: &Report<'_>| {
        let mut terminal = terminal.borrow_mut();
        let (error, topic) = match report {
            Report::Reopening => return terminal.say(serve::REOPENING),
            Report::Stopping => return terminal.say(serve::STOPPING),
            Report::Undecided(Undecided::Service(error)) => {
                (Error::undecided(error), Some(Topic::of(error)))
            }
            Report::Unanswered(error) => (Error::unanswered(error), Some(Topic::of(error))),
            Report::NotRecorded(NotRecorded::Failed(Undecided::Service(error))) => {
                (Error::not_recorded(error), Some(Topic::of(error)))
            }
            Report::NotRecorded(NotRecorded::TooMany) => (Error::too_many_to_record(), None),
            Report::Undecided(Undecided::Panicked)
            | Report::NotRecorded(NotRecorded::Failed(Undecided::Panicked)) => (Error::bug(), None),
            Report::NotLetIn(error) => (Error::not_let_in(error), None),
        };
        // Many clients can run into the same failure at the same time.
        let last = reported_at.get(&topic);
        if last.is_none_or(|at: &Instant| at.elapsed() >= REPORT_INTERVAL) {
            reported_at.insert(topic, Instant::now());
            terminal.error(&error.render(telling));
        }
    };
    let mut server = Server::new(
        Sockets {
            endpoints,
            status: status.ok(),
            people,
        },
        &location,
        &context.random,
        !arguments.no_memory,
        &requester,
        &mut report,
    )
    .map_err(|error| Error::not_serving(&error))?;
    let courier_caller = caller.clone();
    let courier = move || Requester {
        at: now(),
        caller: courier_caller.clone(),
        session: None,
    };
    let courier = Courier::start(&location, &context.random, courier, writing);
    let _courier = courier.map_err(|error| Error::not_serving(&error))?;
    let workers = worker_count();
    let named = [&arguments.auth_socket, &arguments.people_socket];
    let named = named.into_iter().flatten();
    let named: Vec<_> = named.map(|path| path.display().to_string()).collect();
    terminal.borrow_mut().say(&match named.as_slice() {
        [] => serve::listening_for_systemd(workers),
        sockets => serve::listening(&sockets.join(" and "), workers),
    });
    // A service manager that can't be notified is no reason to stop.
    if let Some(Err(error)) = notify.map(|notify| tell_ready(&notify)) {
        terminal
            .borrow_mut()
            .error(&Error::not_told_ready(&error).render(telling));
    }
    server.run().map_err(|error| Error::not_serving(&error))?;
    Ok(Answer::Done)
}

/// Failures that are reported together.
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

fn listen(arguments: &Arguments, names: &str) -> Result<(Listeners, Vec<OwnSocket>)> {
    let mut sockets = vec![];
    let mut listeners = Listeners::default();
    if let Some(path) = &arguments.auth_socket {
        let (listener, socket) = OwnSocket::make(path, permissions(arguments)?)?;
        listeners.servers.push(listener);
        sockets.push(socket);
    }
    if let Some(path) = &arguments.people_socket {
        let permissions = SocketPermissions {
            mode: FOR_ALL,
            group: None,
        };
        let (listener, socket) = OwnSocket::make(path, permissions)?;
        listeners.people.push(listener);
        sockets.push(socket);
    }
    if sockets.is_empty() {
        listeners = handed_over(names).map_err(|error| Error::bad_descriptor(&error))?;
        if listeners.servers.is_empty() && listeners.people.is_empty() {
            return Err(Error::new(Kind::Usage, serve::NO_SOCKET).hint(serve::NAME_A_SOCKET));
        }
    }
    Ok((listeners, sockets))
}

fn permissions(arguments: &Arguments) -> Result<SocketPermissions> {
    let mode = parse_mode(&arguments.mode)
        .ok_or_else(|| Error::new(Kind::BadData, serve::BAD_MODE).hint(serve::CHOOSE_A_MODE))?;
    let group =
        match &arguments.group {
            None => None,
            Some(name) => Some(group_number(name).ok_or_else(|| {
                Error::new(Kind::NotThere, serve::NO_GROUP).hint(serve::LIST_GROUPS)
            })?),
        };
    Ok(SocketPermissions { mode, group })
}
