//! Policy keys and their values.

pub const SHOW_HEADINGS: [&str; 3] = ["KEY", "VALUE", "WHAT IT DOES"];

pub fn unknown_key(key: &str) -> String {
    format!("there is no policy key {key}")
}

pub fn known_keys(keys: &str) -> String {
    format!("the keys are {keys}")
}

pub fn unchanged(key: &str, value: &str) -> String {
    format!("{key} is already {value}.")
}

pub const SENDING_CODES: &str = "sending codes";
pub const CHECKING_PASSWORDS: &str = "checking external passwords";

pub fn program_not_there(program: &str, purpose: &str) -> String {
    format!("Warning: {program} doesn't exist, so {purpose} will fail.")
}

pub fn program_not_executable(program: &str, purpose: &str) -> String {
    format!("Warning: you can't run {program} as a program, so {purpose} may fail.")
}

pub fn changed(key: &str, value: &str, before: &str) -> String {
    format!("{key} is now {value}; it was {before}.")
}
