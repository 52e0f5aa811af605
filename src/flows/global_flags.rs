//! The flags that every command knows.

use std::path::PathBuf;

use clap::Args;

use crate::terminal::ColorChoice;

/// The flags that every command knows.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Globals {
    /// The store's file
    #[arg(long, global = true, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// The key file [default: FILE.key of a store that is named]
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Use the system's store, also where there is none yet
    #[arg(long, global = true, conflicts_with = "store")]
    pub system: bool,
    /// The account [default: the only one of the store]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub account: Option<String>,
    /// Act for the account's holder; recorded as that
    #[arg(long, global = true)]
    pub operator: bool,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Never ask: where an answer would be needed, fail and name the flag to give
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Take yes for the answer to every question
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Print data and errors only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Show exact times, and the causes of an error
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = false
    )]
    pub color: ColorChoice,
}
