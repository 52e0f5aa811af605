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
    RenameAccount,
    SetPassword,
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
    SeeLog,
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
}

use Action::{
    AddAccount, BackUpStore, ChangeAccount, ChooseDefaultMethod, CreateAppPassword, DeleteAccount,
    DeleteAppPassword, Enrol, ExportStore, FindAccount, ListAccounts, LogIn, PruneLog, RekeyStore,
    RemoveMethod, RenameAccount, RenameAppPassword, RepairStore, ReplaceExternalPassword,
    ReplaceRecoveryCodes, ResetMfa, RestoreStore, RotateAppPassword, SeeAccount, SeeLog, SeePolicy,
    SeeStore, SetPassword, SetPolicy, SettleDelivery, SignIn, SignOut, TestLogIn,
    VerifyAppPassword,
};
use Needs::{Never, NewAppPasswords, NotFrozen, Nothing, OwnAppPasswords, Person};

struct Row {
    action: Action,
    admin: Needs,
    holder: Needs,
    claimant: Needs,
    verifier: Needs,
}

const fn row(action: Action, admin: Needs, holder: Needs, claimant: Needs, verifier: Needs) -> Row {
    Row {
        action,
        admin,
        holder,
        claimant,
        verifier,
    }
}

#[rustfmt::skip]
const TABLE: [Row; 34] = [
    //   action                admin                holder               claimant  verifier
    row(SeeAccount,            Nothing,             Nothing,             Never,    Never),
    row(ChangeAccount,         Nothing,             Never,               Never,    Never),
    row(RenameAccount,         Nothing,             Never,               Never,    Never),
    row(SetPassword,           Needs::Password,     Never,               Never,    Never),
    row(ReplaceExternalPassword, Person,            Never,               Never,    Never),
    row(DeleteAccount,         Nothing,             Never,               Never,    Never),
    row(Enrol,                 Needs::MfaRequired,  Needs::MfaRequired,  Never,    Never),
    row(ChooseDefaultMethod,   Person,              Person,              Never,    Never),
    // With MFA off the password alone signs a holder in, and must not remove what protects the rest.
    row(RemoveMethod,          Person,              Needs::MfaSetUp,     Never,    Never),
    row(ReplaceRecoveryCodes,  Needs::MfaSetUp,     Needs::MfaSetUp,     Never,    Never),
    row(ResetMfa,              Person,              Never,               Never,    Never),
    row(CreateAppPassword,     NewAppPasswords,     NewAppPasswords,     Never,    Never),
    row(RenameAppPassword,     Nothing,             NotFrozen,           Never,    Never),
    row(RotateAppPassword,     Needs::AppPasswords, OwnAppPasswords,     Never,    Never),
    row(DeleteAppPassword,     Nothing,             NotFrozen,           Never,    Never),
    row(SettleDelivery,        Nothing,             Nothing,             Never,    Never),
    row(SignIn,                Never,               Never,               Nothing,  Never),
    row(SignOut,               Never,               Never,               Nothing,  Never),
    row(VerifyAppPassword,     Never,               Never,               Never,    Nothing),
    row(LogIn,                 Never,               Never,               Never,    Nothing),
    row(TestLogIn,             Nothing,             Never,               Never,    Never),
    row(FindAccount,           Nothing,             Nothing,             Nothing,  Nothing),
    row(AddAccount,            Nothing,             Never,               Never,    Never),
    row(ListAccounts,          Nothing,             Never,               Never,    Never),
    row(SeePolicy,             Nothing,             Nothing,             Nothing,  Nothing),
    row(SetPolicy,             Nothing,             Never,               Never,    Never),
    row(SeeLog,                Nothing,             Never,               Never,    Never),
    row(SeeStore,              Nothing,             Never,               Never,    Never),
    row(RepairStore,           Nothing,             Never,               Never,    Never),
    row(RekeyStore,            Nothing,             Never,               Never,    Never),
    row(BackUpStore,           Nothing,             Never,               Never,    Never),
    row(RestoreStore,          Nothing,             Never,               Never,    Never),
    row(ExportStore,           Nothing,             Never,               Never,    Never),
    row(PruneLog,              Nothing,             Never,               Never,    Never),
];

fn needs(role: Role, action: Action) -> Needs {
    let row = TABLE.iter().find(|row| row.action == action);
    match (row, role) {
        (None, _) => Never,
        (Some(row), Role::Admin) => row.admin,
        (Some(row), Role::Holder) => row.holder,
        (Some(row), Role::Claimant) => row.claimant,
        (Some(row), Role::Verifier) => row.verifier,
    }
}

/// Returns whether this role may do this, to this account as it is now.
pub fn permit(
    role: Role,
    action: Action,
    account: Option<&Account>,
    policy: &Policy,
) -> Result<(), Refusal> {
    let needs = needs(role, action);
    match (needs, role) {
        (Never, Role::Claimant) => return Err(Refusal::NotSignedIn),
        (Never, _) => return Err(Refusal::NeedsAdmin),
        (Nothing, _) => return Ok(()),
        _ => {}
    }
    // An action on an account needs an account.
    let account = account.ok_or(Refusal::NeedsAdmin)?;
    if !matches!(needs, NotFrozen | Person | Needs::Password) && account.disabled {
        return Err(Refusal::AccountDisabled(account.name.clone()));
    }
    let is_service = account.mfa == MfaState::Service;
    match (needs, account.mfa) {
        (NewAppPasswords | Needs::AppPasswords, MfaState::Service) if role == Role::Admin => {}
        (_, MfaState::Service) => return Err(Refusal::ServiceAccount(account.name.clone())),
        (Needs::Password, _) if account.external_password => {
            return Err(Refusal::ExternalPassword(account.name.clone()));
        }
        (NotFrozen | Person | Needs::Password, _)
        | (_, MfaState::Enforced)
        | (Needs::MfaRequired, MfaState::Enabled) => {}
        (_, MfaState::Disabled) => {
            return Err(Refusal::MfaNotRequired(account.name.clone()));
        }
        (_, MfaState::Enabled) => return Err(Refusal::MfaNotSetUp),
    }
    match (needs, policy.app_passwords) {
        // A freeze is about persons.
        (NewAppPasswords, AppPasswords::Frozen) if !is_service => Err(Refusal::AppPasswordsFrozen),
        (OwnAppPasswords | NotFrozen, AppPasswords::Frozen) => Err(Refusal::AppPasswordsUnmanaged),
        (NewAppPasswords | OwnAppPasswords | Needs::AppPasswords, AppPasswords::Blocked) => {
            Err(Refusal::AppPasswordsBlocked)
        }
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
                let mut text = format!("yes where {}", yes.join("; "));
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
            writeln!(table, "{:?}", row.action).unwrap();
            for role in Role::VARIANTS.iter().copied() {
                writeln!(table, "  {role:?}: {}", decisions(row.action, role)).unwrap();
            }
        }
        assert_eq!(table, EXPECTED, "\n{table}");
    }

    #[test]
    fn every_action_has_one_row() {
        for (position, row) in TABLE.iter().enumerate() {
            assert_eq!(row.action as usize, position, "{:?}", row.action);
        }
        assert_eq!(Action::PruneLog as usize + 1, TABLE.len());
    }

    #[test]
    fn what_is_about_an_account_is_refused_without_one() {
        let policy = Policy::default();
        for row in &TABLE {
            for role in Role::VARIANTS.iter().copied() {
                let alone = permit(role, row.action, None, &policy);
                assert_eq!(
                    alone.is_ok(),
                    needs(role, row.action) == Nothing,
                    "{role:?} {:?}",
                    row.action
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
