//! `keyfob apppw rotate`

use clap::Args;
use serde::Serialize;

use super::{CreatedView, PASTE_IT};
use crate::commands::{Answer, Session, in_words};
use crate::crypto::secret::AppPasswordText;
use crate::domain::audit::Role;
use crate::domain::period::Period;
use crate::error::{Error, Kind, Result};
use crate::terminal::Delivery;

const HELP: &str = "\
The new one has the same name, limits and note, and lasts as long as the old one was made to last.

Examples:
  keyfob apppw rotate Backup --operator -a alain@contoso.com
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
}

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    new: CreatedView<'a>,
    old_accepted_until: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    session.require_operator()?;
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
    let delivery = Delivery::settle(session.terminal())?;
    let mut store = session.open_store()?;
    let account = store.account(&session.account(&store)?)?;
    let policy = store.policy()?;
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let act = session.act(Role::Operator);
    let rotated =
        store.rotate_app_password(&act, &account.name, &arguments.name, overlap, &secret)?;

    let name = rotated.new.name.as_str();
    let delivered = if session.flags.json {
        let new = CreatedView::new(
            account.name.as_str(),
            &rotated.new,
            &policy,
            secret.expose(),
        );
        let view = View {
            new,
            old_accepted_until: rotated.old_until.map(|at| at.to_string()),
        };
        session.hand_over_json(&view)
    } else {
        if delivery == Delivery::Shown {
            session
                .terminal()
                .say(&format!("New app password for {name}:"));
        }
        session
            .terminal()
            .deliver(delivery, &[(name, secret.expose())])
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
    if session.flags.json {
        return Ok(Answer::Done);
    }
    if delivery == Delivery::Shown {
        session.terminal().say(PASTE_IT);
    }
    session.terminal().say(&match rotated.old_until {
        Some(end) => format!("The old one is accepted until {}.", in_words(end)),
        None if ended.is_ok() => "The old one isn't accepted any more.".to_owned(),
        // The new one is theirs already, so that this is no failure.
        None => "The old one is accepted for a minute at the most.".to_owned(),
    });
    Ok(Answer::Done)
}
