//! `keyfob completions`

use clap::Args;
use clap_complete::Shell;

use crate::cli;
use crate::error::Result;
use crate::flows::{Answer, Session};

const HELP: &str = "\
Example:
  keyfob completions bash > ~/.local/share/bash-completion/completions/keyfob";

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let mut script = vec![];
    clap_complete::generate(arguments.shell, &mut cli::command(), "keyfob", &mut script);
    session.terminal().text(&String::from_utf8_lossy(&script))?;
    Ok(Answer::Done)
}
