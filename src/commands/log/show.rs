//! `keyfob log`

use std::collections::HashMap;
use std::time::Duration;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::audit::{Entry, Event};
use crate::domain::escape::quoted;
use crate::domain::log_in::Denial;
use crate::domain::names::AccountName;
use crate::domain::period::parse_past;
use crate::domain::role::Role;
use crate::error::{Error, Kind, Result};
use crate::flows::{Answer, Session};
use crate::messages::log;
use crate::people::{Actor, Desk};
use crate::service::LogFilter;
use crate::terminal::Table;

/// How often `--follow` looks for new entries.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Which entries to show.
#[derive(Debug, Args)]
pub struct Selection {
    /// Only entries since then: 2h or 7d ago, 2026-11-21, 2026-11-21T18:00:00Z
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only entries after the one with this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(i64).range(0..))]
    after: i64,
    /// Only events that begin with this: apppw, account.sign, mfa.reset
    #[arg(long, value_name = "PREFIX")]
    event: Option<String>,
    /// Only the latest entries, at most this many
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Keep showing new entries as they are written
    #[arg(short, long)]
    follow: bool,
}

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

pub fn run(selection: &Selection, session: &mut Session<'_>) -> Result<Answer> {
    let event = selection.event.clone();
    if let Some(unknown) = event
        .as_ref()
        .filter(|event| !Event::any_begins_with(event))
    {
        return Err(
            Error::new(Kind::BadData, log::no_such_event(&quoted(unknown))).hint(log::KNOWN_EVENTS),
        );
    }
    let service = session.open_to_see()?;
    let actor = session.admin(&service);
    // KEYFOB_ACCOUNT is ignored: it is the default of commands on one account.
    let accounts = match session.flags.account.as_deref() {
        Some(name) => Some(service.accounts_recorded_as(&actor, &AccountName::parse(name)?)?),
        None => None,
    };
    let since = selection.since.as_deref();
    let mut filter = LogFilter {
        accounts,
        since: since
            .map(|typed| parse_past(typed, session.now()))
            .transpose()?,
        event,
        limit: selection.limit,
        after: selection.after,
    };
    let mut lines = Lines::new(session);
    let shown = show(session, &service, &actor, &mut filter, &mut lines)?;
    if selection.follow {
        // The limit is for what was there at the start.
        filter.limit = None;
        loop {
            std::thread::sleep(POLL_INTERVAL);
            show(session, &service, &actor, &mut filter, &mut lines)?;
        }
    }
    if !shown {
        session.terminal().say(log::NO_ENTRIES);
    }
    Ok(Answer::Done)
}

