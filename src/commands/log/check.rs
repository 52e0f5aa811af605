//! `keyfob log check`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::log;

const HELP: &str = "\
Finds entries that were changed, removed, moved or cut off at either end. Anyone who has both the store and its \
key file, as root does, can forge the trail. Anyone who can write to the store's folder can put back an older \
store together with its .head.

Example:
  keyfob log check

Exit status 0: intact. 1: damaged; the faults are printed on stdout.

JSON: {\"ok\",\"entries\",\"faults\":[...]}";

/// Verify the audit trail
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View {
    ok: bool,
    entries: u64,
    faults: Vec<String>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open_to_examine()?;
    let actor = session.admin(&service);
    let mut faults = vec![];
    session.say_waiting(log::CHECKING);
    let entries = service.check_log(&actor, |fault| faults.push(fault.to_string()))?;
    let answer = if faults.is_empty() {
        Answer::Done
    } else {
        Answer::No
    };
    if session.flags.json {
        let view = View {
            ok: faults.is_empty(),
            entries,
            faults,
        };
        let written = session.terminal().json(&view);
        return Session::answer(answer, written);
    }
    let written = session.lines(&faults);
    session.terminal().say(&match answer {
        Answer::Done => log::intact(entries),
        Answer::No => log::damaged(entries, faults.len()),
    });
    Session::answer(answer, written)
}
