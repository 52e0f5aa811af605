//! Answering servers: how the commands for them are misused, and the steps of `auth test`.

use super::log::refused;
use crate::domain::account::{Account, MfaState};
use crate::domain::log_in::Denial;
use crate::domain::policy::AppPasswords;
use crate::domain::scope::Source;
use crate::domain::verdict::Reason;

pub const ACCOUNT_NOT_TAKEN: &str = "--account isn't accepted here: the server names the account";
pub const LEAVE_ACCOUNT_OUT: &str =
    "leave it out; 'keyfob auth test' checks an account of your choice";

pub const STDIN_IS_A_TERMINAL: &str = "the password must come from stdin, but stdin is a terminal";
pub const ONLY_FOR_SERVERS: &str =
    "this command is for servers; at a terminal use 'keyfob auth test'";

pub const NOTHING_ASKED: &str = "The answer is no, because stdin is empty: \
     it needs a line with the user and a line with the password.";

pub const PAM_USER_MISSING: &str = "PAM_USER isn't set";
pub const ONLY_FOR_PAM: &str = "this command is for pam_exec; at a terminal use 'keyfob auth test'";
pub const PAM_WANTS_NO_PASSWORD: &str = "PAM asked for something other than a password";
pub const USE_IN_AUTH_LINES: &str = "use it in 'auth' lines only, and pam_permit for 'account'";

pub const NO_PASSWORD_ASKED: &str =
    "this looks up a user without a password, which keyfob doesn't do";
pub const USE_ANOTHER_USERDB: &str =
    "use another userdb in Dovecot, such as 'passwd', or 'static' with allow_all_users=yes";
pub const DESCRIPTOR_UNREADABLE: &str = "descriptor 3 can't be read";
pub const DESCRIPTOR_MALFORMED: &str = "descriptor 3 doesn't contain a user and a password";

pub fn program_not_run(program: &str, reason: &str) -> String {
    format!("the program {program} can't be run: {reason}")
}

pub const NAME_A_PROGRAM: &str = "give one that this user may run";

pub const ONLY_OPERATORS_TEST: &str = "only an operator may use 'auth test'";
pub const TEST_AS_OPERATOR: &str = "add --operator; 'keyfob apppw verify' works without it";
pub const OR_WITHOUT_PASSWORD: &str =
    "without it, --without-password shows what would be decided for each app password";
pub const VERDICT_HEADINGS: [&str; 3] = ["NAME", "ID", "ANSWER"];
pub const ASK_PASSWORD: &str = "Password as the app sends it";

pub fn no_account(account: &str) -> String {
    format!("account: there is no account {account}")
}

pub fn account(account: &Account) -> String {
    let name = account.name.as_str();
    if account.disabled {
        format!("account: {name} is disabled")
    } else {
        format!("account: {name}")
    }
}

pub fn mfa(state: MfaState) -> &'static str {
    match state {
        MfaState::Disabled => "MFA: disabled; only the account's own password is accepted",
        MfaState::Enabled => {
            "MFA: enabled but not set up; only the account's own password is accepted"
        }
        MfaState::Enforced => "MFA: enforced; only app passwords are accepted",
        MfaState::Service => "service account; only app passwords are accepted",
    }
}

pub fn policy(app_passwords: AppPasswords) -> &'static str {
    match app_passwords {
        AppPasswords::Allowed => "policy: app passwords are allowed",
        AppPasswords::Frozen => "policy: app passwords are frozen; existing ones still work",
        AppPasswords::Blocked => "policy: app passwords are blocked",
    }
}

pub fn app_password(app: &str) -> String {
    format!("password: the app password {app}")
}

pub fn own_password(answer: Result<(), Denial>) -> &'static str {
    match answer {
        Err(Denial::AppPassword(_)) => "password: none of the account's app passwords",
        Err(Denial::WrongPassword) => "password: not the account's own password",
        Err(Denial::TemporaryPassword) => "password: the account's temporary password",
        _ => "password: the account's own password",
    }
}

pub fn no_app_passwords(account: &str) -> String {
    format!("{account} has no app passwords.")
}

/// The answer if an app password was typed.
pub fn verdict(answer: Result<(), Reason>, source: &Source) -> String {
    match answer {
        Ok(()) => "yes".to_owned(),
        Err(Reason::WrongService) if source.service.is_none() => {
            "no: only for certain services; name one with --service".to_owned()
        }
        Err(Reason::WrongNetwork) if source.address.is_none() => {
            "no: only from certain networks; name an address with --from".to_owned()
        }
        Err(reason) => {
            let reason = refused(reason);
            format!("no: {reason}")
        }
    }
}

pub fn any_service(service: &str) -> String {
    format!("service: {service}; allowed: any")
}

pub fn only_services(service: &str, allowed: &str) -> String {
    format!("service: {service}; allowed: {allowed}")
}

pub fn any_network(address: &str) -> String {
    format!("network: {address}; allowed: any")
}

pub fn only_networks(address: &str, allowed: &str) -> String {
    format!("network: {address}; allowed: {allowed}")
}

pub fn answer(answer: Result<(), Denial>, source: &Source) -> &'static str {
    match answer {
        Err(Denial::AppPassword(Reason::WrongService)) if source.service.is_none() => {
            "answer: no, this app password is only for certain services; name one with --service"
        }
        Err(Denial::AppPassword(Reason::WrongNetwork)) if source.address.is_none() => {
            "answer: no, this app password is only for certain networks; name an address with --from"
        }
        Ok(()) => "answer: yes",
        Err(Denial::NoAccount) => "answer: no",
        Err(Denial::WrongPassword | Denial::AppPassword(Reason::NoMatch)) => {
            "answer: no, the password is wrong"
        }
        Err(Denial::TemporaryPassword) => {
            "answer: no, the temporary password must be changed with 'keyfob signin' first"
        }
        Err(Denial::AccountDisabled | Denial::AppPassword(Reason::AccountDisabled)) => {
            "answer: no, the account is disabled"
        }
        Err(Denial::AppPassword(Reason::Deleted)) => "answer: no, this app password was deleted",
        Err(Denial::AppPassword(Reason::Replaced)) => {
            "answer: no, this app password was replaced by a newer one"
        }
        Err(Denial::AppPassword(Reason::Expired)) => "answer: no, this app password has expired",
        Err(Denial::AppPassword(Reason::WrongService)) => {
            "answer: no, this app password isn't for this service"
        }
        Err(Denial::AppPassword(Reason::WrongNetwork)) => {
            "answer: no, this app password isn't for this network"
        }
        Err(Denial::AppPassword(Reason::MfaNotEnforced | Reason::BlockedByPolicy)) => {
            "answer: no, app passwords aren't accepted"
        }
    }
}
