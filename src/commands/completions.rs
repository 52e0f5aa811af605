//! `keyfob completions`

use clap::{Args, ValueEnum};
use clap_complete::aot;

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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

pub fn run(
    arguments: &Arguments,
    mut parser: clap::Command,
    session: &mut Session<'_>,
) -> Result<Answer> {
    let shell = match arguments.shell {
        Shell::Bash => aot::Shell::Bash,
        Shell::Fish => aot::Shell::Fish,
        Shell::Zsh => aot::Shell::Zsh,
    };
    let mut script = vec![];
    aot::generate(shell, &mut parser, "keyfob", &mut script);
    session
        .terminal()
        .print(&String::from_utf8_lossy(&script))?;
    Ok(Answer::Done)
}
