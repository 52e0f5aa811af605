//! `keyfob apppw rotate`

use clap::Args;
use serde::Serialize;

use super::view::CreatedView;
use crate::crypto::secret::AppPasswordText;
use crate::domain::app_password::{AppPassword, LONGEST_OVERLAP};
use crate::domain::period::Period;
use crate::error::{Error, Kind, Result};
use crate::flows::app_passwords::new_secret;
use crate::flows::delivery::or_undo;
use crate::flows::{Answer, Destination, Session, Undelivered, in_words};
use crate::messages::{app_password, prompts};

const HELP: &str = "\
The new app password has the same name, limits, note and lifetime as the old one.

Examples:
  keyfob apppw rotate Backup
  keyfob apppw rotate Backup --overlap 24h --operator -a alain@contoso.com

JSON: as in 'apppw create', and \"old_accepted_until\", null without --overlap.";

/// Give an app password a new secret
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password
    name: String,
    /// Keep accepting the old app password for this long, at most 90d
    #[arg(long, value_name = "PERIOD", allow_hyphen_values = true)]
    overlap: Option<String>,
    #[command(flatten)]
    destination: Destination,
}

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    new: CreatedView<'a>,
    old_accepted_until: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let overlap = arguments
        .overlap
        .as_deref()
        .map(Period::parse)
        .transpose()?;
    if overlap.is_some_and(|overlap| overlap > LONGEST_OVERLAP) {
        let message = app_password::overlap_too_long(LONGEST_OVERLAP);
        return Err(Error::new(Kind::BadData, message).hint(app_password::ROTATE_LATER));
    }
    let mut delivery = session.settle_delivery(&arguments.destination, 1)?;
    let mut access = session.access()?;
    let asked_by = access.actor(session);
    let old =
        access
            .service
            .app_password_to_rotate(&asked_by, access.account.id, &arguments.name)?;
    if overlap.is_none() && !may_end_at_once(session, &old, access.account.name.as_str())? {
        session.terminal().say(prompts::NOTHING_CHANGED);
        return Ok(Answer::No);
    }
    let actor = access.actor(session);
    let service = &mut access.service;
    let policy = service.policy(&actor)?;
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let rotated = service.rotate_app_password(&actor, &old, overlap, &secret)?;

    let name = access.account.name.as_str();
    let to_deliver = [new_secret(&rotated.new, &secret)];
    let news = app_password::replaced(rotated.new.name.as_str());
    session.terminal().say_if_stopped(&news);
    let delivered = delivery.deliver(session, &to_deliver, |_, delivered| View {
        new: CreatedView::new(name, &rotated.new, &policy, &delivered),
        old_accepted_until: rotated.old_until.map(|at| at.to_string()),
    });
    let undo = || service.undo_rotation(&actor, &rotated);
    let told = Undelivered {
        undone: app_password::NOT_ROTATED_UNDELIVERED,
        kept: app_password::ROTATED_UNDELIVERED,
        hint: &app_password::rotate_again(rotated.new.name.as_str()),
    };
    or_undo(session, &news, delivered, undo, &told)?;
    let ended = service.end_rotation(&actor, &rotated);
    if !service.is_here()
        && let Err(error) = ended
    {
        // The daemon undoes what it doesn't hear the end of.
        session.terminal().take_back(&news);
        return Err(Error::from(error));
    }
    session.terminal().conceal();
    if session.flags.json {
        return Ok(Answer::Done);
    }
    let sentence = match rotated.old_until {
        Some(end) => match session.distance(end) {
            Some(distance) => app_password::old_one_ends(&distance),
            None => app_password::old_one_works_until(&in_words(end)),
        },
        None if ended.is_ok() => app_password::OLD_ONE_ENDED.to_owned(),
        // The new one was delivered, so this isn't a failure.
        None => app_password::OLD_ONE_ENDS_SHORTLY.to_owned(),
    };
    session.terminal().say(&sentence);
    Ok(Answer::Done)
}

/// Returns whether the old app password may stop working at once. Only a person is asked.
fn may_end_at_once(session: &mut Session<'_>, old: &AppPassword, account: &str) -> Result<bool> {
    if session.flags.yes || !session.may_guide() {
        return Ok(true);
    }
    session.terminal().say(app_password::OVERLAP_KEEPS_IT);
    session.confirm(&app_password::ask_rotate(old.name.as_str(), account))
}
