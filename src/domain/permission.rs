//! Who may do what: one table of actions, roles and the states that allow them.

use super::account::{Account, MfaState};
use super::policy::{AppPasswords, Policy};
use super::refusal::Refusal;
use super::role::Role;

/// Something that an actor asks of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    // On one account.
    SeeAccount,
    ChangeAccount,
    /// Says whether MFA is required, and where the password is kept.
    ChangeSignIn,
    /// Disables an account, or enables it again.
    DisableAccount,
    RenameAccount,
    SetPassword,
    SetTemporaryPassword,
    /// Gives an account with an external password one of its own.
    ReplaceExternalPassword,
    DeleteAccount,
    Enrol,
    ChooseDefaultMethod,
    RemoveMethod,
    ReplaceRecoveryCodes,
    ResetMfa,
    CreateAppPassword,
    RenameAppPassword,
    RotateAppPassword,
    DeleteAppPassword,
    /// Ends a creation or a rotation: takes back what wasn't delivered, or retires what was replaced.
    SettleDelivery,
    SignIn,
    SignOut,
    VerifyAppPassword,
    LogIn,
    TestLogIn,

    // On the whole store.
    FindAccount,
    AddAccount,
    ListAccounts,
    SeePolicy,
    SetPolicy,
    /// Says which groups have which roles, and which programs are run.
    SetOwnersPolicy,
    SeeLog,
    /// Sees which mails to holders wait.
    SeeNotices,
    /// Sends the mails to holders that wait.
    SendNotices,
    SeeStore,
    /// Accepts the store though its head says otherwise, and removes damaged rows.
    RepairStore,
    /// Gives the store a new key.
    RekeyStore,
    BackUpStore,
    RestoreStore,
    ExportStore,
    /// Cuts the oldest entries of the audit trail.
    PruneLog,
}

/// What an action requires of the account's state and of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// This role may never do it.
    Never,
    Nothing,
    /// It is a person's account.
    Person,
    /// It is a person's account without an external password.
    Password,
    /// MFA is required of the account, and the account isn't disabled.
    MfaRequired,
    /// MFA is set up, and the account isn't disabled.
    MfaSetUp,
    /// The policy lets holders manage their app passwords.
    NotFrozen,
    /// MFA is set up, or it is a service account, and the policy accepts app passwords.
    AppPasswords,
    /// As `AppPasswords`, and the policy lets holders manage theirs.
    OwnAppPasswords,
    /// As `AppPasswords`, and the policy lets persons have new ones.
    NewAppPasswords,
    /// It is a service account.
    Service,
    /// As `AppPasswords`, and it is a service account.
    ServiceAppPasswords,
}

use Action::{
    AddAccount, BackUpStore, ChangeAccount, ChangeSignIn, ChooseDefaultMethod, CreateAppPassword,
    DeleteAccount, DeleteAppPassword, DisableAccount, Enrol, ExportStore, FindAccount,
    ListAccounts, LogIn, PruneLog, RekeyStore, RemoveMethod, RenameAccount, RenameAppPassword,
    RepairStore, ReplaceExternalPassword, ReplaceRecoveryCodes, ResetMfa, RestoreStore,
    RotateAppPassword, SeeAccount, SeeLog, SeeNotices, SeePolicy, SeeStore, SendNotices,
    SetOwnersPolicy, SetPassword, SetPolicy, SetTemporaryPassword, SettleDelivery, SignIn, SignOut,
    TestLogIn, VerifyAppPassword,
};
use Needs::{
    AppPasswords as Usable, MfaRequired, MfaSetUp, Never, NewAppPasswords, NotFrozen, Nothing,
    OwnAppPasswords, Password, Person, Service, ServiceAppPasswords,
};

/// What each role needs, in the order of the table's columns.
struct Row(Action, [Needs; 5], [Needs; 3]);

