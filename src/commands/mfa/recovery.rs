//! `keyfob mfa recovery`

use clap::Args;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::flows::delivery::or_keep;
use crate::flows::{Answer, Session, recovery_codes};
use crate::messages::recovery_codes::EACH_WORKS_ONCE;
use crate::messages::{mfa, prompts};
use crate::terminal::{self, Delivery};

const HELP: &str = "\
The existing codes stop working. If stdout isn't a terminal, it gets one line per code: 'recovery-code', a \
tab and the code.

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
    let unused = access.service.recovery_codes_left(&actor, account)?;
    if !session.confirm(&mfa::ask_recovery_codes(name, unused))? {
        session.terminal().say(prompts::NOTHING_CHANGED);
        return Ok(Answer::No);
    }
    let delivery = Delivery::settle(session.terminal())?;
    let codes = recovery_codes::generate(session);
    let texts = recovery_codes::grouped(&codes);
    let is_guided = delivery == Delivery::Shown && session.may_guide();
    if is_guided {
        // The old codes work until the new ones are kept.
        session.terminal().say(EACH_WORKS_ONCE);
        session
            .terminal()
            .say_if_stopped(mfa::RECOVERY_CODES_NOT_REPLACED);
        if !recovery_codes::keep(session, name, &texts)? {
            return Err(Error::declined());
        }
    }
    let actor = access.actor(session);
    let service = &mut access.service;
    session
        .terminal()
        .settle(|| service.replace_recovery_codes(&actor, account, &codes))?;
    or_keep(
        hand_over(session, is_guided, delivery, name, &texts),
        mfa::RECOVERY_CODES_UNDELIVERED,
        &[mfa::MAKE_OTHER_CODES],
    )?;
    Ok(Answer::Done)
}

fn hand_over(
    session: &mut Session<'_>,
    is_kept: bool,
    delivery: Delivery,
    name: &str,
    codes: &[Zeroizing<String>],
) -> terminal::Result<()> {
    let texts: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    if session.flags.json {
        return session.hand_over_json(&View {
            account: name,
            recovery_codes: texts,
        });
    }
    if is_kept {
        session.terminal().say(&mfa::recovery_codes_replaced(name));
        return Ok(());
    }
    match delivery {
        Delivery::Shown => {
            // Nothing can be asked here: otherwise the guided flow would have kept them.
            recovery_codes::show(session, EACH_WORKS_ONCE, codes)?;
            session.terminal().conceal();
            Ok(())
        }
        Delivery::Piped => {
            let lines: Vec<_> = texts.iter().map(|code| ("recovery-code", *code)).collect();
            session.terminal().deliver(&lines)
        }
    }
}
