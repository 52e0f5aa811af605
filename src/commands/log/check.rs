//! `keyfob log check`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Finds entries that were changed, removed, moved or cut off at either end. Who has both the store and \
its key file, as root does, can forge the trail. Who can write to the store's folder can put an older \
store back together with the .head of that time.

Example:
  keyfob log check

Exit status 0: whole. 1: not whole; what was found is on stdout.

JSON: {\"ok\",\"entries\",\"faults\":[...]}";

/// Check that the audit trail is whole
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
    let service = session.open()?;
    let actor = session.admin(&service);
    let mut faults = vec![];
    session.say_waiting("Checking the audit trail…");
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
        let words = session.terminal().json(&view);
        return Session::answer(answer, words);
    }
    let words = session.lines(&faults);
    session.terminal().say(&match answer {
        Answer::Done => format!("The audit trail is whole: {entries} entries."),
        Answer::No => format!(
            "The audit trail isn't whole. Faults in {entries} entries: {}.",
            faults.len()
        ),
    });
    Session::answer(answer, words)
}
