//! Asking for a second factor.

use crate::domain::contact::Contact;
use crate::domain::method::Method;

pub const CHOOSE: &str = "Choose a sign-in method";
pub const RECOVERY_CODE: &str = "Recovery code";
pub const NO_METHOD_ALLOWED: &str = "this account has no method that policy allows";
pub const OPERATOR_RESETS: &str = "an operator can reset MFA with 'keyfob mfa reset'";
pub const RECOVERY_CODE_SIGNS_IN: &str = "'keyfob signin --method recovery' takes a recovery code";
pub const WITHOUT_CODES_OPERATOR_RESETS: &str =
    "without a recovery code, an operator can reset MFA with 'keyfob mfa reset'";
pub const LEAVE_METHOD_OUT: &str =
    "without --method, the account's default method is used, and you can choose another";

/// A method in the list, as a person sees it who hasn't signed in yet.
pub fn method_item(method: &Method) -> String {
    let label = &method.label;
    match &method.contact {
        None => format!("Authenticator app: {label}"),
        Some(contact @ Contact::Email(_)) => format!("E-mail to {}", contact.masked()),
        Some(contact @ Contact::Phone(_)) => format!("Text message to {}", contact.masked()),
    }
}

pub fn ask_code(method: &Method) -> String {
    match &method.contact {
        None => format!("Code from {}", method.label),
        Some(contact) => format!("Code sent to {}", contact.masked()),
    }
}

pub fn ask_code_or_another_way(method: &Method) -> String {
    match &method.contact {
        None => format!("Code from {} (Enter for another way)", method.label),
        Some(contact) => format!("Code sent to {} (Enter for another way)", contact.masked()),
    }
}

pub const ASK_RECOVERY_CODE: &str = RECOVERY_CODE;
pub const ASK_RECOVERY_CODE_OR_ANOTHER_WAY: &str = "Recovery code (Enter for another way)";

pub fn sign_in_failed(reason: &str) -> String {
    format!("the sign-in failed: {reason}")
}

pub fn recovery_code_used(left: u32) -> String {
    match left {
        0 => {
            "That was your last recovery code: make new ones with 'keyfob mfa recovery'.".to_owned()
        }
        1 => "That recovery code is used up; 1 is left.".to_owned(),
        _ => format!("That recovery code is used up; {left} are left."),
    }
}
