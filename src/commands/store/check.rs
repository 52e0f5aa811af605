//! `keyfob store check`

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::flows::{Answer, Session};

/// So many faults are told; of more there is only the number.
const TOLD: usize = 100;

const HELP: &str = "\
Goes through the file, the rows, everything that is sealed and the audit trail.

Example:
  keyfob store check

Exit status 0: whole. 1: damaged; what was found is on stdout.

JSON: {\"ok\",\"sealed_values\",\"log_entries\",\"fault_count\",\"faults\":[...]}";

/// Check that the store is whole
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
    session.say_waiting("Checking the store…");
    let checked = service.check(&actor, |fault| {
        if faults.len() < TOLD {
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
        let words = session.terminal().json(&view);
        return Session::answer(answer, words);
    }
    let words = session.lines(&faults);
    let (sealed, entries) = (checked.sealed_values, checked.log_entries);
    session.terminal().say(&match answer {
        Answer::Done => {
            format!("The store is whole: {sealed} sealed values and {entries} log entries.")
        }
        Answer::No => format!("The store is damaged. Faults: {}.", checked.faults),
    });
    Session::answer(answer, words)
}
