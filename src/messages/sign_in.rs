//! Signing in and out, and changing a temporary password.

pub const NOT_SIGNED_IN: &str = "no account is signed in here";
pub const SIGN_IN_FIRST: &str = "sign in first with 'keyfob signin --password-stdin'";
/// There is no terminal session to keep a sign-in for.
pub const SIGN_IN_AT_TERMINAL: &str =
    "run this at a terminal, where keyfob asks for the password; elsewhere no sign-in can be kept";
pub const OR_BE_OPERATOR: &str =
    "or act for the account's holder with --operator, or KEYFOB_OPERATOR=1 in a script";
pub const OPERATORS_NEED_NO_PASSWORD: &str =
    "To act for the account's holder instead, cancel and add --operator.";
pub const WRONG_PASSWORD: &str = "That isn't right. Try again.";
pub const TEMPORARY_PASSWORD: &str = "This password is temporary. Choose one of your own.";
pub const NEW_PASSWORD_FOLLOWS: &str =
    "this password is temporary; send a new one on the next line";
pub const PASSWORD_CHANGED: &str = "Your password was changed.";

pub fn password_of(account: &str) -> String {
    format!("Password of {account}")
}

pub fn app_passwords_deleted_by_policy(count: usize) -> String {
    match count {
        1 => "By policy, 1 app password was deleted with the old password.".to_owned(),
        _ => format!("By policy, {count} app passwords were deleted with the old password."),
    }
}

pub const WAS_NOT_SIGNED_IN: &str = "You weren't signed in.";

pub fn signed_out(accounts: &str) -> String {
    format!("Signed out of {accounts}.")
}

pub fn signed_in(account: &str) -> String {
    format!("Signed in to {account} for ten minutes.")
}

pub fn signed_in_once(account: &str) -> String {
    format!(
        "Signed in to {account} for this command only: without a terminal session, no sign-in is kept. \
         In a script, use --operator."
    )
}

pub const MFA_NOT_SET_UP: &str =
    "MFA is required but not set up yet. Set it up with 'keyfob mfa enroll'.";
