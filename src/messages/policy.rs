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

pub fn program_not_there(program: &str) -> String {
    format!("Warning: {program} doesn't exist, so what needs it will fail.")
}

pub fn program_not_executable(program: &str) -> String {
    format!("Warning: you can't run {program} as a program, so what needs it may fail.")
}

pub fn changed(key: &str, value: &str, before: &str) -> String {
    format!("{key} is now {value}; it was {before}.")
}