/// Shows the entries after the last one that was looked at. Returns whether there were any.
fn show(
    session: &mut Session<'_>,
    service: &Desk,
    actor: &Actor,
    filter: &mut LogFilter,
    lines: &mut Lines,
) -> Result<bool> {
    let mut shown = false;
    filter.after = service.each_log_entry(actor, filter, |entry| -> Result<()> {
        shown = true;
        if session.flags.json {
            json(session, &entry)
        } else {
            lines.show(session, &entry)
        }
    })?;
    lines.table.finish(session.terminal())?;
    session.terminal().flush()?;
    Ok(shown)
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

/// Entries as lines of a table, or of fields for a pipe.
struct Lines {
    table: Table,
    /// Whether all entries are about the account that was asked for.
    of_one_account: bool,
    /// Names of users that were looked up.
    users: HashMap<u64, String>,
}

impl Lines {
    fn new(session: &mut Session<'_>) -> Self {
        let of_one_account = session.flags.account.is_some();
        let table = if of_one_account {
            let headings = &log::SHOW_HEADINGS_OF_ONE_ACCOUNT;
            session.terminal().table(headings, &[3])
        } else {
            session.terminal().table(&log::SHOW_HEADINGS, &[4])
        };
        Self {
            table,
            of_one_account,
            users: HashMap::new(),
        }
    }

    fn show(&mut self, session: &mut Session<'_>, entry: &Entry) -> Result<()> {
        let from: Vec<_> = [entry.service.as_deref(), entry.address.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        let from = from.join(" ");
        let (seq, at) = (entry.seq.to_string(), session.minute(entry.at));
        let account = entry.account.as_deref().unwrap_or("-");
        let subject = entry.subject.as_deref().unwrap_or_default();
        let who: Who = serde_json::from_str(&entry.who).unwrap_or_default();
        if session.terminal().output_is_terminal() {
            let detail = detail(entry.detail.as_deref(), in_words);
            let by = if who.role == Role::Verifier.into_str() && !from.is_empty() {
                // A server asked, and where the log-in came from says more.
                String::new()
            } else {
                self.by(session, &who)
            };
            let what: Vec<_> = [subject, &detail, &from, &by]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let what = what.join(", ");
            let cells = [seq.as_str(), &at, &entry.event, account, &what];
            let of_one = [seq.as_str(), &at, &entry.event, &what];
            let cells = if self.of_one_account {
                &of_one[..]
            } else {
                &cells
            };
            return Ok(self.table.row(session.terminal(), cells)?);
        }
        let detail = detail(entry.detail.as_deref(), str::to_owned);
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
            &who.in_numbers(),
        ];
        Ok(session.terminal().fields(&fields)?)
    }

    /// Who acted, by name.
    fn by(&mut self, session: &Session<'_>, who: &Who) -> String {
        let Some(uid) = who.user() else {
            return String::new();
        };
        let look_up = || {
            let name = u32::try_from(uid).ok().and_then(session.context.user_name);
            name.unwrap_or_else(|| log::user(uid))
        };
        let name = self.users.entry(uid).or_insert_with(look_up);
        let user = match &who.sudo_user {
            Some(claimed) if claimed != name => log::by_sudo(name, claimed),
            _ => name.clone(),
        };
        let mut roles = Role::OF_OPERATORS.into_iter();
        match roles.find(|role| who.role == role.into_str()) {
            Some(Role::Owner | Role::Admin) => log::by_operator(&user),
            Some(other) => log::by_role(&user, other.into_str()),
            None => log::by(&user),
        }
    }
}

/// Who acted, as the entry records it. An entry may lack what another version of keyfob records.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Who {
    role: String,
    uid: Option<u64>,
    login_uid: Option<u64>,
    sudo_user: Option<String>,
}

impl Who {
    /// The user who logged in, whatever user they became since.
    fn user(&self) -> Option<u64> {
        self.login_uid.or(self.uid)
    }

    /// The user id that the system knows, and the user that sudo claims.
    fn in_numbers(&self) -> String {
        match (self.user(), &self.sudo_user) {
            (Some(uid), Some(claimed)) => log::by_sudo(&uid.to_string(), claimed),
            (Some(uid), None) => uid.to_string(),
            (None, _) => "-".to_owned(),
        }
    }
}

/// Summarizes an entry's detail: what changed, or why something was refused.
fn detail(json: Option<&str>, reason_as: fn(&str) -> String) -> String {
    let detail: Value = json
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(Value::Null);
    let words: Vec<_> = match (&detail["before"], &detail["after"], &detail["reason"]) {
        (Value::Null, _, Value::String(reason)) => vec![reason_as(reason)],
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

/// A recorded reason for people.
fn in_words(reason: &str) -> String {
    let words = match reason.parse() {
        Ok(reason) => log::refused(reason),
        Err(_) if reason == <&str>::from(Denial::NoAccount) => log::NO_SUCH_ACCOUNT,
        Err(_) => reason,
    };
    words.to_owned()
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => log::NO_VALUE.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_acted_is_told_as_far_as_it_was_recorded() {
        for (json, told) in [
            (r#"{"uid":1000}"#, "1000"),
            (r#"{"role":"admin","login_uid":1001,"uid":0}"#, "1001"),
            (
                r#"{"uid":0,"sudo_user":"carl","session":7}"#,
                "0, sudo by carl",
            ),
            (r#"{"role":"admin","uid":null}"#, "-"),
            ("{}", "-"),
        ] {
            let who: Who = serde_json::from_str(json).unwrap();
            assert_eq!(who.in_numbers(), told, "{json}");
        }
    }

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
            assert_eq!(detail(Some(json), str::to_owned), words);
        }
        assert_eq!(detail(None, str::to_owned), "");
        let refused = detail(Some(r#"{"reason":"wrong_network"}"#), in_words);
        assert_eq!(refused, "not for this network");
    }
}
