//! `keyfob apppw delete`

use clap::Args;
use serde::Serialize;

use super::listing::Listing;
use super::view::NamedView;
use crate::domain::app_password::{AppPassword, choose};
use crate::error::{Error, Kind, Result};
use crate::flows::room::{item, least_missed_first};
use crate::flows::{Answer, Session};
use crate::messages::{app_password, prompts};

const HELP: &str = "\
The app is refused from its next log-in on. Without names, choose from a list at a terminal. The audit trail \
keeps the name, so it shows which app still tries.

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
    /// Delete all app passwords of the account
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
            Error::new(Kind::Usage, app_password::NONE_NAMED).hint(app_password::NAME_IT_OR_ALL)
        );
    }
    let Listing {
        access,
        app_passwords,
        ..
    } = Listing::read(session)?;
    access
        .service
        .may_delete_app_passwords(&access.actor(session), access.account.id)?;
    let to_delete = if is_chosen {
        chosen(session, &app_passwords)?
    } else {
        named(&app_passwords, arguments)?
    };
    let name = access.account.name.clone();
    let name = name.as_str();
    let is_declined = if to_delete.is_empty() {
        is_chosen && !app_passwords.is_empty()
    } else {
        !session.confirm(&question(&to_delete, name, arguments.all))?
    };
    if is_declined {
        session.terminal().say(prompts::NOTHING_DELETED);
        return Ok(Answer::No);
    }
    let ids: Vec<_> = to_delete.iter().map(|one| one.id.clone()).collect();
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
    session
        .terminal()
        .say(&app_password::deleted(&names(&deleted), name));
    Ok(Answer::Done)
}

/// The app passwords that the person marks in a list, each with the one that it replaced.
fn chosen<'a>(
    session: &mut Session<'_>,
    app_passwords: &'a [AppPassword],
) -> Result<Vec<&'a AppPassword>> {
    let mut listed: Vec<&AppPassword> = vec![];
    for one in app_passwords {
        match listed.iter_mut().find(|other| other.name == one.name) {
            Some(other) if other.created_at < one.created_at => *other = one,
            Some(_) => {}
            None => listed.push(one),
        }
    }
    listed.sort_by_key(|one| least_missed_first(one));
    let items: Vec<_> = listed.iter().map(|one| item(session, one)).collect();
    let marked = session
        .terminal()
        .choose_several(app_password::ASK_WHICH_TO_DELETE, &items)?;
    let names: Vec<_> = marked
        .into_iter()
        .flatten()
        .map(|number| &listed[number].name)
        .collect();
    Ok(app_passwords
        .iter()
        .filter(|one| names.contains(&&one.name))
        .collect())
}

fn named<'a>(
    app_passwords: &'a [AppPassword],
    arguments: &Arguments,
) -> Result<Vec<&'a AppPassword>> {
    if arguments.all {
        return Ok(app_passwords.iter().collect());
    }
    let mut named: Vec<&AppPassword> = vec![];
    for typed in &arguments.names {
        for one in choose(app_passwords, typed)? {
            if named.iter().all(|other| other.id != one.id) {
                named.push(one);
            }
        }
    }
    Ok(named)
}

fn question(to_delete: &[&AppPassword], account: &str, all: bool) -> String {
    let names = names(to_delete);
    if all {
        app_password::ask_delete_all(&names, account)
    } else {
        app_password::ask_delete(&names, account)
    }
}

/// The names, once each: a rotated app password has the same name as its successor.
fn names<'a>(app_passwords: &[&'a AppPassword]) -> Vec<&'a str> {
    let mut names: Vec<&str> = vec![];
    for one in app_passwords {
        if !names.contains(&one.name.as_str()) {
            names.push(one.name.as_str());
        }
    }
    names
}
