//! `keyfob apppw rotate`

use clap::Args;
use serde::Serialize;

use super::view::CreatedView;
use crate::crypto::secret::AppPasswordText;
use crate::domain::period::Period;
use crate::error::{Error, Kind, Result};
use crate::flows::app_passwords::new_secret;
use crate::flows::delivery::or_undo;
use crate::flows::{Answer, Destination, Session, Undelivered, in_words};

const HELP: &str = "\
The new one has the same name, limits and note, and lasts as long as the old one was made to last.

Examples:
  keyfob apppw rotate Backup
  keyfob apppw rotate Backup --overlap 24h --operator -a alain@contoso.com

JSON: as in 'apppw create', and \"old_accepted_until\", null where the old one ended at once.";

/// Longer, and it would be a second app password rather than the end of the first.
const LONGEST_OVERLAP: Period = Period::from_seconds(90 * 86_400);

/// Give an app password a new secret
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Name or id of the app password
    name: String,
    /// Accept the old one for so long beside the new one, at most 90d
    #[arg(long, value_name = "PERIOD", allow_hyphen_values = true)]
    overlap: Option<String>,
    #[command(flatten)]
    destination: Destination,
}

const UNDELIVERED: Undelivered = Undelivered {
    undone: "the old app password is what it was, since the new one couldn't be handed over",
    kept: "the new app password is there, but couldn't be handed over",
    hint: "rotate it once more",
};

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
        let message = format!("an overlap lasts {LONGEST_OVERLAP} at the most");
        return Err(
            Error::new(Kind::BadData, message).hint("rotate once the app can be given the new one")
        );
    }
    let mut delivery = session.settle_delivery(&arguments.destination, 1)?;
    let mut access = session.access()?;
    let (actor, account) = (access.actor(session), access.account.id);
    let service = &mut access.service;
    let policy = service.policy(&actor)?;
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let rotated =
        service.rotate_app_password(&actor, account, &arguments.name, overlap, &secret)?;

    let name = access.account.name.as_str();
    let to_deliver = [new_secret(&rotated.new, &secret)];
    let delivered = delivery.deliver(session, &to_deliver, |_, delivered| View {
        new: CreatedView::new(name, &rotated.new, &policy, &delivered),
        old_accepted_until: rotated.old_until.map(|at| at.to_string()),
    });
    let undo = || service.undo_rotation(&actor, &rotated);
    or_undo(delivered, undo, &UNDELIVERED)?;
    let ended = service.end_rotation(&actor, &rotated);
    session.terminal().conceal();
    if session.flags.json {
        return Ok(Answer::Done);
    }
    let sentence = match rotated.old_until {
        Some(end) => match session.distance(end) {
            Some(ahead) => format!("The old one stops being accepted {ahead}."),
            None => format!("The old one is accepted until {}.", in_words(end)),
        },
        None if ended.is_ok() => "The old one isn't accepted any more.".to_owned(),
        // The new one is theirs already, so that this is no failure.
        None => "The old one is accepted for a minute at the most.".to_owned(),
    };
    session.terminal().say(&sentence);
    Ok(Answer::Done)
}
