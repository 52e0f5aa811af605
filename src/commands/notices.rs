//! `keyfob notices`, and sending notices after a command where no server does it.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;

use crate::daemon::status;
use crate::domain::notice::Addressed;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::notice;
use crate::service::{MailText, Writing};

const HELP: &str = "\
With 'keyfob policy set notices on', a holder with an e-mail address gets a mail when an app password is created, \
rotated, used from a new network, or deleted by someone else; when a method is added or removed, recovery codes are \
replaced, MFA is reset, or the password changes. Of each kind an account gets one mail an hour at most: what happens \
meanwhile is told in the next.

'keyfob serve' sends them. Where it doesn't run, the command that made the change does, and so does this one. A mail \
that can't be sent is tried again after a minute, then after waits that double up to six hours, for three days. \
'keyfob log' shows which were sent, and which were given up.

On a terminal, shows a table. Otherwise prints one line for each notice, with tabs between account, notice, time of \
its first event, number of events, number of tries, time of the next try, and why the last one failed.

Examples:
  keyfob notices
  keyfob notices --json

JSON: one line for each notice: {\"account\",\"notice\",\"to\",\"since\",\"events\",\"tries\",\"next_try_at\",\"failure\"}";

/// No command goes on sending for longer. The mail that is being sent may take as long again.
const LIMIT: Duration = Duration::from_secs(10);

/// List the mails to holders that wait to be sent
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    notice: &'static str,
    to: &'a str,
    since: String,
    events: u32,
    tries: u32,
    next_try_at: String,
    failure: Option<&'a str>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let waiting = service.waiting_notices(&session.admin(&service))?;
    if session.flags.json {
        for one in &waiting {
            session.terminal().json(&View::new(one))?;
        }
    } else if waiting.is_empty() {
        session.terminal().say(notice::NONE_WAIT);
    } else {
        let mut table = session.terminal().table(&notice::LIST_HEADINGS, &[0, 6]);
        for Addressed {
            notice, account, ..
        } in &waiting
        {
            let cells = [
                account.as_str(),
                notice.kind.into_str(),
                &session.moment(notice.since),
                &notice.events.to_string(),
                &notice.tries.to_string(),
                &session.moment(notice.due_at),
                notice.failure.as_deref().unwrap_or("-"),
            ];
            table.row(session.terminal(), &cells)?;
        }
        table.finish(session.terminal())?;
    }
    session.sends_notices.store(true, Ordering::Relaxed);
    Ok(Answer::Done)
}

impl<'a> View<'a> {
    fn new(one: &'a Addressed) -> Self {
        let notice = &one.notice;
        Self {
            account: one.account.as_str(),
            notice: notice.kind.into_str(),
            to: notice.to.as_str(),
            since: notice.since.to_string(),
            events: notice.events,
            tries: notice.tries,
            next_try_at: notice.due_at.to_string(),
            failure: notice.failure.as_deref(),
        }
    }
}

/// How this machine writes them.
pub fn writing(session: &Session<'_>) -> Writing {
    let user_name = session.context.user_name;
    Writing {
        host: session.context.host.clone(),
        words: Box::new(move |addressed| {
            let (subject, body) = notice::mail(addressed, user_name);
            MailText { subject, body }
        }),
    }
}

/// Sends what is due, unless a server does. What the command did is done and told: nothing that fails here
/// changes that.
pub fn send(session: &mut Session<'_>) {
    let Ok(location) = session.location() else {
        return;
    };
    if status::ask(&location.serving()).is_some() {
        return;
    }
    if let Ok(mut service) = session.open_store() {
        let writing = writing(session);
        let began = Instant::now();
        let may_go_on = || began.elapsed() < LIMIT;
        let _ = service.send_due_notices(&|| session.requester(), &writing, may_go_on);
    }
}
