//! `keyfob mfa recovery`

use clap::Args;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::flows::delivery::or_keep;
use crate::flows::{Answer, Session, recovery_codes};
use crate::terminal::Delivery;

const HELP: &str = "\
The ones there are stop counting. Elsewhere than on a terminal stdout holds a line a code: \
'recovery-code', a tab and the code.

Examples:
  keyfob mfa recovery
  keyfob mfa recovery --yes --operator -a alain@contoso.com

JSON: {\"account\",\"recovery_codes\":[...]}";

/// Make new recovery codes
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    account: &'a str,
    recovery_codes: Vec<&'a str>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let mut access = session.access()?;
    let (actor, account) = (access.actor(session), access.account.id);
    access.service.may_replace_recovery_codes(&actor, account)?;
    let name = access.account.name.clone();
    let name = name.as_str();
    let question = match access.service.recovery_codes_left(&actor, account)? {
        0 => format!("Make recovery codes for {name}?"),
        left => format!("Make new recovery codes for {name}? The {left} left stop counting."),
    };
    if !session.confirm(&question)? {
        session.terminal().say("Nothing was changed.");
        return Ok(Answer::No);
    }
    let delivery = Delivery::settle(session.terminal())?;
    let codes = recovery_codes::generate(session);
    let texts = recovery_codes::grouped(&codes);
    let is_guided = delivery == Delivery::Shown && session.may_guide();
    if is_guided {
        // Those before count until these are kept.
        session
            .terminal()
            .say("Each signs in once, if all else is lost.");
        if !recovery_codes::keep(session, name, &texts)? {
            return Err(Error::declined());
        }
    }
    let actor = access.actor(session);
    access
        .service
        .replace_recovery_codes(&actor, account, &codes)?;
    or_keep(
        hand_over(session, is_guided, delivery, name, &texts),
        "the new recovery codes are there, but couldn't be handed over",
        &["make others"],
    )?;
    Ok(Answer::Done)
}

fn hand_over(
    session: &mut Session<'_>,
    is_kept: bool,
    delivery: Delivery,
    name: &str,
    codes: &[Zeroizing<String>],
) -> std::io::Result<()> {
    let texts: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    if session.flags.json {
        return session.hand_over_json(&View {
            account: name,
            recovery_codes: texts,
        });
    }
    if is_kept {
        session.terminal().say(&format!(
            "These are the recovery codes of {name} now; those before don't count."
        ));
        return Ok(());
    }
    match delivery {
        Delivery::Shown => {
            // Nobody can be asked for an Enter, or it would have been asked how they're kept.
            recovery_codes::show(session, "Each signs in once, if all else is lost.", codes)?;
            session.terminal().conceal();
            Ok(())
        }
        Delivery::Piped => {
            let lines: Vec<_> = texts.iter().map(|code| ("recovery-code", *code)).collect();
            session.terminal().deliver(&lines)
        }
    }
}
