//! Setting up MFA, step by step.

use crate::domain::contact::{Contact, ContactKind};

pub const ASK_TO_SET_UP: &str =
    "MFA is required for this account and isn't set up yet. Set it up now?";
pub const CHOOSE_METHOD: &str = "choose a sign-in method";
pub const AUTHENTICATOR: &str = "your authenticator app";
pub const SENT_CODE: &str = "a code sent to you";

pub fn alternate(is_optional: bool) -> &'static str {
    if is_optional {
        "another way to reach you, if you lose the first (optional)"
    } else {
        "another way to reach you, if you lose the first"
    }
}

pub const SKIP: &str = "None for now";
pub const RECOVERY_CODES: &str = "recovery codes";
pub const FIRST_APP: &str = "your first app password";
pub const FIRST_APP_WITHOUT_MFA: &str = "an app password for an app that can't do MFA";
/// The name of the first app if none is given.
pub const DEFAULT_APP: &str = "First app";
/// The name of an authenticator if none is given.
pub const DEFAULT_LABEL: &str = "Authenticator";

pub const AUTHENTICATOR_ITEM: &str = "An authenticator app on your phone";
pub const ASK_WHICH: &str = "Which one?";
pub const SCAN: &str = "Scan this QR code, or type this key:";
pub const TYPE_THE_KEY: &str =
    "Type this key into the app (the terminal is too narrow for a QR code):";
pub const WRONG_CODE: &str = "That code isn't right. Type the one that the app shows now.";
pub const CODES_REPLACED: &str =
    "The recovery codes above aren't valid: newer ones were made in another session.";
/// Said if the steps end early, after the key of an authenticator was shown.
pub const ENTRY_IS_VOID: &str =
    "The authenticator wasn't added: you can delete the new entry in your app.";
/// Said if the steps end early, after recovery codes were made.
pub const CODES_ARE_VOID: &str = "The new recovery codes aren't valid.";
pub const APP_PASSWORD_NOT_DELIVERED: &str =
    "MFA is set up, but the app password couldn't be delivered";
pub const DELETE_AND_MAKE_ANOTHER: &str =
    "delete it with 'keyfob apppw delete NAME', and create another";

/// `all` is the number of all steps, if it is known yet.
pub fn step(number: usize, all: Option<usize>, what: &str) -> String {
    match all {
        Some(all) => format!("Step {number} of {all}: {what}"),
        None => format!("Step {number}: {what}"),
    }
}

pub fn begins(account: &str, is_first: bool) -> String {
    if is_first {
        format!("Setting up MFA for {account}. Ctrl-C cancels.")
    } else {
        format!("Adding a method for {account}. Ctrl-C cancels.")
    }
}

pub fn mfa_is_on(account: &str) -> String {
    format!("MFA is on for {account}.")
}

pub fn added(account: &str, methods: &str) -> String {
    format!("Added to {account}: {methods}.")
}

/// Said if the steps end early.
pub fn nothing_enrolled(is_first: bool) -> &'static str {
    if is_first {
        "MFA isn't set up yet. Start again with 'keyfob mfa enroll'."
    } else {
        "No method was added. Start again with 'keyfob mfa enroll'."
    }
}

pub fn no_app_password(reason: &str) -> String {
    format!("No app password was created: {reason}.")
}

pub const AN_AUTHENTICATOR: &str = "an authenticator app";

/// Codes to a contact, in a list of what was added.
pub fn codes_to(contact: &Contact) -> String {
    match contact {
        Contact::Email(email) => format!("codes by e-mail to {}", email.as_str()),
        Contact::Phone(phone) => format!("codes by text message to {}", phone.as_str()),
    }
}

/// A contact in a list to choose from, with the address if one is known.
pub fn contact_item(kind: ContactKind, known: Option<&Contact>) -> String {
    match (kind, known) {
        (ContactKind::Email, Some(known)) => format!("A code by e-mail to {}", known.as_str()),
        (ContactKind::Email, None) => "A code by e-mail".to_owned(),
        (ContactKind::Phone, Some(known)) => {
            format!("A code by text message to {}", known.as_str())
        }
        (ContactKind::Phone, None) => "A code by text message".to_owned(),
    }
}
