//! `keyfob log check`

use clap::Args;
use serde::Serialize;

use crate::commands::faults::Faults;
use crate::error::Result;
use crate::flows::{Answer, Session, in_words};
use crate::messages::log;
use crate::service::{Expected, Head};

const HELP: &str = "\
Finds entries that were changed, removed, moved or cut off at either end. Anyone who has both the store and its \
key file, as root does, can forge the trail. Anyone who can write to the store's folder can put back an older \
store together with its .head; --expect finds that.

If the trail is intact, prints its head: the number of the last entry, and a hash of the whole trail up to there. \
Keep heads where the store's machine can't change them, and give one to a later check. With 'policy set log-heads \
syslog', syslog and journald get the new head after each change, as a message of keyfob: \"audit trail SEQ:TAG\". A \
message that they don't take at once is left out.

A trail that was pruned (keyfob log prune) is checked from its first entry on. Its number and the tag of the entry \
before it are kept under the key, so nothing more can be cut away unseen; but nothing shows what was pruned. A head of \
an entry that was pruned can't be compared any more, nor can one from before the store got a new key (keyfob store \
rekey): note a new one then.

Examples:
  keyfob log check
  keyfob log check --expect \"$(tail -n 1 heads.txt)\"

Exit status 0: intact, and the expected entry is there. 1: damaged, or it isn't; the faults are printed on stdout.

JSON: {\"ok\",\"entries\",\"faults\":[...],\"head\",\"pruned\":{\"entries\",\"newest_at\",\"heads_accepted\"}|null}; \"faults\" has the \
first hundred, and \"head\" is null if the trail is damaged. \"heads_accepted\" counts the pruned entries that said \
that an administrator accepted the store as it was.";

/// Verify the audit trail
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// A head that an earlier check printed: the trail must have it
    #[arg(long, value_name = "SEQ:TAG")]
    expect: Option<Head>,
}

#[derive(Serialize)]
struct View {
    ok: bool,
    entries: u64,
    faults: Vec<String>,
    head: Option<String>,
    pruned: Option<PrunedView>,
}

#[derive(Serialize)]
struct PrunedView {
    entries: i64,
    newest_at: String,
    heads_accepted: u32,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open_to_examine()?;
    let actor = session.owner(&service);
    let mut faults = Faults::default();
    session.say_waiting(log::CHECKING);
    let checked = service.check_log(&actor, arguments.expect, |fault| {
        faults.add(fault.to_string());
    })?;
    match checked.expected {
        None | Some(Expected::Found) => {}
        Some(Expected::Other(seq)) => faults.add(log::not_expected(seq)),
        Some(Expected::Missing { last, expected }) => {
            faults.add(log::expected_missing(last, expected));
        }
        Some(Expected::Pruned(seq)) => faults.add(log::expected_pruned(seq)),
        Some(Expected::Rekeyed { expected, at }) => {
            faults.add(log::expected_rekeyed(expected, at));
        }
    }
    let (start, newest_at) = (checked.start, checked.start.newest_at);
    let (answer, head) = if faults.count == 0 {
        (Answer::Done, Some(checked.head.to_string()))
    } else {
        (Answer::No, None)
    };
    if session.flags.json {
        let view = View {
            ok: faults.count == 0,
            entries: checked.entries,
            faults: faults.listed,
            head,
            pruned: newest_at.map(|at| PrunedView {
                entries: start.cut.seq,
                newest_at: at.to_string(),
                heads_accepted: start.heads_accepted,
            }),
        };
        let written = session.terminal().json(&view);
        return Session::answer(answer, written);
    }
    let lines = match head {
        Some(head) if session.terminal().output_is_terminal() => vec![log::head(&head)],
        Some(head) => vec![head],
        None => faults.listed,
    };
    let written = session.lines(&lines);
    session.terminal().say(&match answer {
        Answer::Done => log::intact(checked.entries),
        Answer::No => log::damaged(checked.entries, faults.count),
    });
    if let Some(at) = newest_at {
        let pruned = log::pruned_before(start.cut.seq, &in_words(at), start.heads_accepted);
        session.terminal().say(&pruned);
    }
    Session::answer(answer, written)
}
