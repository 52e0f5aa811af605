//! The narration of `demo`.

pub const ACCOUNT: &str =
    "An operator adds an account that requires MFA. It gets a temporary password.";
pub const AUTHENTICATOR: &str =
    "An authenticator app is set up for its holder, and confirmed with a code.";
pub const APP_PASSWORD: &str = "Outlook can't do MFA. It gets an app password, for mail only.";
pub const ACCEPTED: &str =
    "The mail server asks whether the app password is right. Spaces and case don't matter.";
pub const REFUSED: &str =
    "A wrong app password is refused, and so is the right one for another service.";
pub const LIST: &str = "The list shows when each app password was last used, but never the secret.";
pub const DELETED: &str =
    "The laptop is lost. Its app password is deleted and stops working at once.";
pub const LOG: &str = "Everything is in the audit log, and the log is intact.";
pub const END: &str =
    "That was the demo. Its temporary store is deleted. 'keyfob --help' shows how to begin.";

pub fn command(line: &str) -> String {
    format!("$ keyfob {line}")
}

pub fn piped_command(password: &str, line: &str) -> String {
    format!("$ echo '{password}' | keyfob {line}")
}

pub fn exit_status(code: u8) -> String {
    format!("(exit status {code})")
}

pub fn no_temporary_store(reason: &str) -> String {
    format!("no temporary store can be created: {reason}")
}

pub fn store_not_deleted(reason: &str) -> String {
    format!("the temporary store can't be deleted: {reason}")
}

pub const FAILED: &str = "the demo didn't go as expected";
