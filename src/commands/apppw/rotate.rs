//! `keyfob apppw rotate`

use clap::Args;
use serde::Serialize;

use super::{CreatedView, parcel};
use crate::commands::{Access, Answer, Session, Whereto, in_words};
use crate::crypto::secret::AppPasswordText;
use crate::domain::period::Period;
use crate::error::{Error, Kind, Result};

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
    whereto: Whereto,
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
        let message = format!("an overlap lasts {LONGEST_OVERLAP} at the most");
        return Err(
            Error::new(Kind::BadData, message).hint("rotate once the app can be given the new one")
        );
    }
    let mut handover = session.settle(&arguments.whereto, 1)?;
    let mut access = session.access()?;
    let act = access.act(session);
    let Access { store, account, .. } = &mut access;
    let policy = store.policy()?;
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let rotated = store.rotate_app_password(&act, account.id, &arguments.name, overlap, &secret)?;

    let delivered = if session.flags.json {
        let (copied, printed) = handover.copy(secret.expose());
        let password = printed.then(|| secret.expose());
        let account = account.name.as_str();
        let view = View {
            new: CreatedView::new(account, &rotated.new, &policy, password, copied),
            old_accepted_until: rotated.old_until.map(|at| at.to_string()),
        };
        session.hand_over_json(&view)
    } else {
        handover.deliver(session, &[parcel(&rotated.new, &secret)])
    };
    if let Err(error) = delivered {
        return Err(match store.undo_rotation(&act, &rotated) {
            Ok(()) => Error::undelivered(
                "the old app password is what it was, since the new one couldn't be handed over",
                &error,
            ),
            Err(_) => Error::undelivered(
                "the new app password is there, but couldn't be handed over",
                &error,
            )
            .hint("rotate it once more"),
        });
    }
    let ended = store.end_rotation(&act, &rotated);
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
