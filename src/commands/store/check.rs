//! `keyfob store check`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::store;

/// At most this many faults are listed; the rest are only counted.
const MOST_LISTED: usize = 100;

const HELP: &str = "\
Checks the file, the rows, all sealed values and the audit trail.

Example:
  keyfob store check

Exit status 0: intact. 1: damaged; the faults are printed on stdout.

JSON: {\"ok\",\"sealed_values\",\"log_entries\",\"fault_count\",\"faults\":[...]}";

/// Verify the store
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View {
    ok: bool,
    sealed_values: u64,
    log_entries: u64,
    fault_count: u64,
    faults: Vec<String>,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open()?;
    let actor = session.admin(&service);
    let mut faults = vec![];
    session.say_waiting(store::CHECKING);
    let checked = service.check(&actor, |fault| {
        if faults.len() < MOST_LISTED {
            faults.push(fault);
        }
    })?;
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
