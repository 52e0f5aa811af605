//! `keyfob apppw delete`

use clap::Args;
use serde::Serialize;

use super::listing::Listing;
use super::view::NamedView;
use crate::domain::app_password::{AppPassword, choose};
use crate::error::{Error, Kind, Result};
use crate::flows::room::{item, least_missed_first};
use crate::flows::{Answer, Session};

const HELP: &str = "\
From the next log-in on the app is refused. Without names, a terminal offers the list to choose from. The audit trail remembers the name, so that an app that \
keeps trying can be told.

Examples:
  keyfob apppw delete
  keyfob apppw delete Outlook
  keyfob apppw delete --all --operator -a alain@contoso.com

JSON: {\"account\",\"deleted\":[{\"id\",\"name\"}]}";

/// Delete app passwords
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Names or ids of the app passwords [default: chosen from a list]
    #[arg(conflicts_with = "all", value_name = "NAME")]
    names: Vec<String>,
    /// All of the account's, so that its holder starts afresh
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    deleted: Vec<NamedView<'a>>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let is_chosen = arguments.names.is_empty() && !arguments.all;
    if is_chosen && !session.may_ask() {
        return Err(
            Error::new(Kind::Usage, "no app password is named").hint("give its name, or --all")
        );
    }
    let Listing {
        mut access, all, ..
    } = Listing::read(session)?;
    access
        .service
        .may_delete_app_passwords(&access.actor(session), access.account.id)?;
    let doomed = if is_chosen {
        chosen(session, &all)?
    } else {
        named(&all, arguments)?
    };
    let name = access.account.name.clone();
    let name = name.as_str();
    if is_chosen && doomed.is_empty() && !all.is_empty() {
        session.terminal().say("Nothing was deleted.");
        return Ok(Answer::No);
    }
    if !doomed.is_empty() && !session.confirm(&question(&doomed, name, arguments.all))? {
        session.terminal().say("Nothing was deleted.");
        return Ok(Answer::No);
    }
    let ids: Vec<_> = doomed.iter().map(|one| one.id.clone()).collect();
    let actor = access.actor(session);
    let deleted = access
        .service
        .delete_app_passwords(&actor, access.account.id, &ids)?;
    if session.flags.json {
        return session.json(&View {
            account: name,
            deleted: deleted.iter().map(NamedView::new).collect(),
        });
    }
    let deleted: Vec<_> = deleted.iter().collect();
    session.terminal().say(&match names(&deleted).as_slice() {
        [] => format!("{name} has no such app passwords; nothing was deleted."),
        [one] => format!("Deleted the app password {one} of {name}."),
        many => format!(
            "Deleted {} app passwords of {name}: {}.",
            many.len(),
            many.join(", ")
        ),
    });
    Ok(Answer::Done)
}

/// Those that the person marks in the list, each with the one that it replaced.
fn chosen<'a>(session: &mut Session<'_>, all: &'a [AppPassword]) -> Result<Vec<&'a AppPassword>> {
    let mut listed: Vec<&AppPassword> = vec![];
    for one in all {
        match listed.iter_mut().find(|other| other.name == one.name) {
            Some(other) if other.created_at < one.created_at => *other = one,
            Some(_) => {}
            None => listed.push(one),
        }
    }
    listed.sort_by_key(|one| least_missed_first(one));
    let items: Vec<_> = listed.iter().map(|one| item(session, one)).collect();
    let marked = session.terminal().choose_several("Delete which?", &items)?;
    let names: Vec<_> = marked
        .into_iter()
        .flatten()
        .map(|number| &listed[number].name)
        .collect();
    Ok(all
        .iter()
        .filter(|one| names.contains(&&one.name))
        .collect())
}

fn named<'a>(all: &'a [AppPassword], arguments: &Arguments) -> Result<Vec<&'a AppPassword>> {
    if arguments.all {
        return Ok(all.iter().collect());
    }
    let mut doomed: Vec<&AppPassword> = vec![];
    for typed in &arguments.names {
        for one in choose(all, typed)? {
            if doomed.iter().all(|there| there.id != one.id) {
                doomed.push(one);
            }
        }
    }
    Ok(doomed)
}

fn question(doomed: &[&AppPassword], account: &str, all: bool) -> String {
    match names(doomed).as_slice() {
        [one] => format!("Delete the app password {one} of {account}?"),
        many if all => format!("Delete all {} app passwords of {account}?", many.len()),
        many => format!(
            "Delete {} app passwords of {account}: {}?",
            many.len(),
            many.join(", ")
        ),
    }
}

/// One that was rotated and the one in its place count as one.
fn names<'a>(doomed: &[&'a AppPassword]) -> Vec<&'a str> {
    let mut names: Vec<&str> = vec![];
    for one in doomed {
        if !names.contains(&one.name.as_str()) {
            names.push(one.name.as_str());
        }
    }
    names
}
