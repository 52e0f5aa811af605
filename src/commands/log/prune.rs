//! `keyfob log prune`

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::domain::period::parse_past;
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session, in_words};
use crate::messages::{log, prompts};
use crate::service::{Actor, Service};

const HELP: &str = "\
Cuts the oldest entries away, up to the first one that was written at that time or later. The last 24 hours are always \
kept. The audit trail records which entries were pruned, by whom and when.

Without --before, entries are kept as long as 'policy set log-keep' says. Nothing is pruned by itself; a timer can run \
this every night.

The trail still checks: under the store's key, keyfob keeps the number and the tag of the last entry that was cut away, \
and the next entry is chained to it. That proves that the key's holder pruned the trail there, and that nothing that is \
left was changed. It doesn't prove what was cut away, or that there was a reason: an admin can prune everything older \
than a day. Collect older entries elsewhere first, if they may be asked for; 'keyfob log --json --after NUMBER' is an \
error if entries behind that number were pruned. A damaged trail isn't pruned.

Last sign-ins and backups that were pruned aren't known any more. The file doesn't get smaller, but the space is used \
again. While entries are cut away nothing else can be written, for a few seconds with a million of them: prune a long \
trail in steps the first time (--before 5y, --before 4y and so on).

Examples:
  keyfob log prune --before 400d
  keyfob policy set log-keep 400d
  0 4 * * *  keyfob log prune --system --yes --quiet

The last one is a line for root's crontab.

JSON: {\"pruned\",\"first\",\"last\",\"newest_at\",\"entries\"}: how many were pruned, their numbers, when the newest of \
them was written, and how many are left; null where nothing was pruned.";

/// Cut away the oldest entries of the audit trail
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Entries from before then: 400d ago, 2026-01-31, 2026-01-31T18:00:00Z
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    before: Option<String>,
}

#[derive(Serialize)]
struct View {
    pruned: i64,
    first: Option<i64>,
    last: Option<i64>,
    newest_at: Option<String>,
    entries: i64,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let typed = arguments.before.as_deref();
    let before = typed
        .map(|typed| parse_past(typed, session.now()))
        .transpose()?;
    if before.is_some_and(|before| before > session.now()) {
        return Err(Error::new(Kind::BadData, log::BEFORE_NOW).hint(log::GIVE_AN_EARLIER_TIME));
    }
    let mut service = session.open_store()?;
    let actor = session.owner(&service);
    let before = match before {
        Some(before) => before,
        None => by_policy(session, &service, &actor)?,
    };
    session.say_waiting(log::CHECKING);
    let prunable = service.prunable(&actor, before)?;
    let (count, of) = (prunable.count(), prunable.entries);
    let newest_at = prunable.newest_at().filter(|_| count > 0);
    let Some(newest_at) = newest_at else {
        if session.flags.json {
            return session.json(&View {
                pruned: 0,
                first: None,
                last: None,
                newest_at: None,
                entries: of,
            });
        }
        let first_at = prunable.first_at.map(in_words).unwrap_or_default();
        session.terminal().say(&log::nothing_to_prune(&first_at));
        return Ok(Answer::Done);
    };
    if !session.confirm(&log::ask_prune(count, of, &in_words(newest_at)))? {
        session.terminal().say(prompts::NOTHING_CHANGED);
        return Ok(Answer::No);
    }
    service.prune(&actor, &prunable)?;
    let pruned = log::pruned(count, of, &in_words(newest_at));
    session.terminal().say_done(&pruned);
    if session.flags.json {
        return session.json(&View {
            pruned: count,
            first: Some(prunable.first()),
            last: Some(prunable.last()),
            newest_at: Some(newest_at.to_string()),
            // With the one that says so.
            entries: of - count + 1,
        });
    }
    Ok(Answer::Done)
}

fn by_policy(session: &Session<'_>, service: &Service, actor: &Actor) -> Result<Timestamp> {
    let policy = service.policy(actor)?;
    let keep = policy
        .log_keep
        .ok_or_else(|| Error::new(Kind::Usage, log::NO_LIMIT).hint(log::GIVE_A_LIMIT))?;
    Ok(keep.before(session.now()))
}
