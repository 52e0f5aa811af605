//! Methods: status, default, removal, reset, recovery codes, and enrolment in two commands.

use crate::domain::account::MfaState;
use crate::domain::contact::ContactKind;
use crate::domain::method::{Addable, MethodKey};

pub fn kind(method: MethodKey) -> &'static str {
    match method {
        MethodKey::Authenticator(_) => "authenticator app",
        MethodKey::Contact(ContactKind::Email) => "e-mail",
        MethodKey::Contact(ContactKind::Phone) => "text message",
    }
}

pub const METHOD_NOT_GIVEN: &str = "no method was given";
pub const NAME_OR_ID: &str = "its name or id";

pub const ASK_DEFAULT: &str = "Which method should sign-in ask for first?";

pub fn default_set(method: &str) -> String {
    format!("Sign-in now asks for {method} first.")
}

pub const ASK_WHICH_TO_REMOVE: &str = "Remove which method?";

pub fn ask_remove(method: &str, account: &str) -> String {
    format!("Remove the method {method} from {account}?")
}

pub const NOTHING_REMOVED: &str = "Nothing was removed.";

pub fn removed(method: &str, account: &str) -> String {
    format!("Removed the method {method} from {account}.")
}

pub const ONLY_OPERATORS_RESET: &str = "only an operator can reset MFA";
pub const ACT_AS_OPERATOR: &str = "add --operator, or set KEYFOB_OPERATOR=1 in a script";

pub fn ask_reset(account: &str) -> String {
    format!("Remove every method and recovery code of {account}?")
}

pub fn ask_reset_and_delete(account: &str) -> String {
    format!("Remove every method, recovery code and app password of {account}?")
}

pub fn reset(account: &str, methods: usize) -> String {
    match methods {
        0 => format!("Reset the MFA of {account}, which had no methods."),
        _ => format!("Removed the methods and recovery codes of {account}."),
    }
}

pub fn app_passwords_deleted(count: usize) -> String {
    match count {
        1 => "1 app password was deleted with them.".to_owned(),
        count => format!("{count} app passwords were deleted with them."),
    }
}

pub const SET_UP_AGAIN: &str =
    "MFA must be set up again at the next sign-in. Until then, app passwords don't work.";

pub fn nothing_to_reset(account: &str) -> String {
    format!("{account} has no methods and no recovery codes. Nothing was changed.")
}

pub fn ask_recovery_codes(account: &str, unused: u32) -> String {
    match unused {
        0 => format!("Make recovery codes for {account}?"),
        1 => {
            format!("Make new recovery codes for {account}? The unused code will stop working.")
        }
        unused => format!(
            "Make new recovery codes for {account}? The {unused} unused codes will stop working."
        ),
    }
}

pub const RECOVERY_CODES_UNDELIVERED: &str =
    "the new recovery codes were made, but they couldn't be delivered";
pub const MAKE_OTHER_CODES: &str = "make new recovery codes with 'keyfob mfa recovery'";

/// Said when the person stops.
pub const RECOVERY_CODES_NOT_REPLACED: &str =
    "The new recovery codes aren't valid; earlier ones still work.";

pub fn recovery_codes_replaced(account: &str) -> String {
    format!("These are now the recovery codes of {account}. Earlier ones no longer work.")
}

pub fn status(account: &str, state: MfaState) -> String {
    match state {
        MfaState::Disabled => format!("{account}: MFA isn't required."),
        MfaState::Enabled => format!("{account}: MFA is required but not set up yet."),
        MfaState::Enforced => format!("{account}: MFA is on."),
        MfaState::Service => {
            format!("{account} is a service account, which has app passwords only.")
        }
    }
}

pub const HEADINGS: [&str; 6] = ["ID", "METHOD", "LABEL", "DEFAULT", "ADDED", "LAST USED"];
pub const IS_DEFAULT: &str = "yes";
pub const NOT_IN_USE: &str = "not in use";

/// The methods in short. `others` is empty or a list.
pub fn methods(default: &str, others: &str) -> String {
    match others {
        "" => format!("Method: {default}"),
        others => format!("Methods: {default} (default), {others}"),
    }
}

pub fn recovery_codes_left(count: u32) -> String {
    match count {
        0..=2 => format!("Recovery codes left: {count}. Make new ones with 'keyfob mfa recovery'."),
        count => format!("Recovery codes left: {count}"),
    }
}

pub const APP_PASSWORD_HEADINGS: [&str; 2] = ["APP PASSWORD", "STATE"];

pub fn app_passwords(count: usize, limit: u32) -> String {
    format!("App passwords: {count} of {limit}")
}

pub fn addable(kind: Addable, has_authenticator: bool) -> &'static str {
    match (kind, has_authenticator) {
        (Addable::Contact(ContactKind::Email), _) => "codes by e-mail",
        (Addable::Contact(ContactKind::Phone), _) => "codes by text message",
        (Addable::Authenticator, true) => "another authenticator app",
        (Addable::Authenticator, false) => "an authenticator app",
    }
}

pub fn can_add(methods: &str) -> String {
    format!("Can be added with 'keyfob mfa enroll': {methods}")
}

/// Completes "This sets one up for you, with:".
pub const FIRST_APP_PASSWORD: &str = "the app password for your first app";
pub const ONLY_WITH_CONFIRM: &str = "--app and --no-app need --confirm";
pub const ADD_CONFIRM: &str = "add --confirm CODE";

pub const KEY_UNDELIVERED: &str = "the authenticator's key couldn't be delivered";
pub const SCAN_OR_TYPE_KEY: &str =
    "Scan this QR code with the authenticator app, or type this key:";
pub const TYPE_KEY: &str = "Type this key into the authenticator app:";
pub const CONFIRM_IN_TIME: &str = "Within 15 minutes, confirm with the code from the app:";

pub fn confirm_command(account: &str, as_operator: bool) -> String {
    if as_operator {
        format!("  keyfob mfa enroll --operator -a {account} --confirm CODE")
    } else {
        format!("  keyfob mfa enroll -a {account} --confirm CODE")
    }
}

pub const RESULT_UNDELIVERED: &str = "MFA is set up, but the output couldn't be delivered";
pub const DELETE_APP_PASSWORD: &str = "delete the app password with 'keyfob apppw delete NAME'";

pub const KEEP_RECOVERY_CODES: &str =
    "Keep these recovery codes safe. Each works once, if you lose your phone:";
