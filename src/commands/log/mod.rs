//! `keyfob log`: the audit trail.

mod check;
mod prune;
mod show;

use clap::{Args, Subcommand};

use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Entries are numbered from 1. A collector that remembers the last number it got goes on with --after. If entries \
after that one were pruned, this is an error (status 65).

With --account, shows only entries about that account. On a terminal, shows a table. Otherwise prints one line \
for each entry, with tabs between number, time, event, account, subject, source, detail and user id.

Examples:
  keyfob log --since 24h
  keyfob log -a alain@contoso.com --json
  keyfob log --event apppw --limit 20
  keyfob log --follow
  keyfob log --json --after 1234
  keyfob log check
  keyfob log prune --before 400d

JSON: one line for each entry, {\"seq\",\"at\",\"event\",\"outcome\",\"account\",\"subject\",\"service\",\"address\", \
\"who\":{\"effective_uid\",\"login_uid\",\"role\",\"sudo_user\",\"uid\"},\"detail\":{...}|null}. \"sudo_user\" is what \
sudo claims; it proves nothing.";

/// Show the audit trail, verify it, or prune it
#[derive(Debug, Args)]
#[command(after_help = HELP, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    selection: show::Selection,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Prune(prune::Arguments),
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    match &arguments.command {
        Some(Command::Check(arguments)) => check::run(arguments, session),
        Some(Command::Prune(arguments)) => prune::run(arguments, session),
        None => show::run(&arguments.selection, session),
    }
}
