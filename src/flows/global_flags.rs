//! The flags that every command knows.

use std::path::PathBuf;

use clap::Args;

use crate::terminal::ColorChoice;

/// The flags that every command knows.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Globals {
    /// The store's file, or postgresql://… of its database
    #[arg(long, global = true, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// The key file [default: FILE.key if --store FILE is given]
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Use the system's store, even if it doesn't exist yet
    #[arg(long, global = true, conflicts_with = "store")]
    pub system: bool,
    /// Ask the daemon at this socket, instead of opening a store
    #[arg(long, global = true, value_name = "PATH", conflicts_with_all = ["store", "key_file", "system"])]
    pub socket: Option<PathBuf>,
    /// The account [default: the only one of the store]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub account: Option<String>,
    /// Act on the holder's behalf (logged)
    #[arg(long, global = true)]
    pub operator: bool,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Never ask: if an answer is needed, fail and name the flag to add
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer yes to every question
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
