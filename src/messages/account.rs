//! The account commands.

use crate::domain::account::{Account, MfaState};

pub const LIST_HEADINGS: [&str; 7] = [
    "ACCOUNT",
    "MFA",
    "STATE",
    "APP PASSWORDS",
    "CREATED",
    "LAST SIGN-IN",
    "E-MAIL",
];
pub const NO_ACCOUNTS_YET: &str = "There are no accounts yet.";
pub const NO_ACCOUNT_MATCHES: &str = "No account matches.";

pub fn count(accounts: usize) -> String {
    match accounts {
        1 => "1 account.".to_owned(),
        count => format!("{count} accounts."),
    }
}

/// The row labels of `account show`.
pub mod label {
    pub const ACCOUNT: &str = "Account";
    pub const STATE: &str = "State";
    pub const MFA: &str = "MFA";
    pub const PASSWORD: &str = "Password";
    pub const EMAIL: &str = "E-mail";
    pub const PHONE: &str = "Phone";
    pub const LANGUAGE: &str = "Language";
    pub const AUTHENTICATORS: &str = "Authenticators";
    pub const RECOVERY_CODES_LEFT: &str = "Recovery codes left";
    pub const APP_PASSWORDS: &str = "App passwords";
    pub const CREATED: &str = "Created";
}

pub fn state(disabled: bool) -> &'static str {
    if disabled { "disabled" } else { "active" }
}

pub fn password_state(account: &Account) -> &'static str {
    if account.mfa == MfaState::Service {
        "none"
    } else if account.external_password {
        "external"
    } else if account.must_change_password {
        "must be changed at the next sign-in"
    } else {
        "set"
    }
}

pub fn added(account: &str) -> String {
    format!("Added the account {account}.")
}

/// `account` is an argument that can be pasted.
pub fn create_its_app_passwords(account: &str) -> String {
    format!("Next: keyfob apppw create NAME --account {account}")
}

pub const NO_PASSWORD_COMMAND: &str =
    "Warning: no password-command is set, so external passwords can't be checked yet.";
pub const OF_ANOTHER_KIND: &str =
    "it differs in whether it is a service account, or has an external password";

pub fn external_password_renamed(account: &str) -> String {
    format!("Its external password is now that of {account}. Earlier sign-ins have ended.")
}

pub fn exists(account: &str) -> String {
    format!("The account {account} already exists. Nothing was changed.")
}

pub const NOT_ADDED_UNDELIVERED: &str =
    "the account wasn't added, because its password couldn't be delivered";
pub const ADDED_UNDELIVERED: &str = "the account was added, but its password couldn't be delivered";

/// `account` is an argument that can be pasted.
pub fn set_another_password(account: &str) -> String {
    format!("set another one: keyfob account password --temporary {account}")
}

pub fn changed(account: &Account) -> String {
    let (name, state) = (account.name.as_str(), state(account.disabled));
    match account.mfa {
        MfaState::Service => format!("The service account {name} is {state}."),
        mfa => format!(
            "The account {name} is {state}, and its MFA is {}.",
            mfa.into_str()
        ),
    }
}

pub fn renamed(account: &str) -> String {
    format!("The account is now called {account}.")
}

pub fn not_renamed(account: &str) -> String {
    format!("The account is already called {account}.")
}

pub const PASSWORD_LABEL: &str = "password";
pub const HOLDER_MUST_CHANGE_PASSWORD: &str =
    "The account's holder must change this password at the next sign-in.";
pub const PASSWORD_SET_UNDELIVERED: &str = "the new password was set, but couldn't be delivered";

pub fn temporary_password(account: &str) -> String {
    format!("Temporary password for {account}")
}

pub fn password_set(account: &str) -> String {
    format!("Set the password of {account}.")
}

pub fn ask_delete(account: &str, app_passwords: u32) -> String {
    match app_passwords {
        0 => format!("Delete the account {account}?"),
        1 => format!("Delete the account {account} and its app password?"),
        count => format!("Delete the account {account} and its {count} app passwords?"),
    }
}

pub fn deleted(account: &str) -> String {
    format!("Deleted the account {account}.")
}
