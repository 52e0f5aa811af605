//! The real program in a real pseudo-terminal.

mod holder;
mod operator;
mod pictures;
mod questions;