#[rustfmt::skip]
const TABLE: [Row; 40] = [
    //                            owner            admin            helpdesk             auditor  user        holder           claimant verifier
    Row(SeeAccount,              [Nothing,         Nothing,         Nothing,             Nothing, Never],    [Nothing,         Never,   Never]),
    Row(ChangeAccount,           [Nothing,         Nothing,         Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(ChangeSignIn,            [Person,          Person,          Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(DisableAccount,          [Nothing,         Nothing,         Nothing,             Never,   Never],    [Never,           Never,   Never]),
    Row(RenameAccount,           [Nothing,         Nothing,         Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(SetPassword,             [Password,        Password,        Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(SetTemporaryPassword,    [Password,        Password,        Password,            Never,   Never],    [Never,           Never,   Never]),
    Row(ReplaceExternalPassword, [Person,          Person,          Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(DeleteAccount,           [Nothing,         Nothing,         Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(Enrol,                   [MfaRequired,     Never,           Never,               Never,   Never],    [MfaRequired,     Never,   Never]),
    Row(ChooseDefaultMethod,     [Person,          Never,           Never,               Never,   Never],    [Person,          Never,   Never]),
    // With MFA off the password alone signs a holder in, and must not remove what protects the rest.
    Row(RemoveMethod,            [Person,          Never,           Never,               Never,   Never],    [MfaSetUp,        Never,   Never]),
    Row(ReplaceRecoveryCodes,    [MfaSetUp,        Never,           Never,               Never,   Never],    [MfaSetUp,        Never,   Never]),
    Row(ResetMfa,                [Person,          Person,          Person,              Never,   Never],    [Never,           Never,   Never]),
    Row(CreateAppPassword,       [NewAppPasswords, NewAppPasswords, ServiceAppPasswords, Never,   Never],    [NewAppPasswords, Never,   Never]),
    Row(RenameAppPassword,       [Nothing,         Nothing,         Service,             Never,   Never],    [NotFrozen,       Never,   Never]),
    Row(RotateAppPassword,       [Usable,          Usable,          ServiceAppPasswords, Never,   Never],    [OwnAppPasswords, Never,   Never]),
    Row(DeleteAppPassword,       [Nothing,         Nothing,         Nothing,             Never,   Never],    [NotFrozen,       Never,   Never]),
    Row(SettleDelivery,          [Nothing,         Nothing,         Nothing,             Never,   Never],    [Nothing,         Never,   Never]),
    Row(SignIn,                  [Never,           Never,           Never,               Never,   Never],    [Never,           Nothing, Never]),
    Row(SignOut,                 [Never,           Never,           Never,               Never,   Never],    [Never,           Nothing, Never]),
    Row(VerifyAppPassword,       [Never,           Never,           Never,               Never,   Never],    [Never,           Never,   Nothing]),
    Row(LogIn,                   [Never,           Never,           Never,               Never,   Never],    [Never,           Never,   Nothing]),
    Row(TestLogIn,               [Nothing,         Nothing,         Nothing,             Never,   Never],    [Never,           Never,   Never]),
    Row(FindAccount,             [Nothing,         Nothing,         Nothing,             Nothing, Nothing],  [Nothing,         Nothing, Nothing]),
    Row(AddAccount,              [Nothing,         Nothing,         Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(ListAccounts,            [Nothing,         Nothing,         Nothing,             Nothing, Never],    [Never,           Never,   Never]),
    Row(SeePolicy,               [Nothing,         Nothing,         Nothing,             Nothing, Nothing],  [Nothing,         Nothing, Nothing]),
    Row(SetPolicy,               [Nothing,         Nothing,         Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(SetOwnersPolicy,         [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(SeeLog,                  [Nothing,         Nothing,         Nothing,             Nothing, Never],    [Never,           Never,   Never]),
    Row(SeeNotices,              [Nothing,         Nothing,         Nothing,             Never,   Never],    [Never,           Never,   Never]),
    Row(SendNotices,             [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(SeeStore,                [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(RepairStore,             [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(RekeyStore,              [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(BackUpStore,             [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(RestoreStore,            [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(ExportStore,             [Nothing,         Nothing,         Never,               Never,   Never],    [Never,           Never,   Never]),
    Row(PruneLog,                [Nothing,         Never,           Never,               Never,   Never],    [Never,           Never,   Never]),
];

fn needs(role: Role, action: Action) -> Needs {
    let Some(Row(_, operators, others)) = TABLE.iter().find(|row| row.0 == action) else {
        return Never;
    };
    match role {
        Role::Owner => operators[0],
        Role::Admin => operators[1],
        Role::Helpdesk => operators[2],
        Role::Auditor => operators[3],
        Role::User => operators[4],
        Role::Holder => others[0],
        Role::Claimant => others[1],
        Role::Verifier => others[2],
    }
}

/// The least role that may do this to such an account.
fn least_role(action: Action, account: Option<&Account>) -> Role {
    let is_person = account.is_none_or(|account| account.mfa != MfaState::Service);
    let may = |role: &Role| match needs(*role, action) {
        Never => false,
        Service | ServiceAppPasswords => !is_person,
        _ => true,
    };
    let found = Role::OF_OPERATORS.into_iter().find(may);
    found.unwrap_or(Role::Owner)
}

/// Returns whether this role may do this, to this account as it is now.
pub fn permit(
    role: Role,
    action: Action,
    account: Option<&Account>,
    policy: &Policy,
) -> Result<(), Refusal> {
    let needs = needs(role, action);
    let needs_role = || Refusal::NeedsRole(least_role(action, account));
    match (needs, role) {
        (Never, Role::Claimant) => return Err(Refusal::NotSignedIn),
        (Never, _) => return Err(needs_role()),
        (Nothing, _) => return Ok(()),
        _ => {}
    }
    // An action on an account needs an account.
    let account = account.ok_or_else(needs_role)?;
    let is_service = account.mfa == MfaState::Service;
    if matches!(needs, Service | ServiceAppPasswords) && !is_service {
        return Err(needs_role());
    }
    if !matches!(needs, NotFrozen | Person | Password | Service) && account.disabled {
        return Err(Refusal::AccountDisabled(account.name.clone()));
    }
    match (needs, account.mfa) {
        (Service | ServiceAppPasswords, _) => {}
        (NewAppPasswords | Usable, MfaState::Service) if role.is_operator() => {}
        (_, MfaState::Service) => return Err(Refusal::ServiceAccount(account.name.clone())),
        (Password, _) if account.external_password => {
            return Err(Refusal::ExternalPassword(account.name.clone()));
        }
        (NotFrozen | Person | Password, _)
        | (_, MfaState::Enforced)
        | (MfaRequired, MfaState::Enabled) => {}
        (_, MfaState::Disabled) => {
            return Err(Refusal::MfaNotRequired(account.name.clone()));
        }
        (_, MfaState::Enabled) => return Err(Refusal::MfaNotSetUp),
    }
    match (needs, policy.app_passwords) {
        // A freeze is about persons.
        (NewAppPasswords, AppPasswords::Frozen) if !is_service => Err(Refusal::AppPasswordsFrozen),
        (OwnAppPasswords | NotFrozen, AppPasswords::Frozen) => Err(Refusal::AppPasswordsUnmanaged),
        (
            NewAppPasswords | OwnAppPasswords | Usable | ServiceAppPasswords,
            AppPasswords::Blocked,
        ) => Err(Refusal::AppPasswordsBlocked),
        _ => Ok(()),
    }
}

/// Refuses one more app password than the policy allows an account.
pub fn refuse_at_limit(policy: &Policy, existing: u32) -> Result<(), Refusal> {
    let limit = policy.app_password_limit;
    if existing >= limit {
        return Err(Refusal::AppPasswordLimit {
            there: existing,
            limit,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use strum::VariantArray;

    use super::*;
    use crate::domain::account::tests::account;

    /// Every state of an account and of the policy that a decision depends on.
    fn states() -> Vec<(String, Account, Policy)> {
        let mut states = vec![];
        for (mfa, word) in [
            (MfaState::Disabled, "MFA off"),
            (MfaState::Enabled, "MFA not set up"),
            (MfaState::Enforced, "MFA on"),
            (MfaState::Service, "service"),
        ] {
            for (app_passwords, rule) in [
                (AppPasswords::Allowed, "allowed"),
                (AppPasswords::Frozen, "frozen"),
                (AppPasswords::Blocked, "blocked"),
            ] {
                let policy = Policy {
                    app_passwords,
                    ..Policy::default()
                };
                states.push((format!("{word}, {rule}"), account(mfa, false), policy));
            }
        }
        let outside = Account {
            external_password: true,
            ..account(MfaState::Enforced, false)
        };
        states.push(("external password".to_owned(), outside, Policy::default()));
        let policy = Policy::default();
        states.push((
            "disabled account".to_owned(),
            account(MfaState::Enforced, true),
            policy,
        ));
        states
    }

    /// A refusal's own word, without the account that it names.
    fn word(refusal: &Refusal) -> String {
        let text = format!("{refusal:?}");
        if matches!(refusal, Refusal::NeedsRole(_)) {
            return text;
        }
        text.split('(').next().unwrap_or_default().to_owned()
    }

    /// For each action and role: where it is permitted, and how it is refused elsewhere.
    fn decisions(action: Action, role: Role) -> String {
        let mut yes = vec![];
        let mut no: Vec<(Refusal, Vec<String>)> = vec![];
        for (name, account, policy) in states() {
            match permit(role, action, Some(&account), &policy) {
                Ok(()) => yes.push(name),
                Err(refusal) => match no.iter_mut().find(|(other, _)| *other == refusal) {
                    Some((_, names)) => names.push(name),
                    None => no.push((refusal, vec![name])),
                },
            }
        }
        match (yes.len(), no.as_slice()) {
            (14, _) => "always".to_owned(),
            (0, [(refusal, _)]) => format!("never: {}", word(refusal)),
            _ => {
                let mut text = match yes.as_slice() {
                    [] => "never".to_owned(),
                    yes => format!("yes where {}", yes.join("; ")),
                };
                for (refusal, names) in no {
                    let (word, names) = (word(&refusal), names.join("; "));
                    write!(text, "\n      {word} where {names}").unwrap();
                }
                text
            }
        }
    }

    /// The whole table, action × role × state, as it is meant.
    const EXPECTED: &str = include_str!("permission.txt");

    #[test]
    fn each_role_may_do_what_the_table_says_in_each_state() {
        let mut table = String::new();
        for row in &TABLE {
            writeln!(table, "{:?}", row.0).unwrap();
            for role in Role::VARIANTS.iter().copied() {
                writeln!(table, "  {role:?}: {}", decisions(row.0, role)).unwrap();
            }
        }
        assert_eq!(table, EXPECTED, "\n{table}");
    }

    #[test]
    fn every_action_has_one_row() {
        for (position, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, position, "{:?}", row.0);
        }
        assert_eq!(Action::PruneLog as usize + 1, TABLE.len());
    }

    #[test]
    fn what_is_about_an_account_is_refused_without_one() {
        let policy = Policy::default();
        for row in &TABLE {
            for role in Role::VARIANTS.iter().copied() {
                let alone = permit(role, row.0, None, &policy);
                assert_eq!(
                    alone.is_ok(),
                    needs(role, row.0) == Nothing,
                    "{role:?} {:?}",
                    row.0
                );
            }
        }
    }

    #[test]
    fn never_one_more_than_the_limit() {
        let policy = Policy::default();
        assert_eq!(refuse_at_limit(&policy, 39), Ok(()));
        let refusal = Refusal::AppPasswordLimit {
            there: 40,
            limit: 40,
        };
        assert_eq!(refuse_at_limit(&policy, 40), Err(refusal));
        assert!(refuse_at_limit(&policy, u32::MAX).is_err());
    }
}
