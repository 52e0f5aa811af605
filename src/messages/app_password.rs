//! App passwords: creating, listing, checking and deleting them.

use crate::domain::app_password::LastUse;
use crate::domain::escape::{argument, arguments};
use crate::domain::period::Period;
use crate::domain::verdict::NoneAccepted;

pub const NOTHING_CREATED: &str = "Nothing was created.";
pub const NO_APP_NAMED: &str = "no app is named";
pub const NAME_THE_APP: &str = "give its name, as in 'keyfob apppw create Outlook'";
pub const DELETED_UNDELIVERED: &str =
    "the new app password was deleted, because it couldn't be delivered";
pub const CREATED_UNDELIVERED: &str = "the new app password was created, but couldn't be delivered";
pub const CHOOSE_ANOTHER_NAME: &str = "choose another name for one of them";

pub fn delete_it(apps: &[&str]) -> String {
    let arguments = arguments(apps);
    match apps {
        [_] => format!("delete it: keyfob apppw delete {arguments}"),
        _ => format!("delete them: keyfob apppw delete {arguments}"),
    }
}

/// What a sign-in, an enrolment or a first run leads to.
pub fn aim(apps: &[&str]) -> String {
    match apps {
        [app] => format!("the app password for {app}"),
        apps => {
            let apps = apps.join(", ");
            format!("the app passwords for {apps}")
        }
    }
}

pub fn created(apps: &[&str]) -> String {
    match apps {
        [app] => format!("The app password for {app} was created."),
        apps => {
            let apps = apps.join(", ");
            format!("The app passwords for {apps} were created.")
        }
    }
}

/// Until the new one is delivered, it isn't certain when the old one stops working.
pub fn replaced(app: &str) -> String {
    format!("The app password for {app} was replaced by a new one.")
}

pub fn ask_create_several(apps: &[String]) -> String {
    let (count, apps) = (apps.len(), apps.join(", "));
    format!("Create {count} app passwords ({apps})?")
}

pub fn unknown_service(service: &str) -> String {
    format!("keyfob knows no service {service}")
}

pub fn known_services(known: &[&str]) -> String {
    let known = known.join(", ");
    format!("it knows {known}; if your server uses another name, add --any-service-name")
}

pub fn ask_service_meant(service: &str, similar: &str) -> String {
    format!("keyfob knows no service {service}. Did you mean {similar}?")
}

pub fn ask_unknown_service(service: &str) -> String {
    format!("Limit it to {service}, which keyfob doesn't know?")
}

pub fn name_twice(app: &str) -> String {
    format!("the name {app} is given twice")
}

pub const LIST_HEADINGS: [&str; 7] = [
    "NAME",
    "ID",
    "STATE",
    "CREATED",
    "LAST USED",
    "EXPIRES",
    "ONLY FOR",
];

pub fn count(account: &str, count: usize, limit: u32) -> String {
    format!("{account}: {count} of {limit} app passwords")
}

/// The row labels of `apppw show`.
pub mod label {
    pub const NAME: &str = "Name";
    pub const ID: &str = "Id";
    pub const STATE: &str = "State";
    pub const CREATED: &str = "Created";
    pub const LAST_USED: &str = "Last used";
    pub const EXPIRES: &str = "Expires";
    pub const ONLY_FOR: &str = "Only for";
    pub const NOTE: &str = "Note";
}

pub const NEVER_USED: &str = "never";

pub fn last_used(at: &str, last: &LastUse) -> String {
    match (&last.service, last.address) {
        (Some(service), Some(address)) => format!("{at}, {service} from {address}"),
        (Some(service), None) => format!("{at}, {service}"),
        (None, Some(address)) => format!("{at}, from {address}"),
        (None, None) => at.to_owned(),
    }
}

pub fn renamed(app: &str) -> String {
    format!("The app password is now called {app}.")
}

pub fn not_renamed(app: &str) -> String {
    format!("The app password is already called {app}.")
}

pub const CHOOSE_FREE_NAME: &str =
    "choose another name; 'keyfob apppw list' lists those that are taken";

pub const NOT_ROTATED_UNDELIVERED: &str =
    "the old app password still works, because the new one couldn't be delivered";
pub const ROTATED_UNDELIVERED: &str =
    "the app password was rotated, but the new one couldn't be delivered";
pub const OVERLAP_KEEPS_IT: &str = "With --overlap 24h the old one keeps working for a day.";
pub const ROTATE_LATER: &str = "rotate when the app can be given its new password";
pub const OLD_ONE_ENDED: &str = "The old app password no longer works.";
pub const OLD_ONE_ENDS_SHORTLY: &str = "The old app password stops working within a minute.";

pub fn ask_rotate(app: &str, account: &str) -> String {
    format!("Replace the app password {app} of {account}? The old one stops working at once.")
}

pub fn rotate_again(app: &str) -> String {
    let app = argument(app);
    format!("rotate it again: keyfob apppw rotate {app}")
}

pub fn overlap_too_long(longest: Period) -> String {
    format!("an overlap can last at most {longest}")
}

/// `distance` is like "in 2 hours".
pub fn old_one_ends(distance: &str) -> String {
    format!("The old app password stops working {distance}.")
}

