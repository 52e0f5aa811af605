//! Keeping recovery codes.

use super::prompts::Question;

pub const EACH_WORKS_ONCE: &str = "Each recovery code works once, if you lose your phone.";
pub const HEADING: &str = "Recovery codes, each for one sign-in:";
pub const LABEL: &str = "recovery codes";
pub const ASK_HOW_TO_KEEP: &str = "How do you want to keep them?";
pub const COPY: &str = "Copy them to the clipboard";
pub const SHOW: &str = "Show them here";
pub const OTHER_FILE: Question = Question {
    text: "Another file",
    if_empty: "Please type the name of a file.",
};
pub const ASK_SAVED: &str = "Have you saved them?";
pub const ADVICE: &str = "Paste them into a password manager, or into a document and print it.";

pub fn save_to(file: &str) -> String {
    format!("Save them to {file}")
}

/// The list on the clipboard.
pub fn list(count: usize) -> String {
    format!("The list of {count} recovery codes")
}

/// The first line of a file with the codes.
pub fn file_heading(account: &str) -> String {
    format!("Recovery codes of {account}. Each works once.")
}

pub fn saved(path: &str) -> String {
    format!("Saved to {path}. Only you can read it.")
}

pub fn not_saved(path: &str, reason: &str) -> String {
    format!("Not saved to {path}: {reason}.")
}
