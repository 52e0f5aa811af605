//! `keyfob log`

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::domain::audit::Entry;
use crate::domain::names::AccountName;
use crate::domain::period::parse_past;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::log;
use crate::service::{Actor, LogFilter, Service};
use crate::terminal::Table;

/// How often `--follow` looks for new entries.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

#[derive(Serialize)]
struct View<'a> {
    seq: i64,
    at: String,
    event: &'a str,
    outcome: &'a str,
    account: Option<&'a str>,
    subject: Option<&'a str>,
    service: Option<&'a str>,
    address: Option<&'a str>,
    who: Value,
    detail: Value,
}

pub fn run(since: Option<&str>, follow: bool, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let actor = session.admin(&service);
    // KEYFOB_ACCOUNT is ignored: it is the default of commands on one account.
    let accounts = match session.flags.account.as_deref() {
        Some(name) => Some(service.accounts_recorded_as(&actor, &AccountName::parse(name)?)?),
        None => None,
    };
    let mut filter = LogFilter {
        accounts,
        since: since
            .map(|typed| parse_past(typed, session.now()))
            .transpose()?,
        after: 0,
    };
    let mut table = session.terminal().table(&log::SHOW_HEADINGS, &[4]);
    loop {
        show(session, &service, &actor, &mut filter, &mut table)?;
        if !follow {
            if filter.after == 0 {
                session.terminal().say(log::NO_ENTRIES);
            }
            return Ok(Answer::Done);
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}

/// Shows the entries after the last one shown.
fn show(
    session: &mut Session<'_>,
    service: &Service,
    actor: &Actor,
    filter: &mut LogFilter,
    table: &mut Table,
) -> Result<()> {
    let mut last = filter.after;
    service.each_log_entry(actor, filter, |entry| -> Result<()> {
        last = entry.seq;
        if session.flags.json {
            json(session, &entry)
        } else {
            line(session, table, &entry)
        }
    })?;
    table.finish(session.terminal())?;
    filter.after = last;
    Ok(session.terminal().flush()?)
}

fn json(session: &mut Session<'_>, entry: &Entry) -> Result<()> {
    let view = View {
        seq: entry.seq,
        at: entry.at.to_string(),
        event: &entry.event,
        outcome: &entry.outcome,
        account: entry.account.as_deref(),
        subject: entry.subject.as_deref(),
        service: entry.service.as_deref(),
        address: entry.address.as_deref(),
        who: serde_json::from_str(&entry.who).unwrap_or(Value::Null),
        detail: entry
            .detail
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or(Value::Null),
    };
    Ok(session.terminal().json(&view)?)
}

fn line(session: &mut Session<'_>, table: &mut Table, entry: &Entry) -> Result<()> {
    let from: Vec<_> = [entry.service.as_deref(), entry.address.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let from = from.join(" ");
    let (seq, at) = (entry.seq.to_string(), session.minute(entry.at));
    let (detail, who) = (detail(entry.detail.as_deref()), who(&entry.who));
    let account = entry.account.as_deref().unwrap_or("-");
    let subject = entry.subject.as_deref().unwrap_or_default();
    if session.terminal().output_is_terminal() {
        let who = log::user(&who);
        let what: Vec<_> = [subject, &detail, &from, &who]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let cells = [seq.as_str(), &at, &entry.event, account, &what.join(", ")];
        return Ok(table.row(session.terminal(), &cells)?);
    }
    let or_dash = |part: &'_ str| {
        if part.is_empty() {
            "-".to_owned()
        } else {
            part.to_owned()
        }
    };
    let fields = [
        seq.as_str(),
        &at,
        &entry.event,
        account,
        &or_dash(subject),
        &or_dash(&from),
        &or_dash(&detail),
        &who,
    ];
    Ok(session.terminal().fields(&fields)?)
}

/// Summarizes an entry's detail: what changed, or why something was refused.
fn detail(json: Option<&str>) -> String {
    let detail: Value = json
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(Value::Null);
    let words: Vec<_> = match (&detail["before"], &detail["after"], &detail["reason"]) {
        (Value::Null, _, Value::String(reason)) => vec![reason.clone()],
        (Value::Null, ..) => detail
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, change)| change.get("after").is_some())
            .map(|(field, change)| {
                let (before, after) = (word(&change["before"]), word(&change["after"]));
                log::field_changed(field, &before, &after)
            })
            .collect(),
        (before, Value::Null, _) => vec![log::was(&word(before))],
        (before, after, _) => vec![log::changed(&word(before), &word(after))],
    };
    words.join(", ")
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => log::NO_VALUE.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The user id that the system knows, and the user that sudo claims.
fn who(json: &str) -> String {
    let who: Value = serde_json::from_str(json).unwrap_or(Value::Null);
    let uid = who["login_uid"].as_u64().or(who["uid"].as_u64());
    match (uid, who["sudo_user"].as_str()) {
        (Some(uid), Some(claimed)) => log::by_sudo(uid, claimed),
        (Some(uid), None) => uid.to_string(),
        (None, _) => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_says_what_changed_or_why_something_was_refused() {
        for (json, words) in [
            (r#"{"reason":"deleted"}"#, "deleted"),
            (
                r#"{"before":"allowed","after":"frozen"}"#,
                "allowed → frozen",
            ),
            (r#"{"id":"x","before":"Outlook"}"#, "was Outlook"),
            (
                r#"{"disabled":{"before":false,"after":true},"email":{"before":null,"after":"a@b"}}"#,
                "disabled: false → true, email: none → a@b",
            ),
            (r#"{"id":"x"}"#, ""),
        ] {
            assert_eq!(detail(Some(json)), words);
        }
        assert_eq!(detail(None), "");
    }
}
