//! The guided first run.

pub const CONTINUE: &str = "Continue?";
pub const STORE_CREATED: &str = "Created the store and its key file.";
/// What the first run will create, ending in what the person came for.
pub fn plan(store: &str, key: &str, aim: &str) -> [String; 5] {
    [
        "There is no account yet. This sets one up for you, with:".to_owned(),
        format!("  a store, {store}"),
        format!("  its key file, {key}"),
        "  an account with a password, MFA and recovery codes".to_owned(),
        format!("  {aim}"),
    ]
}