pub fn old_one_works_until(until: &str) -> String {
    format!("The old app password works until {until}.")
}

pub const NONE_NAMED: &str = "no app password is named";
pub const NAME_IT_OR_ALL: &str = "give its name, or add --all";
pub const ASK_WHICH_TO_DELETE: &str = "Delete which?";

pub fn ask_delete(apps: &[&str], account: &str) -> String {
    match apps {
        [app] => format!("Delete the app password {app} of {account}?"),
        apps => {
            let (count, apps) = (apps.len(), apps.join(", "));
            format!("Delete {count} app passwords of {account}: {apps}?")
        }
    }
}

pub fn ask_delete_all(apps: &[&str], account: &str) -> String {
    match apps {
        [app] => ask_delete(&[app], account),
        apps => {
            let count = apps.len();
            format!("Delete all {count} app passwords of {account}?")
        }
    }
}

pub fn deleted(apps: &[&str], account: &str) -> String {
    match apps {
        [] => format!("{account} has no app passwords to delete."),
        [app] => format!("Deleted the app password {app} of {account}."),
        apps => {
            let (count, apps) = (apps.len(), apps.join(", "));
            format!("Deleted {count} app passwords of {account}: {apps}.")
        }
    }
}

pub const ASK_APP_PASSWORD: &str = "App password";

pub fn is_right(app: &str, account: &str) -> String {
    format!("yes: this is the app password {app} of {account}")
}

pub fn is_another(app: &str, account: &str) -> String {
    format!("no: this isn't the app password {app} of {account}")
}

pub fn is_unknown(account: &str) -> String {
    format!("no: {account} has no such app password")
}

pub fn was_replaced(app: &str, account: &str) -> String {
    format!("no: the app password {app} of {account} was replaced by a newer one")
}

pub fn was_deleted(app: &str, account: &str) -> String {
    format!("no: the app password {app} of {account} was deleted")
}

/// `distance` is like "3 days ago".
pub fn was_deleted_ago(app: &str, account: &str, distance: &str) -> String {
    format!("no: the app password {app} of {account} was deleted {distance}")
}

pub fn was_deleted_on(app: &str, account: &str, moment: &str) -> String {
    format!("no: the app password {app} of {account} was deleted on {moment}")
}

pub fn has_expired(app: &str, account: &str) -> String {
    format!("no: the app password {app} of {account} has expired")
}

pub fn is_for_other_services(app: &str, account: &str) -> String {
    format!("no: the app password {app} of {account} isn't for this service")
}

pub fn needs_service(app: &str, account: &str) -> String {
    format!(
        "no: the app password {app} of {account} works only for certain services; name one with --service"
    )
}

pub fn is_for_other_networks(app: &str, account: &str) -> String {
    format!("no: the app password {app} of {account} isn't for this network")
}

pub fn needs_address(app: &str, account: &str) -> String {
    format!(
        "no: the app password {app} of {account} works only from certain networks; name an address with --from"
    )
}

pub fn account_disabled(account: &str) -> String {
    format!("no: the account {account} is disabled")
}

pub fn mfa_not_enforced(account: &str) -> String {
    format!("no: MFA isn't enforced for {account}, so its app passwords aren't accepted")
}

pub const BLOCKED_BY_POLICY: &str = "no: your organisation doesn't accept app passwords";

/// Why no app password of the account is accepted.
pub fn none_accepted(reason: NoneAccepted) -> &'static str {
    match reason {
        NoneAccepted::AccountDisabled => "No app password is accepted: the account is disabled.",
        NoneAccepted::MfaNotEnforced => "No app password is accepted: MFA isn't set up.",
        NoneAccepted::BlockedByPolicy => {
            "No app password is accepted: your organisation blocks them."
        }
    }
}

pub const FROZEN: &str =
    "App passwords are frozen: they keep working, but holders can't create or change any.";

pub const ONLY_LETTERS: &str = "An app password contains only letters.";
pub const PASTE_AGAIN: &str = "Paste it again, or create a new one with 'keyfob apppw create'.";
pub const SET_UP_MFA: &str = "Set up MFA with 'keyfob mfa enroll'.";
pub const ASK_ADMINISTRATOR: &str = "Ask your administrator.";

pub fn use_the_newer(app: &str) -> String {
    let app = argument(app);
    format!("Use the newer one, or rotate it again: keyfob apppw rotate {app}")
}

pub fn create_another(app: &str) -> String {
    let app = argument(app);
    format!("Create a new one: keyfob apppw create {app}")
}

pub fn renew_it(app: &str) -> String {
    let app = argument(app);
    format!("Give it a new secret: keyfob apppw rotate {app}")
}

pub fn see_limits(app: &str) -> String {
    let app = argument(app);
    format!("See where it may be used: keyfob apppw show {app}")
}

pub fn check_length(length: usize) -> String {
    format!("A new app password has {length} letters. Check that you pasted all of it.")
}

/// The app can do MFA by itself.
pub fn not_needed(app: &str) -> String {
    format!("Your organisation says that {app} does MFA by itself and needs no app password.")
}

pub fn ask_create_anyway(app: &str) -> String {
    format!("Create one for {app} anyway?")
}
