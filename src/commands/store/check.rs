//! `keyfob store check`

use clap::Args;
use serde::Serialize;

use crate::commands::faults::Faults;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::{prompts, store};
use crate::service::{Checked, Service};

const HELP: &str = "\
Checks the file, the rows, all sealed values and the audit trail, and whether accounts, app passwords and policy are as \
the trail says. If they aren't, older rows were put back: repeat what the trail says was done.

The .head file beside the store records where the audit trail ends. A store that doesn't fit it may be an older \
copy, where a deleted app password is there again, so every other command refuses it (status 74). --repair accepts \
the store as it is, if you know why: after a restored backup, say, or a lost file. \
The audit trail keeps a record of it, and only what is done from then on is compared with the trail.

A row that was damaged, or changed without the key, is a fault, and no backup is made of it. --repair asks, and removes \
such rows of methods, codes, app passwords, failures and sign-ins; holders set up again what is gone. The audit trail \
keeps a record of it. Other damage isn't repaired: restore a backup.

Examples:
  keyfob store check
  keyfob store check --repair

Exit status 0: intact. 1: damaged; the faults are printed on stdout.

JSON: {\"ok\",\"sealed_values\",\"log_entries\",\"fault_count\",\"faults\":[...]}; faults that --repair mended \
aren't listed.";

/// Verify the store
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Accept a store that doesn't fit its .head file, and remove damaged rows that can be made again
    #[arg(long)]
    repair: bool,
}

#[derive(Serialize)]
struct View {
    ok: bool,
    sealed_values: u64,
    log_entries: u64,
    fault_count: u64,
    faults: Vec<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let mut service = session.open_to_examine()?;
    session.say_waiting(store::CHECKING);
    let (mut checked, mut faults) = check(session, &service)?;
    if arguments.repair && checked.acceptable + checked.removable > 0 {
        if !session.flags.json {
            session.lines(&faults)?;
        }
        if !repair(session, &mut service, &checked)? {
            session.terminal().say(prompts::NOTHING_CHANGED);
            return Ok(Answer::No);
        }
        (checked, faults) = check(session, &service)?;
    }
    let answer = if checked.faults == 0 {
        Answer::Done
    } else {
        Answer::No
    };
    if session.flags.json {
        let view = View {
            ok: checked.faults == 0,
            sealed_values: checked.sealed_values,
            log_entries: checked.log_entries,
            fault_count: checked.faults,
            faults,
        };
        let written = session.terminal().json(&view);
        return Session::answer(answer, written);
    }
    let written = session.lines(&faults);
    session.terminal().say(&match answer {
        Answer::Done => store::intact(checked.sealed_values, checked.log_entries),
        Answer::No => store::damaged(checked.faults),
    });
    Session::answer(answer, written)
}

/// Asks, and mends what was agreed to. Returns whether that was anything.
fn repair(session: &mut Session<'_>, service: &mut Service, checked: &Checked) -> Result<bool> {
    let accepts = checked.acceptable > 0;
    // Nothing can be removed from a store that isn't accepted.
    if accepts && !session.confirm(store::ASK_ACCEPT)? {
        return Ok(false);
    }
    let removes =
        checked.removable > 0 && session.confirm(&store::ask_remove(checked.removable))?;
    let actor = session.owner(service);
    // Another process may have mended it meanwhile.
    if accepts && service.accept_head(&actor)? {
        session.terminal().say_done(store::ACCEPTED);
    }
    if removes {
        let rows = service.remove_damaged(&actor)?;
        session.terminal().say_done(&store::removed(rows));
    }
    Ok(accepts || removes)
}

/// Returns what was found, and the first faults.
fn check(session: &Session<'_>, service: &Service) -> Result<(Checked, Vec<String>)> {
    let mut faults = Faults::default();
    let checked = service.check(&session.owner(service), |fault| faults.add(fault))?;
    Ok((checked, faults.listed))
}
